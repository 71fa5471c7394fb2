"""A conversation in numbers, beside one's own last ones. For whoever it belongs to, and nobody else; no target, no score.

Only lines of which somebody said who says them count: what is unknown is nobody's, least of all the buyer's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gametape.people.may import Viewer
from gametape.tape import seeing
from gametape.tape.lines import Line as Plain
from gametape.tape.lines import Transcript
from gametape.tape.measuring import Measure, call_of, measures
from gametape.tape.models import Line, Recording, Side
from gametape.tape.turns import BUYER, REP
from gametape.tape.wording import SHOWN, hidden, plainly, value_in_words

LAST = 9
FEWEST = 3  # of one's own, before a range says anything
COUNTED = {Side.REP: REP, Side.BUYER: BUYER}


@dataclass(frozen=True)
class Row:
    """One measure: what it is, its value, what was counted, and from what to what one's own last ones go, "" below FEWEST."""

    name: str
    say: str
    value: str
    counted: str
    own: str


@dataclass(frozen=True)
class Mirror:
    """`told` is False as long as nobody said which lines are the rep's; `beside` is how many others it stands beside."""

    rows: list[Row]
    told: bool
    beside: int
    fillers: bool


def mirror(viewer: Viewer, recording: Recording, *, fillers: bool = False) -> Mirror:
    mine = seeing.own(viewer).filter(state=Recording.State.READY, added_at__lte=recording.added_at)
    others = list(mine.exclude(pk=recording.pk).order_by("-added_at", "-pk").values_list("pk", flat=True)[:LAST])
    lines = _lines([recording.pk, *others])
    this = _measured(lines.get(recording.pk, []))
    past = [found for pk in others if (found := _measured(lines.get(pk, [])))]
    names = [name for name in SHOWN if fillers or not hidden(name)]
    rows = [_row(name, this[name], [one[name] for one in past]) for name in names] if this else []
    return Mirror(rows, bool(this), len(past), fillers)


def _lines(recordings: Sequence[int]) -> dict[int, list[Line]]:
    rows = Line.objects.filter(recording__in=recordings, replaced_at=None).select_related("speaker")
    found: dict[int, list[Line]] = {}
    for line in rows.defer("words").order_by("recording", "number"):
        found.setdefault(line.recording_id, []).append(line)
    return found


def _measured(lines: Iterable[Line]) -> dict[str, Measure]:
    """Empty where no line is the rep's."""
    plain = tuple(Plain(COUNTED.get(Side(line.whose)), line.start, line.end, line.text) for line in lines)
    if not any(line.speaker == REP for line in plain):
        return {}
    return measures(call_of(Transcript(plain)))


def _row(name: str, this: Measure, past: Iterable[Measure]) -> Row:
    unit = SHOWN[name]["unit"]
    values = sorted(one.value for one in past if one.value is not None)
    counted = ", ".join(
        f"{what.replace('_', ' ')} {plainly(round(number, 1) if isinstance(number, float) else number)}"
        for what, number in this.counted.items()
        if what != "line"
    )
    own = ""
    if len(values) >= FEWEST:
        low, high = (value_in_words(value, unit) for value in (values[0], values[-1]))
        own = low if low == high else f"{low} to {high}"
    return Row(name, SHOWN[name]["say"], value_in_words(this.value, unit), counted, own)
