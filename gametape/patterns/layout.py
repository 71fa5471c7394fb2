"""Where each cell of each combination stands in the one vector that every engine fills.

For the combinations of 1, then 2, then 3 columns, in the order of `itertools.combinations(range(columns), size)`, the cells
of each in C order (the last column runs fastest): `counts[0, cell]` is n, `counts[1, cell]` how many of them were lost.
Vectors of two parts of a table add up to the vector of the whole, so it does not matter who counted which rows.

Two columns of cardinalities 2 and 3, depth 2: the cells are a0 a1 | b0 b1 b2 | a0b0 a0b1 a0b2 a1b0 a1b1 a1b2.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property, reduce
from itertools import combinations
from math import prod

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
"""(2, cells): n and lost."""


class Layout:
    """The layout for columns of these cardinalities, to this depth (1, 2 or 3)."""

    def __init__(self, cardinalities: Sequence[int], depth: int) -> None:
        if depth not in (1, 2, 3):
            raise ValueError(f"depth is 1, 2 or 3, not {depth}")
        self.cardinalities = tuple(int(k) for k in cardinalities)
        self.depth = min(depth, len(self.cardinalities))
        self.start: dict[tuple[int, ...], int] = {}
        self.shapes: dict[tuple[int, ...], tuple[int, ...]] = {}
        at = 0
        for combination in self.combinations():
            self.start[combination] = at
            self.shapes[combination] = self.shape(combination)
            at += prod(self.shapes[combination])
        self.size = at

    def combinations(self) -> Iterator[tuple[int, ...]]:
        """Column numbers, in the order in which they stand in the vector."""
        for size in range(1, self.depth + 1):
            yield from combinations(range(len(self.cardinalities)), size)

    def shape(self, combination: tuple[int, ...]) -> tuple[int, ...]:
        return tuple([self.cardinalities[column] for column in combination])

    @cached_property
    def by_key(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Combinations as rising numbers - the columns + 1 as digits to the base of their number + 1 - and their starts."""
        base = len(self.cardinalities) + 1
        keys = np.array([reduce(lambda key, c: key * base + c + 1, one, 0) for one in self.start], np.int64)
        starts = np.fromiter(self.start.values(), np.int64, len(keys))
        order = np.argsort(keys)
        return keys[order], starts[order]

    def empty(self) -> Counts:
        """The vector of a table without rows."""
        return np.zeros((2, self.size), np.int64)

    def table(self, counts: Counts, combination: tuple[int, ...]) -> Counts:
        """A view (2, k1, k2, ...) of one combination's cells, one row for each of `counts`."""
        start, shape = self.start[combination], self.shapes[combination]
        return counts[:, start : start + prod(shape)].reshape(len(counts), *shape)
