"""A lesson on trial: its counts come from the cards, its status follows by rule, and one that nobody uses is dropped.

Whoever counts calls `judge` after each change; the worker drops what was left unused, by `review_on`.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from gametape.common.clock import local, now
from gametape.lessons import judging
from gametape.lessons.judging import TrialCounts
from gametape.lessons.models import Lesson

LIVE = (Lesson.Status.TRIED, Lesson.Status.PROVEN)
A_LITTLE = 50


@transaction.atomic
def judge(lesson: Lesson, counts: TrialCounts) -> Lesson:
    """The lesson with these counts and the status that follows from them. A dropped one stays dropped until revived."""
    lesson = Lesson.objects.select_for_update(of=("self",)).select_related("store").get(pk=lesson.pk)
    lesson.shown, lesson.used, lesson.helped = counts.shown, counts.used, counts.helped
    lesson.withheld = counts.by_chance_withheld
    lesson.review_on = judging.looks_again_on(counts.last_used, since=_day(lesson))
    if lesson.status in LIVE:
        verdict = judging.judge(counts, since=_day(lesson), today=local(now(), lesson.store.zone).date())
        _follow(lesson, verdict)
    lesson.save()
    return lesson


def _day(lesson: Lesson) -> date:
    return local(lesson.counted_from, lesson.store.zone).date()


def _follow(lesson: Lesson, verdict: judging.Verdict) -> None:
    if verdict.status == lesson.status:
        return
    lesson.status, lesson.changed_at = verdict.status, now()
    if verdict.status == "retired":
        lesson.retired_at, lesson.retired_why = now(), verdict.why


def begin_again(lesson: Lesson) -> None:
    """Counts from now on: drawn, revived, or changed so far that it is another lesson. Not saved."""
    lesson.counted_from = now()
    lesson.shown = lesson.withheld = lesson.used = lesson.helped = 0
    lesson.review_on = judging.looks_again_on(None, since=_day(lesson))


def said(lesson: Lesson) -> str:
    """What stands beside its status: "used 7, said to help 5". Counts, no rate, and of nobody in particular."""
    if lesson.used:
        return _("used %(used)d, said to help %(helped)d") % {"used": lesson.used, "helped": lesson.helped}
    if lesson.shown:
        return _("shown %(shown)d, not used yet") % {"shown": lesson.shown}
    return _("not shown yet")


def drop_unused() -> int:
    """The worker's piece. The update asks once more, so that a use in the same second is not lost."""
    today = local(now(), "UTC").date()
    due = Lesson.objects.filter(status__in=LIVE, review_on__lte=today).values_list("pk", flat=True)
    why = f"Not used for {judging.UNUSED_DAYS} days."
    rows = Lesson.objects.filter(pk__in=list(due[:A_LITTLE]), status__in=LIVE, review_on__lte=today)
    return rows.update(status=Lesson.Status.RETIRED, retired_at=now(), retired_why=why, changed_at=now())
