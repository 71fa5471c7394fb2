"""One deal on one page: what each person finds there, what they do not, and that it costs the same however much it holds."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gametape.ask import answering, asking
from gametape.ask.models import Answer
from gametape.common.clock import now
from gametape.deals.adding import add_deal, book, note_moment
from gametape.deals.losing import dump, lose, reopen, seal, win
from gametape.deals.models import Deal, Loss, Moment
from gametape.deals.vocabulary import MASK
from gametape.people.models import AccessLog, Role

pytestmark = pytest.mark.django_db
NOON = "2026-06-13T17:00:00Z"
WORDS = "We loved it. The warranty on top broke it."


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def deal_page(signed_in_as, clock):
    """`deal_page(deal, dana)`: the page as this person's browser gets it."""

    def opened(deal, who):
        answer = signed_in_as(who).get(reverse("deal", args=[deal.pk]))
        assert answer.status_code == 200
        return answer.content.decode()

    return opened


@pytest.fixture
def answered(clock, sams_no, dana):
    """Dana asked face to face, and Sam answered; the rest is set by the test."""

    def answers(**columns):
        ask = asking.asked_in_person(sams_no, by=dana)
        clock.shift(timedelta(hours=1))
        answer = answering.send(ask, words=WORDS, submission="one", heard=Answer.Heard.PAGE)
        Answer.objects.filter(pk=answer.pk).update(**columns)
        answer.refresh_from_db()
        return answer

    return answers


class TestWhatItTells:
    def test_the_title_the_amount_and_the_moments_in_order(self, deal_page, clock, dana, sams_deal):
        note_moment(
            sams_deal, kind="figures", words="Three totals on the sheet", by=dana, at=now() - timedelta(minutes=20)
        )
        page = deal_page(sams_deal, dana)
        assert "<title>Sam, Meadowlark 27</title>" in page
        assert "$38,900" in page
        assert page.index("10:00") < page.index("Three totals on the sheet")

    @pytest.mark.parametrize(
        ("after", "title"),
        [
            ("lose", ": the one that got away<"),
            ("reopen", ": came back<"),
            ("win", ": the one that got away, and came back<"),
        ],
    )
    def test_the_title_says_how_it_stands(self, deal_page, dana, sams_no, after, title):
        if after != "lose":
            reopen(sams_no.deal, by=dana)
        if after == "win":
            win(sams_no.deal, by=dana)
        assert title in deal_page(sams_no.deal, dana)

    def test_an_open_deal_has_its_acts(self, deal_page, dana, sams_deal):
        page = deal_page(sams_deal, dana)
        for name in ("won", "appointment", "moment", "partner"):
            assert reverse(name, args=[sams_deal.pk]) in page
        assert f"{reverse('no')}?deal={sams_deal.pk}" in page
        assert reverse("be_back", args=[sams_deal.pk]) not in page

    def test_a_lost_one_has_others(self, deal_page, dana, sams_no):
        page = deal_page(sams_no.deal, dana)
        for there in (
            reverse("be_back", args=[sams_no.deal_id]),
            reverse("ask", args=[sams_no.pk]),
            reverse("undo", args=[sams_no.pk]),
        ):
            assert there in page
        assert f"{reverse('no')}?deal=" not in page

    def test_once_they_were_asked_it_was_no_mis_tap(self, deal_page, dana, sams_no):
        asking.asked_in_person(sams_no, by=dana)
        page = deal_page(sams_no.deal, dana)
        assert reverse("undo", args=[sams_no.pk]) not in page
        assert "You asked what you missed." in page

    def test_a_lost_one_ends_on_the_next_customer(self, deal_page, clock, dana, lakeside, sams_no):
        nguyens = add_deal(lakeside, dana, first_name="The Nguyens", unit="Pinecrest 32")
        book(nguyens, at=now() + timedelta(days=1), what="first visit", by=dana)
        page = deal_page(sams_no.deal, dana)
        assert "Your next customer" in page
        assert page.index("The Nguyens, Pinecrest 32") > page.index("The moments, in order")

    def test_what_a_crm_recorded_is_a_third_thing(self, deal_page, dana, sams_deal):
        Loss.objects.create(deal=sams_deal, where="recorded", recorded="Lost to competitor")
        Deal.objects.filter(pk=sams_deal.pk).update(state="lost")
        page = deal_page(sams_deal, dana)
        assert "Recorded in the CRM:" in page
        assert "Lost to competitor" in page

    @pytest.mark.parametrize(
        "reason", ["Could not get financing", "Bank said no", "Did not qualify", "Chapter 7", "Chemo"]
    )
    def test_and_what_is_private_in_it_is_the_mask(self, deal_page, dana, maria, sams_deal, reason):
        """The import puts what it knows behind the mask; this is for what it did not know, and for every other way in."""
        Loss.objects.create(deal=sams_deal, where="recorded", recorded=reason)
        for who in (dana, maria):
            page = deal_page(sams_deal, who)
            assert reason not in page
            assert f'Recorded in the CRM: <span dir="auto">{MASK}</span>' in page


