"""A viewer's deals, the one that moved last first, a page at a time, at the same price for a thousand and a million.

Every page is cut out of a few indexed runs (owner or partner or store, times state), each read only as far as one page
goes, and joined here. No count, no offset: the next page starts where this one ended.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Q, QuerySet

from gametape.deals import seeing
from gametape.deals.models import Deal
from gametape.people.may import Viewer
from gametape.people.models import Role

SIZE = 25
SEARCHED = 600  # a search looks through this many of the latest deals of each run, and the page says so
STATES: tuple[str, ...] = (Deal.State.OPEN, Deal.State.LOST, Deal.State.WON)
Key = tuple[datetime, int]


@dataclass(frozen=True)
class Page:
    """`older` is the address of what follows, "" at the end."""

    deals: list[Deal]
    older: str


def page(viewer: Viewer, *, state: str = "", words: str = "", before: str = "", size: int = SIZE) -> Page:
    """Deals in `state` (any when it is none of the three) that hold every one of `words`, older than the cursor."""
    states = [state] if state in STATES else STATES
    keys = _keys([_search(run, words) for run in _runs(viewer, states)], before, size + 1)
    deals = _in_order(keys[:size])
    return Page(deals, _cursor(*keys[size - 1]) if len(keys) > size else "")


def open_deals(viewer: Viewer, *, size: int) -> list[Deal]:
    """The rep's own open deals, junk left out: the likeliest for "just got a no" first."""
    runs = [run.filter(left_out="") for run in _own(viewer, [Deal.State.OPEN])]
    return _in_order(_keys(runs, "", size))


def _own(viewer: Viewer, states: Sequence[str]) -> list[QuerySet[Deal]]:
    return (
        [run.filter(state=state) for run in seeing.own(viewer) for state in states] if viewer.stores(Role.REP) else []
    )


def _runs(viewer: Viewer, states: Sequence[str]) -> list[QuerySet[Deal]]:
    managed = viewer.stores(Role.MANAGER)
    return _own(viewer, states) + [
        Deal.objects.filter(store=store, state=state) for store in managed for state in states
    ]


def _search(run: QuerySet[Deal], words: str) -> QuerySet[Deal]:
    parts = words.split()[:5]
    if not parts:
        return run
    found = Deal.objects.filter(pk__in=_ordered(run).values("pk")[:SEARCHED])
    for part in parts:
        buyer = Q(buyer__first_name__icontains=part) | Q(buyer__last_name__icontains=part)
        found = found.filter(buyer | Q(buyer__company__icontains=part) | Q(unit__icontains=part))
    return found


def _ordered(run: QuerySet[Deal]) -> QuerySet[Deal]:
    """Equal times in the order of their numbers, which is the order SQLite's index has them in already."""
    return run.order_by("-last_at", "pk")


def _keys(runs: Sequence[QuerySet[Deal]], before: str, size: int) -> list[Key]:
    after = _after(before)
    found = {key for run in runs for key in _ordered(run.filter(after)).values_list("last_at", "pk")[:size]}
    return sorted(sorted(found, key=lambda key: key[1]), key=lambda key: key[0], reverse=True)[:size]


def _in_order(keys: Sequence[Key]) -> list[Deal]:
    deals = Deal.objects.select_related("store", "buyer").in_bulk([pk for _, pk in keys])
    return [deals[pk] for _, pk in keys if pk in deals]


def _cursor(last_at: datetime, pk: int) -> str:
    return f"{last_at.astimezone(UTC):%Y%m%dT%H%M%S%f}-{pk}"


def _after(cursor: str) -> Q:
    """Written as one range with a hole, so that the index is entered at its place; a broken cursor is the first page."""
    stamp, _, number = cursor.partition("-")
    try:
        at, pk = datetime.strptime(stamp, "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC), int(number)
    except ValueError:
        return Q()
    return Q(last_at__lte=at) & ~Q(last_at=at, pk__lte=pk)
