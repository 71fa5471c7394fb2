"""The ten minutes and the two, walked: what they cost in pages, taps and keys; paused, resumed, rested, never required."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from gametape.ask.models import Answer
from gametape.common.clock import now
from gametape.common.refusal import Refusal
from gametape.deals.models import Loss
from gametape.people.models import Store, User
from gametape.postmortem import flow, reviewing
from gametape.postmortem.gate import gate
from gametape.postmortem.models import Marked, Note, Review
from gametape.postmortem.tests.looking import Look

TEN = ["", "frame", "plan", "facts", "tape", "buyer", "gap", "keep"]


def pages(look: Look) -> list[str]:
    base = reverse("tape", args=[look.loss.pk])
    return [at.removeprefix(base).strip("/") for at in look.screens]


def test_the_ten_minutes_are_ten_pages_and_nothing_has_to_be_typed(danas_look: Look) -> None:
    danas_look.open()
    danas_look.settle()
    for _page in TEN[1:]:
        danas_look.send()
    assert pages(danas_look)[:8] == TEN
    assert danas_look.at == reverse("draw", args=[danas_look.loss.pk])
    danas_look.send("none")
    assert danas_look.at.endswith("/tape/friend/"), "the lesson's page leads back to the last one"
    danas_look.send()
    assert danas_look.at == reverse("next")
    screens = len(danas_look.screens) - 1
    print(f"ten minutes, all skipped: {screens} screens, {danas_look.taps} taps, {danas_look.keys} keys typed")
    assert (screens, danas_look.taps, danas_look.keys) == (10, 10, 0)
    assert Review.objects.get().finished_at is not None
    assert not Note.objects.exists()
    assert not Marked.objects.exists()


def test_the_two_minutes_are_four_pages(danas_look: Look) -> None:
    danas_look.open()
    danas_look.settle(path="two")
    danas_look.send()
    assert pages(danas_look)[:2] == ["", "tape"]
    assert danas_look.at == reverse("draw", args=[danas_look.loss.pk])
    danas_look.send("none")
    danas_look.send()
    assert danas_look.at == reverse("next")
    screens = len(danas_look.screens) - 1
    print(f"two minutes, all skipped: {screens} screens, {danas_look.taps} taps, {danas_look.keys} keys typed")
    assert (screens, danas_look.taps, danas_look.keys) == (4, 5, 0)


def test_the_shortest_ways_that_say_something(danas_look: Look) -> None:
    three_totals = danas_look.loss.deal.moments.get(words="Three totals on the sheet")
    danas_look.open()
    danas_look.settle(path="two")
    danas_look.send(one_on=str(three_totals.pk), one_saw="She looked away")
    print(f"two minutes, one moment told: 4 screens, {danas_look.taps + 2} taps, {danas_look.keys} keys typed")
    mark = Marked.objects.get()
    assert (mark.kind, mark.rests, mark.at) == ("turned", "moment", three_totals.at)
    danas_look.taps = danas_look.keys = 0
    danas_look.open(f"{reverse('tape', args=[danas_look.loss.pk])}?again=1")
    danas_look.settle()
    danas_look.send()
    danas_look.send(plan="A yes at four")
    danas_look.send()
    danas_look.send(
        worked_on=str(danas_look.loss.deal.moments.get(words__startswith="Walk").pk), worked_saw="Sat on the bed"
    )
    danas_look.send()
    danas_look.send(in_hands="Three sheets")
    danas_look.send(keep="The walk-through")
    print(f"ten minutes, five words said: 10 screens, {danas_look.taps + 2} taps, {danas_look.keys} keys typed")
    assert Marked.objects.count() == 2
    assert {note.screen for note in Note.objects.all()} == {"plan", "in_hands", "keep"}


def test_the_seconds_of_the_pages_are_ten_minutes_and_two() -> None:
    lesson, settle = 75, 30
    ten = settle + lesson + sum(flow.SCREENS[s].seconds for s in (*flow.PATHS["ten"], flow.FRIEND))
    assert ten == 600
    assert flow.SCREENS["memory"].seconds <= 300


def test_it_is_closed_for_an_hour_best_after_four_and_offered_while_memory_holds(sams_no: Loss) -> None:
    hours = gate(sams_no.at, kind="retail")
    assert not hours.is_open(sams_no.at + timedelta(minutes=59))
    assert hours.is_offered(sams_no.at + timedelta(minutes=60))
    assert not hours.is_suggested(sams_no.at + timedelta(hours=3))
    assert hours.is_suggested(sams_no.at + timedelta(hours=4))
    assert not hours.is_offered(sams_no.at + timedelta(hours=73))
    assert hours.is_open(sams_no.at + timedelta(hours=73))
    assert gate(sams_no.at, kind="b2b").is_offered(sams_no.at + timedelta(days=29))


def test_in_the_first_hour_there_are_only_the_facts(
    danas_look: Look, dana: User, clock: time_machine.Coordinates
) -> None:
    clock.move_to(danas_look.loss.at + timedelta(minutes=20))
    danas_look.open()
    assert "Give it an hour." in danas_look.page
    assert reverse("facts", args=[danas_look.loss.pk]) in danas_look.page
    with pytest.raises(Refusal, match="from 15:05 on"):
        reviewing.begin(danas_look.loss, by=dana, path="ten")
    assert not Review.objects.exists()


def test_from_the_fourth_hour_on_it_is_no_longer_said_that_later_is_easier(
    danas_look: Look, clock: time_machine.Coordinates
) -> None:
    danas_look.open()
    assert "Now is fine; after 18:05 is often easier." in danas_look.page
    clock.shift(timedelta(hours=3))
    danas_look.open()
    assert "is often easier" not in danas_look.page


def test_not_today_rests_it_for_a_day_with_one_line_and_it_is_the_same_there(
    danas_look: Look, clock: time_machine.Coordinates
) -> None:
    danas_look.open()
    danas_look.settle("not_today")
    assert danas_look.at == reverse("next")
    assert flow.RESTED in danas_look.page
    assert Review.objects.get().rests_until == now() + timedelta(hours=24)
    danas_look.open()
    assert "It rests until" in danas_look.page
    clock.shift(timedelta(hours=25))
    danas_look.open()
    assert "It rests until" not in danas_look.page
    assert flow.SETTLE_ASK in danas_look.page


def test_it_is_paused_anywhere_and_resumes_where_it_stood(danas_look: Look) -> None:
    danas_look.open()
    danas_look.settle("bruised")
    danas_look.send()
    danas_look.send("pause", plan="They would sign on Saturday.")
    assert danas_look.at == reverse("next")
    danas_look.open()
    assert danas_look.at == reverse("tape_screen", args=[danas_look.loss.pk, "plan"])
    assert "They would sign on Saturday." in danas_look.page
    danas_look.send("back")
    assert danas_look.at == reverse("tape_screen", args=[danas_look.loss.pk, "frame"])


def test_what_is_known_is_there_already(danas_look: Look) -> None:
    danas_look.loss.deal.stage = "Figures presented"
    danas_look.loss.deal.save()
    danas_look.open()
    danas_look.settle()
    danas_look.send()
    assert "Figures presented" in danas_look.page
    assert "Second look with her sister" in danas_look.page
    assert "At your best moment: already counting it." in danas_look.page
    danas_look.send()
    assert "Three totals on the sheet" in danas_look.page
    assert "She looked at her sister" in danas_look.page


def test_who_writes_as_an_outsider_is_asked_by_name(danas_look: Look) -> None:
    danas_look.open()
    danas_look.settle()
    assert 'name="as_outsider" value="1">' in danas_look.page, "off by default"
    danas_look.send(as_outsider="1")
    assert "What did Dana expect to happen?" in danas_look.page
    for _page in ("plan", "facts", "tape", "buyer"):
        danas_look.send()
    assert "In Dana’s hands" in danas_look.page


def test_a_question_about_a_wording_is_asked_once_and_blocks_nothing(danas_look: Look) -> None:
    danas_look.open()
    danas_look.settle()
    danas_look.send()
    danas_look.send(plan="I always lose them at the desk.")
    assert danas_look.at.endswith("/plan/")
    assert "This time, or every time?" in danas_look.page
    assert Note.objects.get().text == "I always lose them at the desk.", "kept as it was written"
    danas_look.send()
    assert danas_look.at.endswith("/facts/")
    danas_look.send("pause", facts="It was all my fault.")
    assert danas_look.at == reverse("next"), "who pauses is not held up"


def test_nobody_could_have_fixed_this_ends_at_the_last_page_with_credit(
    danas_look: Look, answers: Callable[..., Answer]
) -> None:
    answers("We are moving to Norway.")
    _to_the_gap(danas_look)
    danas_look.send("nobody", not_in_hands="A new job, far away")
    assert danas_look.at.endswith("/friend/")
    assert "You asked, and you looked." in danas_look.page
    danas_look.send(friend="Be proud of the walk-through.")
    assert danas_look.at == reverse("next")
    assert Review.objects.get().nobody_could
    assert Review.objects.get().finished_at


def _to_the_gap(look: Look) -> None:
    look.open()
    look.settle()
    for _page in ("frame", "plan", "facts", "tape", "buyer"):
        look.send()
    assert look.at.endswith("/gap/")


def test_a_finished_one_opens_on_what_was_kept(danas_look: Look, lakeside: Store) -> None:
    danas_look.open()
    danas_look.settle(path="two")
    danas_look.send(one_on="memory", one_at="13:45", one_saw="Both of them were quiet")
    danas_look.open()
    assert "This is what you kept." in danas_look.page
    assert "Both of them were quiet" in danas_look.page
    assert "Your memory" in danas_look.page
    assert "13:45" in danas_look.page


def test_sent_twice_is_kept_once(danas_look: Look, signed_in_as: Callable[[User], Client]) -> None:
    danas_look.open()
    first = {"path": "ten", "settle": "fine"}
    for _twice in (1, 2):
        danas_look.browser.post(reverse("tape", args=[danas_look.loss.pk]), first)
    danas_look.open()
    plan = reverse("tape_screen", args=[danas_look.loss.pk, "plan"])
    for _twice in (1, 2):
        response = danas_look.browser.post(plan, {"plan": "A yes by four.", "made_from": "", "act": "next"})
        assert response.status_code == 303
    assert Review.objects.count() == 1
    assert Note.objects.count() == 1
