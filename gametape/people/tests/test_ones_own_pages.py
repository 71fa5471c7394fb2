"""The pledge before anything, one's own page, the store's settings, and signing in with a password."""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from gametape.common.clock import now
from gametape.people.inviting import invite
from gametape.people.may import Viewer, log
from gametape.people.models import AccessLog, Buyer, PledgeAccepted, Role
from gametape.people.pledging import PLEDGE
from tests.frame.cast import works_at

pytestmark = pytest.mark.django_db
WAYS_IN = "a good long password"


class TestThePledge:
    @pytest.mark.parametrize("address", ["monday", "deals", "me", "said", "imports", "today", "held", "people"])
    def test_a_new_manager_meets_it_before_anything_else(self, signed_in_as, lakeside, address):
        new = works_at(lakeside, "Theo Marsh", *Role.values)
        new.pledges.all().delete()
        answer = signed_in_as(new).get(reverse(address))
        assert answer.headers.get("Location") == reverse("pledge")

    def test_accepted_it_opens_the_rest_and_the_first_day_counts(self, signed_in_as, lakeside):
        new = works_at(lakeside, "Theo Marsh", Role.MANAGER)
        new.pledges.all().delete()
        client = signed_in_as(new)
        page = client.get(reverse("pledge")).content.decode()
        assert PLEDGE in page
        assert "I accept it" in page
        assert client.post(reverse("pledge")).status_code == 303
        first = PledgeAccepted.objects.get().at
        client.post(reverse("pledge"))
        assert PledgeAccepted.objects.get().at == first
        assert client.get(reverse("monday")).status_code == 200
        assert "You accepted it." in client.get(reverse("pledge")).content.decode()

    def test_everybody_reads_it_and_only_managers_are_asked(self, signed_in_as, dana):
        page = signed_in_as(dana).get(reverse("pledge")).content.decode()
        assert PLEDGE in page
        assert "The line to say to the team" in page
        assert "I accept it" not in page

    def test_signed_out_it_leads_to_the_way_in_and_back_here(self, client):
        answer = client.get(reverse("pledge"))
        assert answer["Location"] == f"{reverse('account_login')}?next={reverse('pledge')}"


class TestWhoLooked:
    def test_the_owner_of_the_record_sees_who_and_at_whose(self, signed_in_as, dana, maria, lakeside):
        sam = Buyer.objects.create(store=lakeside, first_name="Sam")
        log(Viewer(maria), "the deal", lakeside, sam, dana)
        assert "Maria Keller opened the deal, Sam" in signed_in_as(dana).get(reverse("me")).content.decode()

    def test_nobody_else_sees_it(self, signed_in_as, dana, ben, maria, lakeside):
        log(Viewer(maria), "the deal", lakeside, None, dana)
        for somebody in (ben, maria):
            assert "opened the deal" not in signed_in_as(somebody).get(reverse("me")).content.decode()

    def test_the_same_look_within_the_hour_is_one_look(self, dana, maria, lakeside):
        with time_machine.travel("2026-06-13T17:00:00Z", tick=False) as clock:
            for _ in range(3):
                log(Viewer(maria), "the deal", lakeside, None, dana)
                clock.shift(timedelta(minutes=20))
            assert AccessLog.objects.count() == 1
            log(Viewer(maria), "the deal", lakeside, None, dana)
            assert AccessLog.objects.count() == 2

    def test_another_one_another_thing_and_another_buyer_are_looks_of_their_own(self, dana, ben, maria, nia, lakeside):
        sam = Buyer.objects.create(store=lakeside, first_name="Sam")
        for who, what, buyer, whose in [
            (maria, "the deal", None, dana),
            (maria, "the deal", sam, dana),
            (maria, "the deal", sam, ben),
            (maria, "the deal", sam, None),
            (maria, "their words", sam, dana),
            (nia, "the deal", sam, dana),
        ]:
            log(Viewer(who), what, lakeside, buyer, whose)
        assert AccessLog.objects.count() == 6

    def test_ones_own_record_is_no_look(self, dana, lakeside):
        log(Viewer(dana), "the deal", lakeside, None, dana)
        assert not AccessLog.objects.exists()


