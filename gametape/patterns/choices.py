"""What can be asked of one column: is it this value, this range, everything up to here, everything above, empty, rare.

A choice is a set of codes, so its counts are sums of the cells that were counted anyway: no second pass over the rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gametape.patterns.coding import Column, Kind
from gametape.patterns.results import Condition


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices of one column. `holds` is (choices, codes), 1 where the choice holds the code."""

    conditions: tuple[Condition, ...]
    holds: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.conditions)

    @property
    def every_code_once(self) -> bool:
        """Whether the choices are the codes, in their order: then the cells are the counts already."""
        return np.array_equal(self.holds, np.eye(self.holds.shape[1], dtype=np.int64))


def choices(column: Column) -> Choices:
    """First each code, then for numbers and dates the ranges from the bottom and to the top that are not one code alone.
    What says nothing (the only code of a column, a range that holds everything) is not among them."""
    rows: list[tuple[Condition, list[int]]] = [
        (_of_bin(column, code), [code]) for code in range(column.bins if column.cardinality > 1 else 0)
    ]
    if column.rare is not None and column.cardinality > 1:
        rows.append((Condition(column.name, "rare", None), [column.rare]))
    if column.missing is not None and column.cardinality > 1:
        rows.append((Condition(column.name, "missing", None), [column.missing]))
    if column.kind is not Kind.CATEGORY:
        rows += _ranges(column)
    holds = np.zeros((len(rows), column.cardinality), np.int64)
    for row, (_, codes) in enumerate(rows):
        holds[row, codes] = 1
    return Choices(tuple(condition for condition, _ in rows), holds)


def edge(column: Column, number: int) -> str | float:
    """An upper end of a bin as it is shown: a date as text, a number as a number."""
    return column.texts[number] if column.kind is Kind.DATE else column.edges[number]


def _of_bin(column: Column, code: int) -> Condition:
    if column.kind is Kind.CATEGORY or column.single:
        return Condition(column.name, "=", column.values[code])
    if code == 0:
        return Condition(column.name, "<=", edge(column, 0))
    if code == len(column.edges):
        return Condition(column.name, ">", edge(column, code - 1))
    return Condition(column.name, "between", (edge(column, code - 1), edge(column, code)))


def _ranges(column: Column) -> list[tuple[Condition, list[int]]]:
    last = column.bins - 1
    up_to = [(Condition(column.name, "<=", edge(column, e)), list(range(e + 1))) for e in range(1, last)]
    above = [(Condition(column.name, ">", edge(column, e)), list(range(e + 1, last + 1))) for e in range(last - 1)]
    return up_to + above
