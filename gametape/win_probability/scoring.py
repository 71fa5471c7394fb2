"""The chance of one deal after each of its moments and at the end of each quiet day, with what was known then."""

from __future__ import annotations

from datetime import datetime

from gametape.win_probability.cases import Case, Point
from gametape.win_probability.model import Model
from gametape.win_probability.workload import Workload


def line(
    model: Model, case: Case, *, until: datetime, workload: Workload | None = None, out_of_fold: bool = False
) -> list[Point]:
    """Points in order of time: one per step, and one per whole day of silence after a step, up to `until`.

    Step n is `n` from 1 on; a quiet day carries the n of the step before it and no activity. `workload` is what else was
    going on (`Workload.of`); without it, as much as usual. `out_of_fold=True` asks only the part of the model that this
    case (by its id) had no part in fitting; a case the model does not know is asked the whole of it.
    Long silences get every day of the first 30, then every 7th.
    """
    raise NotImplementedError
