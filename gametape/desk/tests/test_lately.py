"""These four weeks on Monday: a manager asked for and given, be-backs, and who wanted to know what changed."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from gametape.ask import answering, asking, calling_for, handing
from gametape.common.clock import now, played_at
from gametape.deals import losing
from gametape.deals.adding import add_deal
from gametape.deals.models import Loss
from gametape.desk.lately import lately
from gametape.people.consent import they_said_stop
from gametape.people.models import Buyer
from gametape.sending import outbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def a_no(lakeside, dana, maria):
    """A no some days ago, called and sealed; each of another buyer."""
    made = []

    def lost(name="Sam", *, ago=timedelta(days=3)):
        made.append(name)
        with played_at(now() - ago):
            deal = add_deal(lakeside, dana, first_name=name, unit="Meadowlark 27", phone=f"+1608555{len(made):04d}")
            loss = losing.lose(deal, where=Loss.Where.HERE, chip="price", by=dana)
            losing.seal(loss.own_call, sure="good")
        return loss

    return lost


@pytest.fixture
def wants_to_know(a_no, dana):
    def answer(name="Sam", *, ago=timedelta(days=3), reader="rep"):
        loss = a_no(name, ago=ago)
        with played_at(now() - ago):
            ask = asking.asked_in_person(loss, by=dana)
            said = answering.send(ask, words="Three totals on one sheet.", submission="1", heard="page", reader=reader)
            answering.add_the_rest(said, closest=[], wants_to_know=True)
        return loss

    return answer


@pytest.fixture
def seen(viewer_of, maria, lakeside):
    return lambda: lately(viewer_of(maria), lakeside)


def names(seen):
    return [one.loss.deal.called for one in seen().to_tell]


def test_two_minutes_are_counted_by_deal_asked_for_and_given(a_no, seen, dana, maria):
    for name in ("Sam", "Kim"):
        loss = a_no(name, ago=timedelta(0))
        calling_for.a_manager(loss, by=dana)
    calling_for.was_there(loss, by=maria)
    assert (seen().asked_for, seen().given) == (2, 1)


def test_a_be_back_counts_when_it_came_back_and_again_when_it_bought(a_no, seen, dana):
    for name, ago in (("Sam", 3), ("Kim", 3), ("Lee", 60)):
        loss = a_no(name, ago=timedelta(days=ago))
        with played_at(loss.at + timedelta(days=1)):
            losing.reopen(loss.deal, by=dana)
    losing.win(loss.deal, by=dana)
    first = Loss.objects.order_by("at", "pk").last()
    losing.win(first.deal, by=dana)
    assert (seen().back, seen().bought) == (2, 1)


def test_who_wanted_to_know_stands_there_until_told(wants_to_know, seen, maria):
    wants_to_know("Kim", ago=timedelta(days=5))
    loss = wants_to_know("Sam")
    assert names(seen) == ["Kim", "Sam"]
    message = handing.keep(
        Loss.objects.get(pk=loss.pk), kind="changed", by=maria, role="manager", channel="copy", words="One sheet now."
    )
    with time_machine.travel(message.not_before or now()):  # whatever hour it is here, there it is a decent one
        handing.hand_over(message, by=maria, channel="copy")
        outbox.went_out(message, by=maria)
        assert names(seen) == ["Kim"]


def test_not_after_thirty_days_not_who_said_stop_and_not_whose_words_are_the_reps_first_day(wants_to_know, seen, maria):
    wants_to_know("Old", ago=timedelta(days=31))
    wants_to_know("New", ago=timedelta(hours=2))
    stopped = wants_to_know("Kim")
    they_said_stop(Buyer.objects.get(pk=stopped.deal.buyer_id), heard_on="phone")
    assert names(seen) == []


def test_monday_shows_it_and_offers_the_words(wants_to_know, signed_in_as, maria):
    loss = wants_to_know("Sam")
    page = signed_in_as(maria).get(reverse("monday")).content.decode()
    assert "They wanted to know what changed" in page
    assert reverse("changed", args=[loss.pk]) in page


def test_i_was_there_stands_beside_the_call(a_no, signed_in_as, dana, maria):
    loss = a_no(ago=timedelta(0))
    calling_for.a_manager(loss, by=dana)
    browser = signed_in_as(maria)
    assert reverse("was_there", args=[loss.pk]) in browser.get(reverse("monday")).content.decode()
    browser.post(reverse("was_there", args=[loss.pk]))
    page = browser.get(reverse("monday")).content.decode()
    assert reverse("was_there", args=[loss.pk]) not in page
    assert "asked for once, given 1" in page
