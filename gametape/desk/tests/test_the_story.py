"""A deal's story on one page, with nothing to type: the moments, and beside them save, tape and lesson, each as far as
the viewer may see it."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from gametape.ask import answering, asking
from gametape.common.clock import now
from gametape.deals import losing
from gametape.lessons.models import Evidence, Lesson
from gametape.postmortem.models import Marked, Review

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(signed_in_as, sams_deal):
    return lambda who: signed_in_as(who).get(reverse("deal", args=[sams_deal.pk])).content.decode()


@pytest.fixture
def looked_at(sams_no, dana, lakeside):
    """Dana looked at the tape of Sam's no: one moment marked, one lesson drawn, nothing shared."""
    review = Review.objects.create(loss=sams_no, by=dana, finished_at=now())
    mark = Marked.objects.create(
        review=review, kind="turned", rests="memory", at=now(), saw="They looked at each other."
    )
    lesson = Lesson.objects.create(store=lakeside, owner=dana, trigger="they ask", do="read it with them", because="so")
    Evidence.objects.create(lesson=lesson, loss=sams_no, by=dana, review=review)
    return mark


def test_the_tape_is_offered_once_an_hour_has_passed(story, sams_no, dana):
    assert "Settle first." in story(dana)
    with time_machine.travel(now() + timedelta(hours=2), tick=True):
        assert reverse("tape", args=[sams_no.pk]) in story(dana)


def test_ones_own_look_and_lesson_stand_beside_the_moments(story, looked_at, dana):
    told = story(dana)
    assert "They looked at each other." in told
    assert "When they ask, I read it with them" in told


def test_nobody_else_sees_any_of_it_until_it_is_shared(story, looked_at, maria):
    told = story(maria)
    assert "looked at each other" not in told
    assert "read it with them" not in told
    assert "Look at the tape" not in told
    Marked.objects.filter(pk=looked_at.pk).update(shared_at=now())
    assert "They looked at each other." in story(maria)


def test_what_was_shared_without_a_name_is_on_no_deals_page(story, looked_at, maria):
    Marked.objects.filter(pk=looked_at.pk).update(shared_at=now(), nameless=True)
    assert "looked at each other" not in story(maria)


def test_a_be_back_is_told_with_its_clock(story, sams_no, sams_deal, dana):
    with time_machine.travel(sams_no.at + timedelta(days=2, hours=22), tick=False):
        losing.reopen(sams_deal, by=dana)
        assert "Two days and 22 hours after the no." in story(dana)


def test_asked_and_bought_says_so_and_bought_alone_does_not(story, sams_no, sams_deal, dana):
    with time_machine.travel(sams_no.at + timedelta(minutes=2), tick=False):
        ask = asking.asked_in_person(sams_no, by=dana)
    with time_machine.travel(sams_no.at + timedelta(hours=3), tick=False):
        answering.send(ask, words="The warranty on top broke it.", submission="1", heard="page")
    with time_machine.travel(sams_no.at + timedelta(days=2, hours=22), tick=False):
        losing.win(sams_deal, by=dana)
        assert "Asked and bought, two days and 22 hours after the no." in story(dana)


def test_bought_without_having_answered_is_bought(story, sams_no, sams_deal, dana):
    losing.win(sams_deal, by=dana)
    assert "Asked and bought" not in story(dana)


def test_who_wants_an_answer_is_told_to_who_reads_the_words(story, sams_no, dana, maria):
    ask = asking.asked_in_person(sams_no, by=dana)
    answer = answering.send(ask, words="The warranty on top broke it.", submission="1", heard="page")
    answering.add_the_rest(answer, closest=[], wants_answer=True)
    assert reverse("save", args=[sams_no.pk]) in story(dana)
    assert reverse("save", args=[sams_no.pk]) not in story(maria)
