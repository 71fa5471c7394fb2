"""How small the smallest p of a whole search gets when nothing is going on: the same search over shuffled labels.

Westfall and Young's single-step min-p (1993, Resampling-Based Multiple Testing, section 2.5). Conditions overlap, so many
looks cost less than Holm has to assume. What is compared under the shuffles is the plain p against elsewhere: it is never
larger than the p of a conjunction, which must beat more, so the bar is never lower than it should be. The shuffles are one
matrix product, conditions x deals times deals x shuffles; p is looked up by n and k, of which there are few.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gametape.patterns.choices import Choices
from gametape.patterns.coding import Coded
from gametape.patterns.exact import Floats, log_choose
from gametape.patterns.layout import Counts, Layout
from gametape.patterns.searching import depths, located

SHUFFLES = 1024
AFFORDABLE = 12_000_000
"""Conditions times deals up to which the shuffles are made: half a second, and 48 MB at a time at most."""
_AT_A_TIME = 2000
_SEED = 20_070_617


def smallest_p(
    coded: Coded, columns: Sequence[Choices], wide: Layout, counts: Counts, *, fewest: int, weights: Floats
) -> Floats:
    """For each shuffle the smallest p, divided by the weight of its depth, of any condition that holds and leaves out `fewest`,
    in rising order: (shuffles,). `weights` is (depth,)."""
    total, lost = coded.rows, int(coded.lost.sum())
    labels = shuffled(total, lost)
    masks = [holds_row(coded.codes[at], column) for at, column in enumerate(columns)]
    least, starts = np.full(SHUFFLES, np.inf), [*depths(wide), wide.size]
    for depth, weight in enumerate(weights, start=1):
        n = counts[0, starts[depth - 1] : starts[depth]]
        cells = np.flatnonzero((n >= fewest) & (n <= total - fewest))
        cells = starts[depth - 1] + cells[np.argsort(n[cells], kind="stable")]
        for start in range(0, len(cells), _AT_A_TIME):
            part = cells[start : start + _AT_A_TIME]
            inside = _inside(masks, *located(wide, part), total)
            here = _least((inside @ labels).astype(np.int64), counts[0, part], lost, total)
            least = np.minimum(least, here / weight)
    return np.sort(least)


def _inside(
    masks: Sequence[NDArray[np.float32]], columns: NDArray[np.int64], picks: NDArray[np.int64], total: int
) -> NDArray[np.float32]:
    """(conditions, deals): 1 where the condition holds the deal."""
    inside = np.ones((len(columns), total), np.float32)
    for place in range(columns.shape[1]):
        for one in np.unique(columns[:, place]):
            if one >= 0:
                rows = np.flatnonzero(columns[:, place] == one)
                inside[rows] *= masks[one][picks[rows, place]]
    return inside


def adjusted(p: Floats, smallest: Floats) -> Floats:
    """The share of searches of shuffled labels, this one counted among them, with a p as small as that."""
    return (1 + np.searchsorted(smallest, p * (1 + 1e-9), side="right")) / (1 + len(smallest))


def shuffled(total: int, lost: int) -> NDArray[np.float32]:
    """(total, shuffles): each a random order of the labels, the same ones every time."""
    random = np.random.Generator(np.random.PCG64(_SEED))
    labels = np.zeros((SHUFFLES, total), np.float32)
    labels[:, :lost] = 1
    return np.ascontiguousarray(random.permuted(labels, axis=1).T)


def holds_row(codes: NDArray[np.unsignedinteger], column: Choices) -> NDArray[np.float32]:
    """(choices, rows): 1 where the choice holds the row."""
    return np.asarray(column.holds.astype(np.float32)[:, codes])


def _least(k: NDArray[np.int64], n: NDArray[np.int64], lost: int, total: int) -> Floats:
    """The smallest p of each shuffle: `k` (conditions, shuffles), `n` rising. Among equal n the largest k has it."""
    starts = np.flatnonzero(np.r_[True, n[1:] != n[:-1]])
    most = np.maximum.reduceat(k, starts, axis=0)
    x = np.arange(lost + 1, dtype=np.float64)
    least = np.ones(k.shape[1])
    for size, ks in zip(n[starts].tolist(), most, strict=True):
        possible = (x <= size) & (size - x <= total - lost)
        chance = np.zeros(lost + 1)
        at = x[possible]
        rest = np.full(at.shape, float(size)) - at
        everything = log_choose(np.array([float(total)]), np.array([float(size)]))
        chance[possible] = np.exp(
            log_choose(np.full(at.shape, float(lost)), at)
            + log_choose(np.full(at.shape, float(total - lost)), rest)
            - everything
        )
        tail = np.cumsum(chance[::-1])[::-1]
        least = np.minimum(least, tail[ks])
    return least
