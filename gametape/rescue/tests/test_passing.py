"""Some plays are the manager's, some F&I's. Who gets one hears of it at once, and it is on the row who has it."""

import html
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from gametape.ask import handing
from gametape.ask.models import Answer
from gametape.ask.tests.hostile import SUNDAY
from gametape.common.clock import now
from gametape.deals.models import Moment
from gametape.deals.vocabulary import MASK
from gametape.people.models import Alert
from gametape.reasons import opening
from gametape.rescue.listing import open_saves
from gametape.rescue.models import Rescue
from gametape.rescue.tests.conftest import CHEAPER, CREDIT, PUSHED
from gametape.sending.models import Message

pytestmark = pytest.mark.django_db
REPLY = "Sam, thank you for telling me. I looked into it myself. Maria at Lakeside RV"


@pytest.fixture(autouse=True)
def sunday_noon():
    with time_machine.travel(SUNDAY, tick=True):
        yield


@pytest.fixture
def passed(signed_in_as):
    return lambda who, answer, to: signed_in_as(who).post(reverse("save_passed", args=[answer.loss_id]), {"to": to})


def body_of(response):
    return html.unescape(response.content.decode())


class TestToTheManager:
    def test_who_hear_of_it_at_once_and_have_it_from_then_on(self, wanted, passed, page, dana, maria, viewer_of):
        answer = wanted(CHEAPER)
        sent = passed(dana, answer, "manager")
        assert (sent.status_code, sent["Location"]) == (303, reverse("next"))
        row = Rescue.objects.get()
        assert (row.passed_to, row.passed_by) == ("manager", dana)
        alert = Alert.objects.get(to=maria, about=f"passed:{answer.loss_id}")
        assert alert.path == reverse("save", args=[answer.loss_id])
        assert now() - alert.at < timedelta(seconds=60)
        assert [one.answer for one in open_saves(viewer_of(maria))] == [answer]
        assert open_saves(viewer_of(dana)) == []
        body = body_of(page(maria, answer))
        assert "two thousand less" in body
        assert "Dana passed it on to you." in body
        assert 'name="words"' in body

    def test_the_rep_sees_who_has_it_and_writes_no_more(self, wanted, passed, page, signed_in_as, dana, maria):
        answer = wanted(PUSHED)
        passed(dana, answer, "manager")
        body = body_of(page(dana, answer))
        assert "The manager has it." in body
        assert 'name="words"' not in body
        sent = signed_in_as(dana).post(reverse("save", args=[answer.loss_id]), {"words": REPLY, "do": "copy"})
        assert sent.status_code == 404
        assert (
            signed_in_as(dana).post(reverse("save_outcome", args=[answer.loss_id]), {"outcome": "left"}).status_code
            == 404
        )

    def test_twice_is_one_passing_on_and_one_alert(self, wanted, passed, dana, maria):
        answer = wanted(CHEAPER)
        passed(dana, answer, "manager")
        at = Rescue.objects.get().passed_at
        passed(dana, answer, "manager")
        assert Rescue.objects.get().passed_at == at
        assert Alert.objects.filter(about__startswith="passed:").count() == 1

    def test_a_draft_is_put_aside_and_the_manager_s_is_the_one_that_goes(
        self, wanted, passed, signed_in_as, dana, maria
    ):
        answer = wanted(CHEAPER)
        save = reverse("save", args=[answer.loss_id])
        signed_in_as(dana).post(save, {"words": "Sam, thank you. Dana at Lakeside RV", "channel": "sms", "do": "keep"})
        passed(dana, answer, "manager")
        assert Message.objects.get().state == Message.State.DROPPED
        sent = signed_in_as(maria).post(save, {"words": REPLY, "channel": "sms", "do": "sms"})
        assert Message.objects.exclude(state="dropped").get().by == maria
        assert sent.status_code == 303

    def test_what_is_on_a_phone_may_have_gone_out_so_that_is_said_first(
        self, wanted, passed, signed_in_as, dana, maria
    ):
        answer = wanted(CHEAPER)
        save = reverse("save", args=[answer.loss_id])
        signed_in_as(dana).post(save, {"words": "Sam, thank you. Dana at Lakeside RV", "channel": "sms", "do": "sms"})
        sent = passed(dana, answer, "manager")
        assert sent.status_code == 422
        assert "Say first whether it went out." in body_of(sent)
        assert Rescue.objects.get().passed_to == ""

    @pytest.mark.parametrize("to", ["rep", "owner", "", "<script>alert(1)</script>", "x" * 100_000])
    def test_nobody_else_gets_it(self, wanted, passed, dana, maria, to):
        sent = passed(dana, wanted(CHEAPER), to)
        assert sent.status_code == 422
        assert Rescue.objects.get().passed_to == ""

    def test_where_there_is_no_manager_it_stays(self, wanted, passed, dana):
        sent = passed(dana, wanted(CHEAPER), "manager")
        assert sent.status_code == 422
        assert "It stays with who has it." in body_of(sent)

    def test_a_colleague_or_a_foreign_manager_passes_nothing_on(self, wanted, passed, ben, mo, maria):
        answer = wanted(CHEAPER)
        assert {passed(who, answer, "manager").status_code for who in (ben, mo)} == {404}


