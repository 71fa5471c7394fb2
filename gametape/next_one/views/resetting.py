"""Sixty seconds for oneself, and then the next customer."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from gametape.common.pages import see_other, shown_again
from gametape.common.refusal import Refusal
from gametape.common.typed import text
from gametape.deals.models import Loss
from gametape.deals.seeing import own_losses
from gametape.next_one import seeing
from gametape.next_one.befriending import tell_a_friend
from gametape.next_one.onward import onward
from gametape.next_one.still_true import still_true
from gametape.people import may
from gametape.people.doors import only
from gametape.people.may import Viewer
from gametape.people.models import Role

LONGEST = 10_000


@require_http_methods(["GET", "HEAD", "POST"])
@only(Role.REP)
def reset(request: HttpRequest) -> HttpResponse:
    return _sixty_seconds(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@only(Role.REP)
def reset_after(request: HttpRequest, pk: int) -> HttpResponse:
    """After one no, which has a name and a date, and is over."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return _sixty_seconds(request, may.fetch(viewer, own_losses(viewer), pk=pk))


def _sixty_seconds(request: HttpRequest, loss: Loss | None) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if request.method != "POST":
        return render(request, "next_one/reset.html", _told(viewer, loss))
    try:
        words = text(request.POST, "words", longest=LONGEST)
    except Refusal as refusal:
        return shown_again(request, "next_one/reset.html", _told(viewer, loss), refusal)
    store = loss.deal.store if loss else may.store_for(viewer, Role.REP)
    tell_a_friend(words, by=viewer.user, store=store, loss=loss)
    return see_other("next")


def _told(viewer: Viewer, loss: Loss | None) -> dict[str, Any]:
    kept = seeing.friend_note_of(viewer, loss)
    return {
        "loss": loss,
        "on": onward(viewer),
        "true": still_true(viewer, but=loss),
        "typed": {"words": kept.words if kept else ""},
        "before": seeing.told_a_friend(viewer).exclude(loss=loss).first()
        if loss
        else seeing.told_a_friend(viewer).first(),
    }
