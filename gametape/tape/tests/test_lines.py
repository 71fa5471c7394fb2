"""Who said what, put right, marked, taken out again; whose it is, and what becomes of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from gametape.common.clock import now
from gametape.common.refusal import Refusal
from gametape.people.models import Membership
from gametape.privacy import letting_go, purging
from gametape.tape import editing, exporting, places, ranges, seeing, showing, telling
from gametape.tape.models import Line, Mark, Recording, Side, Sound
from gametape.tape.tests.conftest import CALL

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.UPLOADS = tmp_path / "uploads"


@pytest.fixture
def mono(sams_deal, dana, agreed) -> Recording:
    """Three lines that nobody told, one stretch that was not heard."""
    row = Recording.objects.create(
        deal=sams_deal, by=dana, agreed="asked", agreed_by="Dana", agreed_at=agreed.at, state="ready", seconds=40.0,
        coverage={"gaps": [{"start": 12.0, "end": 25.0}]},
    )  # fmt: skip
    for n, text in enumerate(["How can I help?", "It is too expensive.", "I see."]):
        words = [[word, n * 10 + 0.5 * at, n * 10 + 0.5 * at + 0.4, 0.9] for at, word in enumerate(text.split())]
        Line.objects.create(recording=row, number=n, start=n * 10.0, end=n * 10 + 2.0, text=text, words=words)
    return row


def post(client, name, *args, **data):
    return client.post(reverse(name, args=args), data)


class TestWhoIsWho:
    def test_turn_by_turn_and_each_tap_can_be_undone(self, mono, danas):
        for side in ("rep", "buyer", "unknown"):
            line = telling.untold(mono).first()
            assert post(danas, "who_said", mono.pk, line=line.number, side=side).status_code == 303
        assert [line.whose for line in telling.now_lines(mono)] == ["rep", "buyer", "unknown"]
        assert not telling.untold(mono).exists(), "whoever does not know is not asked again"
        post(danas, "who_undo", mono.pk)
        post(danas, "who_undo", mono.pk)
        assert [line.number for line in telling.untold(mono)] == [1, 2]
        assert telling.undo(mono) == 0
        assert telling.undo(mono) is None

    def test_what_nobody_told_is_not_called_the_buyers(self, mono, danas):
        page = danas.get(reverse("recording", args=[mono.pk])).content.decode()
        assert "Nobody said who" in page
        assert not [one for one in showing.page(mono).shown if one.whose == Side.BUYER]

    def test_a_voice_is_told_at_once_and_a_line_apart_from_it(self, call, danas):
        voice = call.speakers.get(label="Sam Ruiz")
        post(danas, "who", call.pk, speaker=voice.pk, side="other")
        post(danas, "who_said", call.pk, line=2, side="rep", stay=1)
        assert [line.whose for line in telling.now_lines(call)] == ["rep", "other", "rep"]

    @pytest.mark.parametrize("data", [{"line": "0", "side": "everybody"}, {"line": "0"}])
    def test_another_side_is_refused(self, mono, danas, data):
        assert post(danas, "who_said", mono.pk, **data).status_code == 422

    @pytest.mark.parametrize("line", ["77", "x", "²", ""])
    def test_a_line_that_is_not_there_is_not_there(self, mono, danas, line):
        assert post(danas, "who_said", mono.pk, line=line, side="rep").status_code == 404


class TestALine:
    def test_an_edit_is_a_version_and_the_machines_stays(self, mono, danas):
        post(danas, "line", mono.pk, 1, text="It is too expansive. <script>alert(1)</script>", made_from="0")
        versions = mono.lines.filter(number=1).order_by("version")
        assert [(line.version, line.replaced_at is None, bool(line.words)) for line in versions] == [
            (0, False, True),
            (1, True, False),
        ]
        page = danas.get(reverse("line", args=[mono.pk, 1])).content.decode()
        assert "It is too expensive." in page
        assert "<script>alert" not in page
        post(danas, "line", mono.pk, 1, text="It is too expensive.", made_from="1")
        assert telling.now_lines(mono).get(number=1).words, "put back, its words are heard again"

    def test_the_same_words_and_a_second_tap_make_no_version(self, mono, danas):
        for _ in range(2):
            post(danas, "line", mono.pk, 0, text="How may I help?", made_from="0")
        assert mono.lines.filter(number=0).count() == 2

    def test_two_devices_do_not_write_over_each_other(self, mono, danas):
        post(danas, "line", mono.pk, 0, text="From the phone.", made_from="0")
        answer = post(danas, "line", mono.pk, 0, text="From the desk.", made_from="0")
        assert answer.status_code == 409
        assert b"From the desk." in answer.content
        assert b"From the phone." in answer.content

    def test_an_empty_one_is_refused_and_a_card_number_taken_out(self, mono, danas):
        assert post(danas, "line", mono.pk, 0, text=" ").status_code == 422
        with pytest.raises(Refusal):
            editing.read({"text": "x" * 6000})
        post(danas, "line", mono.pk, 0, text="It is 4111 1111 1111 1111.")
        assert "4111" not in telling.now_lines(mono).get(number=0).text

    def test_what_was_told_of_it_stays_with_it(self, mono, danas):
        telling.told(mono, 1, "buyer")
        post(danas, "line", mono.pk, 1, text="Too expensive, really.")
        assert telling.now_lines(mono).get(number=1).whose == "buyer"


class TestAMark:
    def test_has_its_place_and_a_note_and_goes_again(self, mono, danas):
        for note in ("They looked away.", "They looked at each other."):
            post(danas, "mark", mono.pk, 1, note=note)
        mark = Mark.objects.get()
        assert (mark.number, mark.start, mark.note) == (1, 10.0, "They looked at each other.")
        page = danas.get(reverse("recording", args=[mono.pk]) + "?only=marks").content.decode()
        assert "They looked at each other." in page
        assert "How can I help?" not in page
        post(danas, "mark_gone", mono.pk, 1)
        assert not Mark.objects.exists()


class TestThePage:
    def test_says_what_was_not_heard_where_it_belongs(self, mono):
        shown = [one.gap or one.line.text for one in showing.page(mono).shown]
        assert shown == [
            "How can I help?",
            "Nobody, 8 seconds",
            "It is too expensive.",
            "13 s not transcribed. Listen.",
            "I see.",
        ]

    def test_goes_to_what_lines_hold(self, call, danas):
        counts = {kind: n for kind, _, n in showing.page(call).counts}
        assert counts == {"question": 1, "price": 1, "payment": 1, "competitor": 1, "objection": 1}
        only = danas.get(reverse("recording", args=[call.pk]) + "?only=competitor").content.decode()
        assert "Another dealer was lower." in only
        assert "What brings you in?" not in only

    def test_a_long_one_comes_in_pages(self, mono, danas, monkeypatch):
        monkeypatch.setattr(showing, "A_PAGE", 2)
        first, rest = (
            danas.get(reverse("recording", args=[mono.pk]) + query).content.decode() for query in ("", "?from=2")
        )
        assert "?from=2" in first
        assert "I see." not in first
        assert "I see." in rest

    def test_a_player_gets_the_part_it_asks_for_and_nothing_else(self, mono, danas):
        (places.folder(mono) / "abc").write_bytes(bytes(range(100)))
        Sound.objects.create(recording=mono, file="abc", form="wav", mime="audio/wav", size=100)
        address = reverse("recording_sound", args=[mono.pk])
        part = danas.get(address, headers={"Range": "bytes=10-19"})
        assert (part.status_code, part.headers["Content-Range"]) == (206, "bytes 10-19/100")
        assert b"".join(part.streaming_content) == bytes(range(10, 20))
        assert b"".join(danas.get(address).streaming_content) == bytes(range(100))
        assert danas.get(address, headers={"Range": "bytes=100-"}).status_code == 416
        assert part.headers["Cache-Control"] == "private, no-store"
        assert danas.get(reverse("recording_words_timed", args=[mono.pk])).json()["2"][0] == ["I", 20.0, 20.4]

    @pytest.mark.parametrize(
        ("asked", "got"),
        [
            ("", None),
            ("bytes=0-", (0, 9)),
            ("bytes=-3", (7, 9)),
            ("bytes=2-99", (2, 9)),
            ("bytes=1-2,5-6", None),
            ("lines=1-2", None),
        ],
    )
    def test_parts_as_they_are_asked_for(self, asked, got):
        assert ranges.part(asked, size=10) == got


class TestTakingItOut:
    def test_what_nobody_changed_goes_out_letter_by_letter(self, call):
        assert exporting.written(call, "vtt").encode() == CALL

    def test_what_was_changed_differs_and_nothing_else(self, call, danas):
        post(danas, "line", call.pk, 1, text="The payment seems high.")
        assert exporting.written(call, "vtt").encode() == CALL.replace(b"The monthly payment", b"The payment")

    @pytest.mark.parametrize(
        ("form", "holds"),
        [("txt", "Dana: How can I help?"), ("srt", "00:00:10,000 --> 00:00:12,000"), ("json", '"words"')],
    )
    def test_a_recording_as_a_file(self, mono, danas, form, holds):
        telling.told(mono, 0, "rep")
        answer = danas.get(reverse("recording_export", args=[mono.pk, form]))
        assert holds in answer.content.decode()
        assert answer.headers["Content-Disposition"].startswith("attachment")

    def test_in_no_other_form(self, mono, danas):
        assert danas.get(reverse("recording_export", args=[mono.pk, "exe"])).status_code == 404


class TestWhoseItIs:
    def test_a_colleague_a_manager_and_the_second_rep_see_nothing_of_it(
        self, call, sams_deal, ben, maria, signed_in_as
    ):
        sams_deal.partner = ben
        sams_deal.save()
        for somebody in (ben, maria):
            client = signed_in_as(somebody)
            assert client.get(reverse("recording", args=[call.pk])).status_code == 404
            assert b"call.vtt" not in client.get(reverse("deal", args=[sams_deal.pk])).content

    def test_its_owner_finds_it_on_the_deal_and_deletes_it(self, call, sams_deal, danas):
        assert b"call.vtt" in danas.get(reverse("deal", args=[sams_deal.pk])).content
        folder = places.folder(call)
        assert folder.is_dir()
        post(danas, "recording_gone", call.pk)
        assert not folder.exists()
        assert not Line.objects.exists()


class TestKeeping:
    @pytest.fixture
    def kept(self, mono):
        (places.folder(mono) / "abc").write_bytes(b"voice")
        Sound.objects.create(recording=mono, file="abc", form="wav", mime="audio/wav", size=5)
        Mark.objects.create(recording=mono, number=1, note="x")
        return mono

    def _age(self, days):
        at = now() - timedelta(days=days) + timedelta(hours=1)
        Sound.objects.update(kept_at=at)
        Recording.objects.update(added_at=at)
        while purging.purge_a_little():
            pass

    def test_the_sound_goes_after_ninety_days_and_its_words_stay(self, kept):
        self._age(90)
        assert (places.folder(kept) / "abc").exists()
        purging.Round.objects.all().delete()
        self._age(92)
        assert not (places.folder(kept) / "abc").exists()
        assert not Sound.objects.exists()
        assert Line.objects.count() == 3

    def test_the_words_go_after_a_hundred_and_eighty(self, kept):
        self._age(182)
        assert not Recording.objects.exists()
        assert not Line.objects.exists()
        assert not Mark.objects.exists()
        assert not (places.tapes() / str(kept.pk)).exists()

    def test_a_buyer_who_is_forgotten_takes_voice_and_words_along(self, kept):
        letting_go.forget([kept.deal.buyer])
        assert not Recording.objects.exists()
        assert list(places.tapes().rglob("abc")) == []

    def test_a_rep_who_leaves_takes_them_along(self, kept, dana):
        Membership.objects.filter(user=dana).delete()
        while purging.purge_a_little():
            pass
        assert not Recording.objects.exists()
        assert list(places.tapes().rglob("abc")) == []

    def test_what_a_link_of_somebody_else_closes_stays_closed(self, kept, dana, viewer_of):
        viewer = viewer_of(dana)
        vars(viewer)["private_from"] = now() + timedelta(minutes=1)
        assert not seeing.own(viewer).exists()
