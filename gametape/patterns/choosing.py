"""Of everything that holds, the ten to show: each must say something that those above it do not say already.

One after the other the condition is taken that explains most of what is still unexplained, but no more than its exact p is
worth; what it explains as well - a value next to it, a conjunction that only adds up what its parts say - is folded under
it. This orders and shortens a list. Whether a condition is on the list at all was decided before, by p.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gametape.patterns.choices import Choices
from gametape.patterns.coding import Coded
from gametape.patterns.exact import Floats
from gametape.patterns.searching import Found

MOST_SHOWN = 10
MOST_WEIGHED = 100
SAMPLE = 20_000
"""Deals on which conditions are laid side by side: enough to see what overlaps."""
STILL_SAYS = 2.6
"""Standard deviations that must be left of a condition after those above it."""
OWN_PART = 0.1
"""The share of a condition's variance that must be its own."""
SAME = 0.8
"""Deals in common, of those in either, from which on two conditions are one under two names."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The place of a condition in what was found, and the places of those folded under it, the nearest first."""

    at: int
    like: tuple[int, ...]


def choose(found: Found, sample: Coded, columns: Sequence[Choices], rows: int) -> list[Shown]:
    """At most ten of `found`, in the order to show. `sample` holds some of the `rows` deals searched."""
    if not len(found):
        return []
    weighed = _worth_weighing(found)
    inside = _inside(found, weighed, sample, columns)
    left = inside - inside.mean(axis=1, keepdims=True)
    y = sample.lost.astype(np.float32)
    y -= y.mean()
    whole = np.maximum((left * left).sum(axis=1), 1e-9)
    scale = np.sqrt(rows / max(sample.rows, 1)) / max(float(y.std()), 1e-9)
    open_ = np.ones(len(weighed), bool)
    chosen: list[int] = []
    while len(chosen) < MOST_SHOWN:
        own = (left * left).sum(axis=1)
        says = np.where(own > OWN_PART * whole, (left @ y) / np.sqrt(np.maximum(own, 1e-9)) * scale, 0)
        score = np.where(open_, np.minimum(says, found.z[weighed]), 0)
        best = int(np.argmax(score))
        if score[best] < STILL_SAYS and chosen:
            break
        if not open_.any():
            break
        best = _plainest(best, inside, open_, found.columns[weighed])
        open_[best] = False
        chosen.append(best)
        direction = left[best] / np.sqrt(max(float(own[best]), 1e-9))
        left = left - np.outer(left @ direction, direction)
    return _with_folded(chosen, inside, weighed)


def _worth_weighing(found: Found) -> NDArray[np.int64]:
    """Every single condition, and the most striking conjunctions: by place, which is by p."""
    single = np.flatnonzero((found.columns >= 0).sum(axis=1) == 1)[:MOST_WEIGHED]
    return np.union1d(single, np.setdiff1d(np.arange(len(found)), single)[: max(MOST_WEIGHED - len(single), 20)])


def _inside(found: Found, which: NDArray[np.int64], sample: Coded, columns: Sequence[Choices]) -> NDArray[np.float32]:
    inside = np.ones((len(which), sample.rows), np.float32)
    for row, at in enumerate(which):
        for column, pick in zip(found.columns[at], found.picks[at], strict=True):
            if column >= 0:
                inside[row] *= columns[column].holds[pick].astype(np.float32)[sample.codes[column]]
    return inside


def _common(inside: NDArray[np.float32], one: int) -> Floats:
    """The share of deals that each condition has in common with one of them, of those in either."""
    both = (inside @ inside[one]).astype(np.float64)
    sizes = inside.sum(axis=1).astype(np.float64)
    return np.asarray(both / np.maximum(sizes + sizes[one] - both, 1))


def _plainest(best: int, inside: NDArray[np.float32], open_: NDArray[np.bool_], columns: NDArray[np.int64]) -> int:
    """The condition with the fewest parts among those that are the same in all but name."""
    depth = (columns >= 0).sum(axis=1)
    same = np.flatnonzero(open_ & (_common(inside, best) >= SAME) & (depth < depth[best]))
    return int(same[np.argmin(depth[same])]) if same.size else best


def _with_folded(chosen: list[int], inside: NDArray[np.float32], weighed: NDArray[np.int64]) -> list[Shown]:
    if not chosen:
        return []
    common = np.array([_common(inside, one) for one in chosen])
    home = common.argmax(axis=0)
    shown = []
    for place, one in enumerate(chosen):
        folded = [at for at in np.flatnonzero(home == place) if at not in chosen and common[place, at] >= SAME / 2]
        folded.sort(key=lambda at: -common[place, at])
        shown.append(Shown(int(weighed[one]), tuple(int(weighed[at]) for at in folded)))
    return shown
