"""The export's own other columns: what a deal was like, never who.

Where the buyer came from, which product, which region: what "why deals are lost" is looked up by. A column is kept when its
cells are few different words, each held by several deals, or numbers. Nothing is kept of columns that name a person or where
somebody lives, of free words, of numbers that number rows or telephones, of dates, and of what is dropped anyway. Of words a
cell is kept only if another deal has the same: a value of one deal alone points at it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from gametape.common.private_words import speaks_of_somebody
from gametape.connectors.csv import dates, dropping
from gametape.win_probability.late_names import is_an_id, never_a_predictor, tokens
from gametape.win_probability.late_words import CONTACTS, NAME, WHO

MAPPED = frozenset({"source", "product", "year", "make", "model", "trim"})
"""Fields that are conditions although the import knows what they are."""
EVERY_ROW_TO = 5_000
THEN_EVERY = 20  # rows: what a column holds is settled on a part of a long file
MOST_DIFFERENT = 2_000
MOST_VALUES = 200
MOST_COLUMNS = 40
FEWEST_FILLED = 20
ROWS_A_VALUE = 3  # on average; a column with more different words than that is one of names or of sentences
LONGEST = 40
MOSTLY = 0.95
_NUMBER = re.compile(r"[-+]?[$€£]?\d{1,3}(?:,\d{3})+(?:\.\d+)?%?|[-+]?[$€£]?\d+(?:\.\d+)?%?")
_DIGITS_OF_A_NUMBER = 9  # from so many on it is a telephone, an account, a row
_POSTCODE = re.compile(r"0\d{4}|\d{5}-\d{4}|[A-Z]\d[A-Z] ?\d[A-Z]\d|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}")
_WHERE_THEY_LIVE = frozenset(
    str.split(
        "address street strasse road city town ville ort ciudad stadt county suburb village commune municipio neighborhood "
        "neighbourhood latitude longitude lat lng lon state province bundesland departement provincia country "
        "land pais pays residence"
    )
)
_WORDS = frozenset(
    str.split("note notes comment comments remark remarks description details message text notiz kommentar")
)
_WHO_THEY_ARE = frozenset(
    str.split("occupation profession job title education degree beruf profesion metier hobby language")
)
_PEOPLE = frozenset(str.split("bdc rep salesperson seller manager closer setter person user colleague"))

NEVER = _WHERE_THEY_LIVE | _WHO_THEY_ARE | _WORDS | _PEOPLE | CONTACTS | NAME


@dataclass(frozen=True, slots=True)
class Condition:
    """A column that is kept. `pieces` are its values with how they are written down; None where it holds numbers."""

    place: int
    name: str
    pieces: dict[str, str] | None


@dataclass
class _Column:
    place: int
    name: str
    values: Counter[str] = field(default_factory=Counter)


class Candidates:
    """Fed with the rows of the first walk; says at the end which columns are kept."""

    def __init__(self, header: list[str], mapping: dict[str, str], without: Collection[str]) -> None:
        self.columns = [
            _Column(place, name)
            for place, name in enumerate(header)
            if mapping.get(name, "") in ("", *MAPPED) and name not in without and may_be_kept(name)
        ][:MOST_COLUMNS]
        self.owners = [place for place, name in enumerate(header) if mapping.get(name) in ("owner", "owner_email")]
        self.people: set[str] = set()
        self.rows = 0

    def feed(self, cells: list[str]) -> None:
        self.rows += 1
        if self.rows > EVERY_ROW_TO and self.rows % THEN_EVERY:
            return
        for column in self.columns:
            cell = cells[column.place].strip()
            if cell and (len(column.values) < MOST_DIFFERENT or cell in column.values):
                column.values[cell] += 1
        for place in self.owners:
            self.people.add(cells[place].strip().lower())

    def settled(self) -> list[Condition]:
        found = []
        for column in self.columns:
            if _share(column.values, is_number) >= MOSTLY:
                if _measures(column.values):
                    found.append(Condition(column.place, column.name, None))
            elif kept := _words(column.values, self.people):
                pieces = {value: _piece(column.name, value) for value in kept}
                found.append(Condition(column.place, column.name, pieces))
        return found


def may_be_kept(name: str) -> bool:
    """By its name alone: no person, no name, no trait, no address, no row's number, no free words."""
    said = set(tokens(name))
    counts = tokens(name)[:2] == ("number", "of")
    if not said or len(name) > 80 or (is_an_id(name) and not counts) or said & NEVER:
        return False
    if said <= WHO or dropping.dropped(name) or dropping.is_private_reason(name):
        return False
    return never_a_predictor(name, levels=MOST_DIFFERENT, is_text=True) is None


def _measures(values: Counter[str]) -> bool:
    """Whether numbers measure something. Each different, whole and long, they count rows or reach a telephone."""
    filled = sum(values.values())
    if filled < FEWEST_FILLED:
        return False
    whole = [value for value in values if value.isdigit()]
    numbered = len(whole) > 0.9 * filled or sum(len(value) >= _DIGITS_OF_A_NUMBER for value in whole) > 0.1 * len(
        values
    )
    coded = any(len(value) > 1 and value[0] == "0" for value in whole)
    return not numbered and not coded and not _share(values, dates.is_date) > 0.8


def is_number(text: str) -> bool:
    return len(text) <= 24 and _NUMBER.fullmatch(text) is not None


def _words(values: Counter[str], people: Collection[str]) -> list[str]:
    """The values to keep; none where the column is one of names, of sentences, of dates or of the store's own people."""
    filled = sum(values.values())
    if filled < FEWEST_FILLED or len(values) * ROWS_A_VALUE > filled or len(values) > MOST_DIFFERENT - 1:
        return []
    if _share(values, lambda value: value.lower() in people) > 0.3 or _share(values, dates.is_date) > 0.5:
        return []
    if _share(values, lambda value: "@" in value or _POSTCODE.fullmatch(value) is not None) > 0.05:
        return []
    if _share(values, lambda value: len(value) > LONGEST or len(value.split()) > 6) > 0.3:
        return []
    kept = [value for value, many in values.most_common(MOST_VALUES) if many > 1 and _says_nothing_private(value)]
    return kept if len(kept) > 1 or (kept and len(values) > 1) else []


def _says_nothing_private(value: str) -> bool:
    clean, _ = dropping.redact(value)
    private = speaks_of_somebody(value) or dropping.is_private_reason(value)
    return len(value) <= LONGEST and clean == value and not private and value.isprintable()


def _share(values: Counter[str], test) -> float:  # type: ignore[no-untyped-def]
    return sum(1 for value in values if test(value)) / max(len(values), 1)


def _piece(name: str, value: str) -> str:
    return f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(value, ensure_ascii=False)}"


def written(kept: Iterable[Condition], cells: list[str]) -> str:
    """The conditions of one row as JSON, "" where it has none: whole pieces put together, a third of a microsecond each."""
    told = []
    for one in kept:
        cell = cells[one.place]
        if not cell:
            continue
        if one.pieces is not None:
            piece = one.pieces.get(cell) or one.pieces.get(cell.strip())
        else:
            piece = _piece(one.name, cell.strip()) if is_number(cell.strip()) else None
        if piece:
            told.append(piece)
    return "{" + ", ".join(told) + "}" if told else ""
