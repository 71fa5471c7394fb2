"""The answer's pages: the rep's own call, then the words, then what they may mean."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gametape.ask.answering import may_add
from gametape.ask.who_reads import Reading
from gametape.common.clock import now
from gametape.common.pages import see_other, shown_again
from gametape.common.refusal import NotYours, Refusal
from gametape.deals.seeing import next_customer
from gametape.deals.vocabulary import MASK, REASONS, is_private
from gametape.people import may
from gametape.people.doors import only, signed_in
from gametape.people.may import Viewer
from gametape.people.models import Role
from gametape.reasons import finding, opening
from gametape.reasons.comparing import compare
from gametape.reasons.models import Finding
from gametape.reasons.thanking import thank_you
from gametape.sending.models import Message


@never_cache
@require_safe
@signed_in
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Own call first; a rep who has not called it is sent to do so before anything is shown (law 3)."""
    viewer = request.viewer  # type: ignore[attr-defined]
    opened = opening.open_answer(viewer, pk)
    if opened.what is Reading.CALL_FIRST:
        back = urlencode({"next": reverse("answer", args=[pk])})
        return see_other(f"{reverse('call', args=[opened.answer.loss_id])}?{back}")
    return render(request, "reasons/answer.html", _told(viewer, opened))


def _told(viewer: Viewer, opened: opening.Opened) -> dict[str, Any]:
    """What the page shows. It ends on the next customer, whatever stands above that."""
    told = {
        "opened": opened,
        "deal": opened.answer.loss.deal,
        "mask": MASK,
        "reasons": REASONS.values(),
        "coming": next_customer(viewer, since=now() - timedelta(hours=1)),
    }
    return told | _around(viewer, opened) if opened.what is Reading.WORDS else told


def _around(viewer: Viewer, opened: opening.Opened) -> dict[str, Any]:
    """The comparison, the answer that went back, and the thank-you that is ready."""
    answer, deal = opened.answer, opened.answer.loss.deal
    confirmed = next((one.finding for one in opened.suggested if one.finding.confirmed_at), None)
    after = opened.call.after_buyer if opened.call else False
    compared = (
        compare(opened.call.chip, confirmed.leaf if confirmed else None, after_buyer=after) if opened.call else None
    )
    names = {"buyer_name": deal.called, "rep_name": viewer.user.first_name, "business": deal.store.name}
    thanks = thank_you(confirmed.leaf if confirmed else None, confirmed.quote if confirmed else "", **names)
    return {
        "confirmed": confirmed,
        "compared": compared,
        "back": answer.loss.messages.filter(kind=Message.Kind.ANSWER, state=Message.State.OUT).first(),
        "thanks": thanks,
        "may_add": may_add(answer),
    }


@require_POST
@signed_in
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """That's it: one tap."""
    found = _finding(request, pk)
    finding.confirm(found, by=request.viewer.user)  # type: ignore[attr-defined]
    return _back_to(found)


@require_POST
@signed_in
def put_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Not that: it is not shown again."""
    found = _finding(request, pk)
    finding.put_aside(found)
    return _back_to(found)


def _finding(request: HttpRequest, pk: int) -> Finding:
    """A finding on an answer whose words this viewer may read; on a held one that is F&I alone."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = may.fetch(viewer, Finding.objects.select_related("loss__answer"), pk=pk)
    if found.loss.answer.is_private:
        opening.open_held(viewer, found.loss.answer.pk)
    elif is_private(found.leaf):
        raise NotYours  # it is on nobody's page
    else:
        _readable(request, found.loss.answer.pk)
    return found


def _back_to(found: Finding) -> HttpResponse:
    answer = found.loss.answer
    return see_other("held_answer" if answer.is_private else "answer", answer.pk)


def _readable(request: HttpRequest, pk: int) -> opening.Opened:
    opened = opening.open_answer(request.viewer, pk)  # type: ignore[attr-defined]
    if opened.what is not Reading.WORDS:
        raise Refusal("You cannot read these words now, so nothing can be confirmed on them.", status=404)
    return opened


@require_POST
@signed_in
def pick(request: HttpRequest, pk: int) -> HttpResponse:
    """Neither of these: another reason, with the words it rests on."""
    viewer = request.viewer  # type: ignore[attr-defined]
    opened = _readable(request, pk)
    leaf, quote = request.POST.get("leaf", ""), request.POST.get("quote", "")
    try:
        finding.pick(opened.answer, leaf=leaf, quote=quote, by=viewer.user)
    except Refusal as refusal:
        return shown_again(request, "reasons/answer.html", _told(viewer, opened), refusal)
    return see_other("answer", pk)


@never_cache
@require_safe
@only(Role.FINANCE)
def held(request: HttpRequest) -> HttpResponse:
    return render(request, "reasons/held.html", {"held": opening.held_for(request.viewer)})  # type: ignore[attr-defined]


@never_cache
@require_safe
@only(Role.FINANCE)
def held_answer(request: HttpRequest, pk: int) -> HttpResponse:
    held = opening.open_held(request.viewer, pk)  # type: ignore[attr-defined]
    told = {"held": held, "answer": held.answer, "deal": held.answer.loss.deal, "mask": MASK}
    return render(request, "reasons/held_answer.html", told)


@require_POST
@only(Role.FINANCE)
def release(request: HttpRequest, pk: int) -> HttpResponse:
    opening.release(request.viewer, pk)  # type: ignore[attr-defined]
    return see_other("held")
