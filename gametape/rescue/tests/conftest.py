"""A buyer who wants an answer, in the ways there are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from gametape.ask import answering, asking
from gametape.ask.models import Answer
from gametape.common.clock import now, played_at
from gametape.deals.adding import add_deal
from gametape.deals.losing import lose, seal
from gametape.deals.models import Loss
from gametape.people.models import Store, User
from gametape.reasons import finding

WARRANTY = "We loved it. I thought the warranty was extra on top."  # UND.UNCLEAR_OFFER
PUSHED = "Every time I said I wanted to think, somebody else came over."  # EXP.PRESSURE
CHEAPER = "Same model, two thousand less down the road."  # PRI.CHEAPER_SAME
CREDIT = "The bank said no to us."
BOUGHT = "We picked one up yesterday."  # COM.ALREADY_BOUGHT


@pytest.fixture
def a_no(lakeside: Store, dana: User) -> Callable[..., Loss]:
    """`a_no("Lee")`: drove off an hour ago, called and sealed; `ago` for another hour."""
    numbers = iter(range(100, 1000))

    def log(name: str = "Lee", *, by: User = dana, sealed: bool = True, ago: timedelta = timedelta(hours=1), amount: int | None = None) -> Loss:  # fmt: skip
        with played_at(now() - ago):
            deal = add_deal(
                lakeside, by, first_name=name, unit="Cedar 24", phone=f"+16085550{next(numbers)}", amount_minor=amount
            )
            loss = lose(deal, where="drove_off", chip="price", by=by)
            if sealed:
                seal(loss.own_call, sure="good")
        return loss

    return log


@pytest.fixture
def answered(dana: User) -> Callable[..., Answer]:
    """`answered(loss, words)`: asked face to face, and they wrote; with the key unless `wants` is False. Read by the
    worker."""

    def answer(loss: Loss, words: str = WARRANTY, *, wants: bool = True, reader: str = "rep", after: timedelta = timedelta(minutes=20), **asked: Any) -> Answer:  # fmt: skip
        with played_at(loss.at + after):
            ask = asking.asked_in_person(loss, by=asked.pop("by", dana), **asked)
            rest = answering.Rest(wants_answer=wants)
            made = answering.send(ask, words=words, submission=f"s{loss.pk}", heard="page", reader=reader, rest=rest)
            for version in made.versions.all():
                finding.read(version)
        return Answer.objects.get(pk=made.pk)

    return answer


@pytest.fixture
def wanted(sams_no: Loss, answered: Callable[..., Answer]) -> Callable[..., Answer]:
    """Sam wants an answer about these words."""
    return lambda words=WARRANTY, **more: answered(sams_no, words, after=timedelta(), **more)


@pytest.fixture
def page(signed_in_as: Callable[[User], Any]) -> Callable[..., Any]:
    """`page(dana, answer)`: what her browser gets of the save."""
    return lambda who, answer: signed_in_as(who).get(reverse("save", args=[answer.loss_id]))
