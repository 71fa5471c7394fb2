"""Stop: one person, however many rows and stores know them."""

import pytest

from gametape.people.consent import is_suppressed, same_person, suppressed_among, they_said_stop
from gametape.people.models import Buyer
from tests.frame.skips import other_database

pytestmark = pytest.mark.django_db
NUMBER, ADDRESS = "+16085550142", "Sam@mail.example"


@pytest.fixture
def sam(lakeside):
    return Buyer.objects.create(store=lakeside, first_name="Sam", phone=NUMBER, email=ADDRESS)


def test_stop_marks_every_row_with_the_number_or_the_address_at_any_store(sam, lakeside, hilltop):
    by_number = Buyer.objects.create(store=hilltop, first_name="Samuel", phone=NUMBER)
    by_address = Buyer.objects.create(store=hilltop, first_name="S.", email=ADDRESS.lower())
    nobody = Buyer.objects.create(store=lakeside, first_name="Walt")
    they_said_stop(sam, heard_on="told")
    marked = set(Buyer.objects.filter(stopped_at__isnull=False))
    assert marked == {sam, by_number, by_address}, "and nobody without a number or an address"
    assert not is_suppressed(nobody)


def test_an_address_in_other_letters_is_stopped_as_well(sam, hilltop):
    shouted = Buyer.objects.create(store=hilltop, first_name="Sam", email=ADDRESS.upper())
    they_said_stop(sam, heard_on="told")
    assert is_suppressed(shouted)
    assert suppressed_among([shouted]) == {shouted.pk}


def test_two_of_a_page_who_share_a_number_are_both_stopped(sam, lakeside):
    other = Buyer.objects.create(store=lakeside, first_name="Kim", phone=NUMBER)
    walt = Buyer.objects.create(store=lakeside, first_name="Walt", phone="+16085550143")
    they_said_stop(sam, heard_on="told")
    sam.refresh_from_db()
    assert suppressed_among([sam, other, walt]) == {sam.pk, other.pk}


def test_the_rows_of_a_person_are_found_by_index_and_not_by_walking_over_all_buyers(sam, on_postgres):
    if on_postgres:
        other_database("the plan is read as SQLite writes it")
    plan = same_person(sam).explain()
    assert "buyer_by_phone (phone=?)" in plan
    assert "buyer_by_email (email=?)" in plan
    assert "SCAN" not in plan
