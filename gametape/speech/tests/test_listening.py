"""From a file to turns, with a pretended engine: who spoke, what is missing, and a run that is stopped."""

import json
import multiprocessing
import os
import signal
import time

import numpy as np
import pytest

from gametape.common.refusal import Refusal
from gametape.speech import choosing
from gametape.speech.lines import Stretch
from gametape.speech.listening import Asked, listen
from gametape.speech.tests.calls import write_wav
from gametape.speech.tests.pretend import Pretend
from gametape.speech.transcriber import RATE

TALK = [(1, 5, 0), (6, 12, 1), (13, 20, 0), (21, 30, 1)]  # from, to, channel


@pytest.fixture(autouse=True)
def _by_energy(monkeypatch):
    """A hum is no voice to the voice detector, and these tests are about what comes after it."""
    monkeypatch.setitem(choosing.PARTS, "speech", ("no_such_library", "", "gametape.speech.detecting_speech.by_energy"))


def hum(*, talk=TALK, seconds=32, noise=0.0005):
    """Two channels that are loud where somebody talks."""
    chance = np.random.default_rng(1)
    sound = chance.normal(0, noise, (2, seconds * RATE)).astype(np.float32)
    for start, end, channel in talk:
        at = np.arange((end - start) * RATE)
        voice = (
            0.3 * np.sin(2 * np.pi * (180 + 60 * channel) * at / RATE) * (1 + 0.5 * np.sin(2 * np.pi * 3 * at / RATE))
        )
        sound[channel, start * RATE : end * RATE] += voice.astype(np.float32)
    return sound


@pytest.fixture
def call(tmp_path):
    return write_wav(tmp_path / "call.wav", hum())


@pytest.fixture
def work(tmp_path):
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


class TestWhoSpoke:
    def test_the_channel_is_the_speaker(self, call, work):
        heard = listen(call, work, Pretend(), Asked(rep_channel=1))
        assert [(turn.speaker, turn.channel) for turn in heard.turns] == [
            ("buyer", 0), ("rep", 1), ("buyer", 0), ("rep", 1)
        ]  # fmt: skip
        for turn, (start, end, _) in zip(heard.turns, TALK, strict=True):
            assert abs(turn.start - start) < 0.6
            assert abs(turn.end - end) < 0.8

    def test_without_a_word_on_who_is_the_rep_the_speakers_are_unknown(self, call, work):
        assert {turn.speaker for turn in listen(call, work, Pretend(), Asked()).turns} == {"unknown"}

    @pytest.mark.parametrize("other", [1.0, 0.3, -1.0])
    def test_one_sound_on_both_channels_is_found_out(self, tmp_path, work, other):
        mixed = hum().sum(axis=0)
        heard = listen(
            write_wav(tmp_path / "twice.wav", np.stack([mixed * 0.5, mixed * 0.5 * other])), work, Pretend(), Asked(0)
        )
        assert {(turn.speaker, turn.channel) for turn in heard.turns} == {("unknown", None)}
        assert heard.flags[0].startswith("channels-alike: ")

    def test_a_stereo_microphone_in_one_room_is_found_out(self, tmp_path, work):
        left, right = hum()
        room = np.stack([0.6 * left + 0.5 * np.roll(right, 40), 0.5 * np.roll(left, 40) + 0.6 * right])
        assert any(
            flag.startswith("channels-alike")
            for flag in listen(write_wav(tmp_path / "r.wav", room), work, Pretend(), Asked(0)).flags
        )

    def test_the_other_side_heard_softly_through_the_receiver_stays_apart(self, tmp_path, work):
        left, right = hum()
        heard = listen(
            write_wav(tmp_path / "leak.wav", np.stack([left + 0.03 * right, right + 0.03 * left])),
            work,
            Pretend(),
            Asked(0),
        )
        assert heard.flags == ()
        assert [turn.channel for turn in heard.turns] == [0, 1, 0, 1]

    def test_mono_is_unknown(self, tmp_path, work):
        heard = listen(write_wav(tmp_path / "mono.wav", hum().sum(axis=0, keepdims=True)), work, Pretend(), Asked(0))
        assert {(turn.speaker, turn.channel) for turn in heard.turns} == {("unknown", None)}


