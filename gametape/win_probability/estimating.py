"""From numbers to a chance: one small interface, three kinds of estimate behind it, by how much there is to learn from.

    model = fit(x, y, groups=deal_ids, categorical=(3, 4), seed=0)
    model.predict(x)            # chances, shape (n,)
    model.contributions(x)      # log-odds by column, shape (n, columns); with model.base they add up to the chance's log-odds
    same = from_json(model.to_json())

Below about 100 closed deals it is the share of won deals, moved a little; to about 2,000 a regularised logistic regression;
above that gradient boosting where lightgbm is installed, else the regression. Whatever learns is cross-fitted in groups: what
it says of a deal comes from a fit that has not seen it. From those chances one slope says how much of the movement to believe.
Where the movement is no better than the plain share, the slope is 0 and the estimate is that share.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from gametape.win_probability import linear

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FORMAT: Final = 1
BASE_RATE, LOGISTIC, BOOSTING = "base rate", "logistic regression", "gradient boosting"
FEW: Final = 100
"""Closed deals below which a chance is the base rate, moved at most by MOST_OF_FEW of what was learned."""
MANY: Final = 2000
"""Closed deals from which boosting is worth its variance."""
MOST_OF_FEW: Final = 0.5
DOUBT: Final = 4.0
"""A slope is shrunk by max(0, 1 - DOUBT / likelihood ratio), a positive-part James-Stein factor with a heavy hand."""
STEEPEST: Final = 1.5


class Core(Protocol):
    """What an engine has learned: log-odds that are `offset` and a sum over columns."""

    @property
    def offset(self) -> float: ...

    def logits(self, x: Floats) -> Floats: ...

    def contributions(self, x: Floats) -> Floats: ...

    def plain(self) -> dict[str, Any]:
        """Strings, numbers and lists alone, for JSON."""
        ...


class Path(Protocol):
    """One fit at every strength of it, from hardly anything learned to all of it."""

    def logits(self, x: Floats) -> Floats:
        """Shape (strengths, n)."""
        ...

    def at(self, strength: int) -> Core: ...


class Engine(Protocol):
    def path(self, x: Floats, y: Floats, weight: Floats, *, categorical: Sequence[int], seed: int) -> Path: ...

    def revived(self, plain: dict[str, Any]) -> Core: ...


def boosting_is_installed() -> bool:
    return importlib.util.find_spec("lightgbm") is not None


def kind_for(closed: int) -> str:
    """The kind of estimate that so many closed deals can carry here."""
    if closed < FEW:
        return BASE_RATE
    return BOOSTING if closed >= MANY and boosting_is_installed() else LOGISTIC


def engine(kind: str) -> Engine:
    """lightgbm is heavy and may be absent: its module is imported when it is asked for."""
    if kind == BOOSTING:
        boosting: Engine = importlib.import_module("gametape.win_probability.boosting").Boosting()
        return boosting
    return linear.Logistic(bends=kind == LOGISTIC)


@dataclass(frozen=True)
class Estimator:
    """`base` is the log-odds of somebody of whom nothing is known; contributions come on top, column by column."""

    kind: str
    n: int
    slope: float
    base: float
    columns: int
    core: Core | None

    def logits(self, x: Floats) -> Floats:
        if self.core is None:
            return np.full(len(x), self.base)
        return self.base + self.slope * (self.core.logits(np.asarray(x, dtype=float)) - self.core.offset)

    def predict(self, x: Floats) -> Floats:
        return sigmoid(self.logits(x))

    def contributions(self, x: Floats) -> Floats:
        if self.core is None:
            return np.zeros((len(x), self.columns))
        return self.slope * self.core.contributions(np.asarray(x, dtype=float))

    def to_json(self) -> str:
        core = None if self.core is None else self.core.plain()
        kept = {"format": FORMAT, "kind": self.kind, "n": self.n, "slope": self.slope, "base": self.base}
        return json.dumps(kept | {"columns": self.columns, "core": core})


def from_json(text: str) -> Estimator:
    """The estimator as it was. ValueError when it is of another format."""
    kept = json.loads(text)
    if not isinstance(kept, dict) or kept.get("format") != FORMAT:
        raise ValueError("this model was written by another version")
    core = None if kept["core"] is None else engine(kept["kind"]).revived(kept["core"])
    return Estimator(kept["kind"], kept["n"], kept["slope"], kept["base"], kept["columns"], core)


@dataclass(frozen=True)
class CrossFit:
    """What was said of each row by a fit that has not seen its group. `estimator` is the one fitted on all of them.

    The base rate itself is that of all rows, for the chances as for the plain share they are compared with; all else is
    learned on the other folds. `gain` is the log-loss saved against the plain share, per row, `gain_error` its standard
    error over groups.
    """

    p: Floats
    logits: Floats
    fold: Ints
    gain: float
    gain_error: float
    estimator: Estimator

    @property
    def tells(self) -> bool:
        """Whether the chances beat the plain share out of sample, beyond luck (one-sided, 5 %)."""
        return self.gain > 1.645 * self.gain_error > 0


def fit(
    x: Floats,
    y: Floats,
    *,
    weight: Floats | None = None,
    groups: Ints | None = None,
    categorical: Sequence[int] = (),
    kind: str | None = None,
    seed: int = 0,
) -> Estimator:
    """An estimator of P(y = 1 | x), calibrated. `x` is (n, columns) with nan for missing, `y` 0 or 1, `groups` the deal a
    row belongs to, `categorical` the columns whose numbers are names (codes from 0 on)."""
    return cross_fit(x, y, weight=weight, groups=groups, categorical=categorical, kind=kind, seed=seed).estimator


def cross_fit(
    x: Floats,
    y: Floats,
    *,
    weight: Floats | None = None,
    groups: Ints | None = None,
    categorical: Sequence[int] = (),
    kind: str | None = None,
    folds: int = 5,
    seed: int = 0,
) -> CrossFit:
    """As `fit`, with what it said of rows it had not seen. ValueError when y has one value only or x is not finite."""
    x, y = _checked(x, y)
    w = np.ones(len(y)) if weight is None else np.asarray(weight, dtype=float)
    _, group = np.unique(np.arange(len(y)) if groups is None else groups, return_inverse=True)
    deals = int(group.max()) + 1
    kind = kind or kind_for(deals)
    fold = folded(y, group, folds=folds, seed=seed)
    raw, core = _learned(x, y, w, fold, group, kind=kind, categorical=tuple(categorical), seed=seed)
    share = np.average(y, weights=w)
    centre = np.array([np.average(raw[fold == k], weights=w[fold == k]) for k in range(fold.max() + 1)])
    moved = raw - centre[fold]
    steepest = MOST_OF_FEW if kind == BASE_RATE else STEEPEST
    slopes = np.array([slope_of(moved[fold != k], y[fold != k], w[fold != k], group[fold != k], steepest=steepest)
                       for k in range(fold.max() + 1)])  # fmt: skip
    logits = slopes[fold] * moved
    logits += levelled(logits, w, share)
    p = sigmoid(logits)
    gain, error = gained(p, y, w, group, share)
    slope = slope_of(moved, y, w, group, steepest=steepest)
    base = levelled(slope * raw, w, share) + (0.0 if core is None else slope * core.offset)
    finished = Estimator(kind, deals, slope, base, x.shape[1], core if slope > 0 else None)
    return CrossFit(p, logits, fold, gain, error, finished)


def _learned(
    x: Floats, y: Floats, w: Floats, fold: Ints, group: Ints, *, kind: str, categorical: Sequence[int], seed: int
) -> tuple[Floats, Core | None]:
    """Log-odds of each row from the other folds, and the engine's core from all rows. How much to learn is chosen for a
    fold by how well it went on the others."""
    if x.shape[1] == 0:
        return np.zeros(len(y)), None
    learner = engine(kind)
    paths = [
        learner.path(x[fold != k], y[fold != k], w[fold != k], categorical=categorical, seed=seed + k).logits(
            x[fold == k]
        )
        for k in range(int(fold.max()) + 1)
    ]
    loss = np.array([_losses(path, y[fold == k], w[fold == k]) for k, path in enumerate(paths)])
    raw = np.empty(len(y))
    for k, path in enumerate(paths):
        others = loss.sum(axis=0) - loss[k]
        raw[fold == k] = path[int(others.argmin())]
    best = int(loss.sum(axis=0).argmin())
    return raw, learner.path(x, y, w, categorical=categorical, seed=seed).at(best)


def _losses(path: Floats, y: Floats, w: Floats) -> Floats:
    return np.asarray([(w * softplus(np.where(y > 0, -logits, logits))).sum() for logits in path])


def folded(y: Floats, group: Ints, *, folds: int, seed: int) -> Ints:
    """The fold of each row: whole groups, dealt out so that every fold has its part of the won ones."""
    count = np.bincount(group)
    won = np.bincount(group, weights=y) / count
    chance = np.random.default_rng(seed).random(len(count))
    rank = np.empty(len(count), dtype=np.int64)
    rank[np.lexsort((chance, won))] = np.arange(len(count))
    return np.asarray(rank % min(folds, len(count)))[group]


def slope_of(z: Floats, y: Floats, w: Floats, group: Ints, *, steepest: float) -> float:
    """How much of the movement `z` to believe: the likeliest slope beside a free intercept, shrunk by what luck gives."""
    if not np.any(z) or y.min() == y.max():
        return 0.0
    a, b = 0.0, logit(np.average(y, weights=w))
    for _ in range(30):
        p = sigmoid(a * z + b)
        v, r = w * np.maximum(p * (1 - p), 1e-9), w * (y - p)
        h = np.array([[(v * z * z).sum() + 1e-9, (v * z).sum()], [(v * z).sum(), v.sum()]])
        step = np.clip(np.linalg.solve(h, np.array([(r * z).sum(), r.sum()])), -2, 2)
        a, b = a + step[0], b + step[1]
        if np.abs(step).max() < 1e-9:
            break
    if a <= 0:
        return 0.0
    ratio = _likelihood_ratio(sigmoid(a * z + b), y, w, group)
    return float(min(a, steepest) * max(0.0, 1 - DOUBT / max(ratio, 1e-9)))


def _likelihood_ratio(p: Floats, y: Floats, w: Floats, group: Ints) -> float:
    """Twice the log-likelihood gained, as if each group were one observation: rows of one deal repeat each other."""
    share = np.average(y, weights=w)
    better = w * (surprisal(np.full(len(y), share), y) - surprisal(p, y))
    size = np.bincount(group, weights=w)
    kept = size > 0
    return float(2 * (np.bincount(group, weights=better)[kept] / size[kept]).sum())


def gained(p: Floats, y: Floats, w: Floats, group: Ints, share: float) -> tuple[float, float]:
    """Log-loss saved per row against the plain share, and its standard error with groups as the units."""
    better = w * (surprisal(np.full(len(y), share), y) - surprisal(p, y))
    by_group, total = np.bincount(group, weights=better), float(w.sum())
    mean = better.sum() / total
    left = by_group - mean * np.bincount(group, weights=w)
    return float(mean), float(np.sqrt((left**2).sum()) / total)


def levelled(logits: Floats, w: Floats, share: float) -> float:
    """What to add to all log-odds so that the chances average to `share`."""
    low, high = -60.0, 60.0
    for _ in range(80):
        middle = (low + high) / 2
        if np.average(sigmoid(logits + middle), weights=w) < share:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def sigmoid(z: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(z, -60, 60))))


def softplus(z: Floats) -> Floats:
    return np.asarray(np.logaddexp(0, z))


def logit(p: float) -> float:
    p = min(max(float(p), 1e-9), 1 - 1e-9)
    return float(np.log(p / (1 - p)))


def surprisal(p: Floats, y: Floats) -> Floats:
    """The log-loss of each row, in nats."""
    p = np.clip(p, 1e-12, 1 - 1e-12)
    return np.asarray(-np.where(y > 0, np.log(p), np.log(1 - p)))


def _checked(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    if x.ndim != 2 or len(x) != len(y):
        raise ValueError("x is (n, columns), y is (n,)")
    if np.isinf(x).any():
        raise ValueError("infinite numbers cannot be learned from")
    if len(np.unique(y)) != 2:
        raise ValueError("there must be won and lost ones")
    return x, y
