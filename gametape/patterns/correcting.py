"""What many looks cost: an exact p made honest for the number of conditions looked at.

Holm (1979, Scandinavian Journal of Statistics 6: 65) holds whatever hangs together with what. Benjamini and Hochberg (1995,
JRSS B 57: 289) promises less - one in ten of a list may be false - and is used for what is called exploratory only.
"""

from __future__ import annotations

import numpy as np

from gametape.patterns.exact import Floats


def holm(p: Floats, looked_at: int, *, weights: Floats | None = None) -> Floats:
    """Adjusted p of the smallest ones of `looked_at`, given in rising order: below .05 in at most 5 of 100 searches of a
    table in which nothing is going on. Those that were not given count in full, which is on the safe side. With weights,
    which add up to `looked_at` over all conditions, `p` is the p divided by its weight (Holm's section 5)."""
    each = np.ones(len(p)) if weights is None else weights
    left = np.maximum(looked_at - (np.cumsum(each) - each), each)
    return np.minimum(np.maximum.accumulate(p * left), 1.0)


def benjamini_hochberg(p: Floats, looked_at: int) -> Floats:
    """Adjusted p in rising order: of a list of those up to q, at most a share q is expected to be false."""
    raised = p * looked_at / np.arange(1, len(p) + 1)
    return np.minimum(np.minimum.accumulate(raised[::-1])[::-1], 1.0)
