"""What buyers told the manager alone reaches their reps as a theme: late, from several, and never of one deal."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from gametape.ask import answering, asking
from gametape.ask.models import Answer
from gametape.common.clock import now, played_at
from gametape.deals.adding import add_deal
from gametape.deals.losing import lose, seal
from gametape.people.models import Membership, Role
from gametape.reasons import finding
from gametape.reasons.limited import Limited, said_to_the_manager, themes
from gametape.reasons.models import Finding
from tests.frame.cast import works_at

WEEK = datetime(2026, 6, 15, 5, tzinfo=UTC)  # a Monday, midnight at Lakeside RV
WEDNESDAY = "2026-06-17T18:00:00Z"
SLOW, TRADE, CREDIT = (
    "You never called us back, it took two weeks.",
    "You were way low on my trade.",
    "The bank said no.",
)
LINE = "buyers who wrote to your manager only said"


def some(**counts: int) -> list[Limited]:
    return [
        Limited(WEEK - timedelta(days=8), "" if code == "NONE" else code)
        for code, n in counts.items()
        for _ in range(n)
    ]


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({}, []),
        ({"EXPERIENCE": 2, "NONE": 5}, []),
        ({"EXPERIENCE": 3, "NONE": 3}, ["EXPERIENCE"]),
        ({"EXPERIENCE": 3, "NONE": 2}, []),  # more than half of the masks would say it
        ({"EXPERIENCE": 3}, []),  # every mask would
        ({"EXPERIENCE": 3, "PRICE": 3}, ["EXPERIENCE", "PRICE"]),
        ({"EXPERIENCE": 4, "PRICE": 3}, ["PRICE"]),
        ({"NONE": 9}, []),
    ],
)
def test_a_theme_needs_three_and_as_many_who_said_something_else(answers, told):
    assert themes(some(**answers), week=WEEK) == told


@pytest.mark.parametrize(("days", "told"), [(6.9, []), (7, ["PRICE"]), (30, ["PRICE"])])
def test_and_each_of_them_is_seven_days_old_when_the_week_begins(days, told):
    others = some(PRICE=2, NONE=3)
    assert themes([*others, Limited(WEEK - timedelta(days=days), "PRICE")], week=WEEK) == told


@pytest.fixture
def answered(lakeside, dana):
    """`answered(words, reader=..., by=..., ago=...)`: a buyer sent words, and the worker read them."""
    made = []

    def answer(words, *, by=dana, store=lakeside, reader="manager", ago=timedelta(days=20)):
        n = len(made)
        with played_at(now() - ago - timedelta(days=1)):
            deal = add_deal(store, by, first_name=f"Buyer{n}", unit=f"Cedar {n}", phone=f"+1507555{n:04d}")
            loss = lose(deal, where="here", chip="price", by=by)
            seal(loss.own_call, sure="good")
            ask = asking.asked_in_person(loss, by=by)
        with played_at(now() - ago):
            answer = answering.send(ask, words=words, submission=f"s{n}", heard="page", reader=reader, visitor="v" * 16)
        finding.read(answer.versions.get())
        made.append(answer)
        return answer

    with time_machine.travel(WEDNESDAY, tick=False):
        yield answer


@pytest.fixture
def three_of_each(answered, ben):
    """Slow, three times, and the trade, three times; of Dana's and of Ben's deals."""
    return [answered(words, **who) for words in (SLOW, TRADE) for who in ({}, {}, {"by": ben})]


@pytest.mark.django_db
class TestWhoIsTold:
    def page(self, signed_in_as, who, name="today"):
        return signed_in_as(who).get(reverse(name)).content.decode()

    def test_the_reps_of_the_store_and_nobody_of_another(self, signed_in_as, three_of_each, dana, ben, rita):
        for rep in (dana, ben):
            assert self.page(signed_in_as, rep).count(LINE) == 2
        assert LINE not in self.page(signed_in_as, rita)

    def test_it_names_a_reason_and_no_deal_no_buyer_and_no_words(self, signed_in_as, three_of_each, lakeside, dana):
        page = self.page(signed_in_as, dana)
        for label in said_to_the_manager(lakeside):
            assert f"only said: {label}." in page
        for told in ("Cedar", "Buyer", "two weeks", "way low"):
            assert told not in page

    def test_who_reads_the_words_themselves_is_not_told_a_theme(self, signed_in_as, three_of_each, maria, nia):
        assert LINE not in self.page(signed_in_as, maria, "monday")
        assert LINE not in self.page(signed_in_as, nia)

    def test_a_rep_of_two_stores_is_told_where(self, signed_in_as, three_of_each, hilltop, dana):
        Membership.objects.create(user=dana, store=hilltop, role=Role.REP)
        assert self.page(signed_in_as, dana).count(LINE) == 2


@pytest.mark.django_db
class TestWhatCounts:
    def test_what_the_scan_held_never_does_though_it_was_released(self, answered, lakeside, ben):
        for words in (CREDIT, CREDIT, CREDIT, TRADE, TRADE, TRADE):
            answered(words)
        assert [len(said_to_the_manager(lakeside))] == [1]
        Answer.objects.exclude(held_for="").update(released_at=now())
        assert len(said_to_the_manager(lakeside)) == 1

    @pytest.mark.parametrize("change", [{"reader": "rep"}, {"reader": "store"}, {"rather_not_say": True}])
    def test_nor_what_was_sent_otherwise(self, three_of_each, lakeside, change):
        before = said_to_the_manager(lakeside)
        Answer.objects.filter(pk=three_of_each[0].pk).update(**change)
        assert len(before) == 2
        assert len(said_to_the_manager(lakeside)) < 2

    def test_nor_a_loss_that_was_a_mis_tap(self, three_of_each, lakeside):
        loss = three_of_each[0].loss
        loss.undone_at = now()
        loss.save()
        assert said_to_the_manager(lakeside) == []

    def test_nor_a_reading_whose_words_are_gone(self, three_of_each, lakeside):
        Finding.objects.filter(loss=three_of_each[0].loss).update(evidence_deleted_at=now())
        assert len(said_to_the_manager(lakeside)) == 1

    def test_the_confirmed_reason_goes_before_the_suggested_one(self, three_of_each, lakeside, maria):
        before = said_to_the_manager(lakeside)
        finding.pick(three_of_each[0], leaf="FIT.TASTE", quote="", by=maria)
        assert len(said_to_the_manager(lakeside)) < len(before)

    def test_a_line_comes_with_a_week_and_not_with_the_day_of_one_answer(self, answered, lakeside):
        for words in (SLOW, SLOW, TRADE, TRADE, TRADE):
            answered(words)
        answered(SLOW, ago=timedelta(days=8))  # Tuesday of the week before
        assert said_to_the_manager(lakeside) == []
        with time_machine.travel("2026-06-22T12:00:00Z", tick=False):  # the Monday after
            assert len(said_to_the_manager(lakeside)) == 2

    def test_answers_of_another_store_are_another_stores(self, three_of_each, answered, lakeside, hilltop):
        ann = works_at(hilltop, "Ann Reed", Role.REP)
        answered(SLOW, by=ann, store=hilltop)
        assert said_to_the_manager(hilltop) == []
