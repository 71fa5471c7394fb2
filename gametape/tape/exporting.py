"""A recording's lines go out as a file: text, WebVTT, SRT or JSON, as they read now.

A transcript that came as a file is written from that file, so that its comments, styles and places are all there again;
only what was edited or told differs.
"""

from __future__ import annotations

from dataclasses import replace

from gametape.common.refusal import NotYours
from gametape.speech.lines import Word
from gametape.tape import places, telling
from gametape.tape.lines import Line as Plain
from gametape.tape.lines import Transcript, edit
from gametape.tape.models import Line, Recording, Side
from gametape.tape.reading.taking import read_file
from gametape.tape.writing import WRITERS

MIMES = {"txt": "text/plain", "vtt": "text/vtt", "srt": "application/x-subrip", "json": "application/json"}


def written(recording: Recording, form: str) -> str:
    if form not in WRITERS:
        raise NotYours
    return WRITERS[form](transcript_of(recording))


def transcript_of(recording: Recording) -> Transcript:
    """As plain values. A line that nobody told has no speaker but the one its file names."""
    rows = list(telling.now_lines(recording))
    source = places.tapes() / str(recording.pk) / places.SOURCE
    if source.is_file():
        found = read_file(source)
        if len(found.lines) == len(rows):
            return _from_the_file(recording, found, rows)
    return Transcript(tuple(_plain(recording, row) for row in rows), kind="rows")


def _from_the_file(recording: Recording, found: Transcript, rows: list[Line]) -> Transcript:
    for row, was in zip(rows, found.lines, strict=True):
        speaker = called(recording, row) if row.side else was.speaker
        if (row.text, speaker) != (was.text, was.speaker):
            found = edit(found, row.number, text=row.text, speaker=speaker)
    return found


def _plain(recording: Recording, row: Line) -> Plain:
    words = tuple(Word(*word) for word in row.words)
    plain = Plain(called(recording, row), row.start, row.end, row.text, words)
    return replace(plain, was=plain.now)


def called(recording: Recording, row: Line) -> str | None:
    """The name that stands before a line."""
    named = {
        Side.REP: recording.by.first_name,
        Side.BUYER: recording.deal.called or "Buyer",
        Side.OTHER: "Somebody else",
    }
    if row.speaker and (not row.side or row.speaker.side == row.side) and not row.speaker.label.startswith("Channel "):
        return row.speaker.label
    return named.get(Side(row.whose), row.speaker.label if row.speaker else None)


def file_name(recording: Recording, form: str) -> str:
    stem = "".join(
        letter if letter.isalnum() or letter in " -_." else " " for letter in recording.name.rpartition(".")[0]
    )
    return f"{' '.join(stem.split())[:80] or 'transcript'}.{form}"
