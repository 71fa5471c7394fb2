"""What is known of some rows of a table. Parts add up to the part of all of them, in any order and on any machine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from gametape.patterns.choosing import SAMPLE
from gametape.patterns.coding import Codes
from gametape.patterns.counting import count
from gametape.patterns.halves import searched
from gametape.patterns.layout import Counts


@dataclass(frozen=True, slots=True)
class Part:
    """`first` and `second` are the counts of the half that is searched and of the other one. `codes` (columns, rows) and
    `lost` are some of the rows searched, up to `SAMPLE`, on which conditions are laid side by side."""

    first: Counts
    second: Counts
    codes: Codes
    lost: NDArray[np.bool_]

    def __add__(self, other: Part) -> Part:
        return Part(
            self.first + other.first,
            self.second + other.second,
            np.concatenate([self.codes, other.codes], axis=1)[:, :SAMPLE],
            np.concatenate([self.lost, other.lost])[:SAMPLE],
        )


def part(codes: Codes, lost: NDArray[np.bool_], cardinalities: Sequence[int], depth: int, *, start: int) -> Part:
    """The part of rows number `start` on; `codes` is (columns, rows)."""
    first = searched(len(lost), start=start)
    counts = [count(np.ascontiguousarray(codes[:, rows]), cardinalities, lost[rows], depth) for rows in (first, ~first)]
    some = np.flatnonzero(first)[:SAMPLE]
    return Part(counts[0], counts[1], codes[:, some], lost[some])


def together(parts: Iterable[Part]) -> Part:
    """The part of all of them; there must be one."""
    return reduce(Part.__add__, parts)