class TestWhatIsPrivate:
    def test_the_call_and_the_facts_are_there_for_who_made_them(self, deal_page, dana, sams_no):
        dump(sams_no, words="He went quiet at the third total.", by=dana)
        page = deal_page(sams_no.deal, dana)
        assert "Your call: Price." in page
        assert "Already counting it" in page
        assert "He went quiet" in page
        assert "Only you see this." in page

    @pytest.mark.parametrize("who", ["maria", "ben"])
    def test_and_for_nobody_else_not_even_on_the_same_deal(self, request, deal_page, dana, sams_no, who):
        person = request.getfixturevalue(who)
        if who == "ben":
            Deal.objects.filter(pk=sams_no.deal_id).update(partner=person)
        dump(sams_no, words="He went quiet at the third total.", by=dana)
        page = deal_page(sams_no.deal, person)
        for private in ("Your call: Price", "Price", "ounting it", "He went quiet", "your best moment"):
            assert private not in page

    def test_a_question_that_waits_is_its_writer_s(self, deal_page, signed_in_as, dana, maria, sams_no):
        asking.write(sams_no, by=dana, role=Role.REP, channel="sms", words="What did I miss?")
        assert "Read them once more" in deal_page(sams_no.deal, dana)
        assert "Read them once more" not in deal_page(sams_no.deal, maria)


class TestTheAnswer:
    def test_the_rep_opens_it_and_the_words_are_not_on_this_page(self, deal_page, dana, answered):
        answer = answered()
        page = deal_page(answer.loss.deal, dana)
        assert reverse("answer", args=[answer.pk]) in page
        assert "warranty" not in page

    def test_before_one_s_own_call_there_is_only_the_way_to_it(self, deal_page, dana, answered):
        answer = answered()
        answer.loss.own_call.delete()
        page = deal_page(answer.loss.deal, dana)
        assert f"{reverse('call', args=[answer.loss_id])}?next=" in page
        assert f'href="{reverse("answer", args=[answer.pk])}"' not in page

    @pytest.mark.parametrize(
        "columns", [{"reader": "manager"}, {"reader": "store"}, {"held_for": "credit"}, {"held_for": "private"}]
    )
    def test_what_is_not_the_rep_s_is_one_mask(self, deal_page, dana, answered, columns):
        answer = answered(**columns)
        page = deal_page(answer.loss.deal, dana)
        assert MASK in page
        assert reverse("answer", args=[answer.pk]) not in page
        assert "answered" not in page

    def test_every_mask_is_the_same_page(self, deal_page, signed_in_as, dana, answered):
        answer, pages = answered(reader="manager"), set()
        for columns in ({"reader": "store"}, {"reader": "rep", "held_for": "credit"}, {"held_for": "private"}):
            pages.add(_plain(deal_page(answer.loss.deal, dana)))
            Answer.objects.filter(pk=answer.pk).update(**columns)
        assert len({*pages, _plain(deal_page(answer.loss.deal, dana))}) == 1

    def test_the_manager_waits_and_reads_until_when(self, deal_page, maria, answered, clock):
        answer = answered()
        page = deal_page(answer.loss.deal, maria)
        assert "Dana reads it first, until Sun 13:00." in page
        assert reverse("answer", args=[answer.pk]) not in page
        clock.shift(timedelta(hours=25))
        assert reverse("answer", args=[answer.pk]) in deal_page(answer.loss.deal, maria)

    def test_meant_for_the_store_it_is_masked_here_for_the_manager_from_the_first_hour_on(
        self, deal_page, maria, answered, clock
    ):
        answer = answered(reader="store")
        for _ in range(2):
            page = deal_page(answer.loss.deal, maria)
            assert MASK in page
            assert "reads it first" not in page
            assert reverse("answer", args=[answer.pk]) not in page
            clock.shift(timedelta(hours=25))


def _plain(page):
    """The page without its CSRF tokens, which are new each time."""
    return "\n".join(line for line in page.splitlines() if "csrf" not in line)


