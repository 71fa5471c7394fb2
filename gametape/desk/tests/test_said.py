"""What buyers said, as words alone: what may not be read takes no place."""

from datetime import timedelta

import pytest
from django.urls import reverse

from gametape.ask import answering, asking
from gametape.common.clock import now, played_at
from gametape.deals.adding import add_deal
from gametape.deals.losing import lose, seal
from gametape.desk import said

pytestmark = pytest.mark.django_db


@pytest.fixture
def answered(lakeside, dana):
    """`answered("words", ago=timedelta(days=2))`: a no of a day before, asked face to face, answered then."""

    def answer(words, *, ago, reader="rep"):
        with played_at(now() - ago - timedelta(days=1)):
            loss = lose(
                add_deal(lakeside, dana, first_name="Sam", unit="Cedar 24"), where="here", chip="price", by=dana
            )
            seal(loss.own_call, sure="good")
            ask = asking.asked_in_person(loss, by=dana)
        with played_at(now() - ago):
            return answering.send(ask, words=words, submission=f"s{loss.pk}", heard="page", reader=reader)

    return answer


@pytest.mark.parametrize(
    ("words", "ago", "reader"),
    [
        ("We bought nearer to home.", timedelta(hours=2), "rep"),
        ("For the manager alone.", timedelta(days=2), "manager"),
        ("The bank said no to us.", timedelta(days=2), "rep"),
    ],
)
def test_what_is_too_young_or_limited_or_held_crowds_nothing_out(
    answered, signed_in_as, ada, monkeypatch, words, ago, reader
):
    monkeypatch.setattr(said, "SHOWN", 3)
    answered("It was two feet too long.", ago=timedelta(days=4))
    for n in range(5):
        answered(words, ago=ago + timedelta(minutes=n), reader=reader)
    page = signed_in_as(ada).get(reverse("said")).content.decode()
    assert "two feet too long" in page
    assert words not in page
