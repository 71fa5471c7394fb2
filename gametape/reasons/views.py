"""The answer's pages: the rep's own call, then the words, then what they may mean."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gametape.ask.answering import may_add
from gametape.ask.who_reads import Reading
from gametape.common.pages import see_other
from gametape.common.refusal import Refusal
from gametape.deals.models import Deal
from gametape.deals.seeing import workable
from gametape.deals.vocabulary import MASK, REASONS
from gametape.people import may
from gametape.people.doors import only, signed_in
from gametape.people.models import Role
from gametape.reasons import finding, opening
from gametape.reasons.comparing import compare
from gametape.reasons.models import Finding
from gametape.reasons.thanking import thank_you


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
    told = {"opened": opened, "deal": opened.answer.loss.deal, "mask": MASK, "reasons": REASONS.values()}
    if opened.what is Reading.WORDS:
        told |= _around(request, opened)
    return render(request, "reasons/answer.html", told)


def _around(request: HttpRequest, opened: opening.Opened) -> dict[str, object]:
    """The comparison, the thank-you that is ready, and the next customer."""
    viewer = request.viewer  # type: ignore[attr-defined]
    answer, deal = opened.answer, opened.answer.loss.deal
    confirmed = next((one.finding for one in opened.suggested if one.finding.confirmed_at), None)
    after = opened.call.after_buyer if opened.call else False
    compared = (
        compare(opened.call.chip, confirmed.leaf if confirmed else None, after_buyer=after) if opened.call else None
    )
    coming = workable(viewer).filter(state=Deal.State.OPEN, next_at__isnull=False).order_by("next_at").first()
    names = {"buyer_name": deal.called, "rep_name": viewer.user.first_name, "business": deal.store.name}
    thanks = thank_you(confirmed.leaf if confirmed else None, confirmed.quote if confirmed else "", **names)
    return {
        "confirmed": confirmed,
        "compared": compared,
        "coming": coming,
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
    opened = _readable(request, pk)
    latest = opened.versions[-1].words
    finding.pick(
        latest,
        leaf=request.POST.get("leaf", ""),
        quote=request.POST.get("quote", ""),
        by=request.viewer.user,  # type: ignore[attr-defined]
    )
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
