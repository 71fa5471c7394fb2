"""A transcript as plain values. Times are seconds from the start, None where the source tells none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from gametape.speech.lines import Word

VOICE, COLON, BARE = "voice", "colon", "bare"  # how a cue tells its speaker: <v Dana>, "Dana: ", not at all


@dataclass(frozen=True)
class Cue:
    """How a line stood in its file, so that what nobody edited is written again letter by letter: `timing`
    and `payload` are its lines as they were, `name` the line above them, `settings` what follows the times."""

    timing: str
    payload: str
    name: str = ""
    settings: str = ""
    form: str = BARE


@dataclass(frozen=True)
class Line:
    """What one speaker said. `speaker` None: nobody knows who. `was` is the line as it was read; it stays when a line is
    edited."""

    speaker: str | None
    start: float | None
    end: float | None
    text: str
    words: tuple[Word, ...] = ()
    cue: Cue | None = None
    was: tuple[str | None, float | None, float | None, str] | None = None

    @property
    def now(self) -> tuple[str | None, float | None, float | None, str]:
        return self.speaker, self.start, self.end, self.text

    @property
    def edited(self) -> bool:
        return self.was != self.now

    @property
    def seconds(self) -> float:
        """0 where there are no times, and where they run backward."""
        return 0.0 if self.start is None or self.end is None else max(0.0, self.end - self.start)


@dataclass(frozen=True)
class Note:
    """A part of a file that nobody says: a comment, a style, the head."""

    text: str


@dataclass(frozen=True)
class Transcript:
    """`parts` in the order of the file. `flags` are sentences about what a reader should know."""

    parts: tuple[Line | Note, ...]
    kind: str = "text"
    flags: tuple[str, ...] = field(default=())

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(part for part in self.parts if isinstance(part, Line))

    @property
    def speakers(self) -> tuple[str, ...]:
        """In the order in which they first speak."""
        return tuple(dict.fromkeys(line.speaker for line in self.lines if line.speaker is not None))


def as_read(lines: Iterable[Line | Note]) -> tuple[Line | Note, ...]:
    """The same, each line remembering what it was."""
    return tuple(replace(part, was=part.now) if isinstance(part, Line) else part for part in lines)


def edit(transcript: Transcript, number: int, **changed: str | float | None) -> Transcript:
    """Line `number` (from 0) with another speaker, text, start or end. Its words go when its text changes: they were the sound's."""
    at = [n for n, part in enumerate(transcript.parts) if isinstance(part, Line)][number]
    old = transcript.parts[at]
    assert isinstance(old, Line)
    new = replace(old, **changed)  # type: ignore[arg-type]
    if new.text != old.text:
        new = replace(new, words=())
    return replace(transcript, parts=(*transcript.parts[:at], new, *transcript.parts[at + 1 :]))
