"""The list, a new deal, and the acts on one: bought, back again, the next appointment, a moment, with a colleague."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gametape.common.clock import now
from gametape.deals import listing, seeing, sharing
from gametape.deals.adding import add_deal, book
from gametape.deals.losing import lose, win
from gametape.deals.models import Deal, Handover, Loss, Moment
from gametape.people.may import Viewer
from gametape.people.models import AccessLog, Alert, Membership, Role, User
from tests.frame.skips import other_database

pytestmark = pytest.mark.django_db
HOSTILE = ["<script>alert(1)</script>", "'; DROP TABLE deals_deal; --", "😀 مرحبا \u202egnitlem", "a\x00b"]
NOON = "2026-06-13T17:00:00Z"


@pytest.fixture(autouse=True)
def saturday_noon():
    with time_machine.travel(NOON, tick=False):
        yield


def names(page):
    return [str(deal) for deal in page.context["page"].deals]


def many(store, owner, count, *, state="open", start=0, step=timedelta(minutes=1)):
    """Deals without a buyer, each a step older than the one before."""
    rows = [
        Deal(store=store, owner=owner, unit=f"Unit {n}", state=state, last_at=now() - step * n)
        for n in range(start, start + count)
    ]
    return Deal.objects.bulk_create(rows)


class TestTheList:
    def test_what_moved_last_stands_first_whatever_its_state(self, signed_in_as, dana, lakeside, sams_deal):
        lose(add_deal(lakeside, dana, first_name="Walt", unit="Cedar 19"), where="here", chip="price", by=dana,
             at=now() - timedelta(hours=5))  # fmt: skip
        win(add_deal(lakeside, dana, first_name="Kim", unit="Harbor 31", at=now() - timedelta(hours=6)), by=dana,
            at=now() - timedelta(hours=1))  # fmt: skip
        assert names(signed_in_as(dana).get(reverse("deals"))) == [
            "Walt, Cedar 19",
            "Kim, Harbor 31",
            "Sam, Meadowlark 27",
        ]

    @pytest.mark.parametrize(
        ("state", "found"), [("lost", ["Walt, Cedar 19"]), ("open", ["Sam, Meadowlark 27"]), ("won", [])]
    )
    def test_one_state_at_a_time(self, signed_in_as, dana, lakeside, sams_deal, state, found):
        lose(add_deal(lakeside, dana, first_name="Walt", unit="Cedar 19"), where="here", chip="price", by=dana)
        assert names(signed_in_as(dana).get(reverse("deals"), {"state": state})) == found

    @pytest.mark.parametrize("words", ["sam", "MEADOW", "27 sam"])
    def test_found_by_name_or_unit(self, signed_in_as, dana, lakeside, sams_deal, words):
        add_deal(lakeside, dana, first_name="Walt", unit="Cedar 19")
        assert names(signed_in_as(dana).get(reverse("deals"), {"q": words})) == ["Sam, Meadowlark 27"]

    def test_an_old_deal_beyond_the_search_is_not_looked_for_and_the_page_says_so(
        self, signed_in_as, dana, lakeside, monkeypatch
    ):
        monkeypatch.setattr(listing, "SEARCHED", 10)
        many(lakeside, dana, 12)
        phone = signed_in_as(dana)
        assert names(phone.get(reverse("deals"), {"q": "Unit 9"})) == ["Unit 9"]
        page = phone.get(reverse("deals"), {"q": "Unit 11"})
        assert names(page) == []
        assert "latest 10 of each kind" in page.content.decode()

    def test_pages_follow_each_other_and_miss_nothing_though_times_are_equal(self, signed_in_as, dana, ben, lakeside):
        many(lakeside, dana, 40, step=timedelta(0))
        many(lakeside, dana, 20, state="lost", step=timedelta(0))
        Deal.objects.filter(pk__in=[deal.pk for deal in many(lakeside, ben, 5)]).update(partner=dana)
        phone, seen, query = signed_in_as(dana), [], ""
        for _ in range(4):
            page = phone.get(f"{reverse('deals')}?{query}")
            seen += [deal.pk for deal in page.context["page"].deals]
            query = page.context["older"]
            if not query:
                break
        assert len(seen) == len(set(seen)) == 65
        assert set(seen) == set(Deal.objects.values_list("pk", flat=True))

    def test_a_deal_split_with_oneself_twice_over_stands_once(self, signed_in_as, dana, sams_deal):
        Membership.objects.create(user=dana, store=sams_deal.store, role=Role.MANAGER)
        from_both = listing.page(viewer := Viewer(dana))
        assert viewer.stores(Role.MANAGER)
        assert [deal.pk for deal in from_both.deals] == [sams_deal.pk]

    def test_a_manager_sees_the_store_and_no_name_of_a_rep(self, signed_in_as, maria, ben, sams_deal, lakeside):
        add_deal(lakeside, ben, first_name="Walt", unit="Cedar 19", at=now())
        page = signed_in_as(maria).get(reverse("deals"))
        assert names(page) == ["Walt, Cedar 19", "Sam, Meadowlark 27"]
        for rep in ("Dana", "Ben"):
            assert rep not in page.content.decode()

    @pytest.mark.parametrize("who", ["ben", "rita", "mo"])
    def test_a_colleague_and_a_stranger_see_none_of_it(self, request, signed_in_as, sams_deal, who):
        page = signed_in_as(request.getfixturevalue(who)).get(reverse("deals"))
        assert names(page) == []
        assert "No deals yet." in page.content.decode()

    @pytest.mark.parametrize("who", ["ada", "frank", "nia", "olga"])
    def test_other_roles_have_no_such_page(self, request, signed_in_as, sams_deal, who):
        assert signed_in_as(request.getfixturevalue(who)).get(reverse("deals")).status_code == 404

    def test_a_rep_who_changed_stores_left_the_old_deals_there(self, signed_in_as, dana, hilltop, sams_deal):
        Membership.objects.filter(user=dana).update(store=hilltop)
        assert names(signed_in_as(dana).get(reverse("deals"))) == []

    @pytest.mark.parametrize(
        "before", ["x", "20260613T170000000000-", "-1", "20260613T170000000000-abc", "\x00", "9" * 400]
    )
    def test_a_broken_place_is_the_first_page(self, signed_in_as, dana, sams_deal, before):
        assert names(signed_in_as(dana).get(reverse("deals"), {"before": before})) == ["Sam, Meadowlark 27"]

    @pytest.mark.parametrize("words", [*HOSTILE, "%", "_", "x" * 100_000, "\\"])
    def test_hostile_words_find_nothing_and_stay_words(self, signed_in_as, dana, sams_deal, words):
        page = signed_in_as(dana).get(reverse("deals"), {"q": words, "state": words})
        assert page.status_code == 200
        assert "<script>alert" not in page.content.decode()
        assert names(page) == []

    def test_a_hostile_name_is_only_a_name(self, signed_in_as, dana, lakeside):
        add_deal(lakeside, dana, first_name=HOSTILE[0], unit=HOSTILE[0])
        assert "<script>alert" not in signed_in_as(dana).get(reverse("deals")).content.decode()

    @pytest.mark.parametrize("query", [{}, {"state": "lost"}, {"q": "Unit"}])
    def test_a_thousand_deals_cost_the_queries_of_one(self, signed_in_as, dana, lakeside, query):
        phone = signed_in_as(dana)
        many(lakeside, dana, 1)
        _queries(phone, query)  # the first page of a week notes that they are still there
        counted = _queries(phone, query)
        many(lakeside, dana, 1000, start=1)
        assert _queries(phone, query) == counted <= 14

    @pytest.mark.parametrize("state", ["", "lost"])
    @pytest.mark.parametrize("who", ["dana", "maria"])
    def test_every_run_walks_an_index_and_sorts_nothing(self, request, on_postgres, lakeside, who, state):
        viewer = Viewer(request.getfixturevalue(who))
        if on_postgres:
            other_database("the plan is read as SQLite writes it")
        for run in listing._runs(viewer, [state] if state else listing.STATES):
            first = listing._ordered(run).values_list("last_at", "pk")[:26].explain()
            later = (
                listing._ordered(run.filter(listing._after("20260613T170000000000-7")))
                .values_list("last_at", "pk")[:26]
                .explain()
            )
            for plan in (first, later):
                assert "USING" in plan, plan
                assert "INDEX" in plan, plan
                assert "SCAN" not in plan, plan
            assert ("deals_of_a_store" if who == "maria" else "deals_of_a_rep") in first or "split_deals" in first


def _queries(phone, query):
    with CaptureQueriesContext(connection) as caught:
        assert phone.get(reverse("deals"), query).status_code == 200
    return len(caught)


def new(**more):
    return {"first_name": "Walt", "unit": "Cedar 19", "once": "form-1", **more}


class TestTheNextCustomer:
    def test_the_soonest_of_own_and_shared_open_deals(self, dana, ben, lakeside, sams_deal):
        book(sams_deal, at=now() + timedelta(days=2), by=dana)
        shared = add_deal(lakeside, ben, first_name="Walt", unit="Cedar 19")
        book(shared, at=now() + timedelta(days=1), by=ben)
        assert seeing.next_customer(Viewer(dana), since=now()) == sams_deal
        sharing.split(shared, with_=dana, by=ben)
        assert seeing.next_customer(Viewer(dana), since=now()) == shared
        lose(shared, where="here", chip="price", by=ben)
        assert seeing.next_customer(Viewer(dana), since=now()) == sams_deal
        assert seeing.next_customer(Viewer(dana), since=now() + timedelta(days=3)) is None

    def test_the_appointments_are_walked_and_not_all_that_is_open(self, on_postgres, dana):
        if on_postgres:
            other_database("the plan is read as SQLite writes it")
        owned, shared = seeing.coming(Viewer(dana), since=now())
        assert "INDEX next_customers" in owned[:1].explain()
        assert "partner_id" in shared[:1].explain()


class TestANewDeal:
    def test_two_words_are_enough(self, signed_in_as, dana):
        answer = signed_in_as(dana).post(reverse("new_deal"), new())
        deal = Deal.objects.get()
        assert answer["Location"] == reverse("deal", args=[deal.pk])
        assert (str(deal), deal.owner, deal.amount_minor) == ("Walt, Cedar 19", dana, None)

    def test_all_of_it(self, signed_in_as, dana):
        more = {"phone": "608 555 0143", "email": "walt@example.org", "amount": "$24,500", "last_name": "Moss",
                "next_at": "2026-06-14T10:30", "next_what": "first visit"}  # fmt: skip
        signed_in_as(dana).post(reverse("new_deal"), new(**more))
        deal = Deal.objects.get()
        assert deal.amount_minor == 2_450_000
        assert deal.next_at.isoformat() == "2026-06-14T15:30:00+00:00"
        assert (deal.buyer.phone, deal.buyer.email, deal.buyer.last_name) == (
            "+16085550143",
            "walt@example.org",
            "Moss",
        )

    def test_two_taps_are_one_deal_and_one_appointment(self, signed_in_as, dana):
        phone = signed_in_as(dana)
        taps = [phone.post(reverse("new_deal"), new(next_at="2026-06-14T10:30")) for _ in range(2)]
        assert taps[0]["Location"] == taps[1]["Location"]
        assert Deal.objects.count() == 1
        assert Moment.objects.filter(kind="appointment").count() == 1

    @pytest.mark.parametrize(
        ("field", "typed", "say"),
        [("first_name", "", "Who was it?"), ("unit", "", "Which one"), ("email", "walt", "e-mail"), ("phone", "12", "too short"),
         ("amount", "lots", "How much"), ("next_at", "2026-06-01T10:00", "has passed"), ("next_at", "soon", "day and the hour")],
    )  # fmt: skip
    def test_what_cannot_be_is_said_beside_its_field_and_all_is_still_there(
        self, signed_in_as, dana, field, typed, say
    ):
        sent = new(phone="608 555 0143", email="walt@example.org", amount="24500", next_what="first visit")
        page = signed_in_as(dana).post(reverse("new_deal"), {**sent, field: typed})
        assert page.status_code == 422
        text = page.content.decode()
        assert say in text.split(f'id="{field}-refused"')[1]
        for kept in (set(sent.values()) - {sent.get(field)}) | ({typed} - {""}):
            assert f'value="{kept}"' in text
        assert not Deal.objects.exists()

    @pytest.mark.parametrize(
        "field", ["first_name", "last_name", "unit", "phone", "email", "amount", "next_at", "next_what"]
    )
    @pytest.mark.parametrize("hostile", [*HOSTILE, "x" * 100_000])
    def test_hostile_words_are_only_words(self, signed_in_as, dana, field, hostile):
        page = signed_in_as(dana).post(reverse("new_deal"), new(**{field: hostile}), follow=True)
        assert page.status_code in (200, 422)
        assert "<script>alert" not in page.content.decode()

    @pytest.mark.parametrize("who", ["maria", "ada", "frank", "nia", "olga"])
    def test_only_who_sells_adds_one(self, request, signed_in_as, who):
        assert signed_in_as(request.getfixturevalue(who)).post(reverse("new_deal"), new()).status_code == 404


ACTS = ["won", "be_back", "appointment", "moment", "partner"]


class TestWhoMayAct:
    @pytest.mark.parametrize("act", ACTS)
    @pytest.mark.parametrize("who", ["ben", "rita", "mo", "ada", "frank", "nia", "olga"])
    def test_nobody_else(self, request, signed_in_as, sams_deal, act, who):
        sent = {"next_at": "2026-06-14T10:30", "kind": "note", "words": "x", "act": "over", "who": "1"}
        browser = signed_in_as(request.getfixturevalue(who))
        assert browser.post(reverse(act, args=[sams_deal.pk]), sent).status_code == 404
        assert Moment.objects.count() == 1

    @pytest.mark.parametrize("act", [act for act in ACTS if act != "partner"])
    def test_a_manager_looks_and_leaves_the_acts_to_the_rep(self, signed_in_as, maria, sams_deal, act):
        assert signed_in_as(maria).post(reverse(act, args=[sams_deal.pk])).status_code == 404

    @pytest.mark.parametrize("act", ACTS)
    def test_signed_out_the_way_in_comes_first(self, client, sams_deal, act):
        assert reverse("account_login") in client.post(reverse(act, args=[sams_deal.pk]))["Location"]

    @pytest.mark.parametrize("act", ["won", "be_back"])
    def test_a_link_changes_nothing(self, signed_in_as, dana, sams_deal, act):
        assert signed_in_as(dana).get(reverse(act, args=[sams_deal.pk])).status_code == 405


class TestBoughtAndBackAgain:
    def test_bought_twice_is_bought_once(self, signed_in_as, dana, sams_deal):
        phone = signed_in_as(dana)
        for _ in range(2):
            assert phone.post(reverse("won", args=[sams_deal.pk])).status_code == 303
        assert Moment.objects.filter(kind="won").count() == 1

    def test_a_be_back_keeps_its_no(self, signed_in_as, dana, sams_no):
        phone = signed_in_as(dana)
        for _ in range(2):
            phone.post(reverse("be_back", args=[sams_no.deal_id]))
        sams_no.refresh_from_db()
        assert sams_no.reopened_at is not None
        assert sams_no.deal.state == "open"
        assert Moment.objects.filter(kind="reopened").count() == 1


class TestTheNextAppointment:
    def test_booked_and_taken_away(self, signed_in_as, dana, sams_deal):
        phone, address = signed_in_as(dana), reverse("appointment", args=[sams_deal.pk])
        phone.post(address, {"next_at": "2026-06-14T10:30", "next_what": "second look"})
        sams_deal.refresh_from_db()
        assert (sams_deal.next_at.isoformat(), sams_deal.next_what) == ("2026-06-14T15:30:00+00:00", "second look")
        phone.post(address, {"act": "away", "next_at": "", "next_what": ""})
        sams_deal.refresh_from_db()
        assert (sams_deal.next_at, sams_deal.next_what) == (None, "")

    def test_two_taps_book_once(self, signed_in_as, dana, sams_deal):
        for _ in range(2):
            signed_in_as(dana).post(reverse("appointment", args=[sams_deal.pk]), {"next_at": "2026-06-14T10:30"})
        assert Moment.objects.filter(kind="appointment").count() == 1

    @pytest.mark.parametrize("typed", ["", "2026-06-13T11:00", "soon", *HOSTILE, "x" * 100_000])
    def test_what_is_no_hour_to_come_is_said(self, signed_in_as, dana, sams_deal, typed):
        page = signed_in_as(dana).post(
            reverse("appointment", args=[sams_deal.pk]), {"next_at": typed, "next_what": "kept"}
        )
        assert page.status_code == 422
        assert 'id="next_at-refused"' in page.content.decode()
        assert 'value="kept"' in page.content.decode()


class TestAMoment:
    def test_noted_at_the_hour_it_happened(self, signed_in_as, dana, sams_deal):
        sent = {"kind": "figures", "words": "Three totals on the sheet", "at": "2026-06-13T11:40"}
        signed_in_as(dana).post(reverse("moment", args=[sams_deal.pk]), sent)
        moment = Moment.objects.get(kind="figures")
        assert (moment.words, moment.at.isoformat()) == ("Three totals on the sheet", "2026-06-13T16:40:00+00:00")

    def test_two_taps_note_it_once(self, signed_in_as, dana, sams_deal):
        for _ in range(2):
            signed_in_as(dana).post(reverse("moment", args=[sams_deal.pk]), {"kind": "note", "words": "Second look"})
        assert Moment.objects.filter(kind="note").count() == 1

    @pytest.mark.parametrize(
        ("sent", "field"),
        [({"kind": "note"}, "words"), ({"kind": "won", "words": "x"}, "kind"), ({"kind": "", "words": "x"}, "kind"),
         ({"kind": "visit", "words": "x", "at": "2026-06-14T10:00"}, "at"), ({"kind": "note", "words": "x" * 501}, "words")],
    )  # fmt: skip
    def test_what_cannot_be_is_said_beside_its_field(self, signed_in_as, dana, sams_deal, sent, field):
        page = signed_in_as(dana).post(reverse("moment", args=[sams_deal.pk]), sent)
        assert page.status_code == 422
        assert f'id="{field}-refused"' in page.content.decode()
        assert sent.get("words", "") in page.content.decode()

    @pytest.mark.parametrize("words", ["Credit score 540", "Her husband has cancer", "Lost his job last week"])
    def test_private_things_never_become_one(self, signed_in_as, dana, sams_deal, words):
        page = signed_in_as(dana).post(reverse("moment", args=[sams_deal.pk]), {"kind": "note", "words": words})
        assert page.status_code == 422
        assert f'value="{words}"' in page.content.decode()
        assert not Moment.objects.filter(kind="note").exists()

    @pytest.mark.parametrize("name", ["appointment", "new_deal"])
    def test_nor_an_appointment_which_becomes_one(self, signed_in_as, dana, sams_deal, name):
        address = reverse(name, args=[sams_deal.pk] if name == "appointment" else [])
        ahead = (now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
        sent = {"first_name": "Ann", "unit": "Cedar 24", "next_at": ahead, "next_what": "After her chemo, wife is sick"}
        page = signed_in_as(dana).post(address, sent)
        assert page.status_code == 422
        assert 'id="next_what-refused"' in page.content.decode()
        assert not Moment.objects.filter(kind="appointment").exists()
        assert Deal.objects.count() == 1

    @pytest.mark.parametrize("words", HOSTILE)
    def test_hostile_words_are_only_words(self, signed_in_as, dana, sams_deal, words):
        page = signed_in_as(dana).post(
            reverse("moment", args=[sams_deal.pk]), {"kind": "note", "words": words}, follow=True
        )
        assert page.status_code == 200
        assert "<script>alert" not in page.content.decode()


class TestWithAColleague:
    def test_a_split_deal_is_ben_s_too_and_he_is_told(self, signed_in_as, dana, ben, sams_deal):
        signed_in_as(dana).post(reverse("partner", args=[sams_deal.pk]), {"act": "split", "who": ben.pk})
        assert Deal.objects.get(partner=ben).owner == dana
        assert Alert.objects.get(to=ben).say == "Sam, Meadowlark 27: you have it together now."

    def test_handed_over_by_its_rep_it_is_gone_from_their_list_and_the_next_one_is_next(
        self, signed_in_as, dana, ben, sams_deal
    ):
        answer = signed_in_as(dana).post(reverse("partner", args=[sams_deal.pk]), {"act": "over", "who": ben.pk})
        assert answer["Location"] == reverse("next")
        assert Deal.objects.get().owner == ben
        assert (Handover.objects.get().was, Handover.objects.get().now_with) == (dana, ben)

    def test_a_manager_hands_it_over_and_dana_sees_that_it_was_opened(self, signed_in_as, maria, dana, ben, sams_deal):
        answer = signed_in_as(maria).post(reverse("partner", args=[sams_deal.pk]), {"act": "over", "who": ben.pk})
        assert answer["Location"] == reverse("deal", args=[sams_deal.pk])
        assert Deal.objects.get().owner == ben
        assert AccessLog.objects.filter(who=maria, whose=dana, what="the deal").exists()
        assert Alert.objects.get(to=dana).say == "Maria handed Sam, Meadowlark 27 over to Ben."

    def test_no_longer_together(self, signed_in_as, dana, ben, sams_deal):
        address = reverse("partner", args=[sams_deal.pk])
        signed_in_as(dana).post(address, {"act": "split", "who": ben.pk})
        for _ in range(2):
            signed_in_as(dana).post(address, {"act": "end"})
        assert Deal.objects.get().partner is None

    def test_the_second_rep_hands_nothing_over(self, signed_in_as, ben, sams_deal):
        Deal.objects.filter(pk=sams_deal.pk).update(partner=ben)
        assert signed_in_as(ben).get(reverse("partner", args=[sams_deal.pk])).status_code == 404

    @pytest.mark.parametrize("who", ["maria", "rita", "nobody", "gone", "x", "²", "9" * 5000])
    def test_only_a_rep_of_the_store_can_have_it(self, request, signed_in_as, dana, ben, sams_deal, who):
        if who == "gone":
            User.objects.filter(pk=ben.pk).update(is_active=False)
        named = {"gone": ben.pk, "nobody": ""}.get(who) if who in ("gone", "nobody") else who
        pk = request.getfixturevalue(who).pk if who in ("maria", "rita") else named
        page = signed_in_as(dana).post(reverse("partner", args=[sams_deal.pk]), {"act": "over", "who": pk})
        assert page.status_code == 422
        assert Deal.objects.get().owner == dana
        assert not Handover.objects.exists()

    def test_two_taps_hand_it_over_once(self, signed_in_as, maria, ben, sams_deal):
        for _ in range(2):
            signed_in_as(maria).post(reverse("partner", args=[sams_deal.pk]), {"act": "over", "who": ben.pk})
        assert Handover.objects.count() == 1
        assert Moment.objects.filter(kind="handed").count() == 1


def test_a_no_on_a_deal_with_an_appointment_keeps_it_for_the_undo(dana, sams_deal):
    book(sams_deal, at=now() + timedelta(days=1), what="second look", by=dana)
    lose(sams_deal, where="here", chip="price", by=dana)
    sams_deal.refresh_from_db()
    assert sams_deal.next_what == "second look"
    assert Loss.objects.get().is_open


class TestPrivateNames:
    """What a deal is about stands on every list of the store."""

    @pytest.mark.parametrize(
        "unit", ["Cedar 24, bad credit", "Cedar 24 (his wife is sick)", "card 4111 1111 1111 1111"]
    )
    def test_a_deal_is_about_no_private_thing(self, signed_in_as, dana, unit):
        page = signed_in_as(dana).post(reverse("new_deal"), {"first_name": "Ann", "unit": unit})
        assert page.status_code == 422
        assert 'id="unit-refused"' in page.content.decode()
        assert unit in page.content.decode()
        assert not Deal.objects.exists()

    def test_a_thing_named_for_its_use_is_one_it_can_be_about(self, signed_in_as, dana):
        sent = {"first_name": "Ann", "unit": "Wheelchair van"}
        assert signed_in_as(dana).post(reverse("new_deal"), sent).status_code == 303
