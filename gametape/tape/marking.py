"""A place to find again, with a note. One mark a line; marked again, its note changes."""

from __future__ import annotations

from collections.abc import Mapping

from gametape.common.private_words import redact_numbers
from gametape.common.typed import text
from gametape.tape.models import Line, Mark

LONGEST = 2_000


def read(data: Mapping[str, str]) -> str:
    return redact_numbers(text(data, "note", longest=LONGEST))[0]


def mark(line: Line, note: str) -> Mark:
    """Twice is once."""
    told = {"note": note, "start": line.start, "end": line.end}
    return Mark.objects.update_or_create(recording_id=line.recording_id, number=line.number, defaults=told)[0]
