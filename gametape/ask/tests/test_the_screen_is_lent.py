"""The tablet goes to the buyer: it shows their page alone, until whoever lent it shows that they are back."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from gametape.ask import asking
from gametape.ask.links import path_of
from gametape.ask.models import Answer, Ask
from gametape.deals.models import Deal
from gametape.people import lending
from gametape.people.models import User

pytestmark = pytest.mark.django_db
DIGITS = "4821"
WITH_A_CUSTOMER = "This screen is with a customer"


@pytest.fixture
def danas(signed_in_as, dana) -> Client:
    return signed_in_as(dana)


@pytest.fixture
def sams_ask(sams_no, dana) -> Ask:
    return asking.asked_in_person(sams_no, by=dana, channel="door")


def lent(browser: Client, loss, digits: str = DIGITS):
    return browser.post(reverse("screen", args=[loss.pk]), {"digits": digits})


def html(response) -> str:
    return response.content.decode()


def sends(browser: Client, at: str, words: str):
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html(browser.get(at))))
    return browser.post(at, {**hidden, "words": words, "reader": "manager", "key": "no"})


@pytest.fixture
def tablet(danas, sams_no, sams_ask) -> Client:
    """Dana, who came in by a link alone, handed her screen to Sam."""
    lent(danas, sams_no)
    return danas


PAGES_OF_STAFF = ["front", "today", "deals", "me", "new_deal", "no", "people", "imports", "account_login", "mfa_index"]


class TestWhileItIsLent:
    def test_handing_over_opens_the_buyers_page_at_the_door(self, danas, sams_no, sams_ask):
        handed = lent(danas, sams_no)
        assert (handed.status_code, handed["Location"]) == (303, f"{path_of(sams_ask)}?door=1")
        assert "What did we miss?" in html(danas.get(handed["Location"]))

    @pytest.mark.parametrize("name", PAGES_OF_STAFF)
    def test_every_other_page_says_that_it_is_with_a_customer(self, tablet, name):
        for page in (tablet.get(reverse(name)), tablet.post(reverse(name))):
            assert (page.status_code, WITH_A_CUSTOMER in html(page)) == (403, True)
            assert "Dana" not in html(page)
            assert "<nav" not in html(page)

    def test_so_does_an_address_that_is_none_and_another_customers_page(self, tablet, lakeside, dana):
        for path in ("/nothing/", "/a/another.link/", "/demo/maria/"):
            assert WITH_A_CUSTOMER in html(tablet.get(path))

    def test_nothing_is_done_there_in_the_reps_name(self, tablet):
        tablet.post(reverse("new_deal"), {"first_name": "Ann", "unit": "Cedar 24"})
        assert not Deal.objects.filter(unit="Cedar 24").exists()

    def test_the_buyer_sends_and_stops_and_the_words_are_marked_as_said_at_the_door(self, tablet, sams_ask):
        # The address lost its end; it goes back to the rep all the same, so nothing of it is shown again.
        after = sends(tablet, path_of(sams_ask), "The rails are too low.")
        assert Answer.objects.get().heard == "door"
        assert "hand it back" in html(tablet.get(after["Location"]))
        assert "The rails" not in html(tablet.get(path_of(sams_ask)))
        assert "Done." in html(tablet.post(f"{path_of(sams_ask)}stop/?door=1"))

    def test_the_browser_gets_another_cookie_so_that_it_gives_up_the_pages_it_holds(self, danas, sams_no, sams_ask):
        before = danas.cookies["sessionid"].value
        lent(danas, sams_no)
        assert danas.cookies["sessionid"].value != before

    def test_another_browser_of_the_rep_goes_on(self, tablet, signed_in_as, dana):
        assert signed_in_as(dana).get(reverse("today")).status_code == 200

    def test_the_rep_finds_the_way_back_on_each_of_the_buyers_pages(self, tablet, sams_ask):
        way_back = f'href="{reverse("way_back")}"'
        for where in ("", "stop/", "more/?door=1"):
            if where == "stop/":
                tablet.post(f"{path_of(sams_ask)}stop/")
            assert way_back in html(tablet.get(path_of(sams_ask) + where)), where
        sams_ask.withdrawn_at = sams_ask.made_at
        sams_ask.save()
        assert way_back in html(tablet.get(path_of(sams_ask)))

    def test_the_buyers_own_phone_knows_nothing_of_it(self, tablet, sams_ask):
        page = Client().get(path_of(sams_ask))
        assert page.status_code == 200
        assert reverse("way_back") not in html(page)


class TestComingBack:
    def back(self, tablet, **shown):
        return tablet.post(reverse("way_back"), shown)

    def test_the_four_digits_bring_the_rep_back(self, tablet):
        assert "The four digits you chose" in html(tablet.get(reverse("way_back")))
        assert self.back(tablet, digits=DIGITS)["Location"] == "/"
        assert tablet.get(reverse("today")).status_code == 200

    @pytest.mark.parametrize("wrong", ["", "4822", "48211", "４８２１", "\x00", "x" * 100_000])
    def test_other_digits_do_not(self, tablet, wrong):
        page = self.back(tablet, digits=wrong)
        assert (page.status_code, "not the digits you chose" in html(page)) == (422, True)
        assert tablet.get(reverse("today")).status_code == 403

    def test_after_eight_wrong_tries_the_right_ones_wait_too(self, tablet):
        for _ in range(8):
            self.back(tablet, digits="0000")
        assert self.back(tablet, digits=DIGITS).status_code == 429
        assert tablet.get(reverse("today")).status_code == 403

    @pytest.mark.parametrize("chosen", ["", "12", "12345", "abcd"])
    def test_without_four_digits_nothing_is_handed_over(self, danas, sams_no, sams_ask, chosen):
        page = lent(danas, sams_no, chosen)
        assert (page.status_code, "Choose four digits" in html(page)) == (422, True)
        assert danas.get(reverse("today")).status_code == 200

    def test_who_has_a_password_comes_back_by_it_and_by_no_digits(self, danas, sams_no, sams_ask, dana):
        dana.set_password("a long tow over the hill")
        dana.save()
        danas.force_login(dana, backend="django.contrib.auth.backends.ModelBackend")
        assert 'name="digits"' not in html(danas.get(reverse("door", args=[sams_no.pk])))
        lent(danas, sams_no)
        assert 'name="password"' in html(danas.get(reverse("way_back")))
        for wrong in ({"digits": DIGITS}, {"digits": ""}, {"password": "guessed"}, {}):
            assert self.back(danas, **wrong).status_code == 422
        assert self.back(danas, password="a long tow over the hill")["Location"] == "/"
        assert danas.get(reverse("today")).status_code == 200

    def test_a_colleagues_password_opens_nothing(self, danas, sams_no, sams_ask, dana, ben):
        for person in (dana, ben):
            person.set_password(f"the password of {person.name}")
            person.save()
        danas.force_login(dana, backend="django.contrib.auth.backends.ModelBackend")
        lent(danas, sams_no)
        assert self.back(danas, password=f"the password of {ben.name}", login=ben.email).status_code == 422

    def test_a_passkey_shown_before_it_was_lent_counts_for_nothing_and_after_it_does(self, sams_no, dana):
        session = {"account_authentication_methods": [{"method": "mfa", "at": 0.0, "reauthenticated": True}]}
        lending.lend(session, dana, path="/a/x/", digits=DIGITS)
        assert not lending.came_back_by_passkey(session)
        later = session["lent"]["at"] + 1
        session["account_authentication_methods"].append({"method": "mfa", "at": later})
        assert not lending.came_back_by_passkey(session)
        session["account_authentication_methods"].append({"method": "mfa", "at": later, "reauthenticated": True})
        assert lending.came_back_by_passkey(session)

    def test_signing_out_gives_the_screen_up_and_shows_nothing(self, tablet):
        tablet.post(reverse("account_logout"))
        assert tablet.get(reverse("today")).status_code == 302
        assert WITH_A_CUSTOMER not in html(tablet.get("/"))

    def test_where_nothing_is_lent_the_way_back_leads_to_the_first_page(self, danas):
        assert danas.get(reverse("way_back"))["Location"] == "/"
        assert Client().get(reverse("way_back"))["Location"] == "/"

    def test_a_new_loan_begins_without_wrong_tries(self, tablet, sams_no):
        for _ in range(7):
            self.back(tablet, digits="0000")
        self.back(tablet, digits=DIGITS)
        lent(tablet, sams_no)
        assert self.back(tablet, digits="0000").status_code == 422
        assert self.back(tablet, digits=DIGITS).status_code == 303


class TestWhoMayLend:
    @pytest.mark.parametrize("who", ["ben", "maria", "ada", "rita"])
    def test_nobody_else(self, request, signed_in_as, sams_no, sams_ask, who):
        assert lent(signed_in_as(request.getfixturevalue(who)), sams_no).status_code == 404

    def test_before_they_were_asked_there_is_nothing_to_lend(self, danas, sams_no):
        assert lent(danas, sams_no)["Location"] == reverse("door", args=[sams_no.pk])
        assert danas.get(reverse("today")).status_code == 200


class TestWhoWorksHere:
    @pytest.mark.parametrize("who", ["dana", "ben", "maria", "olga", "mo"])
    @pytest.mark.parametrize("door", ["", "?door=1"])
    def test_sends_nothing_in_the_buyers_place(self, request, signed_in_as, sams_ask, who, door):
        browser = signed_in_as(request.getfixturevalue(who))
        page = sends(browser, path_of(sams_ask) + door, "It was the price, of course.")
        assert page.status_code == 403
        assert "only the buyer answers" in html(page)
        assert "It was the price, of course." in html(page)
        assert not Answer.objects.exists()

    def test_is_told_so_before_a_word_is_typed(self, signed_in_as, dana, sams_ask):
        assert "only the buyer answers" in html(signed_in_as(dana).get(path_of(sams_ask)))

    def test_can_still_say_stop_for_them(self, signed_in_as, dana, sams_ask):
        assert "Done." in html(signed_in_as(dana).post(f"{path_of(sams_ask)}stop/"))

    def test_whose_session_is_over_is_anybody(self, signed_in_as, dana, sams_ask):
        browser = signed_in_as(dana)
        User.objects.filter(pk=dana.pk).update(is_active=False)
        assert sends(browser, path_of(sams_ask), "The rails are too low.").status_code == 303
