"""Still here: the line, the silence, their words as told, a manager for two minutes, the tablet at the door."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from gametape.ask.linting import Draft, lint
from gametape.ask.models import Answer, Ask, TurnOver
from gametape.ask.tests.hostile import HOSTILE, SATURDAY
from gametape.ask.wording import LINE, PROBE, QUESTION
from gametape.common.clock import now
from gametape.deals.losing import lose, reopen
from gametape.deals.models import Loss, Moment
from gametape.people.consent import they_said_stop
from gametape.people.models import Alert
from gametape.sending.models import Key
from gametape.sending.outbox import key_is_open

pytestmark = pytest.mark.django_db
PAGES = ["here", "told", "door"]
ACTS = ["told", "quiet", "need_manager", "door", "screen"]


@pytest.fixture(autouse=True)
def saturday():
    with time_machine.travel(SATURDAY, tick=True):
        yield


@pytest.fixture
def dana_on_the_floor(signed_in_as, dana):
    return signed_in_as(dana)


def submission_in(page):
    return re.search(r'name="submission" value="([^"]+)"', page.content.decode())[1]


# -- the line ---------------------------------------------------------------------------------------------------------


def test_the_line_the_silence_and_the_probe_are_on_the_screen(dana_on_the_floor, sams_no):
    page = dana_on_the_floor.get(reverse("here", args=[sams_no.pk]))
    for words in (LINE, QUESTION, "Then be quiet.", PROBE, "Say to Sam:"):
        assert words in page.content.decode()


def test_opening_the_line_asks_nobody(dana_on_the_floor, sams_no):
    before = Moment.objects.count()
    for name in PAGES:
        dana_on_the_floor.get(reverse(name, args=[sams_no.pk]))
    assert not Ask.objects.exists()
    assert Moment.objects.count() == before


def test_the_line_stands_before_the_lint_that_reads_every_message():
    report = lint(Draft(f"{LINE} {QUESTION} {PROBE}", channel="person", sender="Dana", business="Lakeside RV"))
    assert report.ok, report.findings


def test_a_buyer_who_said_stop_is_not_asked_across_the_desk_either(dana_on_the_floor, sams_no, dana):
    they_said_stop(sams_no.deal.buyer, heard_on="person", noted_by=dana)
    page = dana_on_the_floor.get(reverse("here", args=[sams_no.pk]), follow=True)
    assert "Do not contact" in page.content.decode()
    assert QUESTION not in page.content.decode()


def test_a_deal_that_is_open_again_has_no_line(dana_on_the_floor, sams_no, dana):
    reopen(sams_no.deal, by=dana)
    assert dana_on_the_floor.get(reverse("here", args=[sams_no.pk])).status_code == 422


# -- they told me -----------------------------------------------------------------------------------------------------


def test_their_words_are_kept_as_told_to_dana_and_the_key_stays_closed(dana_on_the_floor, sams_no, dana):
    page = dana_on_the_floor.get(reverse("told", args=[sams_no.pk]))
    assert "As told to Dana" in page.content.decode()
    form = {"words": "The warranty on top broke it.", "submission": submission_in(page), "wants_answer": "no"}
    sent = dana_on_the_floor.post(reverse("told", args=[sams_no.pk]), form)
    answer = Answer.objects.get()
    assert (sent.status_code, sent.url) == (303, reverse("answer", args=[answer.pk]))
    assert (answer.heard, answer.told_to, answer.versions.get().text) == ("told", dana, "The warranty on top broke it.")
    assert answer.ask.channel == Ask.Channel.PERSON
    assert not Key.objects.exists()


def test_only_a_yes_that_they_asked_for_turns_the_key(dana_on_the_floor, sams_no):
    form = {"words": "Can you find out about the warranty?", "submission": "s1", "wants_answer": "yes"}
    dana_on_the_floor.post(reverse("told", args=[sams_no.pk]), form)
    assert key_is_open(sams_no)


def test_the_same_form_sent_twice_is_one_answer(dana_on_the_floor, sams_no):
    for _ in range(2):
        dana_on_the_floor.post(reverse("told", args=[sams_no.pk]), {"words": "Too long.", "submission": "s1"})
    assert Answer.objects.get().versions.count() == 1
    assert Moment.objects.filter(kind=Moment.Kind.ASKED).count() == 1


def test_whoever_typed_the_words_is_not_told_that_they_came(dana_on_the_floor, sams_no, dana):
    dana_on_the_floor.post(reverse("told", args=[sams_no.pk]), {"words": "Too long.", "submission": "s1"})
    assert not Alert.objects.filter(to=dana, seen_at=None).exists()


def test_ones_own_call_comes_before_their_words(dana_on_the_floor, sams_deal, dana):
    loss = lose(sams_deal, where=Loss.Where.HERE, chip="price", by=dana)
    led = dana_on_the_floor.post(reverse("told", args=[loss.pk]), {"words": "It was the bed.", "submission": "s1"})
    told = reverse("told", args=[loss.pk])
    assert (led.status_code, led.url) == (303, f"{reverse('call', args=[loss.pk])}?next={told}")
    assert not Answer.objects.exists()


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_kept_as_words(dana_on_the_floor, sams_no, words):
    dana_on_the_floor.post(reverse("told", args=[sams_no.pk]), {"words": words, "submission": words})
    assert Answer.objects.get().versions.get().text == words.replace("\x00", "")


def test_an_empty_box_says_so_and_keeps_the_rest_of_the_form(dana_on_the_floor, sams_no):
    form = {"words": " ", "submission": "s1", "wants_answer": "yes"}
    page = dana_on_the_floor.post(reverse("told", args=[sams_no.pk]), form)
    assert page.status_code == 422
    assert 'value="yes" checked' in page.content.decode()
    assert submission_in(page) == "s1"


def test_too_much_to_keep_comes_back_whole_and_escaped(dana_on_the_floor, sams_no):
    words = "<b>" + "é" * 200_000
    page = dana_on_the_floor.post(reverse("told", args=[sams_no.pk]), {"words": words, "submission": "s1"})
    assert page.status_code == 422
    assert "&lt;b&gt;" + "é" * 200_000 in page.content.decode()


def test_a_hundred_kilobytes_are_kept(dana_on_the_floor, sams_no):
    dana_on_the_floor.post(reverse("told", args=[sams_no.pk]), {"words": "long " * 20_000, "submission": "s1"})
    assert len(Answer.objects.get().versions.get().text) == 99_999


# -- quiet, a manager, the door ---------------------------------------------------------------------------------------


def test_they_kept_quiet_counts_as_asked_and_goes_on_to_the_next_one(dana_on_the_floor, sams_no):
    for _ in range(2):
        on = dana_on_the_floor.post(reverse("quiet", args=[sams_no.pk]))
    assert (on.status_code, on.url) == (303, reverse("next"))
    assert Ask.objects.get().asked_at is not None
    assert not Answer.objects.exists()
    assert Moment.objects.filter(kind=Moment.Kind.ASKED).count() == 1


def test_a_manager_is_called_once_and_the_rep_reads_who_knows(dana_on_the_floor, sams_no, maria):
    for _ in range(2):
        page = dana_on_the_floor.post(reverse("need_manager", args=[sams_no.pk]), follow=True)
    assert "Maria knows. Two minutes." in page.content.decode()
    alert = Alert.objects.get(to=maria)
    assert "Dana" in alert.say
    assert "Meadowlark 27" in alert.say
    assert alert.path == reverse("deal", args=[sams_no.deal_id])


def test_the_manager_notes_that_they_were_there_and_the_first_one_counts(
    dana_on_the_floor, sams_no, maria, mo, signed_in_as
):
    dana_on_the_floor.post(reverse("need_manager", args=[sams_no.pk]))
    there = reverse("was_there", args=[sams_no.pk])
    assert signed_in_as(mo).post(there).status_code == 404
    assert dana_on_the_floor.post(there).status_code == 404
    assert signed_in_as(maria).post(there).status_code == 303
    first = TurnOver.objects.get(loss=sams_no).given_at
    signed_in_as(maria).post(there)
    call = TurnOver.objects.get(loss=sams_no)
    assert (call.asked_by, call.given_by.first_name, call.given_at) == (sams_no.deal.owner, "Maria", first)


def test_the_next_day_nobody_is_sure_any_more_who_came(dana_on_the_floor, sams_no, maria, signed_in_as):
    dana_on_the_floor.post(reverse("need_manager", args=[sams_no.pk]))
    TurnOver.objects.update(asked_at=now() - timedelta(days=1))
    page = signed_in_as(maria).post(reverse("was_there", args=[sams_no.pk]))
    assert page.status_code == 422
    assert TurnOver.objects.get(loss=sams_no).given_at is None


def test_without_a_manager_it_says_what_to_do(dana_on_the_floor, sams_no):
    page = dana_on_the_floor.post(reverse("need_manager", args=[sams_no.pk]))
    assert page.status_code == 422
    assert "invite one" in page.content.decode()


def test_the_door_opens_their_page_and_counts_as_asked(dana_on_the_floor, sams_no, settings):
    settings.PUBLIC_URL = "https://ask.lakeside.example"
    page = dana_on_the_floor.post(reverse("door", args=[sams_no.pk]), follow=True).content.decode()
    ask = Ask.objects.get()
    assert (ask.channel, ask.asked_at is None) == ("door", False)
    assert 'class="qr"' in page
    assert "style=" not in page
    assert "Hand them the tablet" in page


def test_without_a_public_address_the_door_says_so_and_the_tablet_works(dana_on_the_floor, sams_no, settings):
    settings.PUBLIC_URL = ""
    page = dana_on_the_floor.post(reverse("door", args=[sams_no.pk]), follow=True).content.decode()
    assert "no public address" in page
    assert "<svg" not in page
    assert "Hand them the tablet" in page


def test_the_door_twice_is_one_question(dana_on_the_floor, sams_no):
    for _ in range(2):
        dana_on_the_floor.post(reverse("door", args=[sams_no.pk]))
    assert Ask.objects.count() == 1


# -- whose it is ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("who", ["ben", "ada", "frank", "olga", "rita", "mo"])
def test_nobody_else_finds_these_pages(request, signed_in_as, sams_no, name, who):
    client = signed_in_as(request.getfixturevalue(who))
    assert client.get(reverse(name, args=[sams_no.pk])).status_code == 404


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize("who", ["ben", "maria", "nia", "rita", "mo"])
def test_nobody_else_does_these_acts(request, signed_in_as, sams_no, name, who):
    client = signed_in_as(request.getfixturevalue(who))
    assert client.post(reverse(name, args=[sams_no.pk]), {"words": "x", "submission": "s"}).status_code == 404
    assert not Ask.objects.exists()


@pytest.mark.parametrize("name", PAGES)
def test_signed_out_one_is_led_to_the_door_of_the_house(client, sams_no, name):
    page = client.get(reverse(name, args=[sams_no.pk]))
    assert page.status_code == 302
    assert reverse("account_login") in page.url


@pytest.mark.parametrize("name", ["quiet", "need_manager"])
def test_acts_need_a_post(dana_on_the_floor, sams_no, name):
    assert dana_on_the_floor.get(reverse(name, args=[sams_no.pk])).status_code == 405


def test_a_post_from_elsewhere_is_refused(dana, sams_no):
    client = Client(enforce_csrf_checks=True)
    client.force_login(dana, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(reverse("quiet", args=[sams_no.pk])).status_code == 403
    assert not Ask.objects.exists()
