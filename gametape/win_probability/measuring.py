"""How good chances are, in four figures. Chances are shares from 0 to 1, y is 1 for won and 0 for lost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gametape.win_probability.late_evidence import auc

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Measures:
    """`auc` .5 is a coin; `log_loss` in nats; `ece` the mean distance of said and seen in 15 bins of equal count."""

    auc: float
    log_loss: float
    brier: float
    ece: float

    def plain(self) -> dict[str, float]:
        return {
            "auc": round(self.auc, 6), "log_loss": round(self.log_loss, 6), "brier": round(self.brier, 6), "ece": round(self.ece, 6)
        }  # fmt: skip


def measured(y: Floats, p: Floats) -> Measures:
    safe = np.clip(p, 1e-12, 1 - 1e-12)
    loss = -np.where(y > 0, np.log(safe), np.log(1 - safe)).mean()
    return Measures(auc(y, p), float(loss), float(((p - y) ** 2).mean()), ece(y, p))


def ece(y: Floats, p: Floats, *, bins: int = 15) -> float:
    """Expected calibration error. Equal chances are dealt to the bins at random, for a file may stand in order of outcome."""
    mixed = np.random.default_rng(0).permutation(len(y))
    parts = np.array_split(mixed[np.argsort(p[mixed], kind="stable")], min(bins, len(y)))
    return float(sum(abs(float(y[part].mean() - p[part].mean())) * len(part) for part in parts) / len(y))
