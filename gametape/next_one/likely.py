"""The three likeliest reasons for a premortem, and from what they are. Pure.

One's own no-sales first, of the same stage where there are enough of them, then the store's, then a plain list that
claims nothing. What is enough stands in the one table of minimum n (law 5). Private reasons are never among them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from gametape.common.counting import Figure, enough
from gametape.deals.vocabulary import is_private, reason_of

TOP = 3
PLAIN = ("PRICE", "DECIDER", "UNDERSTANDING")
"""To begin with, where nobody's answers are in: one of money, one of people, one of ours."""


class From(Enum):
    OWN_STAGE = "own_stage"  # one's own no-sales that ended at this stage
    OWN = "own"
    STORE = "store"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Said:
    """What one buyer gave as the reason: a leaf a person confirmed, and whether figures had been shown by then."""

    leaf: str
    figures: bool


@dataclass(frozen=True, slots=True)
class Likely:
    """A reason's code, and how many of `n` said it; 0 where it is of the plain list."""

    reason: str
    k: int


@dataclass(frozen=True, slots=True)
class Likeliest:
    reasons: tuple[Likely, ...]
    of: From
    n: int = 0


def likeliest(own: Sequence[Said], store: Sequence[Said], *, reps: int, figures: bool) -> Likeliest:
    """`figures`: whether this deal has seen figures. `reps`: how many colleagues the store's answers come from; below
    the minimum one of them could be told from the list."""
    stage = _codes(said for said in own if said.figures is figures)
    if enough(Figure.RATE, len(stage)):
        return _top(stage, From.OWN_STAGE)
    mine = _codes(own)
    if enough(Figure.RATE, len(mine)):
        return _top(mine, From.OWN)
    theirs = _codes(store)
    if enough(Figure.BUYERS, len(theirs)) and enough(Figure.PEOPLE, reps):
        return _top(theirs, From.STORE)
    return Likeliest(tuple(Likely(code, 0) for code in PLAIN), From.PLAIN)


def _codes(said: Iterable[Said]) -> list[str]:
    return [reason_of(one.leaf).code for one in said if not is_private(one.leaf)]


def _top(codes: list[str], of: From) -> Likeliest:
    counted = sorted(Counter(codes).items(), key=lambda pair: (-pair[1], pair[0]))[:TOP]
    return Likeliest(tuple(Likely(code, k) for code, k in counted), of, len(codes))
