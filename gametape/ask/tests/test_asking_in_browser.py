"""The asking pages in a real browser: on a phone and a desk, light and dark, with and without JavaScript, axe on each."""

from datetime import timedelta

import pytest
from django.urls import reverse

from gametape.ask import asking
from gametape.common.clock import now
from gametape.deals.models import Loss
from gametape.sending.models import HandOff, Message
from tests.frame.browser import on_every_screen, without_script

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
GUESSED = "Hi Sam, Dana at Lakeside RV. Thank you, I respect your decision.\n\nWas it the price? No need to reply."


@pytest.fixture
def yesterdays_no(sams_no):
    Loss.objects.filter(pk=sams_no.pk).update(at=now() - timedelta(days=1))
    return sams_no


@on_every_screen
def test_every_page_of_asking_is_clean(page, sign_in, axe, dana, maria, yesterdays_no):
    sign_in(page, dana)
    for name in ("here", "told", "ask", "pasted"):
        page.goto(reverse(name, args=[yesterdays_no.pk]))
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth") if name != "here" else True
        axe()
    page.fill("#words", "Thanks anyway")
    page.get_by_role("button", name="Keep their words").click()
    axe()
    page.goto(reverse("ask", args=[yesterdays_no.pk]))
    page.get_by_role("button", name="They said stop").click()
    axe()
    page.goto(reverse("here", args=[yesterdays_no.pk]))
    page.get_by_role("button", name="They’d rather write").click()
    axe()


@on_every_screen
def test_a_message_on_its_way_is_clean_in_every_state(page, sign_in, axe, dana, yesterdays_no):
    ask = asking.write(yesterdays_no, by=dana, role="rep", channel="sms", words="What did I miss?")
    HandOff.objects.create(message=ask.message, n=1, by=dana, channel="sms")
    sign_in(page, dana)
    for state, channel in (
        ("handed", "sms"),
        ("handed", "phone"),
        ("handed", "copy"),
        ("waiting", "sms"),
        ("out", "sms"),
    ):
        Message.objects.update(state=state, channel=channel)
        page.goto(reverse("message", args=[ask.message_id]))
        axe()


def test_while_typing_the_words_are_marked_and_kept(page, sign_in, dana, yesterdays_no):
    sign_in(page, dana)
    page.goto(reverse("ask", args=[yesterdays_no.pk]) + "?channel=sms")
    page.fill("#words", GUESSED)
    page.wait_for_selector("#under mark")
    assert page.locator("#under mark").first.text_content() == "Was it the price?"
    assert "Change this." in page.locator("#found").inner_text()
    page.locator("#words").press_sequentially(" Dana")
    assert page.locator("#under").text_content() == page.locator("#words").input_value()
    assert page.locator("#under mark").count() >= 1, "the marks stay while one goes on typing"
    with page.expect_response("**/ask/words/"):
        page.locator("#words").press_sequentially(".")
    assert Message.objects.get().words.endswith(" Dana.")


def test_the_twin_lies_exactly_under_the_words(page, sign_in, dana, yesterdays_no):
    sign_in(page, dana)
    page.goto(reverse("ask", args=[yesterdays_no.pk]))
    boxes = [page.locator(part).bounding_box() for part in ("#words", "#under")]
    assert boxes[0] == boxes[1]


@without_script
def test_without_script_the_marks_are_there_after_looking_it_over(page, sign_in, dana, yesterdays_no):
    sign_in(page, dana)
    page.goto(reverse("ask", args=[yesterdays_no.pk]) + "?channel=sms")
    page.fill("#words", GUESSED)
    page.get_by_role("button", name="Look it over").click()
    assert page.locator("#under mark").first.text_content() == "Was it the price?"
    assert page.locator("#words").input_value() == GUESSED


@without_script
def test_without_script_the_line_leads_to_their_words(page, sign_in, dana, yesterdays_no):
    sign_in(page, dana)
    page.goto(reverse("here", args=[yesterdays_no.pk]))
    page.get_by_role("link", name="They told me").click()
    page.fill("#words", "The warranty on top broke it.")
    page.get_by_role("button", name="Keep their words").click()
    assert "The warranty on top broke it." in page.locator("main").inner_text()


def test_the_silence_takes_the_height_that_is_left(page, sign_in, dana, yesterdays_no):
    sign_in(page, dana)
    page.goto(reverse("here", args=[yesterdays_no.pk]))
    assert page.locator(".hush").bounding_box()["height"] >= 96
    assert page.evaluate("document.documentElement.scrollHeight <= window.innerHeight + 120")
