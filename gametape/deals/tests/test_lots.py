"""A share left unasked: drawn once, at the no, only among those who could be asked, and off until a store says so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.ask import asking
from gametape.common.refusal import Refusal
from gametape.deals import lots
from gametape.deals.adding import add_deal
from gametape.deals.losing import lose, undo
from gametape.deals.models import Loss
from gametape.people.consent import they_said_stop


@pytest.mark.parametrize(
    ("share", "askable", "roll", "drawn"),
    [
        (0, True, 0, ""), (-1, True, 0, ""), (10, False, 0, ""), (10, True, 0, "leave"), (10, True, 9, "leave"),
        (10, True, 10, "ask"), (10, True, 99, "ask"), (20, True, 19, "leave"), (90, True, 19, "leave"), (90, True, 20, "ask"),
    ],
)  # fmt: skip
def test_the_lot(share, askable, roll, drawn):
    assert lots.lot(share, askable=askable, roll=roll) == drawn


@given(share=st.integers(-5, 120), askable=st.booleans())
def test_of_a_hundred_rolls_the_share_is_left_and_never_more_than_twenty(share, askable):
    drawn = [lots.lot(share, askable=askable, roll=roll) for roll in range(100)]
    assert drawn.count("leave") == (max(min(share, 20), 0) if askable else 0)


@pytest.fixture
def rolls(monkeypatch):
    """`rolls(0)`: whatever is drawn now comes out as 0, which is left unasked where anything is."""
    return lambda roll: monkeypatch.setattr("gametape.deals.lots.secrets.randbelow", lambda _: roll)


@pytest.mark.django_db
class TestAtTheNo:
    @pytest.fixture(autouse=True)
    def a_share(self, lakeside, rolls):
        lakeside.unasked_share = 10
        lakeside.save()
        rolls(0)

    def the_no(self, lakeside, dana, first_name="Sam", **lost):
        deal = add_deal(lakeside, dana, first_name=first_name, unit="Cedar 24", phone="+16085550155")
        return lose(deal, **({"where": "drove_off", "chip": "price", "by": dana} | lost))

    def test_it_is_off_until_the_store_says_so(self, lakeside, dana):
        lakeside.unasked_share = 0
        lakeside.save()
        loss = self.the_no(lakeside, dana)
        assert (loss.lot, loss.unasked) == ("", "")

    def test_it_is_drawn_and_kept_with_its_reason_and_nobody_asks(self, lakeside, dana):
        loss = Loss.objects.get(pk=self.the_no(lakeside, dana).pk)
        assert (loss.lot, loss.unasked) == ("leave", "compare")
        plan = asking.plan_for(loss, asking="rep")
        assert (plan.may, plan.asker) == (False, "nobody")
        assert plan.say.startswith("Left unasked to compare")
        with pytest.raises(Refusal, match="Left unasked to compare"):
            asking.write(loss, by=dana, role="rep", channel="sms", words="What did I miss?")

    def test_the_other_side_is_drawn_too_and_asked(self, lakeside, dana, rolls):
        rolls(10)
        loss = self.the_no(lakeside, dana)
        assert (loss.lot, loss.unasked) == ("ask", "")
        assert asking.plan_for(loss, asking="rep").asker == "rep"

    def test_undoing_and_logging_it_again_draws_no_other(self, lakeside, dana, rolls):
        first = self.the_no(lakeside, dana)
        undo(first, by=dana)
        rolls(99)
        assert lose(first.deal, where="here", chip="price", by=dana).lot == "leave"

    def test_who_could_not_be_asked_is_on_neither_side(self, lakeside, dana):
        said_stop = add_deal(lakeside, dana, first_name="Lee", unit="Cedar 19", phone="+16085550199")
        they_said_stop(said_stop.buyer, heard_on="told")
        assert lose(said_stop, where="here", chip="price", by=dana).lot == ""
        private = add_deal(lakeside, dana, first_name="Kim", unit="Cedar 21", phone="+16085550188")
        private.buyer.condition = "private"
        private.buyer.save()
        assert lose(private, where="here", chip="price", by=dana).lot == ""


@pytest.mark.django_db
def test_a_rep_with_the_buyer_before_them_reads_why_and_is_not_blamed(lakeside, dana, rolls, signed_in_as):
    lakeside.unasked_share = 20
    lakeside.save()
    rolls(3)
    deal = add_deal(lakeside, dana, first_name="Sam", unit="Cedar 24", phone="+16085550155")
    loss = lose(deal, where="here", chip="price", by=dana)
    page = signed_in_as(dana).get(f"/losses/{loss.pk}/here/", follow=True).content.decode()
    assert "Left unasked to compare" in page
    assert "Not your doing." in page
