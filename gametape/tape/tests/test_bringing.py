"""A recording or a transcript comes in: consent first, told by content, with a sentence for everything else."""

from __future__ import annotations

import pytest
from django.urls import reverse

from gametape.speech import choosing
from gametape.speech.tests.pretend import Pretend
from gametape.tape import places, uploading
from gametape.tape.models import Line, Recording, Sound
from gametape.tape.tests.conftest import CALL

SAID = {"agreed": "announced", "agreed_by": "Dana Brooks", "agreed_at": "2026-06-01T10:00"}


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.UPLOADS = tmp_path / "uploads"


@pytest.mark.django_db
class TestConsentFirst:
    def test_it_is_asked_for_before_any_file(self, danas, sams_deal):
        page = danas.get(reverse("new_recording", args=[sams_deal.pk])).content.decode()
        assert "did everybody on it know" in page
        assert 'type="file"' not in page
        assert "checked" not in page, "nobody answers it for them"

    @pytest.mark.parametrize(
        ("changed", "say"),
        [
            ({"agreed": ""}, "First say how everybody on it knew"),
            ({"agreed": "nobody"}, "nothing was kept"),
            ({"agreed": "surely"}, "First say how everybody on it knew"),
            ({"agreed_by": " "}, "A name is enough"),
            ({"agreed_at": ""}, "When was that?"),
            ({"agreed_at": "2999-01-01T10:00"}, "still to come"),
        ],
    )
    def test_without_it_nothing_begins(self, danas, sams_deal, changed, say):
        answer = danas.post(reverse("new_recording", args=[sams_deal.pk]), {**SAID, **changed})
        assert answer.status_code == 422
        assert say in answer.content.decode()
        assert not Recording.objects.exists()

    def test_who_said_it_and_when_is_kept_and_a_second_tap_is_the_same_one(self, danas, sams_deal):
        for _ in range(2):
            answer = danas.post(reverse("new_recording", args=[sams_deal.pk]), {**SAID, "agreed_by": "<b>Dana</b>"})
        row = Recording.objects.get()
        assert (row.agreed, row.agreed_by, row.state) == ("announced", "<b>Dana</b>", "open")
        assert b"&lt;b&gt;Dana" in danas.get(answer.headers["Location"]).content


@pytest.mark.django_db
class TestATranscript:
    def test_is_read_at_once_with_who_is_who_where_a_name_tells(self, call):
        assert (call.state, call.kind, call.form) == ("ready", "words", "vtt")
        assert [(line.whose, line.text) for line in call.lines.order_by("number")] == [
            ("rep", "Hello. What brings you in?"),
            ("buyer", "The monthly payment seems high."),
            ("buyer", "Another dealer was lower."),
        ]

    def test_a_card_number_in_it_is_taken_out_before_anything_is_kept(self, waits, bring):
        bring(waits, b"Sam: My card is 4111 1111 1111 1111.\nDana: Thank you.", "call.txt")
        assert "4111" not in " ".join(Line.objects.values_list("text", flat=True))
        assert b"4111" not in b"".join(p.read_bytes() for p in places.tapes().rglob("*") if p.is_file())

    def test_the_same_file_again_is_the_one_that_is_there(self, call, sams_deal, dana, agreed, bring):
        again = bring(
            Recording.objects.create(deal=sams_deal, by=dana, agreed="asked", agreed_by="x", agreed_at=agreed.at), CALL
        )
        assert again.headers["Location"] == reverse("recording", args=[call.pk])
        assert Recording.objects.get() == call


@pytest.mark.django_db
class TestWhatCannotBeTaken:
    @pytest.mark.parametrize(
        ("content", "name", "say"),
        [
            (b"", "call.mp3", "empty"),
            (b"%PDF-1.7 nothing to hear", "call.mp3", "“call.mp3” is a PDF"),
            (b"PK\x03\x04" + b"\0" * 64, "call.wav", "ZIP archive or an office document"),
            (b"\0" * 5000, "call.wav", "nothing but zeros"),
            (b"WEBVTT\n\n", "call.vtt", "holds no words"),
            (b"#EXTM3U\nhttp://127.0.0.1/secret", "call.m3u", "play list"),
        ],
    )
    def test_gets_a_sentence_and_leaves_no_file(self, waits, bring, content, name, say):
        answer = bring(waits, content, name)
        assert answer.status_code == 422
        page = answer.content.decode()
        assert say in page
        assert "gametape" not in page.split("<main")[1].split("</main")[0], "a page names no command"
        assert Recording.objects.get().state == "open"
        assert [path.name for path in places.folder(waits).iterdir()] == []

    def test_no_file_at_all(self, waits, danas):
        answer = danas.post(reverse("recording_file", args=[waits.pk]))
        assert "Choose a file first" in answer.content.decode()

    def test_more_lines_than_a_call_has(self, waits, bring):
        answer = bring(waits, b"Dana: Yes.\nSam: No.\n" * 12_000, "call.txt")
        assert "which no call has" in answer.content.decode()

    def test_the_same_file_on_another_deal_is_named(self, call, lakeside, dana, agreed, bring):
        from_elsewhere = bring(_of_another_deal(lakeside, dana, agreed), CALL)
        assert "Sam, Meadowlark 27" in from_elsewhere.content.decode()


