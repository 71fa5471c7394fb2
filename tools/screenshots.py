"""`make screenshots`: plays the demo in a throw-away home, walks it in Chromium, and makes the pictures of docs/.

Each picture is made at 360 and 1280 px, light and dark: docs/pictures/NAME-360-light.png and so on. `ARGS="--only today"` makes
one, `--to DIR` puts them elsewhere. The journey is the list `WALK`; a step is an address ("/today/"), something to click
("click text=Yes"), or something to type ("type #words := We loved it").
"""

import argparse
import io
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from tests.frame.browser import CHROMIUM_FLAGS, find_chromium

ROOT = Path(__file__).resolve().parents[1]
SIZES = {360: 740, 1280: 900}
LONGEST = 1800  # CSS pixels; a picture that has to be scrolled further shows nobody anything
COLOURS = 48


@dataclass(frozen=True)
class Picture:
    """A name, whose eyes (a door of the demo, or nobody's), and the steps to get there."""

    name: str
    who: str
    steps: tuple[str, ...]


# A walk-in's no, up to the question how sure one was.
A_NO = (
    "/no/",
    "type #first_name := Jo",
    "type #unit := Cedar 21",
    "click label:has(input[value=here])",
    "click button[value=price]",
)


def looking_at(name: str) -> tuple[str, ...]:
    """Up to the moments of the two-minute path; each picture looks at another no, for a look begun goes on where it was."""
    tape = (f"/deals/?q={name}", f"click main a:has-text('{name}')", "click text=Look at it")
    return (*tape, "click label:has(input[value=two])", "click button[value=fine]")


# In this order: first what only looks, then what leaves something behind in the demo.
WALK = [
    Picture("story", "", ("/",)),
    Picture("today", "dana", ("/today/",)),
    Picture("no", "dana", ("/no/",)),
    Picture("deals", "dana", ("/deals/",)),
    Picture("deal", "dana", ("/deals/?q=Sam", "click main a:has-text('Sam')")),
    Picture("me", "dana", ("/me/",)),
    Picture("ask", "dana", ("/today/", "click text=Your words are ready")),
    Picture("answer", "dana", ("/today/", "click text=Open it")),
    Picture("looked", "dana", ("/deals/?q=Cole", "click main a:has-text('Cole')")),
    Picture("lessons", "dana", ("/lessons/",)),
    Picture("next", "dana", ("/next/",)),
    Picture("card", "dana", ("/next/", "click a[href$='/card/']")),
    Picture("reset", "dana", ("/reset/",)),
    Picture("practise", "dana", ("/practise/",)),
    Picture("save", "dana", ("/saves/", "click main a[href$='/save/']")),
    Picture("settle", "dana", ("/deals/?q=Gil", "click main a:has-text('Gil')", "click text=Look at it")),
    Picture("buyer", "sam", ()),
    Picture("monday", "maria", ("/monday/",)),
    Picture("weekly", "maria", ("/weekly/",)),
    Picture("pledge", "maria", ("/pledge/",)),
    Picture("people", "olga", ("/people/",)),
    Picture("keeping", "olga", ("/keeping/",)),
    Picture("imports", "ada", ("/import/",)),
    Picture("held", "frank", ("/held/",)),
    Picture("tape", "dana", looking_at("Gil")),
    Picture("memory", "dana", (*looking_at("Priya"), "click text=The tape in your head")),
    Picture("lesson", "dana", (*looking_at("Lena"), "click text=One lesson from it")),
    Picture("call", "dana", A_NO),
    Picture("here", "dana", (*A_NO, "click button[value=counting]")),
    Picture("told", "dana", (*A_NO, "click button[value=counting]", "click text=They told me")),
    Picture(
        "sent", "sam", ("type textarea := We loved it. The warranty on top broke it.", "click button:has-text('Send')")
    ),
]


