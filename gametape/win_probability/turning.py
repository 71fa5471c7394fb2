"""Where the deal turned: the largest drops and rises, in words, from what the model itself adds and takes away."""

from __future__ import annotations

from collections.abc import Sequence

from gametape.win_probability.cases import Case, Point, Turn
from gametape.win_probability.model import Model


def turns(model: Model, case: Case, points: Sequence[Point], *, at_most: int = 4) -> list[Turn]:
    """The largest turns of `points` (from `scoring.line`), in order of time; those inside the band are none.

    Words: "after 6 quiet days: 71% to 44%". A drop or rise is called one only when the two bands do not meet.
    """
    raise NotImplementedError
