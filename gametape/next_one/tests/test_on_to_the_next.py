"""Finishing anything lands on the next customer; after several no-sales the page is kinder, shorter, and tells nobody."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gametape.ask import answering, asking, handing
from gametape.common.clock import now, played_at
from gametape.deals.adding import add_deal, note_moment
from gametape.deals.losing import reopen, win
from gametape.lessons.models import Lesson
from gametape.next_one.models import Reminder
from gametape.next_one.streak import several_in_a_row
from gametape.people.models import Alert, Membership, Role
from gametape.sending.models import Message
from tests.frame.cast import works_at

pytestmark = pytest.mark.django_db
GO = "Go get ’em."


def body(response):
    return response.content.decode()


@pytest.fixture
def danas(signed_in_as, dana):
    return signed_in_as(dana)


@pytest.fixture
def on(danas):
    return lambda: danas.get(reverse("next"))


class TestTheNextCustomer:
    def test_is_the_soonest_appointment_with_the_way_to_its_card(self, on, nguyens):
        page = body(on())
        assert "On to Linh." in page
        assert "Thu" in page
        assert "10:30" in page
        assert reverse("card", args=[nguyens.pk]) in page

    def test_one_that_began_half_an_hour_ago_is_still_it(self, on, nguyens):
        with time_machine.travel(nguyens.next_at + timedelta(minutes=30), tick=False):
            assert "On to Linh." in body(on())
        with time_machine.travel(nguyens.next_at + timedelta(minutes=90), tick=False):
            assert "On to Linh." not in body(on())

    def test_the_reset_names_the_no_of_today_where_there_was_one(self, on, nguyens, a_no):
        assert reverse("reset") in body(on())
        loss = a_no("Walt", hours=2)
        assert reverse("reset_after", args=[loss.pk]) in body(on())

    def test_a_colleagues_customer_is_not_mine(self, signed_in_as, ben, nguyens):
        assert "Linh" not in body(signed_in_as(ben).get(reverse("next")))

    @pytest.mark.parametrize("name", ["<script>alert(1)</script>", "'; DROP TABLE", "🚐" * 40, "سام"])
    def test_a_hostile_name_stands_there_as_text(self, on, nguyens, name):
        nguyens.buyer.first_name = name
        nguyens.buyer.save()
        page = body(on())
        assert "<script>alert" not in page
        assert on().status_code == 200


class TestWithoutAnAppointment:
    def test_the_best_thing_to_do_now(self, on, wednesday, lakeside, dana):
        with played_at(now() - timedelta(days=5)):
            sam = add_deal(lakeside, dana, first_name="Sam", unit="Meadowlark 27", phone="+15075550142")
            note_moment(sam, kind="call", words="Asked whether it tows 5,000?", by=dana)
        page = body(on())
        assert "Sam asked something. Answer it." in page
        assert "Asked whether it tows 5,000?" in page
        assert reverse("deal", args=[sam.pk]) in page

    def test_somebody_who_said_stop_is_not_called(self, on, wednesday, lakeside, dana):
        with played_at(now() - timedelta(days=9)):
            sam = add_deal(lakeside, dana, first_name="Sam", unit="Meadowlark 27", phone="+15075550142")
        sam.buyer.stopped_at = now()
        sam.buyer.save()
        assert "Call Sam" not in body(on())

    def test_nothing_is_left(self, on, wednesday):
        assert "Whoever walks in next gets all of you." in body(on())


class TestTheLastLine:
    def test_in_the_evening_by_the_stores_clock_and_once(self, on, nguyens):
        assert GO not in body(on()), "13:00"
        with time_machine.travel("2026-06-17T23:00:00Z", tick=False):  # 18:00
            assert GO in body(on())
            assert GO not in body(on())

    def test_when_nothing_is_left_and_again_the_day_after(self, on, wednesday):
        assert GO in body(on())
        assert GO not in body(on())
        with time_machine.travel("2026-06-18T18:00:00Z", tick=False):
            assert GO in body(on())


class TestWhereAnActEnds:
    """Law 10: whatever a rep finishes, the next customer is what they see."""

    @pytest.fixture
    def lost(self, a_no):
        return a_no("Walt", hours=2)

    @pytest.fixture
    def waiting(self, a_no, dana):
        message = handing.keep(a_no("Priya", hours=27), kind="ask", by=dana, role="rep", channel="copy",
                               words="Priya, thank you for your time. What did I miss? Dana at Lakeside RV")  # fmt: skip
        Message.objects.filter(pk=message.pk).update(not_before=None)
        message.refresh_from_db()
        handing.hand_over(message, by=dana, channel="copy")
        return message

    @pytest.fixture
    def acts(self, lost, nguyens, a_lesson):
        of = {
            name: reverse(name, args=[lost.pk])
            for name in ("quiet", "they_said_stop", "not_me", "facts", "reset_after")
        }
        return {
            **of,
            "reset": reverse("reset"),
            "won": reverse("won", args=[lost.deal_id]),
            "partner": reverse("partner", args=[lost.deal_id]),
        }

    @pytest.mark.parametrize(
        "act", ["quiet", "they_said_stop", "not_me", "facts", "reset", "reset_after", "won", "partner"]
    )
    def test_of_a_rep_that_finishes_something(self, danas, acts, ben, nguyens, act):
        typed = {"sure": "yes", "words": "Three totals on one sheet.", "act": "over", "who": ben.pk}
        done = danas.post(acts[act], typed)
        assert (done.status_code, done.headers["Location"]) == (303, reverse("next"))
        assert "On to Linh." in body(danas.get(done.headers["Location"]))

    def ends(self, danas, address, typed):
        """Whether the act leads to the next customer, and nowhere else."""
        done = danas.post(address, typed)
        assert (done.status_code, done.headers["Location"]) == (303, reverse("next")), address
        assert "On to Linh." in body(danas.get(reverse("next")))

    def test_a_lesson_or_none(self, danas, lost, nguyens):
        self.ends(danas, reverse("draw", args=[lost.pk]), {"act": "none"})

    def test_a_review_that_rests(self, danas, lost, nguyens):
        self.ends(danas, reverse("tape", args=[lost.pk]), {"settle": "not_today"})

    @pytest.mark.parametrize("path", ["two", "ten"])
    def test_a_review_walked_to_its_end_with_nothing_typed(self, danas, lost, nguyens, path):
        here = danas.post(reverse("tape", args=[lost.pk]), {"settle": "fine", "path": path}).headers["Location"]
        walked = [here]
        while here != reverse("next"):
            act = "none" if "/lesson/" in here else "next"
            here = danas.post(here, {"act": act}).headers["Location"]
            walked.append(here)
            assert len(walked) < 20, walked
        assert "On to Linh." in body(danas.get(here))

    def test_a_save_and_what_came_of_it(self, danas, lost, nguyens, dana):
        ask = asking.asked_in_person(lost, by=dana)
        answer = answering.send(ask, words="The price was more than we wanted.", submission="s", heard="page")
        answering.add_the_rest(answer, closest=[], wants_answer=True)
        danas.get(reverse("save", args=[lost.pk]))
        self.ends(danas, reverse("save_outcome", args=[lost.pk]), {"outcome": "left"})

    def test_a_lesson_recalled_and_a_card_spoken_of(self, danas, nguyens, a_lesson, dana):
        a_lesson(days=3)
        danas.get(reverse("today"))
        looked = danas.post(reverse("recall", args=[Reminder.objects.get().pk]), {"said": ""})
        assert reverse("next") in body(looked)
        shown = Reminder.objects.create(lesson=Lesson.objects.get(), user=dana, deal=nguyens)
        self.ends(danas, reverse("lesson_used", args=[shown.pk]), {"used": "helped"})

    def test_the_question_went_out(self, danas, waiting, nguyens):
        done = danas.post(reverse("went_out", args=[waiting.pk]))
        assert (done.status_code, done.headers["Location"]) == (303, reverse("next"))
        page = body(danas.get(done.headers["Location"]))
        assert "It went out. Now it is their turn." in page
        assert "On to Linh." in page

    def test_the_line_changes_with_the_event(self, danas, acts, nguyens):
        said = []
        for act in ("quiet", "won"):
            danas.post(acts[act])
            said.append(body(danas.get(reverse("next"))))
        assert "You asked. That is your part, and it is done." in said[0]
        assert "Walt, Cedar 19 bought." in said[1]

    def test_whoever_is_no_rep_goes_to_their_own_first_page(self, signed_in_as, maria, nia, wednesday):
        for person in (maria, nia):
            assert signed_in_as(person).get(reverse("next")).headers["Location"] == reverse("front")


class TestAfterSeveral:
    @pytest.fixture
    def three(self, a_no):
        return [a_no(name, hours=hours) for name, hours in (("Walt", 30), ("Priya", 20), ("Tom", 2))]

    def test_three_in_a_row_and_no_fewer(self, a_no, viewer_of, dana):
        for n, several in ((1, False), (2, False), (3, True)):
            a_no(f"Walt {n}", hours=n)
            assert several_in_a_row(viewer_of(dana)) is several

    def test_a_deal_that_was_won_since_ends_it(self, three, nguyens, viewer_of, dana):
        assert several_in_a_row(viewer_of(dana))
        win(nguyens, by=dana)
        assert not several_in_a_row(viewer_of(dana))

    def test_a_be_back_and_a_colleagues_are_not_counted(self, three, viewer_of, dana, ben):
        reopen(three[1].deal, by=dana)
        assert not several_in_a_row(viewer_of(dana))
        assert not several_in_a_row(viewer_of(ben))

    def test_what_is_long_ago_is_over(self, a_no, viewer_of, dana):
        for n in range(3):
            a_no(f"Walt {n}", hours=24 * (31 + n))
        assert not several_in_a_row(viewer_of(dana))

    def test_the_page_is_kinder_and_shorter(self, on, three, nguyens):
        page = body(on())
        assert "A few in a row." in page
        assert "On to Linh." in page
        assert page.index(reverse("reset_after", args=[three[2].pk])) < page.index(
            reverse("card", args=[nguyens.pk])
        ), "oneself first"
        assert "All of today" not in page

    def test_today_is_kinder_and_shorter_too_and_the_rest_is_one_tap_away(self, danas, three, nguyens):
        for loss in three:
            loss.own_call.sealed_at = None
            loss.own_call.save()
        short, all_of_it = body(danas.get(reverse("today"))), body(danas.get(reverse("today") + "?all"))
        assert "A few in a row." in short
        assert "The rest can wait." in short
        assert "Linh" in short
        assert short.count(reverse("call", args=[three[0].pk])) == 0
        assert all(reverse("call", args=[loss.pk]) in all_of_it for loss in three)

    def test_it_tells_nobody(self, danas, three, nguyens, maria, olga, ada, signed_in_as, caplog):
        """No row, no alert, no line in the log, and no other page that says so. Where a no-sale stands on the list of
        those to ask is noted whenever that moves, and has nothing to do with it."""
        before = {table: rows(table) for table in tables()}
        with caplog.at_level(logging.DEBUG, logger="gametape"):
            danas.get(reverse("next"))
            danas.get(reverse("today"))
        aside = {"django_session", "win_probability_place"}
        assert {table: rows(table) for table in before.keys() - aside} == {
            table: n for table, n in before.items() if table not in aside
        }
        assert caplog.records == []
        assert not Alert.objects.exists()
        for person, names in (
            (maria, ["monday", "deals", "me"]),
            (olga, ["people", "said", "me"]),
            (ada, ["said", "me"]),
        ):
            for name in names:
                assert "in a row" not in body(signed_in_as(person).get(reverse(name)))
        assert "in a row" not in body(signed_in_as(maria).get(reverse("deal", args=[three[0].deal_id])))

    def test_a_manager_who_sells_sees_it_of_their_own_deals_alone(self, three, lakeside, signed_in_as):
        both = works_at(lakeside, "Mina Sells", Role.REP)
        Membership.objects.create(user=both, store=lakeside, role=Role.ADMIN)
        assert "in a row" not in body(signed_in_as(both).get(reverse("next")))


def tables():
    return connection.introspection.table_names()


def rows(table):
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{table}"')
        return cursor.fetchone()[0]


def test_many_open_deals_cost_the_queries_of_one(on, wednesday, lakeside, dana):
    def another(n):
        with played_at(now() - timedelta(days=9)):
            add_deal(lakeside, dana, first_name=f"Sam {n}", unit="Cedar 24", phone=f"+1507555{n:04d}")

    def cost():
        with CaptureQueriesContext(connection) as caught:
            assert on().status_code == 200
        return len(caught)

    another(0)
    on(), on()
    once = cost()
    for n in range(1, 30):
        another(n)
    assert cost() == once


def test_no_answer_is_opened_by_passing_by(danas, a_no, nguyens, dana):
    """An answer that came is not opened by this page."""
    ask = asking.asked_in_person(a_no("Walt", hours=2), by=dana)
    answer = answering.send(ask, words="You were great with the kids.", submission="s", heard="page")
    danas.get(reverse("next"))
    danas.get(reverse("reset"))
    answer.refresh_from_db()
    assert answer.opened_at is None
