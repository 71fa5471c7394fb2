"""Today: at most five things, the most urgent first, and the next customer whatever else there is."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gametape.ask import answering, asking, handing
from gametape.ask.models import Answer
from gametape.common.clock import now, played_at
from gametape.deals import sharing
from gametape.deals.adding import add_deal, book
from gametape.deals.losing import lose, reopen, seal
from gametape.deals.models import Deal, Loss
from gametape.desk.today import things_for
from gametape.people import inviting
from gametape.people.models import Alert, Membership, Role
from gametape.sending.models import Key, Message
from tests.frame.cast import works_at

pytestmark = pytest.mark.django_db
WEDNESDAY = "2026-06-17T18:00:00Z"  # 13:00 at Lakeside RV
NAMES = iter(range(10**6))


@pytest.fixture
def clock():
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def a_no(clock, lakeside, dana):
    """`a_no("Sam", ago=timedelta(hours=2))`: Dana's no-sale, called and sealed unless said otherwise."""

    def lost(name, *, ago=timedelta(hours=2), sealed=True, store=None, by=None, where=Loss.Where.DROVE_OFF):
        n = next(NAMES)
        with played_at(now() - ago):
            deal = add_deal(
                store or lakeside, by or dana, first_name=name, unit="Cedar 24", phone=f"+1507555{n:04d}",
                email=f"b{n}@mail.example",
            )  # fmt: skip
            loss = lose(deal, where=where, chip="price", by=by or dana)
            if sealed:
                seal(loss.own_call, sure="good")
        return loss

    return lost


@pytest.fixture
def answered(dana):
    """`answered(loss, wants=True)`: asked face to face at the no, and the buyer answered `ago`."""

    def answer(loss, *, ago=timedelta(minutes=30), wants=False, words="It was two feet too long.", **columns):
        with played_at(loss.at + timedelta(minutes=1)):
            ask = asking.asked_in_person(loss, by=columns.pop("by", dana), role=columns.pop("role", Role.REP))
        with played_at(now() - ago):
            made = answering.send(ask, words=words, submission=f"s{loss.pk}", heard="page")
            if wants:
                answering.add_the_rest(made, closest=[], wants_answer=True)
        Answer.objects.filter(pk=made.pk).update(**columns)
        return made

    return answer


@pytest.fixture
def today(clock, signed_in_as, dana):
    """The page as Dana's phone gets it, or another's."""
    return lambda who=dana: signed_in_as(who).get(reverse("today"))


def kinds(response):
    """Without the tape, which stands behind them all and is told in test_offering.py of its own room."""
    return [thing.kind for thing in response.context["things"] if thing.kind != "tape"]


def tomorrow(lakeside, dana, name="The Nguyens", days=1):
    deal = add_deal(lakeside, dana, first_name=name, unit="Pinecrest 32")
    book(deal, at=now() + timedelta(days=days), what="first visit", by=dana)
    return deal