class TestOnesOwnLine:
    @pytest.mark.parametrize(("sure", "best"), [("counting", 22), ("good", 66), ("coin", 110)])
    def test_two_moments_are_drawn_as_one_s_own_and_told_in_words(self, deal_page, dana, sams_deal, sure, best):
        seal(lose(sams_deal, where="here", chip="price", by=dana).own_call, sure=sure)
        page = deal_page(sams_deal, dana)
        assert f'cx="38%" cy="{best}"' in page
        assert "It is your own call, not a calculation." in page

    def test_with_more_moments_and_no_line_it_stands_in_its_place_and_says_why(self, deal_page, dana, sams_deal):
        note_moment(sams_deal, kind="figures", by=dana)
        note_moment(sams_deal, kind="call", by=dana)
        seal(lose(sams_deal, where="here", chip="price", by=dana).own_call, sure="good")
        page = deal_page(sams_deal, dana)
        assert "It is your own call, not a calculation." in page
        assert "Two moments are too few" not in page
        assert reverse("chance") in page

    def test_unsealed_or_a_manager_s_view_draws_nothing(self, deal_page, dana, maria, sams_deal):
        loss = lose(sams_deal, where="here", chip="price", by=dana)
        assert "<svg" not in deal_page(sams_deal, dana)
        seal(loss.own_call, sure="good")
        assert "<svg" not in deal_page(sams_deal, maria)


class TestWhoLooked:
    def test_a_manager_s_look_is_written_down_and_the_rep_sees_it(self, deal_page, maria, dana, sams_deal):
        deal_page(sams_deal, maria)
        assert AccessLog.objects.get(who=maria, whose=dana).what == "the deal"
        page = deal_page(sams_deal, dana)
        assert "Who looked" in page
        assert "Maria" in page

    def test_the_reps_of_the_deal_leave_no_trace_on_each_other(self, deal_page, dana, ben, sams_deal):
        Deal.objects.filter(pk=sams_deal.pk).update(partner=ben)
        deal_page(sams_deal, dana)
        deal_page(sams_deal, ben)
        assert not AccessLog.objects.exists()

    def test_the_manager_does_not_see_who_else_looked(self, deal_page, maria, sams_deal):
        deal_page(sams_deal, maria)
        assert "Who looked" not in deal_page(sams_deal, maria)

    def test_a_manager_finds_no_act_of_a_rep(self, deal_page, maria, sams_no):
        page = deal_page(sams_no.deal, maria)
        assert "With Dana, who sees that you looked." in page
        for name, pk in [
            ("won", sams_no.deal_id),
            ("be_back", sams_no.deal_id),
            ("undo", sams_no.pk),
            ("facts", sams_no.pk),
        ]:
            assert reverse(name, args=[pk]) not in page


class TestWhoMayOpenIt:
    @pytest.mark.parametrize("who", ["ben", "rita", "mo", "ada", "frank", "nia", "olga"])
    def test_nobody_else(self, request, signed_in_as, sams_no, who):
        browser = signed_in_as(request.getfixturevalue(who))
        assert browser.get(reverse("deal", args=[sams_no.deal_id])).status_code == 404
        assert not AccessLog.objects.exists()

    def test_signed_out_the_way_in_comes_first(self, client, sams_deal):
        assert reverse("account_login") in client.get(reverse("deal", args=[sams_deal.pk]))["Location"]

    def test_a_made_up_number_is_nothing(self, signed_in_as, dana):
        assert signed_in_as(dana).get("/deals/99999999999999999999/").status_code == 404


def test_hostile_words_are_only_words_wherever_they_stand(deal_page, clock, lakeside, dana):
    nasty = "<script>alert(1)</script>"
    deal = add_deal(lakeside, dana, first_name=nasty, unit=nasty, how=nasty)
    book(deal, at=now() + timedelta(days=1), what=nasty, by=dana)
    loss = lose(deal, where="here", chip="price", by=dana)
    Loss.objects.filter(pk=loss.pk).update(recorded=nasty)
    dump(loss, words=nasty, by=dana)
    Deal.objects.filter(pk=deal.pk).update(left_out=nasty[:60], owner_named=nasty)
    assert "<script>alert" not in deal_page(deal, dana)


def test_a_deal_without_a_buyer_or_a_name_has_a_page(deal_page, clock, lakeside, dana):
    deal = Deal.objects.create(store=lakeside, owner=dana)
    assert "A deal without a name" in deal_page(deal, dana)


def test_two_hundred_moments_cost_the_queries_of_one(signed_in_as, clock, dana, sams_no):
    phone, address = signed_in_as(dana), reverse("deal", args=[sams_no.deal_id])

    def queries():
        with CaptureQueriesContext(connection) as caught:
            assert phone.get(address).status_code == 200
        return len(caught)

    queries()  # the first page of a week notes that they are still there
    few = queries()
    Moment.objects.bulk_create(Moment(deal=sams_no.deal, kind="note", words=f"{n}", by=dana) for n in range(200))
    for n in range(20):
        dump(sams_no, words=f"Fact {n}", by=dana)
    assert queries() == few <= 22
