"""Two hours after Sam's no, as everybody at Lakeside RV has it on the wall: a Saturday afternoon."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from gametape.ask import answering, asking
from gametape.ask.models import Answer
from gametape.common.clock import now
from gametape.deals.adding import add_deal, book, note_moment
from gametape.deals.losing import dump, lose, seal
from gametape.deals.models import Deal, Loss
from gametape.people.models import Store, User
from gametape.postmortem.tests.looking import Look

SATURDAY = datetime(2026, 6, 13, 19, 5, tzinfo=UTC)  # 14:05 at Lakeside RV


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(SATURDAY, tick=False) as frozen:
        yield frozen


@pytest.fixture
def sams_deal(clock: time_machine.Coordinates, lakeside: Store, dana: User) -> Deal:
    """The story of Saturday: the walk-through at 11:20, the figures at 13:10, three totals at 13:40."""
    deal = add_deal(lakeside, dana, first_name="Sam", unit="Meadowlark 27", phone="+16085550142", at=_at(11, 0))
    note_moment(deal, kind="visit", words="Walk-through, inside and out", by=dana, at=_at(11, 20))
    note_moment(deal, kind="figures", words="Sat down to figures", by=dana, at=_at(13, 10))
    note_moment(deal, kind="note", words="Three totals on the sheet", by=dana, at=_at(13, 40))
    return deal


def _at(hour: int, minute: int) -> datetime:
    return SATURDAY.replace(hour=hour + 5, minute=minute)


@pytest.fixture
def sams_no(clock: time_machine.Coordinates, sams_deal: Deal, dana: User) -> Loss:
    """14:05; two hours later Dana opens the page."""
    book(sams_deal, at=now() + timedelta(days=2), what="Second look with her sister", by=dana)
    loss = lose(sams_deal, where="drove_off", chip="price", by=dana)
    seal(loss.own_call, sure="counting")
    dump(loss, words="She looked at her sister, not at the sheet.", by=dana)
    clock.shift(timedelta(hours=2))
    return loss


@pytest.fixture
def answers(sams_no: Loss, dana: User) -> Callable[..., Answer]:
    """Sam answers the question that Dana asked."""

    def answer(words: str = "I thought the warranty was extra on top.", *, reader: str = "rep", n: int = 1) -> Answer:
        ask = sams_no.asks.first() or asking.asked_in_person(sams_no, by=dana)
        visitor = "s" * 16
        return answering.send(
            ask, words=words, submission=f"{visitor}.{n}", heard="page", reader=reader, visitor=visitor
        )

    return answer


@pytest.fixture
def danas_look(sams_no: Loss, dana: User, signed_in_as: Callable[[User], Client]) -> Look:
    """Dana's phone, in front of the tape."""
    return Look(signed_in_as(dana), sams_no)
