"""A line is put right. What the machine wrote stays as the first version, and can be put back."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from gametape.common.clock import now
from gametape.common.private_words import redact_numbers
from gametape.common.refusal import Refusal
from gametape.common.typed import line as typed_line
from gametape.tape.models import Line

LONGEST = 5_000
TWICE = "This line was changed on another device meanwhile. Both are here: put in the box what is to stay."


def read(data: Mapping[str, str]) -> str:
    text, _ = redact_numbers(typed_line(data, "text", longest=LONGEST))
    if not text:
        raise Refusal("A line needs a word. To hide what was misheard, write […].", field="text")
    return text


@transaction.atomic
def edit(line: Line, text: str, *, made_from: str = "") -> Line:
    """The line as it reads now. The same words make no version; an edit of an older version than the newest is refused."""
    newest = Line.objects.select_for_update().get(recording=line.recording_id, number=line.number, replaced_at=None)
    if newest.text == text:
        return newest
    if made_from and made_from != str(newest.version):
        raise Refusal(TWICE, field="text", status=409)
    first = Line.objects.get(recording=line.recording_id, number=line.number, version=0)
    Line.objects.filter(pk=newest.pk).update(replaced_at=now())
    return Line.objects.create(
        recording_id=newest.recording_id,
        number=newest.number,
        version=newest.version + 1,
        speaker_id=newest.speaker_id,
        side=newest.side,
        start=newest.start,
        end=newest.end,
        text=text,
        words=first.words if text == first.text else [],
    )
