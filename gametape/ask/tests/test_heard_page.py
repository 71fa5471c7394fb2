"""What came back elsewhere: pasted replies and what they are, a stop, a wrong number."""

import html

import pytest
import time_machine
from django.urls import reverse

from gametape.ask import asking
from gametape.ask.models import Answer, Ask
from gametape.ask.tests.hostile import HOSTILE, SATURDAY, SUNDAY
from gametape.deals.adding import add_deal
from gametape.deals.losing import lose, reopen, seal
from gametape.deals.models import Loss, Moment
from gametape.people.consent import is_suppressed
from gametape.people.models import Buyer, Suppression
from gametape.sending import outbox
from gametape.sending.models import Key, Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def saturdays_no(sams_deal, dana):
    with time_machine.travel(SATURDAY, tick=True):
        loss = lose(sams_deal, where=Loss.Where.DROVE_OFF, chip="price", by=dana)
        seal(loss.own_call, sure="counting")
    return loss


@pytest.fixture
def asked(saturdays_no, dana):
    """Handed to Dana's phone on Sunday at half past twelve; she has not said whether it went out."""
    with time_machine.travel(SUNDAY, tick=True):
        ask = asking.write(saturdays_no, by=dana, role="rep", channel="sms", words="What did I miss?")
        outbox.hand_off(ask.message, by=dana, channel="sms")
        yield saturdays_no


@pytest.fixture
def danas(signed_in_as, dana):
    return signed_in_as(dana)


def paste(client, loss, words, **more):
    return client.post(reverse("pasted", args=[loss.pk]), {"words": words, "submission": "s1", **more})


def body(page):
    return html.unescape(page.content.decode())


def test_a_reply_is_kept_as_their_words_and_proves_that_the_question_went_out(danas, asked):
    sent = paste(danas, asked, "It was the warranty on top of the price.")
    answer = Answer.objects.get()
    assert (sent.status_code, sent.url) == (303, reverse("answer", args=[answer.pk]))
    assert (answer.heard, answer.status) == (Answer.Heard.PASTED, "")
    assert Message.objects.get().state == Message.State.OUT
    assert Ask.objects.get().asked_at is not None


def test_the_same_paste_twice_is_one_answer(danas, asked):
    for _ in range(2):
        paste(danas, asked, "It was the warranty on top of the price.")
    assert Answer.objects.get().versions.count() == 1


def test_a_machines_reply_is_said_to_be_one_and_not_kept(danas, asked):
    words = "Automatic reply: I am out of the office until Monday."
    page = paste(danas, asked, words)
    assert "A machine wrote this" in body(page)
    assert words in body(page)
    assert not Answer.objects.exists()
    done = paste(danas, asked, words, **{"as": "AUTO_REPLY"})
    assert done.url == reverse("ask", args=[asked.pk])
    assert not Answer.objects.exists()


def test_the_person_has_the_last_word_on_what_it_is(danas, asked):
    words = "Automatic reply: I am out of the office until Monday."
    paste(danas, asked, words, **{"as": "ANSWER"})
    assert Answer.objects.get().status == ""


def test_a_wrong_number_is_taken_out_and_nothing_else_is_kept(danas, asked):
    page = paste(danas, asked, "Wrong number, this is not Sam.")
    assert "This is the wrong person" in body(page)
    done = paste(danas, asked, "Wrong number, this is not Sam.", **{"as": "NOT_THE_BUYER"})
    assert done.url == reverse("deal", args=[asked.deal_id])
    asked.deal.buyer.refresh_from_db()
    assert asked.deal.buyer.phone == ""
    assert not Answer.objects.exists()
    assert Moment.objects.filter(words__startswith="Wrong person").exists()
    assert Message.objects.get().state == Message.State.DROPPED


def test_nobody_writes_to_a_wrong_number_again_even_when_an_import_brings_it_back(danas, asked, dana):
    number = asked.deal.buyer.phone
    paste(danas, asked, "Wrong number, this is not Sam.", **{"as": "NOT_THE_BUYER"})
    again = add_deal(asked.deal.store, dana, first_name="Sam", unit="Meadowlark 27", phone=number.replace("+1", ""))
    assert is_suppressed(again.buyer)
    assert not is_suppressed(Buyer(store=asked.deal.store, email="sam@mail.example")), "the person said no stop"


