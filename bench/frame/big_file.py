"""A file of any number of deals, drawn with a fixed seed and inserted in bulk. This is a set-up, not the product's path.

The mix. Half of all deals belong to one great store, Lakeside RV (40 reps and Dana), 200 to Hilltop Marine (Rita, and the
same 200 whatever the size of the file), the rest to twenty stores of twelve reps. They opened evenly over five years, stand
in that order, and lived up to 40 days: 62 % lost, 30 % won, 8 % never closed, the youngest not yet; 3 % of the lost came back, two thirds of those bought; 1 % is
junk; 3 % are split between two reps. Each has a buyer of its own, 75 % with a phone, 60 % with an e-mail, 1 % said stop.
Losses older than two years came with an import and have a recorded reason. Of those since then half were called by their
rep and 35 % were asked (15 % face to face, the rest by a message); 31 % of the asked answered, each answer in one version
of words, read, with one finding, 60 % of them confirmed; 5 % of the answers nobody opened, 3 % were held for F&I; 10 % of
the silent were reminded; every answer alerted its rep; a manager's reading is logged for half of them. What the second
half of the journey adds stands in looked_back.py.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models, transaction

from frame import looked_back
from gametape.ask.models import Answer, Ask, Words
from gametape.common.clock import now
from gametape.deals.landing import insert, many_rows, stamper
from gametape.deals.models import Deal, Loss, Moment, OwnCall
from gametape.people.consent import key_of
from gametape.people.models import AccessLog, Alert, Buyer, Consent, Membership, Store, Suppression, User
from gametape.people.pledging import accept
from gametape.reasons.models import Finding, Read
from gametape.sending.models import Message

YEARS, RECENT, SMALL = 5, 730, 200
AT_ONCE = 20_000
FIRST = [
    "Sam",
    "Alex",
    "Jo",
    "Chris",
    "Pat",
    "Robin",
    "Kim",
    "Lee",
    "Morgan",
    "Casey",
    "Toni",
    "Ash",
    "Max",
    "Noor",
    "Ira",
]
LAST = ["Nguyen", "Garcia", "Miller", "Schmidt", "Dubois", "Rossi", "Novak", "Silva", "Berg", "Okafor"]
UNITS = ["Meadowlark", "Cedar", "Heron", "Juniper", "Kestrel"]
CHIPS = ("price", "no_idea", "price", "not_ready")
SAID = ("It was a little more than we wanted to pay in the end.", "more than we wanted to pay")
RECORDED = ("Price", "Bought elsewhere", "Timing", "Went quiet", "Feature missing", "Spouse said no")

Rows = dict[type[models.Model], dict[tuple[str, ...], list[tuple[Any, ...]]]]


class Numbers:
    """The next free number of each table. The tables are empty and nobody else is here."""

    def __init__(self) -> None:
        self.last: dict[type[models.Model], int] = defaultdict(lambda: 1000)

    def __call__(self, model: type[models.Model]) -> int:
        self.last[model] += 1
        return self.last[model]


class People:
    """The stores with who works there; `by_name` holds those whom a page is opened as."""

    def __init__(self) -> None:
        self.by_name: dict[str, User] = {}
        self.lakeside = self._store("Lakeside RV", "WI")
        self.hilltop = self._store("Hilltop Marine", "NY")
        here, there = self.lakeside, self.hilltop
        self.stores = [here, there]
        cast = {
            "Dana": "rep",
            "Newton": "rep",
            "Maria": "manager",
            "Ada": "admin",
            "Frank": "finance",
            "Nia": "neutral",
            "Olga": "owner",
        }
        for name, role in cast.items():
            self._person(name, here, role)
        self._person("Rita", there, "rep")
        self._person("Mo", there, "manager")
        self.reps = {here.pk: [self.by_name["Dana"].pk, *self._reps(here, 40)], there.pk: [self.by_name["Rita"].pk]}
        self.managers = {here.pk: self.by_name["Maria"].pk, there.pk: self.by_name["Mo"].pk}
        for n in range(20):
            store = self._store(f"Store {n}", "MN")
            self.stores.append(store)
            self.reps[store.pk] = self._reps(store, 12)
            self.managers[store.pk] = self._person(f"Manager{n}", store, "manager").pk
        group = self._person("Gwen", here, "owner")
        Membership.objects.bulk_create(Membership(user=group, store=store, role="owner") for store in self.stores[1:])

    def _store(self, name: str, state: str) -> Store:
        return Store.objects.create(name=name, zone="America/Chicago", state=state, address="1200 Shore Road, Hartwell")

    def _person(self, name: str, store: Store, role: str) -> User:
        person = User.objects.create(name=f"{name} Brooks", email=f"{name}.{store.pk}@bench.example".lower())
        Membership.objects.create(user=person, store=store, role=role)
        if role == "manager":
            accept(person)
        self.by_name[name] = person
        return person

    def _reps(self, store: Store, many: int) -> list[int]:
        return [self._person(f"Rep{store.pk}x{n}", store, "rep").pk for n in range(many)]


def fill(deals: int) -> People:
    """Fills the empty database with `deals` deals and what belongs to them."""
    with transaction.atomic():
        people = People()
    number = Numbers()
    drawn = _Drawn(people, number, deals)
    with many_rows():
        for first in range(0, deals, AT_ONCE):
            with transaction.atomic():
                for one, store in _places(people, first, min(AT_ONCE, deals - first)):
                    drawn.deal(one, store)
                drawn.land()
    _go_on_after(number)
    return people


def _places(people: People, first: int, many: int) -> Iterator[tuple[int, int]]:
    others = [store for store in people.reps if store not in (people.lakeside.pk, people.hilltop.pk)]
    for one in range(first, first + many):
        if one < SMALL:
            yield one, people.hilltop.pk
        else:
            yield one, people.lakeside.pk if one % 2 else others[one // 2 % len(others)]


def _go_on_after(number: Numbers) -> None:
    """PostgreSQL counts by itself; it is told where these rows ended."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), list(number.last)):
                cursor.execute(statement)
            cursor.execute("ANALYZE")  # as its own autovacuum does some minutes after such a load


