"""From values, as text, to their codes by the rule of a `Column`, for rows that were not there when it was looked at.

`looking` finds the rule in a table or a sample of it; a piece of a larger table, on whatever machine, is coded by it here.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from math import isnan

import numpy as np
from numpy.typing import NDArray

from gametape.patterns.coding import Column, Kind
from gametape.patterns.looking import WRITTEN, as_date, as_number

ISO = ""
"""The way of writing a date that `datetime.fromisoformat` reads; the others are those of `strptime`."""


class Unknown(ValueError):
    """A value that had no place when the column was looked at: neither listed, nor rare, nor missing."""

    def __init__(self, column: str) -> None:
        super().__init__(
            f"“{column}” holds a value that it did not hold when it was looked at. Look at the table again."
        )


def codes(column: Column, texts: Iterable[str | None]) -> NDArray[np.int64]:
    """The code of each text; None and blanks are the empty cell. Raises `Unknown`."""
    places = {value: code for code, value in enumerate(column.values)} if column.kind is Kind.CATEGORY else {}
    way = written(column) if column.kind is Kind.DATE else ISO
    return np.fromiter((_code(column, places, way, text) for text in texts), np.int64)


def _code(column: Column, places: dict[str, int], way: str, text: str | None) -> int:
    if text is None or not text.strip():
        code = column.missing
    elif column.kind is Kind.CATEGORY:
        code = places.get(text, column.rare)
    else:
        value = as_number(text) if column.kind is Kind.NUMBER else as_date(text.strip(), way)
        code = column.rare if isnan(value) else bisect_left(column.edges, value)
    if code is None:
        raise Unknown(column.name)
    return code


def written(column: Column) -> str:
    """How the dates of a column are written: the way in which its edges, as they stand in the file, are its edges, and its
    values are dates."""
    for way in (ISO, *WRITTEN):
        edges = (as_date(text.strip(), way) == edge for text, edge in zip(column.texts, column.edges, strict=True))
        if all(edges) and not any(isnan(as_date(value.strip(), way)) for value in column.values):
            return way
    return ISO


def ready_for_more(column: Column) -> Column:
    """The rule of a sample, for a whole table: with a place for values and empty cells that the sample did not hold, and
    ranges where the sample held few numbers, for the table may hold others."""
    rare = column.bins if column.rare is None else column.rare
    numbers = column.kind is not Kind.CATEGORY
    values = () if numbers else column.values
    single = column.single and not numbers
    return Column(column.name, column.kind, values, column.edges, column.texts, rare, rare + 1, single)
