"""An arriving deal as the rows it becomes: everything about them that needs neither the write lock nor a number.

Measured: a third of what Python does for a deal, done while somebody else may write.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any, NamedTuple

from gametape.common.clock import now
from gametape.deals.arrivals import NO_REASON, ArrivingDeal, times_of
from gametape.deals.landing import stamper
from gametape.deals.models import Batch, Deal, Loss
from gametape.people.models import Membership, Store

OPEN, RECORDED = Deal.State.OPEN.value, Loss.Where.RECORDED.value
INQUIRY_COUNTS = timedelta(days=30)
NONE = "{}"
DEAL = str.split(
    "id buyer_id store_id owner_id unit amount_minor currency stage state opened_at closed_at last_at next_at next_what "
    "source external_id owner_named left_out batch_id conditions"
)
LOSS = ("deal_id", "store_id", "at", "where", "recorded", "unasked", "batch_id")
OwnerOf = Callable[[ArrivingDeal], int | None]


class Ready(NamedTuple):
    """A deal with its row but for its own number and its buyer's; times as the database takes them."""

    deal: ArrivingDeal
    row: tuple[Any, ...]
    opened: Any
    closed: Any
    fresh: bool


class Layout:
    """How the rows of one batch look."""

    def __init__(self, batch: Batch, owner_of: OwnerOf) -> None:
        self.store, self.batch, self.source = batch.store.pk, batch.pk, batch.source
        self.currency = batch.store.currency
        self.owner_of = owner_of

    def ready(self, deals: Iterable[ArrivingDeal]) -> list[Ready]:
        at, stamp = now(), stamper()
        ready = []
        for deal in deals:
            opened_at, closed_at = times_of(deal, at)
            opened = stamp(opened_at)
            closed = opened if closed_at is opened_at else stamp(closed_at)
            last = closed if closed_at is not None and closed_at > opened_at else opened
            ahead = stamp(deal.next_at if deal.state == OPEN else None)
            fresh = deal.inquiry and deal.opened_at is not None and at - opened_at <= INQUIRY_COUNTS
            ready.append(Ready(deal, self._row(deal, opened, closed, last, ahead), opened, closed, fresh))
        return ready

    def _row(self, deal: ArrivingDeal, *times: Any) -> tuple[Any, ...]:
        return (
            self.store,
            self.owner_of(deal),
            deal.unit[:200],
            deal.amount_minor,
            deal.currency or self.currency,
            deal.stage[:120],
            deal.state,
            *times,
            deal.next_what[:120],
            self.source,
            deal.external_id,
            deal.owner_named[:160],
            deal.left_out[:60],
            self.batch,
            deal.conditions or NONE,
        )

    def loss(self, number: int, one: Ready) -> tuple[Any, ...]:
        unasked = "" if one.deal.closed_at or one.deal.opened_at else "no_date"
        recorded = (one.deal.recorded or NO_REASON)[:300]
        return (number, self.store, one.closed, RECORDED, recorded, unasked, self.batch)


def colleagues_of(store: Store) -> dict[str, int]:
    """{name or e-mail, lower case: user id} of those who work here; a name that two share names nobody."""
    people: dict[str, int] = {}
    twice: set[str] = set()
    working = Membership.objects.filter(store=store, user__is_active=True).values_list(
        "user_id", "user__name", "user__email"
    )
    for number, name, email in working.distinct():
        for called in (name, email):
            if called and people.setdefault(called.lower(), number) != number:
                twice.add(called.lower())
    return {called: number for called, number in people.items() if called not in twice}
