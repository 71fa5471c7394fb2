"""The first walk through a file: every decision that takes the whole column, before anything is written.

Also finds the rows that come twice, in eight bytes a row: hashes are kept in 64 parts, sorted one part at a time, and
only those that occur twice are remembered for the second walk.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import pairwise

from gametape.connectors.csv import amounts, dates, deciding, dropping, recognising
from gametape.connectors.csv.columns import Recognised, columns_of
from gametape.connectors.csv.conditions import Candidates, Condition
from gametape.connectors.csv.reading import Table
from gametape.deals.vocabulary import MASK

DATES = ("opened_at", "closed_at", "won_at", "lost_at", "next_at")
IDENTITY = ("name", "product", "year", "make", "model", "stock", "buyer_name", "first_name", "last_name", "company",
            "mobile", "phone", "email", "opened_at")  # fmt: skip
PARTS = 64
MOST_STATES = 5000  # different ways of saying how a deal stands; more is no list of stages


@dataclass
class Survey:
    """What was decided about a file: fields, places, styles, and what a person should be told before it is imported."""

    table: Table
    found: Recognised
    dropped: dict[str, str]
    examples: dict[str, list[str]]
    places: dict[str, list[int]]
    rows: int = 0
    date_styles: dict[int, dates.DateStyle] = field(default_factory=dict)
    amount_style: amounts.AmountStyle = field(default_factory=amounts.AmountStyle)
    twice: frozenset[int] = frozenset()
    distinct: int = 0
    unknown: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)

    def place(self, wanted: str) -> int:
        return self.places[wanted][0] if self.places.get(wanted) else -1


def survey(
    table: Table,
    *,
    country: str,
    given: dict[str, str] | None = None,
    kind: str = "",
    kept: Collection[str] | None = None,
) -> Survey:
    """Recognise the columns on the first rows, then walk all of them once. `kept` are the columns that may be conditions
    of a deal; None: those that nobody left out."""
    asked = given or {}
    left = {column for column, wanted in asked.items() if not wanted} if kept is None else {*table.header} - {*kept}
    given = {column: "" if wanted == "condition" else wanted for column, wanted in asked.items()}
    columns = columns_of(table.header, table.rows())
    dropped = {column.name: why for column in columns if (why := dropping.dropped(column.name, column.values))}
    for column, wanted in given.items():
        if wanted and column in dropped:
            dropped.pop(column) if dropped[column] == "" else None
    found = recognising.recognise(columns, given=given, kind=kind, dropped=dropped)
    found.mapping = {column: wanted for column, wanted in found.mapping.items() if column not in dropped}
    places: dict[str, list[int]] = {}
    for place, name in enumerate(table.header):
        if name in found.mapping:
            places.setdefault(found.mapping[name], []).append(place)
    seen = Survey(table, found, dropped, {column.name: column.examples for column in columns}, places)
    _walk(seen, country, Candidates(table.header, found.mapping, {*dropped, *left}))
    _tell(seen)
    return seen


def _walk(seen: Survey, country: str, candidates: Candidates) -> None:
    date_evidence = {place: dates.DateEvidence() for wanted in DATES for place in seen.places.get(wanted, ())}
    money = amounts.AmountEvidence()
    amount_at, twice, key = seen.place("amount"), Repeats(), identity(seen)
    states, deals = States(seen), seen.found.kind == "deals"
    for _, cells in seen.table.rows():
        seen.rows += 1
        for place, evidence in date_evidence.items():
            if cells[place]:
                evidence.feed(cells[place])
        if amount_at >= 0 and cells[amount_at]:
            money.feed(cells[amount_at])
        twice.feed(key(cells))
        states.feed(cells)
        if deals:
            candidates.feed(cells)
    seen.date_styles = {place: evidence.style(country) for place, evidence in date_evidence.items()}
    seen.amount_style = money.style(country)
    seen.twice, seen.distinct = twice.found()
    seen.unknown = states.unknown()
    seen.conditions = candidates.settled()
    _share_styles(seen, date_evidence)


def _share_styles(seen: Survey, evidence: dict[int, dates.DateEvidence]) -> None:
    """One program wrote all the date columns: a column that cannot tell follows one that can."""
    sure = [
        seen.date_styles[place] for place, told in evidence.items() if told.slashed and seen.date_styles[place].sure
    ]
    if sure and all(style.months_first == sure[0].months_first for style in sure):
        for place, style in seen.date_styles.items():
            if not style.sure:
                seen.date_styles[place] = sure[0]


class States:
    """Counts what rows say of how a deal stands, to find the stages that nobody knows."""

    def __init__(self, seen: Survey) -> None:
        self.words = [(name, seen.places[name][0]) for name in deciding.WORDS if name in seen.places]
        self.facts = [(name, seen.places[name][0]) for name in deciding.FACTS if name in seen.places]
        self.at = ([place for _, place in self.words], [place for _, place in self.facts])
        self.counted: Counter[tuple[str | bool, ...]] = Counter()

    def feed(self, cells: list[str]) -> None:
        words, facts = self.at
        told: tuple[str | bool, ...] = (*[cells[place] for place in words], *[bool(cells[place]) for place in facts])
        if told in self.counted or len(self.counted) < MOST_STATES:
            self.counted[told] += 1

    def unknown(self) -> Counter[str]:
        """{stage: rows}"""
        found: Counter[str] = Counter()
        for told, rows in self.counted.items():
            said = dict(zip([name for name, _ in (*self.words, *self.facts)], told, strict=True))
            words = [str(said.get(name, "")).strip() for name in deciding.WORDS]
            made = deciding.decide(*words, *(bool(said.get(name)) for name in deciding.FACTS))
            if not made.known:
                found[made.stage] += rows
        return found


def identity(seen: Survey):  # type: ignore[no-untyped-def]
    """A function from a row to what makes it one deal: its id where there is one, else who, what and since when."""
    place = seen.place("external_id")
    rest = sorted(place for name in IDENTITY for place in seen.places.get(name, ()))

    def key(cells: list[str]) -> str:
        if place >= 0 and (number := cells[place].strip()):
            return number
        return "\x1f".join([cells[one] for one in rest])

    return key


def number_of(key: str) -> int:
    """A key as 64 bits, the same in every process."""
    return int.from_bytes(blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


class Repeats:
    """Which keys occur more than once, among millions, in eight bytes each."""

    def __init__(self) -> None:
        self.parts = [array("Q") for _ in range(PARTS)]

    def feed(self, key: str) -> None:
        number = number_of(key)
        self.parts[number % PARTS].append(number)

    def found(self) -> tuple[frozenset[int], int]:
        """(hashes of keys that come again, how many different keys there are)"""
        twice: set[int] = set()
        distinct = 0
        for part in self.parts:
            ordered = sorted(part)
            again = [one for one, following in pairwise(ordered) if one == following]
            distinct += len(ordered) - len(again)
            twice.update(again)
        return frozenset(twice), distinct


def _tell(seen: Survey) -> None:
    seen.notes += [*seen.table.notes, *seen.found.notes]
    names = seen.table.header
    for place, style in seen.date_styles.items():
        if not style.sure:
            order = "month/day/year" if style.months_first else "day/month/year"
            seen.notes.append(
                f"No date in {names[place]!r} tells the day from the month: read as {order}, as this store's country does."
            )
    if not seen.amount_style.sure:
        seen.notes.append(
            f"The amounts can be read two ways; {seen.amount_style.decimal!r} was taken to part the cents."
        )
    if seen.places.get("external_id") and seen.rows > 1.5 * seen.distinct:
        seen.notes.append(
            f"{seen.rows:,} rows tell of {seen.distinct:,} deals: this looks like a history. The first row of each deal counts."
        )
    if seen.unknown:
        named = [(word, rows) for word, rows in seen.unknown.most_common() if not dropping.is_private_reason(word)]
        hidden = sum(seen.unknown.values()) - sum(rows for _, rows in named)
        words = ", ".join(f"{word!r} ({rows})" for word, rows in [*named[:8], *([(MASK, hidden)] if hidden else [])])
        seen.notes.append(f"Nobody here knows these stages, so their deals stay open: {words}.")
    if (
        seen.found.kind == "deals"
        and seen.rows
        and not {"closed_at", "lost_at", "won_at", "opened_at"} & set(seen.places)
    ):
        seen.notes.append("No column holds a date: no-sales come in without their day, and nobody is asked about them.")
