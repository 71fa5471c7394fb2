"""Which engine counts, and what it counts: one table of dotted names, imported when one is asked for."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from types import ModuleType
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from gametape.common.refusal import Refusal
from gametape.patterns.coding import Coded, Column, Raw
from gametape.patterns.concluding import Counted
from gametape.patterns.encoding import ready_for_more
from gametape.patterns.engines.parts import Part
from gametape.patterns.looking import looked_at

ENGINES: dict[str, Callable[[], ModuleType]] = {
    "duckdb": lambda: importlib.import_module("gametape.patterns.engines.embedded"),
    "spark": lambda: importlib.import_module("gametape.patterns.engines.spark"),
    "warehouse": lambda: importlib.import_module("gametape.patterns.engines.warehouse"),
}
"""Imported when one is asked for: two of them are heavy, and extras."""
TO_HAVE_IT = {
    "spark": "It needs pyspark and a Java 17: pip install 'gametape[spark]'.",
    "warehouse": "It needs ibis and the client of your warehouse: pip install 'gametape[warehouse]'.",
}
LOOKED_AT = 200_000
"""Rows that the rules of the columns are made from. A quantile of so many is off by a fifth of a per cent of the deals."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Some rows of a table, or all: then `whole`."""

    columns: tuple[Raw, ...]
    lost: NDArray[np.bool_]
    whole: bool


class Deals(Protocol):
    """A table of closed deals, wherever it lies. Rows whose outcome is neither lost nor won are not in it."""

    def sample(self, rows: int) -> Sample:
        """Up to `rows` rows, all where there are no more, the same ones every time."""

    def part(self, columns: Sequence[Column], depth: int) -> Part:
        """All rows, coded and counted. Raises `encoding.Unknown`."""


Opened = Callable[..., AbstractContextManager[Deals]]


def engine(name: str) -> Opened:
    """The `opened` of an engine. Refuses a name that is none, and one that is not installed."""
    if name not in ENGINES:
        raise Refusal(f"There is no engine “{name}”. Choose one of {', '.join(ENGINES)}.")
    try:
        module = ENGINES[name]()
    except ModuleNotFoundError as absent:
        if name not in TO_HAVE_IT or (absent.name or "").startswith("gametape"):
            raise
        raise Refusal(f"The engine “{name}” is not installed here. {TO_HAVE_IT[name]}") from absent
    opened: Opened = module.opened
    return opened


def rules(sample: Sample, *, fewest: int, without: Collection[str] = ()) -> tuple[Column, ...]:
    """The rule of every column but those left out. `fewest` rows of the sample make a value stand alone. Where the sample
    is not all there is, the rules are ready for values that are not in it."""
    seen = [looked_at(raw, fewest=fewest)[0] for raw in sample.columns if raw.name not in without]
    return tuple(seen if sample.whole else map(ready_for_more, seen))


def counted(deals: Deals, columns: Sequence[Column], depth: int) -> Counted:
    """What `concluding.conclude` asks for, of a table of `halves.HALVED_FROM` deals or more."""
    part = deals.part(columns, depth)
    return Counted(tuple(columns), depth, part.first, part.second, Coded(tuple(columns), part.codes, part.lost))
