"""Is this somebody we know? Buyers matched by number, by address, or by name and company; added where nobody fits.

Two people who share a number (a household, a front desk) stay two people when their names differ: an ask goes to a person.
A number or address on the do-not-contact list stays on it, whatever arrives.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from gametape.common.clock import now
from gametape.deals.arrivals import ArrivingPerson
from gametape.deals.landing import among, fetch, insert, listed, reserve, stamper
from gametape.deals.models import Batch, Change, Deal
from gametape.people.consent import suppressed_addresses, they_said_stop
from gametape.people.models import Buyer, Store

FIELDS = {"first_name": 80, "last_name": 120, "company": 160, "phone": 32, "email": 254, "state": 2}
_COLUMNS = ("id", "store_id", *FIELDS, "stopped_at", "created_at")
_KNOWN = "SELECT id, first_name, last_name, company, phone, email, state FROM people_buyer WHERE store_id = %s"
MOST_ALIKE = 20_000  # people behind one chunk's numbers and addresses; a front desk's is everybody's
Key = str | tuple[str, ...]  # a number, an address, or company with first and last name


@dataclass(slots=True, eq=False)
class _Known:
    number: int
    first_name: str
    last_name: str
    company: str
    phone: str
    email: str
    state: str

    def may_be(self, who: ArrivingPerson) -> bool:
        """Nothing in the names speaks against it."""
        return _same(self.first_name, who.first_name) and _same(self.last_name, who.last_name)

    def is_reached_as(self, who: ArrivingPerson) -> bool:
        """No other number and no other address: two colleagues of one name are told apart by them."""
        return _same(self.phone, who.phone) and _same(self.email, who.email)


class People:
    """The buyers of one store, as an import meets them."""

    def __init__(self, store: Store, batch: Batch) -> None:
        self.store, self.batch = store, batch

    def find_or_add(self, arriving: Sequence[ArrivingPerson]) -> list[int | None]:
        """Primary keys in the order of `arriving`, None where there is nobody. Inside the caller's transaction.

        Somebody we know is not overwritten, but what we did not know of them is filled in.
        """
        known = self.known(arriving)
        found: list[_Known | None] = []
        new: list[_Known] = []
        stops: set[int] = set()
        for who in arriving:
            one = match(known, who)
            if one is None and who:
                one = _Known(0, who.first_name, who.last_name, who.company[:160], who.phone, who.email, who.state)
                new.append(one)
                _learn(known, one)
            elif one is not None and (blank := _blanks(one, who)):
                self._fill(known, one, blank)
            if one is not None and who.stop:
                stops.add(id(one))
            found.append(one)
        for number, one in zip(reserve(Buyer, len(new)), new, strict=True):
            one.number = number
        self._insert(new)
        _stop([one.number for one in found if one is not None and id(one) in stops])
        return [one.number if one else None for one in found]

    def _fill(self, known: dict[Key, list[_Known]], one: _Known, blank: dict[str, str]) -> None:
        for name, value in blank.items():
            setattr(one, name, value)
        _learn(known, one)
        if one.number:
            Buyer.objects.filter(pk=one.number).update(**blank)
            Change.objects.create(batch=self.batch, buyer_id=one.number, before=dict.fromkeys(blank, ""), after=blank)

    def known(self, arriving: Iterable[ArrivingPerson], *, companies_too: bool = False) -> dict[Key, list[_Known]]:
        """Those here who share a number or an address with somebody who arrives; a company where there is neither."""
        phones = {who.phone for who in arriving if who.phone}
        emails = {who.email for who in arriving if who.email}
        companies = {
            who.company[:160] for who in arriving if who.company and (companies_too or not (who.phone or who.email))
        }
        known: dict[Key, list[_Known]] = {}
        asked = [
            (name, values) for name, values in (("phone", phones), ("email", emails), ("company", companies)) if values
        ]
        # One at a time: a partial index serves each, and none serves an OR of them. "id + 0" keeps a planner from walking
        # the whole table in the order of id because of the LIMIT.
        for name, values in asked:
            statement = f"{_KNOWN} AND NOT ({name} = '') AND {among(name)} ORDER BY id + 0 LIMIT {MOST_ALIKE}"
            for row in fetch(statement, [self.store.pk, listed(values)]):
                _learn(known, _Known(*row))
        return known

    def _insert(self, new: list[_Known]) -> None:
        at = stamper()(now())
        addresses = {address for one in new for address in (one.phone, one.email) if address}
        stopped = suppressed_addresses(addresses, country=self.store.country)
        rows = [
            (
                one.number,
                self.store.pk,
                one.first_name[:80],
                one.last_name[:120],
                one.company[:160],
                one.phone[:32],
                one.email[:254],
                one.state[:2],
                at if one.phone in stopped or one.email in stopped else None,
                at,
            )
            for one in new
        ]
        insert(Buyer, _COLUMNS, rows)

    def changes(self, buyer: Any, who: ArrivingPerson, *, trusted: bool = False) -> dict[str, Any]:
        """{attribute: new value}: blanks are filled; what stands is replaced where the list is one of people
        (`trusted`), or where the buyer has this one deal, so that two deals never write each other's number."""
        if buyer is None:
            return {}
        arriving = {name: getattr(who, name)[:size] for name, size in FIELDS.items()}
        new = {name: value for name, value in arriving.items() if value and value != getattr(buyer, name)}
        filling = {name: value for name, value in new.items() if not getattr(buyer, name)}
        if len(filling) == len(new) or trusted:
            return new
        return new if Deal.objects.filter(buyer=buyer).count() <= 1 else filling

    def update(self, buyer: Any, who: ArrivingPerson, *, trusted: bool = False) -> bool:
        if buyer is None:
            return False
        stops = who.stop and buyer.stopped_at is None
        after = self.changes(buyer, who, trusted=trusted)
        if after:
            before = {name: getattr(buyer, name) for name in after}
            Buyer.objects.filter(pk=buyer.pk).update(**after)
            Change.objects.create(batch=self.batch, buyer_id=buyer.pk, before=before, after=after)
            addresses = {after[name] for name in ("phone", "email") if name in after}
            if suppressed_addresses(addresses, country=self.store.country):
                Buyer.objects.filter(pk=buyer.pk, stopped_at=None).update(stopped_at=now())
        if stops:
            _stop([buyer.pk])
        return bool(after) or stops


