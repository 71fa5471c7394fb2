"""Which no-sale to ask about first, on the rep's own list: the one they least saw coming. Nobody else's page has this.

Where there is no line, the rep's own call stands in its place, its three levels as the middles of three thirds.
"""

from __future__ import annotations

from collections.abc import Sequence

from gametape.common.clock import now
from gametape.deals.models import Loss
from gametape.people.may import Viewer
from gametape.win_probability.models import Place, Surprise

OWN_LEVELS = {"counting": 5 / 6, "good": 1 / 2, "coin": 1 / 6}


def by_surprise(viewer: Viewer, losses: Sequence[Loss]) -> list[Loss]:
    """Those least expected first, the newest first among equals."""
    best = dict(Surprise.objects.filter(deal__in=[loss.deal_id for loss in losses]).values_list("deal", "best"))
    return sorted(losses, key=lambda loss: (-_seen(viewer, loss, best), -loss.at.timestamp()))


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
