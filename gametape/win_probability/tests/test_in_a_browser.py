"""The line in a real browser: on a phone in the dark without a script, and at a desk; read by axe and by the keyboard."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from gametape.deals.models import Moment
from gametape.win_probability.models import Curve
from tests.frame.browser import Screen

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
two_screens = pytest.mark.parametrize(
    "screen", [Screen(360, dark=True, script=False), Screen(1280)], indirect=True, ids=str
)


@two_screens
def test_the_pages_with_the_line_are_clean_fit_and_are_read_by_the_keyboard(page, sign_in, axe, dana, fitted):
    lost = next(c.deal for c in Curve.objects.filter(deal__state="lost") if c.turns)
    Moment.objects.filter(deal=lost, kind="note").update(words="W" * 300)
    sign_in(page, dana)
    for address in (reverse("chance"), reverse("deals"), reverse("deal", args=[lost.pk]), reverse("unexpected")):
        page.goto(address)
        axe()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    page.goto(reverse("deal", args=[lost.pk]))
    dot = page.locator("svg.line .moment").first
    expect(dot.locator(".read")).to_be_hidden()
    dot.focus()
    page.keyboard.press("Tab")
    second = page.locator("svg.line .moment").nth(1)
    expect(second).to_be_focused()
    expect(second.locator(".read")).to_be_visible()
