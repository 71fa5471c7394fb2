"""What its owner does with a lesson: change, share, take back, drop, take up again. Each holds the row while it decides."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from gametape.common.clock import now
from gametape.common.refusal import NotYours, Refusal
from gametape.lessons import trying
from gametape.lessons.alike import ALIKE, likeness
from gametape.lessons.fitting import fits_of
from gametape.lessons.linting import Draft
from gametape.lessons.models import Lesson
from gametape.people.models import User


class ChangedMeanwhile(Refusal):
    """Somebody, perhaps on another device, saved it in between. `now_is` is what stands there."""

    def __init__(self, now_is: Lesson) -> None:
        super().__init__(
            _(
                "It was changed elsewhere while you wrote. Nothing is lost: yours is in the boxes, what stands now is below. Keep yours, or copy what you need from it."
            ),
            status=409,
        )
        self.now_is = now_is


def _held(lesson: Lesson, by: User) -> Lesson:
    held = Lesson.objects.select_for_update(of=("self",)).select_related("store", "owner").get(pk=lesson.pk)
    if held.owner_id != by.pk:
        raise NotYours
    return held


@transaction.atomic
def change(lesson: Lesson, draft: Draft, *, version: int, by: User) -> Lesson:
    """Its sentence, if it still is the `version` that was shown. Changed so far that it is another act at another sign,
    it is tried anew: what was counted was counted of other words."""
    held = _held(lesson, by)
    same = (held.trigger, held.do, held.because) == draft.parts
    if same:
        return held
    if held.version != version:
        raise ChangedMeanwhile(held)
    another = likeness(f"{held.trigger} {held.do}", f"{draft.trigger} {draft.do}") <= ALIKE
    held.trigger, held.do, held.because = draft.trigger, draft.do, draft.because
    held.fits = {**held.fits, **fits_of(draft.trigger)}
    held.version, held.changed_at = held.version + 1, now()
    if another:
        trying.begin_again(held)
        if held.is_live:
            held.status = Lesson.Status.TRIED
    held.save()
    return held


@transaction.atomic
def share(lesson: Lesson, *, by: User) -> Lesson:
    """For the people of the store, without a name. Twice is as once."""
    held = _held(lesson, by)
    if held.shared_at is None:
        held.shared_at = held.changed_at = now()
        held.save(update_fields=["shared_at", "changed_at"])
    return held


@transaction.atomic
def take_back(lesson: Lesson, *, by: User) -> Lesson:
    """It is one's own again; from the next page on nobody else finds it."""
    held = _held(lesson, by)
    if held.shared_at is not None:
        held.shared_at, held.changed_at = None, now()
        held.save(update_fields=["shared_at", "changed_at"])
    return held


@transaction.atomic
def drop(lesson: Lesson, *, by: User, why: str = "") -> Lesson:
    held = _held(lesson, by)
    if held.is_live:
        held.status, held.retired_at, held.changed_at = Lesson.Status.RETIRED, now(), now()
        held.retired_why = why or _("You dropped it.")
        held.save(update_fields=["status", "retired_at", "retired_why", "changed_at"])
    return held


@transaction.atomic
def revive(lesson: Lesson, *, by: User) -> Lesson:
    """Taken up again, and tried from now on."""
    held = _held(lesson, by)
    if not held.is_live:
        held.status, held.retired_at, held.retired_why, held.changed_at = Lesson.Status.TRIED, None, "", now()
        trying.begin_again(held)
        held.save()
    return held
