"""How much else was going on at the time: deals open, deals newly opened. Never a person's own load.

A deal counts as open from its first step until a closing activity or until a number of quiet days have gone by,
whichever is first: never until its last row, for that it was the last is the future.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gametape.win_probability.cases import Case


class Workload:
    """Times between which the deals of one log count as open."""

    @staticmethod
    def of(cases: Iterable[Case], model: Any) -> Workload:
        """Of all deals of a store, as `model` knows closing activities and quiet days."""
        raise NotImplementedError
