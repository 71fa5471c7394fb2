"""What kind of thing came back: an answer, or one of the five that are none (STOP, no reason, wrong person, a question,
a machine). Pure; a stop is heard in English, Spanish, French and German, in any plain wording (C05).

A missed stop writes to somebody who said no; a false one silences a buyer who was talking. So a stop has to be a
command to us: "he wouldn't stop calling" is a story and "stop by" a plan. Where it could be either, `unsure` is set and
a person is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from gametape.ask import reply_words as words
from gametape.common.spans import comparable

Status = Literal["", "OPT_OUT", "AUTO_REPLY", "NOT_THE_BUYER", "QUESTION_BACK", "NO_REASON"]
WORDS_OF_A_SHORT_NO, WORDS_OF_A_SHORT_REPLY = 6, 12
WORDS_OF_A_STRANGER = 12
"""Somebody we do not know says so in few words; "not me, my brother" inside a long answer is part of the answer."""
READ_AT_MOST = 20_000
"""Code points that are read; whatever somebody pastes behind that is kept but not searched."""


_LOOSE = " \t\r\n,;:-"
_HANGING = re.compile(r"\b(?:and|but|so|then|y|et|und)\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reply:
    """`status` is a code of `reply_status`, empty for an answer; the gravest wins. `also` are the others in it.

    `rest` is what is left to read as an answer ("It was the price." of "It was the price. Please stop texting me."),
    empty when nothing is. `unsure` asks a person whether they meant stop.
    """

    status: Status
    rest: str = ""
    also: tuple[Status, ...] = ()
    unsure: bool = False

    @property
    def stops(self) -> bool:
        return self.status == "OPT_OUT"

    @property
    def answers(self) -> bool:
        """Whether there are words to read, whatever else it is."""
        return bool(self.rest)


@dataclass(frozen=True, slots=True)
class _Clause:
    start: int
    end: int
    joined: bool
    """Whether an "and" or a "then" leads to it, and no full stop or comma."""
    forms: tuple[str, ...]
    """The comparable words, then again with each part of a lead ("so", "could you please") taken off."""


def kind_of(text: str) -> Reply:
    """Read one reply as it was pasted, typed or told. Quoted lines and a phone's signature are not read."""
    own = _own_words(text[:READ_AT_MOST])
    plain = comparable(own)
    if words.MACHINE.search(plain):
        return Reply("AUTO_REPLY")
    clauses = list(_clauses(plain))
    stops, unsure = _stops(plain, clauses)
    left = [clause for clause in clauses if not any(_touches(clause, stop) for stop in stops)]
    others = _others(own, plain, left)
    rest = _without(own, stops) if any(clause not in others for clause in left) else ""
    found: list[Status] = ["OPT_OUT"] if stops else []
    found += list(dict.fromkeys(others.values()))
    if not rest and not found:
        found = ["NO_REASON"]
    return _graded(found, rest, unsure=unsure and not stops)


def _graded(found: list[Status], rest: str, *, unsure: bool) -> Reply:
    """A stop is one whatever else is said, a wrong number when little else is, the rest only on their own."""
    order: tuple[Status, ...] = ("OPT_OUT", "NOT_THE_BUYER", "QUESTION_BACK", "NO_REASON")
    ranked = [status for status in order if status in found]
    grave: tuple[Status, ...] = ("OPT_OUT",)
    if len(rest.split()) <= WORDS_OF_A_STRANGER:
        grave += ("NOT_THE_BUYER",)
    first: Status = next((status for status in ranked if status in grave or not rest), "")
    also = tuple(status for status in ranked if status not in (first, "NO_REASON"))
    return Reply(first, rest, also, unsure)


def _own_words(text: str) -> str:
    """The text up to a signature or the message it answers, without quoted lines."""
    kept = []
    for line in text.splitlines():
        if words.SIGNATURE.match(comparable(line)):
            break
        if not line.lstrip().startswith(">"):
            kept.append(line)
    return "\n".join(kept).strip()


def _clauses(plain: str) -> Iterator[_Clause]:
    start, joined = 0, False
    for gap in [*words.CLAUSE.finditer(plain), None]:
        end = gap.start() if gap else len(plain)
        said = plain[start:end].strip(" '*_~-")
        if any(char.isalnum() for char in said):
            yield _Clause(start, end, joined, tuple(_forms(said)))
        start, joined = (gap.end(), gap.group().strip().isalpha()) if gap else (end, False)


def _forms(said: str) -> Iterator[str]:
    yield said
    while (lead := words.LEAD.match(said)) and lead.end() < len(said):
        said = said[lead.end() :].lstrip()
        yield said


def _touches(clause: _Clause, span: tuple[int, int]) -> bool:
    return clause.start < span[1] and span[0] < clause.end


# -- stop -----------------------------------------------------------------------------------------------------------


