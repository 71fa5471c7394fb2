"""The best thing to do now, the coin of a card, the three lessons picked, what is likely on Friday, kind words: tables."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from gametape.deals.vocabulary import REASONS
from gametape.next_one.best import Best, Do, Facts, best
from gametape.next_one.fundamentals import MOST, PAUSES
from gametape.next_one.kind_words import is_kind, kind_words
from gametape.next_one.likely import PLAIN, From, Said, likeliest
from gametape.next_one.picking import Candidate, pick
from gametape.next_one.recalling import step_due
from gametape.next_one.withholding import SHARE, Fit, draw

NOW = datetime(2026, 6, 17, 18, 0, tzinfo=UTC)


def deal(number=1, *, days=1.0, kind="visit", words="", reachable=True, next_in=None):
    next_at = None if next_in is None else NOW + timedelta(days=next_in)
    return Facts(deal=number, last_at=NOW - timedelta(days=days), last_kind=kind, last_words=words,
                 reachable=reachable, next_at=next_at)  # fmt: skip


class TestTheBestThingToDoNow:
    @pytest.mark.parametrize(
        ("facts", "do"),
        [
            ({"days": 5, "words": "Asked whether it tows 5,000?"}, Do.ANSWER),
            ({"days": 5, "kind": "message", "words": "Does Tuesday suit you?"}, Do.CALL),
            ({"days": 5, "words": "Can it tow?", "reachable": False}, None),
            ({"days": 2, "words": "I will call them Tuesday"}, Do.KEEP_PROMISE),
            ({"days": 2, "words": "promised a number for the trade"}, Do.KEEP_PROMISE),
            ({"days": 4, "next_in": -2}, Do.MISSED),
            ({"days": 1, "next_in": -2}, Do.BOOK),
            ({"days": 1}, Do.BOOK),
            ({"days": 1, "reachable": False}, Do.BOOK),
            ({"days": 2.5}, None),
            ({"days": 10}, Do.CALL),
            ({"days": 10, "reachable": False}, None),
            ({"days": 90, "words": "Can it tow?"}, None),
            ({"days": 1, "words": "Can it tow?", "next_in": 2}, None),
        ],
    )
    def test_of_one_deal(self, facts, do):
        found = best([deal(**facts)], now=NOW)
        assert (found.do if found else None) is do

    def test_who_waits_for_us_comes_before_what_can_wait(self):
        asked, promised = deal(1, days=5, words="Can it tow?"), deal(2, days=9, words="I’ll call Friday")
        missed, moved, quiet = deal(3, days=8, next_in=-1), deal(4, days=1), deal(5, days=30)
        everything = [quiet, moved, missed, promised, asked]
        order = []
        while found := best(everything, now=NOW):
            order.append(found.deal)
            everything = [one for one in everything if one.deal != found.deal]
        assert order == [1, 2, 3, 4, 5]

    def test_of_two_left_alone_the_one_that_waits_longer(self):
        assert best([deal(1, days=5), deal(2, days=30)], now=NOW).deal == 2

    def test_of_two_that_moved_the_one_that_moved_last(self):
        assert best([deal(1, days=1), deal(2, days=0.5)], now=NOW).deal == 2

    def test_it_brings_the_words_it_rests_on(self):
        asked = deal(7, days=5, words="Can it tow?")
        assert best([asked], now=NOW) == Best(Do.ANSWER, 7, asked.last_at, "Can it tow?")

    def test_nothing_to_do_is_nothing(self):
        assert best([], now=NOW) is None


class TestTheCoin:
    def test_falls_the_same_way_for_the_same_lesson_and_deal(self):
        fits = [Fit(1, True), Fit(2, True), Fit(3, True)]
        assert draw(fits, deal=9) == draw(fits, deal=9)

    def test_withholds_the_stated_share_of_what_is_on_trial(self):
        drawn = [draw([Fit(1, False), Fit(2, True)], deal=n)[1] for n in range(4000)]
        assert all(one.by_chance for one in drawn)
        assert sum(one.withheld for one in drawn) / 4000 == pytest.approx(SHARE, abs=0.03)

    def test_never_withholds_ones_own_or_a_private_one_or_one_that_works(self):
        drawn = [draw([Fit(1, False), Fit(2, False)], deal=n) for n in range(500)]
        assert not any(one.by_chance or one.withheld for both in drawn for one in both)

    def test_never_withholds_the_only_one(self):
        drawn = [draw([Fit(1, True)], deal=n)[0] for n in range(500)]
        assert not any(one.withheld for one in drawn)
        assert not any(one.by_chance for one in drawn), "and what cannot be withheld is not compared"

    def test_leaves_at_least_one_where_all_are_on_trial(self):
        for number in range(2000):
            drawn = draw([Fit(1, True), Fit(2, True), Fit(3, True)], deal=number)
            assert any(not one.withheld for one in drawn)

    def test_the_one_that_stays_is_no_favourite(self):
        stayed = [
            next(one.lesson for one in draw([Fit(1, True), Fit(2, True)], deal=n) if not one.by_chance)
            for n in range(2000)
        ]
        assert stayed.count(1) / 2000 == pytest.approx(0.5, abs=0.05)


class TestThreeLessons:
    RANKED = [Candidate(1, False, "a"), Candidate(2, False, "b"), Candidate(3, False, "c"), Candidate(4, True, "d"), Candidate(5, True, "e")]  # fmt: skip

    def test_one_of_ones_own_one_of_the_teams_and_one_more(self):
        assert [one.lesson for one in pick(self.RANKED)] == [4, 1, 2]

    def test_without_one_of_ones_own_there_are_three_of_the_teams(self):
        assert [one.lesson for one in pick(self.RANKED[:3])] == [1, 2, 3]

    def test_a_card_that_has_some_is_filled_up(self):
        assert [one.lesson for one in pick(self.RANKED, there=[False, False])] == [4]
        assert pick(self.RANKED, there=[True, False, False]) == []

    def test_nothing_fits_nothing_is_picked(self):
        assert pick([]) == []


class TestWhatIsLikely:
    def own(self, n, leaf="PRICE.TOTAL", *, figures=True):
        return [Said(leaf, figures)] * n

    @pytest.fixture
    def leaves(self):
        return {code: reason.leaves[0].code for code, reason in REASONS.items()}

    def test_ones_own_at_this_stage_with_how_many(self, leaves):
        own = self.own(6, leaves["PRICE"]) + self.own(4, leaves["DECIDER"]) + self.own(9, leaves["FIT"], figures=False)
        found = likeliest(own, [], reps=0, figures=True)
        assert (found.of, found.n) == (From.OWN_STAGE, 10)
        assert [(one.reason, one.k) for one in found.reasons] == [("PRICE", 6), ("DECIDER", 4)]

    def test_too_few_at_this_stage_all_of_ones_own(self, leaves):
        own = self.own(6, leaves["PRICE"]) + self.own(4, leaves["FIT"], figures=False)
        assert (found := likeliest(own, [], reps=0, figures=True)).of is From.OWN
        assert found.n == 10

    def test_too_few_of_ones_own_the_stores_from_enough_people(self, leaves):
        store = self.own(10, leaves["STOCK"])
        assert likeliest(self.own(9, leaves["PRICE"]), store, reps=5, figures=True).of is From.STORE
        assert likeliest(self.own(9, leaves["PRICE"]), store, reps=4, figures=True).of is From.PLAIN
        assert likeliest(self.own(9, leaves["PRICE"]), store[:9], reps=5, figures=True).of is From.PLAIN

    def test_a_plain_list_claims_no_number(self):
        found = likeliest([], [], reps=0, figures=False)
        assert [one.reason for one in found.reasons] == list(PLAIN)
        assert found.n == 0
        assert not any(one.k for one in found.reasons)

    def test_a_private_reason_is_not_even_counted(self, leaves):
        own = self.own(9, leaves["PRICE"]) + self.own(5, leaves["CREDIT"])
        assert likeliest(own, [], reps=0, figures=True).of is From.PLAIN


class TestKindWords:
    @pytest.mark.parametrize(
        "said",
        [
            "You were the only one who asked what we needed.",
            "Thank you for your time!",
            "We really appreciate how patient Dana was.",
            "You were great with the kids.",
            "You explained everything so well.",
            "We enjoyed working with you.",
            "You were never pushy.",
            "Great job.",
        ],
    )
    def test_thanks_and_praise_count(self, said):
        assert is_kind(said)
        assert kind_words(f"It was two feet too long. {said}").quote == said

    @pytest.mark.parametrize(
        "said",
        [
            "You were great but we bought elsewhere.",
            "Thanks for nothing.",
            "No thanks.",
            "You were not helpful.",
            "Thank you anyway.",
            "Thanks a lot.",
            "You weren’t the best.",
            "Were you the best they had?",
            "You did a great job wasting our Saturday.",
            "The price was good.",
            "We loved it.",
            "It was two feet too long.",
            "You would have been great if you had called.",
        ],
    )
    def test_what_takes_it_back_or_praises_something_else_does_not(self, said):
        assert kind_words(said) is None

    def test_the_quote_stands_in_the_text_letter_for_letter(self):
        text = "Hm. Thank you for your time! Bye"
        found = kind_words(text)
        assert text[found.start : found.end] == found.quote == "Thank you for your time!"

    def test_what_is_private_stays_out(self):
        assert kind_words("Thank you for helping after my cancer diagnosis.") is None

    def test_a_wall_of_text_costs_no_time(self):
        assert kind_words("you were " * 20_000) is None


class TestTheSteps:
    @pytest.mark.parametrize(
        ("days", "step"), [(0, None), (2.9, None), (3, 3), (9.9, 3), (10, 10), (29, 10), (30, 30), (45, 30), (46, None)]
    )
    def test_day_three_ten_and_thirty_and_then_silence(self, days, step):
        assert step_due(NOW - timedelta(days=days), at=NOW) == step


class TestTheFundamentals:
    def test_three_pauses_and_five_to_nine_items(self):
        assert [pause.name for pause in PAUSES] == ["Before the greeting", "Before figures", "Before goodbye"]
        assert 5 <= sum(len(pause.items) for pause in PAUSES) <= MOST
