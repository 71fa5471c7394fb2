"""The chance and its band at any points of any deals, by a model: what the command, the pages and the tests all call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from gametape.win_probability.calibrating import sigmoid
from gametape.win_probability.estimating import BASE_RATE, BOOSTING, LOGISTIC
from gametape.win_probability.log import Floats, Ints, Log
from gametape.win_probability.model import Model
from gametape.win_probability.workload import Workload

NINETY: Final = 1.645
WIDER: Final = {BASE_RATE: 1.0, LOGISTIC: 1.5, BOOSTING: 1.43}
"""The halves lie apart by chance alone; that all of them lean the same way, to the middle, is added by this factor, found in
the simulator of the tests, where the truth is known."""
LIKE_THE_REST: Final = 6
"""Six halves tell a spread badly: it is drawn towards the mean spread, which counts as so many more."""


@dataclass(frozen=True)
class Chances:
    """`probability`, `low`, `high` in 0..1; `logits` is (members, points), moved from an average point."""

    probability: Floats
    low: Floats
    high: Floats
    logits: Floats
    decided: Ints


def chances(model: Model, log: Log, rows: Ints, when: Floats, around: Workload | None) -> Chances:
    """At each of `when`, right after row `rows` of `log`. `around` has been through `Model.around`.

    A deal the model learned from is asked of those members alone that did not see it.
    """
    x = model.encoding.encoded(log, rows, when, around)
    logits = model.members.logits(x)
    asked = model.unseen(log)[:, log.case[rows]]
    mean = (logits * asked).sum(axis=0) / np.maximum(asked.sum(axis=0), 1)
    centre = model.base + model.slope * mean
    half = NINETY * np.sqrt(variance(model, logits))
    probability, low, high = sigmoid(centre), sigmoid(centre - half), sigmoid(centre + half)
    decided = model.deciding.rows(log)[rows]
    over = np.flatnonzero(decided >= 0)
    if len(over):
        told = model.deciding.chances([log.activity[row] for row in decided[over]])
        for column, value in zip((probability, low, high), told, strict=True):
            column[over] = value
    return Chances(probability, low, high, logits, decided)


def variance(model: Model, logits: Floats) -> Floats:
    """Of the log-odds: what the halves disagree about, the movement that was not believed and may yet be right, and what so
    many deals leave open about the base rate. A base rate's band is that of the base rate alone."""
    own = logits.var(axis=0, ddof=1)
    free = len(logits) - 1
    spread = (free * own + LIKE_THE_REST * model.spread) / (free + LIKE_THE_REST)
    unbelieved = 0.0 if model.kind == BASE_RATE else max(0.0, 1 - model.slope) ** 2 * model.movement
    share = (model.n_won + 0.5) / (model.n_cases + 1)
    return np.asarray(
        (WIDER[model.kind] * model.slope) ** 2 * spread + unbelieved + 1 / (model.n_cases * share * (1 - share))
    )
