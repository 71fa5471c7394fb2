"""Of everything that holds, the ten to show: each must say something that those above it do not say already.

One after the other the condition is taken that explains most of what is still unexplained, but no more than its exact p is
worth; what it explains as well - a value next to it, a conjunction that only adds up what its parts say - is folded under
it. This orders and shortens a list. Whether a condition is on the list at all was decided before, by p.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

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
    both = in_common(inside, inside)
    size, lost = both.diagonal(), in_common(inside, packed(sample.lost[None]))[:, 0]
    common = both / np.maximum(size[:, None] + size[None, :] - both, 1)
    share = sample.lost.mean()
    scale = np.sqrt(rows / max(sample.rows, 1)) / max(float(np.sqrt(share * (1 - share))), 1e-9)
    depth = (found.columns[weighed] >= 0).sum(axis=1)
    chosen = _one_by_one(
        both - np.outer(size, size) / max(sample.rows, 1),
        (lost - size * share) * scale,
        found.z[weighed],
        common,
        depth,
    )
    return _with_folded(chosen, common, weighed)


def _one_by_one(own: Floats, says: Floats, z: Floats, common: Floats, depth: NDArray[np.int64]) -> list[int]:
    """`own` are the covariances of the conditions, `says` what each says of the losses, in standard deviations times its
    size; both are what is left after the conditions chosen so far (regression by sweeping, one condition at a time)."""
    whole, waiting = np.maximum(own.diagonal(), 1e-9).copy(), np.ones(len(z), bool)
    chosen: list[int] = []
    while len(chosen) < MOST_SHOWN and waiting.any():
        left = own.diagonal()
        still = np.where(left > OWN_PART * whole, says / np.sqrt(np.maximum(left, 1e-9)), 0)
        score = np.where(waiting, np.minimum(still, z), 0)
        best = int(np.argmax(score))
        if chosen and score[best] < STILL_SAYS:
            break
        same = np.flatnonzero(waiting & (common[best] >= SAME) & (depth < depth[best]))
        best = (
            int(same[np.argmin(depth[same])]) if same.size else best
        )  # the plainest of those that are one but for name
        waiting[best] = False
        chosen.append(best)
        if left[best] > 1e-9:
            along = own[best] / left[best]
            says = says - along * says[best]
            own = own - np.outer(along, own[best])
    return chosen


def _worth_weighing(found: Found) -> NDArray[np.int64]:
    """Every single condition, and the most striking conjunctions: by place, which is by p."""
    single = np.flatnonzero((found.columns >= 0).sum(axis=1) == 1)[:MOST_WEIGHED]
    return np.union1d(single, np.setdiff1d(np.arange(len(found)), single)[: max(MOST_WEIGHED - len(single), 20)])


def _inside(found: Found, which: NDArray[np.int64], sample: Coded, columns: Sequence[Choices]) -> NDArray[np.uint64]:
    """(conditions, words): a bit for each deal, set where the condition holds it."""
    held: dict[tuple[int, int], NDArray[np.uint64]] = {}
    for column, pick in {(c, k) for at in which for c, k in _parts(found, at)}:
        held[column, pick] = packed(columns[column].holds[pick].astype(bool)[sample.codes[column]][None])[0]
    return np.array([reduce(np.bitwise_and, [held[one] for one in _parts(found, at)]) for at in which])


def _parts(found: Found, at: int) -> list[tuple[int, int]]:
    """The columns of a condition, and which choice of each."""
    pairs = zip(found.columns[at].tolist(), found.picks[at].tolist(), strict=True)
    return [(column, pick) for column, pick in pairs if column >= 0]


def packed(marks: NDArray[np.bool_]) -> NDArray[np.uint64]:
    """(rows, marks) as bits, 64 in a word, zero after the end."""
    bits = np.packbits(marks, axis=1)
    return np.pad(bits, ((0, 0), (0, -bits.shape[1] % 8))).view(np.uint64)


def in_common(some: NDArray[np.uint64], others: NDArray[np.uint64]) -> Floats:
    """How many bits of each of `some` are those of each of `others`: counted, not multiplied, since a product of matrices
    wakes all processors for what one does in a hundredth of a second."""
    return np.array(
        [np.add.reduce(np.bitwise_count(some & one), axis=1, dtype=np.uint32) for one in others], np.float64
    ).T


def _with_folded(chosen: list[int], common: Floats, weighed: NDArray[np.int64]) -> list[Shown]:
    home = common[chosen].argmax(axis=0)
    shown = []
    for place, one in enumerate(chosen):
        near = common[one]
        folded = [at for at in np.flatnonzero(home == place) if at not in chosen and near[at] >= SAME / 2]
        folded.sort(key=lambda at: -near[at])
        shown.append(Shown(int(weighed[one]), tuple(int(weighed[at]) for at in folded)))
    return shown
