"""Asked and bought, never caused: what counts as saved, by a table; and a store's figures with their n."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.common.clock import now, played_at
from gametape.common.counting import Rate, TooFew
from gametape.deals.adding import note_moment
from gametape.deals.losing import lose, reopen, win
from gametape.deals.models import Loss
from gametape.deals.vocabulary import LEAVES
from gametape.reasons.models import Finding
from gametape.rescue.reporting import CAVEAT, asked_and_bought, is_saved, report, window_of
from gametape.rescue.tests.conftest import WARRANTY
from gametape.sending import outbox

NO = datetime(2026, 6, 13, 19, 5, tzinfo=UTC)


def after(**later):
    return NO + timedelta(**later)


@pytest.mark.parametrize(
    ("leaf", "hours"),
    [
        ("UND.UNCLEAR_OFFER", 72), ("UND.NEXT_STEP_UNCLEAR", 72), ("TER.CONTRACT", 336), ("COM.ALREADY_BOUGHT", 72),
        ("FIT.FEATURE", 1440), ("CIR.BAD_TIMING", 1440), (None, 1440),
    ],
)  # fmt: skip
def test_a_window_is_the_leaf_s_at_least_the_key_s_and_at_most_sixty_days(leaf, hours):
    assert window_of(leaf) == timedelta(hours=hours)


ROWS = [
    ("answered on Sunday, bought on Tuesday", {}, True),
    ("bought on the last minute of its window", {"won_at": after(hours=72)}, True),
    ("bought a minute later", {"won_at": after(hours=72, minutes=1)}, False),
    ("a longer window", {"leaf": "TER.CONTRACT", "won_at": after(days=13)}, True),
    ("no reason told, within sixty days", {"leaf": None, "won_at": after(days=59)}, True),
    ("no reason told, after sixty", {"leaf": None, "won_at": after(days=61)}, False),
    ("never bought", {"won_at": None}, False),
    ("bought before they answered", {"answered_at": after(hours=70), "won_at": after(hours=60)}, False),
    ("a call of somebody's came first", {"touches": [after(hours=2)]}, False),
    ("so did a visit in the minute of the answer", {"touches": [after(hours=26)]}, False),
    ("what came after the answer is the save itself", {"touches": [after(hours=40)]}, True),
    ("what came before the no is the deal itself", {"touches": [after(hours=-3), NO]}, True),
]


@pytest.mark.parametrize(("changed", "saved"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_saved(changed, saved):
    facts = {
        "no_at": NO, "answered_at": after(hours=26), "won_at": after(hours=70), "leaf": "UND.UNCLEAR_OFFER", "touches": [],
    }  # fmt: skip
    assert is_saved(**(facts | changed)) is saved


@given(
    answered=st.integers(-50, 3000), won=st.none() | st.integers(-50, 3000), leaf=st.none() | st.sampled_from(sorted(LEAVES)),
    touches=st.lists(st.integers(-100, 3000), max_size=4),
)  # fmt: skip
def test_nothing_counts_that_came_before_an_answer_or_after_sixty_days(answered, won, leaf, touches):
    saved = is_saved(
        no_at=NO, answered_at=after(hours=answered), won_at=after(hours=won) if won is not None else None, leaf=leaf,
        touches=[after(hours=touch) for touch in touches],
    )  # fmt: skip
    if saved:
        assert won is not None
        assert 0 <= answered < won <= 60 * 24
        assert not any(0 < touch <= answered for touch in touches)


@pytest.mark.django_db
class TestAStoresFigures:
    @pytest.fixture
    def saved(self, a_no, answered, dana):
        """`saved(minor)`: lost, asked, answered within the hour, and bought the day after."""

        def save(amount=3_890_000, *, ago=timedelta(days=20), words=WARRANTY):
            loss = a_no("Sam", ago=ago, amount=amount)
            answered(loss, words)
            with played_at(loss.at + timedelta(days=1)):
                reopen(loss.deal, by=dana)
            with played_at(loss.at + timedelta(days=2)):
                win(loss.deal, by=dana)
            return loss

        return save

    def test_of_one_it_tells_the_count_and_no_rate_and_no_median(self, saved, lakeside):
        saved()
        told = report(lakeside)
        assert (told.answered, told.wanted, told.be_backs, told.bought) == (1, 1, 1, 1)
        assert isinstance(told.returned, TooFew)
        assert (told.value.n, told.value.total_minor) == (1, 3_890_000)
        assert isinstance(told.value.median_minor, TooFew)
        assert isinstance(told.by_lot, TooFew)

    def test_of_ten_the_rate_says_what_it_does_not_mean_and_the_median_what_one_big_deal_hides(self, saved, lakeside):
        for n in range(10):
            saved(100_000_000 if n == 0 else 1_000_000 + n)
        told = report(lakeside)
        assert isinstance(told.returned, Rate)
        assert (told.returned.k, told.returned.n, told.returned.caveat) == (10, 10, CAVEAT)
        assert "caused" not in str(told.returned).lower()
        assert told.value.median_minor == 1_000_006, "half way between the fifth and the sixth, rounded"
        assert told.value.total_minor == 109_000_045

    def test_who_was_not_asked_did_not_answer_or_was_called_first_is_not_among_them(
        self, saved, a_no, answered, dana, lakeside
    ):
        silent = a_no("Silent", ago=timedelta(days=9))
        win(silent.deal, by=dana)
        called = a_no("Called", ago=timedelta(days=9))
        with played_at(called.at + timedelta(minutes=5)):
            note_moment(called.deal, kind="call", by=dana)
        answered(called)
        with played_at(called.at + timedelta(days=1)):
            win(called.deal, by=dana)
        assert report(lakeside).bought == 0
        assert report(lakeside).be_backs == 2

    def test_the_last_no_of_a_deal_is_the_one_that_was_saved(self, saved, dana, lakeside):
        loss = saved(ago=timedelta(days=30))
        with played_at(loss.at + timedelta(days=4)):
            reopen(loss.deal, by=dana)
            again = lose(loss.deal, where="phone", chip="price", by=dana)
        with played_at(again.at + timedelta(days=1)):
            win(loss.deal, by=dana)
        assert asked_and_bought(Loss.objects.all()) == [], "the second no was never asked about"

    def test_junk_and_another_store_s_are_not_counted(self, saved, lakeside, hilltop):
        loss = saved()
        loss.deal.left_out = "test lead"
        loss.deal.save()
        assert report(lakeside).bought == 0
        assert report(hilltop).answered == 0

    def test_the_reason_a_person_confirmed_sets_the_window(self, saved, lakeside, dana):
        loss = saved()
        win_at = loss.at + timedelta(days=2)
        loss.deal.refresh_from_db()
        assert loss.deal.closed_at == win_at
        Finding.objects.update(confirmed_at=None)
        with played_at(loss.at + timedelta(days=5)):
            reopen(loss.deal, by=dana)
            win(loss.deal, by=dana)
        assert report(lakeside).bought == 0, "five days are too late for an unclear offer"
        Finding.objects.filter(loss=loss).update(leaf="TER.CONTRACT")
        assert report(lakeside).bought == 1

    def test_answers_that_went_back_are_counted(self, a_no, answered, lakeside, dana):
        answer = answered(a_no())
        message = outbox.keep(answer.loss, kind="answer", channel="sms", by=dana, words="It is included. Dana")
        assert report(lakeside).answered_back == 0
        outbox.hand_off(message, by=dana, channel="sms")
        outbox.went_out(message, by=dana)
        assert report(lakeside).answered_back == 1

    def test_it_costs_the_same_for_one_and_for_twenty(self, saved, lakeside, django_assert_max_num_queries):
        for _ in range(12):
            saved()
        with django_assert_max_num_queries(11):
            report(lakeside)

    def test_since_when_is_the_asker_s_choice(self, saved, lakeside):
        saved(ago=timedelta(days=20))
        assert report(lakeside, since=now() - timedelta(days=10)).bought == 0
