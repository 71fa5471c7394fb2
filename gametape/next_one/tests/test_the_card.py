"""The card before an appointment: at most three lessons and why each, written down once; what it did, counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gametape.ask import answering, asking
from gametape.common.clock import now, played_at
from gametape.deals.adding import add_deal, book, note_moment
from gametape.deals.losing import lose, reopen, win
from gametape.deals.models import Deal
from gametape.lessons.fitting import fits_of
from gametape.lessons.models import Lesson
from gametape.next_one import bringing, using
from gametape.next_one.counting_uses import KNOWN_AFTER, Card, count, count_a_little, counts, outcome, uncounted
from gametape.next_one.models import Reminder
from gametape.next_one.withholding import Drawn
from gametape.reasons import finding

pytestmark = pytest.mark.django_db
ABSENT = "someone who decides is not here"
FIGURES = "I show figures on a first visit"


def body(response):
    return response.content.decode()


@pytest.fixture
def danas(signed_in_as, dana):
    return signed_in_as(dana)


@pytest.fixture
def fits(a_lesson):
    """`fits(ABSENT)`: a lesson that fits the Nguyens."""

    def drawn(trigger=ABSENT, **columns):
        return a_lesson(trigger=trigger, fits=fits_of(trigger), **columns)

    return drawn


@pytest.fixture
def linhs(nguyens, dana):
    """Linh's deal: his father has a say and stays at home."""
    note_moment(nguyens, kind="call", words="His father has a say and stays at home.", by=dana)
    return nguyens


@pytest.fixture
def card(danas, linhs):
    return lambda who=danas: who.get(reverse("card", args=[linhs.pk]))


@pytest.fixture
def nobody_withholds(monkeypatch):
    monkeypatch.setattr(bringing, "draw", lambda fits, *, deal: [Drawn(fit.lesson, False, False) for fit in fits])


def triggers(response):
    return [one.lesson.trigger for one in response.context["lessons"]]


class TestWhatStandsOnIt:
    def test_the_customer_what_was_noted_and_the_fundamentals(self, card):
        page = body(card())
        assert "Linh" in page
        assert "Pinecrest 32" in page
        assert "first visit" in page
        assert "His father has a say and stays at home." in page
        assert "Noted: call" in page
        assert page.count('type="checkbox"') == 9
        assert "I asked for a decision" in page
        assert "Ninety seconds" in page

    def test_the_ticks_have_no_name_and_no_address_so_they_go_nowhere(self, card):
        ticks = body(card()).split("data-ticks")[1].split("</form>")[0]
        assert "name=" not in ticks
        assert "action=" not in ticks
        assert "<button" not in ticks

    def test_the_buyers_own_words_where_this_rep_has_opened_them(self, danas, a_no, dana):
        loss = a_no("Walt", hours=72)
        with played_at(now() - timedelta(hours=60)):
            answer = answering.send(
                asking.asked_in_person(loss, by=dana), words="The rails.", submission="s", heard="page"
            )
            finding.pick(answer, leaf="FIT.TASTE", quote="", by=dana)
        reopen(loss.deal, by=dana)
        book(loss.deal, at=now() + timedelta(hours=2), by=dana)
        address = reverse("card", args=[loss.deal_id])
        assert "The rails." not in body(danas.get(address)), "nobody opened it yet"
        danas.get(reverse("answer", args=[answer.pk]))
        page = body(danas.get(address))
        assert "The rails." in page
        assert "Walt, in their own words" in page

    def test_what_is_private_does_not_lie_on_a_desk(self, danas, linhs, card, dana):
        note_moment(linhs, kind="note", words="Her credit score was 540.", by=dana)
        assert "score was 540" not in body(card())

    @pytest.mark.parametrize("words", ["<script>alert(1)</script>", "'; DROP TABLE", "🚐" * 80, "سام"])
    def test_hostile_text_is_text(self, danas, linhs, card, fits, dana, words):
        fits(do=words)
        note_moment(linhs, kind="note", words=words, by=dana)
        linhs.buyer.first_name = words[:80]
        linhs.buyer.save()
        page = card()
        assert page.status_code == 200
        assert "<script>alert" not in body(page)


