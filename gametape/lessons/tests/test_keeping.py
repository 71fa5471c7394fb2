"""The verbs by themselves: whose a lesson is, and that each act done twice is done once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gametape.common.refusal import NotYours
from gametape.deals.models import Loss
from gametape.lessons import drawing, keeping
from gametape.lessons.drawing import DrawnAlready
from gametape.lessons.models import Evidence, Lesson
from gametape.lessons.resting import Ground
from gametape.lessons.tests.test_the_pages import DRAFT, lost
from gametape.people.models import Store, User


@pytest.fixture
def lesson(sams_no: Loss, dana: User) -> Lesson:
    return drawing.draw(sams_no, DRAFT, on=Ground("no", "no", sams_no.at), by=dana)


def test_no_verb_lets_anybody_but_its_owner(lesson: Lesson, ben: User, maria: User) -> None:
    acts: list[Callable[..., Lesson]] = [keeping.share, keeping.take_back, keeping.drop, keeping.revive]
    for person in (ben, maria):
        for act in acts:
            with pytest.raises(NotYours):
                act(lesson, by=person)
        with pytest.raises(NotYours):
            keeping.change(lesson, DRAFT, version=1, by=person)


@pytest.mark.parametrize("act", [keeping.share, keeping.take_back, keeping.drop, keeping.revive])
def test_done_twice_is_done_once(lesson: Lesson, dana: User, act: Callable[..., Lesson]) -> None:
    once = act(lesson, by=dana)
    twice = act(lesson, by=dana)
    assert (once.shared_at, once.retired_at, once.status, once.changed_at) == (
        twice.shared_at, twice.retired_at, twice.status, twice.changed_at
    )  # fmt: skip


def test_a_no_teaches_one_lesson_a_person(lesson: Lesson, sams_no: Loss, lakeside: Store, dana: User) -> None:
    other = drawing.draw(lost(lakeside, dana), DRAFT, on=Ground("no", "no", sams_no.at), by=dana)
    with pytest.raises(DrawnAlready):
        drawing.fold(other, sams_no, on=Ground("no", "no", sams_no.at), by=dana)
    assert Evidence.objects.filter(loss=sams_no, by=dana).count() == 1
    assert Lesson.objects.count() == 2


def test_a_second_rep_on_the_deal_draws_their_own(lesson: Lesson, sams_no: Loss, ben: User) -> None:
    drawing.draw(sams_no, DRAFT, on=Ground("no", "no", sams_no.at), by=ben)
    assert Evidence.objects.filter(loss=sams_no).count() == 2


def test_the_sentence_in_the_database_holds_what_it_can(lesson: Lesson) -> None:
    longest = {name: Lesson._meta.get_field(name).max_length for name in ("trigger", "do", "because")}
    assert set(longest.values()) == {200}