class _Drawn:
    """Draws deal after deal, and lands what was drawn, table by table, parents first."""

    ORDER = (
        Buyer,
        Consent,
        Suppression,
        Deal,
        Moment,
        Loss,
        OwnCall,
        Message,
        Ask,
        Answer,
        Words,
        Read,
        Finding,
        Alert,
        AccessLog,
        *looked_back.ORDER,
    )

    def __init__(self, people: People, number: Numbers, deals: int) -> None:
        self.people, self.number, self.deals = people, number, deals
        self.dice = random.Random(27)
        self.small = random.Random(28)  # Hilltop's own, so that its deals are the same in every file
        self.later = random.Random(29)  # and for what came later in this file's life, so that the rest is as it was
        self.now, self.stamp = now(), stamper()
        self.rows: Rows = defaultdict(lambda: defaultdict(list))

    def add(self, model: type[models.Model], *, pk: bool = True, **values: Any) -> int:
        number = self.number(model) if pk else 0
        names = (("id",) if pk else ()) + tuple(values)
        told = tuple(self.stamp(value) if isinstance(value, datetime) else value for value in values.values())
        self.rows[model][names].append(((number,) if pk else ()) + told)
        return number

    def land(self) -> None:
        for model in self.ORDER:
            for names, rows in self.rows[model].items():
                insert(model, names, rows)
        self.rows.clear()

    def deal(self, one: int, store: int) -> None:
        dice = self.small if store == self.people.hilltop.pk else self.dice
        chance = dice.random
        opened = self.now - self._ago(one, store) - timedelta(minutes=dice.randrange(1440))
        fate = chance()
        ended = opened + timedelta(minutes=dice.randrange(60, 40 * 1440))
        closed = ended < self.now
        lost, won = closed and fate < 0.62, closed and 0.62 <= fate < 0.92
        back = lost and chance() < 0.03
        bought = won or (back and chance() < 0.66)
        reps = self.people.reps[store]
        owner, partner = reps[one // 2 % len(reps)], reps[(one // 2 + 1) % len(reps)] if chance() < 0.03 else None
        came_back = min(ended + timedelta(days=4), self.now) if back else None
        last = came_back or (ended if lost or won else opened)
        buyer = self._buyer(one, store, opened, chance)
        deal = self.add(
            Deal, store_id=store, owner_id=owner, partner_id=None if partner == owner else partner, buyer_id=buyer,
            unit=f"{UNITS[one % 5]} {one % 37}", amount_minor=1_000_000 + one % 9_000_000, opened_at=opened,
            state="won" if bought else "lost" if lost and not back else "open", last_at=last,
            closed_at=last if bought or (lost and not back) else None, source="csv", external_id=str(one),
            left_out="a test lead" if chance() < 0.01 else "",
        )  # fmt: skip
        self._moment(deal, opened, "opened", owner)
        if lost:
            self._loss(deal, store, owner, buyer, ended, came_back, chance)
        if came_back:
            self._moment(deal, came_back, "reopened", owner)
        if bought:
            self._moment(deal, last, "won", owner)

    def _ago(self, one: int, store: int) -> timedelta:
        """The oldest first, as they come into a file that is in use."""
        if store == self.people.hilltop.pk:
            return timedelta(days=YEARS * 365) * (1 - one / SMALL)
        return timedelta(days=YEARS * 365) * (1 - (one - SMALL) / (self.deals - SMALL))

    def _moment(self, deal: int, at: datetime, kind: str, by: int) -> None:
        self.add(Moment, pk=False, deal_id=deal, at=at, kind=kind, by_id=by)

    def _buyer(self, one: int, store: int, opened: datetime, chance: Any) -> int:
        phone = f"+1608{one:07d}" if chance() < 0.75 else ""
        stopped = opened + timedelta(days=2) if chance() < 0.01 else None
        if stopped and phone:
            self.add(Suppression, pk=False, key_hash=key_of(phone), heard_on="page", at=stopped)
        buyer = self.add(
            Buyer, store_id=store, first_name=FIRST[one % 15], last_name=f"{LAST[one % 10]}{one % 9973}", phone=phone,
            email=f"b{one}@mail.example" if chance() < 0.6 else "", stopped_at=stopped, created_at=opened,
        )  # fmt: skip
        if (self.now - opened).days < RECENT:
            self.add(Consent, pk=False, buyer_id=buyer, basis="inquiry", at=opened)
        return buyer

    def _loss(
        self, deal: int, store: int, owner: int, buyer: int, at: datetime, back: datetime | None, chance: Any
    ) -> None:
        recent = (self.now - at).days < RECENT
        self._moment(deal, at, "no", owner)
        loss = self.add(
            Loss, deal_id=deal, store_id=store, at=at, where="drove_off" if recent else "recorded", reopened_at=back,
            recorded="" if recent else RECORDED[deal % 6], not_me=recent and chance() < 0.02,
        )  # fmt: skip
        if not recent:
            return
        looked_back.of_a_loss(self, deal=deal, store=store, owner=owner, loss=loss, at=at)
        if chance() < 0.5:
            sealed = at + timedelta(minutes=3)
            self.add(
                OwnCall,
                pk=False,
                loss_id=loss,
                by_id=owner,
                chip=CHIPS[deal % 4],
                sure="good",
                made_at=at,
                sealed_at=sealed,
            )
        if chance() < 0.35:
            self._asked(deal, store, owner, buyer, loss, at + timedelta(hours=20), chance)

    def _asked(self, deal: int, store: int, owner: int, buyer: int, loss: int, at: datetime, chance: Any) -> None:
        at = min(at, self.now)
        message, channel = None, "person"
        if chance() > 0.15:
            channel = "sms" if chance() < 0.7 else "email"
            message = self.add(
                Message, store_id=store, deal_id=deal, loss_id=loss, buyer_id=buyer, by_id=owner, kind="ask",
                channel=channel, words="What did I miss?", state="out", written_at=at, out_at=at,
            )  # fmt: skip
        ask = self._ask(loss, "ask", owner, channel, at, message)
        self._moment(deal, at, "asked", owner)
        if chance() < 0.31:
            self._answered(deal, store, owner, buyer, loss, ask, at + timedelta(hours=5), chance)
        elif chance() < 0.1:
            self._ask(loss, "reminder", self.people.managers[store], "phone", at + timedelta(days=8), None)

    def _ask(self, loss: int, kind: str, by: int, channel: str, at: datetime, message: int | None) -> int:
        role = "rep" if kind == "ask" else "manager"
        return self.add(
            Ask, loss_id=loss, kind=kind, window="W1", asker_id=by, asker_role=role, channel=channel, message_id=message,
            made_at=at, asked_at=at, token=f"{loss}{kind}", closes_at=at + timedelta(days=30),
        )  # fmt: skip

    def _answered(
        self, deal: int, store: int, owner: int, buyer: int, loss: int, ask: int, at: datetime, chance: Any
    ) -> None:
        at = min(at, self.now)
        held, wants = "credit" if chance() < 0.03 else "", chance() < 0.3
        answer = self.add(
            Answer, loss_id=loss, ask_id=ask, heard="page", reader=("rep", "rep", "rep", "manager", "store")[deal % 5],
            first_sent_at=at, final_at=at + timedelta(days=1), held_for=held, wants_answer=wants,
            opened_at=None if chance() < 0.05 or held else at + timedelta(hours=1),
        )  # fmt: skip
        if wants:
            looked_back.of_a_key(self, loss=loss, owner=owner, at=at)
        words = self.add(
            Words, answer_id=answer, n=1, text=SAID[0], sent_at=at, submission=f"v{answer}.f", unread=False
        )
        self.add(Read, pk=False, words_id=words, at=at, reader="reading-1")
        start = SAID[0].index(SAID[1])
        sure = {"confirmed_at": at + timedelta(hours=1), "confirmed_by_id": owner} if chance() < 0.6 else {}
        self.add(
            Finding, pk=False, loss_id=loss, words_id=words, leaf="PRI.OVER_BUDGET", start=start,
            end=start + len(SAID[1]), quote=SAID[1], confidence=0.7, reader="reading-1", suggested_at=at, **sure,
        )  # fmt: skip
        self._moment(deal, at, "answered", owner)
        self.add(
            Alert, pk=False, to_id=owner, store_id=store, about=f"answer:{answer}", say="A buyer answered.",
            link_name="answer", link_pk=answer, at=at, seen_at=at,
        )  # fmt: skip
        if chance() < 0.5:
            manager = self.people.managers[store]
            self.add(
                AccessLog,
                pk=False,
                who_id=manager,
                whose_id=owner,
                buyer_id=buyer,
                store_id=store,
                what="their buyer’s words",
                at=at,
            )
