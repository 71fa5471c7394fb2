"""No number alone (law 5): a rate knows its n, its interval and its caveat, and below the minimum it is no number.

Intervals are 95 %: Wilson's score interval for one proportion (Wilson 1927) and Newcombe's hybrid of it for a
difference, unpaired and paired (Newcombe 1998, Statistics in Medicine 17: 857, 873 and 2635, each his method 10).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from types import MappingProxyType
from typing import Final

Z: Final = 1.959963984540054
"""The 97.5th percentile of the standard normal distribution."""


class Figure(StrEnum):
    """The kinds of figures there are; each needs its own n."""

    RATE = "rate"
    COMPARISON = "comparison"
    PEOPLE = "people"
    BUYERS = "buyers"


MINIMUM_N: Final[Mapping[Figure, int]] = MappingProxyType(
    {
        Figure.RATE: 10,  # asks, losses, answers: whatever the rate is of
        Figure.COMPARISON: 30,  # in each of the two groups; pairs, where the same losses are compared
        Figure.PEOPLE: 5,  # colleagues behind an aggregate, or one of them can be told from it
        Figure.BUYERS: 10,  # buyers behind an aggregate of what was private
    }
)
"""Which figure needs which n. The one such table in the code."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Where the true figure may lie, 95 %; shares from -1 to 1."""

    low: float
    high: float

    def __str__(self) -> str:
        return f"{round(100 * self.low)} to {round(100 * self.high)}%"


@dataclass(frozen=True, slots=True)
class Funnel:
    """The four counts that stand beside a rate about asking: what was lost, could be asked, was asked, answered."""

    lost: int
    askable: int
    asked: int
    answered: int

    def __post_init__(self) -> None:
        if not self.lost >= self.askable >= self.asked >= self.answered >= 0:
            raise ValueError("lost, askable, asked and answered only get fewer")

    def __str__(self) -> str:
        return f"{self.lost} lost, {self.askable} could be asked, {self.asked} asked, {self.answered} answered"


@dataclass(frozen=True, slots=True)
class TooFew:
    """What stands where a figure would, while there are too few to say. `unit` is what is counted, in the plural."""

    figure: Figure
    n: int
    unit: str = "no-sales"

    def __post_init__(self) -> None:
        if self.n >= self.needed:
            raise ValueError(f"{self.n} {self.unit} are enough for a {self.figure}")

    @property
    def needed(self) -> int:
        return MINIMUM_N[self.figure]

    @property
    def say(self) -> str:
        verb = "compare" if self.figure is Figure.COMPARISON else "show a figure"
        each = " on each side" if self.figure is Figure.COMPARISON and self.unit != "pairs" else ""
        return f"Too few to say. We {verb} from {self.needed} {self.unit}{each} on."

    def __str__(self) -> str:
        return self.say


@dataclass(frozen=True, slots=True)
class Rate:
    """`k` of `n`, never without its caveat. There is none below the minimum: `rate` gives a `TooFew` instead."""

    k: int
    n: int
    caveat: str
    funnel: Funnel | None = None

    def __post_init__(self) -> None:
        if self.n < MINIMUM_N[Figure.RATE]:
            raise ValueError(f"a rate needs {MINIMUM_N[Figure.RATE]}, here are {self.n}")
        if not 0 <= self.k <= self.n:
            raise ValueError(f"{self.k} of {self.n} is no share")
        if not self.caveat.strip():
            raise ValueError("a rate says what it does not mean")

    @property
    def share(self) -> float:
        return self.k / self.n

    @property
    def interval(self) -> Interval:
        return wilson(self.k, self.n)

    @property
    def percent(self) -> str:
        return f"{round(100 * self.share)}%"

    @property
    def counts(self) -> str:
        """What stands beside the percentage: "61 of 103, 50 to 68%"."""
        return f"{self.k} of {self.n}, {self.interval}"

    def __str__(self) -> str:
        beside = f" ({self.funnel})" if self.funnel else ""
        return f"{self.percent}, {self.counts}{beside}. {self.caveat}"


