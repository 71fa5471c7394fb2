"""The line of one deal as it is kept: what the engine says at each point, bound to the moments it is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from gametape.win_probability.cases import Case, Turn
from gametape.win_probability.gathering import Gathered
from gametape.win_probability.model import Model, fingerprint
from gametape.win_probability.scoring import line
from gametape.win_probability.surprise import FEWEST_MOMENTS, Surprise, surprise
from gametape.win_probability.turning import turns
from gametape.win_probability.workload import Workload

DIGITS = 6  # as `gametape win-probability score` writes them


@dataclass(frozen=True)
class Lined:
    points: list[list[Any]] = field(default_factory=list)
    turns: list[dict[str, Any]] = field(default_factory=list)
    surprise: Surprise | None = None
    out_of_fold: bool = False


def read(text: str) -> Model:
    return Model.from_json(text)


def around(model: Model, cases: Iterable[Case]) -> Workload:
    return Workload.of(cases, model.deciding)


def lined(model: Model, one: Gathered, *, until: datetime, around: Workload) -> Lined:
    """Empty with two moments or fewer: there the rep's own line stands."""
    if len(one.case.steps) < FEWEST_MOMENTS:
        return Lined()
    points = line(model, one.case, until=until, workload=around)
    kept: list[list[Any]] = []
    for point in points:
        moment = one.moments[point.n - 1] if point.activity is not None else None
        chances = (point.probability, point.low, point.high)
        kept.append([point.at.isoformat(), point.n, moment, *(round(chance, DIGITS) for chance in chances)])
    told = turns(model, one.case, points, workload=around)
    return Lined(kept, [_plain(turn) for turn in told], surprise(points), fingerprint(one.case.id) in model.known)


def _plain(turn: Turn) -> dict[str, Any]:
    moved = {"from": turn.from_at.isoformat(), "at": turn.at.isoformat(), "before": turn.before, "after": turn.after}
    return moved | {"words": turn.words, "why": turn.why}
