"""Trying it, It works, Dropped: by rule."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from gametape.common.counting import TooFew
from gametape.deals.models import Loss
from gametape.lessons import drawing, keeping, trying
from gametape.lessons.judging import TrialCounts, difference, judge
from gametape.lessons.linting import Draft
from gametape.lessons.models import Lesson
from gametape.lessons.resting import Ground
from gametape.people.models import User

DAY = date(2026, 6, 15)
SENTENCE = Draft("a buyer asks what is included", "put the sheet in their hand", "part of it was not understood")


def counts(with_it: tuple[int, int], without: tuple[int, int], **more: Any) -> TrialCounts:
    """(came out well, of how many) where it was shown and where chance withheld it."""
    told = {"shown": max(with_it[1], 12), "used": 8, "helped": 5, "last_used": DAY} | more
    return TrialCounts(
        good_shown=with_it[0],
        by_chance_shown=with_it[1],
        good_withheld=without[0],
        by_chance_withheld=without[1],
        **told,
    )


@pytest.mark.parametrize(
    ("told", "status", "because"),
    [
        (counts((24, 30), (9, 30)), "proven", "30 each and the interval lies above nothing"),
        (counts((24, 30), (9, 29)), "tried", "29 are too few, whatever they say"),
        (counts((29, 29), (0, 29)), "tried", "even when all of them say it"),
        (counts((18, 30), (12, 30)), "tried", "the interval reaches nothing"),
        (counts((9, 30), (24, 30)), "retired", "it did worse than nothing"),
        (counts((24, 30), (9, 30), used=4, helped=4), "tried", "used four times, it was something else"),
        (counts((0, 0), (0, 0), shown=10, used=0, helped=0), "retired", "shown ten times and never used"),
        (counts((0, 0), (0, 0), shown=9, used=0, helped=0), "tried", "nine are not ten"),
    ],
)
def test_the_rule(told: TrialCounts, status: str, because: str) -> None:
    assert judge(told, since=DAY, today=DAY).status == status, because


def test_below_thirty_there_are_too_few_to_say() -> None:
    assert isinstance(difference(counts((29, 29), (0, 29))), TooFew)


def test_180_days_without_use_and_not_one_less() -> None:
    told = counts((0, 0), (0, 0))
    assert judge(told, since=DAY - timedelta(days=400), today=DAY + timedelta(days=179)).status == "tried"
    verdict = judge(told, since=DAY - timedelta(days=400), today=DAY + timedelta(days=180))
    assert (verdict.status, verdict.why) == ("retired", "Not used for 180 days.")


def test_a_part_is_never_more_than_its_whole() -> None:
    with pytest.raises(ValueError, match="more than its whole"):
        TrialCounts(shown=3, used=4)


@pytest.fixture
def lesson(sams_no: Loss, dana: User) -> Lesson:
    return drawing.draw(sams_no, SENTENCE, on=Ground("no", "no", sams_no.at), by=dana)


class TestOnTrial:
    def test_it_begins_as_trying_it_and_says_so(self, lesson: Lesson) -> None:
        assert lesson.get_status_display() == "Trying it"
        assert trying.said(lesson) == "not shown yet"

    def test_what_the_cards_counted_is_said_as_counts(self, lesson: Lesson) -> None:
        judged = trying.judge(lesson, TrialCounts(shown=9, used=7, helped=5, last_used=DAY))
        assert trying.said(judged) == "used 7, said to help 5"
        assert judged.status == Lesson.Status.TRIED
        assert trying.said(trying.judge(lesson, TrialCounts(shown=2))) == "shown 2, not used yet"

    def test_it_works_and_no_longer_when_the_counts_no_longer_carry_it(self, lesson: Lesson) -> None:
        assert trying.judge(lesson, counts((24, 30), (9, 30))).get_status_display() == "It works"
        assert trying.judge(lesson, counts((24, 34), (18, 34))).status == Lesson.Status.TRIED

    def test_a_dropped_one_says_why_and_stays_dropped(self, lesson: Lesson) -> None:
        dropped = trying.judge(lesson, TrialCounts(shown=10))
        assert (dropped.get_status_display(), dropped.retired_why) == ("Dropped", "Shown 10 times and never used.")
        assert trying.judge(lesson, counts((24, 30), (9, 30))).status == Lesson.Status.RETIRED

    def test_revived_it_is_counted_anew(self, lesson: Lesson, dana: User) -> None:
        trying.judge(lesson, TrialCounts(shown=10))
        with time_machine.travel(datetime(2027, 1, 1, tzinfo=UTC), tick=False):
            revived = keeping.revive(lesson, by=dana)
            assert (revived.status, revived.shown, revived.retired_why) == (Lesson.Status.TRIED, 0, "")
            assert revived.counted_from == datetime(2027, 1, 1, tzinfo=UTC)

    def test_the_worker_drops_what_nobody_used_on_its_day(self, lesson: Lesson) -> None:
        made = lesson.made_at
        with time_machine.travel(made + timedelta(days=178), tick=False):
            assert trying.drop_unused() == 0
        with time_machine.travel(made + timedelta(days=181), tick=False):
            assert trying.drop_unused() == 1
            assert trying.drop_unused() == 0
        lesson.refresh_from_db()
        assert (lesson.status, lesson.retired_why) == (Lesson.Status.RETIRED, "Not used for 180 days.")

    def test_a_use_puts_the_day_off(self, lesson: Lesson) -> None:
        used = (lesson.made_at + timedelta(days=100)).date()
        trying.judge(lesson, TrialCounts(shown=3, used=1, last_used=used))
        with time_machine.travel(lesson.made_at + timedelta(days=185), tick=False):
            assert trying.drop_unused() == 0
