"""The rep's own line: how sure they were at their best moment, then the no. Ink and broken, for it is no calculation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

LEVELS = {"counting": 0, "good": 44, "coin": 88}  # pixels below the top level
FLOOR, TOP = 128, 22
SAID = {
    "counting": "you were already counting it, the highest of three levels",
    "good": "you called it good, the middle of three levels",
    "coin": "you called it a coin flip, the lowest of three levels",
}


@dataclass(frozen=True)
class OwnLine:
    """Where the three points lie (pixels from the top of the picture), and the same in words."""

    sure: str
    best: int
    path: str
    said: str
    first: datetime
    no: datetime
    few: bool = True
    floor: int = TOP + FLOOR
    start: int = TOP + LEVELS["coin"]


def own_line(sure: str, *, first: datetime, no: datetime, few: bool = True) -> OwnLine:
    """It starts at the lowest level with the first moment, rises to the best one, and falls to the floor."""
    level = LEVELS[sure]
    path = f"M3 {LEVELS['coin']} L38 {level} L72 {FLOOR}"
    return OwnLine(sure=sure, best=TOP + level, path=path, said=SAID[sure], first=first, no=no, few=few)
