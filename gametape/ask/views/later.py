"""Later: the words, looked over while they are written, kept until a decent hour, handed to one's own phone.

The thank-you and the answer they asked for are written on the same sheet; only what they are for differs.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gametape.ask import asking, composing, from_here, handing, seeing
from gametape.ask.composing import Sheet, Typed
from gametape.ask.due import PAGES
from gametape.ask.situation import Plan
from gametape.ask.views.at_hand import about, call_is_open, loss_to_answer, loss_to_ask, viewer_of
from gametape.ask.who_reads import Reading
from gametape.common.pages import SeeOther, see_other
from gametape.common.refusal import NotYours, Refusal
from gametape.deals.models import Loss
from gametape.people.doors import only, signed_in
from gametape.people.models import Role, User
from gametape.sending import outbox
from gametape.sending.models import Message


@signed_in
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask what you missed: as the rep, or as the second voice. The plan says when, by whom and how."""
    loss, role = loss_to_ask(request, pk, opening=_("the question to ask") if request.method == "GET" else "")
    plan, me = asking.plan_for(loss, asking=role), viewer_of(request).user
    if request.method == "POST":
        return _written(request, loss, role, plan.kind, plan)
    mine = composing.waiting(loss, kind=plan.kind, by=me)
    if mine and mine.state in Message.IN_HAND:
        return see_other("message", mine.pk)
    other = asking.being_written_by(loss, plan, but=me) if plan.may else None
    if other or not plan.may:
        return render(request, "ask/not_now.html", about(loss, plan=plan, other=other, **_so_far(loss, role)))
    return render(request, "ask/write.html", _page(request, loss, role, plan.kind, plan))


@signed_in
def thanks(request: HttpRequest, pk: int) -> HttpResponse:
    """Thank you, with what was learned. A form on the answer's page brings along words, `proposed`; what somebody
    wrote here already stays."""
    return _reply(request, pk, kind="thanks")


@signed_in
def answer_back(request: HttpRequest, pk: int) -> HttpResponse:
    """The answer they asked for, once. Only the buyer's own yes opens this."""
    return _reply(request, pk, kind="answer")


@only(Role.MANAGER)
def changed(request: HttpRequest, pk: int) -> HttpResponse:
    """You told us, we changed this: once, to a buyer who wanted to know."""
    return _reply(request, pk, kind="changed")


def _reply(request: HttpRequest, pk: int, *, kind: str) -> HttpResponse:
    loss, role = loss_to_answer(request, pk)
    if call_is_open(loss, role):
        return see_other(f"{reverse('call', args=[loss.pk])}?next={request.path}")
    _refuse_unless_theirs_to_answer(request, loss)
    outbox.refuse_unless_open(loss, kind)
    handing.refuse_unless_wanted(loss, kind)
    mine = composing.waiting(loss, kind=kind, by=viewer_of(request).user)
    if request.method == "POST":
        if mine and "proposed" in request.POST:
            return see_other(request.path)
        return _written(request, loss, role, kind, None)
    if mine and mine.state in (*Message.IN_HAND, Message.State.OUT):
        return see_other("message", mine.pk)
    return render(request, "ask/write.html", _page(request, loss, role, kind, None))


def _refuse_unless_theirs_to_answer(request: HttpRequest, loss: Loss) -> None:
    answer = getattr(loss, "answer", None)
    if answer is None:
        raise Refusal(_("They have not answered yet, so there is nothing to thank for. Ask first."))
    what = seeing.reading_of(viewer_of(request), answer)
    if what is Reading.NOTHING:
        raise NotYours
    if what is not Reading.WORDS:
        raise Refusal(_("Their words went to somebody else, and so does the thank-you. On to the next one."))


