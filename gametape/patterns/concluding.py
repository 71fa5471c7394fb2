"""From the counts to what may be said: the same steps whoever counted, so that every engine ends in the same result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from gametape.common.counting import newcombe
from gametape.patterns import wording
from gametape.patterns.choices import Choices, choices
from gametape.patterns.choosing import MOST_SHOWN, SAMPLE, choose
from gametape.patterns.coding import Coded, Column
from gametape.patterns.correcting import benjamini_hochberg, holm
from gametape.patterns.counting import count, count_halves
from gametape.patterns.exact import Floats, upper_tail
from gametape.patterns.halves import HALVED_FROM, searched
from gametape.patterns.layout import Counts, Layout
from gametape.patterns.permuting import AFFORDABLE, adjusted, smallest_p
from gametape.patterns.results import Condition, Effect, LeftOut, Pattern, Result
from gametape.patterns.searching import Found, Searched, cells_of, expanded, search, support

ALPHA = wording.ALPHA
MINED_FROM = 300
"""Below this many deals nothing is searched: a hundred conditions on 299 deals tell luck from nothing."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A counted table. `first` is of the rows that are searched; `second` of the other half, None where all are searched.
    `sample` holds some of the rows searched, all of them where they are no more than `SAMPLE`."""

    columns: tuple[Column, ...]
    depth: int
    first: Counts
    second: Counts | None
    sample: Coded


def counted(coded: Coded, depth: int, *, halved: bool = True) -> Counted:
    """Counts a table that is in memory. Without `halved` all of a large table is searched, to see what halving costs."""
    if coded.rows < HALVED_FROM or not halved:
        whole = count(coded.codes, coded.cardinalities, coded.lost, depth)
        return Counted(coded.columns, depth, whole, None, _some_rows(coded, slice(SAMPLE)))
    half = searched(coded.rows)
    first, second = count_halves(coded.codes, coded.cardinalities, coded.lost, half, depth)
    return Counted(coded.columns, depth, first, second, _some_rows(coded, np.flatnonzero(half)[:SAMPLE]))


def _some_rows(coded: Coded, rows: slice | NDArray[np.integer]) -> Coded:
    return Coded(coded.columns, coded.codes[:, rows], coded.lost[rows])


def conclude(table: Counted, *, left_out: Sequence[LeftOut] = (), notes: Sequence[str] = ()) -> Result:
    """The patterns of a counted table of at least 300 deals and one column."""
    layout = Layout([column.cardinality for column in table.columns], table.depth)
    columns = [choices(column) for column in table.columns]
    wide, first = expanded(layout, table.first, columns)
    n, lost = (int(total) for total in layout.table(table.first, (0,)).sum(axis=1))
    search_ = search(wide, first, n, lost, alpha=ALPHA)
    p_adjusted, bar, correction = _corrected(search_, table, columns, wide, first)
    holding = np.flatnonzero(p_adjusted <= ALPHA)
    tell = _Teller(wide, columns, search_, first, (n, lost), layout, table)
    shown = choose(_some(search_.found, holding), table.sample, columns, n)
    patterns = tell.patterns([(int(holding[s.at]), [int(holding[a]) for a in s.like]) for s in shown], p_adjusted)
    false_share = benjamini_hochberg(search_.found.p, search_.looked_at)
    hints = [
        int(at)
        for at in islice(np.flatnonzero((false_share <= wording.FALSE_SHARE) & (p_adjusted > ALPHA)), MOST_SHOWN)
    ]
    gap = smallest_gap(search_, bar)
    return Result(
        n=tell.whole[0],
        lost=tell.whole[1],
        conditions_looked_at=search_.looked_at,
        smallest_gap=gap,
        left_out=tuple(left_out),
        patterns=patterns,
        exploratory=tell.patterns([(at, []) for at in hints], false_share, exploratory=True),
        method=f"exact hypergeometric test, one-sided; {correction}; " + tell.halving,
        notes=(*notes, *([] if patterns else [wording.nothing(search_.looked_at, gap)])),
    )


def _some(found: Found, rows: NDArray[np.integer]) -> Found:
    return Found(*(getattr(found, name)[rows] for name in Found.__slots__))


def _corrected(
    searched_: Searched, table: Counted, columns: Sequence[Choices], wide: Layout, counts: Counts
) -> tuple[Floats, float, str]:
    """Adjusted p, the p that is needed for a weight of 1, and the method in words. Which method is settled by size, never by
    result."""
    found, looked_at = searched_.found, max(searched_.looked_at, 1)
    weights = searched_.weights[found.depth - 1]
    p = found.p / weights
    if table.sample.rows == searched_.total and looked_at * searched_.total <= AFFORDABLE:
        fewest = support(searched_.total)
        least = smallest_p(table.sample, columns, wide, counts, fewest=fewest, weights=searched_.weights)
        bar = float(least[max(int(ALPHA * (len(least) + 1)) - 1, 0)])
        return adjusted(p, least), bar, f"Westfall-Young min-p over {len(least):,} shuffles, each depth in equal parts"
    order = np.argsort(p, kind="stable")
    honest = np.empty(len(p))
    honest[order] = holm(p[order], looked_at, weights=weights[order])
    return honest, ALPHA / looked_at, "Holm's correction, each depth in equal parts"


def smallest_gap(searched_: Searched, bar: float) -> float | None:
    """The least difference of shares that would have come under `bar`, times the weight of its depth, for the condition of
    each depth nearest to half of the deals."""
    gaps = [
        gap_of(int(sizes[np.argmax(sizes * (searched_.total - sizes))]), searched_.total, searched_.lost, bar * weight)
        for sizes, weight in zip(map(np.flatnonzero, searched_.sizes), searched_.weights, strict=True)
        if sizes.size
    ]
    return min((gap for gap in gaps if gap is not None), default=None)


def gap_of(n: int, total: int, lost: int, bar: float) -> float | None:
    """The least difference of shares whose exact tail is at or under `bar`, for a condition with n of `total` deals."""
    k = np.arange(max(0, n + lost - total), min(n, lost) + 1)
    low, high = 0, len(k)  # the first k whose tail is at or under the bar; the tail falls with k
    while low < high:
        middle = (low + high) // 2
        under = float(upper_tail(k[middle], n, lost, total)) <= bar
        low, high = (low, middle) if under else (middle + 1, high)
    return None if low == len(k) else float(k[low] / n - (lost - k[low]) / (total - n))


def simultaneous_z(several: float) -> float:
    """The z that makes several 95 % intervals hold together (Bonferroni; weighted, where it is not a whole number)."""
    return NormalDist().inv_cdf(1 - ALPHA / (2 * max(several, 1)))


def effect(n: int, lost: int, total: int, all_lost: int, *, z: float, method: str) -> Effect:
    """Inside against elsewhere, for a condition with n of `total` deals; both sides must hold somebody."""
    others, others_lost = total - n, all_lost - lost
    interval = newcombe(lost, n, others_lost, others, z=z)
    rate, elsewhere = lost / n, others_lost / others
    return Effect(n, lost, rate, elsewhere, others, rate - elsewhere, (interval.low, interval.high), method)


class _Teller:
    """Puts figures and sentences to conditions that were found."""

    def __init__(
        self,
        wide: Layout,
        columns: Sequence[Choices],
        searched_: Searched,
        first: Counts,
        searched_whole: tuple[int, int],
        layout: Layout,
        table: Counted,
    ) -> None:
        self.wide, self.columns, self.searched, self.first = wide, columns, searched_, first
        self.layout, self.second = layout, table.second
        self.other = (0, 0)
        if table.second is not None:
            n, lost = (int(total) for total in layout.table(table.second, (0,)).sum(axis=1))
            self.other = (n, lost)
        self.whole = (searched_whole[0] + self.other[0], searched_whole[1] + self.other[1])
        self.halving = (
            "the whole table, with intervals that hold together for every condition looked at"
            if table.second is None
            else "one half searched, the effect counted in the other"
        )

    def patterns(
        self, wanted: list[tuple[int, list[int]]], p_adjusted: Floats, *, exploratory: bool = False
    ) -> tuple[Pattern, ...]:
        together = len(wanted)
        return tuple(
            replace(
                self._one(at, together, float(p_adjusted[at]), exploratory),
                like=tuple(self._title(a) for a in like[:5]),
            )
            for at, like in wanted
        )

    def _one(self, at: int, together: int, p_adjusted: float, exploratory: bool) -> Pattern:
        other = self._in_the_other_half(at)
        n, lost = (int(one) for one in self.first[:, self._cell(at)] + other)
        looked_at = self.searched.looked_at
        method = f"Newcombe, simultaneous over {looked_at:,} conditions"
        share = looked_at / self.searched.weights[self.searched.found.depth[at] - 1]
        whole = effect(n, lost, *self.whole, z=simultaneous_z(float(share)), method=method)
        held_out = self._held_out(int(other[0]), int(other[1]), together)
        words = wording.exploratory if exploratory else wording.holds
        sentence = words(held_out or whole, looked_at, held_out=held_out is not None)
        p = float(self.searched.found.p[at])
        return Pattern(self._conditions(at), whole, p, p_adjusted, held_out, sentence)

    def _held_out(self, n: int, lost: int, together: int) -> Effect | None:
        if not 0 < n < self.other[0]:
            return None
        method = f"Newcombe in the half that was not searched, simultaneous over the {together} shown"
        return effect(n, lost, *self.other, z=simultaneous_z(together), method=method)

    def _in_the_other_half(self, at: int) -> Counts:
        """n and lost of a condition among the deals that were not searched."""
        if self.second is None:
            return np.zeros(2, np.int64)
        found = self.searched.found
        there = [(c, k) for c, k in zip(found.columns[at].tolist(), found.picks[at].tolist(), strict=True) if c >= 0]
        cells = self.layout.table(self.second, tuple(column for column, _ in there))
        for column, pick in reversed(there):
            cells = cells @ self.columns[column].holds[pick]
        return cells

    def _cell(self, at: int) -> int:
        found = self.searched.found
        there = found.columns[at] >= 0
        return int(cells_of(self.wide, found.columns[at][there][None], found.picks[at][there][None])[0])

    def _conditions(self, at: int) -> tuple[Condition, ...]:
        found = self.searched.found
        pairs = zip(found.columns[at].tolist(), found.picks[at].tolist(), strict=True)
        return tuple(self.columns[column].conditions[pick] for column, pick in pairs if column >= 0)

    def _title(self, at: int) -> str:
        return " and ".join(map(str, self._conditions(at)))
