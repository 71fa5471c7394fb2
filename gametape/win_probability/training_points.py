"""At which points of closed deals the model learns: after their moments, and in the silences, until they were decided."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gametape.win_probability.deciding import Deciding
from gametape.win_probability.log import Floats, Ints, Log

DAY = 86400.0
LANDMARKS = np.array([1, 2, 3, 4, 5, 7, 10, 14, 21, 30], dtype=float)
"""Quiet days that are learned from. A silence is asked about on each of its days."""
OF_A_LANDMARK = 0.3
"""What a quiet day weighs beside a moment: the ten of one silence tell nearly the same."""
EACH_UP_TO = 60
MOST = 300_000
"""More points teach no more; a larger log is thinned, so that memory and time stay bounded."""


@dataclass(frozen=True)
class Points:
    rows: Ints
    when: Floats
    weight: Floats
    """Together a deal weighs as much as the root of its number of points: they repeat each other, but not wholly."""


def training_points(log: Log, deciding: Deciding, *, seed: int) -> Points:
    """Of the closed deals of `log`. A deal in which nothing decides and that has no `closed_at` is not asked about after
    its last row: when it was over is not known, and that it went on being quiet would tell."""
    case = log.case
    undecided = (deciding.rows(log) < 0) & (log.at <= log.closed_at[case]) & ~np.isnan(log.outcome[case])
    moments = np.flatnonzero(undecided & _spread_out(np.arange(len(case)) - log.start[:-1][case]))
    last = np.append(case[1:] != case[:-1], True)
    following = np.append(log.at[1:], np.inf)
    closed = log.closed_at[case]
    until = np.minimum(np.where(last, np.where(np.isfinite(closed), closed, log.at), following), closed)
    quiet = (until - log.at)[moments][:, None] >= LANDMARKS * DAY
    which, day = np.nonzero(quiet)
    rows = np.concatenate([moments, moments[which]])
    when = np.concatenate([log.at[moments], log.at[moments[which]] + LANDMARKS[day] * DAY])
    weight = np.concatenate([np.ones(len(moments)), np.full(len(which), OF_A_LANDMARK)])
    if len(rows) > MOST:
        kept = np.sort(np.random.default_rng(seed).choice(len(rows), MOST, replace=False))
        rows, when, weight = rows[kept], when[kept], weight[kept]
    total = np.bincount(case[rows], weights=weight, minlength=len(log))
    weight = weight / np.sqrt(total[case[rows]])
    return Points(rows, when, weight / weight.mean())


def _spread_out(nth: Ints) -> Ints:
    """The first EACH_UP_TO moments of a deal and ever fewer of those that follow: one of 100,000 must not drown the rest."""
    later = np.unique((EACH_UP_TO * 1.1 ** np.arange(120)).astype(np.int64))
    return np.asarray((nth < EACH_UP_TO) | np.isin(nth, later))
