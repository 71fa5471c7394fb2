"""Inviting, joining, coming back without mail, and going: a link works once, for one person, for a week."""

import threading
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import reverse

from gametape.ask import answering, asking
from gametape.common.clock import now
from gametape.common.refusal import Refusal
from gametape.deals.adding import add_deal
from gametape.deals.leaving import leave
from gametape.deals.losing import dump, lose, seal
from gametape.deals.models import Deal, Dump, Handover, Loss
from gametape.people import inviting
from gametape.people.models import Alert, Invitation, Membership, Role, User
from tests.frame.cast import works_at

HOSTILE = ["<script>alert(1)</script>", "'; DROP TABLE people_user; --", "😀" * 20, "דנה ברוקס", "a\x00b"]


def link_on_the_page(client):
    """What the owner reads off the People page, as a path."""
    page = client.get(reverse("people"))
    return page.context["link"].removeprefix("http://testserver")


@pytest.mark.django_db
class TestJoining:
    def test_the_owner_makes_a_link_and_somebody_comes_in_by_name_alone(self, signed_in_as, olga, lakeside):
        client = signed_in_as(olga)
        made = client.post(reverse("invite"), {"store": lakeside.pk, "role": Role.REP, "called": "Eli Novak"})
        assert (made.status_code, made["Location"]) == (303, reverse("people"))
        link = link_on_the_page(client)
        assert client.get(reverse("people")).context["link"] == "", "it is shown once"
        eli = Client()
        assert "Eli Novak" in eli.get(link).content.decode()
        came = eli.post(link, {"name": "Eli"})
        assert (came.status_code, came["Location"]) == (303, reverse("pledge"))
        there = Membership.objects.get(user__name="Eli")
        assert (there.store, there.role) == (lakeside, Role.REP)
        assert eli.get(reverse("today")).status_code == 200

    def test_no_link_is_kept_only_its_hash(self, lakeside):
        token = inviting.invite(lakeside, role=Role.REP, by=None).split("/")[2]
        kept = Invitation.objects.get()
        assert token not in str(vars(kept))
        assert len(kept.token_hash) == 64

    def test_looking_at_a_link_uses_nothing_up(self, client, lakeside):
        link = inviting.invite(lakeside, role=Role.REP, by=None)
        client.get(link)
        client.get(link)
        assert client.post(link, {"name": "Eli"}).status_code == 303

    def test_used_twice_is_a_sentence_and_makes_nobody(self, lakeside):
        link = inviting.invite(lakeside, role=Role.REP, by=None)
        Client().post(link, {"name": "Eli"})
        again = Client().post(link, {"name": "Mallory"})
        assert again.status_code == 410
        assert "works once" in again.content.decode()
        assert not User.objects.filter(name="Mallory").exists()

    def test_after_a_week_it_has_run_out(self, client, lakeside):
        link = inviting.invite(lakeside, role=Role.REP, by=None)
        with time_machine.travel(now() + timedelta(days=7, minutes=1)):
            answer = client.post(link, {"name": "Eli"})
        assert answer.status_code == 410
        assert "Ask for a new one." in answer.content.decode()

    @pytest.mark.parametrize(
        "change", [lambda token: token[:-1], lambda token: token[:-1] + "~", lambda token: "guessed"]
    )
    def test_altered_or_guessed_it_is_none_of_ours(self, client, lakeside, change):
        token = inviting.invite(lakeside, role=Role.REP, by=None).split("/")[2]
        assert client.get(reverse("join", args=[change(token)])).status_code == 404

    def test_without_a_name_it_asks_for_one_and_is_not_used_up(self, client, lakeside):
        link = inviting.invite(lakeside, role=Role.REP, by=None)
        answer = client.post(link, {"name": "   "})
        assert answer.status_code == 422
        assert "What are you called?" in answer.content.decode()
        assert client.post(link, {"name": "Eli"}).status_code == 303

    def test_too_long_a_name_is_refused_and_still_there(self, client, lakeside):
        link = inviting.invite(lakeside, role=Role.REP, by=None)
        answer = client.post(link, {"name": "E" * 81})
        assert answer.status_code == 422
        assert "E" * 81 in answer.content.decode()
        assert "Shorten it a little" in answer.content.decode()

    @pytest.mark.parametrize("name", HOSTILE)
    def test_whatever_somebody_is_called_is_only_a_name(self, signed_in_as, olga, lakeside, name):
        client = signed_in_as(olga)
        client.post(reverse("invite"), {"store": lakeside.pk, "role": Role.REP, "called": name})
        assert Client().post(link_on_the_page(client), {"name": name}).status_code == 303
        assert "<script>alert" not in client.get(reverse("people")).content.decode()
        assert Membership.objects.filter(store=lakeside, role=Role.REP).count() == 1

    def test_a_role_nobody_knows_is_refused_with_the_name_still_there(self, signed_in_as, olga, lakeside):
        answer = signed_in_as(olga).post(reverse("invite"), {"store": lakeside.pk, "role": "boss", "called": "Eli"})
        assert answer.status_code == 422
        assert "Pick a role" in answer.content.decode()
        assert 'value="Eli"' in answer.content.decode()
        assert not Invitation.objects.exists()

    def test_an_owner_invites_to_their_own_stores_only(self, signed_in_as, olga, hilltop):
        answer = signed_in_as(olga).post(reverse("invite"), {"store": hilltop.pk, "role": Role.OWNER})
        assert answer.status_code == 404
        assert not Invitation.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_and_one_of_them_comes_in(lakeside):
    link = inviting.invite(lakeside, role=Role.REP, by=None)
    answers, ready = [], threading.Barrier(2)

    def come(name):
        client = Client()
        ready.wait()
        answers.append(client.post(link, {"name": name}).status_code)
        connection.close()

    both = [threading.Thread(target=come, args=[name]) for name in ("Eli", "Jo")]
    [one.start() for one in both]
    [one.join() for one in both]
    assert sorted(answers) == [303, 410]
    assert User.objects.count() == Membership.objects.count() == 1