class TestTheLessons:
    def test_why_it_is_here_whose_it_is_and_how_it_does(self, card, fits):
        fits()
        page = body(card())
        assert f"When {ABSENT}, I record" in page
        assert "Yours." in page
        assert "Here because" in page
        assert "stays at home" in page
        assert "Trying it." in page
        Lesson.objects.update(shown=2, used=2, helped=1)
        assert "Trying it: used 2, said to help 1." in body(card())

    def test_at_most_three_one_of_ones_own_first(self, card, fits, ben, nobody_withholds):
        for n in range(5):
            fits(owner=ben, shared=True, do=f"do the thing {n}")
        mine = fits()
        lessons = card().context["lessons"]
        assert len(lessons) == 3
        assert lessons[0].lesson == mine
        assert [one.whose for one in lessons] == ["Yours.", "The team’s.", "The team’s."]

    def test_what_a_colleague_keeps_for_themselves_is_on_nobodys_card(self, card, fits, ben):
        fits(owner=ben)
        assert triggers(card()) == []

    def test_what_does_not_fit_is_not_shown(self, card, fits):
        fits("they ask about the warranty twice")
        assert triggers(card()) == []
        assert "No lesson fits this one yet" in body(card())

    def test_it_is_written_down_once_however_often_it_is_opened(self, card, fits):
        fits()
        for _ in range(3):
            card()
        row = Reminder.objects.get()
        assert (row.kind, row.withheld, row.by_chance) == ("card", False, False)
        assert "stays at home" in row.why

    def test_edited_while_it_is_shown_it_stands_there_as_it_is_now(self, card, fits):
        lesson = fits()
        card()
        Lesson.objects.filter(pk=lesson.pk).update(do="call the father from the lot")
        assert "call the father from the lot" in body(card())
        assert Reminder.objects.count() == 1

    def test_dropped_or_taken_back_it_is_gone_and_another_takes_its_place(self, card, fits, ben, nobody_withholds):
        theirs = fits(owner=ben, shared=True)
        assert len(triggers(card())) == 1
        Lesson.objects.filter(pk=theirs.pk).update(shared_at=None, changed_at=now())
        assert triggers(card()) == []
        fits()
        assert len(triggers(card())) == 1

    def test_two_tabs_at_once_write_one_row(self, linhs, fits, dana, viewer_of, monkeypatch):
        lesson = fits()
        Reminder.objects.create(lesson=lesson, deal=linhs, user=dana)
        monkeypatch.setattr(bringing, "_there", lambda viewer, deal: [])
        bringing.bring(viewer_of(dana), linhs)
        assert Reminder.objects.count() == 1

    def test_one_that_was_on_three_cards_and_used_on_none_steps_back(
        self, danas, fits, lakeside, dana, viewer_of, linhs
    ):
        worn = fits()
        fresh = fits(do="call the one who is absent before figures")
        for n in range(3):
            deal = add_deal(lakeside, dana, first_name=f"B{n}", unit="Cedar 24")
            Reminder.objects.create(lesson=worn, deal=deal, user=dana)
        order = [one.lesson for one in bringing.bring(viewer_of(dana), linhs)]
        assert order[0] == fresh

    def test_a_closed_deal_gets_no_new_ones(self, card, fits, linhs, dana):
        lose(linhs, where="here", chip="price", by=dana)
        fits()
        assert triggers(card()) == []
        assert not Reminder.objects.exists()