def _stop(numbers: list[int]) -> None:
    """The CRM says "do not contact": the same as saying stop to us, on every channel (C05)."""
    for buyer in Buyer.objects.filter(pk__in=numbers).select_related("store"):
        they_said_stop(buyer, heard_on="import")


def match(known: dict[Key, list[_Known]], who: ArrivingPerson) -> _Known | None:
    """The first we know by number, then by address, then by name and company; None where nobody fits."""
    for address in (who.phone, who.email.lower()):
        if address and address in known:
            for one in known[address]:
                if one.may_be(who):
                    return one
    if who.company:
        for one in known.get(_company(who), ()):
            if one.is_reached_as(who):
                return one
    return None


def _learn(known: dict[Key, list[_Known]], one: _Known) -> None:
    if one.phone:
        known.setdefault(one.phone, []).append(one)
    if one.email:
        known.setdefault(one.email.lower(), []).append(one)
    if one.company:
        known.setdefault(_company(one), []).append(one)


def _company(who: ArrivingPerson | _Known) -> Key:
    return (who.company[:160].lower(), who.first_name.lower(), who.last_name.lower())


def _blanks(one: _Known, who: ArrivingPerson) -> dict[str, str]:
    """What the one arriving tells that we did not know; company and state are no reason to write."""
    return {
        name: value
        for name in ("phone", "email", "first_name", "last_name")
        if (value := getattr(who, name)) and not getattr(one, name)
    }


def _same(ours: str, theirs: str) -> bool:
    return not ours or not theirs or ours.casefold() == theirs.casefold()
