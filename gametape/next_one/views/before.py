"""Before the greeting: the card, ninety seconds of looking ahead, and the ask said aloud."""

from __future__ import annotations

from typing import Any

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from gametape.ask import wording
from gametape.common.pages import see_other, shown_again
from gametape.common.refusal import Refusal
from gametape.common.typed import line
from gametape.deals.models import Deal
from gametape.deals.seeing import workable
from gametape.deals.vocabulary import REASONS
from gametape.next_one import cards, fridays, seeing
from gametape.people import may
from gametape.people.doors import only
from gametape.people.may import Viewer
from gametape.people.models import Role

MICROPHONE_HERE = "camera=(), geolocation=(), microphone=(self)"


@require_safe
@only(Role.REP)
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """Sixty seconds before one appointment, for the rep whose it is."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    deal = may.fetch(viewer, workable(viewer), pk=pk)
    return render(request, "next_one/card.html", cards.card(viewer, deal))


@require_http_methods(["GET", "HEAD", "POST"])
@only(Role.REP)
def friday(request: HttpRequest, pk: int) -> HttpResponse:
    """It is Friday and they passed. What did they say?"""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    deal = may.fetch(viewer, workable(viewer), pk=pk)
    if request.method != "POST":
        return render(request, "next_one/friday.html", _ahead(viewer, deal))
    try:
        fridays.think_ahead(
            deal,
            by=viewer.user,
            reason=line(request.POST, "reason", longest=32),
            words=line(request.POST, "words", longest=500),
            will_do=line(request.POST, "will_do", longest=200),
        )
    except Refusal as refusal:
        return shown_again(request, "next_one/friday.html", _ahead(viewer, deal), refusal)
    return see_other("card", deal.pk)


def _ahead(viewer: Viewer, deal: Deal) -> dict[str, Any]:
    likely = fridays.likeliest_for(viewer, deal)
    kept = seeing.premortem_of(viewer, deal)
    reasons = [(REASONS[one.reason], one.k) for one in likely.reasons]
    if kept and kept.reason and kept.reason not in {one.reason for one in likely.reasons}:
        reasons.append((REASONS[kept.reason], 0))
    return {"deal": deal, "likely": likely, "reasons": reasons, "kept": kept, "typed": kept}


@csp_update({"media-src": ["blob:"]})
@require_safe
@only(Role.REP)
def practise(request: HttpRequest) -> HttpResponse:
    """The ask, aloud. The only page where a microphone is allowed; what it hears stays in the browser and goes with it."""
    told = {"line": wording.LINE, "question": wording.QUESTION, "probe": wording.PROBE}
    response = render(request, "next_one/practise.html", told)
    response["Permissions-Policy"] = MICROPHONE_HERE
    return response