@dataclass(frozen=True, slots=True)
class Difference:
    """How much larger one share is than another, in points of 100, with its interval; `n` per side, or of pairs."""

    points: float
    interval: Interval
    n: tuple[int, ...]
    caveat: str

    @property
    def tells(self) -> bool:
        """Whether the interval leaves out "no difference"."""
        return self.interval.low > 0 or self.interval.high < 0

    def __str__(self) -> str:
        counted = " and ".join(map(str, self.n))
        return f"{self.points:+.0f} points, {self.interval}, from {counted}. {self.caveat}"


def rate(k: int, n: int, *, caveat: str, funnel: Funnel | None = None, unit: str = "no-sales") -> Rate | TooFew:
    """`k` of `n` as a `Rate`, or that there are too few to say."""
    return Rate(k, n, caveat, funnel) if n >= MINIMUM_N[Figure.RATE] else TooFew(Figure.RATE, n, unit)


def compared(first: tuple[int, int], second: tuple[int, int], *, caveat: str, unit: str) -> Difference | TooFew:
    """The first share minus the second, for two groups that share nobody. Each is (k, n)."""
    fewest = min(first[1], second[1])
    if fewest < MINIMUM_N[Figure.COMPARISON]:
        return TooFew(Figure.COMPARISON, fewest, unit)
    points = 100 * (first[0] / first[1] - second[0] / second[1])
    return Difference(points, newcombe(*first, *second), (first[1], second[1]), caveat)


def compared_in_pairs(
    both: int, only_first: int, only_second: int, neither: int, *, caveat: str
) -> Difference | TooFew:
    """The first share minus the second over the same losses, counted by who said it: an own call and a buyer's word."""
    n = both + only_first + only_second + neither
    if n < MINIMUM_N[Figure.COMPARISON]:
        return TooFew(Figure.COMPARISON, n, "pairs")
    interval = newcombe_paired(both, only_first, only_second, neither)
    return Difference(100 * (only_first - only_second) / n, interval, (n,), caveat)


def enough(figure: Figure, n: int) -> bool:
    """Whether `n` people or buyers stand behind an aggregate."""
    return n >= MINIMUM_N[figure]


def wilson(k: int, n: int, *, z: float = Z) -> Interval:
    """Wilson's score interval of `k` of `n`; `n` at least 1. A larger `z` makes it wider: for several at once."""
    p, zz = k / n, z * z
    middle = (p + zz / (2 * n)) / (1 + zz / n)
    half = z / (1 + zz / n) * sqrt(p * (1 - p) / n + zz / (4 * n * n))
    return Interval(0.0 if k == 0 else max(0.0, middle - half), 1.0 if k == n else min(1.0, middle + half))


def newcombe(k1: int, n1: int, k2: int, n2: int, *, z: float = Z) -> Interval:
    """The difference of two independent shares, first minus second."""
    return _squared_and_added(k1 / n1, wilson(k1, n1, z=z), k2 / n2, wilson(k2, n2, z=z), 0.0)


def newcombe_paired(both: int, only_first: int, only_second: int, neither: int) -> Interval:
    """The difference of two shares over the same `n` cases, first minus second."""
    n = both + only_first + only_second + neither
    first, second = both + only_first, both + only_second
    phi = _phi(both, only_first, only_second, neither)
    return _squared_and_added(first / n, wilson(first, n), second / n, wilson(second, n), phi)


def _phi(a: int, b: int, c: int, d: int) -> float:
    """How far the two agree beyond chance, with the continuity correction where it is positive."""
    product = (a + b) * (c + d) * (a + c) * (b + d)
    if product == 0:
        return 0.0
    agree: float = a * d - b * c
    if agree > 0:
        agree = max(agree - (a + b + c + d) / 2, 0)
    return agree / sqrt(product)


def _squared_and_added(p1: float, first: Interval, p2: float, second: Interval, phi: float) -> Interval:
    down1, up1, down2, up2 = p1 - first.low, first.high - p1, p2 - second.low, second.high - p2
    low = sqrt(max(0.0, down1**2 - 2 * phi * down1 * up2 + up2**2))
    high = sqrt(max(0.0, up1**2 - 2 * phi * up1 * down2 + down2**2))
    return Interval(max(-1.0, p1 - p2 - low), min(1.0, p1 - p2 + high))
