"""A place marked in a recording becomes one of the three moments, and a lesson may rest on it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from gametape.lessons.resting import grounds
from gametape.postmortem import reviewing
from gametape.postmortem.models import Marked
from gametape.tape.models import Line, Mark, Recording

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(sams_no, dana) -> Mark:
    """Ten seconds into the call of noon."""
    at = sams_no.at - timedelta(hours=2)
    row = Recording.objects.create(
        deal=sams_no.deal, by=dana, agreed="asked", agreed_by="Dana", agreed_at=at, state="ready", name="call.wav"
    )
    Line.objects.create(recording=row, number=3, start=10.0, end=12.0, text="So there’s three.")
    return Mark.objects.create(recording=row, number=3, start=10.0, end=12.0, note="They looked away.")


@pytest.fixture
def tape_screen(sams_no, dana) -> str:
    review = reviewing.begin(sams_no, by=dana, path="ten")
    reviewing.stand_at(review, "tape")
    return reverse("tape_screen", args=[sams_no.pk, "tape"])


@pytest.fixture
def danas(dana, signed_in_as):
    return signed_in_as(dana)


def test_it_is_offered_beside_the_moments_and_kept_with_its_hour(place, tape_screen, sams_no, danas, dana, viewer_of):
    page = danas.get(tape_screen).content.decode()
    assert f'value="tape-{place.pk}"' in page
    assert "0:10: They looked away." in page
    danas.post(
        tape_screen, {"turned_on": f"tape-{place.pk}", "turned_at": "", "turned_saw": "They had gone.", "act": "next"}
    )
    kept = Marked.objects.get()
    assert (kept.rests, kept.tape, kept.at) == ("tape", place, sams_no.at - timedelta(hours=2) + timedelta(seconds=10))
    assert f'value="tape-{place.pk}" selected' in danas.get(tape_screen).content.decode()
    assert [ground.said for ground in grounds(viewer_of(dana), sams_no, None) if ground.rests == "mark"] == [
        "They had gone."
    ]


def test_a_place_of_somebody_else_is_none(place, tape_screen, ben, danas):
    Recording.objects.update(by=ben)
    assert f"tape-{place.pk}" not in danas.get(tape_screen).content.decode()
    refused = danas.post(tape_screen, {"turned_on": f"tape-{place.pk}", "turned_saw": "x", "act": "next"})
    assert refused.status_code == 422
    assert not Marked.objects.exists()


def test_past_its_time_the_hour_stays_and_changing_the_words_keeps_it(place, tape_screen, danas):
    danas.post(
        tape_screen, {"turned_on": f"tape-{place.pk}", "turned_at": "", "turned_saw": "They had gone.", "act": "next"}
    )
    at = Marked.objects.get().at
    Recording.objects.all().delete()
    page = danas.get(tape_screen).content.decode()
    assert '<option value="memory" selected' in page
    kept = Marked.objects.get()
    assert (kept.tape, kept.at, kept.saw) == (None, at, "They had gone.")


def test_the_page_leads_to_ones_own_recordings(place, tape_screen, danas, sams_no):
    page = danas.get(tape_screen).content.decode()
    assert reverse("recording", args=[place.recording_id]) in page
    assert reverse("new_recording", args=[sams_no.deal_id]) in page
