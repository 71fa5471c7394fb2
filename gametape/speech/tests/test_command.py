"""`gametape listen`, as it is typed."""

import json

import numpy as np
import pytest

from gametape.project.cli import main
from gametape.speech import command, cutting
from gametape.speech.captions import parts, stamp, vtt
from gametape.speech.covering import common, joined, still, uncovered
from gametape.speech.cutting import pieces_of
from gametape.speech.lines import Stretch, Turn, Word
from gametape.speech.tests.calls import write_wav
from gametape.speech.tests.pretend import Pretend
from gametape.speech.tests.test_listening import hum
from gametape.speech.transcriber import RATE


@pytest.fixture(autouse=True)
def _pretended(monkeypatch):
    monkeypatch.setattr(command, "transcriber", lambda choice: Pretend())
    monkeypatch.setitem(
        command.listen.__globals__["choosing"].PARTS,
        "speech",
        ("none", "", "gametape.speech.detecting_speech.by_energy"),
    )


@pytest.fixture
def call(tmp_path):
    return write_wav(tmp_path / "call.wav", hum())


class TestOutput:
    def test_for_a_person(self, call, capsys):
        assert main(["listen", str(call)]) == 0
        out = capsys.readouterr().out
        assert out.startswith("[0:00] rep: word word") or out.startswith("[0:01] rep: word word")
        assert "channel 0 was taken" in out

    def test_for_a_program(self, call, capsys):
        assert main(["listen", str(call), "--json", "--rep-channel", "1"]) == 0
        found = json.loads(capsys.readouterr().out)
        assert [turn["speaker"] for turn in found["turns"]] == ["buyer", "rep", "buyer", "rep"]
        assert found["flags"] == []

    def test_progress_goes_to_standard_error(self, call, capsys):
        main(["listen", str(call), "--json"])
        assert "% " in capsys.readouterr().err

    def test_for_a_player(self, call, capsys, tmp_path):
        assert main(["listen", str(call), "--vtt", str(tmp_path / "out.vtt")]) == 0
        text = (tmp_path / "out.vtt").read_text()
        assert text.startswith("WEBVTT\n\n00:00:0")
        assert "<v buyer>word word" in text

    def test_a_place_that_cannot_be_written_is_said_before_the_work(self, call, capsys, tmp_path):
        assert main(["listen", str(call), "--vtt", str(tmp_path / "none" / "out.vtt")]) == 2
        assert "cannot be written" in capsys.readouterr().err

    def test_silence_says_so(self, tmp_path, capsys):
        path = write_wav(tmp_path / "s.wav", np.zeros((1, 3 * RATE), dtype=np.float32))
        assert main(["listen", str(path)]) == 0
        assert "Nobody speaks" in capsys.readouterr().out

    def test_what_cannot_be_taken_is_a_sentence_and_2(self, tmp_path, capsys):
        path = tmp_path / "a.wav"
        path.write_bytes(b"%PDF-1.7")
        assert main(["listen", str(path)]) == 2
        assert capsys.readouterr().err.endswith("or a video with sound.\n")

    def test_where_the_sound_goes_is_said_first(self, call, capsys, monkeypatch):
        engine = Pretend()
        engine.leaves_for = "api.deepgram.com"
        monkeypatch.setattr(command, "transcriber", lambda choice: engine)
        main(["listen", str(call)])
        assert capsys.readouterr().err.startswith("The recording is sent to api.deepgram.com.\n")

    def test_ctrl_c_keeps_what_was_heard(self, call, capsys, monkeypatch, tmp_path):
        class Stopped(Pretend):
            def words(self, piece):
                if self.asked:
                    raise KeyboardInterrupt
                return super().words(piece)

        monkeypatch.setattr(command, "transcriber", lambda choice: Stopped())
        assert main(["listen", str(call), "--work", str(tmp_path / "w")]) == 130
        assert len(list((tmp_path / "w").glob("piece-*.json"))) == 1


class TestCutting:
    def test_a_long_channel_is_cut_where_it_is_quiet(self):
        loud = np.ones(int(1300 * RATE), dtype=np.float32)
        loud[int(570 * RATE) : int(571 * RATE)] = 0
        pieces = pieces_of(1300.0, lambda start, end: loud[round(start * RATE) : round(end * RATE)])
        assert 570 < pieces[0].end < 571
        assert (len(pieces), pieces[-1].end) == (3, 1300.0)
        assert all(piece.seconds <= cutting.LONGEST for piece in pieces)

    def test_a_short_one_is_not(self):
        assert pieces_of(599.0, lambda start, end: pytest.fail("read")) == [Stretch(0.0, 599.0)]


class TestGaps:
    def test_words_account_for_the_speech_around_them(self):
        words = [Word("a", n, n + 0.3) for n in range(10)]
        assert uncovered([Stretch(0, 9.5)], words) == []

    def test_a_stretch_without_words_is_found(self):
        words = [Word("a", n, n + 0.3) for n in (0, 1, 2, 8, 9)]
        (gap,) = uncovered([Stretch(0, 9.5)], words)
        assert (round(gap.start, 1), round(gap.end, 1)) == (2.7, 7.6)

    def test_a_word_that_was_stretched_over_what_was_lost_hides_nothing(self):
        assert uncovered([Stretch(0, 9)], [Word("a", 0, 0.3), Word("b", 0.4, 9.0)]) == [Stretch(2.3, 9)]

    def test_silence_is_no_gap(self):
        assert uncovered([], [Word("a", 0, 0.3)]) == []

    def test_stretches_join_and_meet(self):
        assert joined([Stretch(3, 4), Stretch(0, 1), Stretch(0.5, 2)]) == [Stretch(0, 2), Stretch(3, 4)]
        assert common([Stretch(0, 5), Stretch(7, 9)], [Stretch(4, 8)]) == [Stretch(4, 5), Stretch(7, 8)]

    def test_nothing_on_the_line(self):
        samples = np.full(3 * RATE, 0.01, dtype=np.float32)
        samples[RATE : 2 * RATE] = 0
        assert [(round(s.start, 1), round(s.end, 1)) for s in still(samples)] == [(1.0, 2.0)]


class TestCaptions:
    def test_times(self):
        assert stamp(3661.2345) == "01:01:01.234"
        assert stamp(59.9996, point=",") == "00:01:00,000"

    def test_a_long_turn_comes_in_parts_that_end_with_a_sentence(self):
        words = [Word("word." if n % 10 == 9 else "word", n * 0.5, n * 0.5 + 0.4) for n in range(60)]
        assert [len(part) for part in parts(words)] == [20, 20, 20]

    def test_reserved_characters_are_written_so_that_a_player_shows_them(self):
        assert "<v rep>AT&amp;T &lt;5&gt;</v>" in vtt([Turn("rep", 0, (Word("AT&T", 0, 1), Word("<5>", 1, 2)))])
