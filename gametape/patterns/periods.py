"""Two periods side by side: where more is lost than before, with the same care as within one.

For every condition the deals of the later period stand against those of the earlier one, exactly, in both directions; the
correction is for every condition and direction looked at. Both periods are counted by the same codes, so their vectors come
from any engine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gametape.common.counting import newcombe
from gametape.patterns.choices import Choices
from gametape.patterns.concluding import ALPHA, simultaneous_z
from gametape.patterns.correcting import holm
from gametape.patterns.exact import upper_tail
from gametape.patterns.layout import Counts, Layout
from gametape.patterns.results import CAVEAT, Condition
from gametape.patterns.searching import expanded, located, support
from gametape.patterns.wording import percent

MOST_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one condition; none for all deals together. Each period is (lost, n)."""

    conditions: tuple[Condition, ...]
    earlier: tuple[int, int]
    later: tuple[int, int]
    difference: float
    interval: tuple[float, float]
    p: float
    p_adjusted: float
    sentence: str
    method: str
    caveat: str = CAVEAT


@dataclass(frozen=True, slots=True)
class Changes:
    """`overall` is of all deals and always told; `holding` are the conditions whose change is more than luck."""

    looked_at: int
    overall: Change
    holding: tuple[Change, ...]


def changes(layout: Layout, columns: Sequence[Choices], earlier: Counts, later: Counts) -> Changes:
    """Compares two periods that were counted by the same columns. Both must have deals."""
    wide, before = expanded(layout, earlier, columns)
    after = expanded(layout, later, columns)[1]
    fewest = [support(int(layout.table(counts, (0,))[0].sum())) for counts in (earlier, later)]
    cells = np.flatnonzero((before[0] >= fewest[0]) & (after[0] >= fewest[1]))
    whole = [layout.table(counts, (0,)).sum(axis=1) for counts in (earlier, later)]
    looked_at = 2 * (len(cells) + 1)
    p = _two_sided(
        np.append(before[:, cells], whole[0][:, None], axis=1), np.append(after[:, cells], whole[1][:, None], axis=1)
    )
    order = np.argsort(p, kind="stable")
    adjusted = np.empty(len(p))
    adjusted[order] = np.minimum(holm(p[order], len(p)), 1)
    told = [
        _change(_conditions(wide, columns, int(cell)), before[:, cell], after[:, cell], p[at], adjusted[at], looked_at)
        for at, cell in enumerate(cells.tolist())
        if adjusted[at] <= ALPHA
    ]
    told.sort(key=lambda change: (change.p, len(change.conditions)))
    return Changes(looked_at, _change((), whole[0], whole[1], p[-1], adjusted[-1], looked_at), tuple(told[:MOST_SHOWN]))


def _two_sided(before: Counts, after: Counts) -> np.ndarray:
    """Twice the smaller tail, at most 1, of the later period's losses among those of both."""
    n, k = before + after
    more = upper_tail(after[1], after[0], k, n)
    less = upper_tail(before[1], before[0], k, n)
    return np.asarray(np.minimum(1, 2 * np.minimum(more, less)))


def _conditions(wide: Layout, columns: Sequence[Choices], cell: int) -> tuple[Condition, ...]:
    found, picks = located(wide, np.array([cell]))
    pairs = zip(found[0].tolist(), picks[0].tolist(), strict=True)
    return tuple(columns[column].conditions[pick] for column, pick in pairs if column >= 0)


def _change(
    conditions: tuple[Condition, ...], before: Counts, after: Counts, p: float, p_adjusted: float, looked_at: int
) -> Change:
    (n0, k0), (n1, k1) = (tuple(int(x) for x in counts) for counts in (before, after))
    interval = newcombe(k1, n1, k0, n0, z=simultaneous_z(looked_at))
    luck = (
        f"We looked at {looked_at:,} changes; one this size appears by chance in fewer than {round(100 * ALPHA)} of 100 such "
        "comparisons."
        if p_adjusted <= ALPHA
        else "That is no more than luck does."
    )
    sentence = (
        f"Lost {percent(k1 / n1)} ({k1:,} of {n1:,}) against {percent(k0 / n0)} ({k0:,} of {n0:,}) in the period before. "
        f"{luck} {CAVEAT}"
    )
    method = f"exact hypergeometric test, two-sided, Holm; Newcombe, simultaneous over {looked_at:,} changes"
    return Change(
        conditions,
        (k0, n0),
        (k1, n1),
        k1 / n1 - k0 / n0,
        (interval.low, interval.high),
        float(p),
        float(p_adjusted),
        sentence,
        method,
    )