class TestWithholding:
    def team(self, fits, ben, n):
        return [fits(owner=ben, shared=True, do=f"do the thing {number}") for number in range(n)]

    def test_what_is_withheld_is_a_row_and_not_on_the_card(self, card, fits, ben, linhs, monkeypatch):
        self.team(fits, ben, 2)
        monkeypatch.setattr(
            bringing, "draw",
            lambda fits, *, deal: [replace(Drawn(fit.lesson, True, False), withheld=n == 0) for n, fit in enumerate(fits)],
        )  # fmt: skip
        assert len(triggers(card())) == 1
        assert sorted(Reminder.objects.values_list("by_chance", "withheld")) == [(True, False), (True, True)]
        withheld = Reminder.objects.get(withheld=True)
        assert body(card()).count("do the thing") == 1
        assert withheld.lesson.do not in body(card())

    def test_nobody_taps_on_what_they_did_not_see(self, danas, linhs, fits, dana):
        row = Reminder.objects.create(lesson=fits(), deal=linhs, user=dana, by_chance=True, withheld=True)
        assert danas.post(reverse("lesson_used", args=[row.pk]), {"used": "used"}).status_code == 404

    def test_the_only_one_that_fits_is_always_there(self, danas, fits, ben, lakeside, dana, viewer_of):
        self.team(fits, ben, 1)
        for n in range(12):
            deal = add_deal(lakeside, dana, first_name=f"B{n}", unit="Cedar 24", how="His wife is not here.")
            assert len(bringing.bring(viewer_of(dana), deal)) == 1

    def test_ones_own_is_never_withheld_even_when_shared(self, fits, lakeside, dana, viewer_of):
        fits(shared=True)
        fits(shared=True, do="call them together")
        for n in range(12):
            deal = add_deal(lakeside, dana, first_name=f"B{n}", unit="Cedar 24", how="His wife is not here.")
            assert len(bringing.bring(viewer_of(dana), deal)) == 2
        assert not Reminder.objects.filter(by_chance=True).exists()


class TestAfterwards:
    @pytest.fixture
    def shown(self, card, fits, linhs):
        fits()
        card()
        return Reminder.objects.get()

    @pytest.mark.parametrize("said", ["used", "helped", "not_used"])
    def test_one_tap_and_on_to_the_next(self, danas, shown, linhs, said):
        with time_machine.travel(linhs.next_at + timedelta(hours=2), tick=False):
            assert "did you use it?" in body(danas.get(reverse("next")))
            assert "Did the lesson help with Linh?" in body(danas.get(reverse("today")))
            for _ in range(2):
                done = danas.post(reverse("lesson_used", args=[shown.pk]), {"used": said})
            assert (done.status_code, done.headers["Location"]) == (303, reverse("next"))
            assert "did you use it?" not in body(danas.get(reverse("next")))
        shown.refresh_from_db()
        assert shown.used == said

    def test_before_the_appointment_nobody_asks(self, danas, shown, card):
        assert "did you use it?" not in body(danas.get(reverse("next")))
        assert reverse("lesson_used", args=[shown.pk]) not in body(card())

    def test_after_a_week_nobody_asks_any_more(self, shown, linhs, viewer_of, dana):
        with time_machine.travel(now() + timedelta(days=6), tick=False):
            assert using.to_tell(viewer_of(dana)) == [shown]
        with time_machine.travel(now() + timedelta(days=8), tick=False):
            assert using.to_tell(viewer_of(dana)) == []

    def test_what_is_no_answer_is_refused(self, danas, shown):
        assert danas.post(reverse("lesson_used", args=[shown.pk]), {"used": "<script>"}).status_code == 422

    def test_it_is_nobody_elses(self, shown, signed_in_as, ben, maria, olga):
        for person in (ben, maria, olga):
            assert (
                signed_in_as(person).post(reverse("lesson_used", args=[shown.pk]), {"used": "used"}).status_code == 404
            )


