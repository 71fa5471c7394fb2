"""Who said what: a voice at once where the file tells voices apart, else turn by turn, each tap undone by another.

Nothing is guessed from how anybody sounds. A line that nobody told stays unknown, and counts for nobody.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from gametape.common.refusal import NotYours, Refusal
from gametape.tape.models import Line, Recording, Side, Speaker

MOST_TAPS = 500


def now_lines(recording: Recording) -> QuerySet[Line]:
    """As they read now, in order."""
    return recording.lines.filter(replaced_at=None).select_related("speaker").order_by("number")


def untold(recording: Recording) -> QuerySet[Line]:
    """Lines without a voice of which nobody said who says them: to be asked turn by turn. Those of a voice are asked for
    with it."""
    return now_lines(recording).filter(speaker=None, side="")


def told_of(recording: Recording, speaker: int | None, side: str) -> Speaker:
    """All that this voice says, at once; "unknown" takes it back."""
    row = recording.speakers.filter(pk=speaker or 0).first()
    if row is None:
        raise NotYours
    row.side = _side(side)
    row.save(update_fields=["side"])
    return row


@transaction.atomic
def told(recording: Recording, number: int | None, side: str) -> None:
    """One line. "unknown" says that one has listened and does not know; it is not asked again."""
    held = Recording.objects.select_for_update().get(pk=recording.pk)
    line = now_lines(held).filter(number=number if number is not None else -1).first()
    if line is None:
        raise NotYours
    side = _side(side)
    if line.side == side:
        return
    held.taps = [*held.taps, [line.number, line.side]][-MOST_TAPS:]
    held.save(update_fields=["taps"])
    recording.lines.filter(number=line.number).update(side=side)


@transaction.atomic
def undo(recording: Recording) -> int | None:
    """The last tap; the number of its line, None where there is none left."""
    held = Recording.objects.select_for_update().get(pk=recording.pk)
    if not held.taps:
        return None
    *rest, (number, side) = held.taps
    held.taps = rest
    held.save(update_fields=["taps"])
    recording.lines.filter(number=number).update(side=side)
    return int(number)


def _side(given: str) -> Side:
    if given not in Side.values:
        raise Refusal("Tap who it was: you, the buyer, somebody else, or that you do not know.", field="side")
    return Side(given)
