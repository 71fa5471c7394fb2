"""Looks at every condition of up to three columns and gives each one exact p: the chance that luck alone does as much.

A condition must do better than luck against everything plainer. Its p is the largest of: against the deals elsewhere, and,
for a conjunction, within each condition it is part of ("Region = West and Amount above 5,000" within "Region = West"). So one
condition is one test, whatever its depth, and the family is as large as the number of conditions looked at (an
intersection-union test: Berger 1982, Technometrics 24: 295). What cannot come near the bar is left with a quick look: see
`bar`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import ceil, log, sqrt

import numpy as np
from numpy.typing import NDArray

from gametape.patterns.choices import Choices
from gametape.patterns.exact import Floats, upper_tail, z_score
from gametape.patterns.layout import Counts, Layout

Ints = NDArray[np.int64]
FEWEST = 10
SMALLEST_SHARE = 0.005
MOST_TESTED = 3000
"""Conditions that get an exact p, the most striking first. Those left out only make the correction of the others stricter."""


@dataclass(frozen=True, slots=True)
class Found:
    """Conditions that came over the quick look's bar, by falling z. `columns` and `picks` are (found, depth): the columns
    and which choice of each, -1 where there is none. `z` and `p` are those of the hardest comparison."""

    columns: Ints
    picks: Ints
    n: Ints
    lost: Ints
    z: Floats
    p: Floats

    def __len__(self) -> int:
        return len(self.p)


@dataclass(frozen=True, slots=True)
class Searched:
    """`sizes` tells for each n how many of the conditions looked at hold n deals: (total + 1,)."""

    total: int
    lost: int
    looked_at: int
    sizes: Ints
    found: Found


def support(rows: int) -> int:
    """How many deals a condition must hold, and how many it must leave out."""
    return max(FEWEST, ceil(rows * SMALLEST_SHARE))


def bar(looked_at: int, alpha: float) -> float:
    """The z below which an exact p cannot come down to alpha / looked_at. An upper tail is at least about exp(-z^2) - the
    worst case is a base rate near 1, where it is Poisson's chance of no won deal at all - so z^2 = log(m / alpha) would do;
    half of that leaves room."""
    return sqrt(0.49 * log(max(looked_at, 1) / alpha))


def expanded(layout: Layout, counts: Counts, columns: Sequence[Choices]) -> tuple[Layout, Counts]:
    """The counts of every choice, pair and triple of choices, in the layout of their numbers, summed from the cells."""
    wide = Layout([len(column) for column in columns], layout.depth)
    out = np.empty((2, wide.size), np.int64)
    holds = [None if column.every_code_once else column.holds.T for column in columns]
    for combination in layout.combinations():
        table = layout.table(counts, combination)
        for axis, column in enumerate(combination, start=1):
            chosen = holds[column]
            if chosen is not None:
                table = np.moveaxis(np.moveaxis(table, axis, -1) @ chosen, -1, axis)
        wide.table(out, combination)[:] = table
    return wide, out


def search(wide: Layout, counts: Counts, total: int, lost: int, *, alpha: float) -> Searched:
    """Every condition that holds and leaves out enough of the `total` deals, of which `lost` are lost."""
    n, k = counts
    fewest = support(total)
    looked_at = np.flatnonzero((n >= fewest) & (n <= total - fewest))
    sizes = np.bincount(n[looked_at], minlength=total + 1)
    z = z_score(k[looked_at].astype(np.float64), n[looked_at].astype(np.float64), lost, total)
    least = bar(len(looked_at), alpha)
    over = z >= least
    found = _hardest(wide, counts, looked_at[over], z[over])
    best = np.argsort(-found.z, kind="stable")
    best = best[found.z[best] >= least][:MOST_TESTED]
    kept = _taken(found, best)
    return Searched(total, lost, len(looked_at), sizes, _with_exact_p(wide, counts, kept, (total, lost)))


def _taken(found: Found, rows: Ints) -> Found:
    return Found(*(getattr(found, name)[rows] for name in Found.__slots__))


def _hardest(wide: Layout, counts: Counts, cells: Ints, z: Floats) -> Found:
    """The conditions at these cells of the vector, z lowered to that of the plainer condition they beat least."""
    columns, picks = located(wide, cells)
    found = Found(columns, picks, counts[0, cells], counts[1, cells], z.copy(), np.ones(len(cells)))
    for rows, at in plainer(wide, found):
        parent_n, parent_k = counts[:, at].astype(np.float64)
        within = z_score(found.lost[rows].astype(np.float64), found.n[rows].astype(np.float64), parent_k, parent_n)
        found.z[rows] = np.minimum(found.z[rows], within)
    return found


def _with_exact_p(wide: Layout, counts: Counts, found: Found, whole: tuple[int, int]) -> Found:
    p = upper_tail(found.lost, found.n, whole[1], whole[0])
    for rows, at in plainer(wide, found):
        p[rows] = np.maximum(p[rows], upper_tail(found.lost[rows], found.n[rows], counts[1, at], counts[0, at]))
    order = np.lexsort((-found.z, p))
    return _taken(replace(found, p=p), order)


def located(wide: Layout, cells: Ints) -> tuple[Ints, Ints]:
    """The columns and picks of cells of the vector, (cells, depth) each, -1 where there is none."""
    all_columns = np.array([[*c, *[-1] * (wide.depth - len(c))] for c in wide.start], np.int64)
    starts = np.fromiter(wide.start.values(), np.int64, len(wide.start))
    which = np.searchsorted(starts, cells, side="right") - 1
    columns = all_columns[which].reshape(len(cells), wide.depth)
    sizes = np.where(columns >= 0, np.array([*wide.cardinalities, 1])[columns], 1)
    picks, rest = np.full(columns.shape, -1, np.int64), cells - starts[which]
    for place in range(wide.depth - 1, -1, -1):
        there = columns[:, place] >= 0
        picks[there, place] = rest[there] % sizes[there, place]
        rest //= sizes[:, place]
    return columns, picks


def plainer(wide: Layout, found: Found) -> Iterator[tuple[Ints, Ints]]:
    """For each way to leave conditions out of a conjunction: which of `found`, and the cells of what they are part of."""
    depth = (found.columns >= 0).sum(axis=1)
    for size in range(2, wide.depth + 1):
        rows = np.flatnonzero(depth == size)
        for kept in (kept for fewer in range(1, size) for kept in combinations(range(size), fewer)):
            if rows.size:
                yield rows, cells_of(wide, found.columns[rows][:, kept], found.picks[rows][:, kept])


def cells_of(wide: Layout, columns: Ints, picks: Ints) -> Ints:
    """Where conditions stand in the vector; the other way round from `located`, without the -1s."""
    out = np.array([wide.start[tuple(c)] for c in columns.tolist()], np.int64)
    within, sizes = np.zeros(len(out), np.int64), np.array(wide.cardinalities)
    for place in range(columns.shape[1]):
        within = within * sizes[columns[:, place]] + picks[:, place]
    return out + within
