"""Opening a save: the words as far as this viewer may read them, the play, and who has it in hand.

The words come through `reasons.opening` and nowhere else, so a save is no way around the own call, the mask or the
first day. A key holds for at least 72 hours; where the reason's window is longer, for that long.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from gametape.ask import asking, seeing
from gametape.ask.keys import good_until
from gametape.ask.models import Answer
from gametape.ask.who_reads import Reading
from gametape.common.clock import now
from gametape.common.refusal import NotYours
from gametape.deals.models import Loss
from gametape.deals.vocabulary import LEAVES
from gametape.people import alerting
from gametape.people.may import Viewer
from gametape.reasons import finding, opening
from gametape.reasons.opening import Version
from gametape.rescue import holding
from gametape.rescue.models import Rescue
from gametape.rescue.plays import Play, play_for
from gametape.sending import outbox
from gametape.sending.models import Key, Message


@dataclass(frozen=True)
class Save:
    """A save as one viewer has it. Below `what` everything is empty unless `what` gives words."""

    answer: Answer
    what: Reading
    as_rep: bool = False
    versions: list[Version] = field(default_factory=list)
    play: Play | None = None
    confirmed: bool = False
    holder: str = ""
    row: Rescue | None = None
    key: Key | None = None
    back: Message | None = None
    may_write: bool = False

    @property
    def loss(self) -> Loss:
        return self.answer.loss

    @property
    def is_open(self) -> bool:
        """The buyer still waits: the key is good and nothing went out."""
        return bool(self.key and self.key.is_open) and not self.is_out

    @property
    def is_out(self) -> bool:
        return self.back is not None and self.back.state == Message.State.OUT


def open_save(viewer: Viewer, loss: int) -> Save:
    """The save of the no with this number. NotYours (a 404) where the answer is not near to this viewer."""
    answer = seeing.answers_near(viewer).filter(loss=loss).select_related("loss__rescue", "loss__key").first()
    if answer is None:
        raise NotYours
    if answer.is_private and seeing.reading_of(viewer, answer) is Reading.WORDS:
        held = opening.open_held(viewer, answer.pk)
        alerting.seen(viewer.user, about=f"key:{answer.pk}")
        return _opened(viewer, answer, Reading.WORDS, held.versions, as_rep=False)
    opened = opening.open_answer(viewer, answer.pk)
    if opened.what is not Reading.WORDS:
        return Save(answer, opened.what, opened.as_rep)
    return _opened(viewer, answer, opened.what, opened.versions, as_rep=opened.as_rep)


def _opened(viewer: Viewer, answer: Answer, what: Reading, versions: list[Version], *, as_rep: bool) -> Save:
    row = begin(answer)
    shown = finding.shown(answer)
    key = Key.objects.filter(loss=answer.loss_id).first()
    back = Message.objects.filter(loss=answer.loss_id, kind=Message.Kind.ANSWER).exclude(state="dropped")
    return Save(
        answer, what, as_rep, versions,
        play=play_for(shown[0].leaf if shown else None, for_finance=answer.is_private),
        confirmed=bool(shown and shown[0].confirmed_at),
        holder=holding.holder(answer, row), row=row, key=key, back=back.select_related("by").first(),
        may_write=holding.may_write(viewer, answer, row),
    )  # fmt: skip


def held(save: Save) -> Rescue:
    """Its row, locked until the transaction ends. NotYours where it came into other hands since this page was shown."""
    row = Rescue.objects.select_for_update().filter(loss=save.loss).first()
    if row is None or holding.holder(Answer.objects.get(pk=save.answer.pk), row) != save.holder:
        raise NotYours
    return row


@transaction.atomic
def begin(answer: Answer) -> Rescue | None:
    """The row of a save, and the key's time as the reason needs it. None where no key was ever turned."""
    key = Key.objects.filter(loss=answer.loss_id).first()
    if key is None:
        return None
    _keep_open(answer, key)
    row = Rescue.objects.filter(loss=answer.loss_id).select_related("passed_by").first()
    if row is not None:
        return row
    try:
        with transaction.atomic():
            return Rescue.objects.create(loss=answer.loss)
    except IntegrityError:
        return Rescue.objects.get(loss=answer.loss_id)


def _keep_open(answer: Answer, key: Key) -> None:
    shown = finding.shown(answer) if key.is_open else []
    window = max((LEAVES[row.leaf].window_h or 0 for row in shown), default=0)
    if not window:
        return
    loss = answer.loss
    until = good_until(key.turned_at, asking.zones_of(loss), no_at=loss.at, window_h=window)
    if until > key.until:
        outbox.keep_key_open(key, until=until)


def begin_those_read() -> int:
    """Work for the fast lane: a key whose words were read gets its row and its time, once. The promise is the row's:
    whatever was killed in between, the next round finds the key without one."""
    return sum(begin(answer) is not None for answer in _not_begun()[:20])


def _not_begun() -> QuerySet[Answer]:
    keys = Key.objects.filter(until__gt=now(), taken_back_at=None, loss__rescue=None)
    rows = Answer.objects.filter(loss__in=keys.values("loss")).exclude(versions__read=None)
    return rows.select_related("loss__deal__store", "loss__deal__buyer").order_by("pk")
