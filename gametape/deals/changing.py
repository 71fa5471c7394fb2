"""A deal that stands here already arrives again: what is new is taken over, and what that changed is written down.

Blank cells erase nothing. What a person did by hand stands unless the source's own date is later.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import FilteredRelation, Q

from gametape.common.clock import now
from gametape.deals.arrivals import NO_REASON, ArrivingDeal, times_of
from gametape.deals.landing import among, fetch, listed
from gametape.deals.meeting import People
from gametape.deals.models import Batch, Change, Deal, Loss, Moment
from gametape.people.models import Store


class StandingBuyer(NamedTuple):
    pk: int
    first_name: str
    last_name: str
    company: str
    phone: str
    email: str
    state: str
    stopped_at: datetime | None


class Standing(NamedTuple):
    """A deal as it is here, with its buyer and its open loss: what a comparison needs, and no more."""

    pk: int
    unit: str
    amount_minor: int | None
    currency: str
    stage: str
    state: str
    closed_at: datetime | None
    last_at: datetime
    next_at: datetime | None
    next_what: str
    owner_id: int | None
    owner_named: str
    left_out: str
    touched_at: datetime | None
    buyer_id: int | None
    conditions: dict[str, str]
    loss_id: int | None
    loss_at: datetime | None
    recorded: str | None
    loss_where: str | None
    buyer: StandingBuyer | None


_LOSS = ("open_loss__id", "open_loss__at", "open_loss__recorded", "open_loss__where")
_BUYER = tuple(f"buyer__{name}" for name in StandingBuyer._fields)
_KINDS = {"lost": Moment.Kind.NO, "won": Moment.Kind.WON, "open": Moment.Kind.REOPENED}


def standing_among(store: Store, source: str, deals: Iterable[ArrivingDeal]) -> dict[str, Standing]:
    """{external id: the deal here}"""
    # NOT (x = '') is how the partial index says it; written <> '' SQLite passes the index by and scans the store
    where = f"SELECT id FROM deals_deal WHERE store_id = %s AND source = %s AND NOT (external_id = '') AND {among('external_id')}"
    ids = [number for (number,) in fetch(where, [store.pk, source, listed(deal.external_id for deal in deals)])]
    if not ids:
        return {}
    is_open = Q(losses__undone_at=None, losses__reopened_at=None)
    rows = Deal.objects.annotate(open_loss=FilteredRelation("losses", condition=is_open)).order_by()
    rows = rows.extra(where=[among('"deals_deal"."id"')], params=[listed(ids)])  # one parameter, not two thousand
    found = {}
    for external_id, *cells in rows.values_list("external_id", *Standing._fields[:16], *_LOSS, *_BUYER):
        buyer = StandingBuyer(*cells[20:]) if cells[20] is not None else None
        found[external_id] = Standing._make([*cells[:20], buyer])
    return found


class Changing:
    """Compares and changes within one batch."""

    def __init__(self, batch: Batch, people: People, owner_of: Callable[[ArrivingDeal], int | None]) -> None:
        self.batch, self.people, self.owner_of = batch, people, owner_of

    def would_change(self, standing: Standing, deal: ArrivingDeal) -> bool:
        return bool(self._changes(standing, deal) or self.people.changes(standing.buyer, deal.who))

    def change(self, standing: Standing, deal: ArrivingDeal) -> bool:
        """Whether anything was changed. The `Change` row says what, so that an undo can put it back."""
        after = self._changes(standing, deal)
        met = self.people.update(standing.buyer, deal.who)
        if standing.buyer_id is None and deal.who:
            after["buyer_id"] = self.people.find_or_add([deal.who])[0]
        if after:
            self._write(standing, deal, after)
        return bool(after or met)

    def _write(self, standing: Standing, deal: ArrivingDeal, after: dict[str, Any]) -> None:
        before = {name: _plain(getattr(standing, name)) for name in after}
        told = self._tell(standing, deal, after, before)
        Change.objects.create(
            batch=self.batch,
            deal_id=standing.pk,
            before=before,
            after={name: _plain(value) for name, value in after.items()} | told,
        )
        recorded = after.pop("recorded", None)
        if recorded is not None and standing.loss_id is not None:
            Loss.objects.filter(pk=standing.loss_id).update(recorded=recorded)
        if after:
            Deal.objects.filter(pk=standing.pk).update(**after)

    def _changes(self, standing: Standing, deal: ArrivingDeal) -> dict[str, Any]:
        """{attribute: new value} where the source says something else than stands here, and may."""
        after: dict[str, Any] = {}
        for name, value in (
            ("unit", deal.unit[:200]),
            ("amount_minor", deal.amount_minor),
            ("currency", deal.currency if deal.amount_minor is not None else ""),
            ("stage", deal.stage[:120]),
            ("owner_named", deal.owner_named[:160]),
            ("owner_id", self.owner_of(deal) if standing.owner_id is None else None),
        ):
            if value not in ("", None) and value != getattr(standing, name):
                after[name] = value
        if deal.conditions and (told := _conditions(standing, deal)) != standing.conditions:
            after["conditions"] = told
        if deal.left_out[:60] != standing.left_out and standing.touched_at is None:
            after["left_out"] = deal.left_out[:60]
        if deal.state == "lost" == standing.state and deal.recorded and deal.recorded[:300] != standing.recorded:
            after |= {"recorded": deal.recorded[:300]} if standing.loss_id else {}
        return after | self._turns(standing, deal)

    def _turns(self, standing: Standing, deal: ArrivingDeal) -> dict[str, Any]:
        """What follows when the deal stands otherwise there than here: won, lost again, open again."""
        at = now()
        _, closed = times_of(deal, at)
        touched = standing.touched_at
        turned: dict[str, Any] = {}
        if deal.state == standing.state:
            dated = deal.closed_at is not None and deal.closed_at <= at and deal.state != "open"
            turned = {"closed_at": closed} if dated and closed != standing.closed_at and touched is None else {}
        elif touched is None or (deal.closed_at is not None and deal.closed_at > touched):
            last = max(standing.last_at, closed or standing.last_at)
            turned = {"state": deal.state, "closed_at": closed, "last_at": last}
        ahead = deal.next_at if deal.state == "open" else None
        if touched is None and ahead is not None and ahead != standing.next_at:
            turned |= {"next_at": ahead, "next_what": deal.next_what[:120] or standing.next_what}
        return turned

    def _tell(
        self, standing: Standing, deal: ArrivingDeal, after: dict[str, Any], before: dict[str, Any]
    ) -> dict[str, Any]:
        """The rows behind a turn: the loss and the moments. Returns their numbers, so that an undo finds them."""
        told: dict[str, Any] = {}
        if "state" not in after:
            if "closed_at" in after and standing.loss_id and standing.loss_where == Loss.Where.RECORDED:
                before["loss_at"], told["loss_at"] = _plain(standing.loss_at), _plain(after["closed_at"])
                Loss.objects.filter(pk=standing.loss_id).update(at=after["closed_at"], unasked="")
            return told
        at = after["closed_at"] or now()
        if standing.loss_id:
            Loss.objects.filter(pk=standing.loss_id).update(reopened_at=at)
            told["reopened"] = standing.loss_id
        told["moment"] = Moment.objects.create(deal_id=standing.pk, at=at, kind=_KINDS[deal.state]).pk
        if deal.state == "lost":
            recorded = (deal.recorded or NO_REASON)[:300]
            told["loss"] = Loss.objects.create(
                deal_id=standing.pk, at=at, where=Loss.Where.RECORDED, recorded=recorded, batch=self.batch
            ).pk
        return told


def _conditions(standing: Standing, deal: ArrivingDeal) -> dict[str, str]:
    """As they stood while it was open: what a source says after the close fills what is missing and replaces nothing."""
    told = json.loads(deal.conditions)
    return (
        {**standing.conditions, **told} if deal.state == standing.state == "open" else {**told, **standing.conditions}
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
