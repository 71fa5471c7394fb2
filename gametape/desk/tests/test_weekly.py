"""Fifteen minutes a week: what people shared, good, turn, good, and one lesson; no buyer's name, nobody compared."""

from datetime import timedelta

import pytest
from django.urls import reverse

from gametape.common.clock import now
from gametape.lessons.models import Lesson
from gametape.people.models import AccessLog
from gametape.postmortem.models import Marked, Review

pytestmark = pytest.mark.django_db


@pytest.fixture
def marked(sams_no, dana):
    """A marked moment of Dana's review of Sam's no."""
    review = Review.objects.create(loss=sams_no, by=dana)

    def mark(kind, saw, *, shared=True, nameless=False, ago=timedelta(0)):
        return Marked.objects.create(
            review=review, kind=kind, rests="memory", at=now(), saw=saw, nameless=nameless,
            shared_at=now() - ago if shared else None,
        )  # fmt: skip

    return mark


@pytest.fixture
def page(signed_in_as, maria):
    return lambda: signed_in_as(maria).get(reverse("weekly")).content.decode()


def test_good_turn_good_whatever_the_order_they_were_shared_in(marked, page):
    marked("have_back", "I talked over the silence.")
    marked("turned", "They looked at each other.")
    marked("worked", "They laughed in the bunk.")
    told = page()
    assert told.index("laughed") < told.index("looked at each other") < told.index("over the silence")


def test_only_what_was_shared_and_lately(marked, page):
    marked("worked", "They laughed in the bunk.", shared=False)
    marked("turned", "They looked at each other.", ago=timedelta(days=20))
    told = page()
    assert "laughed" not in told
    assert "looked at each other" not in told
    assert "Nobody shared a moment" in told


def test_no_buyer_stands_on_it_and_who_has_no_name_stays_without(marked, page, sams_no):
    marked("worked", "They laughed in the bunk.", nameless=True)
    told = page()
    assert "Handed over without a name." in told
    for name in ("Sam", "Meadowlark", "Dana"):
        assert name not in told


def test_it_ends_with_one_shared_lesson_and_the_look_is_written_down(marked, page, dana, lakeside):
    for n, trigger in enumerate(("a buyer asks what is included", "three totals lie there")):
        Lesson.objects.create(
            store=lakeside, owner=dana, trigger=trigger, do="read the sheet with them", because="one took it for an extra",
            shared_at=now() - timedelta(days=5 - n),
        )  # fmt: skip
    Lesson.objects.create(store=lakeside, owner=dana, trigger="mine alone", do="keep it", because="so")
    told = page()
    assert "three totals lie there" in told
    assert "what is included" not in told
    assert "mine alone" not in told
    assert AccessLog.objects.filter(whose=dana, what="a lesson they shared").count() == 1


def test_for_a_manager_of_this_store_alone(signed_in_as, dana, ada, olga, mo, marked):
    marked("worked", "They laughed in the bunk.")
    for who in (dana, ada, olga):
        assert signed_in_as(who).get(reverse("weekly")).status_code == 404
    assert "laughed" not in signed_in_as(mo).get(reverse("weekly")).content.decode()
