"""What the values of one column give away: each function looks for one trace and tells it in words, or finds none.

Values are floats with nan for missing: numbers, days of a date, or codes of names from 0 on; y is 1 for won, 0 for lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gametape.win_probability.late_names import speaks_of_the_end

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

BINS: Final = 20
NEVER, OFTEN = 0.005, 0.2
"""Filled on so few of one side and so many of the other: no column known beforehand does that."""
FEWEST: Final = 25
"""Deals of one side that are needed before "on none of them" means anything."""
ROUND_GAP, ROUND_HINT = 0.45, 0.1
GAP, WIDE_GAP = 0.05, 0.15
TELLING: Final = 0.75


@dataclass(frozen=True)
class Trace:
    """`strong`: enough to leave the column out."""

    strong: bool
    kind: str
    say: str


def binned(values: Floats) -> Ints:
    """0 for missing, then every value of its own where there are few, else twenty parts of equal size."""
    known = ~np.isnan(values)
    out = np.zeros(len(values), dtype=np.int64)
    distinct = np.unique(values[known])
    if len(distinct) > 3 * BINS:
        edges = np.unique(np.quantile(values[known], np.linspace(0, 1, BINS + 1)[1:-1]))
        out[known] = 1 + np.searchsorted(edges, values[known], side="right")
    else:
        out[known] = 1 + np.searchsorted(distinct, values[known])
    return out


def shares(bins: Ints, y: Floats, *, most: int) -> Floats:
    """The won share of each bin, drawn a little to the whole."""
    count, won = np.bincount(bins, minlength=most), np.bincount(bins, weights=y, minlength=most)
    return np.asarray((won + 5 * y.mean()) / (count + 5))


def auc(y: Floats, score: Floats) -> float:
    """The chance that a won one stands above a lost one; .5 where a side is missing."""
    won = float((y > 0).sum())
    lost = len(y) - won
    if not won or not lost:
        return 0.5
    _, place, count = np.unique(score, return_inverse=True, return_counts=True)
    rank = (np.cumsum(count) - (count - 1) / 2)[place]
    return float((rank[y > 0].sum() - won * (won + 1) / 2) / (won * lost))


def telling(bins: Ints, y: Floats, *, seed: int) -> float:
    """The AUC of this column alone, one half judged by what the other half says."""
    half = np.random.default_rng(seed).permutation(len(y)) % 2 == 0
    most = int(bins.max()) + 1
    found = [auc(y[a], shares(bins[b], y[b], most=most)[bins[a]]) for a, b in ((half, ~half), (~half, half))]
    return float(np.mean(found))


def luck(y: Floats) -> float:
    """How far from .5 an AUC of such deals comes by luck, one-sided 5 %."""
    won = max(float(y.sum()), 1.0)
    lost = max(len(y) - float(y.sum()), 1.0)
    return float(1.645 * np.sqrt((won + lost + 1) / (12 * won * lost)))


def one_sided(values: Floats, y: Floats, *, number: bool) -> Trace | None:
    """Filled in for one outcome alone. For numbers a 0 counts as not filled in, too."""
    won, lost = y > 0, y == 0
    if min(won.sum(), lost.sum()) < FEWEST:
        return None
    for filled, how in _filled(values, number=number):
        for side, other, one, the_other in ((won, lost, "won", "lost"), (lost, won, "lost", "won")):
            here, there = filled[side].mean(), filled[other].mean()
            expected = filled.mean() * side.sum()
            if here <= NEVER and there >= OFTEN and expected >= 10:
                said = f"{how} on {_percent(there)} of the {the_other} deals and on {_percent(here)} of the {one} ones."
                return Trace(True, "one outcome alone", said)
    return None


def _filled(values: Floats, *, number: bool) -> list[tuple[NDArray[np.bool_], str]]:
    known = ~np.isnan(values)
    return [(known, "Filled in"), (known & (values != 0), "Not 0")] if number else [(known, "Filled in")]


def by_open_ones(values: Floats, won: Floats, *, number: bool) -> Trace | None:
    """Filled in on closed deals, empty on open ones. `won` is nan where a deal is open."""
    still_open = np.isnan(won)
    if min(still_open.sum(), (~still_open).sum()) < FEWEST:
        return None
    for filled, how in _filled(values, number=number):
        closed, waiting = filled[~still_open].mean(), filled[still_open].mean()
        if closed >= OFTEN and waiting <= 0.05 * closed:
            said = f"{how} on {_percent(closed)} of the closed deals and on {_percent(waiting)} of the open ones."
            return Trace(True, "empty while open", said)
    return None


def the_outcome_itself(bins: Ints, y: Floats) -> Trace | None:
    """Few values, and each goes with one outcome alone: the outcome under another name."""
    most = int(bins.max()) + 1
    count, won = np.bincount(bins, minlength=most), np.bincount(bins, weights=y, minlength=most)
    usual = count >= 5
    if min(y.sum(), len(y) - y.sum()) < FEWEST or count[usual].sum() < 0.98 * len(y) or usual.sum() > 2 * BINS:
        return None
    right = np.maximum(won, count - won)[usual].sum() / count[usual].sum()
    if right < 0.995:
        return None
    return Trace(True, "the outcome itself", f"It tells the outcome of {_percent(right)} of the deals on its own.")


def pure_values(values: Floats, y: Floats, labels: Sequence[str]) -> Trace | None:
    """Values that occur with one outcome alone, beyond luck, and values that speak of the end."""
    known = ~np.isnan(values)
    if not labels or known.sum() < 2 * FEWEST:
        return None
    code, base = values[known].astype(np.int64), y.mean()
    count, won = np.bincount(code), np.bincount(code, weights=y[known])
    rate = won / np.maximum(count, 1)
    with np.errstate(divide="ignore"):
        lucky = np.where(rate > 0.5, count * np.log(base), count * np.log(1 - base)) > np.log(1e-6)
    pure = (np.minimum(rate, 1 - rate) <= NEVER) & ~lucky & (count > 0)
    both = bool((pure & (rate > 0.5)).any() and (pure & (rate < 0.5)).any())
    share = count[pure].sum() / len(y)
    if share >= 0.5 and both:
        said = f"{_percent(share)} of the deals have a value here that occurs with one outcome alone."
        return Trace(True, "one outcome alone", said)
    spoken = [labels[i] for i in np.flatnonzero(count >= max(3, 0.005 * len(y))).tolist() if speaks_of_the_end(labels[i])
              and (rate[i] >= min(2 * base, (1 + base) / 2) or rate[i] <= base / 2)]  # fmt: skip
    if spoken:
        return Trace(False, "values", f"One of its values speaks of the end: “{spoken[0][:60]}”.")
    return None


def digits(values: Floats, y: Floats) -> Trace | None:
    """Round amounts lose, exact ones win: an estimate was replaced by what was agreed. Compared within the same number of
    digits, so that large deals do not look round for being large."""
    known = ~np.isnan(values) & (np.abs(values) >= 100)
    if known.sum() < 4 * FEWEST:
        return None
    amount, won = np.abs(values[known]), y[known]
    size = np.floor(np.log10(amount) + 1e-12)
    lead = amount / 10 ** (size - 1)
    is_round = np.abs(lead - np.round(lead)) < 1e-9
    gap = total = spread = 0.0
    for one in np.unique(size):
        w, lost = is_round[(size == one) & (won > 0)], is_round[(size == one) & (won == 0)]
        if min(len(w), len(lost)) >= 10:
            weight = len(w) * len(lost) / (len(w) + len(lost))
            p = is_round[size == one].mean()
            gap, total = gap + weight * (lost.mean() - w.mean()), total + weight
            spread += weight * p * (1 - p)
    if total < FEWEST / 2 or gap / total < ROUND_HINT or gap < 4 * np.sqrt(spread):
        return None
    lost_round, won_round = is_round[won == 0].mean(), is_round[won > 0].mean()
    said = f"Round amounts lose, exact ones win: {_percent(lost_round)} of the lost amounts are round, {_percent(won_round)} of the won."
    return Trace(gap / total >= ROUND_GAP, "digits", said)


def gap_in_time(bins: Ints, y: Floats, *, seed: int) -> tuple[float, float]:
    """AUC on a random split and on the newest fifth, of this column alone. Rows are in order of time."""
    cut, most = int(0.8 * len(y)), int(bins.max()) + 1
    newest = auc(y[cut:], shares(bins[:cut], y[:cut], most=most)[bins[cut:]])
    return telling(bins, y, seed=seed), newest


def edits(opening: Floats | None, values: Floats, edited: float | None, y: Floats, *, seed: int) -> list[Trace]:
    """Changed after the deal closed, or standing otherwise now than when it opened, with the outcome in the change."""
    found = []
    if edited is not None and edited >= 0.05:
        found.append(
            Trace(True, "edited after the close", f"Changed after the close on {_percent(edited)} of the deals.")
        )
    if opening is not None:
        changed = ~((values == opening) | (np.isnan(values) & np.isnan(opening)))
        now, then = telling(binned(values), y, seed=seed), telling(binned(opening), y, seed=seed)
        strong = bool(changed.mean() >= 0.05 and now - then > max(0.02, luck(y) / 2))
        if changed.mean() >= 0.05:
            said = f"Stands otherwise now than at the opening on {_percent(changed.mean())} of the deals; AUC {now:.2f} now, {then:.2f} then."
            found.append(Trace(strong, "changed since the opening", said))
    return found


def says_the_same(values: Floats, other: Floats, *, names: bool) -> float:
    """How far one column stands for another, 0 to 1: rank correlation squared of numbers, explained ranks of names."""
    known = ~np.isnan(values) & ~np.isnan(other)
    if known.sum() < 4 * FEWEST:
        return 0.0
    target = _ranks(other[known])
    if target.std() == 0:
        return 0.0
    if not names:
        mine = _ranks(values[known])
        return 0.0 if mine.std() == 0 else float(np.corrcoef(mine, target)[0, 1] ** 2)
    code = values[known].astype(np.int64)
    count = np.bincount(code)
    if (count > 0).sum() > known.sum() / 10:
        return 0.0
    mean = np.bincount(code, weights=target) / np.maximum(count, 1)
    return float(mean[code].var() / target.var())


def _ranks(values: Floats) -> Floats:
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(count) - (count - 1) / 2)[place], dtype=float)


def _percent(share: float) -> str:
    if 0 < share < 0.01:
        return "under 1%"
    return f"{100 * share:.0f}%" if share <= 0.99 or share == 1 else "over 99%"