@contextmanager
def demo() -> Iterator[str]:
    """The demo, served from a home that is thrown away; yields its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        bind = f"127.0.0.1:{probe.getsockname()[1]}"
    with tempfile.TemporaryDirectory(prefix="gametape-pictures-") as home:
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("GAMETAPE_", "DJANGO_"))}
        # With a public address the pages show links and the QR code, as they do in a store.
        surroundings = {**clean, "GAMETAPE_HOME": home, "GAMETAPE_PUBLIC_URL": "http://lakeside-rv.example"}
        command = Path(sys.executable).with_name("gametape")
        server = subprocess.Popen([command, "start", f"--bind={bind}"], env=surroundings, stdout=subprocess.DEVNULL)
        try:
            wait_until_ready(server, f"http://{bind}/readyz")
            yield f"http://{bind}"
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)


def wait_until_ready(server: "subprocess.Popen[bytes]", address: str, *, seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if server.poll() is not None:
            sys.exit("The demo ended before it answered; what it said stands above.")
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    sys.exit(f"The demo did not answer at {address} within {seconds:.0f} s.")


def take_step(page: Page, step: str) -> None:
    verb, _, rest = step.partition(" ")
    if step.startswith("/"):
        page.goto(step)
    elif verb == "click":
        page.locator(rest).first.click()
    elif verb == "type":
        where, _, text = rest.partition(" := ")
        page.locator(where).first.fill(text)
    else:
        sys.exit(f"A step is an address, click or type, not {step!r}.")
    page.wait_for_load_state()


def walk(browser: Browser, address: str, picture: Picture, to: Path) -> None:
    """Reaches the page once, at a phone's size, and looks at it in every light."""
    context = browser.new_context(
        base_url=address, viewport={"width": 360, "height": SIZES[360]}, device_scale_factor=2
    )
    page = context.new_page()
    page.set_default_timeout(8_000)
    if picture.who:
        page.goto("/")
        page.locator(f"form[action='/demo/{picture.who}/'] button").first.dispatch_event("click")
        page.wait_for_url(lambda url: url != f"{address}/")
    for step in picture.steps:
        take_step(page, step)
    for width, height in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        for light in ("light", "dark"):
            page.emulate_media(color_scheme=light, reduced_motion="reduce")
            target = to / f"{picture.name}-{width}-{light}.png"
            target.write_bytes(
                small(page.screenshot(full_page=True), tallest=LONGEST * 2, scale=2 if width == 360 else 1)
            )
            print(
                f"{target.relative_to(ROOT) if target.is_relative_to(ROOT) else target}: {target.stat().st_size // 1024} KB"
            )
    context.close()


def small(png: bytes, *, tallest: int, scale: int) -> bytes:
    """The picture in few colours: text on paper has few, and a repository keeps every version for ever."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    picture = picture.crop((0, 0, picture.width, min(picture.height, tallest)))
    if scale == 1:  # taken at twice the size and made smaller here, so that a desk's picture is as fine as a phone's
        picture = picture.resize((picture.width // 2, picture.height // 2), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def main() -> int:
    parser = argparse.ArgumentParser(prog="make screenshots", description=__doc__)
    parser.add_argument("--only", action="append", help="a picture's name")
    parser.add_argument("--to", type=Path, default=ROOT / "docs" / "pictures")
    wanted = parser.parse_args()
    chromium = find_chromium()
    if chromium is None:
        sys.exit("Chromium is not installed: apt install chromium")
    wanted.to.mkdir(parents=True, exist_ok=True)
    with demo() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        lost = [name for name in (try_to(browser, address, picture, wanted) for picture in WALK) if name]
        browser.close()
    if lost:
        print(f"Not reached: {', '.join(lost)}. Mend their steps in WALK.")
    return 1 if lost else 0


def try_to(browser: Browser, address: str, picture: Picture, wanted: argparse.Namespace) -> str:
    """The picture's name where its page could not be reached; the others are made all the same."""
    if wanted.only and picture.name not in wanted.only:
        return ""
    try:
        walk(browser, address, picture, wanted.to)
    except PlaywrightError as error:
        print(f"{picture.name}: {' '.join(str(error).split())[:700]}")
        return picture.name
    return ""


if __name__ == "__main__":
    sys.exit(main())