class TestOrder:
    def test_what_somebody_waits_for_comes_before_what_can_wait(self, today, a_no, answered, lakeside, dana):
        tomorrow(lakeside, dana)
        fresh = a_no("Fresh", ago=timedelta(hours=1))
        handed_over = a_no("Handed", ago=timedelta(days=1, hours=3))
        message = handing.keep(handed_over, kind="ask", by=dana, role="rep", channel="sms", words=LINE, subject="")
        handing.hand_over(message, by=dana, channel="sms")
        to_call = a_no("Uncalled", sealed=False)
        answered(a_no("Plain", ago=timedelta(days=2)))
        answered(a_no("Keyed", ago=timedelta(days=2)), wants=True)
        page = today()
        assert kinds(page) == ["answered", "answered", "handed", "to_call", "next"]
        assert [str(t.deal.buyer) for t in page.context["things"]] == [
            "Keyed",
            "Plain",
            "Handed",
            "Uncalled",
            "The Nguyens",
        ]
        reopen(to_call.deal, by=dana)
        asking.went_out(message, by=dana)
        Answer.objects.update(opened_at=now())
        assert kinds(today()) == ["save", "to_ask", "next"], "who wants an answer waits for it, opened or not"
        assert today().context["things"][1].loss == fresh
        Key.objects.update(until=now())
        assert kinds(today()) == ["to_ask", "next"], "and nobody is reminded after its time"

    def test_never_more_than_five_and_the_next_customer_is_one_of_them(self, today, a_no, answered, lakeside, dana):
        for n in range(9):
            answered(a_no(f"Buyer {n}", ago=timedelta(days=1, minutes=n)), wants=n % 2 == 0)
        assert kinds(today()) == ["answered"] * 5
        tomorrow(lakeside, dana)
        assert kinds(today()) == ["answered"] * 4 + ["next"]

    def test_one_that_may_be_asked_now_comes_before_one_that_waits(self, today, a_no):
        a_no("Later", ago=timedelta(hours=1))
        a_no("Now", ago=timedelta(days=1))
        page = today()
        assert kinds(page) == ["to_ask", "to_ask"]
        assert [str(thing.deal.buyer) for thing in page.context["things"] if thing.kind != "tape"] == ["Now", "Later"]
        assert "Best asked" in page.content.decode()

    def test_those_who_want_an_answer_are_found_behind_many_who_do_not(self, today, a_no, answered):
        answered(a_no("Keyed", ago=timedelta(days=3)), ago=timedelta(days=2), wants=True)
        for n in range(8):
            answered(a_no(f"Buyer {n}", ago=timedelta(days=1, minutes=n)))
        assert str(today().context["things"][0].deal.buyer) == "Keyed"


LINE = (
    "Hi, Dana at Lakeside RV. Thank you for looking with me. I respect your decision. Only if you like, and straight: "
    "what did I miss? No need to reply. Reply STOP to opt out."
)


