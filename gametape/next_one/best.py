"""The best thing to do now on an open deal, when no appointment is coming. Pure: facts in, one thing to do out.

The order is who waits for whom: somebody asked us something, we promised something, an appointment passed, something
moved and nothing is booked, somebody has been left alone. Only what can be read off the rows; nothing is guessed about
what a person wants.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

_PROMISED = re.compile(
    r"\b(call|ring|phone|text|write|email|e-mail|get|send)(?:ing)? (them|him|her|it|you|back|over|back to)\b"
    r"|\b(will|to|I’ll|I'll|we’ll|we'll) (call|ring|phone|text|send|e-?mail|look into|find out|check)\b"
    r"|\bpromised\b|\bcall[- ]?back\b",
    re.IGNORECASE,
)
_OURS = ("call", "message")  # kinds of moments in which somebody here spoke to them
LEFT_ALONE = timedelta(days=3)
COLD = timedelta(days=45)  # what is older is a list to work through, not the best thing to do now
JUST_MOVED = timedelta(days=2)


class Do(Enum):
    """What to do, the most pressing first."""

    ANSWER = "answer"
    KEEP_PROMISE = "promise"
    MISSED = "missed"
    BOOK = "book"
    CALL = "call"


_ORDER = list(Do)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One open deal: its latest moment, whether they can be written to or called, and its appointment if there is one."""

    deal: int
    last_at: datetime
    last_kind: str
    last_words: str
    reachable: bool
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Best:
    """`since` is when it began to wait; `words` the noted ones it rests on, "" where it rests on a date."""

    do: Do
    deal: int
    since: datetime
    words: str = ""


def best(deals: Iterable[Facts], *, now: datetime) -> Best | None:
    """The one thing, or None: then whoever walks in next. Of two alike, the one that has waited longer; for a next step,
    the one that moved last."""
    found = [thing for facts in deals if (thing := _waits(facts, now))]
    return min(found, key=_rank, default=None)


def _rank(thing: Best) -> tuple[int, float, int]:
    waited = thing.since.timestamp()
    return _ORDER.index(thing.do), -waited if thing.do is Do.BOOK else waited, thing.deal


def _waits(facts: Facts, now: datetime) -> Best | None:
    if facts.next_at and facts.next_at > now:
        return None  # it has its next step
    quiet = now - facts.last_at
    if quiet > COLD:
        return None
    theirs = facts.last_kind != "message"  # a message with a question mark in it is our own question
    if facts.reachable and theirs and "?" in facts.last_words:
        return Best(Do.ANSWER, facts.deal, facts.last_at, facts.last_words)
    if facts.reachable and _PROMISED.search(facts.last_words):
        return Best(Do.KEEP_PROMISE, facts.deal, facts.last_at, facts.last_words)
    if facts.next_at and facts.next_at > facts.last_at and facts.reachable:
        return Best(Do.MISSED, facts.deal, facts.next_at)
    if quiet <= JUST_MOVED:
        return Best(Do.BOOK, facts.deal, facts.last_at)
    return Best(Do.CALL, facts.deal, facts.last_at) if facts.reachable and quiet >= LEFT_ALONE else None
