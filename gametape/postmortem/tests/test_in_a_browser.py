"""The tape in a real browser: every page of it clean and in its frame, and the two minutes walked with a thumb."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from gametape.ask.models import Answer
from gametape.common.clock import now
from gametape.deals.models import Loss
from gametape.people.models import User
from gametape.postmortem import reviewing, sharing
from gametape.postmortem.models import Marked, Note, Review
from gametape.reasons import finding
from tests.frame.browser import Screen

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
four_screens = pytest.mark.parametrize(
    "screen",
    [Screen(360), Screen(360, dark=True, script=False), Screen(1280, script=False), Screen(1280, dark=True)],
    indirect=True,
    ids=str,
)
SCREENS = ["frame", "plan", "facts", "memory", "steps", "tape", "buyer", "gap", "keep", "friend"]


@pytest.fixture
def begun(sams_no: Loss, dana: User) -> Review:
    """Dana stands before the page of their words, with one moment told."""
    review = reviewing.begin(sams_no, by=dana, path="ten")
    totals = sams_no.deal.moments.get(words="Three totals on the sheet")
    Marked.objects.create(
        review=review, kind="turned", rests="moment", moment=totals, at=totals.at,
        saw="They stopped looking at the sheet and looked at each other.",
    )  # fmt: skip
    Note.objects.create(review=review, screen="keep", text="The walk-through, slowly, with the bed made up.")
    Note.objects.create(review=review, screen="in_hands", text="I always print three sheets. It was all my fault.")
    reviewing.give_own_view(review)
    review.refresh_from_db()
    return review


def in_its_frame(page: Page, axe: Callable[[], None], name: str) -> None:
    axe()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name


@four_screens
def test_every_page_is_clean_and_in_its_frame(
    page: Page, sign_in: Any, axe: Any, dana: User, begun: Review, answers: Callable[..., Answer]
) -> None:
    sign_in(page, dana)
    finding.pick(answers(), leaf="UND.UNCLEAR_OFFER", quote="the warranty was extra", by=dana)
    base = reverse("tape", args=[begun.loss_id])
    for name in SCREENS:
        page.goto(f"{base}{name}/")
        for summary in page.locator("main summary").all():
            summary.click()
        in_its_frame(page, axe, name)
    page.goto(f"{base}gap/?asked=1")
    in_its_frame(page, axe, "nudged")
    Review.objects.update(screen="settle", nobody_could=True)
    page.goto(base)
    in_its_frame(page, axe, "settle")
    sharing.share(Note.objects.get(screen="keep"), nameless=True)
    reviewing.finish(begun)
    page.goto(base)
    in_its_frame(page, axe, "kept")
    page.goto(f"{base}friend/")
    in_its_frame(page, axe, "credit")
    Review.objects.all().delete()
    Loss.objects.update(at=now() - timedelta(minutes=5))
    page.goto(base)
    in_its_frame(page, axe, "wait")


@four_screens
def test_two_texts_that_crossed_stand_on_one_page(
    page: Page, sign_in: Any, axe: Any, dana: User, begun: Review, complaints: Any
) -> None:
    sign_in(page, dana)
    page.goto(reverse("tape_screen", args=[begun.loss_id, "keep"]))
    Note.objects.filter(screen="keep").update(text="From the tablet: the question at the end.")
    page.get_by_label("What will you keep doing?").fill("From the phone: the walk-through.")
    page.get_by_role("button", name="One lesson from it").click()
    expect(page.get_by_role("alert")).to_contain_text("Both texts are here")
    expect(page.get_by_label("What will you keep doing?")).to_have_value("From the phone: the walk-through.")
    expect(page.get_by_text("From the tablet: the question at the end.")).to_be_visible()
    in_its_frame(page, axe, "crossed")
    complaints.clear()  # the browser reports the 409 itself


@pytest.mark.parametrize("screen", [Screen(360), Screen(360, script=False)], indirect=True, ids=str)
def test_the_two_minutes_with_a_thumb(page: Page, sign_in: Any, dana: User, sams_no: Loss) -> None:
    sign_in(page, dana)
    page.goto(reverse("tape", args=[sams_no.pk]))
    page.get_by_label("Two minutes").check(force=True)
    page.get_by_role("button", name="Bruised").click()
    page.get_by_label("When", exact=True).select_option(label="Today 13:40, Three totals on the sheet (Noted)")
    page.get_by_label("What did you see and hear there?").fill("Nobody looked at the sheet.")
    page.get_by_role("button", name="No lesson in this one").click()
    page.get_by_label("What would you tell a good friend").fill("Go home. Tomorrow at ten they are somebody else.")
    page.get_by_role("button", name="On to the next one").click()
    expect(page).to_have_url(page.url.split("/losses")[0].split("/next")[0] + reverse("next"))
    assert Marked.objects.get().saw == "Nobody looked at the sheet."


def test_enter_in_a_field_goes_on_and_does_not_give_up(page: Page, sign_in: Any, dana: User, begun: Review) -> None:
    """The first button of the form is the one that Enter presses."""
    sign_in(page, dana)
    page.goto(reverse("tape_screen", args=[begun.loss_id, "tape"]))
    page.get_by_label("From memory: about when").first.press("Enter")
    expect(page).to_have_url(f"{page.url.split('/losses')[0]}{reverse('tape_screen', args=[begun.loss_id, 'buyer'])}")
