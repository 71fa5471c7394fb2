"""What happened in a conversation, in numbers, each with what it was counted from. No score, no target, no other person's call.

Times in seconds; the call lasts from the first word to the last, whoever says them. What cannot be measured is None: without
times there is no share of time, and without a rep no measure at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Any

from gametape.tape.lines import Line, Transcript
from gametape.tape.noticing import FILLER, OBJECTION, PRICE, agrees, is_open, offers_a_step, questions, rival
from gametape.tape.turns import BUYER, NOBODY, REP, Said, Turn, said_by, sides, turns_of, words_in

INTERRUPTS_BY, HOLDS = 0.5, 1.0  # seconds
AFTER_OBJECTION = 30.0  # seconds
LAST_PART = 0.2  # of the call


@dataclass(frozen=True)
class Measure:
    """`value` None: cannot be told from this transcript. `counted` is what stands behind it."""

    value: float | None
    counted: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Call:
    """A transcript with its sides known. `lines` are those of the two who count, with or without times."""

    lines: tuple[tuple[str, Line], ...]
    said: tuple[Said, ...]
    turns: tuple[Turn, ...]
    start: float
    end: float

    @property
    def seconds(self) -> float:
        return self.end - self.start

    def texts(self, who: str) -> list[str]:
        return [line.text for side, line in self.lines if side == who]

    def spoke(self, who: str) -> float:
        return talked(said for said in self.said if said.who == who)


def call_of(transcript: Transcript, *, rep: str | None = None, buyer: str | None = None) -> Call:
    of = sides(transcript.speakers, rep=rep, buyer=buyer)
    said = said_by(transcript.lines, of)
    timed = [
        (line.start, max(line.start, line.end))
        for line in transcript.lines
        if line.start is not None and line.end is not None
    ]
    return Call(
        lines=tuple(
            (of[line.speaker], line) for line in transcript.lines if line.speaker and of[line.speaker] != NOBODY
        ),
        said=tuple(said),
        turns=tuple(turns_of(said)),
        start=min((start for start, _ in timed), default=0.0),
        end=max((end for _, end in timed), default=0.0),
    )


def talked(said: Any) -> float:
    """Seconds in which somebody speaks, those of overlapping lines once."""
    total, until = 0.0, float("-inf")
    for one in sorted(said, key=lambda one: one.start):
        total += max(0.0, one.end - max(one.start, until))
        until = max(until, one.end)
    return total


def measures(call: Call, *, rivals: Sequence[str] = ()) -> dict[str, Measure]:
    """All of call_metrics.yaml that a transcript tells (the steps of the sale are asked of the rep, not of the tape)."""
    found = {
        "talk_share": talk_share(call),
        "longest_rep_turn": longest(call, REP),
        "longest_buyer_turn": longest(call, BUYER),
        "rep_questions": rep_questions(call),
        "open_question_share": open_question_share(call),
        "interactivity": interactivity(call),
        "patience": patience(call),
        "interruptions": interruptions(call),
        "pace_after_objection": pace_after_objection(call),
        "objection_question": objection_question(call),
        "price_first_at": first_at(call, [said for said in call.said if PRICE.search(said.text)]),
        "rival_first_at": first_at(call, [said for said in call.said if rival(said.text, names=rivals)]),
        "next_step": next_step(call),
        "fillers": fillers(call),
    }
    if not call.texts(REP):
        return {name: Measure(None) for name in found}
    return found


def talk_share(call: Call) -> Measure:
    """rep_speech_s / (rep_speech_s + buyer_speech_s); silence and unknown speakers excluded."""
    rep, buyer = call.spoke(REP), call.spoke(BUYER)
    counted = {"rep_seconds": round(rep, 3), "buyer_seconds": round(buyer, 3)}
    return Measure(rep / (rep + buyer) if rep and buyer else None, counted)


def longest(call: Call, who: str) -> Measure:
    """max(turn length) of one side, in seconds; back-channels are no turns."""
    turns = [turn.seconds for turn in call.turns if turn.who == who]
    return Measure(max(turns, default=None), {"turns": len(turns)})


def rep_questions(call: Call) -> Measure:
    """Questions of the rep (end in "?", or begin like an open question) / (call length / 30 min)."""
    asked = sum(len(questions(text)) for text in call.texts(REP))
    return Measure(
        asked * 1800 / call.seconds if call.seconds else None, {"questions": asked, "seconds": round(call.seconds, 3)}
    )


def open_question_share(call: Call) -> Measure:
    """Questions of the rep that start with what, how, tell me, walk me / all questions of the rep."""
    asked = [question for text in call.texts(REP) for question in questions(text)]
    opened = sum(1 for question in asked if is_open(question))
    return Measure(opened / len(asked) if asked else None, {"open": opened, "questions": len(asked)})


def interactivity(call: Call) -> Measure:
    """Changes of the speaker from turn to turn / (speech of both / 10 min)."""
    changes = sum(1 for a, b in pairwise(call.turns) if a.who != b.who)
    speech = call.spoke(REP) + call.spoke(BUYER)
    return Measure(changes * 600 / speech if speech else None, {"changes": changes, "speech_seconds": round(speech, 3)})


def patience(call: Call) -> Measure:
    """Median of (start of the rep's turn - end of the buyer's turn before it), in seconds; an overlap counts as 0."""
    pauses = [max(0.0, b.start - a.end) for a, b in pairwise(call.turns) if (a.who, b.who) == (BUYER, REP)]
    return Measure(median(pauses) if pauses else None, {"pauses": len(pauses)})


def interruptions(call: Call) -> Measure:
    """Turns of the rep that start 0.5 s or more before a turn of the buyer ends, and last 1 s or more / (call length / 10 min)."""
    buyers = [turn for turn in call.turns if turn.who == BUYER]
    count = sum(
        1
        for turn in call.turns
        if turn.who == REP
        and turn.seconds >= HOLDS
        and any(other.start < turn.start <= other.end - INTERRUPTS_BY for other in buyers)
    )
    return Measure(
        count * 600 / call.seconds if call.seconds else None, {"count": count, "seconds": round(call.seconds, 3)}
    )


def objections(call: Call) -> list[Said]:
    return [said for said in call.said if said.who == BUYER and OBJECTION.search(said.text)]


def pace_after_objection(call: Call) -> Measure:
    """Words a minute of the rep in the 30 s after an objection / words a minute of the rep in the call. Over all objections
    together; the words of a line are spread evenly over its time."""
    found, rep = objections(call), [said for said in call.said if said.who == REP]
    spans = _spans([(said.end, said.end + AFTER_OBJECTION) for said in found])
    words, seconds = 0.0, 0.0
    for said in rep:
        within = sum(max(0.0, min(said.end, end) - max(said.start, start)) for start, end in spans)
        if within:
            words += len(words_in(said.text)) * within / (said.end - said.start)
            seconds += within
    spoke = sum(said.end - said.start for said in rep)
    whole = sum(len(words_in(said.text)) for said in rep if said.end > said.start)
    counted = {"objections": len(found), "words_after": round(words, 2), "seconds_after": round(seconds, 3)}
    return Measure((words / seconds) / (whole / spoke) if seconds and whole else None, counted)


def _spans(spans: list[tuple[float, float]]) -> list[tuple[float, float]]:
    out: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return out


def objection_question(call: Call) -> Measure:
    """How many objections were answered with a question: the rep's next turn holds one. A count, never a share."""
    found = objections(call)
    answered = 0
    for said in found:
        following = next((turn for turn in call.turns if turn.who == REP and turn.start >= said.start), None)
        answered += bool(following and questions(following.text))
    return Measure(float(answered) if found else None, {"objections": len(found)})


