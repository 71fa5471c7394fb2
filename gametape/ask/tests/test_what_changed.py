"""You told us, we changed this: once, by a manager, to a buyer who wanted to know, and with nothing to sell in it."""

import html

import pytest
import time_machine
from django.urls import reverse

from gametape.ask import asking, handing, visiting
from gametape.ask.answering import add_the_rest, send, stop
from gametape.ask.links import link_of
from gametape.ask.tests.hostile import SUNDAY
from gametape.common.refusal import Refusal
from gametape.deals.losing import lose, seal
from gametape.deals.models import Loss
from gametape.sending import outbox
from gametape.sending.models import Message

pytestmark = pytest.mark.django_db
SAM, WORDS = "v" * 16, "Three totals on one sheet."
CHANGED = (
    "Sam, you told us what we missed, and you wanted to know what came of it: one sheet with one total lies on every "
    "desk now. Thank you. Maria at Lakeside RV"
)


@pytest.fixture
def sunday():
    with time_machine.travel(SUNDAY, tick=True):
        yield


@pytest.fixture
def sams_answer(sunday, sams_deal, dana, maria):
    loss = lose(sams_deal, where=Loss.Where.HERE, chip="price", by=dana)
    seal(loss.own_call, sure="counting")
    ask = asking.asked_in_person(loss, by=dana)
    return send(ask, words=WORDS, submission=visiting.submission_of(SAM, "1", WORDS), heard="page", visitor=SAM)


def want_to_know(answer, *, reader=None):
    return add_the_rest(answer, closest=[], wants_to_know=True, reader=reader)


def keep(loss, by, words=CHANGED):
    return handing.keep(loss, kind="changed", by=by, role="manager", channel="sms", words=words)


def test_who_did_not_ask_to_be_told_is_not_told(sams_answer, maria):
    with pytest.raises(Refusal, match="did not ask to be told"):
        keep(sams_answer.loss, maria)


def test_the_manager_tells_them_once(sams_answer, maria):
    want_to_know(sams_answer, reader="manager")
    loss = Loss.objects.get(pk=sams_answer.loss_id)
    message = keep(loss, maria)
    handing.hand_over(message, by=maria, channel="sms")
    outbox.went_out(message, by=maria)
    with pytest.raises(Refusal, match="went out already"):
        outbox.hand_off(Message.objects.get(pk=message.pk), by=maria, channel="sms", again=True)


def test_the_words_we_offer_do_not_go_out_before_somebody_says_what_changed(sams_answer, maria, signed_in_as):
    want_to_know(sams_answer, reader="manager")
    browser, there = signed_in_as(maria), reverse("changed", args=[sams_answer.loss_id])
    page = html.unescape(browser.get(there).content.decode())
    assert "[what you changed]" in page
    offered = page.split('id="words"')[1].split(">", 1)[1].split("</textarea>")[0].strip()
    refused = browser.post(there, {"words": offered, "do": "sms", "channel": "sms"})
    assert refused.status_code == 422
    assert not Message.objects.filter(kind="changed", state="handed").exists()


def test_nothing_is_sold_in_it(sams_answer, maria):
    want_to_know(sams_answer, reader="manager")
    message = keep(Loss.objects.get(pk=sams_answer.loss_id), maria, CHANGED + " Come back in for 10% off.")
    with pytest.raises(Refusal, match="then it can go out"):
        handing.hand_over(message, by=maria, channel="sms")


def test_a_stop_takes_the_wish_back(sams_answer, maria):
    want_to_know(sams_answer)
    stop(sams_answer.ask, heard_on="page")
    with pytest.raises(Refusal, match="Do not contact"):
        keep(Loss.objects.get(pk=sams_answer.loss_id), maria)


def test_words_without_a_name_become_the_managers_for_whoever_writes_must_know_whom(sams_answer):
    answer = want_to_know(sams_answer, reader="store")
    assert (answer.reader, answer.wants_to_know) == ("manager", True)


def test_no_rep_and_no_foreign_manager_finds_the_page(sams_answer, dana, mo, signed_in_as):
    want_to_know(sams_answer)
    for who in (dana, mo):
        assert signed_in_as(who).get(reverse("changed", args=[sams_answer.loss_id])).status_code == 404


def test_the_buyer_ticks_it_on_their_page_and_can_take_it_back(sams_answer, client):
    from_page = reverse("buyer_rest", args=[link_of(sams_answer.ask)])
    client.post(from_page, {"mine": SAM, "know": "yes"})
    sams_answer.refresh_from_db()
    wanted = sams_answer.wants_to_know
    client.post(from_page, {"mine": SAM})
    sams_answer.refresh_from_db()
    assert (wanted, sams_answer.wants_to_know) == (True, False)
