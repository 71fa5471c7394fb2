"""How a room says what becomes of its tables when a buyer is forgotten, when somebody leaves, and when time is up.

Each room declares every table of its own in its `forgetting.py`; the privacy room finds them through the registry of
apps. A table nobody declared fails a test, and so does a text column of a buyer's row that nobody decided about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from django.db.models import Model

from gametape.common.erasing import Traces

Sweep = Callable[[Traces], int]


class Decision(Enum):
    """What `forget` does with a row that tells of the buyer."""

    DELETE = "delete"
    BLANK = "blank"  # the row stays, the columns of `blank` are emptied
    KEEP = "keep"  # kept without the name: it holds nothing that tells who it was
    NOT_THEIRS = "not_theirs"  # tells of no buyer at all


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table. `buyer` is the lookup from a row to the buyer ("loss__deal__buyer"), several with a comma between where
    any of them will do, "" where there is none; `author` the lookup to the person whose private row it is, "" where it
    is nobody's alone; `store` the lookup to the store.

    `private` rows go when their author leaves the store, and no copy made at a page holds them. `kind` is a kind of
    retention (see the privacy room) counted from the column `dated`; "" is never purged by age. An aged row is blanked
    where the decision is BLANK, else it is deleted. `blank` maps a column to what stands there afterwards; a callable is
    asked, once a row. `scrub` names text columns that are looked through for the buyer's name and addresses, which are
    cut out; without `buyer` in every row of the store. `coded` names text columns that hold no words of anybody: a code,
    a hash, a version. `files` takes away what rows have outside the database, and tells how many files went; it is asked
    before they go, and may be asked twice. `why` is said to the person who asks for everything we hold.
    """

    model: type[Model]
    decision: Decision
    why: str
    buyer: str = ""
    author: str = ""
    store: str = ""
    private: bool = False
    kind: str = ""
    dated: str = ""
    blank: Mapping[str, Any] = field(default_factory=dict)
    scrub: tuple[str, ...] = ()
    coded: tuple[str, ...] = ()
    files: Callable[[Iterable[Model]], int] | None = None

    @property
    def buyers(self) -> list[str]:
        """Every way from a row to the buyer."""
        return [way.strip() for way in self.buyer.split(",") if way.strip()]


TABLES: dict[type[Model], Table] = {}
SWEEPS: list[Sweep] = []


def declare(*tables: Table) -> None:
    """Called once at the top level of each room's `forgetting.py`. A table has one declaration."""
    for table in tables:
        if TABLES.get(table.model, table) != table:
            raise ValueError(f"{table.model.__name__} was declared twice, in two ways")
        TABLES[table.model] = table


def sweep(act: Sweep) -> Sweep:
    """For what a room keeps outside the database: `act` is given the traces of a buyer, takes away what holds them, and
    tells how many files went. It may run twice."""
    if act not in SWEEPS:
        SWEEPS.append(act)
    return act
