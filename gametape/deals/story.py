"""The moments of a deal, in order."""

from __future__ import annotations

from gametape.deals.models import Deal, Moment


def moments(deal: Deal) -> list[Moment]:
    """By the time they happened; those of the same minute in the order they were noted."""
    return list(deal.moments.select_related("by").order_by("at", "id"))
