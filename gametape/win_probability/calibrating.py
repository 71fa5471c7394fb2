"""How much to believe of what was learned: one slope, one level, and what they save against the plain share."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DOUBT: Final = 4.0
"""A slope is shrunk by max(0, 1 - DOUBT / likelihood ratio), a positive-part James-Stein factor with a heavy hand."""
FEWEST_OF_ONE: Final = 4
"""Won or lost deals below which nothing can be said to go along with either."""


def slope_of(z: Floats, y: Floats, w: Floats, group: Ints, *, steepest: float) -> float:
    """How much of the movement `z` to believe: the likeliest slope beside a free intercept, shrunk by what luck gives."""
    if not np.any(z) or min(len(np.unique(group[y == side])) for side in (0, 1)) < FEWEST_OF_ONE:
        return 0.0
    a, b = 0.0, logit(np.average(y, weights=w))
    for _ in range(30):
        p = sigmoid(a * z + b)
        v, r = w * np.maximum(p * (1 - p), 1e-9), w * (y - p)
        h = np.array([[(v * z * z).sum() + 1e-9, (v * z).sum()], [(v * z).sum(), v.sum()]])
        step = np.clip(np.linalg.solve(h, np.array([(r * z).sum(), r.sum()])), -2, 2)
        a, b = a + step[0], b + step[1]
        if np.abs(step).max() < 1e-9:
            break
    if a <= 0:
        return 0.0
    ratio = _likelihood_ratio(sigmoid(a * z + b), y, w, group)
    return float(min(a, steepest) * max(0.0, 1 - DOUBT / max(ratio, 1e-9)))


def _likelihood_ratio(p: Floats, y: Floats, w: Floats, group: Ints) -> float:
    """Twice the log-likelihood gained, as if each group were one observation: rows of one deal repeat each other."""
    share = np.average(y, weights=w)
    better = w * (surprisal(np.full(len(y), share), y) - surprisal(p, y))
    size = np.bincount(group, weights=w)
    kept = size > 0
    return float(2 * (np.bincount(group, weights=better)[kept] / size[kept]).sum())


def gained(p: Floats, y: Floats, w: Floats, group: Ints, share: float) -> tuple[float, float]:
    """Log-loss saved per row against the plain share, and its standard error with groups as the units."""
    better = w * (surprisal(np.full(len(y), share), y) - surprisal(p, y))
    by_group, total = np.bincount(group, weights=better), float(w.sum())
    mean = better.sum() / total
    left = by_group - mean * np.bincount(group, weights=w)
    return float(mean), float(np.sqrt((left**2).sum()) / total)


def levelled(logits: Floats, w: Floats, share: float) -> float:
    """What to add to all log-odds so that the chances average to `share`."""
    low, high = -60.0, 60.0
    for _ in range(80):
        middle = (low + high) / 2
        if np.average(sigmoid(logits + middle), weights=w) < share:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def sigmoid(z: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(z, -60, 60))))


def softplus(z: Floats) -> Floats:
    return np.asarray(np.logaddexp(0, z))


def logit(p: float) -> float:
    p = min(max(float(p), 1e-9), 1 - 1e-9)
    return float(np.log(p / (1 - p)))


def surprisal(p: Floats, y: Floats) -> Floats:
    """The log-loss of each row, in nats."""
    p = np.clip(p, 1e-12, 1 - 1e-12)
    return np.asarray(-np.where(y > 0, np.log(p), np.log(1 - p)))
