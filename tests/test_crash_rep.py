"""The process is killed at any point while a rep logs a no, seals the call, keeps the words and hands them over.

Tapped again, everything is there once: one open no per deal, one call, sealed; one message, handed to the phone once.
"""

from __future__ import annotations

import random
import time

import pytest
from django.db import connection

from gametape.ask.models import Ask
from gametape.deals.adding import add_deal
from gametape.deals.models import Deal, Loss, Moment, OwnCall
from gametape.people.models import Store, User
from gametape.sending.models import HandOff, Message
from tests.mortal import one_life, process

DEALS, LIVES, SECONDS, AT_MOST = 60, 6, 12, 60


@pytest.fixture
def deals(lakeside: Store, dana: User) -> list[int]:
    return [
        add_deal(lakeside, dana, first_name=f"Sam {n}", unit="Meadowlark 27", phone=f"+1507555{n:04}").pk
        for n in range(DEALS)
    ]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_killed_while_tapping_nothing_is_lost_and_nothing_doubled(deals: list[int]) -> None:
    chance, began, done, lives, longest = random.Random(), time.monotonic(), 0, 0, 0.2
    with process("tests.tapping_rep") as rep:
        while done < DEALS and (spent := time.monotonic() - began) < AT_MOST:
            if spent > SECONDS and lives >= LIVES and done >= 10:
                break
            before, done = done, one_life(rep, done, DEALS, deals, seconds=chance.uniform(0, longest))
            longest *= 1.3 if done - before < 2 else 0.8
            lives += 1
    assert lives >= LIVES, "it was hardly killed at all, so this shows nothing"
    assert done >= 10, "it never got anywhere"
    for pk in deals[:done]:
        everything_is_there_once(Deal.objects.get(pk=pk))
    for deal in Deal.objects.filter(pk__in=deals[done:]):
        nothing_is_half_done(deal)
    print(f"{lives} lives, {done} deals, on {connection.vendor}")


def everything_is_there_once(deal: Deal) -> None:
    loss = Loss.objects.get(deal=deal)
    assert deal.state == Deal.State.LOST
    assert OwnCall.objects.get(loss=loss).sealed_at is not None
    message = Message.objects.get(loss=loss)
    assert message.state == Message.State.OUT
    assert HandOff.objects.filter(message=message).count() == 1
    assert Ask.objects.get(loss=loss).asked_at == message.out_at
    kinds = list(deal.moments.values_list("kind", flat=True))
    assert kinds.count(Moment.Kind.NO) == kinds.count(Moment.Kind.ASKED) == 1


def nothing_is_half_done(deal: Deal) -> None:
    """Whatever act was killed is whole or not there: a lost deal has its loss with a call, a loss its moment."""
    loss = Loss.objects.filter(deal=deal).first()
    assert (deal.state == Deal.State.LOST) == (loss is not None)
    if loss is not None:
        assert OwnCall.objects.filter(loss=loss).count() == 1
        assert deal.moments.filter(kind=Moment.Kind.NO).count() == 1
        assert Message.objects.filter(loss=loss).count() <= 1
        assert Message.objects.filter(loss=loss).count() == Ask.objects.filter(loss=loss).count()