def first_at(call: Call, mentions: Sequence[Said]) -> Measure:
    """(start of the first line that mentions it - start of the call) / call length, and whose line it was."""
    if not mentions or not call.seconds:
        return Measure(None, {"mentions": len(mentions)})
    first = mentions[0]
    counted = {
        "mentions": len(mentions),
        "by": first.who,
        "line": first.number,
        "seconds": round(first.start - call.start, 3),
    }
    return Measure((first.start - call.start) / call.seconds, counted)


def next_step(call: Call) -> Measure:
    """1 if the last fifth of the call holds an action with a day or time and an owner that the buyer agreed to: the buyer says it,
    or says yes in the next line of theirs. Without times the last fifth of the lines."""
    if not call.lines:
        return Measure(None)
    late = call.end - LAST_PART * call.seconds
    for n, (who, line) in enumerate(call.lines):
        is_late = (
            line.end >= late if call.seconds and line.end is not None else n >= int((1 - LAST_PART) * len(call.lines))
        )
        if not is_late or not offers_a_step(line.text):
            continue
        answer = next((other.text for side, other in call.lines[n + 1 :] if side == BUYER), "")
        if who == BUYER or agrees(answer):
            return Measure(1.0, {"line": n, "by": who})
    return Measure(0.0)


def fillers(call: Call) -> Measure:
    """Um, uh, like, you know per 100 words of the rep. Hidden unless asked for: no outcome is known to hang on it."""
    texts = call.texts(REP)
    words, found = sum(len(words_in(text)) for text in texts), sum(len(FILLER.findall(text)) for text in texts)
    return Measure(100 * found / words if words else None, {"count": found, "words": words})
