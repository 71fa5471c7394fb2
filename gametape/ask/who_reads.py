"""Who may read a buyer's words, and what everybody else sees: one pure table (law 3, 6, 7).

Written from the visibility table of the store's pledge: the rep reads what is theirs, after their own call, alone for
the first 24 hours; the manager then, or once the rep opened it, or at once if it was meant for them; a CRM admin reads
words without names. What was limited or held is one mask for all, with the same words and the same behaviour.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

ALONE_FOR = timedelta(hours=24)


class Reading(Enum):
    WORDS = "words"
    NAMELESS = "nameless"  # the words, without whose they are
    MASK = "mask"
    CALL_FIRST = "call_first"  # the rep's own call is not sealed yet
    NOT_YET = "not_yet"
    NOTHING = "nothing"  # as if it were not there


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFacts:
    """`held` is "" or what the scan found and nobody released; times are aware."""

    reader: str
    held: str
    urgent: bool
    sent_at: datetime
    opened_at: datetime | None
    asker_opened_at: datetime | None
    asked_by_second_voice: bool
    sealed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderFacts:
    """Who looks: their roles at the deal's store, whether the deal is theirs, whether they asked."""

    roles: frozenset[str]
    deal_is_theirs: bool
    asked_it: bool


_ORDER = [Reading.WORDS, Reading.NAMELESS, Reading.CALL_FIRST, Reading.MASK, Reading.NOT_YET, Reading.NOTHING]


def reading(answer: AnswerFacts, who: ReaderFacts, *, now: datetime) -> Reading:
    """What `who` gets. With several roles, the most that one of them allows; but one's own call always comes first,
    and a manager who sells reads their own deal's answer as its rep does."""
    if "rep" in who.roles and who.deal_is_theirs:
        return _as_rep(answer, who, now)
    allowed = [_BY_ROLE[role](answer, who, now) for role in who.roles if role in _BY_ROLE]
    return min(allowed, key=_ORDER.index, default=Reading.NOTHING)


def _as_rep(answer: AnswerFacts, who: ReaderFacts, now: datetime) -> Reading:
    if answer.held or answer.reader != "rep":
        return Reading.MASK
    if not answer.sealed:
        return Reading.CALL_FIRST
    waiting = answer.asked_by_second_voice and not who.asked_it and answer.asker_opened_at is None
    return Reading.NOT_YET if waiting and now < answer.sent_at + ALONE_FOR else Reading.WORDS


def _as_manager(answer: AnswerFacts, who: ReaderFacts, now: datetime) -> Reading:
    if answer.held:
        return Reading.MASK
    if answer.reader == "manager":
        return Reading.WORDS
    waited = now >= answer.sent_at + ALONE_FOR
    if answer.reader == "store":
        return Reading.NAMELESS if waited else Reading.NOT_YET
    at_once = answer.urgent or who.asked_it or answer.opened_at is not None
    return Reading.WORDS if at_once or waited else Reading.NOT_YET


def _as_neutral(answer: AnswerFacts, who: ReaderFacts, now: datetime) -> Reading:
    if not who.asked_it:
        return Reading.NOTHING
    return Reading.MASK if answer.held or answer.reader != "rep" else Reading.WORDS


def _as_admin(answer: AnswerFacts, who: ReaderFacts, now: datetime) -> Reading:
    if answer.held or answer.reader == "manager":
        return Reading.NOTHING
    return Reading.NAMELESS if now >= answer.sent_at + ALONE_FOR else Reading.NOT_YET


def _as_finance(answer: AnswerFacts, who: ReaderFacts, now: datetime) -> Reading:
    return Reading.WORDS if answer.held else Reading.NOTHING


_BY_ROLE = {
    "manager": _as_manager,
    "neutral": _as_neutral,
    "admin": _as_admin,
    "owner": _as_admin,
    "finance": _as_finance,
}
