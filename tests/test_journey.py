"""The first half of the journey, walked by three people in a real browser: Dana's no, Sam's answer, Maria's Monday.

On a phone and at a desk, in the light and in the dark, with and without JavaScript; every page on the way is clean.
The days are the coming ones (a cookie set in the past would be gone), the hours a decent one at Lakeside RV.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import override_settings
from django.urls import reverse
from playwright.sync_api import Page

from gametape.ask.links import path_of
from gametape.ask.models import Answer, Ask
from gametape.common.clock import local, now
from gametape.deals.adding import add_deal, book
from gametape.deals.models import Loss
from gametape.people.models import Store, User
from gametape.sending.models import HandOff, Message
from tests.frame.browser import Screen, on_every_screen

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
WORDS = "We loved it. The warranty on top broke it."


def a_wednesday(store: Store) -> datetime:
    """The coming Wednesday, 11:20 at the store. What a holiday after it does to the hour is the plan's to know."""
    there = local(now(), store.zone)
    return (there + timedelta(days=(2 - there.weekday()) % 7 or 7)).replace(hour=11, minute=20, second=0, microsecond=0)


@on_every_screen
def test_from_the_no_to_the_words(
    page: Page,
    screen: Screen,
    open_page: Callable[..., Page],
    sign_in: Callable[[Page, User], None],
    axe: Callable[..., None],
    lakeside: Store,
    dana: User,
    maria: User,
) -> None:
    first_day = a_wednesday(lakeside)
    with time_machine.travel(first_day, tick=True):
        nguyens = add_deal(lakeside, dana, first_name="The Nguyens", unit="Pinecrest 32")
        book(nguyens, at=first_day + timedelta(days=5), what="first visit", by=dana)
        add_deal(lakeside, dana, first_name="Sam", unit="Meadowlark 27", phone="+15075550142", amount_minor=3_890_000)
        sign_in(page, dana)
        gets_a_no_in_three_taps(page, axe)
        loss = Loss.objects.get()
        hour = says_they_drove_off_and_keeps_the_words(page, axe)

    assert local(hour, lakeside.zone).hour >= 10
    with time_machine.travel(hour + timedelta(hours=1), tick=True):
        sends_it_by_the_phone(page, axe, loss)
        sam = open_page(screen)
        writes_what_they_missed(sam, axe, Ask.objects.get())
        opens_it_after_the_own_call(page, axe, loss)
        marias = open_page(screen)
        sign_in(marias, maria)
        marias.goto(reverse("monday"))
        assert "1 buyer answered." in marias.locator("h1").inner_text()
        assert WORDS in marias.locator("main").inner_text()
        axe(marias)
        page.goto(reverse("me"))
        assert "Maria Keller" in page.locator("main").inner_text(), "every look is written down for the rep"
        axe()


def gets_a_no_in_three_taps(page: Page, axe: Callable[..., None]) -> None:
    page.goto("/")
    axe()
    page.get_by_role("link", name="Just got a no").click()
    axe()
    assert page.get_by_label("Sam, Meadowlark 27").first.is_checked(), "what moved last is preselected"
    page.get_by_role("button", name="Price", exact=True).click()
    axe()
    page.get_by_role("button", name="Already counting it").click()
    assert "what did I miss?" in page.locator("h1").inner_text()
    assert "Then be quiet." in page.locator("main").inner_text()
    axe()


def says_they_drove_off_and_keeps_the_words(page: Page, axe: Callable[..., None]) -> datetime:
    """When it may go out."""
    page.get_by_role("link", name="They drove off").or_(page.get_by_role("button", name="They drove off")).first.click()
    assert "Best asked" in page.locator("main").inner_text()
    assert "Let a night pass." in page.locator("main").inner_text()
    axe()
    page.get_by_role("button", name="Keep it until").click()
    message = Message.objects.get()
    assert message.state == Message.State.WAITING
    assert message.not_before is not None
    assert "what did i miss" in message.words.lower()
    return message.not_before


def sends_it_by_the_phone(page: Page, axe: Callable[..., None], loss: Loss) -> None:
    with override_settings(PUBLIC_URL="https://lakeside.example"):
        page.goto(reverse("ask", args=[loss.pk]) + "?channel=sms")
        page.get_by_role("button", name="Open the text").click()
        opener = page.get_by_role("link", name="Open the text").get_attribute("href") or ""
    assert opener.startswith("sms:+15075550142")
    assert "lakeside.example" in opener
    assert HandOff.objects.count() == 1
    axe()
    page.get_by_role("button", name="Yes", exact=True).click()
    assert Ask.objects.get().asked_at is not None


def writes_what_they_missed(sam: Page, axe: Callable[..., None], ask: Ask) -> None:
    sam.goto(path_of(ask))
    assert "that is fine" in sam.locator("main p").first.inner_text()
    assert sam.evaluate("document.activeElement.id") == "words" if not without_focus(sam) else True
    assert sam.context.cookies() == []
    axe(sam)
    sam.fill("#words", WORDS)
    sam.get_by_role("button", name="Send").first.click()
    assert "Thank you" in sam.locator("main").inner_text()
    axe(sam)
    sam.get_by_label("Something was unclear").check()
    sam.get_by_label("Yes, answer me, once").check()
    sam.get_by_role("button", name="Send").first.click()
    answer = Answer.objects.get()
    assert (answer.closest, answer.wants_answer) == (["UNDERSTANDING"], True)
    assert sam.context.cookies() == [], "the buyer's page sets nothing"


def without_focus(page: Page) -> bool:
    """Chromium hands no focus to a page whose scripts were switched off from outside."""
    return page.evaluate("document.activeElement === document.body")


def opens_it_after_the_own_call(page: Page, axe: Callable[..., None], loss: Loss) -> None:
    page.goto(reverse("today"))
    assert "Sam answered." in page.locator("h1").inner_text()
    axe()
    page.get_by_role("link", name="Open it").first.click()
    told = page.locator("main").inner_text()
    assert told.index("Price.") < told.index("We loved it."), "the own call stands first"
    assert page.locator("mark").count() >= 1
    axe()
    page.get_by_role("button", name="That’s it").first.click()
    assert loss.findings.get(confirmed_at__isnull=False).quote in WORDS
    assert "Not what you thought." in page.locator("main").inner_text()
    page.get_by_role("button", name="Look it over, then send").click()
    assert "thank you" in page.locator("#words").input_value().lower()
    axe()
    page.goto(reverse("answer", args=[loss.answer.pk]))
    assert "The Nguyens" in page.locator("main").inner_text(), "it ends on the next one"
