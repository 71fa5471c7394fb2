"""The buyer's page in a real browser: on a phone and at a desk, by day and by night, with and without script."""

import re

import pytest

from gametape.ask import asking
from gametape.ask.links import path_of
from gametape.ask.models import Answer, Ask, Draft, Words
from gametape.common.clock import now
from tests.frame.browser import on_every_screen, without_script

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def at(sams_no, dana, maria) -> str:
    return path_of(asking.asked_in_person(sams_no, by=dana))


def send(page) -> None:
    page.get_by_role("button", name="Send").first.click()


@on_every_screen
def test_from_the_open_box_to_thank_you(page, at, axe, screen):
    page.goto(at)
    box = page.get_by_label(re.compile("What did we miss"))
    assert box.evaluate("box => box === document.activeElement")
    assert box.bounding_box()["y"] < page.viewport_size["height"]
    page.get_by_text("If you like: which comes closest?").click()
    axe()
    box.fill("We loved it. The warranty on top broke it.")
    send(page)
    page.get_by_label("Something was unclear, or I never got an answer").check()
    page.get_by_label("Yes, answer me, once").check()
    axe()
    send(page)
    assert page.get_by_role("heading", name="Thank you. That helps.").is_visible()
    axe()
    page.get_by_role("link", name=re.compile("See what you sent")).click()
    assert page.get_by_text("The warranty on top broke it.").is_visible()
    axe()
    assert page.evaluate("document.documentElement.scrollWidth") <= screen.width
    answer = Answer.objects.get()
    assert (answer.closest, answer.wants_answer) == (["UNDERSTANDING"], True)


def test_the_name_in_the_question_follows_the_chosen_reader(page, at):
    page.goto(at)
    question = page.locator("legend.ask")
    for reader, name in (("Only Maria, the manager", "Maria"), ("The store, without my name", "Lakeside RV")):
        page.get_by_label(reader).check()
        assert question.inner_text() == f"Is there anything you would like {name} to do about it?"
    assert page.get_by_text("To answer, Maria has to see your name.").is_visible()


def test_a_draft_stays_on_the_device_until_send_and_nobody_gets_it(page, at, open_page, screen):
    page.goto(at)
    page.get_by_role("textbox").press_sequentially("Still thinking")
    page.goto("about:blank")
    page.goto(at)
    assert page.get_by_role("textbox").input_value() == "Still thinking"
    stranger = open_page(screen)
    stranger.goto(at)
    assert stranger.get_by_role("textbox").input_value() == ""
    assert not Draft.objects.exists()
    assert not Words.objects.exists()
    send(page)
    page.goto(at)
    assert page.get_by_role("textbox").input_value() == ""


def test_the_link_shows_the_words_again_on_the_device_they_came_from_and_on_no_other(page, at, open_page, screen):
    page.goto(at)
    page.get_by_role("textbox").fill("Dana was rude.")
    send(page)
    page.goto("about:blank")
    page.goto(at)
    page.wait_for_url("**mine=**")
    assert page.get_by_text("Dana was rude.").is_visible()
    reps_phone = open_page(screen)
    reps_phone.goto(at)
    assert reps_phone.get_by_text("Dana was rude.").count() == 0
    assert reps_phone.get_by_text("shown only where they were sent from").is_visible()


@without_script
def test_without_script_a_draft_is_kept_by_a_button(page, at):
    page.goto(at)
    page.get_by_role("textbox").fill("Still thinking")
    page.get_by_role("button", name="Keep it for later").click()
    assert page.get_by_role("textbox").input_value() == "Still thinking"
    assert page.get_by_text("bookmark it to come back").is_visible()


def test_back_on_the_stores_tablet_shows_an_empty_box(page, at):
    page.goto(f"{at}?door=1")
    page.get_by_role("textbox").fill("Dana was rude.")
    send(page)
    assert page.get_by_role("heading", name="Thank you. Please hand it back.").is_visible()
    page.go_back()
    assert page.get_by_role("textbox").input_value() == ""
    assert "rude" not in page.content()
    assert page.evaluate("localStorage.length") == 0


def test_what_is_refused_is_where_the_eye_lands(page, at, complaints):
    page.goto(at)
    page.get_by_role("textbox").fill("Too dear.")
    page.get_by_text("If you like: which comes closest?").click()
    for tick in page.get_by_role("checkbox").all()[:3]:
        tick.check()
    page.get_by_role("button", name="Send").last.click()
    alert = page.get_by_role("alert")
    assert alert.inner_text() == "Two at most, please: the two that come closest. Or none."
    box = alert.bounding_box()
    assert 0 <= box["y"] <= page.viewport_size["height"] - box["height"]
    assert page.get_by_role("textbox").input_value() == "Too dear."
    complaints.clear()  # the browser's own note that the answer was a 422


def test_the_small_pages_read_well_too(page, at, axe, complaints):
    for path in (f"{at}?door=1", f"{at}more/?door=1", f"{at}stop/", "/a/nonsense/"):
        page.goto(path)
        axe()
    page.goto(f"{at}stop/")
    page.get_by_role("button", name="Do not contact me again").click()
    axe()
    Ask.objects.update(closes_at=now())
    page.goto(at)
    assert page.get_by_role("heading", name="This page has closed.").is_visible()
    axe()
    complaints.clear()  # the browser's own notes that two answers were a 404 and a 410
