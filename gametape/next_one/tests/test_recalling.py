"""One's own lesson on day 3, 10 and 30, once each, one a day, and then silence. Nobody else hears of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from gametape.common.clock import now
from gametape.lessons.models import Lesson
from gametape.next_one.models import Reminder
from gametape.next_one.recalling import for_today
from gametape.people.models import Alert, Invitation, Role

pytestmark = pytest.mark.django_db


def body(response):
    return response.content.decode()


@pytest.fixture
def danas(signed_in_as, dana):
    return signed_in_as(dana)


@pytest.fixture
def comes_by(viewer_of, dana, lakeside, wednesday):
    """`comes_by(day)`: what is to be recalled when Dana opens Today that many days from now."""

    def on_day(days):
        with time_machine.travel(now() + timedelta(days=days), tick=False):
            up = for_today(viewer_of(dana), lakeside)
            return up.step if up else None

    return on_day


def test_day_three_ten_and_thirty_each_once_and_then_silence(comes_by, a_lesson):
    a_lesson(days=0)
    up = {days: comes_by(days) for days in range(60)}
    assert {days: step for days, step in up.items() if step} == {3: 3, 10: 10, 30: 30}


def test_it_stands_for_its_day_and_is_not_brought_up_again(comes_by, a_lesson):
    a_lesson(days=3)
    assert [comes_by(hours / 24) for hours in (0, 1, 5)] == [3, 3, 3]
    assert comes_by(1) is None
    assert Reminder.objects.count() == 1


def test_who_was_away_gets_the_latest_step_and_no_backlog(comes_by, a_lesson):
    a_lesson(days=0)
    assert comes_by(12) == 10
    assert comes_by(13) is None


def test_one_a_day_at_most(comes_by, a_lesson):
    a_lesson(days=4)
    a_lesson(days=3, trigger="they ask what is all included")
    assert comes_by(0) == 3
    assert comes_by(0) == 3
    assert Reminder.objects.count() == 1
    assert comes_by(1) == 3
    assert Reminder.objects.count() == 2


@pytest.mark.parametrize("columns", [{"status": Lesson.Status.RETIRED}, {"status": Lesson.Status.DRAFT}])
def test_a_dropped_one_is_silent(comes_by, a_lesson, columns):
    a_lesson(days=3, **columns)
    assert comes_by(0) is None


def test_a_colleagues_shared_one_is_theirs_to_recall(comes_by, a_lesson, ben):
    a_lesson(days=3, owner=ben, shared=True)
    assert comes_by(0) is None


def test_say_it_then_look_and_what_was_typed_is_kept_nowhere(danas, a_lesson):
    a_lesson(days=3)
    today = body(danas.get(reverse("today")))
    assert "Day 3 of your lesson" in today
    assert "someone who decides is not here, I …" in today
    address = reverse("recall", args=[Reminder.objects.get().pk])
    asked = body(danas.get(address))
    assert "record a walk-through" not in asked
    looked = body(danas.post(address, {"said": "call them all back"}))
    assert "call them all back" in looked
    assert "record a walk-through" in looked
    assert reverse("next") in looked
    assert "call them all back" not in body(danas.get(address))
    assert "Day 3 of your lesson" not in body(danas.get(reverse("today")))


@pytest.mark.parametrize("said", ["", "<script>alert(1)</script>", "y" * 100_000, "🚐 سام"])
def test_whatever_is_typed_the_lesson_comes(danas, a_lesson, said):
    a_lesson(days=3)
    danas.get(reverse("today"))
    page = danas.post(reverse("recall", args=[Reminder.objects.get().pk]), {"said": said})
    assert page.status_code == 200
    assert "record a walk-through" in body(page)
    assert "<script>alert" not in body(page)


def test_it_is_nobody_elses_and_tells_nobody(danas, signed_in_as, a_lesson, ben, maria, olga):
    a_lesson(days=3, shared=True)
    danas.get(reverse("today"))
    address = reverse("recall", args=[Reminder.objects.get().pk])
    for person in (ben, maria, olga):
        assert signed_in_as(person).get(address).status_code == 404
        assert signed_in_as(person).post(address).status_code == 404
    assert not Alert.objects.exists()


def test_whoever_came_in_by_somebody_elses_link_finds_it_closed(danas, a_lesson, dana, olga, lakeside, viewer_of):
    a_lesson(days=3)
    Invitation.objects.create(token_hash="x", store=lakeside, role=Role.REP, for_user=dana, made_by=olga,
                              expires_at=now(), used_at=now())  # fmt: skip
    assert for_today(viewer_of(dana), lakeside) is None