@pytest.mark.django_db
class TestComingBack:
    def test_a_new_way_in_is_for_that_person_and_asks_for_no_name(self, signed_in_as, olga, dana):
        client = signed_in_as(olga)
        client.post(reverse("back_in", args=[dana.pk]))
        link = link_on_the_page(client)
        phone = Client()
        assert "Welcome back, Dana" in phone.get(link).content.decode()
        assert phone.post(link).status_code == 303
        assert "Dana Brooks" in phone.get(reverse("me")).content.decode()
        assert User.objects.filter(name__startswith="Dana").count() == 1

    def test_the_one_before_it_stops_working(self, lakeside, dana):
        first = inviting.back_in(dana, lakeside, by=None)
        second = inviting.back_in(dana, lakeside, by=None)
        assert Client().post(first).status_code == 410
        assert Client().post(second).status_code == 303

    def test_not_for_somebody_who_has_left(self, signed_in_as, olga, dana, lakeside):
        leave(dana, lakeside, to=None, by=olga)
        assert signed_in_as(olga).post(reverse("back_in", args=[dana.pk])).status_code == 404

    def test_nor_by_a_link_that_was_made_before_they_left_this_store(self, olga, dana, lakeside, hilltop):
        Membership.objects.create(user=dana, store=hilltop, role=Role.REP)
        link = inviting.back_in(dana, lakeside, by=None)
        leave(dana, lakeside, to=None, by=olga)
        assert Client().post(link).status_code == 410
        assert not Membership.objects.filter(user=dana, store=lakeside).exists()

    def test_nor_where_it_would_open_a_store_that_is_not_the_owners(self, signed_in_as, olga, dana, hilltop):
        Membership.objects.create(user=dana, store=hilltop, role=Role.REP)
        answer = signed_in_as(olga).post(reverse("back_in", args=[dana.pk]))
        assert answer.status_code == 422
        assert "works at a store that is not yours" in answer.content.decode()
        assert not Invitation.objects.exists()


