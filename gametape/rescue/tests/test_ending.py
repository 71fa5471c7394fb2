"""What came of it: said once or never, through the deal's own verbs, and nothing nags."""

import html
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from gametape.ask.tests.hostile import HOSTILE, SUNDAY
from gametape.common.clock import now
from gametape.deals.models import Deal, Loss, Moment
from gametape.deals.seeing import next_customer
from gametape.people.models import Alert
from gametape.rescue.ending import IN_ORDER, is_further
from gametape.rescue.listing import open_saves
from gametape.rescue.models import Rescue
from gametape.sending.models import Message

pytestmark = pytest.mark.django_db
OUTCOMES = [one.value for one in Rescue.Outcome]


@pytest.fixture(autouse=True)
def sunday_noon():
    with time_machine.travel(SUNDAY, tick=True):
        yield


@pytest.fixture
def came_of(signed_in_as, dana):
    def say(answer, outcome, **more):
        return signed_in_as(dana).post(reverse("save_outcome", args=[answer.loss_id]), {"outcome": outcome} | more)

    return say


class TestWhatItDoes:
    def test_a_be_back_is_on_the_floor_again(self, wanted, came_of, dana):
        answer = wanted()
        sent = came_of(answer, "be_back")
        assert (sent.status_code, sent["Location"]) == (303, reverse("next"))
        deal, loss = Deal.objects.get(), Loss.objects.get()
        assert (deal.state, loss.is_open) == ("open", False)
        assert Moment.objects.filter(kind="reopened", by=dana).count() == 1
        assert Rescue.objects.get().outcome == "be_back"

    def test_bought_wins_the_deal(self, wanted, came_of):
        came_of(wanted(), "bought")
        assert Deal.objects.get().state == "won"
        assert Loss.objects.get().reopened_at is not None

    def test_a_meeting_stands_among_the_next_customers(self, wanted, came_of, dana, viewer_of):
        answer = wanted()
        came_of(answer, "meeting", at="2026-06-16T10:30", what="The sheet, once more")
        deal = Deal.objects.get()
        assert deal.next_what == "The sheet, once more"
        assert f"{deal.next_at:%d %H:%M}" == "16 15:30", "10:30 on the store's wall"
        assert next_customer(viewer_of(dana), since=now()) == deal

    def test_answered_and_left_alone_leave_the_deal_as_it_is(self, wanted, came_of, dana, viewer_of):
        answer = wanted()
        came_of(answer, "left")
        assert Deal.objects.get().state == "lost"
        assert open_saves(viewer_of(dana)) == []

    def test_left_alone_puts_the_waiting_words_aside(self, wanted, came_of, signed_in_as, dana):
        answer = wanted()
        words = {"words": "Sam, thank you. Dana at Lakeside RV", "channel": "sms", "do": "keep"}
        signed_in_as(dana).post(reverse("save", args=[answer.loss_id]), words)
        came_of(answer, "left")
        assert Message.objects.get().state == Message.State.DROPPED


class TestOnce:
    @pytest.mark.parametrize("outcome", OUTCOMES)
    def test_the_same_twice_is_once(self, wanted, came_of, outcome):
        answer, more = wanted(), {"at": "2026-06-16T10:30"}
        came_of(answer, outcome, **more)
        row, moments = Rescue.objects.get(), Moment.objects.count()
        with time_machine.travel(now() + timedelta(minutes=5)):
            assert came_of(answer, outcome, **more).status_code in (303, 422)
        assert Moment.objects.count() == moments
        if outcome != "meeting":
            assert Rescue.objects.get().outcome_at == row.outcome_at

    def test_it_goes_on_and_never_back(self, wanted, came_of):
        answer = wanted()
        for outcome in ("answered", "meeting", "be_back", "bought"):
            assert came_of(answer, outcome, at="2026-06-16T10:30").status_code == 303
        assert came_of(answer, "answered").status_code == 422
        assert Rescue.objects.get().outcome == "bought"
        assert Moment.objects.filter(kind="reopened").count() == 1

    def test_who_was_left_alone_and_comes_back_is_a_be_back(self, wanted, came_of):
        answer = wanted()
        came_of(answer, "left")
        assert came_of(answer, "be_back").status_code == 303

    @given(said=st.lists(st.sampled_from(OUTCOMES), max_size=12))
    def test_whatever_is_said_in_whatever_order_it_only_goes_on(self, said):
        now_is = ""
        for one in said:
            if is_further(now_is, one):
                furthest = IN_ORDER.index(now_is) if now_is in IN_ORDER else -1
                assert one == "left" or IN_ORDER.index(one) > furthest
                now_is = one
            assert not is_further(now_is, now_is), "the same again is nothing new"


class TestWhatIsTyped:
    @pytest.mark.parametrize("outcome", ["", "won", "x" * 100_000, *HOSTILE])
    def test_no_such_outcome_is_a_sentence(self, wanted, came_of, outcome):
        sent = came_of(wanted(), outcome)
        assert sent.status_code == 422
        assert Rescue.objects.get().outcome == ""

    @pytest.mark.parametrize(
        ("typed", "says"),
        [
            ({}, "When do you meet?"), ({"at": "soon"}, "like 2026-06-13 10:30"), ({"at": "2026-06-01T10:00"}, "has passed"),
            ({"at": "2026-06-16T10:30", "what": "Her credit score"}, "do not go on a deal"),
            ({"at": "2026-06-16T10:30", "what": "x" * 200}, "longer than this box"),
        ],
    )  # fmt: skip
    def test_a_meeting_needs_its_hour_and_what_was_typed_stays(self, wanted, came_of, typed, says):
        sent = came_of(wanted(), "meeting", **typed)
        body = html.unescape(sent.content.decode())
        assert sent.status_code == 422
        assert says in body
        assert all(value in body for value in typed.values())
        assert Deal.objects.get().state == "lost"

    @pytest.mark.parametrize("what", [HOSTILE[0], HOSTILE[1], HOSTILE[2]])
    def test_hostile_words_are_words(self, wanted, came_of, dana, signed_in_as, what):
        came_of(wanted(), "meeting", at="2026-06-16T10:30", what=what)
        page = signed_in_as(dana).get(reverse("deal", args=[Deal.objects.get().pk])).content.decode()
        assert "<script>alert" not in page


class TestNothingNags:
    def test_silence_is_an_end_and_leaves_no_alert_behind(self, wanted, dana, viewer_of, page):
        answer = wanted()
        page(dana, answer)
        alerts = Alert.objects.count()
        with time_machine.travel(now() + timedelta(days=9)):
            assert open_saves(viewer_of(dana)) == []
            assert Alert.objects.count() == alerts
            assert "What came of it?" in page(dana, answer).content.decode(), "it can still be said"

    def test_only_who_has_it_says_what_came_of_it(self, wanted, signed_in_as, ben, rita, client):
        answer = wanted()
        path = reverse("save_outcome", args=[answer.loss_id])
        assert {signed_in_as(who).post(path, {"outcome": "bought"}).status_code for who in (ben, rita)} == {404}
        assert client.post(path, {"outcome": "bought"}).status_code == 302
        assert Deal.objects.get().state == "lost"
