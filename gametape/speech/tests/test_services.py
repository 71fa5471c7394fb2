"""Each service is asked as its documentation says, and what goes wrong is a sentence that says what to do."""

import io
import json
import wave

import numpy as np
import pytest

from gametape.common.refusal import Refusal
from gametape.speech import calling_services
from gametape.speech.choosing import transcriber
from gametape.speech.engines import assemblyai
from gametape.speech.lines import Stretch
from gametape.speech.tests.services import FAULTS, KEY, AssemblyAI, Deepgram, OpenAI, fields, served
from gametape.speech.transcriber import RATE, Piece

SERVICES = [("openai", OpenAI, "/v1"), ("deepgram", Deepgram, ""), ("assemblyai", AssemblyAI, "")]
PIECE = Piece(np.zeros(3 * RATE, dtype=np.float32), (Stretch(0.3, 2.0),), "en", "Hello, this is Dana.")


@pytest.fixture(autouse=True)
def _key(monkeypatch):
    monkeypatch.setenv("GAMETAPE_STT_KEY", KEY)
    monkeypatch.delenv("GAMETAPE_STT_MODEL", raising=False)
    monkeypatch.setattr(assemblyai, "FIRST", 0.01)


@pytest.fixture(params=SERVICES, ids=[name for name, *_ in SERVICES])
def service(request):
    name, handler, path = request.param
    with served(handler) as running:
        yield running, lambda: transcriber(f"{name}:{running.address}{path}")


class TestEach:
    def test_words_come_with_their_times(self, service):
        _, engine = service
        found = engine().words(PIECE)
        assert [(word.text.strip(",."), round(word.start, 3), round(word.end, 3)) for word in found] == [
            ("Good", 0.5, 0.9), ("morning", 0.9, 1.3), ("Sam", 1.4, 1.8)
        ]  # fmt: skip

    def test_no_words_are_no_words(self, service):
        running, engine = service
        running.words = ()
        assert engine().words(PIECE) == []

    @pytest.mark.parametrize(
        ("fault", "says"),
        [
            ("key", "does not take the key in GAMETAPE_STT_KEY"),
            ("often", "listen again in 7 seconds"),
            ("large", "finds the piece too large"),
            ("credit", "out of credit"),
            ("broken", r"a fault of its own \(503\)"),
            ("odd", r"refused the request \(418\)"),
            ("page", "answered something that is no transcript"),
            ("shape", "answered something that is no transcript"),
            ("elsewhere", r"refused the request \(302\)"),
        ],
    )
    def test_what_goes_wrong_is_a_sentence(self, service, fault, says):
        running, engine = service
        running.fault = fault
        with pytest.raises(Refusal, match=says) as refused:
            engine().words(PIECE)
        assert KEY not in str(refused.value)
        if fault in FAULTS:
            assert f"It says: “{fault}, you sent …”" in str(refused.value)

    def test_one_that_does_not_answer_is_not_waited_for_long(self, service, monkeypatch):
        running, engine = service
        running.fault = "late"
        monkeypatch.setattr(calling_services, "TIMEOUT", 0.2)
        with pytest.raises(Refusal, match=r"did not answer within 0\.2 seconds"):
            engine().words(PIECE)

    def test_one_that_is_not_there(self, service):
        _, engine = service
        there = engine()
        there.service.address = "http://127.0.0.1:9"
        with pytest.raises(Refusal, match="cannot be reached"):
            there.words(PIECE)


class TestProtocols:
    def test_openai_is_asked_for_words_with_the_prompt(self):
        with served(OpenAI) as running:
            transcriber(f"openai:{running.address}/v1").words(PIECE)
            told = fields(running.seen[0])
        with wave.open(io.BytesIO(told.pop("file"))) as sound:
            assert (sound.getnchannels(), sound.getframerate(), sound.getnframes()) == (1, RATE, 3 * RATE)
        assert told == {
            "model": b"whisper-1",
            "response_format": b"verbose_json",
            "timestamp_granularities[]": b"word",
            "temperature": b"0",
            "language": b"en",
            "prompt": b"Hello, this is Dana.",
        }

    def test_a_second_try_goes_without_the_prompt(self):
        with served(OpenAI) as running:
            transcriber(f"openai:{running.address}/v1").words(
                Piece(PIECE.samples, PIECE.speech, "en", None, plainly=True)
            )
            assert "prompt" not in fields(running.seen[0])

    def test_a_server_of_ones_own_needs_no_key(self, monkeypatch):
        monkeypatch.delenv("GAMETAPE_STT_KEY")
        with served(OpenAI) as running, pytest.raises(Refusal, match="does not take the key"):
            transcriber(f"openai:{running.address}/v1").words(PIECE)
        assert "Authorization" not in running.seen[0]["headers"]

    def test_openai_without_times_of_words_says_which_model_to_take(self, monkeypatch):
        monkeypatch.setattr(OpenAI, "result", lambda self, path: {"text": "Good morning"})
        with served(OpenAI) as running, pytest.raises(Refusal, match="set GAMETAPE_STT_MODEL"):
            transcriber(f"openai:{running.address}/v1").words(PIECE)

    def test_deepgram_is_told_to_learn_nothing_from_it(self):
        with served(Deepgram) as running:
            transcriber(f"deepgram:{running.address}").words(PIECE)
        assert running.seen[0]["query"] == {
            "model": ["nova-3"],
            "punctuate": ["true"],
            "mip_opt_out": ["true"],
            "language": ["en"],
        }
        assert running.seen[0]["headers"]["Content-Type"] == "audio/wav"

    def test_assemblyai_is_asked_until_it_is_done(self):
        with served(AssemblyAI) as running:
            transcriber(f"assemblyai:{running.address}").words(PIECE)
        assert [seen["path"] for seen in running.seen] == ["/v2/upload", "/v2/transcript"] + 2 * [
            "/v2/transcript/job%201"
        ]
        assert json.loads(running.seen[1]["body"])["audio_url"] == running.address + "/stored/1"

    def test_assemblyai_that_cannot(self):
        with served(AssemblyAI, fault="failed") as running, pytest.raises(Refusal, match="Transcoding failed"):
            transcriber(f"assemblyai:{running.address}").words(PIECE)


class TestBeforeAnythingLeaves:
    def test_it_is_known_where_the_sound_goes(self):
        assert transcriber("deepgram").leaves_for == "api.deepgram.com"
        assert transcriber("assemblyai").leaves_for == "api.assemblyai.com"
        assert transcriber("openai:https://speech.example/v1").leaves_for == "speech.example"
        assert transcriber("openai:http://127.0.0.1:8080/v1").leaves_for is None

    @pytest.mark.parametrize(
        "address", ["speech.example/v1", "ftp://speech.example", "https://user:pass@speech.example", "https://"]
    )
    def test_an_address_that_is_none(self, address):
        with pytest.raises(Refusal, match="is no address"):
            transcriber(f"openai:{address}")

    def test_nothing_is_sent_in_the_open(self):
        with pytest.raises(Refusal, match="would send a recording in the open"):
            transcriber("openai:http://speech.example/v1")

    @pytest.mark.parametrize("name", ["deepgram", "assemblyai"])
    def test_a_service_without_a_key(self, monkeypatch, name):
        monkeypatch.delenv("GAMETAPE_STT_KEY")
        with pytest.raises(Refusal, match="set GAMETAPE_STT_KEY"):
            transcriber(name)
