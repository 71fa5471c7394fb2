"""Deals from anywhere: a file, an API, an e-mail. Each arrives once, however often it is sent.

Promise: a chunk of rows and the batch's cursor change in one short transaction, so that a killed import goes on where it
stopped, two at once lose and double nothing, and a buyer's answer never waits longer than one chunk. A deal is known by
(store, source, external id), or by a fingerprint of what does not change about it. Blank cells erase nothing. What a
person did by hand later than the CRM's own date stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Count

from gametape.common.clock import now
from gametape.common.refusal import Refusal
from gametape.deals.arrivals import (
    KEPT_LEFT_OUT,
    NO_REASON,
    ArrivingContact,
    ArrivingDeal,
    Tally,
    fingerprint,
    times_of,
)
from gametape.deals.changing import Changing, standing_among
from gametape.deals.landing import Rows, insert, reserve, stamper
from gametape.deals.meeting import People, match
from gametape.deals.models import Batch, Change, Deal, Loss, Moment
from gametape.people.models import Buyer, Consent, Membership, Store, User

LEASE = timedelta(seconds=10)
OPEN, WON, LOST = Deal.State.OPEN.value, Deal.State.WON.value, Deal.State.LOST.value
BEGAN, BOUGHT, NO = Moment.Kind.OPENED.value, Moment.Kind.WON.value, Moment.Kind.NO.value
RECORDED, INQUIRY = Loss.Where.RECORDED.value, Consent.Basis.INQUIRY.value
SAME_PERSON = "the same person as a row above"
INQUIRY_COUNTS = timedelta(days=30)


class SomebodyElse(Refusal):
    """Another process took this chunk of the same batch; it goes on there."""

    def __init__(self) -> None:
        super().__init__("This import is being carried on somewhere else at this moment. Look at it again in a minute.")


class _Ready(NamedTuple):
    """A deal with its row but for its own number and its buyer's; times as the database takes them."""

    deal: ArrivingDeal
    row: tuple[Any, ...]
    opened: Any
    closed: Any
    fresh: bool