class TestCounting:
    CARD = Card(deal=1, by_chance=True, withheld=False, used="", used_on=None, good=None)

    def test_what_was_shown_used_and_helped(self):
        told = counts([
            replace(self.CARD, by_chance=False, used="helped", used_on=date(2026, 6, 3)),
            replace(self.CARD, deal=2, used="used", used_on=date(2026, 6, 5)),
            replace(self.CARD, deal=3, used="not_used", used_on=date(2026, 6, 9)),
            replace(self.CARD, deal=4, withheld=True),
        ])  # fmt: skip
        assert (told.shown, told.used, told.helped, told.last_used) == (3, 2, 1, date(2026, 6, 5))

    def test_only_where_chance_decided_and_the_end_is_known(self):
        told = counts([
            replace(self.CARD, deal=1, good=True),
            replace(self.CARD, deal=2, good=None),
            replace(self.CARD, deal=3, withheld=True, good=False),
            replace(self.CARD, deal=4, by_chance=False, good=True),
        ])  # fmt: skip
        assert (told.by_chance_shown, told.good_shown, told.by_chance_withheld, told.good_withheld) == (1, 1, 1, 0)

    def test_a_deal_with_two_readers_counts_once_and_not_at_all_when_one_saw_it_anyway(self):
        twice = [replace(self.CARD, good=True)] * 2
        assert counts(twice).by_chance_shown == 1
        mixed = [replace(self.CARD, withheld=True, good=True), replace(self.CARD, by_chance=False, good=True)]
        assert counts(mixed).by_chance_withheld == counts(mixed).by_chance_shown == 0

    @pytest.mark.parametrize(
        ("state", "booked", "days", "good"),
        [
            ("won", False, 1, True),
            ("lost", True, 1, False),
            ("open", True, 1, True),
            ("open", False, 1, None),
            ("open", False, 14, False),
        ],
    )
    def test_what_came_of_a_deal(self, state, booked, days, good):
        assert outcome(state, booked=booked, shown_at=now() - timedelta(days=days), at=now()) is good

    def test_the_worker_counts_what_moved_and_then_rests(self, linhs, fits, dana, card):
        lesson = fits()
        card()
        assert count_a_little() == 1
        lesson.refresh_from_db()
        assert (lesson.shown, lesson.used) == (1, 0)
        assert count_a_little() == 0
        with time_machine.travel(now() + timedelta(hours=1), tick=False):
            using.used(Reminder.objects.get(), "helped")
            assert count_a_little() == 1
            assert count_a_little() == 0
        lesson.refresh_from_db()
        assert (lesson.shown, lesson.used, lesson.helped) == (1, 1, 1)
        with time_machine.travel(now() + timedelta(hours=2), tick=False):
            win(linhs, by=dana)
            assert count_a_little() == 1
            assert "used 1, said to help 1" in body(card())

    def test_a_deal_left_lying_is_counted_when_its_time_is_up(self, linhs, fits, dana):
        Reminder.objects.create(lesson=fits(), deal=linhs, user=dana, by_chance=True)
        count_a_little()
        assert not uncounted().exists()
        with time_machine.travel(now() + KNOWN_AFTER, tick=False):
            assert uncounted().exists()
            count_a_little()
            assert not uncounted().exists()

    def test_thirty_each_and_a_clear_difference_make_it_work(self, fits, lakeside, dana, ben):
        lesson = fits(owner=ben, shared=True)
        for n in range(70):
            deal = add_deal(lakeside, dana, first_name=f"B{n}", unit="Cedar 24")
            Reminder.objects.create(lesson=lesson, deal=deal, user=dana, by_chance=True, withheld=n % 2 == 1,
                                    used="used" if n % 2 == 0 else "", done_at=now())  # fmt: skip
            Deal.objects.filter(pk=deal.pk).update(state="won" if n % 2 == 0 and n % 6 else "lost")
        assert count(lesson).status == Lesson.Status.PROVEN


def test_who_opens_a_card(signed_in_as, linhs, ben, maria, ada, frank, nia, olga, rita, mo):
    for person in (ben, maria, ada, frank, nia, olga, rita, mo):
        for name in ("card", "friday"):
            assert signed_in_as(person).get(reverse(name, args=[linhs.pk])).status_code == 404


def test_many_lessons_cost_the_queries_of_three(card, fits, ben):
    for n in range(3):
        fits(owner=ben, shared=True, do=f"do the thing {n}")

    def cost():
        with CaptureQueriesContext(connection) as caught:
            card()
        return len(caught)

    card(), card()
    once = cost()
    for n in range(40):
        fits(owner=ben, shared=True, do=f"do the other thing {n}")
    card()
    assert cost() == once
