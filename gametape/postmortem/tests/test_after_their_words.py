"""The buyer's words come after one's own view, and only as far as one may read them; what they confirmed stays put; and
an answer that comes late opens a finished review once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from gametape.ask.models import Answer
from gametape.deals.losing import lose, reopen
from gametape.deals.models import Deal, OwnCall
from gametape.deals.vocabulary import LEAVES, MASK
from gametape.people.models import User
from gametape.postmortem import reviewing
from gametape.postmortem.models import Note, Review
from gametape.postmortem.tests.looking import Look
from gametape.postmortem.their_words import IN_HANDS, NOT_IN_HANDS, column_of
from gametape.reasons import finding
from gametape.reasons.models import Finding

WARRANTY = "I thought the warranty was extra on top."


def screen(look: Look, name: str) -> str:
    return reverse("tape_screen", args=[look.loss.pk, name])


def unmarked(look: Look) -> str:
    """The page without the marks a suggestion puts into their words."""
    return look.page.replace("<mark>", "").replace("</mark>", "")


@pytest.fixture
def settled(danas_look: Look) -> Look:
    danas_look.open()
    danas_look.settle()
    return danas_look


def confirmed(answer: Answer, by: User, leaf: str = "UND.UNCLEAR_OFFER") -> Finding:
    return finding.pick(answer, leaf=leaf, quote="", by=by)


def test_their_words_come_after_ones_own_view(settled: Look, answers: Callable[..., Answer]) -> None:
    answer = answers()
    for page in ("buyer", "gap"):
        settled.open(screen(settled, page))
        assert settled.at == screen(settled, "tape")
        assert WARRANTY not in unmarked(settled)
    for page in ("frame", "plan", "facts", "tape"):
        settled.open(screen(settled, page))
        assert WARRANTY not in unmarked(settled)
    answer.refresh_from_db()
    assert answer.opened_at is None
    settled.send()
    assert settled.at == screen(settled, "buyer")
    assert WARRANTY in unmarked(settled)
    answer.refresh_from_db()
    assert answer.opened_at is not None, "reading them here is opening them"


def test_we_do_not_know_is_an_answer(settled: Look) -> None:
    reviewing.give_own_view(Review.objects.get())
    settled.open(screen(settled, "buyer"))
    assert "We do not know." in settled.page
    settled.send()
    assert settled.at == screen(settled, "gap")


@pytest.mark.parametrize(
    ("words", "reader"), [("The bank said no to us.", "rep"), (WARRANTY, "manager"), (WARRANTY, "store")]
)
def test_what_they_limited_or_what_is_private_is_one_mask(
    settled: Look, answers: Callable[..., Answer], words: str, reader: str, maria: User
) -> None:
    answer = answers(words, reader=reader)
    confirmed(answer, maria)
    reviewing.give_own_view(Review.objects.get())
    settled.open(screen(settled, "buyer"))
    assert MASK in settled.page
    assert words not in settled.page
    settled.open(screen(settled, "gap"))
    assert MASK in settled.page
    assert LEAVES["UND.UNCLEAR_OFFER"].label + ".</b>" not in settled.page


def test_the_own_call_comes_first(settled: Look, answers: Callable[..., Answer]) -> None:
    answers()
    OwnCall.objects.update(sealed_at=None)
    reviewing.give_own_view(Review.objects.get())
    settled.open(screen(settled, "buyer"))
    assert "Your own call comes first" in settled.page
    assert WARRANTY not in unmarked(settled)


class TestTheColumns:
    def test_what_a_rep_can_fix_is_in_hands_and_nothing_else_is(self) -> None:
        assert {column_of(leaf) for leaf in LEAVES.values() if leaf.fix_by == "rep"} == {IN_HANDS}
        assert {column_of(leaf) for leaf in LEAVES.values() if leaf.fix_by != "rep"} == {NOT_IN_HANDS}

    def test_a_confirmed_cause_stands_in_its_column_and_nobody_moves_it(
        self, settled: Look, answers: Callable[..., Answer], dana: User
    ) -> None:
        confirmed(answers(), dana)
        reviewing.give_own_view(Review.objects.get())
        settled.open(screen(settled, "gap"))
        in_hands, not_in_hands = settled.page.split('id="in_hands-is"')[1].split('id="not_in_hands-is"')
        assert "Offer not understood." in in_hands
        assert WARRANTY in in_hands
        assert "From the buyer, confirmed" not in not_in_hands
        assert "Nobody could have fixed this" not in settled.page
        settled.send(
            "next",
            not_in_hands="Offer not understood was the sheet’s doing",
            leaf="COM.PRICE" if "COM.PRICE" in LEAVES else "",
        )
        settled.open(screen(settled, "gap"))
        assert "Offer not understood." in settled.page.split('id="not_in_hands-is"')[0]

    def test_nobody_could_have_fixed_it_is_refused_where_they_named_what_a_rep_can_fix(
        self, settled: Look, answers: Callable[..., Answer], dana: User
    ) -> None:
        confirmed(answers(), dana)
        reviewing.give_own_view(Review.objects.get())
        settled.open(screen(settled, "gap"))
        response = settled.send("nobody", not_in_hands="The weather")
        assert response.status_code == 422
        assert "was in your hands" in settled.page
        assert not Review.objects.get().nobody_could
        assert Note.objects.get().text == "The weather", "what was typed is kept all the same"

    def test_what_they_confirm_later_takes_the_excuse_off_the_page(
        self, settled: Look, answers: Callable[..., Answer], dana: User, clock: time_machine.Coordinates
    ) -> None:
        reviewing.give_own_view(Review.objects.get())
        settled.open(screen(settled, "gap"))
        settled.send("nobody")
        settled.send()
        settled.open()
        assert "You found that nobody could have fixed this." in settled.page
        answer = answers()
        clock.shift(timedelta(hours=1))
        confirmed(answer, dana)
        reviewing.finish(Review.objects.get())
        settled.open()
        assert "What you kept" in settled.page
        assert "nobody could have fixed this" not in settled.page
        settled.open(screen(settled, "friend"))
        assert "Nobody could have fixed this one" not in settled.page
        answer.refresh_from_db()
        assert answer.opened_at is None, "no word of it was shown for that"

    def test_what_the_company_can_fix_is_not_in_hands(
        self, settled: Look, answers: Callable[..., Answer], dana: User
    ) -> None:
        confirmed(answers("Three hours and I still had no number."), dana, leaf="EXP.SLOW")
        reviewing.give_own_view(Review.objects.get())
        settled.open(screen(settled, "gap"))
        assert "Three hours" in settled.page.split('id="not_in_hands-is"')[1]
        settled.send("nobody")
        assert Review.objects.get().nobody_could

    def test_a_verdict_on_oneself_is_nudged_and_the_buyers_fact_stays(
        self, settled: Look, answers: Callable[..., Answer], dana: User
    ) -> None:
        confirmed(answers(), dana)
        reviewing.give_own_view(Review.objects.get())
        settled.open(screen(settled, "gap"))
        settled.send("next", in_hands="It was all my fault.", not_in_hands="The manager killed the deal.")
        assert "What did you do at that moment" in settled.page
        assert "What happened, without the label?" in settled.page
        assert "Offer not understood." in settled.page.split('id="not_in_hands-is"')[0]


class TestALateAnswer:
    def finished(self, look: Look) -> Review:
        look.send("next")
        for _page in ("plan", "facts", "tape", "buyer", "gap"):
            look.send()
        look.send("no_lesson", keep="The walk-through")
        look.send()
        return Review.objects.get()

    def test_it_opens_once_at_their_words_and_keeps_everything(
        self, settled: Look, answers: Callable[..., Answer], clock: time_machine.Coordinates
    ) -> None:
        review = self.finished(settled)
        assert reviewing.reopen_late() == 0
        clock.shift(timedelta(hours=20))
        answers()
        assert reviewing.reopen_late() == 1
        assert reviewing.reopen_late() == 0
        settled.open()
        assert settled.at == screen(settled, "buyer")
        assert WARRANTY in unmarked(settled)
        assert Note.objects.get(screen="keep").text == "The walk-through"
        clock.shift(timedelta(hours=1))
        reviewing.finish(review)
        clock.shift(timedelta(hours=1))
        answers("And the slide was stiff.", n=2)
        assert reviewing.reopen_late() == 0, "once is once"

    def test_who_opens_it_before_the_worker_comes_finds_it_open(
        self, settled: Look, answers: Callable[..., Answer], clock: time_machine.Coordinates
    ) -> None:
        self.finished(settled)
        clock.shift(timedelta(hours=20))
        answers()
        settled.open()
        assert settled.at == screen(settled, "buyer")
        assert Review.objects.get().reopened_at is not None

    @pytest.mark.parametrize(("words", "reader"), [("The bank said no to us.", "rep"), (WARRANTY, "manager")])
    def test_what_is_not_theirs_to_read_opens_nothing(
        self, settled: Look, answers: Callable[..., Answer], clock: time_machine.Coordinates, words: str, reader: str
    ) -> None:
        self.finished(settled)
        clock.shift(timedelta(hours=20))
        answers(words, reader=reader)
        assert reviewing.reopen_late() == 0

    def test_an_answer_that_was_there_already_opens_nothing(
        self, settled: Look, answers: Callable[..., Answer], clock: time_machine.Coordinates
    ) -> None:
        answers()
        clock.shift(timedelta(minutes=5))
        self.finished(settled)
        assert reviewing.reopen_late() == 0

    def test_only_the_one_who_looked_has_it_opened(
        self, settled: Look, answers: Callable[..., Answer], ben: User, clock: time_machine.Coordinates,
        signed_in_as: Callable[[User], Client],
    ) -> None:  # fmt: skip
        Deal.objects.update(partner=ben)
        reviewing.begin(settled.loss, by=ben, path="two")
        self_finished = Review.objects.get(by__name__startswith="Dana")
        reviewing.finish(self_finished)
        clock.shift(timedelta(hours=20))
        answers()
        assert reviewing.reopen_late() == 1
        assert Review.objects.get(by=ben).reopened_at is None


def test_lose_again_makes_a_new_tape(settled: Look, dana: User) -> None:
    """A be-back that says no again is another event, and another look."""
    deal = settled.loss.deal
    reopened_before = Review.objects.count()
    reopen(deal, by=dana)
    again = lose(deal, where="phone", chip="price", by=dana)
    settled.open(reverse("tape", args=[again.pk]))
    assert "Give it an hour." in settled.page
    assert Review.objects.count() == reopened_before
