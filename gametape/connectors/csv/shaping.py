"""A row to a deal or a contact, by the decisions of the survey. The second walk through the file."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from gametape.common.private_words import speaks_of_somebody
from gametape.connectors.csv import amounts, dates, deciding, dropping, junk, people_cells, stages
from gametape.connectors.csv.conditions import written
from gametape.connectors.csv.names import plain_name
from gametape.connectors.csv.surveying import Survey, identity, number_of
from gametape.deals.arrivals import ArrivingContact, ArrivingDeal, ArrivingPerson, fingerprint
from gametape.deals.vocabulary import MASK as PRIVATE

EMPTY = frozenset({"", "-", "--", "n/a", "na", "null", "none", "select", "(blank)", "(none)", "#n/a", "undefined"})
VEHICLE = ("year", "make", "model", "trim")
LONGEST_EMPTY = max(len(word) for word in EMPTY)
Told = dict[str, str]  # field -> what the row says, stripped; fields it says nothing about are absent
_NOT_AN_INQUIRY = re.compile(
    r"\b(?:cold|outbound|list|purchased|prospecting|mail(?:er|ing)?|campaign|database|equity)\b"
)
_OWN_ID = re.compile(r"\b(deal|opportunity|opp|potential|record|hs object)\b")
_OTHER_ID = re.compile(r"(lead|quote|order|prospect|mql|case|inquiry|enquiry|ticket)")


@dataclass(frozen=True)
class LeftOut:
    row: int
    why: str


@dataclass(frozen=True)
class Ways:
    """What a store settles: an IANA zone, a country for numbers and dates, a currency, whether buyers come by themselves."""

    zone: str
    country: str
    currency: str
    takes_inquiries: bool


class Shaper:
    """Callable on (row number, cells). Counts what it redacts; remembers the few keys that come twice."""

    def __init__(self, seen: Survey, ways: Ways) -> None:
        self.seen, self.country, self.takes_inquiries = seen, ways.country, ways.takes_inquiries
        self.at = {name: places[0] for name, places in seen.places.items()}
        self.emails, self.stops = seen.places.get("email", []), seen.places.get("stop", [])
        self.vehicle = any(name in self.at for name in VEHICLE)
        self.reachable = [*seen.places.get("mobile", ()), *seen.places.get("phone", ())]
        self.dates = {place: dates.reader(style, ways.zone) for place, style in seen.date_styles.items()}
        self.currency = _named_currency(seen) or ways.currency
        self.money: dict[str, Callable[[str], amounts.Money | None]] = {}
        self.key, self.redacted = identity(seen), 0
        self.met: dict[str, tuple[int, int, int]] = {}
        self.emptied: list[tuple[int, str]] = []  # (row, why) of what was left empty in deals that came in
        self.prefix = _prefix(seen)
        self.contacts = seen.found.kind == "contacts"
        self.read = tuple(self.at.items())

    def __call__(self, row: int, cells: list[str]) -> ArrivingDeal | ArrivingContact | LeftOut:
        told = {
            name: text
            for name, place in self.read
            if (text := cells[place].strip()) and (len(text) > LONGEST_EMPTY or text.lower() not in EMPTY)
        }
        if stages.flag(told.get("deleted", "")):
            return LeftOut(row, "deleted in the CRM")
        repeated = self._repeated(row, cells, told)
        if isinstance(repeated, LeftOut):
            return repeated
        who = self._person(cells, told)
        if self.contacts:
            return self._contact(row, told, who)
        deal = self._deal(row, told, who)
        deal.conditions = written(self.seen.conditions, cells)
        if not (deal.external_id or who or deal.unit):
            return LeftOut(row, "nothing in this row says which deal it is")
        if not deal.external_id:
            deal.external_id = fingerprint(deal) + (f"-{repeated}" if repeated > 1 else "")
        self._empty_private(deal)
        return deal

    def _empty_private(self, deal: ArrivingDeal) -> None:
        """After the deal is known: what a name tells of somebody is not kept, and the same file still finds it."""
        if speaks_of_somebody(deal.unit):
            deal.unit = ""
            self.emptied.append((deal.row, f"what it is about {dropping.EMPTIED}"))
        if speaks_of_somebody(deal.next_what):
            deal.next_what = ""
            self.emptied.append((deal.row, f"the next step {dropping.EMPTIED}"))

    def _repeated(self, row: int, cells: list[str], told: Told) -> int | LeftOut:
        """1 for the first of its key. With an id, the second is left out; without one, only where all cells agree."""
        if not self.seen.twice or number_of(key := self.key(cells)) not in self.seen.twice:
            return 1
        first, whole, times = self.met.get(key, (row, hash(tuple(cells)), 0))
        self.met[key] = (first, whole, times + 1)
        if not times:
            return 1
        same = hash(tuple(cells)) == whole
        if same or told.get("external_id") or self.contacts:
            return LeftOut(
                row, f"the same as row {first}" if same else f"the same deal as row {first}, with other values"
            )
        return times + 1

    def _person(self, cells: list[str], told: Told) -> ArrivingPerson:
        first, last = told.get("first_name", ""), told.get("last_name", "")
        company = told.get("company", "")
        if not (first or last):
            whole = told.get("buyer_name", "") or (told.get("name", "") if self.seen.found.name_is_buyer else "")
            first, last, business = people_cells.split_name(whole)
            company = company or business
        email = phone = ""
        for place in self.emails:
            if cells[place] and (email := people_cells.email(cells[place])):
                break
        for place in self.reachable:
            if cells[place] and (phone := people_cells.phone(cells[place], self.country)):
                break
        state = people_cells.state(told["state"]) if "state" in told else ""
        stop = bool(self.stops) and any(stages.flag(cells[place]) for place in self.stops)
        return ArrivingPerson(self._clean(first), self._clean(last), self._clean(company), phone, email, state, stop)

    def _deal(self, row: int, told: Told, who: ArrivingPerson) -> ArrivingDeal:
        won_at, lost_at = self._date(told, "won_at"), self._date(told, "lost_at")
        reason, words = told.get("reason", ""), told.get("reason_words", "")
        made = deciding.decide(
            told.get("won", ""),
            told.get("lost", ""),
            told.get("closed", ""),
            told.get("outcome", ""),
            told.get("stage", ""),
            told.get("probability", ""),
            won_at is not None,
            lost_at is not None,
            bool(reason or words),
        )
        money = self._money(told)
        lost = made.state == stages.LOST
        recorded, cut = _recorded(reason, words) if lost else ("", 0)
        self.redacted += cut
        return ArrivingDeal(
            row=row,
            external_id=self._id(told),
            who=who,
            unit=self._clean(self._unit(told)),
            amount_minor=money.minor if money and not (lost and money.minor == 0) else None,
            currency=money.currency if money else "",
            stage=_shown(made.stage),
            state=made.state,
            opened_at=self._date(told, "opened_at"),
            closed_at=(lost_at if lost else won_at) or self._date(told, "closed_at"),
            next_at=self._date(told, "next_at"),
            next_what=self._clean(told.get("next_step", "")),
            owner_named=told.get("owner", "") or told.get("owner_email", ""),
            owner_email=people_cells.email(told.get("owner_email", "")),
            recorded=recorded,
            left_out=made.junk or self._junk(who, told.get("name", ""), reason),
            inquiry=self.takes_inquiries and not _is_outbound(told.get("source", "")),
        )

    def _contact(self, row: int, told: Told, who: ArrivingPerson) -> ArrivingContact | LeftOut:
        if not (who.phone or who.email or who.company):
            return LeftOut(row, "neither a number nor an e-mail address nor a company")
        status = told.get("outcome", "")
        why = f"junk: {status[:40]}" if stages.meaning(status) == stages.JUNK else self._junk(who, "", "")
        return LeftOut(row, why) if why else ArrivingContact(row, who)

    def _junk(self, who: ArrivingPerson, name: str, reason: str) -> str:
        called = f"{who.first_name} {who.last_name}".strip()
        for test, words in (
            (junk.junk_name, called),
            (junk.junk_name, who.company),
            (junk.junk_name, name),
            (junk.junk_email, who.email),
            (junk.junk_phone, who.phone),
            (junk.junk_reason, reason),
        ):
            if words and (why := test(words)):
                return why
        return ""

    def _id(self, told: Told) -> str:
        number = told.get("external_id", "")
        if len(number) == 18 and number.isalnum() and number.startswith("006"):
            return number[:15]  # the last three of a Salesforce id only guard against lost capitals
        return f"{self.prefix}{number}" if number else ""

    def _unit(self, told: Told) -> str:
        vehicle = ""
        if self.vehicle:
            vehicle = " ".join(told[name].removesuffix(".0") for name in VEHICLE if name in told)
        name = "" if self.seen.found.name_is_buyer else told.get("name", "")
        return vehicle or told.get("product", "") or name or told.get("stock", "")

    def _date(self, told: Told, name: str) -> datetime | None:
        text = told.get(name)
        return self.dates[self.at[name]](text) if text else None

    def _money(self, told: Told) -> amounts.Money | None:
        text = told.get("amount", "")
        if not text:
            return None
        given = told.get("currency", "").upper()
        currency = amounts.SIGNS.get(given.lower(), given if given in amounts.CODES else self.currency)
        if currency not in self.money:
            self.money[currency] = amounts.reader(self.seen.amount_style, currency)
        return self.money[currency](text)

    def _clean(self, words: str) -> str:
        if not words or words.isalpha():
            return words
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
def _shown(stage: str) -> str:
    """A stage such as 'Lost - bad credit' tells what nobody may read; the deal is lost all the same."""
    return PRIVATE if dropping.is_private_reason(stage) else stage


@lru_cache(maxsize=4096)
def _is_outbound(source: str) -> bool:
    return bool(_NOT_AN_INQUIRY.search(plain_name(source)))