class TestOneself:
    def test_name_and_address_are_ones_own_to_change(self, signed_in_as, dana):
        assert (
            signed_in_as(dana).post(reverse("me"), {"name": "Dana B.", "email": "Dana@Lakeside.example"}).status_code
            == 303
        )
        dana.refresh_from_db()
        assert (dana.name, dana.email) == ("Dana B.", "dana@lakeside.example")

    @pytest.mark.parametrize(
        ("typed", "says"),
        [
            ({"name": "", "email": ""}, "What are you called?"),
            ({"name": "Dana", "email": "dana"}, "It looks like name@example.com."),
            ({"name": "Dana", "email": "ben@lakeside.example"}, "Somebody here has this address already."),
            ({"name": "Dana", "email": "BEN@lakeside.example"}, "Somebody here has this address already."),
            ({"name": "D" * 100, "email": ""}, "80"),
        ],
    )
    def test_a_mistake_is_a_sentence_beside_its_field_and_what_was_typed_stays(
        self, signed_in_as, dana, ben, typed, says
    ):
        answer = signed_in_as(dana).post(reverse("me"), typed)
        assert answer.status_code == 422
        assert says in answer.content.decode()
        assert "Sam" not in typed["name"]
        dana.refresh_from_db()
        assert dana.name == "Dana Brooks"

    def test_an_empty_address_is_none_for_more_than_one(self, signed_in_as, dana, ben):
        for somebody in (dana, ben):
            assert signed_in_as(somebody).post(reverse("me"), {"name": somebody.name, "email": ""}).status_code == 303

    @pytest.mark.parametrize("name", ["<script>alert(1)</script>", "'; DROP TABLE x;", "😀", "دانا"])
    def test_hostile_names_are_names(self, signed_in_as, dana, name):
        client = signed_in_as(dana)
        client.post(reverse("me"), {"name": name, "email": ""})
        assert "<script>alert" not in client.get(reverse("me")).content.decode()


class TestTheStore:
    @pytest.fixture
    def saved(self, signed_in_as, olga, lakeside):
        def save(**changed):
            fields = {"name": "Lakeside RV", "address": "1200 Shore Road", "zone": "America/Chicago", "state": "MN"}
            typed = {f"s{lakeside.pk}-{name}": value for name, value in {**fields, **changed}.items()}
            answer = signed_in_as(olga).post(reverse("store", args=[lakeside.pk]), typed)
            lakeside.refresh_from_db()
            return answer

        return save

    def test_what_it_is_called_and_where_it_is(self, saved, lakeside):
        assert (
            saved(name="Lakeside RVs", zone="America/Denver", state="co", opens="09:30", closes="18:00").status_code
            == 303
        )
        assert (lakeside.name, lakeside.zone, lakeside.state) == ("Lakeside RVs", "America/Denver", "CO")
        assert f"{lakeside.opens:%H:%M} {lakeside.closes:%H:%M}" == "09:30 18:00"

    @pytest.mark.parametrize(
        ("changed", "says"),
        [
            ({"zone": "Wisconsin"}, "This is no time zone we know."),
            ({"zone": "../etc/passwd"}, "This is no time zone we know."),
            ({"opens": "07:00"}, "between 8:00 and 20:00"),
            ({"closes": "20:30"}, "between 8:00 and 20:00"),
            ({"opens": "18:00", "closes": "09:00"}, "Turn them round."),
            ({"state": "4%"}, "A state is two letters"),
            ({"name": ""}, "This field is required."),
        ],
    )
    def test_a_mistake_changes_nothing_and_what_was_typed_stays(self, saved, lakeside, changed, says):
        answer = saved(address="Typed and not lost", **changed)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert says in page
        assert "Typed and not lost" in page
        assert '<details class="flow" open>' in page
        assert (lakeside.zone, lakeside.opens, lakeside.closes) == ("America/Chicago", None, None)

    def test_hostile_text_is_only_text(self, saved, signed_in_as, olga):
        saved(name="<script>alert(1)</script>", address="'; DROP TABLE people_store; --")
        assert "<script>alert" not in signed_in_as(olga).get(reverse("people")).content.decode()


