"""A share left unasked: what it costs in the store's own numbers, what it shows once there are enough, and the switch."""

import html
from datetime import timedelta

import pytest
from django.urls import reverse

from gametape.ask import answering, asking
from gametape.common.clock import now, played_at
from gametape.common.counting import Difference, TooFew
from gametape.deals.losing import reopen
from gametape.deals.models import Deal, Loss
from gametape.people.models import Store
from gametape.rescue.left_unasked import compared_by_lot, cost

pytestmark = pytest.mark.django_db


@pytest.fixture
def losses(lakeside, dana):
    """`losses(30, 6, "ask", days=90)`: thirty no-sales with that lot, six of them back after ten days."""

    def make(many, back, lot, *, days=90, within=timedelta(days=10)):
        at = now() - timedelta(days=days)
        deals = Deal.objects.bulk_create(Deal(store=lakeside, owner=dana, state="lost") for _ in range(many))
        Loss.objects.bulk_create(
            Loss(
                deal=deal, store=lakeside, at=at, where="phone", lot=lot, reopened_at=at + within if n < back else None
            )
            for n, deal in enumerate(deals)
        )

    return make


class TestTheComparison:
    def test_thirty_on_each_side_or_too_few_to_say(self, losses, lakeside):
        losses(200, 40, "ask")
        losses(29, 2, "leave")
        assert isinstance(compared_by_lot(lakeside), TooFew)
        losses(1, 0, "leave")
        told = compared_by_lot(lakeside)
        assert isinstance(told, Difference)
        assert told.n == (200, 30)
        assert round(told.points, 1) == round(100 * (40 / 200 - 2 / 30), 1)

    def test_only_those_whose_sixty_days_are_over_and_only_returns_within_them(self, losses, lakeside):
        losses(30, 30, "ask", within=timedelta(days=61))
        losses(30, 0, "leave")
        assert compared_by_lot(lakeside).points == 0
        losses(500, 500, "ask", days=59)
        assert compared_by_lot(lakeside).n == (30, 30)

    def test_by_assignment_whatever_was_done_afterwards(self, losses, lakeside, dana):
        losses(30, 0, "leave")
        losses(30, 0, "ask")
        asked_all_the_same = Loss.objects.filter(lot="leave").first()
        asking.asked_in_person(asked_all_the_same, by=dana)
        assert compared_by_lot(lakeside).n == (30, 30)

    def test_what_was_never_drawn_undone_or_another_store_s_is_on_no_side(self, losses, lakeside, hilltop):
        losses(30, 3, "ask")
        losses(30, 3, "leave")
        losses(50, 50, "")
        Loss.objects.filter(pk=Loss.objects.filter(lot="ask").first().pk).update(undone_at=now())
        assert isinstance(compared_by_lot(lakeside), TooFew)
        assert isinstance(compared_by_lot(hilltop), TooFew)


class TestWhatItCosts:
    @pytest.fixture
    def asks(self, a_no, dana):
        """`asks(20, answers=6, returns=1)`: of that many asked, so many answered, and so many came back."""

        def make(many, answers, returns):
            for n in range(many):
                loss = a_no(f"Buyer {n}", ago=timedelta(days=9))
                with played_at(loss.at + timedelta(minutes=5)):
                    ask = asking.asked_in_person(loss, by=dana)
                    if n < answers:
                        answering.send(ask, words="It was too long.", submission=f"s{n}", heard="page")
                if n < returns:
                    reopen(loss.deal, by=dana)

        return make

    def test_in_the_store_s_own_numbers(self, asks, lakeside):
        asks(20, answers=4, returns=1)
        told = cost(lakeside, share=10)
        assert told.say == (
            "Of 100 no-sales you would not ask 10; at your answer rate that is about 2 answers and 0.5 returns you do not get."
        )
        assert (told.answered.k, told.answered.n) == (4, 20)

    def test_too_few_is_said_and_no_number_made_up(self, asks, lakeside):
        asks(9, answers=4, returns=1)
        told = cost(lakeside, share=10)
        assert told.answers is None
        assert told.say.endswith("cannot be told yet: too few were asked here.")


class TestTheSwitch:
    @pytest.fixture
    def there(self, lakeside):
        return reverse("left_unasked", args=[lakeside.pk])

    def test_it_is_off_and_says_what_an_example_would_cost(self, signed_in_as, olga, there, lakeside):
        body = html.unescape(signed_in_as(olga).get(there).content.decode())
        assert lakeside.unasked_share == 0
        assert "Everybody who may be asked is asked" in body
        assert "What 10 would cost" in body
        assert "Too few to say" in body

    def test_the_owner_or_the_manager_sets_it(self, signed_in_as, olga, maria, there):
        for who, share in [(olga, 10), (maria, 5), (olga, 0)]:
            assert signed_in_as(who).post(there, {"share": share}).status_code == 303
            assert Store.objects.get(pk=Store.objects.order_by("pk")[0].pk).unasked_share == share

    @pytest.mark.parametrize("share", ["21", "-1", "", "ten", "1e1", "²", "9" * 5000, "<script>alert(1)</script>"])
    def test_twenty_is_the_most_and_what_was_typed_stays(self, signed_in_as, olga, there, lakeside, share):
        sent = signed_in_as(olga).post(there, {"share": share})
        assert sent.status_code == 422
        assert "A number from 0 to 20." in sent.content.decode()
        assert "<script>alert" not in sent.content.decode()
        lakeside.refresh_from_db()
        assert lakeside.unasked_share == 0

    def test_nobody_else_and_no_foreign_store(self, signed_in_as, dana, ada, frank, nia, mo, there, client):
        assert {signed_in_as(who).get(there).status_code for who in (dana, ada, frank, nia, mo)} == {404}
        assert client.get(there).status_code == 302

    def about(self, store, **changed):
        own = {"name": store.name, "address": store.address, "zone": store.zone, "state": store.state} | changed
        return {f"s{store.pk}-{key}": value for key, value in own.items()}

    def test_the_store_s_own_form_has_it_and_leads_to_what_it_costs(self, signed_in_as, olga, lakeside, there):
        sent = signed_in_as(olga).post(reverse("store", args=[lakeside.pk]), self.about(lakeside, unasked_share=10))
        assert (sent.status_code, sent["Location"]) == (303, there)
        lakeside.refresh_from_db()
        assert lakeside.unasked_share == 10
        signed_in_as(olga).post(reverse("store", args=[lakeside.pk]), self.about(lakeside, unasked_share=""))
        lakeside.refresh_from_db()
        assert lakeside.unasked_share == 10, "an empty box switches nothing off"
        sent = signed_in_as(olga).post(reverse("store", args=[lakeside.pk]), self.about(lakeside, unasked_share=21))
        assert sent.status_code == 422
        assert "At most 20 of a hundred" in sent.content.decode()
