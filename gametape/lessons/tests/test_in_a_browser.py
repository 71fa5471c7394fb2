"""The pages of lessons in a real browser: clean on every screen, and looked over while one types."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from gametape.deals.models import Loss
from gametape.lessons import drawing, keeping
from gametape.lessons.linting import Draft
from gametape.lessons.models import Lesson
from gametape.lessons.resting import Ground
from gametape.lessons.tests.test_the_pages import DRAFT, answered, lost
from gametape.people.models import Store, User
from gametape.postmortem.models import Marked, Review
from tests.frame.browser import on_every_screen, without_script

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def hers(lakeside: Store, sams_no: Loss, dana: User, ben: User) -> Lesson:
    """One of Dana's that came back, one she dropped, one of the team's; and Sam's no, answered and looked at."""
    mine = drawing.draw(
        lost(lakeside, dana), DRAFT, on=Ground("no", "no", sams_no.at), leaf="UND.UNCLEAR_OFFER", by=dana
    )
    Lesson.objects.filter(pk=mine.pk).update(shown=9, used=7, helped=5)
    gone = Draft("they look at the clock", "say what is left and how long it takes", "it took an hour")
    keeping.drop(drawing.draw(lost(lakeside, dana), gone, on=Ground("no", "no", sams_no.at), by=dana), by=dana)
    theirs = Draft("they name one thing", "show that first and stop", "one was shown something else")
    keeping.share(drawing.draw(lost(lakeside, ben), theirs, on=Ground("no", "no", sams_no.at), by=ben), by=ben)
    answered(sams_no)
    review = Review.objects.create(loss=sams_no, by=dana)
    Marked.objects.create(
        review=review, kind="turned", rests="memory", at=sams_no.at, saw="He put the sheet down and looked at the door."
    )
    return mine


@on_every_screen
def test_the_pages_are_clean(
    page: Page, sign_in: Callable, axe: Callable, hers: Lesson, sams_no: Loss, dana: User
) -> None:
    sign_in(page, dana)
    for path in (reverse("draw", args=[sams_no.pk]), reverse("lessons"), reverse("lesson", args=[hers.pk])):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        axe()


@on_every_screen
def test_what_is_found_is_clean_too(
    page: Page, sign_in: Callable, axe: Callable, complaints: list[str], hers: Lesson, sams_no: Loss, dana: User
) -> None:
    sign_in(page, dana)
    page.goto(reverse("draw", args=[sams_no.pk]))
    page.get_by_label("I ...").fill("always be nicer to Sam")
    page.get_by_role("button", name="Keep this lesson").click()
    expect(page.get_by_text("Not kept yet")).to_be_visible()
    axe()
    complaints.clear()  # the console tells of the 422


def test_it_is_looked_over_while_typed(page: Page, sign_in: Callable, sams_no: Loss, dana: User) -> None:
    sign_in(page, dana)
    page.goto(reverse("draw", args=[sams_no.pk]))
    page.get_by_label("When ...").fill("I feel it slip")
    expect(page.get_by_text("That is a feeling.")).to_be_visible()
    page.get_by_label("When ...").fill("they look at the clock")
    expect(page.get_by_text("Nothing to change")).to_be_visible()


@without_script
def test_a_lesson_without_script(page: Page, sign_in: Callable, sams_no: Loss, dana: User) -> None:
    sign_in(page, dana)
    page.goto(reverse("draw", args=[sams_no.pk]))
    page.get_by_label("When ...").fill("they look at the clock")
    page.get_by_label("I ...").fill("say what is left")
    page.get_by_label("because ...").fill("they left after an hour")
    page.get_by_role("button", name="Look it over").last.click()
    expect(page.get_by_text("Nothing to change")).to_be_visible()
    page.get_by_role("button", name="Keep this lesson").click()
    expect(page).to_have_url(re.compile(reverse("next") + "$"))
