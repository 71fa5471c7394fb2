"""What a model page tells of a model: how good its chances were out of fold, and on the newest deals."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import numpy as np

from gametape.win_probability import members
from gametape.win_probability.calibrating import gained, sigmoid
from gametape.win_probability.encoding import Encoding
from gametape.win_probability.log import Floats, Ints, Log
from gametape.win_probability.measuring import measured
from gametape.win_probability.training_points import Points

NEWEST: Final = 0.25
BINS: Final = 10
NOTHING: Final = 1e-9
"""A gain smaller than this is the rounding of a machine."""


def facts(log: Log, points: Points, logits: Floats, y: Floats) -> dict[str, Any]:
    """Out of fold, at moments: auc, log_loss, brier, ece, base_log_loss, calibration [(chance, share won, deals)], tells; when the
    first and the last deal of the log began."""
    case = log.case[points.rows]
    moment = points.when == log.at[points.rows]
    p, won = sigmoid(logits)[moment], y[moment]
    share = float(np.average(y, weights=points.weight))
    gain, error = gained(sigmoid(logits), y, points.weight, case, share)
    begun = log.at[log.start[:-1][np.diff(log.start) > 0]]
    return {
        **measured(won, p).plain(),
        "base_log_loss": measured(won, np.full(len(won), won.mean())).log_loss,
        "calibration": calibration(won, p, case[moment]),
        "moments": int(moment.sum()),
        "gain": gain,
        "gain_error": error,
        "tells": bool(gain > max(1.645 * error, NOTHING)),
        "first": datetime.fromtimestamp(float(begun.min()), UTC).isoformat(),
        "last": datetime.fromtimestamp(float(begun.max()), UTC).isoformat(),
    }


def newest(
    log: Log, x: Floats, points: Points, ending: Ints, *, kind: str, encoding: Encoding, seed: int
) -> dict[str, Any] | None:
    """Fitted on the older deals and judged on the newest part. None where there are too few of either kind in one of them.

    `moved` says whether the share won differs beyond luck (two-sided 5 %): the page then tells it.
    """
    case = log.case[points.rows]
    closed = np.unique(case)
    begun = log.at[log.start[:-1][closed]]
    old = np.zeros(len(log), dtype=bool)
    old[closed[begun < np.quantile(begun, 1 - NEWEST)]] = True
    new = np.zeros(len(log), dtype=bool)
    new[closed] = ~old[closed]
    won = np.nan_to_num(log.outcome)
    shares, counts = [won[part].mean() for part in (old, new) if part.any()], [int(old.sum()), int(new.sum())]
    if min(counts) < 5 or min(shares) == 0 or max(shares) == 1:
        return None
    error = np.sqrt(sum(s * (1 - s) / c for s, c in zip(shares, counts, strict=True)))
    told = {
        "deals": counts[1],
        "before": shares[0],
        "now": shares[1],
        "moved": bool(abs(shares[1] - shares[0]) > 1.96 * error),
    }
    past, late = old[case], new[case] & (points.when == log.at[points.rows])
    later = members.halves(won, seed=seed)[:2][:, case] * past
    y = (ending == 0).astype(float)
    weight = np.where(past, points.weight, 0.0)  # so that how much to learn is not chosen on the newest
    _, logits = members.learned(
        x[past | late], ending[past | late], weight[past | late], later[:, past | late],
        kind=kind, names=encoding.columns(), categorical=encoding.categorical(), seed=seed,
    )  # fmt: skip
    chance = sigmoid(logits.mean(axis=0)[late[past | late]] + np.log(shares[0] / (1 - shares[0])))
    return told | measured(y[late], chance).plain()


def calibration(won: Floats, chance: Floats, case: Ints) -> list[tuple[float, float, int]]:
    """For each of BINS bins of equal count: mean chance, share won, number of distinct deals."""
    parts = np.array_split(np.argsort(chance, kind="stable"), BINS)
    return [(float(chance[p].mean()), float(won[p].mean()), len(np.unique(case[p]))) for p in parts if len(p)]
