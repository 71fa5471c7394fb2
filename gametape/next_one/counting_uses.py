"""What the cards say of a lesson: counted by the worker, judged in the room of lessons. Of nobody in particular.

A deal counts on one side of the comparison when chance decided on every card it had. It came out well when it was
bought, or when, open still, a next step was dated after the card; it did not when it was lost, or when nothing was dated
for two weeks. Before that it is not known and not counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from gametape.common.clock import local, now
from gametape.deals.models import Deal, Moment
from gametape.lessons import trying
from gametape.lessons.judging import TrialCounts
from gametape.lessons.models import Lesson
from gametape.next_one.models import Reminder

LATELY = timedelta(days=180)  # what a card did to a deal is known long before
KNOWN_AFTER = timedelta(days=14)
A_LITTLE = 50
USES = {Reminder.Used.USED, Reminder.Used.HELPED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One reminder on a card, with what became of its deal: `good` is None while it is not known."""

    deal: int
    by_chance: bool
    withheld: bool
    used: str
    used_on: date | None
    good: bool | None


def count_a_little() -> int:
    """The worker's piece: lessons whose cards, or the deals of their cards, moved since they were counted."""
    lessons = list(uncounted().values_list("lesson", flat=True).order_by("lesson").distinct()[:A_LITTLE])
    for lesson in Lesson.objects.filter(pk__in=lessons).select_related("store"):
        count(lesson)
    return len(lessons)


def uncounted() -> QuerySet[Reminder]:
    moved = Q(counted_at=None) | Q(done_at__gt=F("counted_at")) | Q(deal__touched_at__gt=F("counted_at"))
    ripe = Q(by_chance=True, counted_at__lt=F("shown_at") + KNOWN_AFTER, shown_at__lte=now() - KNOWN_AFTER)
    return Reminder.objects.filter(moved | ripe, kind=Reminder.Kind.CARD, shown_at__gte=now() - LATELY)


@transaction.atomic
def count(lesson: Lesson) -> Lesson:
    """Counts first notes the hour and then looks, so that what moves in between is counted the next time. The lesson is
    held: one that was changed to another act since the worker took it up is counted from that change on."""
    before = now()
    lesson = Lesson.objects.select_for_update(of=("self",)).select_related("store").get(pk=lesson.pk)
    cards = Reminder.objects.filter(lesson=lesson, kind=Reminder.Kind.CARD)
    judged = trying.judge(lesson, counts(_cards(lesson, cards.filter(shown_at__gte=lesson.counted_from))))
    cards.filter(shown_at__gte=before - LATELY - KNOWN_AFTER).update(counted_at=before)
    return judged


def _cards(lesson: Lesson, rows: QuerySet[Reminder]) -> Iterable[Card]:
    booked = Moment.objects.filter(deal=OuterRef("deal"), kind=Moment.Kind.APPOINTMENT, at__gt=OuterRef("shown_at"))
    for row in rows.select_related("deal").annotate(booked=Exists(booked)):
        if row.deal is not None:
            yield Card(
                deal=row.deal.pk,
                by_chance=row.by_chance,
                withheld=row.withheld,
                used=row.used,
                used_on=local(row.done_at, lesson.store.zone).date() if row.done_at else None,
                good=outcome(row.deal.state, booked=row.booked, shown_at=row.shown_at, at=now()),
            )


def outcome(state: str, *, booked: bool, shown_at: datetime, at: datetime) -> bool | None:
    """Whether a deal came out well, None while that is not known. Pure."""
    if state != Deal.State.OPEN:
        return state == Deal.State.WON
    if booked:
        return True
    return False if at - shown_at >= KNOWN_AFTER else None


def counts(cards: Iterable[Card]) -> TrialCounts:
    """Pure."""
    cards = list(cards)
    shown = [card for card in cards if not card.withheld]
    used = [card for card in shown if card.used in USES]
    mixed = {card.deal for card in cards if not card.by_chance}
    tried = {card.deal: card for card in cards if card.by_chance and card.good is not None and card.deal not in mixed}
    with_it = [card for card in tried.values() if not card.withheld]
    without = [card for card in tried.values() if card.withheld]
    return TrialCounts(
        shown=len(shown),
        used=len(used),
        helped=sum(card.used == Reminder.Used.HELPED for card in used),
        by_chance_shown=len(with_it),
        good_shown=sum(bool(card.good) for card in with_it),
        by_chance_withheld=len(without),
        good_withheld=sum(bool(card.good) for card in without),
        last_used=max((card.used_on for card in used if card.used_on), default=None),
    )
