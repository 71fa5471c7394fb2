"""A conversation in numbers, beside one's own: private, without a target, and only from lines somebody told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from gametape.tape.mirroring import mirror
from gametape.tape.models import Line, Recording

pytestmark = pytest.mark.django_db


def talk(deal, by, agreed, *, rep: float, buyer: float, side="buyer", hours=0, state="ready") -> Recording:
    """One stretch of each, seconds long."""
    at = agreed.at - timedelta(hours=hours)
    row = Recording.objects.create(
        deal=deal, by=by, agreed="asked", agreed_by="Dana", agreed_at=at, added_at=at, state=state
    )
    Line.objects.create(recording=row, number=0, side="rep", start=0.0, end=rep, text="Um, what is it for?")
    Line.objects.create(recording=row, number=1, side=side, start=rep + 2, end=rep + 2 + buyer, text="The lake.")
    return row


def test_a_share_stands_beside_ones_own_last_ones(sams_deal, dana, agreed, viewer_of):
    for hours, seconds in enumerate([20.0, 30.0, 60.0], start=1):
        talk(sams_deal, dana, agreed, rep=seconds, buyer=60.0, hours=hours)
    rows = {row.name: row for row in mirror(viewer_of(dana), talk(sams_deal, dana, agreed, rep=40.0, buyer=60.0)).rows}
    assert (rows["talk_share"].value, rows["talk_share"].own) == ("40%", "25% to 50%")
    assert "fillers" not in rows


def test_below_three_there_is_no_range(sams_deal, dana, agreed, viewer_of):
    talk(sams_deal, dana, agreed, rep=20.0, buyer=60.0, hours=1)
    found = mirror(viewer_of(dana), talk(sams_deal, dana, agreed, rep=40.0, buyer=60.0))
    assert {row.own for row in found.rows} == {""}
    assert found.beside == 1


def test_nobody_elses_stands_beside_it(sams_deal, dana, ben, agreed, viewer_of):
    for hours in (1, 2, 3):
        talk(sams_deal, ben, agreed, rep=20.0, buyer=60.0, hours=hours)
    assert mirror(viewer_of(dana), talk(sams_deal, dana, agreed, rep=40.0, buyer=60.0)).beside == 0


def test_what_nobody_told_never_counts_as_the_buyers(sams_deal, dana, agreed, viewer_of):
    found = mirror(viewer_of(dana), talk(sams_deal, dana, agreed, rep=40.0, buyer=60.0, side=""))
    rows = {row.name: row.value for row in found.rows}
    assert rows["longest_buyer_turn"] == "cannot be told from this"
    assert rows["talk_share"] in ("100%", "cannot be told from this")


def test_without_a_line_of_the_reps_it_asks_who_is_who(sams_deal, dana, agreed, danas):
    row = talk(sams_deal, dana, agreed, rep=40.0, buyer=60.0)
    Line.objects.update(side="")
    page = danas.get(reverse("recording_numbers", args=[row.pk])).content.decode()
    assert "First say which lines are yours" in page
    assert "%" not in page.split("<main")[1].split("</main")[0]


def test_um_and_uh_are_shown_when_asked_for_and_no_number_is_called_right(sams_deal, dana, agreed, danas):
    row = talk(sams_deal, dana, agreed, rep=40.0, buyer=60.0)
    plain, asked = (
        danas.get(reverse("recording_numbers", args=[row.pk]) + query).content.decode() for query in ("", "?fillers=1")
    )
    assert "Um, uh, like" not in plain
    assert "Um, uh, like" in asked
    assert "There is no right number" in plain
    assert not [word for word in ("target", "benchmark", "average", "goal") if word in plain.lower()]
