"""Who watches one rep is told about; who takes a copy, too."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from gametape.common.clock import now
from gametape.people.models import AccessLog, Alert, Buyer
from gametape.privacy import tripping

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_wednesday():
    with time_machine.travel("2026-06-17T18:00:00Z", tick=False) as clock:
        yield clock


def opens(maria, dana, store, many, *, days_ago=0):
    for n in range(many):
        buyer = Buyer.objects.create(store=store, first_name=f"B{n}")
        AccessLog.objects.create(
            who=maria, whose=dana, buyer=buyer, store=store, what="the deal", at=now() - timedelta(days=days_ago)
        )


def test_ten_records_of_one_rep_are_nothing(maria, dana, ada, lakeside):
    opens(maria, dana, lakeside, 10)
    assert tripping.tell_who_is_watched() == 0


def test_eleven_tell_the_rep_and_the_admin_once_a_week(maria, dana, ada, olga, lakeside, a_wednesday):
    opens(maria, dana, lakeside, 11)
    assert tripping.tell_who_is_watched() == 2
    assert tripping.tell_who_is_watched() == 0
    told = {alert.to.first_name: alert.say for alert in Alert.objects.all()}
    assert told.keys() == {"Dana", "Ada"}
    assert "Maria Keller opened more than 10 of your records" in told["Dana"]
    a_wednesday.shift(timedelta(days=7))
    opens(maria, dana, lakeside, 11)
    assert tripping.tell_who_is_watched() == 2


def test_the_same_record_ten_times_is_one_record(maria, dana, ada, lakeside):
    buyer = Buyer.objects.create(store=lakeside, first_name="Sam")
    for _ in range(20):
        AccessLog.objects.create(who=maria, whose=dana, buyer=buyer, store=lakeside, what="the deal")
    assert tripping.tell_who_is_watched() == 0


def test_two_reps_are_two_counts_and_an_older_look_is_none(maria, dana, ben, ada, lakeside):
    opens(maria, dana, lakeside, 6)
    opens(maria, ben, lakeside, 6)
    opens(maria, dana, lakeside, 9, days_ago=8)
    assert tripping.tell_who_is_watched() == 0


def test_without_an_admin_the_owner_hears_of_it(maria, dana, olga, lakeside):
    opens(maria, dana, lakeside, 11)
    tripping.tell_who_is_watched()
    assert {alert.to for alert in Alert.objects.all()} == {dana, olga}


def test_only_managers_trip_it(nia, dana, ada, lakeside):
    opens(nia, dana, lakeside, 20)
    assert tripping.tell_who_is_watched() == 0


def test_all_of_the_log_can_be_read_on_ones_own_page(maria, dana, ben, lakeside, signed_in_as):
    opens(maria, dana, lakeside, 205)
    client, seen, path = signed_in_as(dana), [], "/me/"
    while path:
        shown = client.get(path).content.decode()
        seen += re.findall(r"the deal, B(\d+)\.", shown)
        more = re.search(r'href="(\?before=\d+)"', shown)
        path = f"/me/{more[1]}" if more else ""
    assert seen == [str(n) for n in reversed(range(205))]
    assert b"Nobody." in signed_in_as(ben).get("/me/").content
    assert client.get("/me/?before=%C2%B2").status_code == 200


def test_each_reads_it_on_their_own_first_page_until_it_is_put_away(maria, dana, ada, lakeside, signed_in_as):
    opens(maria, dana, lakeside, 11)
    tripping.tell_who_is_watched()
    for who, said in ((dana, "records this week"), (ada, "records of Dana Brooks this week")):
        client = signed_in_as(who)
        assert said in client.get("/", follow=True).content.decode()
        assert client.get(Alert.objects.get(to=who).path).status_code == 200
        client.post(reverse("alert_seen", args=[Alert.objects.get(to=who).pk]))
        assert said not in client.get("/", follow=True).content.decode()


def test_the_owner_reads_of_a_copy_on_theirs(ada, olga, sams_deal, signed_in_as):
    signed_in_as(ada).get(reverse("everything", args=[sams_deal.buyer_id]))
    assert "took a copy of all that is kept" in signed_in_as(olga).get("/", follow=True).content.decode()
