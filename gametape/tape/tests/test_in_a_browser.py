"""The pages on a phone with a script and on a desk without: reachable, readable, nothing cut off."""

from __future__ import annotations

import pytest
from django.urls import reverse

from gametape.tape import places
from gametape.tape.models import Line, Mark, Recording, Sound, Speaker
from tests.frame.browser import on_a_phone_and_a_desk


@pytest.fixture
def tape(sams_deal, dana, agreed, settings, tmp_path, wav) -> Recording:
    settings.UPLOADS = tmp_path / "uploads"
    row = Recording.objects.create(
        deal=sams_deal, by=dana, agreed="asked", agreed_by="Dana", agreed_at=agreed.at, state="ready", seconds=8.0, name="call.wav",
        coverage={"gaps": [{"start": 5.0, "end": 7.5}]}, model="pretend",
    )  # fmt: skip
    (places.folder(row) / "abc").write_bytes(wav)
    Sound.objects.create(
        recording=row, file="abc", form="wav", mime="audio/wav", size=len(wav), peaks=[n % 100 for n in range(240)]
    )
    voice = Speaker.objects.create(recording=row, label="Channel 1")
    for n, text in enumerate(["What is the price?", "It is 38,900 dollars."]):
        words = [[word, n * 2 + 0.4 * at, n * 2 + 0.4 * at + 0.3, 0.9] for at, word in enumerate(text.split())]
        Line.objects.create(
            recording=row,
            number=n,
            speaker=None if n else voice,
            start=n * 2.0,
            end=n * 2 + 1.8,
            text=text,
            words=words,
        )
    Mark.objects.create(recording=row, number=1, start=2.0, note="They looked away.")
    return row


@pytest.mark.slow
@on_a_phone_and_a_desk
@pytest.mark.django_db(transaction=True)
def test_the_pages_are_for_everybody(page, live_server, sign_in, tape, dana, sams_deal, axe, screen):
    sign_in(page, dana)
    waits = Recording.objects.create(
        deal=sams_deal, by=dana, agreed="asked", agreed_by="Dana", agreed_at=tape.agreed_at
    )
    for name, args in [
        ("new_recording", [sams_deal.pk]),
        ("recording_file", [waits.pk]),
        ("recording", [tape.pk]),
        ("who", [tape.pk]),
        ("line", [tape.pk, 1]),
    ]:
        page.goto(f"{live_server.url}{reverse(name, args=args)}")
        axe()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} is wider than the screen"
    assert page.get_by_role("button", name="Keep it").is_visible()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_keys_go_from_thing_to_thing_and_a_file_comes_in_parts(
    page, live_server, sign_in, tape, dana, sams_deal, tmp_path
):
    sign_in(page, dana)
    page.goto(f"{live_server.url}{reverse('recording', args=[tape.pk])}")
    page.keyboard.press("q")
    assert page.locator("li.now").get_attribute("id") == "l0"
    page.keyboard.press("m")
    assert page.locator("li.now").get_attribute("id") == "l1"
    waits = Recording.objects.create(
        deal=sams_deal, by=dana, agreed="asked", agreed_by="Dana", agreed_at=tape.agreed_at
    )
    (tmp_path / "call.txt").write_text("Dana: Hello there.\nSam: Hello.\n" * 200)
    page.goto(f"{live_server.url}{reverse('recording_file', args=[waits.pk])}")
    page.evaluate("document.querySelector('[data-bring]').dataset.part = 3000")  # three parts
    page.set_input_files("#file", tmp_path / "call.txt")
    page.get_by_role("button", name="Bring it").click()
    page.wait_for_url(f"**{reverse('recording', args=[waits.pk])}")
    assert waits.lines.count() == 400
