"""From closed deals to a model: which size of model the number of deals bears, cross-fitted and calibrated."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np

from gametape.common.refusal import Refusal
from gametape.win_probability import deciding, members
from gametape.win_probability.calibrating import levelled, slope_of
from gametape.win_probability.cases import Case
from gametape.win_probability.encoding import Encoding, encoding_of
from gametape.win_probability.estimating import BOOSTING, kind_for
from gametape.win_probability.facts import facts, newest
from gametape.win_probability.log import Floats, Ints, Log, logged
from gametape.win_probability.model import Model, fingerprint
from gametape.win_probability.training_points import Points, training_points
from gametape.win_probability.workload import DAY, QUIET_DAYS, Workload, workload

STEEPEST: Final = 1.5
MOST_ENDINGS: Final = 3
FEWEST_OF_AN_ENDING: Final = 0.05


def fit(cases: Iterable[Case], *, seed: int = 0) -> Model:
    """A model of what `cases` show; those whose `outcome` is None only count as workload.

    Each case is read once, so a generator over a long log is fine. Same cases and seed, same model, to the byte.
    Refuses when no deal is closed or all ended the same way.
    """
    return fitted(logged(cases), seed=seed)


def fitted(log: Log, *, seed: int = 0) -> Model:
    closed = ~np.isnan(log.outcome) & (np.diff(log.start) > 0)
    n, won = int(closed.sum()), int(log.outcome[closed].sum())
    if n == 0:
        raise Refusal("No deal in this log is closed: a chance is learned from deals that were won or lost.")
    if won in (0, n):
        raise Refusal(f"All {n} closed deals ended the same way: there must be won and lost ones to learn from.")
    decides = deciding.found(log)
    around = workload(log, decides)
    points = training_points(log, decides, seed=seed)
    if len(points.rows) < 2:
        raise Refusal("Every deal is decided at its first moment: there is nothing before it to learn from.")
    encoding = encoding_of(log, np.median(around.at(points.when), axis=0).tolist())
    x = design(encoding, log, points, around)
    case = log.case[points.rows]
    kind = kind_for(n)
    ending = endings(log, apart=kind == BOOSTING)[case]
    inside = members.halves(np.nan_to_num(log.outcome), seed=seed) * closed
    learned, logits = members.learned(
        x,
        ending,
        points.weight,
        inside[:, case],
        kind=kind,
        names=encoding.columns(),
        categorical=encoding.categorical(),
        seed=seed,
    )
    out = 1 - inside[:, case]
    moved = (logits * out).sum(axis=0) / out.sum(axis=0)
    y = (ending == 0).astype(float)
    slope = slope_of(moved, y, points.weight, case, steepest=STEEPEST)
    base = levelled(slope * moved, points.weight, float(np.average(y, weights=points.weight)))
    bits = (inside << np.arange(len(inside))[:, None]).sum(axis=0)
    until = float(log.at.max())
    told = facts(log, points, base + slope * moved, y)
    told["newest"] = newest(log, x, points, ending, kind=kind, encoding=encoding, seed=seed)
    return Model(
        kind, n, won, seed, encoding, decides, learned, slope, base, float(logits.var(axis=0, ddof=1).mean()), float(moved.var()),
        {fingerprint(log.ids[i]): int(bits[i]) for i in np.flatnonzero(closed).tolist()},
        around.since(until - QUIET_DAYS * DAY), until, told,
    )  # fmt: skip


def design(encoding: Encoding, log: Log, points: Points, around: Workload) -> Floats:
    """The encoding at `points`, piece by piece, so that a long log needs no room but for what is learned from."""
    x = np.empty((len(points.rows), len(encoding.columns())), dtype=np.float32)
    case = log.case[points.rows]
    for begin, part in log.parts():
        here = np.flatnonzero((case >= begin) & (case < begin + len(part)))
        rows = points.rows[here] - int(log.start[begin])
        x[here] = encoding.encoded(part, rows, points.when[here], around)
    return x  # type: ignore[return-value]


def endings(log: Log, *, apart: bool) -> Ints:
    """For each deal 0 when won, else 1, 2, ... for the ways to lose that are common enough to be told apart."""
    out = np.where(log.outcome == 1, 0, 1)
    words = np.array(log.ending if len(log.ending) else [""] * len(log), dtype=str)
    lost = log.outcome == 0
    word, count = np.unique(words[lost], return_counts=True)
    common = [w for w, c in zip(word, count, strict=True) if c >= max(100, FEWEST_OF_AN_ENDING * len(log))]
    if apart and len(word) > 1 and common:
        for number, one in enumerate(sorted(common)[:MOST_ENDINGS]):
            out[lost & (words == one)] = number + 1
        rest = lost & ~np.isin(words, sorted(common)[:MOST_ENDINGS])
        out[rest] = len(common[:MOST_ENDINGS]) + 1 if rest.sum() >= 100 else 1
    return out
