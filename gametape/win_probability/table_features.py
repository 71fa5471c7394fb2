"""From typed columns to numbers to learn from: numbers as they are, dates as what comes back of them, names as codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from gametape.win_probability.late_columns import DATE, NAMES, Column
from gametape.win_probability.late_evidence import Floats, Ints

MOST_LEVELS: Final = 200
TWO_YEARS: Final = 730.0
SATURDAY: Final = 5
"""The weekday of day 0, 1 January 2000, Monday being 0."""


@dataclass(frozen=True)
class Features:
    """`owner[j]` is the place of the column that feature j comes from, `names` the features whose numbers are codes."""

    x: Floats
    owner: Ints
    names: tuple[int, ...]


def features(columns: Sequence[Column], known: Ints, *, rows: int) -> Features:
    """For all `rows`; which names are frequent is told by the rows `known` alone."""
    parts: list[Floats] = []
    owner: list[int] = []
    names: list[int] = []
    for place, column in enumerate(columns):
        for values, is_names in _features_of(column, known):
            if is_names:
                names.append(len(parts))
            parts.append(values)
            owner.append(place)
    x = np.column_stack(parts) if parts else np.zeros((rows, 0))
    return Features(x, np.array(owner, dtype=np.int64), tuple(names))


def _features_of(column: Column, known: Ints) -> list[tuple[Floats, bool]]:
    """Of a date its weekday, and its month where the dates span two years: a day itself never comes back."""
    if column.kind == NAMES:
        return [(_frequent(column.values, known), True)]
    if column.kind != DATE:
        return [(column.values, False)]
    days = np.floor(column.values)
    found = [((days + SATURDAY) % 7, True)]
    seen = days[known][~np.isnan(days[known])]
    if len(seen) and np.ptp(seen) >= TWO_YEARS:
        found.append((np.floor(days % 365.2425 / 30.436875), True))
    return found


def _frequent(values: Floats, known: Ints) -> Floats:
    """Codes of the frequent names, from 0 on; all rare ones are one name together, and so are unseen ones."""
    seen = values[known]
    seen = seen[~np.isnan(seen)].astype(np.int64)
    if not len(seen):
        return np.full(len(values), np.nan)
    count = np.bincount(seen)
    kept = np.sort(np.argsort(-count, kind="stable")[:MOST_LEVELS])
    kept = kept[count[kept] >= (2 if len(seen) < 300 else 10)]
    table = np.full(max(len(count), int(np.nanmax(values)) + 1), float(len(kept)))
    table[kept] = np.arange(len(kept))
    out = np.full(len(values), np.nan)
    there = ~np.isnan(values)
    out[there] = table[values[there].astype(np.int64)]
    return out
