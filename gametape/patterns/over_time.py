"""Reasons over time: how often each was said, period by period, and whether it is said more or less than before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

import numpy as np

from gametape.common.counting import Rate, TooFew, rate
from gametape.patterns.concluding import ALPHA
from gametape.patterns.correcting import holm

CAVEAT = "Of those who answered in that time. An association, not a cause."


@dataclass(frozen=True, slots=True)
class Course:
    """One reason: its share in each period, or that there are too few to say; and whether the trend is more than luck, for
    as many reasons as were looked at. `slope` is in shares per period."""

    reason: str
    shares: tuple[Rate | TooFew, ...]
    slope: float
    p: float
    p_adjusted: float

    @property
    def says(self) -> str:
        if self.p_adjusted > ALPHA:
            return "No trend that is more than luck."
        return "Said more often than before." if self.slope > 0 else "Said less often than before."


def courses(said: Mapping[str, Sequence[int]], answers: Sequence[int]) -> list[Course]:
    """For each reason how many of the `answers` of each period, in order, named it. Sorted by how sure the trend is."""
    for reason, counts in said.items():
        if len(counts) != len(answers) or any(not 0 <= k <= n for k, n in zip(counts, answers, strict=True)):
            raise ValueError(f"{reason}: for each period as many or fewer than answered")
    found = [(reason, *trend(counts, answers)) for reason, counts in said.items()]
    found.sort(key=lambda one: one[2])
    adjusted = holm(np.array([p for *_, p in found], np.float64), len(found))
    return [
        Course(reason, tuple(_share(k, n) for k, n in zip(said[reason], answers, strict=True)), slope, p, float(honest))
        for (reason, slope, p), honest in zip(found, adjusted, strict=True)
    ]


def _share(k: int, n: int) -> Rate | TooFew:
    return rate(k, n, caveat=CAVEAT, unit="answers")


def trend(counts: Sequence[int], answers: Sequence[int]) -> tuple[float, float]:
    """The slope of a share over periods and its two-sided p (Cochran 1954, Biometrics 10: 417; Armitage 1955, Biometrics
    11: 375), periods weighed by their answers. (0, 1) where nothing varies."""
    n, k = np.array(answers, float), np.array(counts, float)
    total, said = n.sum(), k.sum()
    if total == 0 or said in (0, total):
        return 0.0, 1.0
    time = np.arange(len(n)) - (n @ np.arange(len(n))) / total
    spread = float(n @ time**2)
    if spread == 0:
        return 0.0, 1.0
    slope, share = float(time @ k) / spread, said / total
    z = float(time @ k) / sqrt(share * (1 - share) * spread * total / max(total - 1, 1))
    return slope, 2 * NormalDist().cdf(-abs(z))
