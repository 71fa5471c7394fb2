"""What is open for me: the most urgent first, by words, and never a score."""

import html
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from gametape.ask.tests.hostile import SUNDAY
from gametape.common.clock import now
from gametape.common.forgetting import TABLES
from gametape.people.models import Membership, Role
from gametape.rescue import forgetting
from gametape.rescue.listing import open_saves
from gametape.rescue.models import Rescue
from gametape.rescue.tests.conftest import CHEAPER, CREDIT, WARRANTY
from gametape.sending import outbox

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sunday_noon():
    with time_machine.travel(SUNDAY, tick=True):
        yield


@pytest.fixture
def listed(viewer_of):
    return lambda who: [str(one.answer.loss.deal.buyer) for one in open_saves(viewer_of(who))]


class TestOrder:
    def test_the_likely_one_before_the_rest_and_its_window_before_the_key(self, a_no, answered, listed, dana):
        answered(a_no("Already"), "We picked one up yesterday.")  # never
        answered(a_no("Cheaper"), CHEAPER)  # maybe
        answered(a_no("Afraid"), "It's a lot of money to get wrong.")  # likely, 168 hours
        answered(
            a_no("Asked"), "I asked twice if it would tow our trailer and nobody could tell me."
        )  # likely, 72 hours
        assert listed(dana) == ["Asked", "Afraid", "Cheaper", "Already"]

    def test_before_ones_own_call_nothing_of_the_words_is_told(self, a_no, answered, signed_in_as, dana):
        answered(a_no("Lee", sealed=False))
        body = html.unescape(signed_in_as(dana).get(reverse("saves")).content.decode())
        assert "Your own call comes first" in body
        assert "Offer not understood" not in body


class TestWhose:
    def test_each_has_theirs_and_nobody_a_colleague_s(self, a_no, answered, listed, dana, ben, maria, frank, mo, rita):
        answered(a_no("Hers"), WARRANTY)
        answered(a_no("Limited"), WARRANTY, reader="manager")
        answered(a_no("Held"), CREDIT)
        assert listed(dana) == ["Hers"]
        assert listed(maria) == ["Limited"]
        assert listed(frank) == ["Held"]
        assert listed(ben) == listed(mo) == listed(rita) == []

    def test_a_second_voice_who_asked_has_it_too(self, a_no, answered, listed, nia, dana):
        answered(a_no("Lee"), WARRANTY, by=nia, role=Role.NEUTRAL)
        assert listed(nia) == ["Lee"]

    def test_who_sold_it_is_its_rep_whatever_else_they_are(self, a_no, answered, listed, maria, lakeside):
        Membership.objects.create(user=maria, store=lakeside, role=Role.REP)
        answered(a_no("Own", by=maria), WARRANTY, reader="manager", by=maria)
        assert listed(maria) == [], "limited from whoever sold it"


class TestWhatIsOff:
    def test_answered_ended_taken_back_reopened_or_over(self, a_no, answered, listed, dana):
        out, left, taken, back, over = (answered(a_no(name)) for name in ("Out", "Left", "Taken", "Back", "Over"))
        message = outbox.keep(out.loss, kind="answer", channel="sms", by=dana, words="It is included. Dana")
        outbox.hand_off(message, by=dana, channel="sms")
        assert len(listed(dana)) == 5, "on the phone is not out"
        outbox.went_out(message, by=dana)
        Rescue.objects.create(loss=left.loss, outcome="left", outcome_at=now())
        outbox.take_key_back(taken.loss)
        type(back.loss).objects.filter(pk=back.loss_id).update(reopened_at=now())
        type(over.loss.key).objects.filter(loss=over.loss).update(until=now() - timedelta(seconds=1))
        assert listed(dana) == []

    def test_an_empty_list_is_a_good_page(self, signed_in_as, dana):
        body = signed_in_as(dana).get(reverse("saves")).content.decode()
        assert "Nobody waits for an answer" in body
        assert reverse("next") in body

    def test_it_counts_people_nowhere_and_costs_the_same_for_thirty(
        self, a_no, answered, viewer_of, dana, django_assert_max_num_queries
    ):
        for n in range(12):
            answered(a_no(f"Buyer {n}"))
        with django_assert_max_num_queries(8):
            open_saves(viewer_of(dana))


def test_forgetting_a_buyer_has_a_decision_here():
    assert TABLES[Rescue].buyer == "loss__deal__buyer"
    assert forgetting.Rescue is Rescue
