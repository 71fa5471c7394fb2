"""How often a reader is right, as it was measured on answers it never heard, for the page to say beside a suggestion.

Written down by ``bench/reading.py --write``; the answers are invented by another hand, and the page says so.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

from gametape.reasons.reading.weighing import DATA


@dataclass(frozen=True, slots=True)
class Measured:
    """In ``right`` of ``n`` answers the first suggestion named the right reason of the eleven."""

    right: int
    n: int

    @property
    def of_ten(self) -> int:
        return round(10 * self.right / self.n)


def measured(reader: str) -> Measured | None:
    """For the engine that a finding names; None for one that was never measured."""
    told = _all().get(reader)
    return Measured(told["right"], told["n"]) if told else None


@cache
def _all() -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = json.loads((DATA / "measured.json").read_text(encoding="utf-8"))
    return found