class TestEachKind:
    def test_an_answer_is_opened_from_here_and_gone_then(self, today, a_no, answered, signed_in_as, dana):
        answer = answered(a_no("Sam"))
        assert "Sam answered." in today().content.decode()
        signed_in_as(dana).get(reverse("answer", args=[answer.pk]))
        assert kinds(today()) == []

    def test_private_answers_take_no_place_however_many_there_are(self, today, a_no, answered):
        answered(a_no("Readable", ago=timedelta(days=3)), ago=timedelta(days=2))
        for n in range(7):
            answered(a_no(f"Held {n}"), held_for="private")
        for n in range(7):
            answered(a_no(f"Limited {n}"), reader="manager")
        page = today()
        assert [str(thing.deal.buyer) for thing in page.context["things"] if thing.kind != "tape"] == ["Readable"]

    def test_one_that_gives_no_reason_came_from_somebody_all_the_same(self, today, a_no, answered):
        answered(a_no("Sam"), words="no thanks")
        assert kinds(today()) == ["answered"]

    def test_a_machine_s_answer_is_none(self, today, a_no, answered):
        answered(a_no("Sam"), status="AUTO_REPLY")
        assert kinds(today()) == []

    def test_did_it_go_out_yes_or_not_yet(self, today, a_no, dana, signed_in_as):
        loss = a_no("Priya", ago=timedelta(days=1))
        message = handing.keep(loss, kind="ask", by=dana, role="rep", channel="sms", words=LINE, subject="")
        handing.hand_over(message, by=dana, channel="sms")
        assert "Did it go out to Priya?" in today().content.decode()
        signed_in_as(dana).post(reverse("not_yet", args=[message.pk]))
        assert kinds(today()) == ["to_ask"]
        message.refresh_from_db()
        assert message.state == Message.State.WAITING

    def test_a_no_that_is_not_called_yet(self, today, a_no):
        loss = a_no("Sam", sealed=False)
        page = today().content.decode()
        assert "what was your call?" in page
        assert reverse("call", args=[loss.pk]) in page

    def test_a_deal_that_came_or_went_and_a_link_back_in_are_told(self, today, sams_deal, dana, ben, maria, olga):
        sharing.hand_over(sams_deal, to=ben, by=maria)
        inviting.back_in(dana, sams_deal.store, by=olga)
        page = today(dana)
        assert kinds(page) == ["told", "told"]
        assert "Maria handed Sam, Meadowlark 27 over to Ben." in page.content.decode()
        assert "Olga Petrov made a new way in for you." in page.content.decode()
        assert "Sam, Meadowlark 27 is yours now." in today(ben).content.decode()

    def test_a_stop_is_noted_and_stays_until_it_was_seen(self, today, a_no, answered, signed_in_as, dana):
        loss = a_no("Gil", ago=timedelta(days=1))
        with played_at(loss.at):
            ask = asking.asked_in_person(loss, by=dana)
        answering.stop(ask, heard_on="page")
        page = today()
        assert kinds(page) == ["stopped"]
        assert "Do not contact: noted" in page.content.decode()
        alert = Alert.objects.get(about__startswith="stop:")
        seen = signed_in_as(dana).post(reverse("alert_seen", args=[alert.pk]))
        assert (seen.status_code, seen["Location"]) == (303, "/")
        assert kinds(today()) == []

    def test_the_next_customer_is_the_soonest_still_to_come(self, today, lakeside, dana):
        tomorrow(lakeside, dana, "Later", days=3)
        tomorrow(lakeside, dana, "Gone by", days=-1)
        tomorrow(lakeside, dana, "Soonest", days=1)
        page = today().content.decode()
        assert "Soonest" in page
        assert "Later" not in page
        assert "Gone by" not in page

    def test_one_who_was_lost_is_no_next_customer(self, today, lakeside, dana):
        deal = tomorrow(lakeside, dana)
        seal(lose(deal, where=Loss.Where.PHONE, chip="price", by=dana).own_call, sure="coin")
        assert "next" not in kinds(today())

    @pytest.mark.parametrize("gone", ["reopened", "junk", "not_me", "old"])
    def test_what_nobody_asks_about_is_not_there(self, today, a_no, dana, gone):
        loss = a_no("Sam", ago=timedelta(days=9) if gone == "old" else timedelta(hours=2))
        if gone == "reopened":
            reopen(loss.deal, by=dana)
        Deal.objects.filter(pk=loss.deal_id).update(left_out="test lead" if gone == "junk" else "")
        Loss.objects.filter(pk=loss.pk).update(not_me=gone == "not_me")
        assert kinds(today()) == []

    def test_a_colleague_s_things_are_not_mine(self, today, a_no, answered, ben):
        answered(a_no("Sam"))
        a_no("Walt")
        assert kinds(today(ben)) == []

    def test_the_second_rep_of_a_deal_has_its_things_too(self, today, a_no, answered, ben):
        loss = a_no("Sam")
        Deal.objects.filter(pk=loss.deal_id).update(partner=ben)
        answered(loss)
        assert kinds(today(ben)) == ["answered"]


