"""Dana's tapes: one that waits for its file, and a transcript of a call with Sam."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from gametape.common.clock import now
from gametape.speech import choosing
from gametape.speech.detecting_speech import by_energy
from gametape.speech.tests.calls import write_wav
from gametape.speech.tests.pretend import Pretend
from gametape.speech.transcriber import RATE
from gametape.tape import bringing
from gametape.tape.consenting import Consent
from gametape.tape.models import Recording

CALL = b"""WEBVTT

NOTE from the phone system

1
00:00:00.000 --> 00:00:03.000
<v Dana Brooks>Hello. What brings you in?</v>

00:00:03.500 --> 00:00:08.000 align:start
<v Sam Ruiz>The monthly payment seems high.</v>

00:00:20.000 --> 00:00:24.000
<v Sam Ruiz>Another dealer was lower.</v>
"""


@pytest.fixture
def agreed() -> Consent:
    return Consent("announced", "Dana Brooks", now() - timedelta(hours=1))


@pytest.fixture
def waits(sams_deal, dana, agreed) -> Recording:
    return bringing.begin(sams_deal, by=dana, consent=agreed)


@pytest.fixture
def danas(dana, signed_in_as) -> Client:
    return signed_in_as(dana)


@pytest.fixture
def bring(danas) -> Callable[..., object]:
    def send(recording, content, name="call.vtt"):
        file = SimpleUploadedFile(name, content)
        return danas.post(reverse("recording_file", args=[recording.pk]), {"file": file})

    return send


@pytest.fixture
def call(waits, bring) -> Recording:
    """The transcript above, read."""
    assert bring(waits, CALL).status_code == 303
    return Recording.objects.get()


def spoken(seconds: float) -> np.ndarray:
    """Something that an ear of the base install takes for speech: bursts of a tone that swells, with pauses."""
    at = np.arange(round(seconds * RATE)) / RATE
    return (0.4 * np.sin(2 * np.pi * 180 * at) * (np.sin(2 * np.pi * 1.5 * at) > -0.2)).astype(np.float32)


@pytest.fixture
def wav(tmp_path) -> bytes:
    """Eight seconds of two who speak at different times."""
    one, two = spoken(8), spoken(8)
    one[4 * RATE :] = 0.0
    two[: 4 * RATE] = 0.0
    return write_wav(tmp_path / "call.wav", np.stack([one, two])).read_bytes()


@pytest.fixture
def engine(monkeypatch) -> Pretend:
    """Listens here, on this machine, with the ear of the base install: a model of voices hears no tones."""
    part = choosing.part
    monkeypatch.setattr(choosing, "part", lambda name: by_energy if name == "speech" else part(name))
    pretended = Pretend()
    monkeypatch.setenv("GAMETAPE_STT", "bundled")
    monkeypatch.setattr(choosing, "transcriber", lambda choice=None: pretended)
    return pretended
