"""Transcripts of every kind are read with speakers and times; what nobody edited is written letter by letter."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.common.refusal import Refusal
from gametape.speech.lines import Word
from gametape.tape import writing
from gametape.tape.lines import Line, Transcript, as_read, edit
from gametape.tape.reading.taking import read, read_file
from gametape.tape.reading.timing import named, seconds
from tests.frame.skips import shared

TEAMS = """WEBVTT

NOTE made by a meeting

STYLE
::cue { color: white }

7d1f/12-0
00:00:03.120 --> 00:00:05.900 align:start position:20%
<v Dana Reyes>Good morning, <i>Sam</i>.</v>

7d1f/13-0
00:00:06.000 --> 00:00:09.250
<v Sam &amp; Kim>We liked it.
The price &lt; 40k, though.</v>
"""
ZOOM = """WEBVTT

1
00:00:01.000 --> 00:00:02.520
Dana Reyes: Hi, how's it going?

2
00:00:02.920 --> 00:00:13.560
Sam: Well. One thing: the price.
"""
SRT = "1\n00:00:01,000 --> 00:00:02,500\nDana: Hello.\n\n2\n00:00:03,000 --> 00:00:04,000\nSam: Hi.\nIt is me.\n"


def said(transcript):
    return [(line.speaker, line.start, line.end, line.text) for line in transcript.lines]


def of(text, encoding="utf-8"):
    return read(text.encode(encoding), name="call")


def read_or_told(raw):
    """The transcript, or None after a whole sentence."""
    try:
        return read(raw)
    except Refusal as refused:
        told = str(refused)
    assert told.endswith(".")
    return None


class TestCues:
    def test_teams(self):
        assert said(of(TEAMS)) == [
            ("Dana Reyes", 3.12, 5.9, "Good morning, Sam."),
            ("Sam & Kim", 6.0, 9.25, "We liked it. The price < 40k, though."),
        ]

    def test_zoom(self):
        assert said(of(ZOOM)) == [
            ("Dana Reyes", 1.0, 2.52, "Hi, how's it going?"),
            ("Sam", 2.92, 13.56, "Well. One thing: the price."),
        ]

    def test_srt(self):
        assert said(of(SRT)) == [("Dana", 1.0, 2.5, "Hello."), ("Sam", 3.0, 4.0, "Hi. It is me.")]

    @pytest.mark.parametrize("text", [TEAMS, ZOOM])
    def test_what_nobody_edited_is_written_letter_by_letter(self, text):
        assert writing.vtt(of(text)) == text

    def test_an_edited_line_changes_and_no_other_does(self):
        edited = edit(edit(of(TEAMS), 1, text="We liked it, & more."), 1, speaker="Sam")
        assert writing.vtt(edited) == TEAMS.replace(
            "<v Sam &amp; Kim>We liked it.\nThe price &lt; 40k, though.</v>", "<v Sam>We liked it, &amp; more.</v>"
        )
        assert writing.vtt(edit(of(ZOOM), 0, text="Hello.")) == ZOOM.replace("Hi, how's it going?", "Hello.")
        assert "00:00:03.500 --> 00:00:05.900 align:start position:20%" in writing.vtt(edit(of(TEAMS), 0, start=3.5))

    def test_two_voices_in_one_cue_are_two_lines(self):
        found = of("WEBVTT\n\n00:01.000 --> 00:02.000\n<v Dana>Hello.</v>\n<v.loud Sam>Hi.</v>\n")
        assert said(found) == [("Dana", 1.0, 2.0, "Hello."), ("Sam", 1.0, 2.0, "Hi.")]

    def test_overlapping_and_backward_cues_are_kept_and_said(self):
        found = of(
            "WEBVTT\n\n00:05.000 --> 00:09.000\nDana: One.\n\n00:03.000 --> 00:06.000\nSam: Two.\n\n"
            "00:08.000 --> 00:07.000\nDana: Three.\n"
        )
        assert [line.text for line in found.lines] == ["One.", "Two.", "Three."]
        assert [flag.partition(":")[0] for flag in found.flags] == ["backward", "unordered"]
        assert found.lines[2].seconds == 0

    def test_a_forgotten_empty_line_between_two_cues(self):
        found = of("1\n00:00:01,000 --> 00:00:02,000\nDana: One.\n2\n00:00:03,000 --> 00:00:04,000\nSam: Two.\n")
        assert said(found) == [("Dana", 1.0, 2.0, "One."), ("Sam", 3.0, 4.0, "Two.")]

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
    def test_other_encodings(self, encoding):
        assert said(of(ZOOM.replace("Sam", "Zoë").replace("price", "€ price"), encoding))[1][0] == "Zoë"

    def test_windows_line_ends(self):
        assert said(of(ZOOM.replace("\n", "\r\n"))) == said(of(ZOOM))

    def test_all_of_the_real_ones_are_read_with_speakers_and_times(self):
        files = sorted(shared("transcripts").iterdir())
        assert len(files) >= 60
        for path in files:
            found = read_file(path)
            assert set(found.speakers) == {"Seller", "Buyer"}, path
            assert all(line.start is not None and line.end > line.start and line.text for line in found.lines), path
            assert found.flags == ()
            if path.suffix == ".vtt":
                assert writing.vtt(found).split() == path.read_text().split()
                assert read(writing.vtt(found).encode()).lines == found.lines

    def test_the_three_forms_of_one_conversation_agree(self):
        folder = shared("transcripts")
        forms = [said(read_file(folder / f"car_07.{form}")) for form in ("srt", "teams.vtt", "zoom.vtt")]
        assert forms[0] == forms[1] == forms[2]


class TestPlain:
    def test_names_alone(self):
        assert said(of("Dana: How are you?\nSam: Fine.\nAnd you?\n")) == [
            ("Dana", None, None, "How are you?"),
            ("Sam", None, None, "Fine. And you?"),
        ]

    @pytest.mark.parametrize(
        "text",
        [
            "[00:01:02] Dana: How are you?\n[00:01:05] Sam: Fine.",
            "Dana (1:02): How are you?\nSam (1:05): Fine.",
            "Dana  1:02\nHow are you?\n\nSam  1:05\nFine.",
            "1:02 Dana: How are you?\n1:05 Sam: Fine.",
        ],
    )
    def test_names_and_times(self, text):
        assert said(of(text)) == [("Dana", 62, 63.2, "How are you?"), ("Sam", 65, 66, "Fine.")]

    def test_words_without_a_name_are_nobodys(self):
        assert said(of("just some words\nand more")) == [(None, None, None, "just some words and more")]

    @pytest.mark.parametrize(
        "text", ["The thing is: it costs", "https://example.org", "at 10:30 we", "I said: no", "", ":"]
    )
    def test_what_is_no_name(self, text):
        assert named(text) is None


class TestServices:
    def test_deepgram_with_two_channels(self):
        def channel(*words):
            rows = [{"word": w, "punctuated_word": w, "start": s, "end": s + 0.4, "confidence": 0.9} for w, s in words]
            return {"alternatives": [{"transcript": "", "words": rows}]}

        found = of(
            json.dumps({"results": {"channels": [channel(("Hello,", 1.0), ("Sam.", 1.5)), channel(("Hi.", 3.0))]}})
        )
        assert said(found) == [("Speaker 0", 1.0, 1.9, "Hello, Sam."), ("Speaker 1", 3.0, 3.4, "Hi.")]

    def test_deepgram_with_guessed_speakers(self):
        rows = [
            {"word": w, "start": n, "end": n + 0.5, "confidence": 0.9, "speaker": n // 2} for n, w in enumerate("abcd")
        ]
        found = of(json.dumps({"results": {"channels": [{"alternatives": [{"words": rows}]}]}}))
        assert [line[0] for line in said(found)] == ["Speaker 0", "Speaker 1"]

    def test_assemblyai(self):
        utterance = {"speaker": "A", "start": 1000, "end": 2500, "text": "Hello Sam.", "confidence": 0.9, "words": []}
        assert said(of(json.dumps({"id": "1", "audio_url": "x", "utterances": [utterance]}))) == [
            ("Speaker A", 1.0, 2.5, "Hello Sam.")
        ]
        words = [{"text": "Hello", "start": 0, "end": 500, "confidence": 0.9, "speaker": None}]
        assert said(of(json.dumps({"audio_url": "x", "utterances": None, "words": words}))) == [
            (None, 0.0, 0.5, "Hello")
        ]

    def test_openai(self):
        segments = [
            {"id": 0, "start": 0.0, "end": 2.0, "text": " Hello Sam."},
            {"id": 1, "start": 2.5, "end": 3.0, "text": " Hi."},
        ]
        assert said(of(json.dumps({"text": "Hello Sam. Hi.", "segments": segments}))) == [
            (None, 0.0, 2.0, "Hello Sam."),
            (None, 2.5, 3.0, "Hi."),
        ]
        assert said(of(json.dumps({"text": "Hi", "words": [{"word": "Hi", "start": 0.0, "end": 0.5}]}))) == [
            (None, 0.0, 0.5, "Hi")
        ]

    def test_what_listen_printed(self):
        turn = {"speaker": "rep", "channel": 0, "start": 1.0, "end": 2.0, "text": "Hi.", "words": []}
        found = of(json.dumps({"model": "m", "turns": [turn, {**turn, "speaker": "unknown"}]}))
        assert [line.speaker for line in found.lines] == ["rep", None]

    @pytest.mark.parametrize(
        "text", ["{", '{"a": 1}', '{"results": {"channels": [{}]}}', '{"turns": [1]}', "{" * 100_000]
    )
    def test_other_json_is_a_sentence(self, text):
        with pytest.raises(Refusal, match=r"\.$"):
            of(text)


class TestMail:
    THREAD = (
        "From: Dana Reyes <dana@lakeside.example>\nTo: maria@lakeside.example\nSubject: Fwd: The Meadowlark\n\nFor you to see.\n\n"
        "On Mon, Jun 1, 2026 at 9:12 AM Sam Ortiz <sam@mail.example> wrote:\n> We decided to pass.\n> Thanks, though.\n>\n"
        "> On Sun, May 31, 2026 at 4:00 PM Dana Reyes <dana@lakeside.example> wrote:\n>> Any questions left?\n"
    )

    def test_a_forwarded_thread_the_oldest_first(self):
        assert said(of(self.THREAD)) == [
            ("Dana Reyes", None, None, "Any questions left?"),
            ("Sam Ortiz", None, None, "We decided to pass. Thanks, though."),
            ("Dana Reyes", None, None, "For you to see."),
        ]

    def test_the_head_of_a_forwarded_message(self):
        text = (
            "See below.\n\n---------- Forwarded message ---------\nFrom: Sam Ortiz <sam@mail.example>\nDate: Mon, Jun 1\n"
            "Subject: no\nTo: <dana@lakeside.example>\n\nWe decided to pass.\n"
        )
        assert said(of(text)) == [("Sam Ortiz", None, None, "We decided to pass."), (None, None, None, "See below.")]

    def test_the_real_ones_never_end_in_an_error(self):
        read_or_refused = 0
        for path in sorted(shared("mail").rglob("*")):
            if path.is_file():
                read_or_told(path.read_bytes())
                read_or_refused += 1
        assert read_or_refused > 100


class TestNoTranscript:
    @pytest.mark.parametrize(
        ("raw", "says"),
        [
            (b"", "holds no words"),
            (b"WEBVTT\n\n", "holds no words"),
            (b"%PDF-1.4", "is a PDF"),
            (b"PK\x03\x04", "office document"),
            (b"RIFF\0\0\0\0WAVE", "use `gametape listen`"),
            (bytes(range(256)) * 4, "is no text"),
            (b"a" * (20 * 1024**2 + 1), "larger than 20 MB"),
        ],
    )
    def test_it_says_so(self, raw, says):
        with pytest.raises(Refusal, match=says):
            read(raw)

    def test_a_file_that_is_not_there(self, tmp_path):
        with pytest.raises(Refusal, match="cannot be read"):
            read_file(tmp_path / "none.vtt")


NAMES = st.sampled_from([None, "Dana", "Sam Ortiz", "Maria (Lakeside RV)", "Zoë & Kim", "Speaker 1", "O'Neil <x>"])
TEXTS = st.lists(
    st.sampled_from(["the", "price", "is", "$9,000", "5 < 6 & 7 > 2", "no.", "a --> b", "“quoted”", "&amp;", "日本"]),
    min_size=1,
).map(" ".join)
TIMES = st.integers(0, 4 * 3_600_000).map(lambda thousandths: thousandths / 1000)
LINES = st.lists(st.builds(Line, NAMES, TIMES, TIMES, TEXTS), min_size=1, max_size=8)


class TestRoundTrips:
    @given(LINES)
    def test_vtt_loses_nothing(self, lines):
        assert said(read(writing.vtt(Transcript(tuple(lines))).encode())) == [line.now for line in lines]

    @given(LINES, st.data())
    def test_vtt_edit_vtt_loses_nothing(self, lines, data):
        first = read(writing.vtt(Transcript(tuple(lines))).encode())
        at = data.draw(st.integers(0, len(lines) - 1))
        edited = edit(first, at, text=data.draw(TEXTS), speaker=data.draw(NAMES), start=data.draw(TIMES))
        again = read(writing.vtt(edited).encode())
        assert said(again) == said(edited)
        assert [a.cue for n, a in enumerate(again.lines) if n != at] == [
            b.cue for n, b in enumerate(first.lines) if n != at
        ]

    @given(LINES)
    def test_json_loses_nothing(self, lines):
        lines = [Line(line.speaker, line.start, line.end, line.text, (Word("a", 1.0, 2.0, 0.5),)) for line in lines]
        again = read(writing.as_json(Transcript(as_read(lines))).encode())
        assert [(line.now, line.words) for line in again.lines] == [(line.now, line.words) for line in lines]

    @given(
        st.lists(st.builds(Line, st.sampled_from(["Dana", "Sam Ortiz"]), TIMES, TIMES, TEXTS), min_size=1, max_size=8)
    )
    def test_srt_keeps_who_what_and_when(self, lines):
        assert said(read(writing.srt(Transcript(tuple(lines))).encode())) == [line.now for line in lines]

    @given(st.binary(max_size=400))
    def test_no_bytes_end_in_an_error(self, raw):
        for start in (b"", b"WEBVTT\n\n", b"{", b"From: a\nTo: b\n\n", b"1\n00:00:01,000 --> 00:00:02,000\n"):
            found = read_or_told(start + raw)
            for write in writing.WRITERS.values():
                assert found is None or isinstance(write(found), str)

    @given(st.text(max_size=300))
    def test_no_text_loses_its_words_on_the_way_through_vtt(self, text):
        try:
            found = read(("WEBVTT\n\n00:01.000 --> 00:02.000\n" + text).encode("utf-8", errors="ignore"))
        except Refusal:
            return
        assert said(read(writing.vtt(found).encode("utf-8", errors="ignore"))) == said(found)


def test_text_says_who_spoke_when():
    assert (
        writing.txt(of(ZOOM))
        == "[00:00:01] Dana Reyes: Hi, how's it going?\n[00:00:02] Sam: Well. One thing: the price.\n"
    )


@pytest.mark.parametrize(
    ("text", "value"), [("1:02", 62), ("01:02.5", 62.5), ("1:00:01,25", 3601.25), ("00:00:00.000", 0)]
)
def test_times(text, value):
    assert seconds(text) == value
