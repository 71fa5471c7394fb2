"""What the page of a recording shows: its lines as they read now, what each holds, where nothing was heard, who spoke when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gametape.tape import drawing, telling
from gametape.tape.drawing import clock
from gametape.tape.models import Line, Mark, Recording, Side
from gametape.tape.noticing import KINDS, kinds_in

A_PAGE = 500  # lines; a call of 40 minutes has some 300
QUIET = 4.0  # seconds between two lines that are worth a line of their own
KIND_NAMES = {
    "question": gettext_lazy("Questions"), "price": gettext_lazy("Price"), "payment": gettext_lazy("Payment"), "competitor": gettext_lazy("Competitor"),
    "objection": gettext_lazy("Objections"), "next_step": gettext_lazy("Next step"),
}  # fmt: skip
MOST_LANES = 6
LANES = (Side.REP, Side.BUYER, Side.OTHER, Side.UNKNOWN)


@dataclass(frozen=True)
class Shown:
    """A line, or where `line` is None a stretch in which nobody was heard: `gap` says what of it."""

    start: float | None
    end: float | None
    at: str = ""
    line: Line | None = None
    called: str = ""
    whose: str = Side.UNKNOWN
    holds: str = ""
    mark: Mark | None = None
    place: int = 0
    gap: str = ""


@dataclass(frozen=True)
class Lane:
    called: str
    side: str
    bars: list[drawing.Bar]
    y: int


@dataclass(frozen=True)
class Picture:
    """For the template: heights in pixels, widths in percent."""

    wave: str
    peaks: int
    lanes: list[Lane]
    figures: list[tuple[float, str]]
    ticks: list[tuple[float, int]]
    height: int
    told: str


@dataclass
class Page:
    shown: list[Shown]
    picture: Picture | None
    counts: list[tuple[str, str, int]]
    marks: list[Shown]
    only: str = ""
    more: int | None = None
    less: int | None = None
    untold: int = 0
    told: list[tuple[str, str]] = field(default_factory=list)


def names(recording: Recording) -> dict[str, str]:
    """What each side is called on the page."""
    return {
        Side.REP: recording.by.first_name,
        Side.BUYER: str(recording.deal.called or _("The buyer")),
        Side.OTHER: _("Somebody else"),
        Side.UNKNOWN: _("Nobody said who"),
    }


def called(line: Line, named: Mapping[str, str]) -> str:
    """Somebody else, and who is unknown, by the name the file has for them."""
    if line.speaker and not line.side and line.whose in (Side.OTHER, Side.UNKNOWN):
        return line.speaker.label
    return named[line.whose]


def page(recording: Recording, *, only: str = "", first: int = 0) -> Page:
    """`only` is one of KINDS, "marks" or ""; `first` the number of the line the page begins with."""
    lines = list(telling.now_lines(recording))
    marks = {mark.number: mark for mark in recording.marks.all()}
    places = {number: place for place, number in enumerate(sorted(marks), start=1)}
    named = names(recording)
    every = [_shown(line, named, marks, places) for line in lines]
    chosen = [one for one in every if _chosen(one, only)] if only else every
    part = chosen[first : first + A_PAGE]
    return Page(
        shown=part if only else list(_with_gaps(part, recording, last=first + A_PAGE >= len(chosen))),
        picture=_picture(recording, every),
        counts=[
            (kind, str(KIND_NAMES[kind]), n) for kind in KINDS if (n := sum(kind in one.holds.split() for one in every))
        ],
        marks=[one for one in every if one.mark],
        only=only if only in KINDS or only == "marks" else "",
        more=first + A_PAGE if len(chosen) > first + A_PAGE else None,
        less=max(0, first - A_PAGE) if first else None,
        untold=sum(1 for line in lines if line.whose == Side.UNKNOWN and line.side == ""),
    )


def _shown(line: Line, named: Mapping[str, str], marks: Mapping[int, Mark], places: Mapping[int, int]) -> Shown:
    return Shown(
        start=line.start,
        end=line.end,
        at=clock(line.start),
        line=line,
        called=called(line, named),
        whose=line.whose,
        holds=" ".join(kinds_in(line.text)),
        mark=marks.get(line.number),
        place=places.get(line.number, 0),
    )


def _chosen(one: Shown, only: str) -> bool:
    return one.mark is not None if only == "marks" else only in one.holds.split()


def _with_gaps(lines: Sequence[Shown], recording: Recording, *, last: bool) -> Iterator[Shown]:
    """What was not heard stands where it belongs, and a long silence says that it is one."""
    gaps = sorted(recording.coverage.get("gaps", []), key=lambda gap: gap["start"])
    until: float | None = None
    for one in lines:
        start = one.start
        while gaps and start is not None and gaps[0]["start"] < start:
            until = max(until or 0.0, gaps[0]["end"])
            yield _gap(gaps.pop(0))
        if start is not None and until is not None and start - until >= QUIET:
            yield Shown(until, start, clock(until), gap=_("Nobody, %(n)s seconds") % {"n": round(start - until)})
        if one.end is not None:
            until = max(until or 0.0, one.end)
        yield one
    if last:
        yield from map(_gap, gaps)


def _gap(gap: Mapping[str, Any]) -> Shown:
    say = _("%(n)s s not transcribed. Listen.") % {"n": round(gap["end"] - gap["start"])}
    return Shown(gap["start"], gap["end"], clock(gap["start"]), gap=say)


def _picture(recording: Recording, every: Iterable[Shown]) -> Picture | None:
    timed = [one for one in every if one.start is not None and one.end is not None]
    seconds = recording.seconds or max((one.end or 0.0 for one in timed), default=0.0)
    sound = getattr(recording, "sound", None)
    peaks = sound.peaks if sound else []
    if seconds <= 0 or not (timed or peaks):
        return None
    top = 52 if peaks else 0
    lanes = [
        Lane(name, side, drawing.bars(spoken, seconds=seconds), top + place * 36)
        for place, (name, side, spoken) in enumerate(_voices(timed))
    ]
    ticks = [((one.start or 0.0) / seconds * 100, one.place) for one in timed if one.place]
    height = top + 36 * len(lanes) + (18 if ticks else 0)
    told = _("Who spoke when, %(long)s.") % {"long": clock(seconds)}
    return Picture(drawing.wave(peaks), len(peaks), lanes, drawing.figures(seconds), ticks, height, told)


def _voices(timed: Iterable[Shown]) -> list[tuple[str, str, list[tuple[float, float]]]]:
    """Who, which side, and from when to when: the rep first, then the buyer, then the others by name; no more than fit."""
    found: dict[tuple[int, str, str], list[tuple[float, float]]] = {}
    for one in timed:
        found.setdefault((LANES.index(Side(one.whose)), one.called, one.whose), []).append(
            (one.start or 0.0, one.end or 0.0)
        )
    return [(name, side, spoken) for (_, name, side), spoken in sorted(found.items())][:MOST_LANES]
