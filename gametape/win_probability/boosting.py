"""Gradient boosting by LightGBM. This module is imported only where it is used: the library is an extra.

One thread and fixed seeds, so that the same rows give the same trees. A model is kept as LightGBM's own text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import lightgbm
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

STRENGTHS: Final = (10, 20, 40, 60, 80, 110, 150, 200, 260, 330, 400)
"""Rounds of boosting."""
SHAPE: Final[dict[str, Any]] = {
    "objective": "binary",
    "learning_rate": 0.05,
    "num_leaves": 31,
    "min_data_in_leaf": 30,
    "feature_fraction": 0.7,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 3.0,
    "cat_smooth": 20.0,
    "max_bin": 255,
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
    "verbosity": -1,
}


@dataclass(frozen=True)
class BoostedCore:
    boosters: tuple[lightgbm.Booster, ...]
    rounds: int
    offset: float

    def logits(self, x: Floats) -> Floats:
        return np.asarray(np.mean([_logits(booster, x, self.rounds) for booster in self.boosters], axis=0))

    def contributions(self, x: Floats) -> Floats:
        """Shapley values of the trees (Lundberg 2020), without the common part."""
        parts = [
            np.asarray(one.predict(x, pred_contrib=True, num_iteration=self.rounds, num_threads=1))[:, :-1]
            for one in self.boosters
        ]
        return np.asarray(np.mean(parts, axis=0))

    def plain(self) -> dict[str, Any]:
        return {
            "rounds": self.rounds,
            "offset": self.offset,
            "boosters": [one.model_to_string(num_iteration=self.rounds) for one in self.boosters],
        }


@dataclass(frozen=True)
class BoostedPath:
    boosters: tuple[lightgbm.Booster, ...]

    def logits(self, x: Floats) -> Floats:
        """Trees are summed block by block: each is walked once, not once for every strength."""
        total, starts, out = np.zeros(len(x)), (0, *STRENGTHS[:-1]), []
        for start, end in zip(starts, STRENGTHS, strict=True):
            total = total + np.mean([_logits(one, x, end - start, start=start) for one in self.boosters], axis=0)
            out.append(total)
        return np.stack(out)

    def at(self, strength: int) -> BoostedCore:
        rounds, anybody = STRENGTHS[strength], np.full((1, self.boosters[0].num_feature()), np.nan)
        common = [
            np.asarray(one.predict(anybody, pred_contrib=True, num_iteration=rounds, num_threads=1))[0, -1]
            for one in self.boosters
        ]
        return BoostedCore(self.boosters, rounds, float(np.mean(common)))


@dataclass(frozen=True)
class Boosting:
    """`seeds` fits are averaged; `shape` overrides what SHAPE says."""

    seeds: int = 2

    def path(self, x: Floats, y: Floats, weight: Floats, *, categorical: Sequence[int], seed: int) -> BoostedPath:
        data = lightgbm.Dataset(
            x,
            label=y,
            weight=weight,
            categorical_feature=list(categorical),
            params={"verbosity": -1},
            free_raw_data=False,
        )
        boosters = [
            lightgbm.train(SHAPE | {"seed": 1000 * seed + extra}, data, num_boost_round=STRENGTHS[-1])
            for extra in range(self.seeds)
        ]
        return BoostedPath(tuple(boosters))

    def revived(self, plain: dict[str, Any]) -> BoostedCore:
        boosters = tuple(lightgbm.Booster(model_str=text) for text in plain["boosters"])
        return BoostedCore(boosters, int(plain["rounds"]), float(plain["offset"]))


def _logits(booster: lightgbm.Booster, x: Floats, rounds: int, *, start: int = 0) -> Floats:
    return np.asarray(
        booster.predict(x, raw_score=True, start_iteration=start, num_iteration=rounds, num_threads=1), dtype=float
    )
