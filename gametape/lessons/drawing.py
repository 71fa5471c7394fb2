"""Drawing a lesson from a no: zero or one for each loss and person. One that repeats another becomes its evidence.

What it rests on is pointed at, never copied: the words of a buyer stand where they stood and go when they are forgotten.
"""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from gametape.common.clock import now
from gametape.common.refusal import Refusal
from gametape.deals.models import Loss
from gametape.lessons import trying
from gametape.lessons.fitting import context_of, fits_of
from gametape.lessons.linting import Draft
from gametape.lessons.models import Evidence, Lesson
from gametape.lessons.resting import Ground
from gametape.people.models import User


class DrawnAlready(Refusal):
    """There is one from this loss; it is on its own page."""

    def __init__(self, lesson: Lesson) -> None:
        super().__init__(_("You drew a lesson from this one already. Change that one instead."), status=409)
        self.lesson = lesson


def draw(loss: Loss, draft: Draft, *, on: Ground, leaf: str = "", by: User) -> Lesson:
    """A new lesson with its first evidence, Trying it from now on. The same sentence sent twice is one lesson."""
    try:
        with transaction.atomic():
            store = loss.deal.store
            lesson = Lesson(store=store, owner=by, trigger=draft.trigger, do=draft.do, because=draft.because, leaf=leaf)
            lesson.fits = fits_of(draft.trigger) | context_of(loss.deal, leaf)
            trying.begin_again(lesson)
            lesson.save()
            _attach(lesson, loss, on, by)
            return lesson
    except IntegrityError:
        there = Evidence.objects.select_related("lesson").get(loss=loss, by=by).lesson
        if (there.trigger, there.do, there.because) == draft.parts:
            return there
        raise DrawnAlready(there) from None


def fold(lesson: Lesson, loss: Loss, *, on: Ground, by: User) -> Evidence:
    """This loss teaches what that lesson says: it gets stronger, and there is no second one."""
    try:
        with transaction.atomic():
            row = _attach(lesson, loss, on, by)
            Lesson.objects.filter(pk=lesson.pk).update(changed_at=now())
            return row
    except IntegrityError:
        there = Evidence.objects.select_related("lesson").get(loss=loss, by=by)
        if there.lesson_id == lesson.pk:
            return there
        raise DrawnAlready(there.lesson) from None


def _attach(lesson: Lesson, loss: Loss, on: Ground, by: User) -> Evidence:
    return Evidence.objects.create(
        lesson=lesson,
        loss=loss,
        by=by,
        rests=on.rests,
        finding=on.finding,
        marked=on.marked,
        review=on.marked.review if on.marked else None,
    )
