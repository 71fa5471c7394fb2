"""Where the deal turned: the largest drops and rises, in words, from what the model itself adds and takes away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from gametape.win_probability.cases import Case, Point, Turn
from gametape.win_probability.log import Floats, logged
from gametape.win_probability.model import Model
from gametape.win_probability.workload import Workload

SMALLEST: Final = 0.10
"""Ten points: less is not what somebody calls a turn, however sure the model is of it."""
TOLD: Final = 2
"""How many of the reasons are told."""
LEAST_TOLD: Final = 0.15
"""A reason that makes less of the move than this is not told."""


def turns(
    model: Model, case: Case, points: Sequence[Point], *, at_most: int = 4, workload: Workload | None = None
) -> list[Turn]:
    """The largest turns of `points` (from `scoring.line`), in order of time; those inside the band are none.

    Words: "after 6 quiet days: 71% to 44%". A step is compared with the last point before it, a silence as a whole with the
    step it follows. It is a turn when neither chance lies in the other's band.
    """
    found = [(before, after) for before, after in _moves(points) if is_turn(before, after)]
    found.sort(key=lambda pair: -abs(pair[1].probability - pair[0].probability))
    chosen = sorted(found[:at_most], key=lambda pair: pair[1].at)
    why = _why(model, case, chosen, workload)
    return [_turn(before, after, told) for (before, after), told in zip(chosen, why, strict=True)]


def is_turn(before: Point, after: Point) -> bool:
    moved = abs(after.probability - before.probability)
    outside = not before.low <= after.probability <= before.high and not after.low <= before.probability <= after.high
    return moved >= SMALLEST and outside


def _moves(points: Sequence[Point]) -> list[tuple[Point, Point]]:
    """Neighbours, but that of a silence only its whole is one: from the step to the last of its quiet days."""
    moves = []
    step = points[0] if points else None
    for nth, point in enumerate(points[1:], start=1):
        before = points[nth - 1]
        if point.activity is not None:
            moves.append((before, point))
            step = point
        elif step is not None and (nth + 1 == len(points) or points[nth + 1].activity is not None):
            moves.append((step, point))
    return moves


def _turn(before: Point, after: Point, why: str) -> Turn:
    silent = (after.at - before.at).days
    what = (
        f"“{after.activity}”"
        if after.activity is not None
        else "a quiet day"
        if silent == 1
        else f"{silent} quiet days"
    )
    words = f"after {what}: {before.probability:.0%} to {after.probability:.0%}"
    said = f"{words} ({why})" if why else words
    return Turn(before.at, after.at, before.probability, after.probability, said, why)


def _why(model: Model, case: Case, moves: Sequence[tuple[Point, Point]], around: Workload | None) -> list[str]:
    """For each move the columns whose contributions moved most its way, as associations."""
    if not moves:
        return []
    steps = sorted(case.steps, key=lambda step: step.at)
    log = logged([Case(case.id, tuple(steps), case.attributes)])
    rows = np.array([point.n - 1 for move in moves for point in move])
    when = np.array([point.at.timestamp() for move in moves for point in move])
    x = model.encoding.encoded(log, rows, when, None if around is None else model.around(around))
    told: Floats = model.slope * model.members.contributions(x)
    names, decided = model.encoding.columns(), model.deciding.rows(log)[rows] >= 0
    return [
        "this decides a deal" if over else _largest(names, change, move)
        for change, over, move in zip(told[1::2] - told[::2], decided[1::2], moves, strict=True)
    ]


def _largest(names: Sequence[str], change: Floats, move: tuple[Point, Point]) -> str:
    way = 1 if move[1].probability > move[0].probability else -1
    along = np.maximum(change * way, 0)
    order = np.argsort(-along, kind="stable")[:TOLD]
    said = [names[one] for one in order if along[one] > LEAST_TOLD * along.sum()]
    return f"goes with {' and '.join(said)}" if said else ""
