"""Bringing lessons to a deal: which stand on its card and why, written down once for each lesson, deal and reader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from gametape.common.clock import now
from gametape.deals.models import Deal
from gametape.lessons import seeing, trying
from gametape.lessons.fitting import Fitting, fitting
from gametape.lessons.models import Lesson
from gametape.next_one.models import Reminder
from gametape.next_one.picking import MOST, Candidate, pick
from gametape.next_one.withholding import Fit, draw
from gametape.people.may import Viewer

LOOKED_AT = 12  # of those that fit, enough that one's own and the team's are among them
A_WEEK = timedelta(days=7)
OFTEN = 3


@dataclass(frozen=True)
class OnTheCard:
    """A lesson as the card shows it. `why` is a clause for after "Here because"."""

    reminder: Reminder
    lesson: Lesson
    whose: str
    why: str
    status: str


def bring(viewer: Viewer, deal: Deal) -> list[OnTheCard]:
    """The lessons of this card, at most three. What came up for this deal before stays on it while it is told; places
    that are free are filled while the deal is open. What chance withholds takes a place and is not shown."""
    there = _there(viewer, deal)
    if deal.state == Deal.State.OPEN and len(there) < MOST and _bring_more(viewer, deal, there):
        there = _there(viewer, deal)
    return [_on_the_card(viewer, reminder) for reminder in there if not reminder.withheld]


def _there(viewer: Viewer, deal: Deal) -> list[Reminder]:
    rows = Reminder.objects.filter(deal=deal, user=viewer.user, kind=Reminder.Kind.CARD)
    told = rows.filter(lesson__in=seeing.visible(viewer).filter(status__in=seeing.LIVE).values("pk"))
    return list(told.select_related("lesson__store", "lesson__owner").order_by("pk")[:MOST])


def _bring_more(viewer: Viewer, deal: Deal, there: list[Reminder]) -> bool:
    """Whether something was added. A second tab that does the same adds nothing: each is there once."""
    known = {reminder.lesson_id for reminder in there}
    found = {one.lesson.pk: one for one in _that_fit(viewer, deal)}
    ranked = [Candidate(pk, one.mine, " and ".join(one.why)) for pk, one in found.items() if pk not in known]
    picked = pick(ranked, there=[reminder.lesson.owner_id == viewer.user.pk for reminder in there])
    drawn = draw([Fit(one.lesson, _on_trial(found[one.lesson])) for one in picked], deal=deal.pk)
    rows = [
        Reminder(
            lesson_id=one.lesson, user=viewer.user, deal=deal, why=one.why[:240],
            by_chance=how.by_chance, withheld=how.withheld,
        )
        for one, how in zip(picked, drawn, strict=True)
    ]  # fmt: skip
    Reminder.objects.bulk_create(rows, ignore_conflicts=True)
    return bool(rows)


def _that_fit(viewer: Viewer, deal: Deal) -> list[Fitting]:
    """Best first; what is worn stands last, and only where there is room."""
    worn = _worn(viewer, deal)
    found = fitting(viewer, deal, recently_shown=worn, most=LOOKED_AT)
    if not worn or len(found) >= MOST:
        return found
    known = {one.lesson.pk for one in found}
    return found + [one for one in fitting(viewer, deal, most=LOOKED_AT) if one.lesson.pk not in known]


def _on_trial(one: Fitting) -> bool:
    return not one.mine and one.lesson.shared_at is not None and one.lesson.status == Lesson.Status.TRIED


def _worn(viewer: Viewer, deal: Deal) -> list[int]:
    """Lessons that stood on several cards of this rep within a week and were used on none: they step back,
    for what was read three times is known."""
    rows = Reminder.objects.filter(
        user=viewer.user, kind=Reminder.Kind.CARD, withheld=False, shown_at__gte=now() - A_WEEK
    )
    shown = (
        rows.exclude(deal=deal)
        .values("lesson")
        .annotate(times=Count("pk"), uses=Count("pk", filter=Q(used__in=[Reminder.Used.USED, Reminder.Used.HELPED])))
    )
    return [row["lesson"] for row in shown if row["times"] >= OFTEN and not row["uses"]]


def _on_the_card(viewer: Viewer, reminder: Reminder) -> OnTheCard:
    lesson = reminder.lesson
    mine = lesson.owner_id == viewer.user.pk
    whose = (_("Yours, shared.") if lesson.shared_at else _("Yours.")) if mine else _("The team’s.")
    status = lesson.get_status_display()
    told = f"{status}: {trying.said(lesson)}." if lesson.shown else f"{status}."  # this card is not counted yet
    return OnTheCard(reminder, lesson, whose, reminder.why, told)
