"""A real browser on a real server: Debian's Chromium, driven by playwright, at the sizes and in the lights people have.

    def test_the_line_fills_the_screen(page, live_server): ...              # a phone, light, with JavaScript
    @on_every_screen                                                         # 360 and 1280, light and dark, with and without
    def test_today(page, live_server, axe): ...; axe()                       # JavaScript, each with each; axe tells in words

A page fails its test by itself when a script throws, when the console reports an error (a blocked inline style, a missing
file), or when it asks any host but ours for anything.
"""

import contextlib
import functools
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from tests.frame.length import NIGHTLY
from tests.frame.skips import missing

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WCAG_2_2_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
HEIGHTS = {360: 740, 1280: 900}
# Who taps on while the words are still looked over leaves that question behind, and htmx tells it as an error. What a
# server refuses or does not answer it tells by other names.
OF_A_PAGE_THAT_WAS_LEFT = ("htmx:sendAbort", "htmx:afterRequest")
WIDER_THAN_THE_SCREEN = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll("body *")].filter(one => one.getBoundingClientRect().right > innerWidth + .5)
    .map(one => one.outerHTML.slice(0, 160))"""


@dataclass(frozen=True)
class Screen:
    """What a person holds: width in CSS pixels (360 a phone, 1280 a desk), dark or light, with or without JavaScript."""

    width: int = 360
    dark: bool = False
    script: bool = True

    def __str__(self) -> str:
        return f"{self.width}-{'dark' if self.dark else 'light'}-{'script' if self.script else 'plain'}"


SCREENS = [Screen(width, dark, script) for width, dark, script in product((360, 1280), (False, True), (True, False))]
# Four of the eight hold every size, light and script, and every two of them together, at half the price: a walk costs up
# to nine seconds. The nightly run walks all eight.
EACH_PAIR = [screen for screen in SCREENS if (screen.width == 360) ^ screen.dark ^ (not screen.script)]
WALKED = SCREENS if NIGHTLY else EACH_PAIR
on_every_screen = pytest.mark.parametrize("screen", WALKED, indirect=True, ids=str)
on_a_phone_and_a_desk = pytest.mark.parametrize("screen", [SCREENS[0], SCREENS[-1]], indirect=True, ids=str)
without_script = pytest.mark.parametrize("screen", [Screen(script=False)], indirect=True, ids=str)


def find_chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = find_chromium()
    if path is None:
        missing("Chromium is not installed", get_it="apt install chromium")
    # Playwright runs an event loop in this thread, and Django then takes every query here for a mistake.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patch:
        for act in ("click", "press"):
            patch.setattr(Locator, act, _then_the_whole_page(getattr(Locator, act)))
        chromium = playwright.chromium.launch(executable_path=path, headless=True, args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def _then_the_whole_page(act: Callable[..., None]) -> Callable[..., None]:
    """The act, and where it led to another page that page to its end.

    Playwright waits until the new page has begun, and what is asked right after may find half of it: on a busy machine
    "is there an alert" was answered no before the alert had come.
    """

    @functools.wraps(act)
    def acted(self: Locator, *args: Any, **options: Any) -> None:
        act(self, *args, **options)
        self.page.wait_for_load_state()

    return acted


@pytest.fixture
def screen(request: pytest.FixtureRequest) -> Screen:
    """The screen of this test; a phone in daylight unless `on_every_screen` or a parametrisation says otherwise."""
    return getattr(request, "param", Screen())


class Complaints(list[str]):
    """What a page did that it should not; a test that provokes one on purpose calls `clear()`."""


@pytest.fixture
def complaints() -> Complaints:
    return Complaints()


@pytest.fixture
def switches() -> "dict[Page, _ScriptSwitch]":
    return {}


@pytest.fixture
def open_page(
    browser: Browser, live_server: Any, complaints: Complaints, switches: "dict[Page, _ScriptSwitch]"
) -> Iterator[Callable[..., Page]]:
    """`open_page(screen)`: a page in a context (cookies, storage) of its own, one for each person of a test."""
    contexts = []

    def open_one(screen: Screen = Screen()) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": screen.width, "height": HEIGHTS.get(screen.width, 900)},
            color_scheme="dark" if screen.dark else "light",
            has_touch=screen.width < 700,
            locale="en-US",
            timezone_id="America/Chicago",
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        if not screen.script:
            switches[page] = _ScriptSwitch(page)
        _listen(page, urlsplit(live_server.url).netloc, complaints)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not complaints, "The page complained:\n" + "\n".join(complaints)


def _listen(page: Page, our_host: str, complaints: Complaints) -> None:
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: script error: {error}"))
    page.on(
        "console",
        lambda said: (
            said.type == "error"
            and not said.text.startswith(OF_A_PAGE_THAT_WAS_LEFT)
            and complaints.append(f"{page.url}: {said.text}")
        ),
    )

    def notice(request: Any) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.netloc != our_host:
            complaints.append(f"{page.url}: asked a stranger: {request.url}")

    page.on("request", notice)


@pytest.fixture
def page(open_page: Callable[..., Page], screen: Screen) -> Page:
    return open_page(screen)


@pytest.fixture
def sign_in(live_server: Any) -> Callable[[Page, Any], None]:
    """`sign_in(page, dana)`: gives the page's context the session of that user, without walking the login form."""

    def sign(page: Page, user: Any) -> None:
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])

    return sign


@pytest.fixture
def axe(page: Page, switches: "dict[Page, _ScriptSwitch]") -> Callable[..., None]:
    """`axe()` or `axe(other_page)`: fails with every finding of WCAG 2.2 AA, its place and what to do, in words; and with
    what is wider than the screen, for nobody reads a page sideways."""

    def check(which: Page | None = None) -> None:
        at = which or page
        switch = switches.get(at)
        with switch.lifted() if switch else contextlib.nullcontext():
            found = Axe().run(at, options={"runOnly": {"type": "tag", "values": WCAG_2_2_AA}})
            wider = at.evaluate(WIDER_THAN_THE_SCREEN)
        assert not found.violations_count, f"axe on {at.url}:\n" + "\n".join(_in_words(found.response["violations"]))
        assert not wider, f"{at.url} is wider than its screen:\n" + "\n".join(wider)

    return check


class _ScriptSwitch:
    """Turns a page's scripts off, and on again while axe, itself a script, reads the page as it was loaded without.

    Playwright's own `java_script_enabled=False` cannot be lifted, and axe then waits for ever.
    """

    def __init__(self, page: Page) -> None:
        self._session = page.context.new_cdp_session(page)
        self._off(True)

    def _off(self, value: bool) -> None:
        self._session.send("Emulation.setScriptExecutionDisabled", {"value": value})

    @contextlib.contextmanager
    def lifted(self) -> Iterator[None]:
        self._off(False)
        yield
        self._off(True)


def _in_words(violations: list[dict[str, Any]]) -> Iterator[str]:
    for violation in violations:
        yield f"- {violation['id']} ({violation['impact']}): {violation['help']}"
        for node in violation["nodes"]:
            yield f"    {' '.join(map(str, node['target']))}  {node['html'][:160]}"
            yield f"      {(node['failureSummary'] or '').splitlines()[-1].strip()}"
