"""The moments of a deal, in order."""

from __future__ import annotations

from gametape.common.clock import local, now
from gametape.deals.models import Deal, Moment


def moments(deal: Deal) -> list[Moment]:
    """By the time they happened; those of the same minute in the order they were noted."""
    return list(deal.moments.select_related("by").order_by("at", "id"))


def since(deal: Deal) -> Moment | None:
    """The first thing that happened today, by the store's wall clock: how long they have been on the floor."""
    midnight = local(now(), deal.store.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return deal.moments.filter(at__gte=midnight, at__lte=now()).order_by("at", "id").first()
