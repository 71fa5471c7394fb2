"""One message on its way: opened on somebody's own phone, and then "did it go out?"."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gametape.ask import asking, handing
from gametape.ask.due import PAGES
from gametape.ask.letters import letter_of
from gametape.ask.seeing import may_answer
from gametape.ask.views.at_hand import about, on_ones_phone, own_message, viewer_of
from gametape.ask.wording import PROBE
from gametape.common.pages import see_other
from gametape.common.refusal import Refusal
from gametape.people.doors import signed_in
from gametape.sending import outbox
from gametape.sending.models import Message
from gametape.sending.port import Letter


@require_safe
@signed_in
def message(request: HttpRequest, pk: int) -> HttpResponse:
    one = own_message(request, pk)
    if one.state == Message.State.UNSURE:
        return see_other("unsure", one.pk)
    return render(request, "ask/message.html", _page(one))


@require_POST
@signed_in
def hand_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Recorded before the phone opens. A second time is a choice of its own, `again`."""
    one = own_message(request, pk)
    channel = request.POST.get("channel") or one.channel
    try:
        handing.hand_over(one, by=viewer_of(request).user, channel=channel, again=request.POST.get("again") == "1")
    except Refusal as refusal:
        one.refresh_from_db()
        return render(request, "ask/message.html", {**_page(one), "refusal": refusal}, status=refusal.status)
    return see_other("message", one.pk)


@require_POST
@signed_in
def went_out(request: HttpRequest, pk: int) -> HttpResponse:
    one = asking.went_out(on_ones_phone(request, pk), by=viewer_of(request).user)
    if one.channel == "phone" and one.kind in outbox.UNSOLICITED and _still_theirs(request, one):
        return see_other("message", one.pk)
    messages.success(request, _("It went out. Now it is their turn."))
    return see_other("next")


@require_POST
@signed_in
def not_yet(request: HttpRequest, pk: int) -> HttpResponse:
    one = outbox.did_not(on_ones_phone(request, pk))
    if not _still_theirs(request, one):
        return see_other("front")
    if one.state == Message.State.WAITING:
        return see_other(PAGES[one.kind], one.loss_id)
    return see_other("message", one.pk)


def _still_theirs(request: HttpRequest, one: Message) -> bool:
    return may_answer(viewer_of(request)).filter(pk=one.loss_id).exists()


def _letter(one: Message) -> Letter | None:
    """As it leaves from here; None where it does not, or no longer can."""
    if one.state not in Message.IN_HAND or not one.from_here:
        return None
    try:
        return letter_of(one)
    except Refusal:
        return None


def _page(one: Message) -> dict[str, Any]:
    letter = _letter(one)
    handed = one.state == Message.State.HANDED
    return about(
        one.loss,
        message=one,
        body=handing.body_of(one),
        link=handing.body_of(one).removeprefix(one.words).strip(),
        opener=handing.opens(one) if handed else "",
        letter=letter,
        foot=letter.body.removeprefix(one.words).strip() if letter else "",
        veto=one.vetoes.select_related("by").order_by("-at").first(),
        last=one.hand_offs.order_by("-n").first(),
        back=PAGES[one.kind],
        is_ask=one.kind in outbox.UNSOLICITED,
        probe=PROBE,
    )
