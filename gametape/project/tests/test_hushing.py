"""A log line keeps no link, and a browser no page."""

import logging

import pytest
from django.test import Client
from django.urls import reverse

from gametape.ask import asking
from gametape.ask.links import link_of
from gametape.people.inviting import invite
from gametape.people.models import Role
from gametape.project.hushing import Hushed


@pytest.fixture
def logged():
    """What the product's own handler would write, while a test runs."""
    lines = []
    handler = logging.Handler()
    handler.addFilter(Hushed())
    handler.emit = lambda record: lines.append(record.getMessage())
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    yield lines
    logger.removeHandler(handler)


def test_a_refused_answer_leaves_no_link_in_the_log(logged, sams_no, dana):
    link = link_of(asking.asked_in_person(sams_no, by=dana))
    assert Client().post(reverse("buyer", args=[link]), {"words": ""}).status_code == 422
    assert logged, "the refusal itself is written down"
    assert link not in "".join(logged)


def test_a_refused_way_in_leaves_none_either(logged, lakeside):
    way = invite(lakeside, role=Role.REP, by=None)
    assert Client().post(way, {"name": ""}).status_code == 422
    assert logged
    assert way.split("/")[2] not in "".join(logged)


def test_other_paths_stay_readable(logged, db):
    Client().get("/deals/there-is-none")
    assert "/deals/there-is-none" in "".join(logged)


@pytest.mark.parametrize("name", ["today", "me", "deals"])
def test_no_browser_keeps_a_private_page(signed_in_as, dana, name):
    """On the store's own tablet Back shows nothing after signing out."""
    assert "no-store" in signed_in_as(dana).get(reverse(name))["Cache-Control"]
