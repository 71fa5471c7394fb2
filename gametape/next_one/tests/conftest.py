"""A Wednesday at Lakeside RV, deals with appointments, no-sales in a row, lessons."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from gametape.common.clock import now, played_at
from gametape.deals.adding import add_deal, book
from gametape.deals.losing import lose, seal
from gametape.deals.models import Loss
from gametape.lessons import fitting
from gametape.lessons.models import Lesson

WEDNESDAY = "2026-06-17T18:00:00Z"  # 13:00 at Lakeside RV


@pytest.fixture
def wednesday(db):
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        yield clock


@pytest.fixture(autouse=True)
def no_lessons_of_another_test():
    """A process keeps a store's shared lessons sorted while none of them changes. Only a test takes a whole database
    back under it, with the clock standing still."""
    fitting._kept.clear()


@pytest.fixture
def nguyens(wednesday, lakeside, dana):
    """Tomorrow 10:30, first visit."""
    with played_at(now() - timedelta(hours=5)):
        deal = add_deal(lakeside, dana, first_name="Linh", unit="Pinecrest 32", phone="+15075550188",
                        how="The kids each want their own bed. That’s the whole list.", kind="call")  # fmt: skip
    book(deal, at=now() + timedelta(hours=21, minutes=30), what="first visit", by=dana)
    return deal


@pytest.fixture
def a_no(wednesday, lakeside, dana):
    """`a_no("Walt", hours=3)`: Dana's no-sale, called and sealed."""

    def lost(name, *, hours=3, by=None, store=None, unit="Cedar 19"):
        with played_at(now() - timedelta(hours=hours)):
            deal = add_deal(
                store or lakeside, by or dana, first_name=name, unit=unit, email=f"{name}@mail.example".lower()
            )
            loss = lose(deal, where=Loss.Where.DROVE_OFF, chip="price", by=by or dana)
            seal(loss.own_call, sure="good")
        return loss

    return lost


@pytest.fixture
def a_lesson(wednesday, lakeside, dana):
    """`a_lesson(days=3)`: Dana's, being tried."""

    def drawn(*, days=1, owner=None, store=None, shared=False, **columns):
        at = now() - timedelta(days=days)
        told = {
            "trigger": "someone who decides is not here",
            "do": "record a walk-through for them before they leave",
            "because": "three deals died at home",
        }
        return Lesson.objects.create(store=store or lakeside, owner=owner or dana, made_at=at, changed_at=at,
                                     shared_at=at if shared else None, **(told | columns))  # fmt: skip

    return drawn
