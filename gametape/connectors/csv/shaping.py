"""A row to a deal or a contact, by the decisions of the survey. The second walk through the file."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from gametape.connectors.csv import amounts, dates, deciding, dropping, junk, people_cells, stages
from gametape.connectors.csv.names import plain_name
from gametape.connectors.csv.surveying import MASK, Survey, identity
from gametape.deals.arriving import ArrivingContact, ArrivingDeal, fingerprint
from gametape.deals.meeting import ArrivingPerson
from gametape.deals.vocabulary import MASK as PRIVATE

EMPTY = frozenset({"", "-", "--", "n/a", "na", "null", "none", "select", "(blank)", "(none)", "#n/a", "undefined"})
_NOT_AN_INQUIRY = re.compile(
    r"\b(?:cold|outbound|list|purchased|prospecting|mail(?:er|ing)?|campaign|database|equity)\b"
)
_OWN_ID = re.compile(r"\b(deal|opportunity|opp|potential|record|hs object)\b")
_OTHER_ID = re.compile(r"(lead|quote|order|prospect|mql|case|inquiry|enquiry|ticket)")


@dataclass(frozen=True)
class LeftOut:
    row: int
    why: str


class Shaper:
    """Callable on (row number, cells). Counts what it redacts; remembers the few keys that come twice."""

    def __init__(self, seen: Survey, *, zone: str, country: str, currency: str, takes_inquiries: bool) -> None:
        self.seen, self.country, self.takes_inquiries = seen, country, takes_inquiries
        self.at = {name: places[0] for name, places in seen.places.items()}
        self.reachable = [*seen.places.get("mobile", ()), *seen.places.get("phone", ())]
        self.dates = {place: dates.reader(style, zone) for place, style in seen.date_styles.items()}
        self.currency = _named_currency(seen) or currency
        self.money: dict[str, Callable[[str], amounts.Money | None]] = {}
        self.key, self.met, self.redacted = identity(seen), {}, 0  # type: ignore[var-annotated]
        self.prefix = _prefix(seen)
        self.contacts = seen.found.kind == "contacts"

    def __call__(self, row: int, cells: list[str]) -> ArrivingDeal | ArrivingContact | LeftOut:
        if stages.flag(self.cell(cells, "deleted")):
            return LeftOut(row, "deleted in the CRM")
        repeated = self._repeated(row, cells)
        if isinstance(repeated, LeftOut):
            return repeated
        who = self._person(cells)
        if self.contacts:
            return self._contact(row, cells, who)
        deal = self._deal(row, cells, who)
        if not (deal.external_id or who or deal.unit):
            return LeftOut(row, "nothing in this row says which deal it is")
        if not deal.external_id:
            deal.external_id = fingerprint(deal) + (f"-{repeated}" if repeated > 1 else "")
        return deal

    def cell(self, cells: list[str], name: str) -> str:
        place = self.at.get(name, -1)
        if place < 0:
            return ""
        text = cells[place].strip()
        return "" if text.lower() in EMPTY else text

    def _repeated(self, row: int, cells: list[str]) -> int | LeftOut:
        """1 for the first of its key. With an id, the second is left out; without one, only where all cells agree."""
        key = self.key(cells)
        if hash(key) & MASK not in self.seen.twice:
            return 1
        first, whole, times = self.met.get(key, (row, hash(tuple(cells)), 0))
        self.met[key] = (first, whole, times + 1)
        if not times:
            return 1
        same = hash(tuple(cells)) == whole
        if same or self.cell(cells, "external_id") or self.contacts:
            return LeftOut(
                row, f"the same as row {first}" if same else f"the same deal as row {first}, with other values"
            )
        return times + 1

    def _person(self, cells: list[str]) -> ArrivingPerson:
        first, last = self.cell(cells, "first_name"), self.cell(cells, "last_name")
        company = self.cell(cells, "company")
        if not (first or last):
            whole = self.cell(cells, "buyer_name") or (
                self.cell(cells, "name") if self.seen.found.name_is_buyer else ""
            )
            first, last, business = people_cells.split_name(whole)
            company = company or business
        email = next(
            (found for place in self.seen.places.get("email", ()) if (found := people_cells.email(cells[place]))), ""
        )
        phone = ""
        for place in self.reachable:
            if cells[place] and (phone := people_cells.phone(cells[place], self.country)):
                break
        state = people_cells.state(self.cell(cells, "state"))
        stop = any(stages.flag(cells[place]) for place in self.seen.places.get("stop", ()))
        return ArrivingPerson(self._clean(first), self._clean(last), self._clean(company), phone, email, state, stop)

    def _deal(self, row: int, cells: list[str], who: ArrivingPerson) -> ArrivingDeal:
        won_at, lost_at = self._date(cells, "won_at"), self._date(cells, "lost_at")
        reason, words = self.cell(cells, "reason"), self.cell(cells, "reason_words")
        made = deciding.decide(
            self.cell(cells, "won"),
            self.cell(cells, "lost"),
            self.cell(cells, "closed"),
            self.cell(cells, "outcome"),
            self.cell(cells, "stage"),
            self.cell(cells, "probability"),
            won_at is not None,
            lost_at is not None,
            bool(reason or words),
        )
        money = self._money(cells)
        lost = made.state == stages.LOST
        recorded, cut = _recorded(reason, words) if lost else ("", 0)
        self.redacted += cut
        return ArrivingDeal(
            row=row,
            external_id=self._id(cells),
            who=who,
            unit=self._clean(self._unit(cells)),
            amount_minor=money.minor if money and not (lost and money.minor == 0) else None,
            currency=money.currency if money else "",
            stage=made.stage,
            state=made.state,
            opened_at=self._date(cells, "opened_at"),
            closed_at=(lost_at if lost else won_at) or self._date(cells, "closed_at"),
            next_at=self._date(cells, "next_at"),
            next_what=self._clean(self.cell(cells, "next_step")),
            owner_named=self.cell(cells, "owner") or self.cell(cells, "owner_email"),
            owner_email=people_cells.email(self.cell(cells, "owner_email")),
            recorded=recorded,
            left_out=made.junk or self._junk(who, self.cell(cells, "name"), reason),
            inquiry=self.takes_inquiries and not _is_outbound(self.cell(cells, "source")),
        )

    def _contact(self, row: int, cells: list[str], who: ArrivingPerson) -> ArrivingContact | LeftOut:
        if not (who.phone or who.email or who.company):
            return LeftOut(row, "neither a number nor an e-mail address nor a company")
        status = self.cell(cells, "outcome")
        why = f"junk: {status[:40]}" if stages.meaning(status) == stages.JUNK else self._junk(who, "", "")
        return LeftOut(row, why) if why else ArrivingContact(row, who)

    def _junk(self, who: ArrivingPerson, name: str, reason: str) -> str:
        called = f"{who.first_name} {who.last_name}".strip()
        return (
            (junk.junk_name(called) if called else "")
            or (junk.junk_name(who.company) if who.company else "")
            or (junk.junk_name(name) if name else "")
            or (junk.junk_email(who.email) if who.email else "")
            or (junk.junk_phone(who.phone) if who.phone else "")
            or (junk.junk_reason(reason) if reason else "")
        )

    def _id(self, cells: list[str]) -> str:
        number = self.cell(cells, "external_id")
        if len(number) == 18 and number.isalnum() and number.startswith("006"):
            return number[:15]  # the last three of a Salesforce id only guard against lost capitals
        return f"{self.prefix}{number}" if number else ""

    def _unit(self, cells: list[str]) -> str:
        parts = [self.cell(cells, name) for name in ("year", "make", "model", "trim")]
        vehicle = " ".join(part.removesuffix(".0") for part in parts if part)
        name = "" if self.seen.found.name_is_buyer else self.cell(cells, "name")
        return vehicle or self.cell(cells, "product") or name or self.cell(cells, "stock")

    def _date(self, cells: list[str], name: str) -> datetime | None:
        place = self.at.get(name, -1)
        return self.dates[place](cells[place]) if place >= 0 and cells[place] else None

    def _money(self, cells: list[str]) -> amounts.Money | None:
        text = self.cell(cells, "amount")
        if not text:
            return None
        given = self.cell(cells, "currency").upper()
        currency = amounts.SIGNS.get(given.lower(), given if given in amounts.CODES else self.currency)
        if currency not in self.money:
            self.money[currency] = amounts.reader(self.seen.amount_style, currency)
        return self.money[currency](text)

    def _clean(self, words: str) -> str:
        clean, cut = dropping.redact(words)
        self.redacted += cut
        return clean


def _named_currency(seen: Survey) -> str:
    """'Opportunity Amount USD' says its currency."""
    for column in seen.found.columns("amount"):
        for word in plain_name(column).upper().split():
            if word in amounts.CODES:
                return word
    return ""


def _prefix(seen: Survey) -> str:
    """The number of a lead and that of a deal may be the same number: one of them carries its name."""
    for column in seen.found.columns("external_id"):
        plain = plain_name(column)
        other = _OTHER_ID.search(plain)
        if other and not _OWN_ID.search(plain):
            return f"{other[1]}:"
    return ""


@lru_cache(maxsize=16384)
def _recorded(reason: str, words: str) -> tuple[str, int]:
    """The CRM's reason as it is kept: private ones stand behind the mask before anything is written."""
    whole = ": ".join(part for part in (reason, words) if part)
    if dropping.is_private_reason(whole):
        return PRIVATE, 0
    clean, cut = dropping.redact(whole)
    return clean[:300], cut


@lru_cache(maxsize=4096)
def _is_outbound(source: str) -> bool:
    return bool(_NOT_AN_INQUIRY.search(plain_name(source)))
