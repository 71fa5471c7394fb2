"""Look at the tape: how are you with this one, and how long have you got. Or what was kept of it, when it was looked at."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from gametape.common.clock import now
from gametape.common.pages import see_other, shown_again
from gametape.common.refusal import Refusal
from gametape.deals.models import Loss
from gametape.deals.vocabulary import LEAVES
from gametape.people import may
from gametape.people.doors import only
from gametape.people.may import Viewer
from gametape.people.models import Role
from gametape.postmortem import flow, reviewing, seeing, sharing
from gametape.postmortem.models import Review
from gametape.postmortem.their_words import nobody_could


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@only(Role.REP)
def tape(request: HttpRequest, pk: int) -> HttpResponse:
    """Settling first. What somebody answers there is looked at once, for "not today", and is gone."""
    viewer = request.viewer  # type: ignore[attr-defined]
    loss = may.fetch(viewer, seeing.losses(viewer), pk=pk)
    review = seeing.own_review(viewer, loss)
    if request.method != "POST":
        return _shown(request, loss, review)
    try:
        return _settled(request, loss)
    except Refusal as refusal:
        return shown_again(request, "postmortem/settle.html", _told(loss, review), refusal)


def _settled(request: HttpRequest, loss: Loss) -> HttpResponse:
    """Fine, stings and bruised go on in the same way, so that no later row, page or log could tell which it was."""
    by = request.viewer.user  # type: ignore[attr-defined]
    if request.POST.get("settle") == flow.NOT_TODAY:
        reviewing.rest(loss, by=by)
        messages.info(request, flow.RESTED)
        return see_other("next")
    review = reviewing.begin(loss, by=by, path=request.POST.get("path", ""))
    return see_other("tape_screen", loss.pk, review.screen)


def _shown(request: HttpRequest, loss: Loss, review: Review | None) -> HttpResponse:
    """Where it stood, when it was begun; what was kept, when it is done; else how are you."""
    if review and reviewing.reopen_if_answered(review):
        return see_other("tape_screen", loss.pk, "buyer")
    resting = bool(review and review.rests_until and review.rests_until > now())
    if review and review.finished_at and "again" not in request.GET:
        return render(request, "postmortem/kept.html", _kept(request.viewer, review))  # type: ignore[attr-defined]
    if review and review.screen != "settle" and not resting and not review.finished_at:
        return see_other("tape_screen", loss.pk, review.screen)
    return render(request, "postmortem/settle.html", _told(loss, review))


def _told(loss: Loss, review: Review | None) -> dict[str, Any]:
    gate = reviewing.gate_of(loss)
    return {
        "loss": loss,
        "deal": loss.deal,
        "review": review,
        "gate": gate,
        "open": gate.is_open(now()),
        "soon": now() < gate.suggested,
        "past": now() > gate.latest,
        "resting": review.rests_until if review and review.rests_until and review.rests_until > now() else None,
        "ask": flow.SETTLE_ASK,
        "answers": flow.SETTLE.items(),
        "paths": Review.Path.choices,
    }


def _kept(viewer: Viewer, review: Review) -> dict[str, Any]:
    """What was kept, each part with what its owner may do with it."""
    rows = {row.kind: row for row in review.marked.select_related("moment", "words", "tape")}
    kept = {note.screen: note for note in review.notes.all()}
    name = review.by.first_name if review.as_outsider else ""
    boxes = [(screen.id, box) for screen in flow.SCREENS.values() for box in screen.boxes if box.name in kept]
    notes = [(screen, box.called(name), box.may_share, kept[box.name]) for screen, box in boxes]
    return {
        "review": review,
        "loss": review.loss,
        "deal": review.loss.deal,
        "marks": [
            (part.label, rows[part.id], seeing.quote_of(rows[part.id])) for part in flow.MARKS if part.id in rows
        ],
        "notes": notes,
        "nobody_could": nobody_could(viewer, review),
        "remembered": review.remembered.exists(),
        "steps": review.steps.exists(),
        "leaf": LEAVES[review.leaf].label if review.leaf in LEAVES else "",
        "thin": sharing.is_thin_cover(review.loss.deal.store),
    }
