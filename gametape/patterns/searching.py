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
from math import ceil, log, prod, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gametape.patterns.choices import Choices
from gametape.patterns.exact import Floats, log_most, upper_tail, z_score
from gametape.patterns.layout import Counts, Layout

Ints = NDArray[np.int64]
FEWEST = 10
SMALLEST_SHARE = 0.005
MOST_TESTED = 3000
"""Conditions that get an exact p, the most striking first. Those left out only make the correction of the others stricter."""

SLACK = 1e-6
"""What rounding may take from a bound on the logarithm of p."""


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
    holds = [None if column.every_code_once else column.holds.astype(np.float64) for column in columns]
    for combination in layout.combinations():
        cells: NDArray[np.generic] = layout.table(counts, combination)
        for place in range(len(combination) - 1, -1, -1):
            chosen = holds[combination[place]]
            if chosen is not None:
                cells = _chosen(chosen, cells, place + 1)
        wide.table(out, combination)[:] = cells
    return wide, out


def _chosen(holds: Floats, cells: NDArray[Any], axis: int) -> Floats:
    """(choices, codes) times (all before, codes, all after). Whole numbers below 2^53, so that the sums are exact."""
    before, after = cells.shape[:axis], cells.shape[axis + 1 :]
    flat = cells.astype(np.float64, copy=False)
    if not after:
        return np.asarray(flat @ holds.T)
    flat = flat.reshape(-1, holds.shape[1], prod(after))
    return np.asarray(holds @ flat).reshape(*before, len(holds), *after)


def search(wide: Layout, counts: Counts, total: int, lost: int, *, alpha: float) -> Searched:
    """Every condition that holds and leaves out enough of the `total` deals, of which `lost` are lost."""
    n, k = counts
    fewest = support(total)
    looked_at = np.flatnonzero((n >= fewest) & (n <= total - fewest))
    ends = np.searchsorted(looked_at, depths(wide)[1:])
    sizes = np.array([np.bincount(n[part], minlength=total + 1) for part in np.split(looked_at, ends)])
    each = sizes.sum(axis=1)
    least = np.array([bar(int(m) * int((each > 0).sum()), alpha) for m in each])
    more = k[looked_at] * total > n[looked_at] * lost
    cells, needed = looked_at[more], np.repeat(least, each)[more]
    z = z_score(k[cells].astype(np.float64), n[cells].astype(np.float64), lost, total)
    over = z >= needed
    found = _hardest(wide, counts, cells[over], z[over], least)
    kept = _taken(found, np.argsort(-found.z / least[found.depth - 1], kind="stable")[:MOST_TESTED])
    return Searched(total, lost, sizes, _with_exact_p(wide, counts, kept, (total, lost)))


def depths(wide: Layout) -> list[int]:
    """Where the conditions of each depth begin in the vector."""
    first = {len(combination): start for combination, start in reversed(wide.start.items())}
    return [first[depth] for depth in range(1, wide.depth + 1)]


def _taken(found: Found, rows: Ints) -> Found:
    return Found(*(getattr(found, name)[rows] for name in Found.__slots__))


def _hardest(wide: Layout, counts: Counts, cells: Ints, z: Floats, least: Floats) -> Found:
    """The conditions at these rising cells of the vector that beat every plainer one by the `least` of their depth, z
    lowered to that of the one they beat least."""
    starts = [*depths(wide), wide.size]
    parts = []
    for depth in range(1, wide.depth + 1):
        mine = slice(*np.searchsorted(cells, starts[depth - 1 : depth + 1]).tolist())
        parts.append(_beating(wide, counts, cells[mine], z[mine], depth, float(least[depth - 1])))
    return Found(*(np.concatenate([getattr(part, name) for part in parts]) for name in Found.__slots__))


def _beating(wide: Layout, counts: Counts, cells: Ints, z: Floats, depth: int, least: float) -> Found:
    """Of one depth. Who falls below is not looked at again: one in a hundred is left after the first turns."""
    every = np.array([combination for combination in wide.start if len(combination) == depth], np.int64).T
    sizes = np.array(wide.cardinalities, np.int64)[every]
    starts = starts_of(wide, every)
    which = np.repeat(np.arange(len(starts)), np.diff(np.searchsorted(cells, starts), append=len(cells)))
    picks, rest = [np.zeros(0, np.int64)] * depth, cells - starts.take(which)
    for place in range(depth - 1, 0, -1):
        size = sizes[place].take(which)
        before = rest // size
        picks[place], rest = rest - before * size, before
    picks[0] = rest
    n, k = counts[:, cells].astype(np.float64)
    for kept in (kept for kept, size in _ways(depth) if size == depth):
        within = picks[kept[0]]
        for place in kept[1:]:
            within = within * sizes[place].take(which) + picks[place]
        at = starts_of(wide, every[list(kept)]).take(which) + within
        z = np.minimum(z, z_score(k, n, counts[1].take(at).astype(np.float64), counts[0].take(at).astype(np.float64)))
        stays = np.flatnonzero(z >= least)
        which, z, n, k = which.take(stays), z.take(stays), n.take(stays), k.take(stays)
        picks = [pick.take(stays) for pick in picks]
    columns = np.full((len(z), wide.depth), -1, np.int64)
    columns[:, :depth] = every.T[which]
    chosen = np.full((len(z), wide.depth), -1, np.int64)
    chosen[:, :depth] = np.array(picks).T
    return Found(columns, chosen, n.astype(np.int64), k.astype(np.int64), z, np.ones(len(z)))


def _with_exact_p(wide: Layout, counts: Counts, found: Found, whole: tuple[int, int]) -> Found:
    """The largest p of all comparisons: first of the one that can have the largest, then only of those that can be above it."""
    total, lost = (np.full((1 + len(_ways(wide.depth)), len(found)), one) for one in whole)
    compared = np.zeros(total.shape, bool)
    compared[0] = True
    for row, (kept, size) in enumerate(_ways(wide.depth), start=1):
        rows, at = _plainer(wide, found, kept, size)
        total[row, rows], lost[row, rows], compared[row, rows] = counts[0, at], counts[1, at], True
    most = np.where(compared, log_most(found.lost, found.n, lost, total), -np.inf)
    every = np.arange(len(found))
    hardest = most.argmax(axis=0) if len(found) else every
    p = upper_tail(found.lost, found.n, lost[hardest, every], total[hardest, every])
    compared[hardest, every] = False
    way, rows = np.nonzero(compared & (most > np.log(np.maximum(p, 5e-324)) - SLACK))
    np.maximum.at(p, rows, upper_tail(found.lost[rows], found.n[rows], lost[way, rows], total[way, rows]))
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


def starts_of(wide: Layout, columns: Ints) -> Ints:
    """Where the tables of combinations (places, combinations) begin in the vector."""
    keys, starts = wide.by_key
    key = np.zeros(columns.shape[1], np.int64)
    for one in columns:
        key = key * (len(wide.cardinalities) + 1) + one + 1
    return np.asarray(starts[np.searchsorted(keys, key)])


def cells_of(wide: Layout, columns: Ints, picks: Ints) -> Ints:
    """Where conditions stand in the vector; the other way round from `located`, without the -1s."""
    within, sizes = np.zeros(len(columns), np.int64), np.array(wide.cardinalities, np.int64)
    for place in range(columns.shape[1]):
        within = within * sizes[columns[:, place]] + picks[:, place]
    return starts_of(wide, columns.T) + within