def _stops(plain: str, clauses: list[_Clause]) -> tuple[list[tuple[int, int]], bool]:
    """Where a stop is said, and whether something might be one."""
    whole = re.sub(r"[^a-z\- ]+", " ", plain)
    if " ".join(whole.split()) in words.KEYWORDS_ALONE:
        return [(0, len(plain))], False
    found, unsure = [_widened(found, plain, clauses) for found in words.STOP_ELSEWHERE.finditer(plain)], False
    for n, clause in enumerate(clauses):
        after = clauses[n + 1] if n + 1 < len(clauses) else None
        rude = any(words.RUDE.fullmatch(form) for form in clause.forms)
        last_word = (
            after is None and clause.forms[0] in words.KEYWORDS_LAST and len(plain.split()) <= WORDS_OF_A_SHORT_NO
        )
        if not (rude or last_word or _commands(clause)):
            continue
        if (rude and len(clauses) > 1) or _has_a_condition(plain, clause, after):
            unsure = True
        else:
            found.append((clause.start, clause.end))
            found += [(after.start, after.end)] if after and words.A_WAY_MORE.match(after.forms[-1]) else []
    return found, unsure or _may_be_one(plain)


def _may_be_one(plain: str) -> bool:
    few = len(plain.split()) <= WORDS_OF_A_SHORT_REPLY
    return bool(words.MAYBE_STOP.search(plain)) or (few and bool(words.MAYBE_STOP_SHORT.search(plain)))


def _widened(found: re.Match[str], plain: str, clauses: list[_Clause]) -> tuple[int, int]:
    """A command found inside a clause with the "bitte" before it, and to the clause's end ("no me escriban", "más")."""
    start, end = found.span()
    for clause in clauses:
        if clause.start <= start < clause.end and not _content(plain[clause.start : start]):
            start = clause.start
        if clause.start < end <= clause.end:
            end = clause.end
    return start, end


def _commands(clause: _Clause) -> bool:
    """ "Thanks, stop" is a command; "three bags came out and then stop" is not."""
    bare = [form for form in clause.forms if form in words.KEYWORDS]
    if any(words.STOP_COMMANDS.match(form) for form in clause.forms if form != "stop"):
        return True
    return bool(bare) and not (clause.joined and len(clause.forms[0].split()) == 1)


def _has_a_condition(plain: str, clause: _Clause, after: _Clause | None) -> bool:
    """ "Don't call me before spring", "don't call, text me": a wish about how and when. A person decides."""
    before = plain[max(0, clause.start - 60) : clause.start]
    same_sentence = before[max(before.rfind(mark) for mark in ".!?\n") + 1 :]
    return (
        bool(words.NOT_A_COMMAND.search(clause.forms[0]))
        or bool(words.CONDITION.match(same_sentence))
        or (after is not None and bool(words.OTHER_WAY_INSTEAD.match(after.forms[-1])))
    )


# -- the others -----------------------------------------------------------------------------------------------------


def _others(own: str, plain: str, clauses: list[_Clause]) -> dict[_Clause, Status]:
    """For each clause that is no answer, which kind of none it is."""
    kinds: dict[_Clause, Status] = {}
    for clause in clauses:
        if _is(words.NOT_THE_BUYER, clause) or _is_not_sam(own, clause):
            kinds[clause] = "NOT_THE_BUYER"
        elif _asks(plain, clause, alone=len(clauses) == 1):
            kinds[clause] = "QUESTION_BACK"
        elif _is(words.NO_REASON, clause) or not _content(clause.forms[0]):
            kinds[clause] = "NO_REASON"
    return kinds


def _is_not_sam(own: str, clause: _Clause) -> bool:
    said = own[clause.start : clause.end].strip()
    return bool(words.NOT_SAM.fullmatch(said))


def _asks(plain: str, clause: _Clause, *, alone: bool) -> bool:
    ends = re.match(r"[^.!;\n?]{0,120}\?", plain[clause.end :])
    if ends:
        return any(words.ASKS.match(f"{form}?") for form in clause.forms)
    return alone and _is(words.ASKS_WITHOUT_A_MARK, clause)


def _is(pattern: re.Pattern[str], clause: _Clause) -> bool:
    return any(pattern.fullmatch(form) for form in clause.forms)


def _content(said: str) -> list[str]:
    return [word for word in re.findall(r"[^\W_]+(?:'[^\W_]+)?", said) if word not in words.COURTESY]


def _without(own: str, stops: list[tuple[int, int]]) -> str:
    """The reply without the stretches that say stop; its own spelling otherwise."""
    if not stops:
        return own
    kept, at = [], 0
    for start, end in sorted(stops):
        kept.append(own[at : max(at, start)])
        at = max(at, end)
    kept.append(own[at:])
    return " ".join(part for part in map(_trimmed, kept) if _content(comparable(part)))


def _trimmed(part: str) -> str:
    """Without the marks it begins with and the "and" it ends on. Looks at the end alone: one pattern over the whole
    took 3 s for a page of "and then and then", while everybody else's writing waited."""
    part = re.sub(r"^[\s.,;:!?-]+", "", part).rstrip(_LOOSE)
    while found := _HANGING.search(part, max(0, len(part) - 8)):
        part = part[: found.start()].rstrip(_LOOSE)
    return part
