"""Deals that a CRM says are Kim's: the owner says who Kim is here, or invites her."""

from __future__ import annotations

import pytest
from django.urls import reverse

from gametape.deals.models import Deal

pytestmark = pytest.mark.django_db


@pytest.fixture
def kims(lakeside):
    return Deal.objects.create(store=lakeside, unit="Cedar 19", owner_named="Kim Adler", source="csv", external_id="1")


def test_the_names_are_there_with_an_invitation_each(signed_in_as, olga, dana, kims, lakeside):
    page = signed_in_as(olga).get(reverse("owners", args=[lakeside.pk])).content.decode()
    assert "Kim Adler" in page
    assert reverse("invite") in page


def test_kim_is_dana_here_and_the_deal_is_hers(signed_in_as, olga, dana, kims, lakeside):
    signed_in_as(olga).post(reverse("owners", args=[lakeside.pk]), {"named": "kim adler", "who": dana.pk})
    kims.refresh_from_db()
    assert kims.owner == dana


def test_a_stranger_gets_no_deals(signed_in_as, olga, dana, rita, kims, lakeside):
    response = signed_in_as(olga).post(reverse("owners", args=[lakeside.pk]), {"named": "Kim Adler", "who": rita.pk})
    kims.refresh_from_db()
    assert (response.status_code, kims.owner) == (422, None)
