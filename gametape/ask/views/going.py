"""What leaves from here: held back while there is time, decided about where nobody knows, and a yes to texts noted."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gametape.ask import from_here, seeing
from gametape.ask.views.at_hand import about, loss_to_answer, viewer_of
from gametape.common.pages import see_other, shown_again
from gametape.common.refusal import Refusal
from gametape.people import consent, may
from gametape.people.doors import signed_in
from gametape.sending.models import Message

GET_POST = require_http_methods(["GET", "HEAD", "POST"])


@GET_POST
@signed_in
def veto(request: HttpRequest, pk: int) -> HttpResponse:
    """For who wrote it, and for who sold to that buyer: take it back, and say why."""
    viewer = viewer_of(request)
    one = may.fetch(viewer, seeing.to_hold_back(viewer), pk=pk)
    mine = one.by_id == viewer.user.pk
    told = {**_about(one), "mine": mine}
    if request.method != "POST":
        return render(request, "ask/veto.html", told)
    try:
        from_here.veto(one, by=viewer.user, reason=request.POST.get("reason", ""))
    except Refusal as refusal:
        one.refresh_from_db()
        return shown_again(request, "ask/veto.html", told, refusal)
    messages.success(request, _("Taken back. Nothing goes out."))
    return see_other("message", one.pk) if mine else see_other("next")


@GET_POST
@signed_in
def unsure(request: HttpRequest, pk: int) -> HttpResponse:
    """It was cut off on its way. A person says whether it went out; nothing is sent again without that."""
    viewer = viewer_of(request)
    one = may.fetch(viewer, seeing.to_decide(viewer), pk=pk)
    if one.state != Message.State.UNSURE:
        return see_other("message", one.pk) if one.by_id == viewer.user.pk else see_other("front")
    did = request.POST.get("did", "")
    if did not in ("out", "not"):
        return render(request, "ask/unsure.html", {**_about(one), "last": one.attempts.order_by("-n").first()})
    one = from_here.settle(one, by=viewer.user, did_go=did == "out")
    if one.state == Message.State.QUEUED:
        messages.success(request, _("It goes out now, once."))
    elif one.state == Message.State.OUT:
        messages.success(request, _("Noted: it went out. Now it is their turn."))
    else:
        messages.success(request, _("Noted: it did not go out. %(why)s") % {"why": one.why})
    return see_other("next")


@GET_POST
@signed_in
def may_text(request: HttpRequest, pk: int) -> HttpResponse:
    """What texting them may rest on (C03): their own yes, or a look into the do-not-call list. Noted with who and when."""
    loss, _role = loss_to_answer(request, pk)
    buyer, said = loss.deal.buyer, request.POST.get("said", "")
    if buyer is None or not buyer.phone:
        raise Refusal(_("There is no number here to text to. Add one at the deal first."))
    if said == "yes":
        consent.note_yes(buyer, channel="sms", by=viewer_of(request).user)
    elif said == "checked":
        consent.note_checked(buyer, by=viewer_of(request).user)
    else:
        status = 422 if request.method == "POST" else 200
        return render(request, "ask/may_text.html", about(loss, refused=status == 422), status=status)
    messages.success(request, _("Noted, with your name and the day."))
    return see_other("ask" if not hasattr(loss, "answer") else "thanks", loss.pk)


def _about(one: Message) -> dict[str, Any]:
    return about(one.loss, message=one, why=one.why)
