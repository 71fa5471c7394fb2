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
from gametape.patterns.searching import located

SHUFFLES = 1024
AFFORDABLE = 12_000_000
"""Conditions times deals up to which the shuffles are made: half a second, and 48 MB at a time at most."""
_AT_A_TIME = 2000
_SEED = 20_070_617


def smallest_p(coded: Coded, columns: Sequence[Choices], wide: Layout, counts: Counts, *, fewest: int) -> Floats:
    """For each shuffle the smallest p of any condition that holds and leaves out `fewest`, in rising order: (shuffles,)."""
    total, lost = coded.rows, int(coded.lost.sum())
    labels = shuffled(total, lost)
    n = counts[0]
    cells = np.flatnonzero((n >= fewest) & (n <= total - fewest))
    cells = cells[np.argsort(n[cells], kind="stable")]
    masks = [holds_row(coded.codes[at], column) for at, column in enumerate(columns)]
    within = np.ones(SHUFFLES)
    members = located(wide, cells)
    for start in range(0, len(cells), _AT_A_TIME):
        part = slice(start, start + _AT_A_TIME)
        inside = np.ones((len(cells[part]), total), np.float32)
        for column, pick in zip(*(m[part].T for m in members), strict=True):
            there = np.flatnonzero(column >= 0)
            for one in np.unique(column[there]):
                rows = there[column[there] == one]
                inside[rows] *= masks[one][pick[rows]]
        within = np.minimum(within, _least((inside @ labels).astype(np.int64), n[cells[part]], lost, total))
    return np.sort(within)


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
