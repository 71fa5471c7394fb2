"""The saves that are open for somebody: a work list, the most urgent first. No score, and nothing on it nags."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef
from django.db.models.lookups import In

from gametape.ask import seeing
from gametape.ask.models import Answer
from gametape.ask.who_reads import Reading
from gametape.common.clock import now
from gametape.people.may import Viewer
from gametape.reasons.finding import leaf_of_each
from gametape.rescue import holding
from gametape.rescue.models import Rescue
from gametape.rescue.plays import Play, play_for, urgency
from gametape.sending.models import Key, Message

MOST = 30
LOOKED_AT = 500  # keys that are good now at the stores of one person
DONE = (Rescue.Outcome.LEFT, Rescue.Outcome.ANSWERED, Rescue.Outcome.BE_BACK, Rescue.Outcome.BOUGHT)


@dataclass(frozen=True)
class Open:
    """One line: whose answer, until when, and the play as far as this viewer may see it before opening."""

    answer: Answer
    until: datetime
    play: Play | None
    passed: bool

    @property
    def loss_id(self) -> int:
        return self.answer.loss_id


def open_saves(viewer: Viewer, *, most: int = MOST) -> list[Open]:
    """Where a buyer waits for an answer that is this viewer's to give: how likely they come back, then the reason's
    window, then the key. A fixed number of queries, whatever is in the file."""
    keys = dict(_keys(viewer))
    rows = seeing.answers_near(viewer).filter(loss__in=keys).select_related("loss__rescue", "loss__key")
    mine = [answer for answer in rows if holding.is_mine(viewer, answer, holding.row_of(answer.loss))]
    leaves = leaf_of_each(answer.loss_id for answer in mine)

    def first(answer: Answer) -> tuple[object, ...]:
        return urgency(leaves.get(answer.loss_id), no_at=answer.loss.at, until=keys[answer.loss_id])

    return [
        _line(viewer, answer, leaves.get(answer.loss_id), keys[answer.loss_id])
        for answer in sorted(mine, key=lambda answer: (first(answer), answer.pk))[:most]
    ]


def _keys(viewer: Viewer) -> list[tuple[int, datetime]]:
    """(loss, until) of the keys that are good and were not used, by the one that ends first. The "+ 0" keeps SQLite from
    walking all no-sales of the store to find the few keys (1.9 s with a million deals)."""
    good = Key.objects.filter(In(F("loss__store_id") + 0, viewer.stores()), until__gt=now(), taken_back_at=None)
    good = good.filter(loss__undone_at=None, loss__reopened_at=None).exclude(loss__rescue__outcome__in=DONE)
    used = Message.objects.filter(loss=OuterRef("loss"), kind=Message.Kind.ANSWER, state=Message.State.OUT)
    return list(good.filter(~Exists(used)).order_by("until").values_list("loss", "until")[:LOOKED_AT])


def _line(viewer: Viewer, answer: Answer, leaf: str | None, until: datetime) -> Open:
    """Before the own call nothing is told of the words, their reason included (law 3)."""
    row, reads = holding.row_of(answer.loss), seeing.reading_of(viewer, answer) is Reading.WORDS
    play = play_for(leaf, for_finance=answer.is_private) if reads else None
    return Open(
        answer, until, play, passed=bool(row and row.passed_to and holding.holder(answer, row) == row.passed_to)
    )