class TestCoverage:
    def test_a_whole_call_has_no_gap(self, call, work):
        heard = listen(call, work, Pretend(), Asked(0))
        assert heard.coverage.gaps == ()
        assert abs(heard.coverage.speech_seconds - 26) < 2.5
        assert heard.coverage.words == sum(len(turn.words) for turn in heard.turns) > 40

    def test_a_stretch_without_words_is_tried_once_more_without_the_prompt(self, call, work):
        engine = Pretend(loses=lambda at: 14 <= at < 18)
        heard = listen(call, work, engine, Asked(0, prompt="Hello, this is Dana."))
        again = [piece for piece in engine.asked if piece.plainly]
        assert [piece.prompt for piece in engine.asked] == ["Hello, this is Dana.", None, "Hello, this is Dana."]
        assert len(again) == 1
        assert 3 < again[0].seconds < 6
        assert heard.coverage.gaps == ()

    def test_what_stays_without_words_is_a_gap_that_says_listen(self, call, work):
        heard = listen(call, work, Pretend(loses=lambda at: at >= 24, plainly_too=True), Asked(0))
        (gap,) = heard.coverage.gaps
        assert abs(gap.start - 24) < 1
        assert abs(gap.end - 30) < 1
        assert [flag[:4] for flag in heard.flags] == ["gap:"]
        assert "s not transcribed from 0:2" in heard.flags[0]

    def test_silence_is_not_sent_to_an_engine(self, tmp_path, work):
        engine = Pretend()
        heard = listen(
            write_wav(tmp_path / "s.wav", np.zeros((2, 20 * RATE), dtype=np.float32)), work, engine, Asked(0)
        )
        assert (engine.asked, heard.turns, heard.coverage.gaps, heard.coverage.speech_seconds) == ([], (), (), 0)

    def test_a_part_of_the_recording_that_carries_nothing_at_all_is_found(self, tmp_path, work):
        sound = hum()
        sound[:, 8 * RATE : 16 * RATE] = 0
        heard = listen(write_wav(tmp_path / "cut.wav", sound), work, Pretend(), Asked(0))
        (gap,) = heard.coverage.gaps
        assert (round(gap.start), round(gap.end)) == (8, 16)
        assert heard.flags == (
            "dead: 8 s from 0:08 on carry no sound at all: a pause on mute, or the recording lost a part - listen.",
        )


class TestGoingOn:
    def test_a_second_run_in_the_same_folder_asks_the_engine_nothing(self, call, work):
        first, second = Pretend(), Pretend()
        once = listen(call, work, first, Asked(0))
        again = listen(call, work, second, Asked(0))
        assert (len(first.asked), second.asked) == (2, [])
        assert again.turns == once.turns

    def test_another_prompt_or_model_or_recording_takes_nothing_from_it(self, call, work, tmp_path):
        listen(call, work, Pretend(), Asked(0))
        other = write_wav(tmp_path / "other.wav", hum(talk=TALK[:2]))
        for path, engine, asked in (
            (call, Pretend(), Asked(0, prompt="Hello.")),
            (call, Pretend(model="other"), Asked(0)),
            (other, Pretend(), Asked(0)),
        ):
            listen(path, work, engine, asked)
            assert engine.asked

    def test_half_a_piece_on_the_disk_is_listened_to_again(self, call, work):
        listen(call, work, Pretend(), Asked(0))
        kept = sorted(work.glob("piece-*.json"))
        kept[0].write_text(kept[0].read_text()[:40])
        engine = Pretend()
        listen(call, work, engine, Asked(0))
        assert len(engine.asked) == 1

    def test_two_runs_in_one_folder_are_refused(self, call, work):
        class Meanwhile(Pretend):
            def words(self, piece):
                with pytest.raises(Refusal, match="Another run is listening"):
                    listen(call, work, Pretend(), Asked(0))
                return super().words(piece)

        assert listen(call, work, Meanwhile(), Asked(0)).turns

    def test_after_a_kill_it_goes_on_where_it_was(self, tmp_path, work):
        minute = hum(talk=[(1, 29, 0), (31, 59, 1)], seconds=60)
        long = write_wav(tmp_path / "long.wav", np.tile(minute, 22))
        child = multiprocessing.get_context("fork").Process(target=_listen_slowly, args=(long, work))
        child.start()
        until = time.monotonic() + 60
        while len(list(work.glob("piece-*.json"))) < 2 and time.monotonic() < until:
            time.sleep(0.02)
        os.kill(child.pid, signal.SIGKILL)
        child.join()
        done = len(list(work.glob("piece-*.json")))
        assert 2 <= done < 6
        engine = Pretend()
        heard = listen(long, work, engine, Asked(0))
        assert len(engine.asked) == 6 - done
        fresh = tmp_path / "fresh"
        fresh.mkdir()
        assert heard.turns == listen(long, fresh, Pretend(), Asked(0)).turns
        assert max(piece.seconds for piece in engine.asked) <= 600
        assert [round(turn.start) for turn in heard.turns[:4]] == [1, 31, 61, 91]


def _listen_slowly(path, work):
    class Slow(Pretend):
        def words(self, piece):
            time.sleep(0.4)
            return super().words(piece)

    listen(path, work, Slow(), Asked(0))


def test_the_result_has_the_shape_that_was_agreed_on(call, work):
    told = []
    found = json.loads(
        json.dumps(listen(call, work, Pretend(), Asked(0), told=lambda what, share: told.append(share)).as_dict())
    )
    assert list(found) == ["model", "sha256", "seconds", "took", "turns", "coverage", "flags"]
    assert list(found["turns"][0]) == ["speaker", "channel", "start", "end", "text", "words"]
    assert list(found["turns"][0]["words"][0]) == ["text", "start", "end", "probability"]
    assert list(found["coverage"]) == ["speech_seconds", "words", "gaps"]
    assert (found["seconds"], len(found["sha256"])) == (32.0, 64)
    assert told == sorted(told)


def test_a_channel_that_no_call_has_is_refused(call, work):
    with pytest.raises(Refusal, match="channels 0 and 1"):
        listen(call, work, Pretend(), Asked(rep_channel=2))


def test_stretches_know_how_long_they_are():
    assert Stretch(1.5, 4.0).seconds == 2.5
