"""A table of mixed columns as small whole numbers: what everything that counts works on.

A column is first looked at (`looked_at` gives a `Column`: which value gets which code), then coded by it. The two are apart
so that a warehouse can look at its own summary and code where the data lies: the rule of a `Column` is short enough for SQL.

    category   code i for `values[i]`; `rare` for every other value; `missing` for none
    number     the number of `edges` that are smaller than the value (x <= edges[0] is 0); `rare` for text that is no number
    date       the same, with the edges in days since 1970-01-01 (a fraction of a day for a time)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.unsignedinteger]


class Kind(StrEnum):
    CATEGORY = "category"
    NUMBER = "number"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Raw:
    """A column as it was read: row r holds `distinct[index[r]]`, which is text as it stands in the file, or None for an empty
    cell. A column of numbers may come as floats instead, NaN for an empty cell; then `distinct` is empty."""

    name: str
    index: NDArray[np.integer] | NDArray[np.float64]
    distinct: tuple[str | None, ...] = ()

    @property
    def is_number(self) -> bool:
        return self.index.dtype.kind == "f"


@dataclass(frozen=True, slots=True)
class Column:
    """Which value gets which code. Codes run from 0: the values or bins, then `rare`, then `missing`, each only where it
    occurs. `texts` are the edges as they stand in the file; `single` says that each bin is one value, which `values` holds."""

    name: str
    kind: Kind
    values: tuple[str, ...] = ()
    edges: tuple[float, ...] = ()
    texts: tuple[str, ...] = ()
    rare: int | None = None
    missing: int | None = None
    single: bool = False

    @property
    def bins(self) -> int:
        """How many codes stand for a value or a range of its own."""
        return len(self.values) if self.kind is Kind.CATEGORY else len(self.edges) + 1

    @property
    def cardinality(self) -> int:
        return self.bins + (self.rare is not None) + (self.missing is not None)


@dataclass(frozen=True, slots=True)
class Coded:
    """A whole table. `codes` is (columns, rows) in C order, so that each column lies in one piece; `lost` is (rows,)."""

    columns: tuple[Column, ...]
    codes: Codes
    lost: NDArray[np.bool_]

    @property
    def cardinalities(self) -> tuple[int, ...]:
        return tuple(column.cardinality for column in self.columns)

    @property
    def rows(self) -> int:
        return len(self.lost)

    def part(self, rows: NDArray[np.bool_]) -> Coded:
        """The rows that are marked."""
        return Coded(self.columns, np.ascontiguousarray(self.codes[:, rows]), self.lost[rows])


def narrowest(cardinalities: Sequence[int]) -> type[np.uint8] | type[np.uint16]:
    """The type that holds every code of these columns. Raises ValueError above 65,536 codes."""
    most = max(cardinalities, default=1)
    if most > 1 << 16:
        raise ValueError(f"A column of {most} codes: group its rare values first")
    return np.uint8 if most <= 1 << 8 else np.uint16
