"""Deals from anywhere: a file, an API, an e-mail. Each arrives once, however often it is sent.

Promise: some chunks of rows and the batch's cursor change in one short transaction, so that a killed import goes on where
it stopped, two at once lose and double nothing, and a buyer's answer waits no longer than a blink. A deal is known by
(store, source, external id), or by a fingerprint of what does not change about it. Blank cells erase nothing. What a
person did by hand later than the CRM's own date stands.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Count

from gametape.common.clock import now
from gametape.common.refusal import Refusal
from gametape.deals.arrivals import KEPT_LEFT_OUT, ArrivingContact, ArrivingDeal, Tally, fingerprint
from gametape.deals.changing import Changing, standing_among
from gametape.deals.landing import Counting, Rows, insert, reserve
from gametape.deals.laying_out import DEAL, LOSS, Layout, Ready, colleagues_of
from gametape.deals.meeting import People, match
from gametape.deals.models import Batch, Change, Deal, Loss, Moment
from gametape.people.models import Buyer, Consent, Store, User

LEASE = timedelta(seconds=10)
WON, LOST = Deal.State.WON.value, Deal.State.LOST.value
BEGAN, BOUGHT, NO = Moment.Kind.OPENED.value, Moment.Kind.WON.value, Moment.Kind.NO.value
INQUIRY = Consent.Basis.INQUIRY.value
SAME_PERSON = "the same person as a row above"
A_BLINK = (
    0.3  # seconds with the write lock; a page of the file that six chunks write to is then written once, not six times
)
OTHERS_TURN = 0.11  # seconds; whoever waits for SQLite's lock looks for it every tenth of one
Chunk = tuple[int, Sequence[ArrivingDeal], Tally]  # the next row, the deals, what was left out of them already


class SomebodyElse(Refusal):
    """Another process took this chunk of the same batch; it goes on there."""

    def __init__(self) -> None:
        super().__init__("This import is being carried on somewhere else at this moment. Look at it again in a minute.")


class Arrival:
    """One batch on its way in. Holds what a run may remember: who owns what here, and the people it met."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.store: Store = batch.store
        self.people = People(self.store, batch)
        self.changing = Changing(batch, self.people, self.owner_of)
        self.layout = Layout(batch, self.owner_of)
        self.colleagues = colleagues_of(self.store)
        self.counting = Counting(Deal, Loss, Moment, Buyer, Consent)
        self.met: set[int] = set()
        if batch.pk and batch.cursor:
            met = Change.objects.filter(batch=batch, buyer__isnull=False)
            self.met.update(number for number in met.values_list("buyer_id", flat=True) if number)

    def take_in(self, chunks: Iterable[Chunk]) -> None:
        """Chunks in their order, and the cursor behind each, as many to a transaction as are in by `A_BLINK`."""
        waiting = deque(self._made_ready(*chunk) for chunk in chunks)  # all that needs no lock is done before it
        while waiting:
            with transaction.atomic():
                till, total = time.monotonic() + A_BLINK, Tally()
                while waiting:
                    total.add(self._take_one(*waiting.popleft()))
                    if time.monotonic() >= till:
                        break
                _note(self.batch, total)
            self.counting.grew(total.created + total.junk)
            if waiting:
                time.sleep(OTHERS_TURN)

    def _made_ready(self, upto: int, deals: Sequence[ArrivingDeal], tally: Tally) -> tuple[int, list[Ready], Tally]:
        return upto, self.layout.ready(_each_once(deals, tally)), tally

    def _take_one(self, upto: int, ready: list[Ready], tally: Tally) -> Tally:
        self._take_the_turn(upto)
        before = standing_among(self.store, self.batch.source, [one.deal for one in ready])
        self._land([one for one in ready if one.deal.external_id not in before] if before else ready, tally)
        for deal in [one.deal for one in ready if one.deal.external_id in before] if before else ():
            _count_again(deal, self.changing.change(before[deal.external_id], deal), tally)
        return tally

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
        self.counting.grew(tally.created)

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

    def _land(self, ready: list[Ready], tally: Tally) -> None:
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
                losses.append(self.layout.loss(number, one))
                moments.append((number, one.closed, NO))
            elif deal.state == WON:
                moments.append((number, one.closed, BOUGHT))
            if one.fresh and buyer:
                consents.append((buyer, INQUIRY, one.opened))
            _count_new(deal, tally)
        insert(Deal, DEAL, rows)
        insert(Moment, ("deal_id", "at", "kind"), moments)
        insert(Loss, LOSS, losses)
        insert(Consent, ("buyer_id", "basis", "at"), consents)


def _each_once(deals: Sequence[ArrivingDeal], tally: Tally) -> list[ArrivingDeal]:
    """With a key each, and of several with one key the first."""
    first: dict[str, ArrivingDeal] = {}
    for deal in deals:
        deal.external_id = (deal.external_id or fingerprint(deal))[:120]
        kept = first.setdefault(deal.external_id, deal)
        if kept is not deal:
            tally.leave_out(deal.row, f"the same deal as row {kept.row}")
    return list(first.values())


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
