"""Open, won, lost or junk: one decision from all the columns of a row that speak of it.

Flags the CRM keeps by itself come first, then a status, then the stage, then a date that only a won or a lost deal has,
then the CRM's own chance of 0 or 100, and that only where the stage is a word nobody knows.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from gametape.connectors.csv import stages

WORDS = ("won", "lost", "closed", "outcome", "stage", "probability")
FACTS = ("won_at", "lost_at", "reason")


@dataclass(frozen=True, slots=True)
class Decision:
    """`state` is open, won or lost; `junk` says why it is none of them; `known` is False for words nobody knows."""

    state: str
    stage: str = ""
    junk: str = ""
    known: bool = True


@lru_cache(maxsize=65536)
def decide(
    won: str,
    lost: str,
    closed: str,
    outcome: str,
    stage: str,
    probability: str,
    has_won_at: bool,
    has_lost_at: bool,
    has_reason: bool,
) -> Decision:
    shown = stage or outcome
    told = {words: stages.meaning(words) for words in (outcome, stage) if words}
    meanings = list(told.values())
    for words, meaning in told.items():
        if meaning == stages.JUNK:
            return Decision(stages.LOST, shown, junk=f"junk: {words[:40]}")
    flagged = _by_flags(stages.flag(won), stages.flag(lost), stages.flag(closed))
    if flagged:
        return Decision(flagged, shown)
    decided = next((meaning for meaning in meanings if meaning in (stages.WON, stages.LOST)), None)
    if decided:
        return Decision(decided, shown)
    if has_won_at != has_lost_at:
        return Decision(stages.WON if has_won_at else stages.LOST, shown)
    if stages.OPEN in meanings or stages.flag(closed) is False:
        return Decision(stages.OPEN, shown)
    return _by_hints(probability, shown, has_reason, told=bool(meanings))


def _by_flags(won: bool | None, lost: bool | None, closed: bool | None) -> str | None:
    if won:
        return stages.WON
    if lost:
        return stages.LOST
    return stages.LOST if closed and won is False and lost is None else None


def _by_hints(probability: str, shown: str, has_reason: bool, *, told: bool) -> Decision:
    chance = probability.strip().rstrip("%").strip()
    if told and chance in ("100", "100.0", "100.00", "1.0"):
        return Decision(stages.WON, shown)
    if told and chance in ("0", "0.0", "0.00"):
        return Decision(stages.LOST, shown)
    if has_reason:
        return Decision(stages.LOST, shown)
    return Decision(stages.OPEN, shown, known=not told)
