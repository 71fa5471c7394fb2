"""Exact tails of the hypergeometric distribution: how often luck alone puts so many of the lost deals inside a condition.

Of N deals K were lost; a condition holds n of them. If the label "lost" had nothing to do with it, the number of lost ones
inside would be drawn without replacement (Fisher 1935, The Design of Experiments, section 21; the one-sided exact test).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaln, rel_entr

Floats = NDArray[np.float64]

STRIDE = 64
"""Terms of the sum made at a time."""
NEGLIGIBLE = 1e-17


def upper_tail(k: ArrayLike, n: ArrayLike, lost: ArrayLike, total: ArrayLike) -> Floats:
    """P(k or more lost among n drawn), for arrays that broadcast: `lost` of `total` deals are lost. Relative error of
    about 1e-8 at a million deals; never 0 but where float64 has no smaller number."""
    k, n, lost, total = (np.asarray(a, np.float64) for a in np.broadcast_arrays(k, n, lost, total))
    flat = [a.ravel() for a in (k, n, lost, total)]
    p = np.ones(flat[0].shape)
    least = np.maximum(0, flat[1] + flat[2] - flat[3])
    above = flat[0] > flat[1] * flat[2] / flat[3]
    p[above] = _summed(*(a[above] for a in flat), up=True)
    below = ~above & (flat[0] > least)
    p[below] = 1 - _summed(flat[0][below] - 1, *(a[below] for a in flat[1:]), up=False)
    p[flat[0] > np.minimum(flat[1], flat[2])] = 0
    return p.reshape(k.shape)


def log_choose(n: Floats, k: Floats) -> Floats:
    return np.asarray(gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1))


def _summed(k: Floats, n: Floats, lost: Floats, total: Floats, *, up: bool) -> Floats:
    """The sum of the probabilities from k away from the mean, by the ratio of neighbours; it falls with every step."""
    within = k <= np.minimum(n, lost) if up else k >= np.maximum(0, n + lost - total)
    log_first = log_choose(lost, np.minimum(k, lost)) + log_choose(total - lost, n - k) - log_choose(total, n)
    sums, term = np.where(within, 1.0, 0.0), np.where(within, 1.0, 0.0)
    going = np.flatnonzero(within)
    step = np.arange(STRIDE, dtype=np.float64)[None, :]
    at = k.copy()
    while going.size:
        x = at[going, None] + (step if up else -step)
        n_, lost_, total_ = n[going, None], lost[going, None], total[going, None]
        ratio = (
            (lost_ - x) * (n_ - x) / ((x + 1) * (total_ - lost_ - n_ + x + 1))
            if up
            else (x * (total_ - lost_ - n_ + x) / ((lost_ - x + 1) * (n_ - x + 1)))
        )
        terms = term[going, None] * np.cumprod(np.clip(ratio, 0, None), axis=1)
        sums[going] += terms.sum(axis=1)
        term[going] = terms[:, -1]
        at[going] += STRIDE if up else -STRIDE
        going = going[term[going] > NEGLIGIBLE * sums[going]]
    return np.exp(log_first) * sums


def log_most(k: ArrayLike, n: ArrayLike, lost: ArrayLike, total: ArrayLike) -> Floats:
    """The logarithm of what P(k or more lost among n drawn) is at most: -n times the divergence of k/n from lost/total, 0 where
    k is no more than expected (Hoeffding 1963, JASA 58: 13, theorem 1 and section 6; Chvatal 1979, Discrete Math. 25: 285)."""
    k, n, lost, total = (np.asarray(a, np.float64) for a in np.broadcast_arrays(k, n, lost, total))
    a, b = k / n, lost / total
    bound = np.asarray(-n * (rel_entr(a, b) + rel_entr(1 - a, 1 - b)))
    return np.where(a > b, bound, 0.0)


def z_score(k: Floats, n: Floats, lost: Floats | float, total: Floats | float) -> Floats:
    """How many standard deviations k lies above its mean: the quick look before the exact one. 0 where nothing varies."""
    mean = n * lost / total
    spread = mean * (total - lost) / total * (total - n) / np.maximum(total - 1, 1)
    return np.where(spread > 0, (k - mean) / np.sqrt(np.maximum(spread, 1e-300)), 0.0)
