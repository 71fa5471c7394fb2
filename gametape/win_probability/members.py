"""The members of a model: each learned from half of the deals, so that every deal has members that never saw it.

Halves come in pairs. Their mean is the estimate; how far they lie apart says how far an estimate from this many deals may be
off (a delete-half jackknife, Shao and Wu 1989: the spread of the halves is that of the whole).
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np
from threadpoolctl import threadpool_limits

from gametape.common.refusal import Refusal
from gametape.win_probability import linear
from gametape.win_probability.estimating import BASE_RATE, BOOSTING, boosting_is_installed
from gametape.win_probability.log import Floats, Ints

PAIRS: Final = 3
_FEW_POINTS: Final = 10_000
_AGE_AND_STAGE: Final = (0, 1, 2)
"""The columns of the encoding that move the base rate where deals are few: moments so far, age, silence."""

_NEAR_COPIES: Final = ("age at the first ", "what came last but one", "what came third", "last thousands ")


class Learned(Protocol):
    def logits(self, x: Floats) -> Floats: ...

    def contributions(self, x: Floats) -> Floats: ...


@dataclass(frozen=True)
class Members:
    """`columns` of the encoding are looked at; `offsets` is what each says of an average point."""

    kind: str
    columns: tuple[int, ...]
    learned: tuple[Learned, ...]
    offsets: tuple[float, ...]

    def logits(self, x: Floats) -> Floats:
        """Shape (members, n): log-odds moved from those of an average point."""
        x = x[:, self.columns]
        return np.stack([one.logits(x) - offset for one, offset in zip(self.learned, self.offsets, strict=True)])

    def contributions(self, x: Floats) -> Floats:
        """Shape (n, columns): what each column adds to the mean of the members."""
        told = np.mean([one.contributions(x[:, self.columns]) for one in self.learned], axis=0)
        out = np.zeros(x.shape)
        out[:, self.columns] = told
        return out

    def plain(self) -> dict[str, Any]:
        forest = self.kind == BOOSTING
        learned: Any = [one.text() if forest else one.plain() for one in self.learned]  # type: ignore[attr-defined]
        return {"kind": self.kind, "columns": self.columns, "learned": learned, "offsets": self.offsets}

    @staticmethod
    def revived(plain: dict[str, Any]) -> Members:
        if plain["kind"] == BOOSTING:
            learned = tuple(forest().revived(text) for text in plain["learned"])
        else:
            logistic = linear.Logistic(bends=False)
            learned = tuple(logistic.revived(one) for one in plain["learned"])
        return Members(plain["kind"], tuple(plain["columns"]), learned, tuple(plain["offsets"]))


def forest() -> Any:
    """The one module that needs LightGBM."""
    if not boosting_is_installed():
        raise Refusal("This model needs LightGBM: install gametape[gbm], or fit it anew without.")
    return importlib.import_module("gametape.win_probability.forest")


def halves(outcome: Floats, *, seed: int) -> Ints:
    """Shape (2 * PAIRS, deals), 1 where the member learns from the deal. Won and lost deals are dealt out evenly."""
    rng = np.random.default_rng(seed)
    out = np.zeros((2 * PAIRS, len(outcome)), dtype=np.int64)
    for pair in range(PAIRS):
        rank = np.empty(len(outcome), dtype=np.int64)
        rank[np.lexsort((rng.random(len(outcome)), outcome))] = np.arange(len(outcome))
        out[2 * pair] = (rank + pair) % 2
        out[2 * pair + 1] = 1 - out[2 * pair]
    return out


def looked_at(kind: str, names: Sequence[str]) -> list[int]:
    """Which columns a model of this kind has use for: all, those that are not near copies of others, or age and stage."""
    if kind == BASE_RATE:
        return list(_AGE_AND_STAGE)
    copies = () if kind == BOOSTING else _NEAR_COPIES
    return [i for i, name in enumerate(names) if not name.startswith(copies)] if copies else list(range(len(names)))


def learned(
    x: Floats,
    ending: Ints,
    weight: Floats,
    inside: Ints,
    *,
    kind: str,
    names: Sequence[str],
    categorical: Sequence[int],
    seed: int,
) -> tuple[Members, Floats]:
    """The members and their log-odds for all points, (members, n), moved from an average point.

    `ending` is 0 for won and counts the ways to lose; `inside` is (members, points), 1 where a member learns from a point.
    How much to learn is what would have gone best on the points a member did not learn from.
    """
    columns = looked_at(kind, names)
    x, categorical = x[:, columns], [columns.index(one) for one in categorical if one in columns]
    parts = [np.flatnonzero(row) for row in inside]
    if kind == BOOSTING:
        grown = forest().grown(x, ending, weight, parts, seed=seed)
        staged = np.stack([one.staged(x) for one in grown])
    else:
        paths = [_path(x, ending, weight, part, categorical=categorical, seed=seed) for part in parts]
        staged = np.stack([path.logits(x) for path in paths])
    out, won = 1 - inside, (ending == 0).astype(float)
    wrong = np.logaddexp(0, np.where(won > 0, -staged, staged))
    best = int(np.einsum("msn,mn,n->s", wrong, out, weight).argmin())
    if kind == BOOSTING:
        chosen = [forest().Forest(one.booster, forest().ROUNDS[best]) for one in grown]
    else:
        chosen = [path.at(best) for path in paths]
    logits = staged[:, best]
    offsets = np.array(
        [np.average(row[gone > 0], weights=weight[gone > 0]) for row, gone in zip(logits, out, strict=True)]
    )
    return Members(kind, tuple(columns), tuple(chosen), tuple(offsets)), logits - offsets[:, None]


def _path(x: Floats, ending: Ints, weight: Floats, part: Ints, *, categorical: Sequence[int], seed: int) -> Any:
    if len(part) > _FEW_POINTS:
        part = np.sort(np.random.default_rng(seed).choice(part, _FEW_POINTS, replace=False))
    engine = linear.Logistic(bends=False)
    with threadpool_limits(1):  # small matrices: a second thread costs more than it brings, and may round otherwise
        return engine.path(x[part], (ending[part] == 0).astype(float), weight[part], categorical=categorical, seed=seed)
