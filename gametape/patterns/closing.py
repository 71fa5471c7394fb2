"""Which deals are closed, and which of them were lost, as the outcome column says."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gametape.common.refusal import Refusal
from gametape.patterns.coding import Raw
from gametape.patterns.reading import Table, listed


@dataclass(frozen=True, slots=True)
class Outcome:
    """`won` and `lost` are values of `column` as they stand in the file. Without `lost` every other value is lost."""

    column: str
    won: frozenset[str]
    lost: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Closed:
    """The closed deals of a table, its outcome column apart. `notes` say what was left out. `every` and `won` are of all its
    deals, closed or not: won is 1, lost 0, NaN for neither."""

    columns: tuple[Raw, ...]
    lost: NDArray[np.bool_]
    notes: tuple[str, ...]
    every: tuple[Raw, ...]
    won: NDArray[np.float64]


def closed(table: Table, outcome: Outcome) -> Closed:
    """Raises Refusal where the column is missing, a value is not in it, or all deals ended alike."""
    values = _values(table.column(outcome.column))
    present = [value for value in values.distinct if value is not None and value.strip()]
    won = _found(outcome.won, present, outcome.column)
    lost = _found(outcome.lost, present, outcome.column) if outcome.lost else set(present) - won
    if won & lost:
        raise Refusal(f"“{min(won & lost)}” cannot mean both won and lost: give --won and --lost different values.")
    is_won = np.array([value in won for value in values.distinct], bool)[values.index]
    is_lost = np.array([value in lost for value in values.distinct], bool)[values.index]
    if not is_won.any() or not is_lost.any():
        how = "lost" if is_lost.any() else "won"
        raise Refusal(
            f"Every deal in the file was {how}, so nothing can be compared. Export won and lost deals together."
        )
    rows = is_won | is_lost
    others = len(rows) - int(rows.sum())
    notes = [f"{others:,} deals are neither won nor lost and were not looked at."] if others else []
    if table.copies:
        notes.append(
            f"{table.copies:,} rows are exact copies of another row. If they are the same deal twice, take them out first."
        )
    every = tuple(column for column in table.columns if column.name != outcome.column)
    columns = tuple(Raw(column.name, column.index[rows], column.distinct) for column in every) if others else every
    return Closed(columns, is_lost[rows], tuple(notes), every, np.where(is_won, 1.0, np.where(is_lost, 0.0, np.nan)))


def _values(column: Raw) -> Raw:
    if not column.is_number:
        return column
    raise Refusal(f"“{column.name}” holds numbers, not an outcome: name the column that says won or lost.")


def _found(wanted: Collection[str], present: list[str], column: str) -> set[str]:
    """The values meant: as they stand, or the same but for case and blanks around."""
    found = set()
    for value in wanted:
        same = [one for one in present if one == value] or [
            one for one in present if one.strip().casefold() == value.strip().casefold()
        ]
        if not same:
            raise Refusal(f"“{column}” never holds “{value}”. It holds: {listed(sorted(present), 12) or 'nothing'}.")
        found |= set(same)
    return found
