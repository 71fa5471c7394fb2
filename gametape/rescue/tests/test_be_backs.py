"""A be-back and its clock: from the no to the return, told in words."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.common.clock import played_at
from gametape.deals.losing import lose, reopen, undo, win
from gametape.rescue.be_backs import be_backs_at, be_backs_of, long_in_words

SATURDAY = datetime(2026, 6, 13, 19, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("took", "words"),
    [
        (timedelta(days=2, hours=22), "two days and 22 hours"), (timedelta(days=1, hours=1), "one day and one hour"),
        (timedelta(days=3), "three days"), (timedelta(days=14, hours=5), "14 days"), (timedelta(hours=5, minutes=40), "five hours"),
        (timedelta(minutes=40), "40 minutes"), (timedelta(minutes=1), "one minute"), (timedelta(seconds=20), "minutes"),
        (timedelta(days=60), "60 days"), (timedelta(days=13, hours=12), "13 days and twelve hours"),
        (timedelta(hours=-3), "minutes"),
    ],
)  # fmt: skip
def test_how_long_in_words(took, words):
    assert long_in_words(took) == words


@given(st.timedeltas(timedelta(days=-5), timedelta(days=4000)))
def test_it_is_at_most_two_parts_and_nothing_is_told_as_none_of_it(took):
    parts = long_in_words(took).split(" and ")
    assert 1 <= len(parts) <= 2
    assert not any(part.startswith("0 ") or "second" in part for part in parts)


@pytest.mark.django_db
class TestOfADeal:
    def at(self, **later):
        return played_at(SATURDAY + timedelta(**later))

    def test_the_clock_runs_from_the_no_to_the_return(self, sams_deal, dana):
        with self.at():
            lose(sams_deal, where="drove_off", chip="price", by=dana)
        with self.at(days=2, hours=22):
            reopen(sams_deal, by=dana)
        one = be_backs_of(sams_deal)[0]
        assert one.say == "two days and 22 hours after the no"
        assert one.bought_at is None
        with self.at(days=3):
            win(sams_deal, by=dana)
        assert be_backs_of(sams_deal)[0].bought_at == SATURDAY + timedelta(days=3)

    def test_two_returns_are_two_and_the_sale_is_the_second_s(self, sams_deal, dana):
        for days in (0, 10):
            with self.at(days=days):
                lose(sams_deal, where="drove_off", chip="price", by=dana)
            with self.at(days=days + 1):
                reopen(sams_deal, by=dana)
        with self.at(days=12):
            win(sams_deal, by=dana)
        first, second = be_backs_of(sams_deal)
        assert first.bought_at is None
        assert second.bought_at == SATURDAY + timedelta(days=12)

    def test_a_mis_tap_is_no_return_and_who_never_left_has_none(self, sams_deal, dana, django_assert_num_queries):
        assert be_backs_of(sams_deal) == []
        with self.at():
            undo(lose(sams_deal, where="drove_off", chip="price", by=dana), by=dana)
        assert be_backs_of(sams_deal) == []
        losses, moments = list(sams_deal.losses.all()), list(sams_deal.moments.all())
        with django_assert_num_queries(0):
            be_backs_of(sams_deal, losses, moments)

    def test_those_of_a_store_name_deals_and_nobody_else_s_store_s(self, sams_no, sams_deal, dana, lakeside, hilltop):
        win(sams_deal, by=dana)
        assert [str(one.loss.deal) for one in be_backs_at(lakeside)] == ["Sam, Meadowlark 27"]
        assert be_backs_at(lakeside)[0].bought_at is not None
        assert be_backs_at(hilltop) == []
