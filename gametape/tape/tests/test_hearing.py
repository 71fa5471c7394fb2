"""The worker's part: decode, draw, listen; stopped, killed, given up."""

from __future__ import annotations

import os
import signal
from datetime import timedelta

import pytest
from django.db import connection

from gametape.common.clock import now
from gametape.common.refusal import Refusal
from gametape.speech.lines import Coverage, Heard, Turn, Word
from gametape.speech.tests.pretend import Pretend
from gametape.tape import hearing, laying_down, places, stopping
from gametape.tape.models import Line, Recording, Side, Sound

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.UPLOADS = tmp_path / "uploads"


@pytest.fixture
def sound(waits, bring, wav) -> Recording:
    bring(waits, wav, "call.wav")
    return Recording.objects.get()


def again(row: Recording) -> Recording:
    return Recording.objects.get(pk=row.pk)


def test_two_channels_become_lines_of_two_voices_that_nobody_named_yet(engine, sound):
    assert hearing.hear_a_little() == 1
    row = again(sound)
    assert (row.state, row.model, row.progress) == ("ready", "pretend", 1.0)
    assert row.seconds == pytest.approx(8.0, abs=0.1)
    assert row.coverage["words"] == sum(len(line.words) for line in Line.objects.all()) > 4
    assert {line.speaker.label for line in Line.objects.all()} == {"Channel 1", "Channel 2"}
    assert {line.whose for line in Line.objects.all()} == {Side.UNKNOWN}
    assert max(Sound.objects.get().peaks) == 100
    assert not (places.folder(row) / places.WORK).exists()
    assert hearing.hear_a_little() == 0


def test_where_no_channel_tells_who_speaks_each_sentence_can_be_told(sams_deal, dana, agreed):
    row = Recording.objects.create(deal=sams_deal, by=dana, agreed="asked", agreed_by="Dana", agreed_at=agreed.at)
    said = ["Can", "I", "call", "you", "tomorrow?", "Yes,", "that", "works."]
    words = tuple(Word(text, 0.3 * n, 0.3 * n + 0.2) for n, text in enumerate(said))
    for channel in (None, 0):
        turn = Turn("unknown", channel, words)
        row.lines.all().delete()
        laying_down.heard(row, Heard("m", "h", 9.0, 1.0, (turn,), Coverage(3.0, 8)))
        texts = [line.text for line in row.lines.order_by("number")]
        assert texts == (["Can I call you tomorrow?", "Yes, that works."] if channel is None else [" ".join(said)])


def test_the_prompt_has_the_deals_words_and_never_the_buyers_name(engine, sound):
    hearing.hear_a_little()
    assert "Meadowlark 27" in engine.asked[0].prompt
    assert not [piece for piece in engine.asked if "Sam" in (piece.prompt or "")]


def test_without_an_engine_it_is_kept_to_be_played(sound):
    hearing.hear_a_little()
    row = again(sound)
    assert (row.state, row.refused) == ("kept", "")
    assert row.seconds is not None
    assert not Line.objects.exists()
    assert (places.folder(row) / row.sound.file).is_file()


def test_what_only_looks_like_sound_goes_with_a_sentence(waits, bring):
    bring(waits, b"RIFF\x00\x10\x00\x00WAVEfmt " + b"\0" * 300, "call.wav")
    hearing.hear_a_little()
    row = again(waits)
    assert row.state == "refused"
    assert "“call.wav”" in row.refused
    assert not Sound.objects.exists()


def test_an_engine_that_refuses_leaves_the_recording_and_says_why(engine, sound, monkeypatch):
    def refuses(piece):
        raise Refusal("Its key is wrong: set GAMETAPE_STT_KEY.")

    monkeypatch.setattr(engine, "words", refuses)
    hearing.hear_a_little()
    assert (again(sound).state, again(sound).refused) == ("kept", "Its key is wrong: set GAMETAPE_STT_KEY.")
    stopping.want_words(again(sound), to="")
    assert (again(sound).state, again(sound).refused) == ("waiting", "")


def test_sound_never_goes_to_another_host_than_the_one_agreed_on(engine, sound):
    engine.leaves_for = "other.example"
    hearing.hear_a_little()
    assert engine.asked == []
    assert "Nothing was sent" in again(sound).refused


@pytest.mark.parametrize("piece_number", [0, 1], ids=["in the first piece", "in the last"])
def test_stopped_it_ends_and_nothing_is_laid_down(engine, sound, monkeypatch, piece_number):
    heard = Pretend.words

    def stopped_meanwhile(piece):
        if len(engine.asked) == piece_number:
            stopping.stop(again(sound))
        return heard(engine, piece)

    monkeypatch.setattr(engine, "words", stopped_meanwhile)
    hearing.hear_a_little()
    assert again(sound).state == "stopped"
    assert not Line.objects.exists()


def test_what_breaks_three_times_is_set_aside_and_keeps_nobody_waiting(engine, sound, monkeypatch):
    def breaks(piece):
        raise MemoryError

    monkeypatch.setattr(engine, "words", breaks)
    for _ in range(1 + hearing.MOST_ATTEMPTS):  # the first of them got as far as decoding it
        with pytest.raises(MemoryError):
            hearing.hear_a_little()
    assert hearing.hear_a_little() == 0
    assert (again(sound).state, again(sound).refused) == ("kept", hearing.GAVE_UP)


def test_one_who_is_at_it_is_not_joined(engine, sound):
    with places.held(sound) as mine:
        assert mine
        assert hearing.hear_a_little() == 0
    assert hearing.hear_a_little() == 1


def test_its_minute_over_it_goes_on_in_the_next_and_hears_no_piece_twice(engine, sound, monkeypatch):
    """Two channels are two pieces; no time at all is given to it."""
    monkeypatch.setattr(hearing, "A_WHILE", -1.0)
    rounds = 0
    while again(sound).state != "ready":
        rounds += hearing.hear_a_little()
        assert rounds < 5
    assert rounds == 2
    assert len([piece for piece in engine.asked if not piece.plainly]) == 2


@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_it_goes_on_at_once_with_the_next_piece(engine, sound, monkeypatch):
    """kill -9 while the second channel is listened to: the first is not listened to again, and each line stands once."""
    connection.close()  # a connection is one process's
    if child := os.fork():
        os.waitpid(child, 0)
    else:
        heard = Pretend.words

        def killed(piece):
            if len(engine.asked) == 1:
                os.kill(os.getpid(), signal.SIGKILL)
            return heard(engine, piece)

        monkeypatch.setattr(engine, "words", killed)
        hearing.hear_a_little()
        os._exit(1)
    assert again(sound).state == "listening"
    assert hearing.hear_a_little() == 1
    assert again(sound).state == "ready"
    assert len(engine.asked) == 1, "the first piece was kept by the one that was killed"
    numbers = list(Line.objects.values_list("number", flat=True))
    assert len(numbers) == len(set(numbers)) > 1


def test_consent_without_a_file_goes_after_a_day_and_folders_of_nobody_too(waits):
    stray = places.tapes() / "999999"
    stray.mkdir(parents=True)
    (stray / "left").write_text("x")
    assert hearing.put_away_what_nobody_has() == 1
    assert not stray.exists()
    Recording.objects.update(added_at=now() - timedelta(days=2))
    assert hearing.put_away_what_nobody_has() == 1
    assert not Recording.objects.exists()
