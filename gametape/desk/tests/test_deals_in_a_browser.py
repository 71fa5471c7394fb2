"""The no and the deal's pages in a real browser: three taps to the line, and nothing that axe or the eye trips over."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from gametape.deals.losing import dump, lose
from gametape.deals.models import Loss
from tests.frame.browser import Screen

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
two_screens = pytest.mark.parametrize(
    "screen", [Screen(360, dark=True, script=False), Screen(1280)], indirect=True, ids=str
)


@two_screens
def test_three_taps_from_today_to_the_line(page, sign_in, dana, sams_deal):
    sign_in(page, dana)
    page.goto(reverse("today"))
    page.get_by_role("link", name="Just got a no").click()
    page.get_by_role("button", name="Price", exact=True).click()
    page.get_by_role("button", name="Already counting it").click()
    expect(page).to_have_url(f"{page.url.split('/losses')[0]}{reverse('here', args=[Loss.objects.get().pk])}")


@two_screens
def test_enter_in_a_field_taps_no_chip(page, sign_in, complaints, dana):
    sign_in(page, dana)
    page.goto(reverse("no"))
    page.get_by_label("First name").fill("Walt")
    page.get_by_label("Which one").fill("Cedar 19")
    page.get_by_label("Which one").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Pick what you think it was")
    expect(page.get_by_label("First name")).to_have_value("Walt")
    assert not Loss.objects.exists()
    complaints.clear()  # the browser reports the 422 itself


@two_screens
def test_every_page_is_clean_and_fits(page, sign_in, axe, dana, ben, sams_no, lakeside):
    dump(sams_no, words="He went quiet at the third total.", by=dana)
    imported = Loss.objects.create(deal=sams_no.deal, where="recorded", reopened_at=sams_no.at)
    sign_in(page, dana)
    addresses = [reverse(name) for name in ("no", "deals", "new_deal")]
    addresses += [reverse(name, args=[sams_no.deal_id]) for name in ("deal", "appointment", "moment", "partner")]
    addresses += [reverse("facts", args=[sams_no.pk]), reverse("call", args=[imported.pk])]
    for address in addresses:
        page.goto(address)
        axe()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


@two_screens
def test_the_question_how_sure_is_clean_with_everything_open(page, sign_in, axe, dana, sams_deal):
    loss = lose(sams_deal, where="here", chip="something_i_did", by=dana)
    sign_in(page, dana)
    page.goto(reverse("call", args=[loss.pk]))
    for summary in page.locator("summary").all():
        summary.click()
    axe()
    page.get_by_role("radio", name="Yes").first.check()
    page.get_by_role("button", name="Good", exact=True).click()
    loss.refresh_from_db()
    assert (loss.own_call.sure, loss.own_call.prepared) == ("good", True)
