"""Is this somebody we know? Buyers matched by number, by address, or by name and company; added where nobody fits.

Two people who share a number (a household, a front desk) stay two people when their names differ: an ask goes to a person.
A number or address on the do-not-contact list stays on it, whatever arrives.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from gametape.common.clock import now
from gametape.deals.landing import insert, reserve, stamp
from gametape.deals.models import Batch, Change, Deal
from gametape.people.consent import suppressed_addresses, they_said_stop
from gametape.people.models import Buyer, Store

FIELDS = {"first_name": 80, "last_name": 120, "company": 160, "phone": 32, "email": 254, "state": 2}
_COLUMNS = ("id", "store_id", *FIELDS, "stopped_at", "created_at")
Key = tuple[str, ...]


@dataclass(slots=True)
class ArrivingPerson:
    """Who it is. `phone` is E.164 where it could be read; `stop` says that they asked not to be contacted."""

    first_name: str = ""
    last_name: str = ""
    company: str = ""
    phone: str = ""
    email: str = ""
    state: str = ""
    stop: bool = False

    def __bool__(self) -> bool:
        return bool(self.first_name or self.last_name or self.company or self.phone or self.email)


@dataclass(slots=True)
class _Known:
    number: int
    first: str
    last: str

    def may_be(self, who: ArrivingPerson) -> bool:
        """Nothing in the names speaks against it."""
        return _same(self.first, who.first_name) and _same(self.last, who.last_name)


class People:
    """The buyers of one store, as an import meets them."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def find_or_add(self, arriving: Sequence[ArrivingPerson]) -> list[int | None]:
        """Primary keys in the order of `arriving`, None where there is nobody. Inside the caller's transaction."""
        known = self.known(arriving)
        found: list[int | None] = []
        new: list[ArrivingPerson] = []
        for who in arriving:
            one = match(known, who)
            if one is None and who:
                one = _Known(-len(new) - 1, who.first_name, who.last_name)  # numbered once we know how many
                new.append(who)
                _learn(known, one, who)
            found.append(one.number if one else None)
        numbers = list(reserve(Buyer, len(new)))
        self._insert(numbers, new)
        return [numbers[-one - 1] if one is not None and one < 0 else one for one in found]

    def known(self, arriving: Iterable[ArrivingPerson], *, companies_too: bool = False) -> dict[Key, list[_Known]]:
        """Those here who share a number or an address with somebody who arrives; a company where there is neither."""
        phones = {who.phone for who in arriving if who.phone}
        emails = {who.email for who in arriving if who.email}
        companies = {
            who.company[:160] for who in arriving if who.company and (companies_too or not (who.phone or who.email))
        }
        asked = Q()
        for name, values in (("phone", phones), ("email", emails), ("company", companies)):
            asked |= Q(**{f"{name}__in": values}) if values else Q()
        known: dict[Key, list[_Known]] = {}
        if not asked:
            return known
        rows = Buyer.objects.filter(asked, store=self.store).order_by("id")
        for number, first, last, company, phone, email in rows.values_list(
            "id", "first_name", "last_name", "company", "phone", "email"
        ):
            for key in _keys(first, last, company, phone, email):
                known.setdefault(key, []).append(_Known(number, first, last))
        return known

    def _insert(self, numbers: list[int], new: list[ArrivingPerson]) -> None:
        at = stamp(now())
        stopped = suppressed_addresses(
            {a for who in new for a in (who.phone, who.email) if a}, country=self.store.country
        )
        rows = [
            (
                number,
                self.store.pk,
                who.first_name[:80],
                who.last_name[:120],
                who.company[:160],
                who.phone[:32],
                who.email[:254],
                who.state[:2],
                at if who.phone in stopped or who.email in stopped else None,
                at,
            )
            for number, who in zip(numbers, new, strict=True)
        ]
        insert(Buyer, _COLUMNS, rows)
        _stop([number for number, who in zip(numbers, new, strict=True) if who.stop])

    def changes(self, buyer: Buyer | None, who: ArrivingPerson, *, trusted: bool = False) -> dict[str, Any]:
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

    def update(self, buyer: Buyer | None, who: ArrivingPerson, batch: Batch, *, trusted: bool = False) -> bool:
        if buyer is None:
            return False
        stops = who.stop and buyer.stopped_at is None
        after = self.changes(buyer, who, trusted=trusted)
        if after:
            before = {name: getattr(buyer, name) for name in after}
            Buyer.objects.filter(pk=buyer.pk).update(**after)
            Change.objects.create(batch=batch, buyer=buyer, before=before, after=after)
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


def _keys(first: str, last: str, company: str, phone: str, email: str) -> Iterable[Key]:
    if phone:
        yield ("phone", phone)
    if email:
        yield ("email", email.lower())
    if company:
        yield ("company", company.lower(), first.lower(), last.lower())


def match(known: dict[Key, list[_Known]], who: ArrivingPerson) -> _Known | None:
    keys = [("phone", who.phone), ("email", who.email.lower())] if who.phone or who.email else []
    keys += (
        [("company", who.company[:160].lower(), who.first_name.lower(), who.last_name.lower())] if who.company else []
    )  # type: ignore[list-item]
    for key in keys:
        if not key[1]:
            continue
        for one in known.get(key, ()):
            if one.may_be(who):
                return one
    return None


def _learn(known: dict[Key, list[_Known]], one: _Known, who: ArrivingPerson) -> None:
    for key in _keys(who.first_name, who.last_name, who.company[:160], who.phone, who.email):
        known.setdefault(key, []).append(one)


def _same(ours: str, theirs: str) -> bool:
    return not ours or not theirs or ours.casefold() == theirs.casefold()
