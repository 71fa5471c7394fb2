"""Looks at every condition of up to three columns and gives each one exact p: the chance that luck alone does as much.

A condition must do better than luck against everything plainer. Its p is the largest of: against the deals elsewhere, and,
for a conjunction, within each condition it is part of ("Region = West and Amount above 5,000" within "Region = West"). So one
condition is one test, whatever its depth, and the family is as large as the number of conditions looked at (an
intersection-union test: Berger 1982, Technometrics 24: 295). What cannot come near the bar is left with a quick look: see
`bar`.
"""

from __future__ import annotations

from collections.abc import Sequence
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

    @property
    def depth(self) -> Ints:
        return np.asarray((self.columns >= 0).sum(axis=1))


@dataclass(frozen=True, slots=True)
class Searched:
    """`sizes` tells for each depth and n how many of the conditions looked at hold n deals: (depth, total + 1)."""

    total: int
    lost: int
    sizes: Ints
    found: Found

    @property
    def looked_at(self) -> int:
        return int(self.sizes.sum())

    @property
    def weights(self) -> Floats:
        """The weight of a condition of each depth: (depth,), 0 where there is none. Each depth gets the same part of the error
        that is allowed, so that a hundred plain conditions do not pay for ten thousand conjunctions; weights add up to the
        number looked at."""
        each = self.sizes.sum(axis=1)
        return np.where(each > 0, self.looked_at / (np.maximum(each, 1) * max(int((each > 0).sum()), 1)), 0.0)


def support(rows: int) -> int:
    """How many deals a condition must hold, and how many it must leave out."""
    return max(FEWEST, ceil(rows * SMALLEST_SHARE))


def bar(looked_at: int, alpha: float) -> float:
    """The z below which an exact p cannot come down to alpha / looked_at. An upper tail is at least about exp(-z^2) - the
    worst case is a base rate near 1, where it is Poisson's chance of no won deal at all - so z^2 = log(m / alpha) would do;
    half of that leaves room."""
    return sqrt(0.49 * log(max(looked_at, 1) / alpha))


def expanded(layout: Layout, counts: Counts, columns: Sequence[Choices]) -> tuple[Layout, Counts]:
    """The counts of every choice, pair and triple of choices, in the layout of their numbers, summed from the cells; of as many
    vectors as there are in `counts`."""
    if all(column.every_code_once for column in columns):
        return layout, counts
    wide = Layout([len(column) for column in columns], layout.depth)
    out = np.empty((len(counts), wide.size), np.int64)
    holds = [None if column.every_code_once else column.holds for column in columns]
    for combination in layout.combinations():
        cells = layout.table(counts, combination)
        done, left = len(counts), cells.size // len(counts)
        for column in combination:
            left //= layout.cardinalities[column]
            chosen = holds[column]
            if chosen is not None:  # (choices, codes) times (all before, codes, all after)
                cells = chosen @ cells.reshape(done, layout.cardinalities[column], left)
            done *= wide.cardinalities[column]
        wide.table(out, combination)[:] = cells.reshape(len(counts), *wide.shape(combination))
    return wide, out


def search(wide: Layout, counts: Counts, total: int, lost: int, *, alpha: float) -> Searched:
    """Every condition that holds and leaves out enough of the `total` deals, of which `lost` are lost."""
    n, k = counts
    fewest = support(total)
    looked_at = np.flatnonzero((n >= fewest) & (n <= total - fewest))
    ends = np.searchsorted(looked_at, depths(wide)[1:])
    sizes = np.array([np.bincount(n[part], minlength=total + 1) for part in np.split(looked_at, ends)])
    each = sizes.sum(axis=1)
    least = np.array([bar(int(m) * int((each > 0).sum()), alpha) for m in each])
    z = z_score(k[looked_at].astype(np.float64), n[looked_at].astype(np.float64), lost, total)
    over = z >= np.repeat(least, each)
    found = _hardest(wide, counts, looked_at[over], z[over], least)
    kept = _taken(found, np.argsort(-found.z / least[found.depth - 1], kind="stable")[:MOST_TESTED])
    return Searched(total, lost, sizes, _with_exact_p(wide, counts, kept, (total, lost)))


def depths(wide: Layout) -> list[int]:
    """Where the conditions of each depth begin in the vector."""
    first = {len(combination): start for combination, start in reversed(wide.start.items())}
    return [first[depth] for depth in range(1, wide.depth + 1)]


def _taken(found: Found, rows: Ints) -> Found:
    return Found(*(getattr(found, name)[rows] for name in Found.__slots__))


def _hardest(wide: Layout, counts: Counts, cells: Ints, z: Floats, least: Floats) -> Found:
    """The conditions at these cells of the vector that beat every plainer one by the `least` of their depth, z
    lowered to that of the one they
    beat least. Who falls below is not looked at again: one in a hundred is left after the first turns."""
    columns, picks = located(wide, cells)
    found = Found(columns, picks, counts[0, cells], counts[1, cells], z.copy(), np.ones(len(cells)))
    for kept, size in _ways(wide.depth):
        rows, at = _plainer(wide, found, kept, size)
        parent_n, parent_k = counts[:, at].astype(np.float64)
        within = z_score(found.lost[rows].astype(np.float64), found.n[rows].astype(np.float64), parent_k, parent_n)
        found.z[rows] = np.minimum(found.z[rows], within)
        found = _taken(found, np.flatnonzero(found.z >= least[found.depth - 1]))
    return found


def _with_exact_p(wide: Layout, counts: Counts, found: Found, whole: tuple[int, int]) -> Found:
    p = upper_tail(found.lost, found.n, whole[1], whole[0])
    for kept, size in _ways(wide.depth):
        rows, at = _plainer(wide, found, kept, size)
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


def _ways(depth: int) -> list[tuple[tuple[int, ...], int]]:
    """The ways to leave conditions out of a conjunction: the places kept, and of how many; most are beaten by few left out."""
    return [
        (kept, size)
        for size in range(2, depth + 1)
        for fewer in range(size - 1, 0, -1)
        for kept in combinations(range(size), fewer)
    ]


def _plainer(wide: Layout, found: Found, kept: tuple[int, ...], size: int) -> tuple[Ints, Ints]:
    """Which of `found` have `size` conditions, and the cells of what is left of them with only the places kept."""
    rows = np.flatnonzero(found.depth == size)
    return rows, cells_of(wide, found.columns[rows][:, kept], found.picks[rows][:, kept])


def cells_of(wide: Layout, columns: Ints, picks: Ints) -> Ints:
    """Where conditions stand in the vector; the other way round from `located`, without the -1s."""
    keys, starts = wide.by_key
    key, within = np.zeros(len(columns), np.int64), np.zeros(len(columns), np.int64)
    sizes = np.array(wide.cardinalities, np.int64)
    for place in range(columns.shape[1]):
        key = key * (len(sizes) + 1) + columns[:, place] + 1
        within = within * sizes[columns[:, place]] + picks[:, place]
    return np.asarray(starts[np.searchsorted(keys, key)] + within)
