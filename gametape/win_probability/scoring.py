"""The chance of one deal after each of its moments and at the end of each quiet day, with what was known then."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import numpy as np

from gametape.win_probability.cases import Case, Point
from gametape.win_probability.chances import chances
from gametape.win_probability.log import logged
from gametape.win_probability.model import Model
from gametape.win_probability.workload import Workload

EVERY_DAY: Final = 30
THEN_EVERY: Final = 7
DAY: Final = timedelta(days=1)


def line(model: Model, case: Case, *, until: datetime, workload: Workload | None = None) -> list[Point]:
    """Points in order of time: one per step, and one per whole day of silence after a step, up to `until`.

    Step n is `n` from 1 on; a quiet day carries the n of the step before it and no activity. `workload` is what else was
    going on (`Workload.of(all deals, model.deciding)`); without it, as much as usual. Steps after `until` are left out. A
    deal the model learned from is asked of the members that never saw it (out of fold). A long silence has a point for each
    of its first 30 days, then for every 7th; once something has decided the deal there is nothing to wait for.
    """
    steps = tuple(sorted((step for step in case.steps if step.at <= until), key=lambda step: step.at))
    if not steps:
        return []
    log = logged([Case(case.id, steps, case.attributes)])
    decided = model.deciding.rows(log)
    rows, when = list[int](), list[datetime]()
    for n, step in enumerate(steps):
        rows.append(n)
        when.append(step.at)
        end = steps[n + 1].at if n + 1 < len(steps) else until
        if decided[n] < 0:
            days = quiet_days((end - step.at) // DAY)
            rows += [n] * len(days)
            when += [step.at + day * DAY for day in days]
    at = np.array([moment.timestamp() for moment in when])
    told = chances(model, log, np.array(rows), at, None if workload is None else model.around(workload))
    return [
        Point(moment, row + 1, steps[row].activity if moment == steps[row].at else None, *map(float, chance))
        for row, moment, *chance in zip(rows, when, told.probability, told.low, told.high, strict=True)
    ]


def quiet_days(silent: int) -> list[int]:
    """Which days of a silence of so many whole days have a point."""
    return [*range(1, min(silent, EVERY_DAY) + 1), *range(EVERY_DAY + THEN_EVERY, silent + 1, THEN_EVERY)]
