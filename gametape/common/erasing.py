"""Where a person stands in a text: their name, number and address, however they are spelled there. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import phonenumbers

INSTEAD = "the buyer"
SHORTEST_NAME = 2
SHORTEST_NUMBER = 6  # digits; a shorter one is a house number
_BETWEEN = r"[\s.\-/()\u00a0]{0,3}"


@dataclass(frozen=True)
class Traces:
    """`names`, `addresses` (numbers, e-mail addresses), `records` (a CRM's numbers) and `pairs` (first and last name) of
    one person.

    A name counts as it is written, or in capitals, as a whole word: "Will" is not "will". A number counts in any
    spelling, with or without its country.
    """

    names: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return self._anywhere is not None

    def stand_in(self, text: str) -> bool:
        return self._anywhere is not None and self._anywhere.search(text) is not None

    def reach(self, cells: Sequence[str]) -> bool:
        """Whether a row of a file is this person's: by number, address or record, or by first and last name together."""
        if self._reached is not None and any(self._reached.search(cell) for cell in cells):
            return True
        row = " ".join(cells)
        return any(all(re.search(_whole(name), row, re.IGNORECASE) for name in pair) for pair in self.pairs)

    def cut(self, value: Any) -> Any:
        """`value` (text, or lists and mappings of it) without them; what is no text stays."""
        if isinstance(value, str):
            return self._anywhere.sub(INSTEAD, value) if self._anywhere else value
        if isinstance(value, list):
            return [self.cut(one) for one in value]
        if isinstance(value, dict):
            return {self.cut(key): self.cut(one) for key, one in value.items()}
        return value

    @cached_property
    def _reached(self) -> re.Pattern[str] | None:
        spelled = [_spelled(address) for address in self.addresses]
        return _any([*spelled, *(_whole(record) for record in self.records if len(record) >= SHORTEST_NUMBER)])

    @cached_property
    def _anywhere(self) -> re.Pattern[str] | None:
        names = [name for name in self.names if len(name) >= SHORTEST_NAME]
        reached = [self._reached.pattern] if self._reached else []
        return _any([*reached, *(_whole(form) for name in names for form in _forms(name))])


def traces(people: Iterable[dict[str, str]], records: Iterable[str] = ()) -> Traces:
    """Of several rows of one person: {first_name, last_name, company, phone, email}."""
    rows = list(people)
    return Traces(
        names=_each(rows, "first_name", "last_name", "company"),
        addresses=_each(rows, "phone", "email"),
        records=tuple(sorted({record for record in records if record})),
        pairs=tuple(sorted({pair for row in rows if all(pair := _pair(row))})),
    )


def _pair(row: dict[str, str]) -> tuple[str, str]:
    return row.get("first_name", "").strip(), row.get("last_name", "").strip()


def _each(rows: list[dict[str, str]], *columns: str) -> tuple[str, ...]:
    return tuple(sorted({row[column].strip() for row in rows for column in columns if row.get(column, "").strip()}))


def _any(patterns: list[str]) -> re.Pattern[str] | None:
    found = [pattern for pattern in patterns if pattern]
    return re.compile("|".join(found)) if found else None


def _forms(name: str) -> list[str]:
    return sorted({name, name.upper(), name.title()}, key=len, reverse=True)


def _whole(words: str) -> str:
    return rf"(?<!\w){re.escape(words)}(?!\w)"


def _spelled(address: str) -> str:
    """A pattern for the address however it is written: letters of any size, digits with anything usual between."""
    if "@" in address:
        return rf"(?i:(?<![\w.+-]){re.escape(address)}(?![\w-]))"
    digits = _national(address)
    if len(digits) < SHORTEST_NUMBER:
        return _whole(address)
    return rf"(?<!\d)(?:\+?\d{{1,3}}{_BETWEEN})?\(?{_BETWEEN.join(digits)}(?!\d)"


def _national(number: str) -> str:
    try:
        return str(phonenumbers.parse(number, None).national_number)
    except phonenumbers.NumberParseException:
        return re.sub(r"\D", "", number)