def _written(request: HttpRequest, loss: Loss, role: str, kind: str, plan: Plan | None) -> HttpResponse:
    """Keeps the words, then does what the button said: look again, keep for later, other words, or out it goes."""
    do, me = request.POST.get("do", "check"), viewer_of(request).user
    try:
        message = _keep(request, loss, role, kind, me)
        if message.state in Message.IN_HAND and message.words == _typed(request).words:
            return see_other("message", message.pk)  # the same tap again
        if do in handing.CHANNELS:
            handing.hand_over(message, by=me, channel=do)
            return see_other("message", message.pk)
        if do == from_here.ACT:
            return see_other("message", from_here.send_from_here(message, by=me).pk)
    except Refusal as refusal:
        page = {**_page(request, loss, role, kind, plan), "refusal": refusal}
        return render(request, "ask/write.html", page, status=refusal.status)
    if do == "keep":
        messages.success(request, _("Kept. You find it on your first page when its hour comes."))
        return see_other("next")
    return _same_page(loss, kind, do)


def _same_page(loss: Loss, kind: str, do: str) -> SeeOther:
    """`to:email` is the same message for another channel, `from:email:email_hope` starts from other words."""
    act, _colon, choice = do.partition(":")
    channel, _colon, template = choice.partition(":")
    chosen = {"channel": channel, "words": template} if act in ("to", "from") else {}
    query = urlencode({key: value for key, value in chosen.items() if value})
    path = reverse(PAGES[kind], args=[loss.pk])
    return see_other(f"{path}?{query}" if query else path)


@require_POST
@signed_in
def ask_words(request: HttpRequest, pk: int) -> HttpResponse:
    """While it is written: the words are kept and looked over. Without script the page comes again, marked."""
    kind = request.POST.get("kind", "")
    is_reply = kind in (Message.Kind.THANKS, Message.Kind.ANSWER, Message.Kind.CHANGED)
    loss, role = (loss_to_answer if is_reply else loss_to_ask)(request, pk)
    plan = None if is_reply else asking.plan_for(loss, asking=role)
    if plan is None:
        _refuse_unless_theirs_to_answer(request, loss)
    else:
        kind = plan.kind
    if not request.htmx:  # type: ignore[attr-defined]
        return _written(request, loss, role, kind, plan)
    refusal = None
    try:
        _keep(request, loss, role, kind, viewer_of(request).user)
    except Refusal as refused:
        refusal = refused
    return render(request, "ask/_looked_over.html", {**_page(request, loss, role, kind, plan), "refusal": refusal})


def _keep(request: HttpRequest, loss: Loss, role: str, kind: str, me: User) -> Message:
    typed, channel = _typed(request), request.POST.get("channel", "")
    return handing.keep(
        loss, kind=kind, by=me, role=role, channel=channel or _first_way(loss), words=typed.words, subject=typed.subject
    )


def _first_way(loss: Loss) -> str:
    return next(iter(composing.ways_for(loss, None)), "copy")


def _typed(request: HttpRequest) -> Typed:
    words = request.POST.get("words", request.POST.get("proposed", "")).replace("\r\n", "\n").replace("\x00", "")
    return Typed(words.strip(), " ".join(request.POST.get("subject", "").replace("\x00", "").split())[:120])


def _page(request: HttpRequest, loss: Loss, role: str, kind: str, plan: Plan | None) -> dict[str, Any]:
    posted = request.method == "POST"
    chosen = request.POST if posted else request.GET
    sheet: Sheet = composing.sheet(
        loss, kind=kind, by=viewer_of(request).user, role=role, plan=plan, channel=chosen.get("channel", ""),
        template="" if posted else chosen.get("words", ""), typed=_typed(request) if posted else None,
    )  # fmt: skip
    here = from_here.offered(loss, kind=kind, channel=sheet.channel, role=role)
    return about(loss, sheet=sheet, here=here, action=reverse(PAGES[kind], args=[loss.pk]), **_so_far(loss, role))


def _so_far(loss: Loss, role: str) -> dict[str, Any]:
    asked = [ask for ask in seeing.asks_of(loss) if ask.asked_at]
    return {"asked": asked, "answer": getattr(loss, "answer", None), "role": role}
