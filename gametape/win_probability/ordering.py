"""Which no-sale to ask about first, on the rep's own list: the one they least saw coming. Nobody else's page has this.

Where there is no line, the rep's own call stands in its place, its three levels as the middles of three thirds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from gametape.common.clock import now
from gametape.deals import seeing
from gametape.deals.models import Deal, Loss
from gametape.people.may import Viewer
from gametape.win_probability.drawing import percent
from gametape.win_probability.models import Curve, Place, Surprise

LATELY = timedelta(days=90)
LOOKED_AT = 200  # of one's latest no-sales
SHOWN = 25
OWN_LEVELS = {"counting": 5 / 6, "good": 1 / 2, "coin": 1 / 6}


def by_surprise(viewer: Viewer, losses: Sequence[Loss]) -> list[Loss]:
    """Those least expected first, the newest first among equals."""
    best = dict(Surprise.objects.filter(deal__in=[loss.deal_id for loss in losses]).values_list("deal", "best"))
    return sorted(losses, key=lambda loss: (-_seen(viewer, loss, best), -loss.at.timestamp()))


@dataclass(frozen=True)
class Unexpected:
    """One of one's own no-sales. `best` and `end` are percentages as they are read, "" where there is no line; `turned` is
    its largest drop in words and `why` what that goes with; `call` is how sure one was, where that stands in its place."""

    loss: Loss
    best: str = ""
    end: str = ""
    turned: str = ""
    why: str = ""
    call: str = ""


def unexpected(viewer: Viewer) -> list[Unexpected]:
    """One's own no-sales of the last 90 days, the one least expected first. It begins at one's own deals that moved last."""
    lost = [
        run.filter(state=Deal.State.LOST, last_at__gte=now() - LATELY).order_by("-last_at", "pk")[:LOOKED_AT]
        for run in seeing.own(viewer)
    ]
    deals = {deal.pk for run in lost for deal in run if not deal.left_out}
    losses = Loss.objects.filter(deal__in=deals, undone_at=None, reopened_at=None, not_me=False)
    rows = by_surprise(viewer, list(losses.select_related("deal__buyer", "deal__store", "own_call")))[:SHOWN]
    known = {one.deal_id: one for one in Surprise.objects.filter(deal__in=[loss.deal_id for loss in rows])}
    curves = {one.deal_id: one for one in Curve.objects.filter(deal__in=known, model__tells=True)}
    return [_told(viewer, loss, known.get(loss.deal_id), curves.get(loss.deal_id)) for loss in rows]


def _told(viewer: Viewer, loss: Loss, known: Surprise | None, curve: Curve | None) -> Unexpected:
    call = getattr(loss, "own_call", None)
    if known is None or curve is None:
        if call is None or call.by_id != viewer.user.pk or call.sealed_at is None:
            return Unexpected(loss)
        return Unexpected(loss, call=call.get_sure_display() if call.sure else "")
    drops = [turn for turn in curve.turns if turn["after"] < turn["before"]]
    worst = max(drops, key=lambda turn: turn["before"] - turn["after"], default=None)
    words = worst["words"].partition(" (")[0] if worst else ""
    return Unexpected(loss, percent(known.best), percent(known.end), words, worst.get("why", "") if worst else "")


def _seen(viewer: Viewer, loss: Loss, best: dict[int, float]) -> float:
    if loss.deal_id in best:
        return best[loss.deal_id]
    call = getattr(loss, "own_call", None)
    return OWN_LEVELS.get(call.sure, 0.0) if call is not None and call.by_id == viewer.user.pk else 0.0


def note_places(viewer: Viewer, losses: Sequence[Loss]) -> None:
    """Where each stands on this person's list as it is shown; written only where it moved, all in one statement."""
    shown = {loss.pk: (place, len(losses)) for place, loss in enumerate(losses, start=1)}
    known = Place.objects.filter(by=viewer.user, loss__in=shown).values_list("loss", "place", "among")
    there = {loss: (place, among) for loss, place, among in known}
    moved = [
        Place(loss_id=loss, by=viewer.user, place=place, among=among, at=now())
        for loss, (place, among) in shown.items()
        if there.get(loss) != (place, among)
    ]
    Place.objects.bulk_create(
        moved, update_conflicts=True, unique_fields=["loss", "by"], update_fields=["place", "among", "at"]
    )