class TestSigningIn:
    @pytest.fixture(autouse=True)
    def fresh(self):
        cache.clear()
        yield
        cache.clear()

    @pytest.fixture
    def dana_with_a_password(self, dana):
        dana.set_password(WAYS_IN)
        dana.save()
        return dana

    def sign_in(self, client, email, password):
        return client.post(reverse("account_login"), {"login": email, "password": password})

    def test_with_address_and_password(self, client, dana_with_a_password):
        answer = self.sign_in(client, "Dana@lakeside.example", WAYS_IN)
        assert answer.status_code == 302
        assert client.get(reverse("today")).status_code == 200
        assert client.cookies["sessionid"]["max-age"] == 180 * 24 * 3600

    def test_it_leads_back_to_where_one_was_going_and_nowhere_else(self, client, dana_with_a_password):
        address = client.get(reverse("deals"))["Location"]
        assert f'value="{reverse("deals")}"' in client.get(address).content.decode()
        away = client.post(
            reverse("account_login"),
            {"login": dana_with_a_password.email, "password": WAYS_IN, "next": "https://elsewhere.example/"},
        )
        assert away["Location"] == "/"

    def test_the_wrong_one_says_so_and_not_which_half(self, client, dana_with_a_password):
        wrong = self.sign_in(client, dana_with_a_password.email, "guessed")
        nobody = self.sign_in(client, "nobody@lakeside.example", "guessed")
        assert wrong.status_code == nobody.status_code == 200
        assert wrong.context["form"].errors == nobody.context["form"].errors

    def test_guessing_is_locked_out_with_a_whole_sentence(self, client, dana_with_a_password):
        answers = [self.sign_in(client, dana_with_a_password.email, f"guess {n}") for n in range(12)]
        said = answers[-1].content.decode()
        assert answers[-1].status_code == 429
        assert "Too many tries" in said
        assert "Wait a quarter of an hour" in said
        assert "<main" in said, "in our look"
        right = self.sign_in(client, dana_with_a_password.email, WAYS_IN)
        assert right.status_code == 429

    def test_after_a_quarter_of_an_hour_it_is_open_again(self, client, dana_with_a_password):
        for n in range(12):
            self.sign_in(client, dana_with_a_password.email, f"guess {n}")
        cache.clear()
        with time_machine.travel(now() + timedelta(minutes=16)):
            assert self.sign_in(client, dana_with_a_password.email, WAYS_IN).status_code == 302

    def test_somebody_else_is_not_locked_out_with_them(self, client, dana_with_a_password, ben):
        ben.set_password(WAYS_IN)
        ben.save()
        for n in range(12):
            self.sign_in(client, dana_with_a_password.email, f"guess {n}")
        cache.clear()
        assert self.sign_in(client, ben.email, WAYS_IN).status_code == 302

    def test_the_address_one_had_before_is_no_way_in(self, client, signed_in_as, dana_with_a_password):
        self.sign_in(client, dana_with_a_password.email, WAYS_IN)
        client.post(reverse("me"), {"name": "Dana", "email": "new@lakeside.example"})
        assert not EmailAddress.objects.filter(email="dana@lakeside.example").exists()
        assert self.sign_in(Client(), "dana@lakeside.example", WAYS_IN).status_code == 200
        assert self.sign_in(Client(), "new@lakeside.example", WAYS_IN).status_code == 302

    def test_nobody_signs_up_by_themselves(self, client):
        assert client.get("/account/signup/").status_code == 404

    def test_who_came_by_a_link_sets_a_password_later(self, client, lakeside):
        client.post(invite(lakeside, role=Role.REP, by=None), {"name": "Eli"})
        assert "Set a password" in client.get(reverse("me")).content.decode()
        answer = client.post(reverse("account_set_password"), {"password1": WAYS_IN, "password2": WAYS_IN})
        assert answer.status_code == 302
        assert client.get(reverse("today")).status_code == 200, "and stays signed in"
        assert "Change the password" in client.get(reverse("me")).content.decode()

    def test_signed_out_on_this_device(self, signed_in_as, dana):
        client = signed_in_as(dana)
        assert client.post(reverse("account_logout")).status_code == 302
        assert client.get(reverse("today"))["Location"].startswith(reverse("account_login"))