class Arrival:
    """One batch on its way in. Holds what a run may remember: who owns what here, and the people it met."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.store: Store = batch.store
        self.numbers = (batch.pk, self.store.pk)  # read once: a row asks for them a million times
        self.people = People(self.store, batch)
        self.changing = Changing(batch, self.people, self.owner_of)
        self.colleagues = _colleagues(self.store)
        self.met: set[int] = set()
        if batch.pk and batch.cursor:
            met = Change.objects.filter(batch=batch, buyer__isnull=False)
            self.met.update(number for number in met.values_list("buyer_id", flat=True) if number)

    def take_in(self, deals: Sequence[ArrivingDeal], *, upto: int, tally: Tally) -> None:
        """One chunk, and the cursor to `upto`, in one transaction; `tally` comes with what was left out already."""
        deals = _each_once(deals, tally)
        ready = self._prepared(deals)  # all that can be done without the lock is done before it
        with transaction.atomic():
            self._take_the_turn(upto)
            before = standing_among(self.store, self.batch.source, deals)
            self._land([one for one in ready if one.deal.external_id not in before], tally)
            for deal in deals:
                if deal.external_id in before:
                    _count_again(deal, self.changing.change(before[deal.external_id], deal), tally)
            _note(self.batch, tally)

    def weigh(self, deals: Sequence[ArrivingDeal], tally: Tally) -> None:
        """What `take_in` would do, without doing it."""
        deals = _each_once(deals, tally)
        before = standing_among(self.store, self.batch.source, deals)
        for deal in deals:
            standing = before.get(deal.external_id)
            if standing is None:
                _count_new(deal, tally)
            else:
                _count_again(deal, self.changing.would_change(standing, deal), tally)

    def take_in_contacts(self, contacts: Sequence[ArrivingContact], *, upto: int, tally: Tally) -> None:
        """One chunk of people, and the cursor to `upto`, in one transaction."""
        with transaction.atomic():
            self._take_the_turn(upto)
            new = self._meet(contacts, tally, write=True)
            for contact, number in zip(new, self.people.find_or_add([one.who for one in new]), strict=True):
                if number is None or number in self.met:
                    tally.created -= 1
                    tally.leave_out(contact.row, SAME_PERSON)
                    continue
                self.met.add(number)
                Change.objects.create(batch=self.batch, buyer_id=number, before={}, after={"added": True})
            _note(self.batch, tally)

    def weigh_contacts(self, contacts: Sequence[ArrivingContact], tally: Tally) -> None:
        self._meet(contacts, tally, write=False)

    def _meet(self, contacts: Sequence[ArrivingContact], tally: Tally, *, write: bool) -> list[ArrivingContact]:
        """Counts and, with `write`, updates those we know; gives back those we do not. The first row of one counts."""
        known = self.people.known([contact.who for contact in contacts], companies_too=True)
        matched = {contact.row: match(known, contact.who) for contact in contacts}
        buyers = Buyer.objects.in_bulk([one.number for one in matched.values() if one])
        new = []
        for contact in contacts:
            one = matched[contact.row]
            buyer = buyers.get(one.number) if one else None
            if buyer is None:
                tally.created += 1
                new.append(contact)
                continue
            if buyer.pk in self.met:
                tally.leave_out(contact.row, SAME_PERSON)
                continue
            self.met.add(buyer.pk)
            changed = bool(self.people.changes(buyer, contact.who, trusted=True)) or (
                contact.who.stop and not buyer.stopped_at
            )
            if write:
                changed = self.people.update(buyer, contact.who, trusted=True)
            tally.updated += bool(changed)
            tally.unchanged += not changed
        return new

    def owner_of(self, deal: ArrivingDeal) -> int | None:
        """The colleague here who has this e-mail or this name; None where nobody or more than one has it."""
        if not self.colleagues:
            return None
        known = self.colleagues.get(deal.owner_email.lower()) if deal.owner_email else None
        return known or self.colleagues.get(deal.owner_named.lower())

    def _take_the_turn(self, upto: int) -> None:
        """Moves the cursor by a counted update: of two processes on one batch, one gets the chunk."""
        if connection.vendor == "postgresql":  # two batches of one store land one after the other, as on SQLite
            Store.objects.select_for_update(no_key=True).get(pk=self.store.pk)
        was = self.batch.cursor
        mine = Batch.objects.filter(pk=self.batch.pk, cursor=was, finished_at=None, undone_at=None)
        if not mine.update(cursor=upto, leased_until=now() + LEASE):
            raise SomebodyElse
        self.batch.cursor = upto

    # -- new ones ---------------------------------------------------------------------------------------------------

    def _prepared(self, deals: list[ArrivingDeal]) -> list[_Ready]:
        at, stamp = now(), stamper()
        ready = []
        for deal in deals:
            opened_at, closed_at = times_of(deal, at)
            opened, closed = stamp(opened_at), stamp(closed_at)
            last = stamp(min(max(opened_at, closed_at or opened_at), at))
            ahead = stamp(deal.next_at if deal.state == OPEN else None)
            fresh = deal.inquiry and deal.opened_at is not None and at - opened_at <= INQUIRY_COUNTS
            ready.append(_Ready(deal, self._row(deal, (opened, closed, last, ahead)), opened, closed, fresh))
        return ready

    def _row(self, deal: ArrivingDeal, times: tuple[Any, ...]) -> tuple[Any, ...]:
        batch, store = self.numbers
        return (
            store,
            self.owner_of(deal),
            deal.unit[:200],
            deal.amount_minor,
            deal.currency or self.store.currency,
            deal.stage[:120],
            deal.state,
            *times,
            deal.next_what[:120],
            self.batch.source,
            deal.external_id,
            deal.owner_named[:160],
            deal.left_out[:60],
            batch,
        )

    def _land(self, ready: list[_Ready], tally: Tally) -> None:
        buyers = self.people.find_or_add([one.deal.who for one in ready])
        moments: Rows = []
        losses: Rows = []
        consents: Rows = []
        rows: Rows = []
        for number, buyer, one in zip(reserve(Deal, len(ready)), buyers, ready, strict=True):
            deal = one.deal
            rows.append((number, buyer, *one.row))
            if deal.opened_at:
                moments.append((number, one.opened, BEGAN))
            if deal.state == LOST:
                losses.append(self._loss(number, deal, one.closed))
                moments.append((number, one.closed, NO))
            elif deal.state == WON:
                moments.append((number, one.closed, BOUGHT))
            if one.fresh and buyer:
                consents.append((buyer, INQUIRY, one.opened))
            _count_new(deal, tally)
        insert(Deal, _DEAL, rows)
        insert(Moment, ("deal_id", "at", "kind"), moments)
        insert(Loss, ("deal_id", "store_id", "at", "where", "recorded", "unasked", "batch_id"), losses)
        insert(Consent, ("buyer_id", "basis", "at"), consents)

    def _loss(self, number: int, deal: ArrivingDeal, closed: Any) -> tuple[Any, ...]:
        unasked = "" if deal.closed_at or deal.opened_at else "no_date"
        recorded = (deal.recorded or NO_REASON)[:300]
        return (number, self.numbers[1], closed, RECORDED, recorded, unasked, self.numbers[0])


_DEAL = str.split(
    "id buyer_id store_id owner_id unit amount_minor currency stage state opened_at closed_at last_at next_at next_what "
    "source external_id owner_named left_out batch_id"
)


def _each_once(deals: Sequence[ArrivingDeal], tally: Tally) -> list[ArrivingDeal]:
    """With a key each, and of several with one key the first."""
    first: dict[str, ArrivingDeal] = {}
    for deal in deals:
        deal.external_id = (deal.external_id or fingerprint(deal))[:120]
        kept = first.setdefault(deal.external_id, deal)
        if kept is not deal:
            tally.leave_out(deal.row, f"the same deal as row {kept.row}")
    return list(first.values())


def _colleagues(store: Store) -> dict[str, int]:
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


def _count_new(deal: ArrivingDeal, tally: Tally) -> None:
    if deal.left_out:
        tally.junk += 1
        tally.leave_out(deal.row, deal.left_out)
    else:
        tally.created += 1


def _count_again(deal: ArrivingDeal, changed: bool, tally: Tally) -> None:
    if deal.left_out:
        tally.junk += 1
        tally.leave_out(deal.row, deal.left_out)
    elif changed:
        tally.updated += 1
    else:
        tally.unchanged += 1


def _note(batch: Batch, tally: Tally) -> None:
    """Adds the chunk to what the batch tells of itself, in the chunk's own transaction."""
    batch.counts = {
        name: batch.counts.get(name, 0) + getattr(tally, name)
        for name in ("created", "updated", "unchanged", "junk", "left_out", "redacted")
    }
    room = KEPT_LEFT_OUT - len(batch.left_out)
    batch.left_out = batch.left_out + [{"row": row, "why": why} for row, why in tally.reasons[:room]]
    batch.save(update_fields=["counts", "left_out"])


def finish(batch: Batch) -> None:
    """All rows are in. Finishing twice changes nothing."""
    Batch.objects.filter(pk=batch.pk, finished_at=None).update(finished_at=now(), leased_until=None)
    batch.refresh_from_db()


def owners_waiting(store: Store) -> list[str]:
    """Names that own imported deals here and belong to no colleague yet: to be invited, those with most deals first."""
    waiting = Deal.objects.filter(store=store, owner=None, left_out="").exclude(owner_named="")
    return list(
        waiting.values("owner_named").annotate(many=Count("id")).order_by("-many").values_list("owner_named", flat=True)
    )


@transaction.atomic
def hand_over_named(store: Store, named: str, to: User) -> int:
    """The deals of somebody the CRM names go to the colleague who has now come; returns how many."""
    return Deal.objects.filter(store=store, owner=None, owner_named__iexact=named).update(owner=to)
