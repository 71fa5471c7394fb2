"""Just got a no, as pages: three taps to the question, a walk-in in the same breath, nothing twice, nobody else's."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from gametape.common.clock import now
from gametape.deals import seeing
from gametape.deals.adding import add_deal, book
from gametape.deals.losing import lose, reopen, seal, win
from gametape.deals.models import Deal, Dump, Loss, Moment, OwnCall
from gametape.deals.tests.tapping import form_with
from gametape.people.may import Viewer
from gametape.people.models import Buyer, Membership, Role
from tests.frame.skips import other_database

pytestmark = pytest.mark.django_db
HOSTILE = ["<script>alert(1)</script>", "'; DROP TABLE deals_deal; --", "😀 مرحبا \u202egnitlem", "a\x00b"]
NOON = "2026-06-13T17:00:00Z"  # a Saturday, 12:00 at Lakeside


@pytest.fixture(autouse=True)
def saturday_noon():
    with time_machine.travel(NOON, tick=True):
        yield


def walk_in(**more):
    return {"where": "here", "call": "price", "first_name": "Walt", "unit": "Cedar 19", "once": "form-1", **more}


def called(loss, by, chip="price"):
    return OwnCall.objects.get(loss=loss, by=by, chip=chip)


class TestThreeTaps:
    def test_just_got_a_no_then_the_chip_then_how_sure_and_the_line_is_next(self, signed_in_as, dana, sams_deal):
        phone = signed_in_as(dana)
        first = phone.get(reverse("no"))  # tap 1: the big button of the first page
        form = form_with(first.content.decode(), "Price")
        second = phone.post(form.action, form.tapped("Price"), follow=True)  # tap 2
        form = form_with(second.content.decode(), "Already counting it")
        third = phone.post(form.action, form.tapped("Already counting it"))  # tap 3
        loss = Loss.objects.get(deal=sams_deal)
        assert third.status_code == 303
        assert third["Location"] == reverse("here", args=[loss.pk])
        assert loss.where == "here"
        assert called(loss, dana).sealed_at is not None
        assert called(loss, dana).sure == "counting"

    @pytest.mark.parametrize("where", ["drove_off", "phone"])
    def test_whoever_is_gone_is_asked_later(self, signed_in_as, dana, sams_deal, where):
        phone = signed_in_as(dana)
        phone.post(reverse("no"), {"deal": sams_deal.pk, "where": where, "call": "no_idea"})
        loss = Loss.objects.get()
        answer = phone.post(reverse("call", args=[loss.pk]), {"sure": "coin"})
        assert answer["Location"] == reverse("ask", args=[loss.pk])


class TestWhichDeal:
    def test_the_one_that_moved_last_today_is_picked_and_says_since_when(self, signed_in_as, dana, lakeside, sams_deal):
        page = signed_in_as(dana).get(reverse("no"))
        assert page.context["deal"] == sams_deal
        assert "on the floor since 10:00" in page.content.decode()

    def test_nothing_is_picked_when_nothing_moved_today(self, signed_in_as, dana, sams_deal):
        with time_machine.travel("2026-06-15T17:00:00Z"):
            page = signed_in_as(dana).get(reverse("no"))
        assert page.context["deal"] is None
        assert page.context["earlier"] == [sams_deal]

    def test_a_deal_in_the_address_is_picked(self, signed_in_as, dana, lakeside, sams_deal):
        other = add_deal(lakeside, dana, first_name="Priya", unit="Ridgeline 24")
        page = signed_in_as(dana).get(reverse("no"), {"deal": sams_deal.pk})
        assert page.context["deal"] == sams_deal
        assert page.context["today"] == [other]

    def test_junk_closed_deals_and_colleagues_deals_are_not_offered(self, signed_in_as, dana, ben, lakeside, sams_deal):
        add_deal(lakeside, ben, first_name="Ben’s", unit="Harbor 31")
        Deal.objects.filter(pk=add_deal(lakeside, dana, first_name="Test", unit="Test").pk).update(left_out="test lead")
        win(add_deal(lakeside, dana, first_name="Bought", unit="Cedar"), by=dana)
        page = signed_in_as(dana).get(reverse("no"))
        assert [page.context["deal"], *page.context["today"], *page.context["earlier"]] == [sams_deal]

    def test_a_split_deal_is_offered_to_both(self, signed_in_as, ben, sams_deal):
        Deal.objects.filter(pk=sams_deal.pk).update(partner=ben)
        assert signed_in_as(ben).get(reverse("no")).context["deal"] == sams_deal

    def test_no_deal_and_no_name_says_what_to_do_and_keeps_the_rest(self, signed_in_as, dana):
        page = signed_in_as(dana).post(reverse("no"), {"where": "phone", "call": "price", "once": "kept"})
        assert page.status_code == 422
        assert "Which deal was it?" in page.content.decode()
        assert 'value="phone" checked' in page.content.decode()
        assert 'value="kept"' in page.content.decode()


class TestAWalkIn:
    def test_deal_and_loss_come_in_one_act(self, signed_in_as, dana, sams_deal):
        answer = signed_in_as(dana).post(reverse("no"), walk_in(deal=sams_deal.pk, phone="608 555 0143"))
        loss = Loss.objects.get()
        assert answer["Location"] == reverse("call", args=[loss.pk])
        assert str(loss.deal) == "Walt, Cedar 19"
        assert loss.deal.buyer.phone == "+16085550143"
        assert loss.deal.owner == dana
        assert called(loss, dana).sealed_at is None
        sams_deal.refresh_from_db()
        assert sams_deal.state == "open"

    def test_two_taps_are_one_deal_and_one_loss(self, signed_in_as, dana):
        phone = signed_in_as(dana)
        first, second = (phone.post(reverse("no"), walk_in()) for _ in range(2))
        assert first["Location"] == second["Location"]
        assert (Deal.objects.count(), Loss.objects.count(), Moment.objects.filter(kind="no").count()) == (1, 1, 1)

    def test_going_back_to_the_same_form_for_somebody_else_is_another_deal(self, signed_in_as, dana):
        phone = signed_in_as(dana)
        phone.post(reverse("no"), walk_in())
        phone.post(reverse("no"), walk_in(first_name="Priya"))
        assert sorted(str(loss.deal) for loss in Loss.objects.all()) == ["Priya, Cedar 19", "Walt, Cedar 19"]

    def test_half_a_walk_in_keeps_what_was_typed_and_leaves_no_deal(self, signed_in_as, dana):
        page = signed_in_as(dana).post(reverse("no"), walk_in(unit="", phone="608 555 0143"))
        assert page.status_code == 422
        assert 'id="unit-refused"' in page.content.decode()
        assert 'value="Walt"' in page.content.decode()
        assert 'value="608 555 0143"' in page.content.decode()
        assert not Buyer.objects.exists()

    def test_without_a_call_nothing_is_kept_not_even_the_deal(self, signed_in_as, dana):
        page = signed_in_as(dana).post(reverse("no"), walk_in(call=""))
        assert page.status_code == 422
        assert "Pick what you think it was" in page.content.decode()
        assert not Deal.objects.exists()

    @pytest.mark.parametrize("field", ["first_name", "unit", "phone"])
    @pytest.mark.parametrize("hostile", HOSTILE)
    def test_hostile_words_are_only_words(self, signed_in_as, dana, field, hostile):
        phone = signed_in_as(dana)
        page = phone.post(reverse("no"), walk_in(**{field: hostile}), follow=True)
        assert page.status_code == 200
        assert "<script>alert" not in page.content.decode()
        assert Deal.objects.count() == 1

    @pytest.mark.parametrize("field", ["first_name", "unit", "phone"])
    def test_a_hundred_thousand_letters_are_refused_and_still_there(self, signed_in_as, dana, field):
        page = signed_in_as(dana).post(reverse("no"), walk_in(**{field: "x" * 100_000}))
        assert page.status_code == 422
        assert "longer than this box keeps" in page.content.decode()
        assert "x" * 100_000 in page.content.decode()
        assert not Deal.objects.exists()


class TestOnlyOnes:
    def test_a_second_tap_on_the_same_deal_gives_the_same_loss(self, signed_in_as, dana, sams_deal):
        phone = signed_in_as(dana)
        taps = [phone.post(reverse("no"), {"deal": sams_deal.pk, "where": "here", "call": "price"}) for _ in range(2)]
        assert taps[0]["Location"] == taps[1]["Location"]
        assert Loss.objects.count() == 1

    def test_whoever_was_first_on_a_split_deal_is_named(self, signed_in_as, dana, ben, sams_deal):
        Deal.objects.filter(pk=sams_deal.pk).update(partner=ben)
        lose(sams_deal, where="here", chip="price", by=dana)
        page = signed_in_as(ben).post(reverse("no"), {"deal": sams_deal.pk, "where": "here", "call": "not_ready"})
        assert page.status_code == 422
        assert "Dana already logged this no, at 12:00." in page.content.decode()
        assert "Price" not in page.content.decode().split("Where are they now")[0]

    def test_a_bought_one_is_reopened_first(self, signed_in_as, dana, sams_deal):
        win(sams_deal, by=dana)
        page = signed_in_as(dana).post(reverse("no"), {"deal": sams_deal.pk, "where": "here", "call": "price"})
        assert page.status_code == 422
        assert "Reopen it first" in page.content.decode()


class TestWhoMayLogANo:
    @pytest.mark.parametrize("who", ["ben", "rita"])
    def test_a_colleague_or_a_stranger_finds_nothing_there(self, request, signed_in_as, sams_deal, who):
        browser = signed_in_as(request.getfixturevalue(who))
        assert browser.get(reverse("no"), {"deal": sams_deal.pk}).status_code == 404
        sent = {"deal": sams_deal.pk, "where": "here", "call": "price"}
        assert browser.post(reverse("no"), sent).status_code == 404
        assert not Loss.objects.exists()

    @pytest.mark.parametrize("who", ["maria", "ada", "frank", "nia", "olga", "mo"])
    def test_who_does_not_sell_has_no_such_page(self, request, signed_in_as, who):
        assert signed_in_as(request.getfixturevalue(who)).get(reverse("no")).status_code == 404

    @pytest.mark.parametrize("deal", ["abc", "-1", "99999999999999999999999", "1 OR 1=1", "²"])
    def test_a_made_up_number_is_nothing(self, signed_in_as, dana, deal):
        assert signed_in_as(dana).get(reverse("no"), {"deal": deal}).status_code == 404

    def test_signed_out_the_way_in_comes_first(self, client, sams_no):
        for address in [reverse("no"), reverse("call", args=[sams_no.pk]), reverse("facts", args=[sams_no.pk])]:
            assert reverse("account_login") in client.get(address)["Location"]

    def test_without_the_form_s_own_token_nothing_is_logged(self, dana, sams_deal):
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(dana, backend="django.contrib.auth.backends.ModelBackend")
        sent = {"deal": sams_deal.pk, "where": "here", "call": "price"}
        assert browser.post(reverse("no"), sent).status_code == 403


@pytest.fixture
def fresh_no(sams_deal, dana):
    """Logged and called, not sealed."""
    return lose(sams_deal, where="here", chip="price", by=dana)


class TestHowSure:
    def test_beliefs_and_leaves_go_along_with_the_tap(self, signed_in_as, dana, fresh_no):
        sent = {"sure": "good", "prepared": "yes", "money_right": "no", "liked_me": "", "leaves": ["PRI.OVER_BUDGET"]}
        page = signed_in_as(dana).get(reverse("call", args=[fresh_no.pk]))
        leaf = page.context["leaves"][0].code
        signed_in_as(dana).post(reverse("call", args=[fresh_no.pk]), {**sent, "leaves": [leaf, "CRE.DECLINED", "x"]})
        call = called(fresh_no, dana)
        assert (call.prepared, call.presented, call.money_right, call.liked_me) == (True, None, False, None)
        assert call.leaves == [leaf]

    @pytest.mark.parametrize("chip", ["payment_or_trade", "not_ready", "price", "something_i_did"])
    def test_nobody_is_asked_to_guess_at_private_things(self, signed_in_as, dana, fresh_no, chip):
        OwnCall.objects.filter(loss=fresh_no).update(chip=chip)
        leaves = signed_in_as(dana).get(reverse("call", args=[fresh_no.pk])).context["leaves"]
        assert leaves
        assert not [leaf for leaf in leaves if leaf.private]

    def test_no_idea_has_nothing_more_exact(self, signed_in_as, dana, fresh_no):
        OwnCall.objects.filter(loss=fresh_no).update(chip="no_idea")
        assert "More exactly" not in signed_in_as(dana).get(reverse("call", args=[fresh_no.pk])).content.decode()

    def test_another_chip_until_it_is_sealed_and_none_after(self, signed_in_as, dana, fresh_no):
        phone, address = signed_in_as(dana), reverse("call", args=[fresh_no.pk])
        assert phone.post(address, {"call": "not_ready"}).status_code == 200
        phone.post(address, {"sure": "coin"})
        phone.post(address, {"call": "price"})
        phone.post(address, {"sure": "counting"})
        assert called(fresh_no, dana, "not_ready").sure == "coin"

    def test_enter_in_the_form_seals_nothing_and_keeps_what_was_picked(self, signed_in_as, dana, fresh_no):
        page = signed_in_as(dana).post(reverse("call", args=[fresh_no.pk]), {"sure": "", "prepared": "yes"})
        assert page.status_code == 422
        assert 'name="prepared" value="yes" checked' in page.content.decode()
        assert called(fresh_no, dana).sealed_at is None

    def test_a_sealed_call_goes_on_where_it_was_going(self, signed_in_as, dana, sams_no):
        phone, address = signed_in_as(dana), reverse("call", args=[sams_no.pk])
        assert phone.get(address, {"next": "/answers/7/"})["Location"] == "/answers/7/"
        assert phone.get(address)["Location"] == reverse("ask", args=[sams_no.pk])

    @pytest.mark.parametrize(
        "away", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
    )
    def test_nobody_is_led_away(self, signed_in_as, dana, fresh_no, away):
        answer = signed_in_as(dana).post(reverse("call", args=[fresh_no.pk]), {"sure": "good", "next": away})
        assert answer["Location"] == reverse("here", args=[fresh_no.pk])

    def test_the_way_on_survives_the_chip(self, signed_in_as, dana, sams_deal):
        loss = Loss.objects.create(deal=sams_deal, where="recorded", recorded="Lost to competitor")
        phone = signed_in_as(dana)
        page = phone.get(reverse("call", args=[loss.pk]), {"next": "/answers/7/"})
        form = form_with(page.content.decode(), "No idea")
        page = phone.post(form.action, form.tapped("No idea"))
        form = form_with(page.content.decode(), "Coin flip")
        assert phone.post(form.action, form.tapped("Coin flip"))["Location"] == "/answers/7/"

    def test_sealed_after_the_buyer_spoke_stays_out_of_comparisons(self, signed_in_as, dana, sams_deal):
        loss = Loss.objects.create(deal=sams_deal, where="recorded")
        Moment.objects.create(deal=sams_deal, kind=Moment.Kind.ANSWERED)
        signed_in_as(dana).post(reverse("call", args=[loss.pk]), {"call": "price", "sure": "good"})
        assert called(loss, dana).after_buyer

    def test_an_answer_to_an_earlier_no_does_not_taint_this_one(self, dana, sams_deal):
        lose(sams_deal, where="here", chip="price", by=dana, at=now())
        Moment.objects.create(deal=sams_deal, kind=Moment.Kind.ANSWERED)
        reopen(sams_deal, by=dana)
        again = lose(sams_deal, where="here", chip="price", by=dana)
        assert not seal(again.own_call, sure="good").after_buyer

    def test_a_colleague_s_call_on_a_split_deal_is_theirs(self, signed_in_as, ben, fresh_no):
        Deal.objects.filter(pk=fresh_no.deal_id).update(partner=ben)
        for answer in (
            signed_in_as(ben).get(reverse("call", args=[fresh_no.pk])),
            signed_in_as(ben).post(reverse("call", args=[fresh_no.pk]), {"call": "not_ready", "sure": "coin"}),
        ):
            assert answer.status_code == 422
            assert "Dana already logged this no" in answer.content.decode()
            assert "Your call: Price" not in answer.content.decode()
        assert OwnCall.objects.get().chip == "price"

    def test_an_unsealed_call_gives_way_when_the_deal_is_handed_over(self, signed_in_as, ben, fresh_no):
        Deal.objects.filter(pk=fresh_no.deal_id).update(owner=ben)
        page = signed_in_as(ben).get(reverse("call", args=[fresh_no.pk]))
        assert "What do you think it was?" in page.content.decode()
        signed_in_as(ben).post(reverse("call", args=[fresh_no.pk]), {"call": "not_ready"})
        assert OwnCall.objects.get().by == ben

    @pytest.mark.parametrize("who", ["ben", "rita", "maria", "nia", "mo"])
    def test_nobody_else_comes_near(self, request, signed_in_as, fresh_no, who):
        browser = signed_in_as(request.getfixturevalue(who))
        for name in ("call", "facts"):
            assert browser.get(reverse(name, args=[fresh_no.pk])).status_code == 404
            assert browser.post(reverse(name, args=[fresh_no.pk]), {"sure": "good", "words": "x"}).status_code == 404
        assert browser.post(reverse("undo", args=[fresh_no.pk])).status_code == 404


class TestAMisTap:
    def test_everything_is_as_it_was_the_appointment_too(self, signed_in_as, dana, sams_deal):
        book(sams_deal, at=now().replace(year=2027), what="second look", by=dana)
        loss = lose(sams_deal, where="here", chip="price", by=dana)
        answer = signed_in_as(dana).post(reverse("undo", args=[loss.pk]))
        sams_deal.refresh_from_db()
        assert answer["Location"] == reverse("today")
        assert (sams_deal.state, sams_deal.next_what) == ("open", "second look")

    def test_two_taps_undo_once(self, signed_in_as, dana, fresh_no):
        phone = signed_in_as(dana)
        assert [phone.post(reverse("undo", args=[fresh_no.pk])).status_code for _ in range(2)] == [303, 303]
        assert Moment.objects.filter(kind="undone").count() == 1

    def test_only_a_tap_undoes(self, signed_in_as, dana, fresh_no):
        assert signed_in_as(dana).get(reverse("undo", args=[fresh_no.pk])).status_code == 405

    def test_an_undone_no_has_no_pages(self, signed_in_as, dana, fresh_no):
        phone = signed_in_as(dana)
        phone.post(reverse("undo", args=[fresh_no.pk]))
        assert phone.get(reverse("call", args=[fresh_no.pk])).status_code == 404


class TestJustTheFacts:
    def test_kept_for_the_writer_alone_and_shown_again(self, signed_in_as, dana, ben, sams_no):
        phone, address = signed_in_as(dana), reverse("facts", args=[sams_no.pk])
        assert phone.post(address, {"words": "Three totals.\r\nHe went quiet."})["Location"] == reverse("next")
        assert "He went quiet." in phone.get(address).content.decode()
        Deal.objects.filter(pk=sams_no.deal_id).update(partner=ben)
        assert "He went quiet." not in signed_in_as(ben).get(address).content.decode()

    def test_two_taps_keep_it_once(self, signed_in_as, dana, sams_no):
        phone = signed_in_as(dana)
        for _ in range(2):
            phone.post(reverse("facts", args=[sams_no.pk]), {"words": "Three totals."})
        assert Dump.objects.count() == 1

    def test_nothing_written_says_so(self, signed_in_as, dana, sams_no):
        page = signed_in_as(dana).post(reverse("facts", args=[sams_no.pk]), {"words": " \n "})
        assert page.status_code == 422
        assert "Nothing was written." in page.content.decode()

    @pytest.mark.parametrize("words", [*HOSTILE, "x" * 100_000])
    def test_hostile_words_are_only_words(self, signed_in_as, dana, sams_no, words):
        phone, address = signed_in_as(dana), reverse("facts", args=[sams_no.pk])
        assert phone.post(address, {"words": words}).status_code == 303
        assert "<script>alert" not in phone.get(address).content.decode()
        assert Dump.objects.get().words == words.replace("\x00", "")

    def test_far_too_much_is_refused_and_still_there(self, signed_in_as, dana, sams_no):
        page = signed_in_as(dana).post(reverse("facts", args=[sams_no.pk]), {"words": "y" * 100_001})
        assert page.status_code == 422
        assert "y" * 100_001 in page.content.decode()


def test_a_rep_in_two_stores_adds_a_walk_in_at_one_of_them(signed_in_as, dana, hilltop):
    Membership.objects.create(user=dana, store=hilltop, role=Role.REP)
    signed_in_as(dana).post(reverse("no"), walk_in())
    assert Deal.objects.get().store.name == "Lakeside RV"


def test_the_losses_of_the_last_days_are_found_by_day_and_not_by_walking_the_deals(on_postgres, dana):
    if on_postgres:
        other_database("the plan is read as SQLite writes it")
    plan = seeing.own_losses(Viewer(dana)).filter(at__gte=now()).order_by("-at").explain()
    assert "deals_loss USING INDEX losses_of_a_store (store_id=? AND at>?)" in plan
    assert "deals_deal USING INTEGER PRIMARY KEY" in plan


def test_a_walk_in_is_about_no_private_thing(signed_in_as, dana):
    page = signed_in_as(dana).post(reverse("no"), walk_in(unit="Cedar 19, the bank said no"))
    assert page.status_code == 422
    assert 'id="unit-refused"' in page.content.decode()
    assert "Cedar 19, the bank said no" in page.content.decode()
    assert not Deal.objects.exists()
