"""Which fields a column may be: its name proposes, its cells decide."""

from __future__ import annotations

import re
from collections.abc import Callable

from gametape.connectors.csv import amounts, dates, stages
from gametape.connectors.csv.columns import Column
from gametape.connectors.csv.names import AMBIGUOUS, KNOWN, PATTERNS, without_entity
from gametape.connectors.csv.people_cells import STATES

# A column called "Closed", "Sold" or "Lost" is a yes or no, or, where its cells are dates, the day it was.
WHEN = {"closed": "closed_at", "won": "won_at", "lost": "lost_at"}
EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")


def claims_of(column: Column) -> list[tuple[str, float]]:
    """(field, rank) that the name proposes and the values allow; a smaller rank is a better name."""
    proposed = fields_by_name(column.plain) or _by_values(column)
    dated = [(WHEN[wanted], rank + 20) for wanted, rank in proposed if wanted in WHEN and column.values]
    return [(wanted, rank) for wanted, rank in [*proposed, *dated] if _fits(wanted, column)]


def fields_by_name(plain: str) -> list[tuple[str, float]]:
    if plain in KNOWN:
        wanted, rank = KNOWN[plain]
        other = {"state": [("outcome", 50.0)], "estado": [("state", 50.0)], "title": [], "etat": []}.get(plain, [])
        return [(wanted, float(rank)), *other]
    short = without_entity(plain)
    numbered = re.sub(r" ?\d$", "", short)
    for name, worse in ((short, 0.5), (numbered, 30.0)):
        if name in KNOWN and name not in AMBIGUOUS and name != plain:
            wanted, rank = KNOWN[name]
            return [(wanted, rank + worse)]
    for wanted, pattern in PATTERNS:
        if re.search(pattern, plain):
            return [(wanted, 60.0)] if wanted else []
    return []


def _by_values(column: Column) -> list[tuple[str, float]]:
    """A name nobody knows over cells that can only be one thing."""
    if len(column.values) >= 3 and column.plain not in AMBIGUOUS:
        if column.share(EMAIL.match) > 0.8 and not re.search(r"owner|rep|user|agent", column.plain):
            return [("email", 80.0)]
        decided = column.share(lambda value: stages.meaning(value) in (stages.WON, stages.LOST))
        if (
            decided == 1.0
            and len({stages.meaning(value) for value in column.values}) == 2
            and len(set(column.values)) < 12
        ):
            return [("outcome", 80.0)]
    return []


def _fits(wanted: str, column: Column) -> bool:
    """Whether the cells can be that field. An empty column fits: a header alone is recognised too."""
    test = _TESTS.get(wanted)
    if test is None or not column.values:
        return True
    return column.share(test[0]) >= test[1]


def looks_like_phone(value: str) -> bool:
    return 7 <= sum(character.isdigit() for character in value) <= 16 and not re.search(r"[a-z]{4}", value.lower())


def _wordy(value: str) -> bool:
    return any(character.isalpha() for character in value) and not dates.is_date(value)


_TESTS: dict[str, tuple[Callable[[str], object], float]] = {
    "email": (lambda value: "@" in value, 0.3),
    "owner_email": (lambda value: "@" in value, 0.3),
    "phone": (looks_like_phone, 0.3),
    "mobile": (looks_like_phone, 0.3),
    "amount": (amounts.is_amount, 0.6),
    "opened_at": (dates.is_date, 0.6),
    "closed_at": (dates.is_date, 0.6),
    "won_at": (dates.is_date, 0.6),
    "lost_at": (dates.is_date, 0.6),
    "next_at": (dates.is_date, 0.6),
    "stop": (lambda value: stages.flag(value) is not None, 0.9),
    "won": (lambda value: stages.flag(value) is not None, 0.9),
    "lost": (lambda value: stages.flag(value) is not None, 0.9),
    "closed": (lambda value: stages.flag(value) is not None, 0.9),
    "deleted": (lambda value: stages.flag(value) is not None, 0.9),
    "state": (lambda value: value.upper() in STATES or not stages.meaning(value), 0.6),
    "outcome": (_wordy, 0.5),
    "reason": (_wordy, 0.5),
    "currency": (lambda value: value.upper() in amounts.CODES or value.lower() in amounts.SIGNS, 0.6),
    "year": (lambda value: re.fullmatch(r"(?:19|20)\d\d(?:\.0)?", value), 0.6),
    "buyer_name": (_wordy, 0.3),
    "company": (_wordy, 0.1),
}
