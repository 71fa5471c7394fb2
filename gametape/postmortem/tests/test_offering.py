"""Offered from an hour after the no until memory fades, once, kindly; and again when their words came late."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import time_machine
from django.test import Client

from gametape.ask.models import Answer
from gametape.deals.losing import reopen
from gametape.deals.models import Deal, Loss, OwnCall
from gametape.people.may import Viewer
from gametape.people.models import Store, User
from gametape.postmortem import reviewing
from gametape.postmortem.offering import offered_to, opened_again


def test_from_an_hour_after_the_no_until_three_days_at_a_floor(
    sams_no: Loss, dana: User, clock: time_machine.Coordinates
) -> None:
    clock.move_to(sams_no.at + timedelta(minutes=59))
    assert offered_to(Viewer(dana)) == []
    clock.move_to(sams_no.at + timedelta(minutes=61))
    assert offered_to(Viewer(dana)) == [sams_no]
    clock.move_to(sams_no.at + timedelta(hours=73))
    assert offered_to(Viewer(dana)) == []
    Store.objects.update(kind="b2b")
    assert offered_to(Viewer(dana)) == [sams_no]


def test_only_to_whose_deal_it_is(sams_no: Loss, dana: User, ben: User, maria: User, rita: User) -> None:
    for somebody in (ben, maria, rita):
        assert offered_to(Viewer(somebody)) == []
    Deal.objects.update(partner=ben)
    assert offered_to(Viewer(ben)) == [sams_no]


def test_what_rests_is_done_came_back_or_is_not_called_yet_is_not_offered(
    sams_no: Loss, dana: User, clock: time_machine.Coordinates
) -> None:
    OwnCall.objects.update(sealed_at=None)
    assert offered_to(Viewer(dana)) == []
    OwnCall.objects.update(sealed_at=sams_no.at + timedelta(hours=1))
    review = reviewing.rest(sams_no, by=dana)
    assert offered_to(Viewer(dana)) == []
    clock.shift(timedelta(hours=25))
    assert offered_to(Viewer(dana)) == [sams_no]
    reviewing.finish(review)
    assert offered_to(Viewer(dana)) == []
    review.delete()
    reopen(sams_no.deal, by=dana)
    assert offered_to(Viewer(dana)) == []


def test_what_a_late_answer_opened_is_offered_again(
    sams_no: Loss, dana: User, answers: Callable[..., Answer], clock: time_machine.Coordinates
) -> None:
    review = reviewing.begin(sams_no, by=dana, path="ten")
    reviewing.finish(review)
    assert opened_again(Viewer(dana)) == []
    clock.shift(timedelta(days=5))
    answers()
    reviewing.reopen_late()
    assert opened_again(Viewer(dana)) == [review]
    reviewing.finish(review)
    assert opened_again(Viewer(dana)) == []


def test_it_stands_on_today_after_everything_somebody_waits_for(
    sams_no: Loss, dana: User, signed_in_as: Callable[[User], Client]
) -> None:
    page = signed_in_as(dana).get("/today/").content.decode()
    assert f"/losses/{sams_no.pk}/tape/" in page
    assert page.index(f"/losses/{sams_no.pk}/ask/") < page.index(f"/losses/{sams_no.pk}/tape/")


def test_while_their_words_wait_they_come_first(
    sams_no: Loss, dana: User, answers: Callable[..., Answer], signed_in_as: Callable[[User], Client]
) -> None:
    answers()
    page = signed_in_as(dana).get("/today/").content.decode()
    assert "answered." in page
    assert f"/losses/{sams_no.pk}/tape/" not in page