@pytest.mark.django_db
class TestAnOwnerWhoComesInAsSomebodyElse:
    """Whoever makes a way in for Dana could use it. She is told, and what she kept for herself stays closed meanwhile."""

    @pytest.fixture
    def kept(self, sams_no, dana):
        dump(sams_no, words="I talked too much", by=dana)
        return sams_no

    @pytest.fixture
    def olga_as_dana(self, kept, olga, dana):
        phone = Client()
        assert phone.post(inviting.back_in(dana, kept.deal.store, by=olga)).status_code == 303
        return phone

    def pages(self, client, loss):
        addresses = [reverse("deal", args=[loss.deal_id]), reverse("facts", args=[loss.pk]), reverse("today")]
        return "".join(client.get(address).content.decode() for address in addresses)

    def test_reads_nothing_of_what_dana_kept(self, olga_as_dana, kept):
        seen = self.pages(olga_as_dana, kept)
        assert "Meadowlark 27" in seen
        assert "I talked too much" not in seen
        assert "Already counting it" not in seen
        assert "Your call:" not in seen

    def test_not_even_her_call_beside_the_buyers_words(self, olga_as_dana, kept, dana):
        answer = answering.send(
            asking.asked_in_person(kept, by=dana), words="Two feet too long.", submission="1", heard="page"
        )
        page = olga_as_dana.get(reverse("answer", args=[answer.pk])).content.decode()
        assert "Two feet" in page
        assert "Your call" not in page

    def test_nor_by_setting_a_password_and_signing_in_with_it(self, olga_as_dana, kept, dana, signed_in_as):
        assert "I talked too much" not in self.pages(signed_in_as(dana), kept), "it holds on every device"

    def test_dana_reads_who_made_the_link_and_that_it_was_used(self, olga_as_dana, kept, dana, signed_in_as):
        page = signed_in_as(dana).get(reverse("me")).content.decode()
        assert "Olga Petrov opened a new way in as you" in page
        assert "Olga Petrov opened the way in as you, by a link" in page
        assert Alert.objects.filter(to=dana, say__contains="Olga Petrov").count() == 2
        assert "Somebody came in as you by a new link" in self.pages(signed_in_as(dana), kept)

    def test_a_week_later_it_is_danas_again(self, olga_as_dana, kept, dana, signed_in_as):
        with time_machine.travel(now() + timedelta(days=7, minutes=1)):
            assert "I talked too much" in self.pages(signed_in_as(dana), kept)

    def test_what_is_written_since_is_open_all_along(self, olga_as_dana, kept, dana, signed_in_as):
        dump(kept, words="Written on the new phone", by=dana)
        assert "Written on the new phone" in self.pages(signed_in_as(dana), kept)

    def test_making_a_link_alone_closes_nothing(self, kept, olga, dana, signed_in_as):
        inviting.back_in(dana, kept.deal.store, by=olga)
        assert "I talked too much" in self.pages(signed_in_as(dana), kept)


