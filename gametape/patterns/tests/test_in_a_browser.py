"""Why deals are lost, in a real browser: on a phone in the dark without a script, and at a desk; read by axe."""

from __future__ import annotations

import pytest
from django.urls import reverse

from gametape.patterns import refreshing
from gametape.patterns.tests.told import no_sales, season
from tests.frame.browser import Screen

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
two_screens = pytest.mark.parametrize(
    "screen", [Screen(360, dark=True, script=False), Screen(1280)], indirect=True, ids=str
)


@two_screens
def test_the_page_and_the_deals_behind_it_fit_and_are_clean(page, sign_in, axe, lakeside, six_reps, maria):
    sign_in(page, maria)
    page.goto(reverse("patterns"))
    axe()
    season(lakeside, six_reps, 600, hostile="W" * 60)
    no_sales(lakeside, ["PRI.CHEAPER_SAME"] * 14 + ["TER.TRADE"] * 11, silent=40, unasked=30)
    search = refreshing.refresh(lakeside)
    for address in (reverse("patterns"), reverse("pattern_deals", args=[search.pk, 1])):
        page.goto(address)
        axe()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
