"""Marks with their hour and what they rest on, notes, the tape in one's head, the road to the sale; and who typed over whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from gametape.ask.models import Answer, Words
from gametape.common.clock import now
from gametape.common.refusal import Refusal
from gametape.deals.models import Loss
from gametape.people.models import Store, User
from gametape.postmortem import flow, keeping, marking, reviewing, seeing
from gametape.postmortem.keeping import Crossed, marks_of, merged
from gametape.postmortem.marking import Marks
from gametape.postmortem.models import Marked, Note, Remembered, Review, Step
from gametape.postmortem.prefilling import offered
from gametape.postmortem.remembering import left_out
from gametape.postmortem.tests.looking import Look
from gametape.postmortem.writing import Notes

HOSTILE = [
    "<script>alert(1)</script>",
    "'; DROP TABLE postmortem_note; --",
    "😀 مرحبا بالعالم",
    "x" * 9_999,
    "a\x00b\x1f",
]


@pytest.fixture
def review(sams_no: Loss, dana: User) -> Review:
    return reviewing.begin(sams_no, by=dana, path="ten")


@pytest.fixture
def on_the_tape(danas_look: Look) -> Look:
    danas_look.open()
    danas_look.settle()
    danas_look.open(reverse("tape_screen", args=[danas_look.loss.pk, "tape"]))
    return danas_look


def sheet(review: Review) -> Marks:
    return Marks(review, offered(review.loss))


class TestMarks:
    def test_three_moments_each_with_its_hour_and_what_it_rests_on(self, on_the_tape: Look) -> None:
        moments = {moment.words: moment for moment in on_the_tape.loss.deal.moments.all()}
        walked, totals = moments["Walk-through, inside and out"], moments["Three totals on the sheet"]
        on_the_tape.send(
            worked_on=str(walked.pk), worked_saw="She sat on the bed.", turned_on=str(totals.pk), turned_saw="Quiet.",
            have_back_on="memory", have_back_at="13:50", have_back_saw="Put two sheets away.",
        )  # fmt: skip
        rows = {row.kind: row for row in Marked.objects.all()}
        assert (rows["worked"].rests, rows["worked"].at, rows["worked"].moment) == ("moment", walked.at, walked)
        assert (rows["turned"].rests, rows["turned"].at) == ("moment", totals.at)
        assert rows["have_back"].rests == "memory"
        assert rows["have_back"].at == on_the_tape.loss.at - timedelta(minutes=15)

    def test_words_without_an_hour_are_asked_for_one_and_nothing_typed_is_lost(self, on_the_tape: Look) -> None:
        response = on_the_tape.send(turned_saw="They looked at each other.")
        assert response.status_code == 422
        assert "When was that?" in on_the_tape.page
        assert "They looked at each other." in on_the_tape.page
        response = on_the_tape.send(turned_on="memory", turned_saw="They looked at each other.")
        assert "About when was it?" in on_the_tape.page
        response = on_the_tape.send(turned_on="memory", turned_at="23:59", turned_saw="They looked at each other.")
        assert "still to come" in on_the_tape.page
        assert not Marked.objects.exists()

    def test_a_moment_of_another_deal_is_no_moment_of_this_one(self, on_the_tape: Look) -> None:
        response = on_the_tape.send(turned_on="999999", turned_saw="x")
        assert response.status_code == 422

    def test_left_out_again_it_is_gone(self, on_the_tape: Look) -> None:
        on_the_tape.send(turned_on="memory", turned_at="13:40", turned_saw="Quiet.")
        on_the_tape.open(reverse("tape_screen", args=[on_the_tape.loss.pk, "tape"]))
        assert "2026-06-13 13:40" in on_the_tape.page
        on_the_tape.send(turned_on="", turned_at="", turned_saw="")
        assert not Marked.objects.exists()

    def test_a_second_tap_of_the_same_page_changes_nothing(self, review: Review) -> None:
        typed = sheet(review).typed({"turned_on": "memory", "turned_at": "13:40", "turned_saw": "Quiet."})
        made_from = marks_of(sheet(review).read(review))
        assert keeping.keep(review, sheet(review), typed, made_from=made_from)
        before = Marked.objects.get().kept_at
        assert not keeping.keep(review, sheet(review), typed, made_from=made_from)
        assert Marked.objects.get().kept_at == before


class TestTheBuyersWords:
    def quoted(self, look: Look, **typed: str) -> None:
        look.send()
        look.send("next", **typed)

    def test_a_mark_rests_on_their_words_letter_for_letter(
        self, on_the_tape: Look, answers: Callable[..., Answer], dana: User, viewer_of: Callable
    ) -> None:
        answers()
        self.quoted(on_the_tape, kind="turned", quote="the warranty was extra", saw="I never said it was in.")
        mark = Marked.objects.get()
        assert (mark.rests, mark.quote, mark.at) == ("words", "the warranty was extra", Words.objects.get().sent_at)
        assert mark.words.text[mark.start : mark.end] == mark.quote
        assert seeing.quote_of(mark) == "the warranty was extra"

    def test_what_they_did_not_say_is_no_quote(self, on_the_tape: Look, answers: Callable[..., Answer]) -> None:
        answers()
        self.quoted(on_the_tape, kind="turned", quote="You are a bad rep", saw="", surprise="All of it")
        assert "Those are not their words" in on_the_tape.page
        assert not Marked.objects.exists()

    def test_what_was_written_beside_that_kind_stays(self, on_the_tape: Look, answers: Callable[..., Answer]) -> None:
        answers()
        on_the_tape.send(turned_on="memory", turned_at="13:40", turned_saw="She put the sheet down.")
        on_the_tape.send(kind="turned", quote="the warranty", saw="Something else entirely.")
        assert "You have one of those already" in on_the_tape.page
        on_the_tape.send(kind="turned", quote="the warranty", saw="")
        assert Marked.objects.get().saw == "She put the sheet down."
        assert Marked.objects.get().rests == "words"
        on_the_tape.open(reverse("tape_screen", args=[on_the_tape.loss.pk, "tape"]))
        on_the_tape.send(turned_saw="She put the sheet down, twice.")
        assert (Marked.objects.get().rests, Marked.objects.get().quote) == ("words", "the warranty")

    def test_a_quote_whose_text_changed_is_not_shown(self, on_the_tape: Look, answers: Callable[..., Answer]) -> None:
        answers()
        self.quoted(on_the_tape, kind="turned", quote="the warranty", saw="")
        Words.objects.update(text="I thought a warranty was extra on top.")
        assert seeing.quote_of(Marked.objects.select_related("words").get()) == ""

    def test_a_quote_that_no_longer_stands_there_is_not_shown(
        self, on_the_tape: Look, answers: Callable[..., Answer]
    ) -> None:
        answers()
        self.quoted(on_the_tape, kind="turned", quote="the warranty", saw="")
        Words.objects.update(text="", purged_at=now())
        mark = Marked.objects.select_related("words").get()
        assert seeing.quote_of(mark) == ""
        reviewing.finish(mark.review)
        on_the_tape.open()
        assert f"Evidence deleted on {now():%-d %b %Y}" in on_the_tape.page
        assert "the warranty" not in on_the_tape.page


class TestTheTapeInYourHead:
    def test_each_line_says_how_sure(self, on_the_tape: Look) -> None:
        on_the_tape.open(reverse("tape_memory", args=[on_the_tape.loss.pk]))
        on_the_tape.send(setting="At the desk by the window.")
        assert "How sure are you of that one?" in on_the_tape.page
        assert "At the desk by the window." in on_the_tape.page
        on_the_tape.send(
            setting="At the desk by the window.", setting_sure="clear", their_eyes="Tired", their_eyes_sure="guess"
        )
        assert dict(Remembered.objects.values_list("part", "sure")) == {"setting": "clear", "their_eyes": "guess"}
        assert on_the_tape.at.endswith("/steps/"), "then the road to the sale"

    def test_the_road_to_the_sale_shows_what_was_left_out_and_no_percentage(
        self, on_the_tape: Look, sams_no: Loss
    ) -> None:
        on_the_tape.open(reverse("tape_screen", args=[on_the_tape.loss.pk, "steps"]))
        on_the_tape.send(needs="done", service_walk="left_out", trade="not_here", decision="left_out")
        assert "Left out this time" in on_the_tape.page
        story = on_the_tape.page.split("Left out this time")[1].split("</ul>")[0]
        assert "The service walk: who looks after it later" in story
        assert "Asked for a decision" in story
        assert "trade" not in story
        assert "%" not in on_the_tape.page.split("<main")[1]
        assert Step.objects.count() == 4
        assert left_out(Review.objects.get(), b2b=True) == ["Met who looks after them later", "Asked for a decision"]
        on_the_tape.send()
        assert on_the_tape.at.endswith("/tape/tape/")

    def test_there_are_nine_fundamentals_and_four_parts(self) -> None:
        assert len(flow.STEPS) == 9
        assert [part.id for part in flow.MEMORY] == ["setting", "forward", "turned", "their_eyes"]


class TestTwoDevices:
    def test_both_texts_are_shown_when_they_cross(
        self, danas_look: Look, signed_in_as: Callable[[User], Client], dana: User
    ) -> None:
        danas_look.open()
        danas_look.settle()
        danas_look.open(reverse("tape_screen", args=[danas_look.loss.pk, "keep"]))
        tablet = Look(signed_in_as(dana), danas_look.loss)
        tablet.open(danas_look.at)
        danas_look.send("pause", keep="The walk-through, slowly.")
        response = tablet.send("next", keep="The question at the end.")
        assert response.status_code == 409
        assert "The walk-through, slowly." in tablet.page
        assert "The question at the end." in tablet.page
        assert Note.objects.get().text == "The walk-through, slowly."
        tablet.send("pause", keep="Both: the walk-through and the question.")
        assert Note.objects.get().text == "Both: the walk-through and the question."

    def test_boxes_that_only_one_of_them_touched_come_together(
        self, danas_look: Look, signed_in_as: Callable[[User], Client], dana: User
    ) -> None:
        danas_look.open()
        danas_look.settle()
        for _page in ("frame", "plan", "facts", "tape", "buyer"):
            danas_look.send()
        tablet = Look(signed_in_as(dana), danas_look.loss)
        tablet.open(danas_look.at)
        danas_look.send("pause", in_hands="Three sheets")
        response = tablet.send("pause", not_in_hands="The rain")
        assert response.status_code == 200
        assert dict(Note.objects.values_list("screen", "text")) == {
            "in_hands": "Three sheets",
            "not_in_hands": "The rain",
        }

    @given(*[st.text(max_size=6)] * 3)
    def test_no_text_is_ever_lost_in_silence(self, was: str, one: str, other: str) -> None:
        """Both began from the same page; the first is kept, then the second comes."""
        made_from, texts = marks_of({"keep": was}), frozenset({"keep"})
        first = merged({"keep": was}, {"keep": one}, made_from=made_from, texts=texts)
        if one in ("", was, other) or other == was:
            second = merged(first, {"keep": other}, made_from=made_from, texts=texts)
            assert second["keep"] == (one if other == was else other)
        else:
            with pytest.raises(Crossed) as crossed:
                merged(first, {"keep": other}, made_from=made_from, texts=texts)
            assert crossed.value.theirs == {"keep": one}

    def test_a_page_that_says_nothing_of_what_it_was_made_from_overwrites_nothing(self, review: Review) -> None:
        notes = Notes(flow.SCREENS["keep"])
        keeping.keep(review, notes, {"keep": "Mine."}, made_from="")
        with pytest.raises(Crossed):
            keeping.keep(review, notes, {"keep": "Another."}, made_from="made up")
        assert Note.objects.get().text == "Mine."


class TestWhatIsTyped:
    @pytest.mark.parametrize("words", HOSTILE, ids=["script", "sql", "rtl", "long", "control"])
    def test_hostile_text_is_kept_as_text(self, danas_look: Look, words: str) -> None:
        danas_look.open()
        danas_look.settle()
        danas_look.open(reverse("tape_screen", args=[danas_look.loss.pk, "keep"]))
        danas_look.send("pause", keep=words)
        assert Note.objects.get().text == words.replace("\x00", "").replace("\x1f", "")
        danas_look.open()
        assert "<script>alert" not in danas_look.page

    def test_too_much_is_said_and_stays_in_the_box(self, danas_look: Look) -> None:
        danas_look.open()
        danas_look.settle()
        danas_look.open(reverse("tape_screen", args=[danas_look.loss.pk, "keep"]))
        assert danas_look.send("next", keep="y" * 100_000).status_code == 422
        assert "y" * 100_000 in danas_look.page

    @pytest.mark.parametrize("screen", ["plan", "facts", "tape", "gap", "keep", "friend", "memory", "buyer"])
    def test_private_words_are_asked_to_stay_out_of_every_page(self, danas_look: Look, screen: str) -> None:
        said = "The bank said no to them."
        danas_look.open()
        danas_look.settle()
        reviewing.give_own_view(Review.objects.get())
        danas_look.open(reverse("tape_screen", args=[danas_look.loss.pk, screen]))
        names = {"tape": "turned_saw", "gap": "in_hands", "memory": "setting", "buyer": "surprise"}
        more = {"setting_sure": "clear"} if screen == "memory" else {"turned_on": "memory", "turned_at": "13:40"}
        response = danas_look.send("next", **{names.get(screen, screen): said}, **more)
        assert response.status_code == 422
        assert "stay out of this, too" in danas_look.page
        assert said in danas_look.page
        assert not Note.objects.exists()
        assert not Marked.objects.exists()
        assert not Remembered.objects.exists()

    def test_a_reason_behind_the_mask_is_nobodys_to_pick(self, danas_look: Look) -> None:
        danas_look.open()
        danas_look.settle()
        reviewing.give_own_view(Review.objects.get())
        gap = reverse("tape_screen", args=[danas_look.loss.pk, "gap"])
        danas_look.open(gap)
        assert danas_look.browser.post(gap, {"leaf": "CRE.DENIED"}).status_code == 422
        danas_look.send("next", leaf="UND.UNCLEAR_OFFER")
        assert Review.objects.get().leaf == "UND.UNCLEAR_OFFER"


def test_an_hour_alone_is_on_the_day_of_the_no(review: Review, lakeside: Store) -> None:
    assert sheet(review).hour("9:05", "turned_at") == "2026-06-13T09:05"
    assert sheet(review).hour("2026-06-12 16:30", "turned_at") == "2026-06-12T16:30"
    with pytest.raises(Refusal, match="like 2026"):
        sheet(review).hour("after lunch", "turned_at")


def test_the_short_way_names_its_fields_by_kind() -> None:
    sent = marking.as_sent({"kind": "worked", "one_on": "memory", "one_at": "13:40", "one_saw": "x"})
    assert sent["worked_saw"] == "x"
    assert "worked_saw" not in marking.as_sent({"kind": "nonsense", "one_saw": "x"})
