"""Which groups of deals may be told of: not those from which one buyer or one colleague could be told, by themselves or through
the difference to another.

The agreement on who sees what asks for 10 buyers and 5 people behind an aggregate, complementary suppression, and no figure of
two overlapping groups that differ by less. Groups come in the order in which they are shown; of two that tell too much
together, the later one goes.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gametape.common.counting import MINIMUM_N, Figure

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
NOBODY = -1
"""Of a deal of which nobody knows whose it was: no person can be told from it."""


def may_be_told(groups: Sequence[Bools], people: Ints) -> list[bool]:
    """For each group of deals, (rows,) each, whether it is told. `people` is whose each deal is, as numbers, or `NOBODY`."""
    told: list[Bools] = []
    found = []
    for group in groups:
        fine = _alone(group, people) and all(_beside(group, other, people) for other in told)
        found.append(fine)
        if fine:
            told.append(group)
    return found


def _alone(group: Bools, people: Ints) -> bool:
    """Itself, and what is left when it is taken from all: that is told with it."""
    return _large(group, people) and _large(~group, people)


def _beside(group: Bools, other: Bools, people: Ints) -> bool:
    """Whether the difference to one that is told already tells of nobody. Groups without a deal in common have none."""
    if not (group & other).any():
        return True
    return all(not part.any() or _large(part, people) for part in (group & ~other, other & ~group))


def _large(group: Bools, people: Ints) -> bool:
    whose = people[group]
    several = np.unique(whose[whose != NOBODY]).size
    return int(group.sum()) >= MINIMUM_N[Figure.BUYERS] and (several == 0 or several >= MINIMUM_N[Figure.PEOPLE])


def together(counts: dict[str, int]) -> tuple[dict[str, int], int]:
    """(what may be told, how many the rest come to): what fewer than ten said stands together, and where that would still be
    fewer than ten - the total would tell it - the smallest of the others stands with it."""
    told = dict(sorted(counts.items(), key=lambda one: (-one[1], one[0])))
    rest = 0
    while told and (min(told.values()) < MINIMUM_N[Figure.BUYERS] or 0 < rest < MINIMUM_N[Figure.BUYERS]):
        rest += told.popitem()[1]
    return told, rest
