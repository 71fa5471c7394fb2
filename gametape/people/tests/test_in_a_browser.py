"""Coming in, signing in and looking after one's ways in: on every screen, clean, and with a passkey that works."""

import os

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse

from gametape.people import lending
from gametape.people.inviting import invite
from gametape.people.models import Role
from tests.frame.browser import on_every_screen
from tests.frame.cast import works_at

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
SHOTS = os.environ.get("GAMETAPE_TEST_SHOTS", "")


@pytest.fixture
def look(page, axe, screen):
    """Clean, and no wider than the screen; with GAMETAPE_TEST_SHOTS a picture is kept there to look at."""

    def at(name):
        if SHOTS:
            page.screenshot(path=f"{SHOTS}/{name}-{screen}.png", full_page=True)
        axe()
        assert page.evaluate("document.documentElement.scrollWidth") <= screen.width

    return at


@on_every_screen
def test_the_pages_of_ones_account(page, look, sign_in, lakeside, dana, olga):
    page.goto(reverse("account_login"))
    look("login")
    page.fill("#id_login", "dana@lakeside.example")
    page.fill("#id_password", "wrong")
    page.get_by_role("button", name="Sign in", exact=True).click()
    assert page.get_by_role("alert").count() == 1
    look("login-wrong")
    page.goto(invite(lakeside, role=Role.REP, by=None, called="Eli"))
    look("join")
    page.get_by_role("button", name="Come in").click()
    look("pledge")
    for name in (
        "me",
        "account_set_password",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_list_webauthn",
    ):
        page.goto(reverse(name))
        look(name)
        if name == "mfa_activate_totp":
            paper = page.locator("img.code").evaluate("code => getComputedStyle(code).backgroundColor")
            assert paper == "rgb(255, 255, 255)", "a camera reads black on white, in the dark, too"
    sign_in(page, olga)
    page.goto(reverse("people"))
    look("people")
    page.get_by_label("Their name").fill("Jo")
    page.get_by_role("button", name="Make the link").click()
    assert "It works once, for a week" in page.locator("main").inner_text()
    look("people-link")


def test_a_manager_s_pledge(page, look, sign_in, lakeside):
    new = works_at(lakeside, "Theo Marsh", Role.MANAGER)
    new.pledges.all().delete()
    sign_in(page, new)
    page.goto("/")
    look("pledge-asked")
    page.get_by_role("button", name="I accept it").click()
    page.wait_for_url("**/monday/")


@pytest.fixture
def with_a_passkey(sign_in):
    """With the browser's own virtual authenticator: what a fingerprint does on a phone."""

    def add(page, user):
        _authenticator(page)
        sign_in(page, user)
        page.goto(reverse("mfa_add_webauthn"))
        page.fill("#id_name", "My phone")
        assert page.get_by_label("It lets me in without a password").is_checked()
        page.get_by_role("button", name="Add").click()
        page.wait_for_load_state("networkidle")

    return add


def _authenticator(page):
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def test_a_passkey_is_added_and_is_a_way_in(page, dana, with_a_passkey):
    with_a_passkey(page, dana)
    page.goto(reverse("mfa_list_webauthn"))
    assert "My phone" in page.locator("main").inner_text()
    page.goto(reverse("me"))
    page.get_by_role("button", name="Sign out on this device").click()
    page.goto(reverse("account_login"))
    page.get_by_role("button", name="With a passkey").click()
    page.wait_for_url("**/today/")
    assert dana.first_name in page.goto(reverse("me")).text()


def test_a_passkey_takes_a_lent_screen_back(page, sign_in, dana, with_a_passkey, look):
    with_a_passkey(page, dana)
    of_the_browser = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    session = SessionStore(of_the_browser["sessionid"])
    lending.lend(session, dana, path="/a/some.link/")
    session.save()
    page.goto(reverse("way_back"))
    look("lent")
    page.get_by_role("link", name="With your passkey").click()
    look("lent-passkey")
    page.get_by_role("button", name="Use a security key").click()
    page.wait_for_url("**/today/")