@pytest.mark.django_db
class TestLeaving:
    def test_deals_are_handed_over_and_private_notes_go(self, signed_in_as, olga, dana, ben, sams_no):
        dump(sams_no, words="I talked too much", by=dana)
        open_one = add_deal(sams_no.deal.store, dana, first_name="Gil", unit="Harbor 31")
        shared = add_deal(sams_no.deal.store, ben, first_name="Roy", unit="Fairwind 22")
        Deal.objects.filter(pk=shared.pk).update(partner=dana)
        browser = signed_in_as(dana)
        address = reverse("leave", args=[sams_no.deal.store_id, dana.pk])
        page = signed_in_as(olga).get(address).content.decode()
        assert "Ben Ortiz" in page
        assert "Olga" not in page, "she does not sell"
        assert signed_in_as(olga).post(address, {"to": ben.pk}).status_code == 303
        assert set(Deal.objects.filter(owner=ben)) == {sams_no.deal, open_one, shared}
        assert Deal.objects.get(pk=shared.pk).partner is None
        assert [(row.was, row.now_with) for row in Handover.objects.all()] == [(dana, ben)]
        assert not Dump.objects.exists()
        assert browser.get(reverse("today"))["Location"].startswith(reverse("account_login"))
        dana.refresh_from_db()
        assert (dana.is_active, dana.email, dana.has_usable_password()) == (False, None, False)

    def test_open_deals_want_somebody_to_take_them(self, signed_in_as, olga, dana, ben, sams_deal):
        address = reverse("leave", args=[sams_deal.store_id, dana.pk])
        for given in ({}, {"to": olga.pk}, {"to": dana.pk}, {"to": "9" * 30}, {"to": "²"}, {"to": "ben"}):
            answer = signed_in_as(olga).post(address, given)
            assert answer.status_code == 422
            assert "Say who takes them over." in answer.content.decode()
        assert Membership.objects.filter(user=dana).exists()

    def test_the_only_rep_can_leave_and_the_store_keeps_the_deals(self, signed_in_as, olga, dana, sams_deal):
        address = reverse("leave", args=[sams_deal.store_id, dana.pk])
        assert "Nobody else sells here" in signed_in_as(olga).get(address).content.decode()
        assert signed_in_as(olga).post(address).status_code == 303
        sams_deal.refresh_from_db()
        assert sams_deal.owner is None

    def test_somebody_with_another_store_keeps_that_one(self, signed_in_as, olga, dana, ben, hilltop, sams_deal):
        Membership.objects.create(user=dana, store=hilltop, role=Role.REP)
        there = add_deal(hilltop, dana, first_name="Ann", unit="Sloop 20")
        kept = lose(there, where=Loss.Where.PHONE, chip="price", by=dana)
        seal(kept.own_call, sure="coin")
        dump(kept, words="Too windy to talk", by=dana)
        browser = signed_in_as(dana)
        leave(dana, sams_deal.store, to=ben, by=olga)
        dana.refresh_from_db()
        assert dana.is_active
        assert Dump.objects.get().loss == kept
        assert browser.get(reverse("deal", args=[there.pk])).status_code == 200
        assert browser.get(reverse("deal", args=[sams_deal.pk])).status_code == 404

    def test_every_way_in_is_closed_and_the_address_is_free_again(self, olga, dana, ben, lakeside):
        EmailAddress.objects.create(user=dana, email=dana.email, primary=True)
        Authenticator.objects.create(user=dana, type=Authenticator.Type.WEBAUTHN, data={})
        address = dana.email
        leave(dana, lakeside, to=None, by=olga)
        assert not EmailAddress.objects.exists()
        assert not Authenticator.objects.exists()
        assert User.objects.create_user("Dana again", email=address).pk != dana.pk

    def test_the_owner_does_not_show_themselves_the_door(self, signed_in_as, olga, lakeside):
        address = reverse("leave", args=[lakeside.pk, olga.pk])
        assert signed_in_as(olga).get(address).status_code == 404
        assert signed_in_as(olga).post(address).status_code == 404

    def test_two_owners_of_two_stores_are_strangers(self, signed_in_as, dana, hilltop, lakeside, olga):
        stranger = works_at(hilltop, "Otto Lind", Role.OWNER)
        assert signed_in_as(stranger).post(reverse("leave", args=[lakeside.pk, dana.pk])).status_code == 404
        assert signed_in_as(stranger).post(reverse("leave", args=[hilltop.pk, dana.pk])).status_code == 404

    def test_to_hand_over_to_somebody_elsewhere_is_refused(self, olga, dana, rita, sams_deal):
        with pytest.raises(Refusal, match="sells at this store"):
            leave(dana, sams_deal.store, to=rita, by=olga)


@pytest.mark.django_db
class TestStayingSignedIn:
    def test_the_phone_stays_signed_in_for_half_a_year(self, lakeside):
        phone = Client()
        phone.post(inviting.invite(lakeside, role=Role.REP, by=None), {"name": "Eli"})
        assert phone.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == 180 * 24 * 3600
        left = Session.objects.get().expire_date - now()
        assert timedelta(days=179) < left <= timedelta(days=180)

    def test_and_who_comes_back_within_it_keeps_it(self, signed_in_as, dana):
        phone = signed_in_as(dana)
        phone.get(reverse("today"))
        later = now() + timedelta(days=100)
        with time_machine.travel(later):
            phone.get(reverse("today"))
            assert Session.objects.get().expire_date - later > timedelta(days=179)

    def test_looking_again_within_the_week_writes_nothing(self, signed_in_as, dana, django_assert_num_queries):
        phone = signed_in_as(dana)
        phone.get(reverse("pledge"))
        phone.get(reverse("me"))
        before = Session.objects.get().expire_date
        phone.get(reverse("me"))
        assert Session.objects.get().expire_date == before