class TestToFinance:
    def test_from_then_on_they_alone_read_it_and_the_rep_reads_the_mask(
        self, wanted, passed, page, dana, maria, frank, viewer_of
    ):
        answer = wanted(CHEAPER)
        assert passed(dana, answer, "finance").status_code == 303
        assert Answer.objects.get().is_private
        assert MASK in body_of(page(dana, answer))
        assert "two thousand" not in body_of(page(dana, answer))
        assert "two thousand" in body_of(page(frank, answer))
        assert Alert.objects.get(to=frank, about=f"key:{answer.pk}").path == reverse("save", args=[answer.loss_id])
        assert [one.answer for one in open_saves(viewer_of(frank))] == [answer]
        assert open_saves(viewer_of(dana)) == open_saves(viewer_of(maria)) == []

    def test_a_false_alarm_goes_back_to_whom_the_buyer_chose(self, wanted, passed, dana, frank, viewer_of):
        answer = wanted(CHEAPER)
        passed(dana, answer, "finance")
        opening.release(viewer_of(frank), answer.pk)
        assert [one.answer for one in open_saves(viewer_of(dana))] == [answer]

    def test_what_f_and_i_answer_leaves_no_trace_on_the_deal(self, wanted, signed_in_as, dana, frank):
        """The moment "the answer they asked for", by Frank, would tell the rep that it was credit."""
        answer, browser = wanted(CREDIT), signed_in_as(frank)
        save = reverse("save", args=[answer.loss_id])
        before = list(Moment.objects.values_list("pk", flat=True))
        sent = browser.post(save, {"words": "Sam, thank you. Call me when it suits you. Frank at Lakeside RV", "channel": "sms", "do": "sms"})  # fmt: skip
        message = Message.objects.get()
        assert sent["Location"] == reverse("message", args=[message.pk])
        assert browser.get(sent["Location"]).status_code == 200
        browser.post(reverse("went_out", args=[message.pk]))
        message.refresh_from_db()
        assert message.state == Message.State.OUT
        assert list(Moment.objects.values_list("pk", flat=True)) == before
        deal = body_of(signed_in_as(dana).get(reverse("deal", args=[answer.loss.deal_id])))
        assert "Frank" not in deal
        assert "The answer they asked for" not in deal

    def test_nor_does_what_the_manager_answers_so_that_the_silence_tells_nothing(self, wanted, signed_in_as, maria):
        answer = wanted(CHEAPER, reader="manager")
        kept = handing.keep(answer.loss, kind="answer", by=maria, role="manager", channel="copy", words=REPLY)
        handing.hand_over(kept, by=maria, channel="copy")
        signed_in_as(maria).post(reverse("went_out", args=[kept.pk]))
        assert Message.objects.get().state == Message.State.OUT
        assert not Moment.objects.filter(kind="message").exists()

    def test_f_and_i_writes_on_the_sheet_of_the_ask_room_too(self, wanted, signed_in_as, frank):
        answer, browser = wanted(CREDIT), signed_in_as(frank)
        assert browser.get(reverse("answer_back", args=[answer.loss_id])).status_code == 200
        looked = browser.post(
            reverse("ask_words", args=[answer.loss_id]), {"kind": "answer", "words": "Thank you."}, headers={"hx-request": "true"}
        )  # fmt: skip
        assert looked.status_code == 200

    def test_f_and_i_s_are_answered_or_left_alone_and_sell_nothing(self, wanted, signed_in_as, frank):
        answer, browser = wanted(CREDIT), signed_in_as(frank)
        outcome = reverse("save_outcome", args=[answer.loss_id])
        assert browser.post(outcome, {"outcome": "bought"}).status_code == 422
        assert browser.post(outcome, {"outcome": "answered"}).status_code == 303
        answer.loss.deal.refresh_from_db()
        assert answer.loss.deal.state == "lost"