def test_thanks_anyway_is_kept_as_no_reason(danas, asked):
    page = paste(danas, asked, "Thanks anyway!")
    assert "They give no reason" in body(page)
    paste(danas, asked, "Thanks anyway!", **{"as": "NO_REASON"})
    assert Answer.objects.get().status == Answer.Status.NO_REASON


def test_a_pasted_stop_is_honoured_everywhere(danas, asked):
    assert "They want to hear nothing more" in body(paste(danas, asked, "STOP"))
    done = paste(danas, asked, "STOP", **{"as": "OPT_OUT"})
    assert done.url == reverse("next")
    assert Answer.objects.get().status == Answer.Status.OPT_OUT
    assert Suppression.objects.count() == 1


def test_a_stop_with_a_reason_in_it_keeps_the_reason_too(danas, asked):
    words = "It was the price. Please stop texting me."
    paste(danas, asked, words, **{"as": "OPT_OUT"})
    assert Answer.objects.get().status == ""
    assert Suppression.objects.exists()


def test_what_a_person_says_is_no_stop_is_none(danas, asked):
    paste(danas, asked, "Please stop texting me.", **{"as": "ANSWER"})
    assert not Suppression.objects.exists()
    assert Answer.objects.get().status == ""


def test_ones_own_call_comes_before_a_pasted_reply(danas, sams_deal, dana):
    loss = lose(sams_deal, where=Loss.Where.PHONE, chip="price", by=dana)
    led = paste(danas, loss, "It was the bed.")
    assert led.url.startswith(reverse("call", args=[loss.pk]))
    assert not Answer.objects.exists()


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_replies_are_words(danas, asked, words):
    page = paste(danas, asked, words)
    assert "<script>alert" not in page.content.decode()
    paste(danas, asked, words, **{"as": "ANSWER"})
    assert Answer.objects.get().versions.get().text == words.replace("\x00", "")


def test_nothing_pasted_says_so(danas, asked):
    page = paste(danas, asked, "  ")
    assert page.status_code == 422
    assert not Answer.objects.exists()


def test_an_answer_nobody_asked_for_through_the_product_is_kept_as_one(danas, saturdays_no):
    paste(danas, saturdays_no, "It was the warranty on top of the price.")
    assert Ask.objects.get().channel == Ask.Channel.COPY


# -- stop -------------------------------------------------------------------------------------------------------------


def test_a_stop_needs_its_own_yes(danas, asked):
    page = danas.post(reverse("they_said_stop", args=[asked.pk]))
    assert "every channel, every colleague" in body(page)
    assert not Suppression.objects.exists()


def test_a_stop_holds_for_everyone_at_once_and_twice_is_once(danas, asked):
    for _ in range(2):
        done = danas.post(reverse("they_said_stop", args=[asked.pk]), {"sure": "yes"})
    assert (done.status_code, done.url) == (303, reverse("next"))
    assert Suppression.objects.count() == 1
    assert Message.objects.get().state == Message.State.DROPPED
    asked.deal.buyer.refresh_from_db()
    assert asked.deal.buyer.stopped_at is not None


def test_a_stop_takes_their_key_back(danas, asked):
    outbox.turn_key(asked)
    danas.post(reverse("they_said_stop", args=[asked.pk]), {"sure": "yes"})
    assert Key.objects.get().taken_back_at is not None


def test_a_stop_can_be_noted_when_the_deal_is_open_again(danas, asked, dana):
    reopen(asked.deal, by=dana)
    danas.post(reverse("they_said_stop", args=[asked.pk]), {"sure": "yes"})
    assert Suppression.objects.exists()


def test_without_a_buyer_there_is_nobody_to_stop_writing_to(danas, asked):
    asked.deal.buyer = None
    asked.deal.save()
    assert danas.post(reverse("they_said_stop", args=[asked.pk]), {"sure": "yes"}).status_code == 422
