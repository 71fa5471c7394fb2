"""At most three lessons for one card: one of one's own, one of the team's, and one more. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MOST = 3  # more is not read in sixty seconds


@dataclass(frozen=True, slots=True)
class Candidate:
    """A lesson that fits, the best first in its list; `mine` when the reader drew it."""

    lesson: int
    mine: bool
    why: str


def pick(ranked: Sequence[Candidate], *, there: Sequence[bool] = ()) -> list[Candidate]:
    """What to add to a card that has some already: `there` says of each of those whether it is one's own."""
    room = MOST - len(there)
    if room <= 0:
        return []
    first = [next((one for one in ranked if one.mine is mine), None) for mine in (True, False) if mine not in there]
    chosen = [one for one in first if one is not None][:room]
    rest = [one for one in ranked if one not in chosen]
    return [*chosen, *rest[: room - len(chosen)]]
