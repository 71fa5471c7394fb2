"""The buyer's link opens its own ask and nothing else, and says kindly why when it opens no more."""

from datetime import timedelta

import pytest
import time_machine

from gametape.ask import asking
from gametape.ask.links import DeadLink, address_of, ask_behind, known_ask, link_of, path_of
from gametape.ask.models import Ask
from gametape.common.clock import now
from gametape.deals.losing import reopen, undo


@pytest.fixture
def sams_ask(sams_no, dana):
    return asking.asked_in_person(sams_no, by=dana)


def refused(link: str) -> DeadLink:
    with pytest.raises(DeadLink) as dead:
        ask_behind(link)
    return dead.value


def test_the_link_opens_its_own_ask(sams_ask):
    assert ask_behind(link_of(sams_ask)) == sams_ask


def test_no_two_links_are_alike_and_none_can_be_counted_up(sams_ask):
    assert len(sams_ask.token) >= 32
    assert str(sams_ask.pk) != link_of(sams_ask).split(".")[0]


@pytest.mark.parametrize(
    "spoil", [lambda it: it[:-1], lambda it: it[:-1] + "~", lambda it: "x" + it, lambda it: it.split(".")[0]]
)
def test_an_altered_or_cut_link_is_told_from_one_that_never_was(sams_ask, spoil):
    dead = refused(spoil(link_of(sams_ask)))
    assert (dead.why, dead.status, dead.ask) == ("altered", 404, None)


@pytest.mark.parametrize("link", ["", ".", "a.b", "…", "\x00", "%00", "1", "../../etc", "x" * 5000])
@pytest.mark.django_db
def test_a_guess_finds_nothing(link):
    assert refused(link).status == 404


def test_a_genuine_link_to_an_ask_that_is_gone_says_only_that_there_is_nothing(sams_ask):
    link = link_of(sams_ask)
    Ask.objects.all().delete()
    dead = refused(link)
    assert (dead.why, dead.status, dead.ask) == ("gone", 404, None)


def test_it_closes_after_its_days_and_not_before(sams_ask):
    with time_machine.travel(sams_ask.closes_at - timedelta(seconds=1), tick=False):
        assert ask_behind(link_of(sams_ask)) == sams_ask
    with time_machine.travel(sams_ask.closes_at, tick=False):
        dead = refused(link_of(sams_ask))
    assert (dead.why, dead.status, dead.ask) == ("closed", 410, sams_ask)


def test_an_ask_that_was_taken_back_asks_nothing_any_more(sams_ask):
    sams_ask.withdrawn_at = now()
    sams_ask.save()
    assert refused(link_of(sams_ask)).why == "gone"


def test_after_a_be_back_there_is_nothing_to_answer(sams_ask, dana):
    reopen(sams_ask.loss.deal, by=dana)
    assert refused(link_of(sams_ask)).why == "gone"


def test_after_a_mis_tap_there_is_nothing_to_answer(sams_no, dana):
    ask = Ask.objects.create(
        loss=sams_no, window="W0", asker=dana, asker_role="rep", channel="door", closes_at=now() + timedelta(days=30)
    )
    undo(sams_no, by=dana)
    assert refused(link_of(ask)).why == "gone"


def test_whatever_became_of_it_a_genuine_link_is_still_known_for_stop(sams_ask, dana):
    reopen(sams_ask.loss.deal, by=dana)
    with time_machine.travel(sams_ask.closes_at + timedelta(days=400), tick=False):
        assert known_ask(link_of(sams_ask)) == sams_ask


def test_there_is_a_whole_address_only_where_somebody_outside_can_open_it(sams_ask, settings):
    settings.PUBLIC_URL = ""
    assert address_of(sams_ask) == ""
    settings.PUBLIC_URL = "https://tape.lakeside.example"
    assert address_of(sams_ask) == f"https://tape.lakeside.example{path_of(sams_ask)}"


def test_the_link_fits_into_a_text_message(sams_ask):
    assert len(path_of(sams_ask)) <= 100
