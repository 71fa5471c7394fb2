"""Several stores in one house, and several roles for one person."""

from __future__ import annotations

import pytest
from django.urls import reverse

from gametape.common.refusal import Refusal
from gametape.people.models import Membership, Role, Store
from gametape.people.staffing import give_role, open_store, take_role

pytestmark = pytest.mark.django_db


def test_the_owner_opens_another_store_on_the_same_clock(signed_in_as, olga, lakeside):
    response = signed_in_as(olga).post(reverse("new_store"), {"store_name": "Lakeside South"})
    south = Store.objects.get(name="Lakeside South")
    assert response.status_code == 303
    assert south.zone == lakeside.zone
    assert Membership.objects.filter(user=olga, store=south, role=Role.OWNER).exists()
    assert "Lakeside South" in signed_in_as(olga).get(reverse("people")).content.decode()


def test_a_store_without_a_name_is_asked_for_one(signed_in_as, olga, lakeside):
    response = signed_in_as(olga).post(reverse("new_store"), {"store_name": "  "})
    assert response.status_code == 422
    assert "What is the store called?" in response.content.decode()


def test_a_rep_becomes_a_manager_too_and_meets_the_pledge_first(signed_in_as, olga, dana, lakeside):
    signed_in_as(olga).post(reverse("roles", args=[dana.pk]), {"store": lakeside.pk, "give": "manager"})
    assert set(dana.memberships.values_list("role", flat=True)) == {"rep", "manager"}
    assert signed_in_as(dana).get(reverse("today")).url == reverse("pledge")


def test_a_role_is_taken_but_never_the_last_one(olga, dana, lakeside):
    give_role(dana, lakeside, "neutral")
    take_role(dana, lakeside, "neutral")
    assert list(dana.memberships.values_list("role", flat=True)) == ["rep"]
    with pytest.raises(Refusal, match="They leave"):
        take_role(dana, lakeside, "rep")


def test_the_last_owner_stays(olga, lakeside):
    give_role(olga, lakeside, "rep")
    with pytest.raises(Refusal, match="needs an owner"):
        take_role(olga, lakeside, "owner")


def test_an_owner_changes_nothing_in_a_store_of_somebody_else(signed_in_as, olga, rita, hilltop):
    assert (
        signed_in_as(olga).post(reverse("roles", args=[rita.pk]), {"store": hilltop.pk, "give": "owner"}).status_code
        == 404
    )
    assert list(rita.memberships.values_list("role", flat=True)) == ["rep"]


def test_a_second_store_keeps_to_itself(olga, dana, lakeside):
    south = open_store("Lakeside South", owner=olga)
    assert not dana.memberships.filter(store=south).exists()
