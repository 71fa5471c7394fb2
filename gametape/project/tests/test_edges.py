"""What stands around every page, whoever is there."""

from __future__ import annotations

from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from gametape.common.pages import without_nul


def test_a_nul_goes_from_every_field_and_everything_else_stays():
    fields = without_nul(QueryDict("words=a%00b&leaves=1&leaves=%002&na%00me=x"))
    assert dict(fields.lists()) == {"words": ["ab"], "leaves": ["1", "2"], "name": ["x"]}


def test_fields_without_one_are_left_as_they_came():
    fields = QueryDict("words=caf%C3%A9&leaves=1&leaves=2")
    assert without_nul(fields) is fields


def test_a_nul_in_a_hidden_field_breaks_no_page(signed_in_as, dana, sams_no):
    browser = signed_in_as(dana)
    there = {"words": "They said a\x00 b.", "submission": "\x00\x00", "deal": "\x00", "next": "\x00"}
    assert browser.post(f"/losses/{sams_no.pk}/told/", there).status_code in (302, 303)
    assert browser.get("/deals/", {"q": "\x00", "before": "\x00"}).status_code == 200


def test_a_page_reads_the_roles_of_who_is_there_once(signed_in_as, dana):
    browser = signed_in_as(dana)
    browser.get("/me/")  # the week is noted in the session
    with CaptureQueriesContext(connection) as asked:
        assert 'href="/today/"' in browser.get("/me/").content.decode()
    roles = [one["sql"] for one in asked if 'SELECT "people_membership"."store_id"' in one["sql"]]
    assert len(roles) == 1