class TestThePage:
    def test_the_first_day_is_kind_and_shows_where_to_begin(self, today):
        page = today().content.decode()
        assert "Nothing here yet, and that is fine." in page
        assert reverse("new_deal") in page
        assert reverse("no") in page

    def test_with_nothing_to_do_all_is_quiet(self, today, lakeside, dana):
        add_deal(lakeside, dana, first_name="Ann", unit="Cedar 19")
        assert "All quiet." in today().content.decode()

    def test_just_got_a_no_is_the_one_big_button(self, today, a_no, answered):
        answered(a_no("Sam"))
        page = today().content.decode()
        assert page.count('class="act main') == 1
        assert f'class="act main big" href="{reverse("no")}"' in page

    def test_it_looks_by_itself_well_within_a_minute_and_says_how_without_script(self, today):
        page = today().content.decode()
        assert 'hx-trigger="every 20s"' in page
        assert "<noscript>" in page
        assert page.count('id="today"') == 1

    def test_names_are_escaped(self, today, a_no, answered, lakeside, dana):
        answered(a_no("<script>alert(1)</script>"))
        tomorrow(lakeside, dana, "<img src=x onerror=alert(1)>")
        page = today().content.decode()
        assert "<script>alert" not in page
        assert "<img" not in page

    def test_hours_are_told_on_the_wall_of_the_deal_s_store(self, today, a_no, answered, hilltop, dana):
        Membership.objects.create(user=dana, store=hilltop, role=Role.REP)
        answered(a_no("Here"), wants=True)
        coming = add_deal(hilltop, dana, first_name="There", unit="Sloop 20")
        book(coming, at=now() + timedelta(days=1), by=dana)
        page = today().content.decode()
        assert "14:00" in page, "13:00 at Lakeside is 14:00 at Hilltop"

    def test_how_often_my_records_were_opened_this_week(self, today, a_no, answered, signed_in_as, maria):
        answer = answered(a_no("Sam"), opened_at=now())
        signed_in_as(maria).get(reverse("answer", args=[answer.pk]))
        assert "Your records were opened once this week." in today().content.decode()

    def test_three_hundred_deals_cost_no_more_queries_than_ten(self, today, a_no, answered, lakeside, dana):
        def queries():
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")  # as a database does by itself once rows are committed, which these never are
            with CaptureQueriesContext(connection) as caught:
                assert len(today().context["things"]) == 5
            return len(caught)

        def some(many):
            for n in range(many):
                loss = a_no(f"Buyer {n}", ago=timedelta(days=1, minutes=n))
                if n % 3 == 0:
                    answered(loss, wants=n % 2 == 0)
                elif n % 3 == 1:
                    tomorrow(lakeside, dana, f"Comer {n}", days=n % 9 + 1)

        some(10)
        few = queries()
        some(140)
        assert Deal.objects.count() >= 190
        assert queries() <= few + 20, "a few more plans are worked out, never one for each deal"
        assert queries() <= 110


class TestNeutral:
    @pytest.fixture
    def silent(self, a_no, dana):
        """Asked by text three days ago, no answer."""
        loss = a_no("Tess", ago=timedelta(days=3))
        with played_at(loss.at + timedelta(minutes=2)):
            asking.asked_in_person(loss, by=dana)
        return loss

    def test_who_could_use_a_second_voice_with_the_words_ready(self, today, silent, nia):
        page = today(nia).content.decode()
        assert "One could use a second voice" in page
        assert reverse("ask", args=[silent.pk]) in page
        assert "Just got a no" not in page, "she sells nothing"

    def test_nothing_of_another_store(self, today, silent, hilltop):
        stranger = works_at(hilltop, "Noor Aziz", Role.NEUTRAL)
        assert "Tess" not in today(stranger).content.decode()

    def test_an_answer_to_her_own_question_until_she_opened_it(self, today, silent, answered, nia, signed_in_as):
        with played_at(silent.at + timedelta(minutes=5)):
            silent.asks.all().delete()
        answer = answered(silent, by=nia, role=Role.NEUTRAL)
        assert kinds(today(nia)) == ["answered"]
        signed_in_as(nia).get(reverse("answer", args=[answer.pk]))
        assert kinds(today(nia)) == [], "though the rep has not opened it"

    def test_a_day_without_anything(self, today, nia):
        page = today(nia).content.decode()
        assert "All quiet." in page
        assert reverse("new_deal") not in page, "which is not there for her"
        assert reverse("no") not in page


def test_the_things_know_their_store(clock, a_no, dana, viewer_of):
    a_no("Sam")
    assert {thing.store.name for thing in things_for(viewer_of(dana))} == {"Lakeside RV"}
