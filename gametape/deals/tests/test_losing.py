"""The no: logged once, called before anyone tells, undone, reopened. A loss is an event (law 1); the call is sealed (law 3)."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from gametape.common.clock import now
from gametape.common.refusal import Refusal
from gametape.deals.adding import add_deal, book
from gametape.deals.losing import call_it, dump, lose, reopen, seal, undo, win
from gametape.deals.models import Deal, Loss, Moment, OwnCall
from gametape.people.models import Store, User

pytestmark = pytest.mark.django_db


def test_a_no_closes_the_deal_and_keeps_the_rep_out_of_the_row(sams_deal: Deal, dana: User) -> None:
    loss = lose(sams_deal, where="here", chip="price", by=dana)
    sams_deal.refresh_from_db()
    assert sams_deal.state == Deal.State.LOST
    assert not any(field.related_model is User for field in Loss._meta.get_fields() if field.concrete)
    assert loss.own_call.chip == "price"


def test_no_idea_is_a_reason_and_an_unknown_one_is_refused(sams_deal: Deal, dana: User) -> None:
    with pytest.raises(Refusal, match="No idea"):
        lose(sams_deal, where="here", chip="", by=dana)
    with pytest.raises(Refusal):
        lose(sams_deal, where="moon", chip="price", by=dana)
    assert not Loss.objects.exists()
    assert lose(sams_deal, where="here", chip="no_idea", by=dana).is_open


def test_logging_it_twice_gives_the_same_no_back(sams_deal: Deal, dana: User) -> None:
    first = lose(sams_deal, where="here", chip="price", by=dana)
    again = lose(sams_deal, where="drove_off", chip="no_idea", by=dana)
    assert again == first
    assert again.own_call.chip == "price"


def test_a_colleague_who_was_first_is_named(sams_deal: Deal, dana: User, ben: User) -> None:
    sams_deal.partner = ben
    sams_deal.save()
    lose(sams_deal, where="here", chip="price", by=ben)
    with pytest.raises(Refusal, match="Ben already logged this no"):
        lose(sams_deal, where="here", chip="price", by=dana)


@pytest.mark.django_db(transaction=True)
def test_two_reps_logging_the_same_no_at_once_make_one(sams_deal: Deal, dana: User, ben: User) -> None:
    sams_deal.partner = ben
    sams_deal.save()
    said: list[str] = []
    start = threading.Barrier(2)

    def log_it(who: User) -> None:
        start.wait()
        try:
            said.append(str(lose(sams_deal, where="here", chip="price", by=who).own_call.by.name))
        except Refusal as refusal:
            said.append(refusal.say)
        finally:
            connection.close()

    threads = [threading.Thread(target=log_it, args=(who,)) for who in (dana, ben)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Loss.objects.filter(deal=sams_deal).count() == 1
    assert len(said) == 2
    assert sum("already logged" in sentence for sentence in said) == 1


def test_the_database_itself_allows_one_open_loss(sams_no: Loss) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Loss.objects.create(deal=sams_no.deal, where="here")


def test_a_mis_tap_is_undone_and_the_row_stays(sams_deal: Deal, dana: User) -> None:
    loss = lose(sams_deal, where="here", chip="price", by=dana)
    undo(loss, by=dana)
    sams_deal.refresh_from_db()
    assert sams_deal.state == Deal.State.OPEN
    assert Loss.objects.get(pk=loss.pk).undone_at is not None
    undo(loss, by=dana)
    assert sams_deal.moments.filter(kind=Moment.Kind.UNDONE).count() == 1


def test_a_be_back_keeps_its_history_and_can_be_lost_again(sams_no: Loss, dana: User) -> None:
    deal = sams_no.deal
    reopen(deal, by=dana)
    second = lose(deal, where="phone", chip="not_ready", by=dana)
    assert deal.losses.count() == 2
    assert second.is_open
    assert not Loss.objects.get(pk=sams_no.pk).is_open
    assert OwnCall.objects.get(loss=sams_no).chip == "price"


def test_a_won_deal_is_reopened_before_it_is_lost_again(sams_deal: Deal, dana: User) -> None:
    win(sams_deal, by=dana)
    with pytest.raises(Refusal, match="Reopen it first"):
        lose(sams_deal, where="here", chip="price", by=dana)
    reopen(sams_deal, by=dana)
    assert lose(sams_deal, where="here", chip="price", by=dana).is_open


def test_winning_a_lost_one_is_a_be_back_and_a_win(sams_no: Loss, dana: User) -> None:
    win(sams_no.deal, by=dana)
    kinds = list(sams_no.deal.moments.order_by("id").values_list("kind", flat=True))
    assert kinds[-2:] == [Moment.Kind.REOPENED, Moment.Kind.WON]
    sams_no.refresh_from_db()
    assert sams_no.reopened_at is not None


def test_a_sealed_call_stays_as_it_is(sams_no: Loss) -> None:
    before = OwnCall.objects.get(loss=sams_no)
    seal(before, sure="coin", leaves=["FIT.TASTE"])
    after = OwnCall.objects.get(loss=sams_no)
    assert (after.sure, after.leaves, after.sealed_at) == (before.sure, before.leaves, before.sealed_at)


def test_how_sure_is_asked_and_the_beliefs_are_not(sams_deal: Deal, dana: User) -> None:
    loss = lose(sams_deal, where="here", chip="price", by=dana)
    with pytest.raises(Refusal, match="How sure"):
        seal(loss.own_call, sure="")
    call = seal(loss.own_call, sure="good", beliefs={"liked_me": True})
    assert (call.liked_me, call.prepared) == (True, None)


def test_an_imported_no_can_be_called_later(sams_deal: Deal, dana: User) -> None:
    loss = Loss.objects.create(deal=sams_deal, where="recorded", recorded="Lost to competition")
    call = seal(call_it(loss, chip="no_idea", by=dana), sure="coin")
    assert call.sealed_at is not None
    assert loss.recorded == "Lost to competition"


def test_the_facts_are_private_to_who_wrote_them(sams_no: Loss, dana: User) -> None:
    assert dump(sams_no, words="  He looked at the sheet twice.  ", by=dana).words == "He looked at the sheet twice."
    with pytest.raises(Refusal):
        dump(sams_no, words="   ", by=dana)


def test_undoing_a_mis_tap_finds_the_appointment_again(sams_deal: Deal, dana: User) -> None:
    friday = now() + timedelta(days=1)
    book(sams_deal, at=friday, what="figures", by=dana)
    undo(lose(sams_deal, where="here", chip="price", by=dana), by=dana)
    sams_deal.refresh_from_db()
    assert (sams_deal.state, sams_deal.next_at) == (Deal.State.OPEN, friday)
    win(sams_deal, by=dana)
    sams_deal.refresh_from_db()
    assert sams_deal.next_at is None


def test_three_fields_make_a_walk_in(lakeside: Store, dana: User) -> None:
    deal = add_deal(lakeside, dana, first_name="Walt", unit="Cedar 19", phone="(608) 555-0100")
    assert deal.buyer is not None
    assert deal.buyer.phone == "+16085550100"
    with pytest.raises(Refusal, match="first name"):
        add_deal(lakeside, dana, first_name=" ", unit="Cedar 19")
