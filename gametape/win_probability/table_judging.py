"""What a table of closed deals tells about who buys, honestly: out of sample, against the plain share of won deals.

`judge` takes typed columns and gives a `Report`: how well the columns tell on a random split and on the newest deals, which of
them were left out and why, a chance for every row that was not used to fit what says it, and the losses nobody saw coming.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from gametape.win_probability.calibrating import logit, surprisal
from gametape.win_probability.estimating import BASE_RATE, LEAST_GAIN, CrossFit, Estimator, cross_fit
from gametape.win_probability.late_columns import DATE, LATE, LEFT_OUT, NAMES, Column, Finding, examine
from gametape.win_probability.late_evidence import Floats, Ints
from gametape.win_probability.measuring import Measures, measured
from gametape.win_probability.table_features import Features, features

FEWEST, FEWEST_OF_ONE = 10, 2
NEWEST: Final = 0.2
MOST_SURPRISES, MOST_REASONS = 10, 3
TOO_GOOD: Final = 0.9
MOST_ROWS_WITH_LATE: Final = 6000
WENT_ALONG: Final = ", which went along with more wins"


@dataclass(frozen=True)
class Ordered:
    """Fitted on the past, judged on the newest deals. `past_rate` and `newest_rate` are the won shares of the two."""

    measures: Measures
    base_loss: float
    past_rate: float
    newest_rate: float
    n: int

    @property
    def tells(self) -> bool:
        return self.measures.log_loss < self.base_loss - LEAST_GAIN

    @property
    def moved(self) -> bool:
        """Whether the share moved by more than luck (two-sided 5 %) and by two points at least."""
        both = self.past_rate * (1 - NEWEST) + self.newest_rate * NEWEST
        error = float(np.sqrt(both * (1 - both) * (1 + NEWEST / (1 - NEWEST)) / self.n))
        return abs(self.newest_rate - self.past_rate) > max(0.02, 1.96 * error)


@dataclass(frozen=True)
class Surprise:
    row: int
    probability: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """`probability` has one chance for each row of the table; `with_late` is the AUC with the late columns put back."""

    n: int
    won: int
    still_open: int
    model: str
    tells: bool
    random: Measures
    base_loss: float
    ordered: Ordered | None
    findings: tuple[Finding, ...]
    with_late: float | None
    surprises: tuple[Surprise, ...]
    probability: Floats

    @property
    def base_rate(self) -> float:
        return self.won / self.n


def judge(
    columns: Sequence[Column],
    won: Floats,
    *,
    groups: Ints | None = None,
    order: Floats | None = None,
    keep: Collection[str] = (),
    leave_out: Collection[str] = (),
    seed: int = 0,
) -> Report:
    """`won` is 1, 0 or nan for an open deal, one for each row; `groups` tells which rows are one deal. ValueError when there
    is nothing won or nothing lost."""
    findings = examine(columns, won, order=order, keep=keep, leave_out=leave_out, seed=seed)
    closed = np.flatnonzero(~np.isnan(won))
    y = won[closed]
    group = closed if groups is None else groups[closed]
    used = [one for one, found in zip(columns, findings, strict=True) if found.status != LEFT_OUT]
    built = features(used, closed, rows=len(won))
    fitted = cross_fit(built.x[closed], y, groups=group, categorical=built.names, seed=seed)
    estimator = _honest(fitted, float(y.mean()))
    probability = estimator.predict(built.x)
    if fitted.tells:
        probability[closed] = fitted.p
    return Report(
        n=len(y),
        won=int(y.sum()),
        still_open=len(won) - len(y),
        model=estimator.kind,
        tells=fitted.tells,
        random=measured(y, probability[closed]),
        base_loss=_entropy(float(y.mean())),
        ordered=None if order is None else _ordered(used, closed, y, group, order[closed], seed=seed),
        findings=tuple(findings),
        with_late=_with_late(columns, findings, closed, won, group, seed=seed),
        surprises=_surprises(used, built, estimator, closed, y, probability),
        probability=probability,
    )


def _honest(fitted: CrossFit, share: float) -> Estimator:
    """Where the columns do not beat the share of won deals out of sample, everybody gets that share."""
    if fitted.tells:
        return fitted.estimator
    return replace(fitted.estimator, kind=BASE_RATE, slope=0.0, base=logit(share), core=None)


def _ordered(
    columns: Sequence[Column], closed: Ints, y: Floats, group: Ints, when: Floats, *, seed: int
) -> Ordered | None:
    """None where the past or the newest part is too small or has one outcome only."""
    known = np.flatnonzero(~np.isnan(when))
    by_time = known[np.argsort(when[known], kind="stable")]
    cut = round((1 - NEWEST) * len(by_time))
    past, newest = by_time[:cut], by_time[cut:]
    newest = newest[~np.isin(group[newest], group[past])]
    if min(len(past), len(newest)) < FEWEST or min(len(np.unique(y[past])), len(np.unique(y[newest]))) < 2:
        return None
    built = features(columns, closed[past], rows=len(columns[0].values) if columns else int(closed.max()) + 1)
    fitted = cross_fit(built.x[closed[past]], y[past], groups=group[past], categorical=built.names, seed=seed)
    rate = float(y[past].mean())
    said = _honest(fitted, rate).predict(built.x[closed[newest]])
    base = float(surprisal(np.full(len(newest), rate), y[newest]).mean())
    return Ordered(measured(y[newest], said), base, rate, float(y[newest].mean()), len(newest))


def _with_late(
    columns: Sequence[Column], findings: Sequence[Finding], closed: Ints, won: Floats, group: Ints, *, seed: int
) -> float | None:
    """How well the same records would seem to tell with the late columns in. On some thousand deals: it is shown, not used."""
    late = {found.column for found in findings if found.why == LATE}
    rows = np.arange(len(closed))
    if len(closed) > MOST_ROWS_WITH_LATE:
        rows = np.sort(np.random.default_rng(seed).choice(len(closed), MOST_ROWS_WITH_LATE, replace=False))
    y = won[closed[rows]]
    if not late or len(np.unique(y)) < 2:
        return None
    out = {found.column for found in findings if found.status == LEFT_OUT} - late
    built = features([one for one in columns if one.name not in out], closed, rows=len(won))
    fitted = cross_fit(built.x[closed[rows]], y, groups=group[rows], categorical=built.names, seed=seed)
    return measured(y, fitted.p).auc


def _surprises(
    columns: Sequence[Column], built: Features, estimator: Estimator, closed: Ints, y: Floats, probability: Floats
) -> tuple[Surprise, ...]:
    """The losses that had the best chances, with what spoke for them. None where all had the same."""
    if estimator.core is None:
        return ()
    lost = closed[y == 0]
    chosen = lost[np.argsort(-probability[lost], kind="stable")[:MOST_SURPRISES]]
    pull = estimator.contributions(built.x[chosen]) @ (built.owner[:, None] == np.arange(len(columns)))
    return tuple(
        Surprise(int(row), float(probability[row]), _reasons(columns, int(row), pull[place]))
        for place, row in enumerate(chosen)
    )


def _reasons(columns: Sequence[Column], row: int, pull: Floats) -> tuple[str, ...]:
    strongest = [int(j) for j in np.argsort(-pull, kind="stable")[:MOST_REASONS] if pull[j] > 0.05]
    return tuple(_value(columns[j], row) + WENT_ALONG for j in strongest)


def _value(column: Column, row: int) -> str:
    value = column.values[row]
    if np.isnan(value):
        return f"“{column.name}” is empty"
    if column.kind == NAMES:
        return f"“{column.name}” is {column.labels[int(value)]}"
    return f"the day in “{column.name}”" if column.kind == DATE else f"“{column.name}” is {value:,.10g}"


def _entropy(share: float) -> float:
    return float(-(share * np.log(share) + (1 - share) * np.log(1 - share)))
