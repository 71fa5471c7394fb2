"""Spaced recall of one's own lesson: "When ..., I ...?" on day 3, 10 and 30, and then silence.

A step comes up when its owner first comes by on or after its day, stands for that day and is not brought up again,
whether it was opened or not. One a day at most. A step that is overtaken by the next one is skipped, not caught up on.
What is typed is compared by its writer and kept nowhere. Spacing: equal-ish gaps do as well as growing ones (the
difference in Latimier et al. 2021 is near nothing), so three steps that are easy to remember.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from gametape.common.clock import local, now
from gametape.lessons.models import Lesson
from gametape.next_one.models import Reminder
from gametape.next_one.seeing import recalls
from gametape.people.may import Viewer
from gametape.people.models import Role, Store

STEPS = (3, 10, 30)
LATEST = 45  # days; whoever comes back after that is left in peace
LIVE = (Lesson.Status.TRIED, Lesson.Status.PROVEN)


def step_due(made_at: datetime, *, at: datetime) -> int | None:
    """The latest step whose day has come; None before the first, and after the last has been left for long. Pure."""
    days = (at - made_at).days
    return max((step for step in STEPS if step <= days), default=None) if days <= LATEST else None


def for_today(viewer: Viewer, store: Store) -> Reminder | None:
    """What is to be recalled today, by the store's clock. Bringing it up is written down, so that it is done once."""
    up = recalls(viewer).filter(shown_at__gte=_midnight(store)).order_by("shown_at").first()
    if up is not None:
        return up if up.done_at is None else None
    lesson = _due(viewer)
    return _bring_up(viewer, *lesson) if lesson else None


def _midnight(store: Store) -> datetime:
    return local(now(), store.zone).replace(hour=0, minute=0, second=0, microsecond=0)


def _due(viewer: Viewer) -> tuple[Lesson, int] | None:
    """Of one's own lessons that are still told, the one whose step has waited longest."""
    mine = Lesson.objects.filter(owner=viewer.user, store__in=viewer.stores(Role.REP), status__in=LIVE)
    since = now() - timedelta(days=LATEST)
    young = mine.filter(made_at__gte=max(since, viewer.private_from or since))
    done = set(
        Reminder.objects.filter(user=viewer.user, kind=Reminder.Kind.RECALL, lesson__in=young).values_list(
            "lesson", "step"
        )
    )
    due = [(lesson, step) for lesson in young.order_by("made_at", "pk") if (step := step_due(lesson.made_at, at=now()))]
    return next(((lesson, step) for lesson, step in due if (lesson.pk, step) not in done), None)


def _bring_up(viewer: Viewer, lesson: Lesson, step: int) -> Reminder | None:
    """None when a second device was a moment quicker: then it stands there."""
    try:
        with transaction.atomic():
            return Reminder.objects.create(lesson=lesson, user=viewer.user, kind=Reminder.Kind.RECALL, step=step)
    except IntegrityError:
        return None


def recalled(reminder: Reminder) -> None:
    """It was said, or looked at: silence until the next step."""
    Reminder.objects.filter(pk=reminder.pk, done_at=None).update(done_at=now())
