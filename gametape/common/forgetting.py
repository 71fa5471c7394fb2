"""How a room says what becomes of its tables when a buyer is forgotten, when somebody leaves, and when time is up.

Each room declares every table of its own in its `forgetting.py`; the privacy room finds them through the registry of
apps. A table nobody declared fails a test.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from django.db.models import Model


class Decision(Enum):
    """What `forget` does with a row that tells of the buyer."""

    DELETE = "delete"
    BLANK = "blank"  # the row stays, the columns of `blank` are emptied
    KEEP = "keep"  # kept without the name: it holds nothing that tells who it was
    NOT_THEIRS = "not_theirs"  # tells of no buyer at all


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table. `buyer` is the lookup from a row to the buyer ("loss__deal__buyer"), "" where there is none; `author`
    the lookup to the person whose private row it is, "" where it is nobody's alone; `store` the lookup to the store.

    `private` rows go when their author leaves the store. `kind` is a kind of retention (see the privacy room) counted
    from the column `dated`; "" is never purged by age. `blank` maps a column to what stands there afterwards. `why` is
    said to the person who asks for everything we hold.
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


TABLES: dict[type[Model], Table] = {}


def declare(*tables: Table) -> None:
    """Called once at the top level of each room's `forgetting.py`. A table has one declaration."""
    for table in tables:
        if TABLES.get(table.model, table) != table:
            raise ValueError(f"{table.model.__name__} was declared twice, in two ways")
        TABLES[table.model] = table
