"""Plain text with names, as people type it and as programs copy it out:

Dana: How are you?                     [00:01:02] Dana: How are you?             Dana  1:02
Dana (00:01:02): How are you?          1:02 Dana: How are you?                   How are you?
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from gametape.tape.lines import Line, Note, Transcript, as_read
from gametape.tape.reading.timing import CLOCK, LONGEST_NAME, named, seconds

_BEFORE = re.compile(rf"^\s*[\[(]?(?P<time>{CLOCK})[\])]?\s*[-–]?\s*(?P<rest>\S.*)$")
_AFTER = re.compile(
    rf"^\s*(?P<name>[^\W\d_][^:\[\]()]{{0,{LONGEST_NAME}}}?)\s*[\[(](?P<time>{CLOCK})[\])]\s*:?\s*(?P<rest>.*)$"
)
_ABOVE = re.compile(rf"^\s*(?P<name>[^\W\d_][^:\[\]()]{{0,{LONGEST_NAME}}}?)\s+(?P<time>{CLOCK})\s*$")
WORDS_A_SECOND = 2.5  # how long a line lasts that tells only its start, when no line follows it: 150 words a minute


def plain(text: str) -> Transcript:
    return Transcript(as_read(_with_ends(list(_lines(text)))), kind="text")


def _lines(text: str) -> Iterator[Line | Note]:
    held: Line | None = None
    for raw in text.splitlines():
        if not raw.strip():
            continue
        begun = _begun(raw)
        if begun is None and held is not None:
            held = replace(held, text=f"{held.text} {raw.strip()}".strip())
            continue
        if held is not None:
            yield held
        held = begun or Line(None, None, None, raw.strip())
    if held is not None:
        yield held


def _begun(raw: str) -> Line | None:
    """The line that begins here; None for one that goes on with the words before."""
    for form in (_AFTER, _ABOVE):
        found = form.match(raw)
        if found:
            return Line(found["name"].strip(), seconds(found["time"]), None, found.groupdict().get("rest", "") or "")
    found = _BEFORE.match(raw)
    if found:
        told = named(found["rest"])
        speaker, words = told if told else (None, found["rest"])
        return Line(speaker, seconds(found["time"]), None, words.strip())
    told = named(raw)
    return Line(told[0], None, None, told[1].strip()) if told else None


def _with_ends(lines: list[Line | Note]) -> Iterator[Line | Note]:
    """A line that tells only its start lasts as long as its words take, at most until the next one begins."""
    for n, line in enumerate(lines):
        if not isinstance(line, Line) or line.start is None:
            yield line
            continue
        after = next(
            (other.start for other in lines[n + 1 :] if isinstance(other, Line) and other.start is not None), None
        )
        end = line.start + max(1.0, len(line.text.split()) / WORDS_A_SECOND)
        yield replace(line, end=min(end, after) if after is not None and after > line.start else end)
