"""Still here: the line fills the screen, then be quiet. Opening it asks nobody."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from gametape.ask import asking, calling_for, hearing, links, wording
from gametape.ask.drawing import qr_svg
from gametape.ask.models import Answer, Ask
from gametape.ask.views.at_hand import about, call_is_open, loss_to_ask, new_submission, own_loss, viewer_of
from gametape.common.pages import see_other, shown_again
from gametape.common.refusal import Refusal
from gametape.deals.models import Loss
from gametape.deals.seeing import visible_losses
from gametape.people import lending, may
from gametape.people.doors import only, signed_in
from gametape.people.models import Role


@require_safe
@only(Role.REP)
def here(request: HttpRequest, pk: int) -> HttpResponse:
    """The line to say. Records nothing."""
    loss = own_loss(request, pk)
    asking.refuse_if_closed(loss)
    plan = asking.plan_for(loss, asking=Role.REP, talking=True)
    if plan.asker == "nobody":
        return see_other("ask", loss.pk)
    told = about(loss, plan=plan, line=wording.LINE, question=wording.QUESTION, probe=wording.PROBE)
    return render(request, "ask/here.html", told)


@signed_in
def told(request: HttpRequest, pk: int) -> HttpResponse:
    """Their words, as told to whoever writes them down."""
    loss, role = loss_to_ask(request, pk)
    if call_is_open(loss, role):
        return see_other(f"{reverse('call', args=[loss.pk])}?next={reverse('told', args=[loss.pk])}")
    page = about(loss, me=viewer_of(request).user, submission=request.POST.get("submission") or new_submission())
    if request.method != "POST":
        return render(request, "ask/told.html", page)
    try:
        answer = _as_told(request, loss, role, page["submission"][:40])
    except Refusal as refusal:
        return shown_again(request, "ask/told.html", page, refusal)
    return see_other("answer", answer.pk)


def _as_told(request: HttpRequest, loss: Loss, role: str, submission: str) -> Answer:
    words, wants = request.POST.get("words", ""), request.POST.get("wants_answer") == "yes"
    me = viewer_of(request).user
    return hearing.told(loss, words=words, submission=submission, by=me, role=role, wants_answer=wants)


@require_POST
@only(Role.REP)
def quiet(request: HttpRequest, pk: int) -> HttpResponse:
    """They kept quiet. They were asked, and that is all anybody can do."""
    loss = own_loss(request, pk)
    asking.asked_in_person(loss, by=viewer_of(request).user)
    messages.success(request, _("You asked. That is your part, and it is done."))
    return see_other("next")


@require_POST
@only(Role.REP)
def need_manager(request: HttpRequest, pk: int) -> HttpResponse:
    """Two minutes of a manager, now. Each of them hears of it once."""
    loss = own_loss(request, pk)
    names = calling_for.a_manager(loss, by=viewer_of(request).user)
    listed = get_text_list(names, _("and"))
    say = ngettext("%(who)s knows. Two minutes.", "%(who)s know. Two minutes.", len(names))
    messages.success(request, say % {"who": listed})
    return see_other("here", loss.pk)


@require_POST
@only(Role.MANAGER)
def was_there(request: HttpRequest, pk: int) -> HttpResponse:
    """The manager went over for two minutes."""
    viewer = viewer_of(request)
    loss = may.fetch(viewer, visible_losses(viewer).filter(deal__store__in=viewer.stores(Role.MANAGER)), pk=pk)
    calling_for.was_there(loss, by=viewer.user)
    messages.success(request, _("Noted. Two minutes well spent."))
    return see_other("monday")


@only(Role.REP)
def door(request: HttpRequest, pk: int) -> HttpResponse:
    """They would rather write: their own phone by a QR code, or this screen handed over."""
    loss = own_loss(request, pk)
    if request.method == "POST":
        asking.asked_in_person(loss, by=viewer_of(request).user, channel=Ask.Channel.DOOR)
        return see_other("door", loss.pk)
    return render(request, "ask/door.html", about(loss, **_door(request, loss)))


@require_POST
@only(Role.REP)
def screen(request: HttpRequest, pk: int) -> HttpResponse:
    """This screen goes to the buyer and shows their page alone, until the rep is back."""
    loss = own_loss(request, pk)
    ask = _asked(loss)
    if ask is None:
        return see_other("door", loss.pk)
    path = links.path_of(ask)
    try:
        lending.lend(request.session, viewer_of(request).user, path=path, digits=request.POST.get("digits", ""))
    except Refusal as refusal:
        # Digits are not shown again: the buyer stands beside.
        told = about(loss, **_door(request, loss), refusal=refusal)
        return render(request, "ask/door.html", told, status=refusal.status)
    # A browser that still holds one of our pages gives it up when the cookie changes.
    request.session.cycle_key()
    return see_other(f"{path}?door=1")


def _asked(loss: Loss) -> Ask | None:
    return loss.asks.filter(asked_at__isnull=False, withdrawn_at=None).order_by("-asked_at").first()


def _door(request: HttpRequest, loss: Loss) -> dict[str, object]:
    ask = _asked(loss)
    if ask is None:
        return {"ask": None}
    address = links.address_of(ask)
    return {
        "ask": ask,
        "public": settings.PUBLIC_URL,
        "qr": qr_svg(address) if address else "",
        "needs_digits": lending.needs_digits(viewer_of(request).user),
    }