def _of_another_deal(lakeside, dana, agreed):
    deal = lakeside.deals.create(owner=dana, unit="Cedar 24")
    return Recording.objects.create(deal=deal, by=dana, agreed="asked", agreed_by="x", agreed_at=agreed.at)


@pytest.mark.django_db
class TestInParts:
    def _send(self, client, recording, body, *, at, size, key="a|5|1"):
        address = f"{reverse('recording_parts', args=[recording.pk])}?key={key}&at={at}&size={size}"
        return client.post(address, body, content_type="application/octet-stream").json()

    def test_it_goes_on_after_a_lost_connection_and_nothing_stands_twice(self, danas, waits):
        size = len(CALL)
        assert self._send(danas, waits, CALL[:60], at=0, size=size) == {"here": 60}
        assert self._send(danas, waits, CALL[:60], at=0, size=size) == {"here": 60}, (
            "the answer was lost, the part was not"
        )
        assert self._send(danas, waits, CALL[90:], at=90, size=size) == {"here": 60}, "a part with a hole before it"
        asked = danas.get(f"{reverse('recording_parts', args=[waits.pk])}?key=a|5|1")
        assert asked.json() == {"here": 60}
        assert self._send(danas, waits, CALL[60:], at=60, size=size) == {"here": size}
        whole = danas.post(reverse("recording_file", args=[waits.pk]), {"name": "call.vtt"})
        assert whole.status_code == 303
        assert Line.objects.count() == 3

    def test_another_file_begins_anew(self, danas, waits):
        self._send(danas, waits, b"12345", at=0, size=10)
        assert self._send(danas, waits, b"abc", at=0, size=3, key="b|3|1") == {"here": 3}
        assert uploading.came(waits).read_bytes() == b"abc"

    def test_more_than_fits_is_refused_before_it_is_written(self, danas, waits):
        assert "larger than 4 GB" in self._send(danas, waits, b"x", at=0, size=5 * 1024**3)["say"]
        assert "no part of a file" in self._send(danas, waits, b"x", at="x", size=5)["say"]
        assert not uploading.came(waits).exists()

    def test_nobody_adds_to_somebody_elses(self, ben, signed_in_as, waits):
        address = f"{reverse('recording_parts', args=[waits.pk])}?key=a&at=0&size=3"
        assert signed_in_as(ben).post(address, b"abc", content_type="application/octet-stream").status_code == 404


@pytest.mark.django_db
class TestWhereItsSoundGoes:
    def test_without_an_engine_it_says_that_there_will_be_no_words(self, danas, waits):
        assert (
            "Nothing here turns sound into words"
            in danas.get(reverse("recording_file", args=[waits.pk])).content.decode()
        )

    def test_a_service_is_named_and_gets_nothing_until_the_rep_says_so(self, danas, waits, bring, wav, monkeypatch):
        service = Pretend()
        service.leaves_for = "api.deepgram.com"
        monkeypatch.setenv("GAMETAPE_STT", "deepgram")
        monkeypatch.setattr(choosing, "transcriber", lambda choice=None: service)
        assert "api.deepgram.com" in danas.get(reverse("recording_file", args=[waits.pk])).content.decode()
        bring(waits, wav, "call.wav")
        row = Recording.objects.get()
        assert (row.wanted, row.sent_to) == (False, "")
        Recording.objects.update(state="kept")
        assert "Send it to api.deepgram.com" in danas.get(reverse("recording", args=[row.pk])).content.decode()
        assert danas.post(reverse("recording_words", args=[row.pk]), {"to": "elsewhere.example"}).status_code == 422
        danas.post(reverse("recording_words", args=[row.pk]), {"to": "api.deepgram.com"})
        row.refresh_from_db()
        assert (row.state, row.wanted, row.sent_to) == ("waiting", True, "api.deepgram.com")

    def test_an_engine_on_this_machine_begins_by_itself(self, waits, bring, wav, engine):
        bring(waits, wav, "holiday.pdf")
        row = Recording.objects.get()
        assert (row.state, row.wanted, row.form) == ("waiting", True, "wav")
        assert Sound.objects.get().mime == "audio/wav"
