"""How surprising a loss is: the chance at its best and at its end. For the rep's own list alone, never a manager's page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gametape.win_probability.cases import Point

FEWEST_MOMENTS = 3


@dataclass(frozen=True, slots=True)
class Surprise:
    """Chances in 0..1: `best` anywhere on the line, `end` at its last point."""

    best: float
    end: float


def surprise(points: Sequence[Point]) -> Surprise | None:
    """None with two moments or fewer: there the rep's own line stands."""
    if sum(point.activity is not None for point in points) < FEWEST_MOMENTS:
        return None
    return Surprise(best=max(point.probability for point in points), end=points[-1].probability)
