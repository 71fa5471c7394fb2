"""The outbox: at most once, never after stop, never before its hour, and no sales message without the buyer's key."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection

from gametape.common.clock import now
from gametape.common.refusal import Refusal
from gametape.deals.models import Loss
from gametape.people.consent import they_said_stop
from gametape.people.models import User
from gametape.sending.models import HandOff, Message
from gametape.sending.outbox import (
    did_not,
    drop_all_to,
    hand_off,
    keep,
    keep_key_open,
    key_is_open,
    take_key_back,
    turn_key,
    went_out,
)

pytestmark = pytest.mark.django_db


def an_ask(loss: Loss, by: User, **changed: object) -> Message:
    return keep(loss, **({"kind": "ask", "channel": "sms", "words": "What did I miss?", "by": by} | changed))  # type: ignore[arg-type]


def test_keeping_again_changes_the_words_of_the_same_message(sams_no: Loss, dana: User) -> None:
    first = an_ask(sams_no, dana)
    second = an_ask(sams_no, dana, words="What did I get wrong?")
    assert first.pk == second.pk
    assert second.words == "What did I get wrong?"


def test_a_second_hand_off_is_an_explicit_choice(sams_no: Loss, dana: User) -> None:
    message = an_ask(sams_no, dana)
    hand_off(message, by=dana, channel="sms")
    with pytest.raises(Refusal, match="handed to your phone already"):
        hand_off(message, by=dana, channel="sms")
    did_not(message)
    with pytest.raises(Refusal):
        hand_off(message, by=dana, channel="sms")
    assert hand_off(message, by=dana, channel="sms", again=True).n == 2


def test_what_went_out_never_leaves_again(sams_no: Loss, dana: User) -> None:
    message = an_ask(sams_no, dana)
    hand_off(message, by=dana, channel="sms")
    went_out(message, by=dana)
    went_out(message, by=dana)
    with pytest.raises(Refusal, match="went out already"):
        hand_off(message, by=dana, channel="sms", again=True)
    assert sams_no.deal.moments.filter(kind="asked").count() == 1


def test_it_waits_for_its_hour_and_says_so(sams_no: Loss, dana: User) -> None:
    message = an_ask(sams_no, dana, not_before=now() + timedelta(hours=9))
    with pytest.raises(Refusal, match="It waits until"):
        hand_off(message, by=dana, channel="sms")
    assert not HandOff.objects.exists()


def test_nothing_is_kept_or_handed_to_somebody_who_said_stop(sams_no: Loss, dana: User) -> None:
    message = an_ask(sams_no, dana)
    buyer = sams_no.deal.buyer
    assert buyer is not None
    they_said_stop(buyer, heard_on="sms")
    with pytest.raises(Refusal, match="Do not contact"):
        hand_off(message, by=dana, channel="sms")
    with pytest.raises(Refusal, match="Do not contact"):
        an_ask(sams_no, dana, kind="thanks")
    drop_all_to(buyer)
    message.refresh_from_db()
    assert message.state == Message.State.DROPPED


def test_no_sales_message_without_the_buyers_key(sams_no: Loss, dana: User) -> None:
    with pytest.raises(Refusal, match="did not ask for an answer"):
        an_ask(sams_no, dana, kind="answer", words="Come back, we have found another thousand.")
    turn_key(sams_no)
    message = an_ask(sams_no, dana, kind="answer", words="The warranty is inside the price.")
    take_key_back(sams_no)
    message.refresh_from_db()
    assert message.state == Message.State.DROPPED
    with pytest.raises(Refusal):
        hand_off(message, by=dana, channel="sms")


def test_a_key_is_good_for_three_days(sams_no: Loss) -> None:
    key = turn_key(sams_no)
    assert key.until - key.turned_at >= timedelta(hours=72)


def test_it_is_good_for_at_least_72_hours_whatever_somebody_would_like(sams_no: Loss) -> None:
    key = turn_key(sams_no, until=now() + timedelta(hours=5))
    assert key.until - key.turned_at == timedelta(hours=72)
    longer = now() + timedelta(days=9)
    assert turn_key(sams_no, until=longer).until == longer


def test_it_is_kept_open_longer_and_never_shorter_and_an_old_yes_is_none(sams_no: Loss) -> None:
    key = turn_key(sams_no)
    good = key.until
    assert not keep_key_open(key, until=good - timedelta(hours=1))
    assert keep_key_open(key, until=good + timedelta(days=3))
    assert not keep_key_open(key, until=good + timedelta(days=3)), "the same again changes nothing"
    key.refresh_from_db()
    assert key.until == good + timedelta(days=3)
    take_key_back(sams_no)
    assert not keep_key_open(key, until=good + timedelta(days=9))
    turn_key(sams_no, at=now() - timedelta(days=4))
    assert not keep_key_open(key, until=good + timedelta(days=9)), "it ran out"
    assert not key_is_open(sams_no)


def test_what_stays_off_the_story_went_out_all_the_same(sams_no: Loss, dana: User) -> None:
    message = an_ask(sams_no, dana, kind="thanks", words="Thank you.")
    hand_off(message, by=dana, channel="sms")
    assert went_out(message, by=dana, told=False).state == Message.State.OUT
    assert not sams_no.deal.moments.filter(kind="message").exists()


@pytest.mark.django_db(transaction=True)
def test_two_thumbs_at_once_make_one_hand_off(sams_no: Loss, dana: User) -> None:
    message = an_ask(sams_no, dana)
    outcomes: list[str] = []
    start = threading.Barrier(4)

    def tap() -> None:
        start.wait()
        try:
            hand_off(message, by=dana, channel="sms")
            outcomes.append("handed")
        except Refusal:
            outcomes.append("refused")
        finally:
            connection.close()

    thumbs = [threading.Thread(target=tap) for _ in range(4)]
    for thumb in thumbs:
        thumb.start()
    for thumb in thumbs:
        thumb.join()
    assert sorted(outcomes) == ["handed", "refused", "refused", "refused"]
    assert HandOff.objects.filter(message=message).count() == 1
