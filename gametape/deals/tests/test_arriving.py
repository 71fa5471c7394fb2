"""Deals from a CRM arrive once, keep what people did, and can be taken back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import DataError, connection
from hypothesis import given
from hypothesis import strategies as st
from psycopg import Error

from gametape.common.clock import now
from gametape.deals import arriving
from gametape.deals.arrivals import NO_DAY, NO_REASON, ArrivingContact, ArrivingDeal, ArrivingPerson
from gametape.deals.arriving import Arrival, SomebodyElse, Tally, finish, owners_waiting
from gametape.deals.landing import stamper
from gametape.deals.losing import reopen
from gametape.deals.models import Batch, Change, Deal, Loss, Moment
from gametape.deals.taking_back import undo
from gametape.people.consent import they_said_stop
from gametape.people.models import Buyer, Consent, Store, Suppression, User
from tests.frame.skips import other_database

APRIL = datetime(2026, 4, 1, 15, tzinfo=UTC)
SAM = ArrivingPerson("Sam", "Nguyen", "", "+13125550142", "sam@lake.example")
LOST = ArrivingDeal(
    2,
    "D-1",
    SAM,
    "Meadowlark 27",
    3890000,
    "USD",
    "Closed Lost",
    "lost",
    APRIL,
    APRIL + timedelta(days=3),
    owner_named="Dana Brooks",
    recorded="Price",
)


def arrive(store: Store, *deals: ArrivingDeal, source: str = "hubspot") -> tuple[Tally, Batch]:
    batch = Batch.objects.create(store=store, source=source)
    tally = Tally()
    Arrival(batch).take_in([(99, list(deals), tally)])
    finish(batch)
    return tally, batch


def meet(store: Store, *people: ArrivingPerson) -> Tally:
    tally = Tally()
    batch = Batch.objects.create(store=store, what="contacts")
    Arrival(batch).take_in_contacts(
        [ArrivingContact(row, who) for row, who in enumerate(people, 2)], upto=99, tally=tally
    )
    return tally


def rows_believed(table: str) -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = %s", [table])
        return cursor.fetchone()[0]


def counts(tally: Tally) -> tuple[int, int, int, int]:
    return tally.created, tally.updated, tally.unchanged, tally.left_out


def copy(deal: ArrivingDeal, **other: object) -> ArrivingDeal:
    return replace(deal, **other)  # type: ignore[arg-type]


def test_a_lost_deal_arrives_with_its_loss_its_moments_and_its_rep(lakeside: Store, dana: User) -> None:
    tally, batch = arrive(lakeside, copy(LOST))
    deal = Deal.objects.get()
    assert counts(tally) == (1, 0, 0, 0)
    assert (deal.owner, deal.state, deal.amount_minor, deal.closed_at) == (dana, "lost", 3890000, LOST.closed_at)
    assert (deal.buyer.first_name, deal.buyer.phone) == ("Sam", "+13125550142")
    loss = deal.losses.get()
    assert (loss.where, loss.recorded, loss.at, loss.batch) == ("recorded", "Price", LOST.closed_at, batch)
    assert not hasattr(loss, "own_call")
    assert [moment.kind for moment in deal.moments.order_by("at")] == ["opened", "no"]


def test_a_no_without_a_reason_says_that_none_was_recorded(lakeside: Store) -> None:
    arrive(lakeside, copy(LOST, recorded=""))
    assert Loss.objects.get().recorded == NO_REASON


def test_a_no_without_a_day_is_long_ago_and_nobody_is_asked(lakeside: Store) -> None:
    arrive(lakeside, copy(LOST, opened_at=None, closed_at=None))
    loss = Loss.objects.get()
    assert (loss.at, loss.unasked) == (NO_DAY, "no_date")


def test_a_close_date_ahead_of_us_is_not_when_it_was_lost(lakeside: Store) -> None:
    arrive(lakeside, copy(LOST, closed_at=now() + timedelta(days=30)))
    assert Loss.objects.get().at <= now()


def test_the_same_deal_again_changes_nothing(lakeside: Store) -> None:
    arrive(lakeside, copy(LOST))
    tally, batch = arrive(lakeside, copy(LOST))
    assert counts(tally) == (0, 0, 1, 0)
    assert (Deal.objects.count(), Loss.objects.count(), Moment.objects.count(), batch.changes.count()) == (1, 1, 2, 0)


def test_the_same_number_from_another_source_or_at_another_store_is_another_deal(
    lakeside: Store, hilltop: Store
) -> None:
    arrive(lakeside, copy(LOST))
    arrive(lakeside, copy(LOST), source="zoho")
    arrive(hilltop, copy(LOST))
    assert Deal.objects.count() == 3


def test_without_a_number_a_deal_is_known_by_who_what_and_when(lakeside: Store) -> None:
    arrive(lakeside, copy(LOST, external_id=""))
    tally, _ = arrive(lakeside, copy(LOST, external_id="", state="won", recorded=""))
    assert counts(tally) == (0, 1, 0, 0)
    assert Deal.objects.get().state == "won"


def test_of_two_rows_with_one_number_the_first_counts(lakeside: Store) -> None:
    tally, _ = arrive(lakeside, copy(LOST), copy(LOST, row=3, unit="Other"))
    assert counts(tally) == (1, 0, 0, 1)
    assert tally.reasons == [(3, "the same deal as row 2")]


def test_blank_cells_erase_nothing(lakeside: Store) -> None:
    arrive(lakeside, copy(LOST))
    tally, _ = arrive(lakeside, ArrivingDeal(2, "D-1", ArrivingPerson(), state="lost"))
    assert counts(tally) == (0, 0, 1, 0)
    assert Deal.objects.get().unit == "Meadowlark 27"


def test_an_open_deal_is_lost_then_won_then_lost_again_and_keeps_its_history(lakeside: Store) -> None:
    still = copy(LOST, state="open", stage="Proposal", closed_at=None, recorded="")
    arrive(lakeside, still)
    arrive(lakeside, copy(LOST))
    arrive(lakeside, copy(LOST, state="won", stage="Closed Won", closed_at=APRIL + timedelta(days=5), recorded=""))
    tally, _ = arrive(lakeside, copy(LOST, closed_at=APRIL + timedelta(days=9), recorded="Unwound"))
    deal = Deal.objects.get()
    assert (counts(tally), deal.state) == ((0, 1, 0, 0), "lost")
    first, second = deal.losses.order_by("at")
    assert first.reopened_at is not None
    assert (second.is_open, second.recorded) == (True, "Unwound")
    assert [moment.kind for moment in deal.moments.order_by("at")] == ["opened", "no", "won", "no"]


def test_a_reason_recorded_later_is_taken_over(lakeside: Store) -> None:
    arrive(lakeside, copy(LOST, recorded=""))
    arrive(lakeside, copy(LOST, recorded="Timing"))
    assert Loss.objects.get().recorded == "Timing"


def test_what_a_person_did_later_stands(lakeside: Store, dana: User) -> None:
    arrive(lakeside, copy(LOST))
    reopen(Deal.objects.get(), by=dana)
    tally, _ = arrive(lakeside, copy(LOST))
    assert counts(tally) == (0, 0, 1, 0)
    assert Deal.objects.get().state == "open"


def test_an_owner_we_do_not_know_waits_to_be_invited(lakeside: Store, dana: User) -> None:
    arrive(
        lakeside,
        copy(LOST),
        copy(LOST, external_id="D-2", owner_named="Rosa Diaz"),
        copy(LOST, external_id="D-3", owner_named="Rosa Diaz"),
    )
    assert owners_waiting(lakeside) == ["Rosa Diaz"]


def test_junk_comes_in_beside_the_numbers(lakeside: Store) -> None:
    tally, _ = arrive(lakeside, copy(LOST, left_out="junk: called 'test'"))
    assert (counts(tally), tally.junk) == ((0, 0, 0, 1), 1)
    assert Deal.objects.get().left_out == "junk: called 'test'"


# -- people ---------------------------------------------------------------------------------------------------------------


def test_a_buyer_is_met_again_by_number_and_what_was_missing_is_filled_in(lakeside: Store) -> None:
    arrive(lakeside, copy(LOST, who=ArrivingPerson("Sam", "", "", "+13125550142")), copy(LOST, external_id="D-2"))
    buyer = Buyer.objects.get()
    assert (buyer.last_name, buyer.email) == ("Nguyen", "sam@lake.example")


def test_two_names_behind_one_number_are_two_people(lakeside: Store) -> None:
    arrive(lakeside, copy(LOST), copy(LOST, external_id="D-2", who=ArrivingPerson("Mai", "Nguyen", "", "+13125550142")))
    assert Buyer.objects.count() == 2


def test_deals_that_share_a_buyer_do_not_write_each_others_number(lakeside: Store) -> None:
    other = copy(LOST, external_id="D-2", who=ArrivingPerson("Sam", "Nguyen", "", "+13125550199", "sam@lake.example"))
    for _ in range(3):
        tally, _ = arrive(lakeside, copy(LOST), copy(other))
    assert counts(tally) == (0, 0, 2, 0)
    assert Buyer.objects.get().phone == "+13125550142"


def test_a_company_without_a_person_is_one_buyer(lakeside: Store) -> None:
    acme = ArrivingPerson(company="Acme")
    arrive(lakeside, copy(LOST, who=acme), copy(LOST, external_id="D-2", who=acme))
    arrive(lakeside, copy(LOST, external_id="D-3", who=acme))
    assert Buyer.objects.count() == 1


def test_nobody_at_all_makes_no_buyer(lakeside: Store) -> None:
    arrive(lakeside, copy(LOST, who=ArrivingPerson()))
    assert Deal.objects.get().buyer is None


def test_somebody_who_said_stop_stays_stopped_when_they_arrive_again(lakeside: Store) -> None:
    they_said_stop(Buyer.objects.create(store=lakeside, first_name="Sam", email="sam@lake.example"), heard_on="email")
    Buyer.objects.all().delete()
    arrive(lakeside, copy(LOST))
    assert Buyer.objects.get().stopped_at is not None


def test_the_crms_own_do_not_contact_counts_as_a_stop(lakeside: Store) -> None:
    arrive(lakeside, copy(LOST, who=replace(SAM, stop=True)))
    assert Buyer.objects.get().stopped_at is not None
    assert Suppression.objects.count() == 2


def test_who_came_by_themselves_within_thirty_days_may_be_called_on_that_ground(lakeside: Store) -> None:
    fresh = {"opened_at": now() - timedelta(days=3), "closed_at": now() - timedelta(days=1), "inquiry": True}
    arrive(lakeside, copy(LOST, **fresh), copy(LOST, external_id="D-2", who=ArrivingPerson("Mai"), inquiry=True))
    assert list(Consent.objects.values_list("buyer__first_name", "basis")) == [("Sam", "inquiry")]


def test_a_list_of_people_corrects_those_we_know_and_adds_the_others(lakeside: Store) -> None:
    arrive(lakeside, copy(LOST, who=ArrivingPerson("Sam", "Nguyen", "Lake Ltd")))
    mai = ArrivingPerson("Mai", "Tran", "", "", "mai@lake.example")
    first = meet(lakeside, replace(SAM, company="Lake Ltd"), mai, replace(mai, phone="+13125550111"))
    again = meet(lakeside, replace(SAM, company="Lake Ltd"), mai, replace(mai, phone="+13125550111"))
    assert counts(first) == (1, 1, 0, 1)
    assert counts(again) == (0, 0, 2, 1)
    assert Deal.objects.get().buyer.phone == "+13125550142"


def test_two_colleagues_of_one_name_are_told_apart_by_their_addresses(lakeside: Store) -> None:
    one = ArrivingPerson("", "Smith", "Acme", "+13125550101", "a@acme.example")
    two = ArrivingPerson("", "Smith", "Acme", "+13125550102", "b@acme.example")
    assert counts(meet(lakeside, one, two)) == (2, 0, 0, 0)
    assert counts(meet(lakeside, one, two)) == (0, 0, 2, 0)


# -- undo -----------------------------------------------------------------------------------------------------------------


def test_undo_removes_what_nobody_touched_with_its_buyer_and_lists_the_rest(lakeside: Store, dana: User) -> None:
    _, batch = arrive(lakeside, copy(LOST), copy(LOST, external_id="D-2", who=ArrivingPerson("Mai"), unit="Kestrel 19"))
    reopen(Deal.objects.get(external_id="D-2"), by=dana)
    done = undo(batch)
    assert (done.removed, done.stays, done.kept) == (1, 1, ["Mai, Kestrel 19: somebody worked on it since"])
    assert [deal.external_id for deal in Deal.objects.all()] == ["D-2"]
    assert [buyer.first_name for buyer in Buyer.objects.all()] == ["Mai"]


def test_undo_puts_changed_deals_back_to_what_they_were(lakeside: Store) -> None:
    still = copy(LOST, state="open", stage="Proposal", closed_at=None, recorded="", unit="Meadowlark 25")
    arrive(lakeside, still)
    before = Deal.objects.values().get()
    _, batch = arrive(lakeside, copy(LOST, who=replace(SAM, phone="+13125550143")))
    done = undo(batch)
    assert (done.put_back, done.stays) == (2, 0)
    assert Deal.objects.values().get() == before
    assert (Loss.objects.count(), Moment.objects.count(), Buyer.objects.get().phone) == (0, 1, "+13125550142")


def test_undo_of_a_win_gives_the_loss_back(lakeside: Store) -> None:
    arrive(lakeside, copy(LOST))
    _, batch = arrive(lakeside, copy(LOST, state="won", recorded="", closed_at=APRIL + timedelta(days=5)))
    undo(batch)
    assert (Deal.objects.get().state, Loss.objects.get().is_open) == ("lost", True)


def test_undo_leaves_a_change_that_was_changed_again(lakeside: Store) -> None:
    arrive(lakeside, copy(LOST))
    _, batch = arrive(lakeside, copy(LOST, unit="Meadowlark 29"))
    Deal.objects.update(unit="Meadowlark 31")
    done = undo(batch)
    assert done.kept == ["Sam, Meadowlark 31: changed again since"]
    assert Deal.objects.get().unit == "Meadowlark 31"


def test_undo_twice_is_undo_once(lakeside: Store) -> None:
    _, batch = arrive(lakeside, copy(LOST))
    undo(batch)
    assert undo(batch).removed == 0


def test_contacts_are_taken_back_unless_they_have_a_deal(lakeside: Store) -> None:
    batch = Batch.objects.create(store=lakeside, what="contacts")
    mai = ArrivingPerson("Mai", "Tran", "", "", "mai@lake.example")
    Arrival(batch).take_in_contacts([ArrivingContact(2, SAM), ArrivingContact(3, mai)], upto=9, tally=Tally())
    arrive(lakeside, copy(LOST))
    undo(batch)
    assert [buyer.first_name for buyer in Buyer.objects.all()] == ["Sam"]


# -- two at once ------------------------------------------------------------------------------------------------------------


def test_of_two_processes_on_one_batch_one_gets_the_chunk(lakeside: Store) -> None:
    batch = Batch.objects.create(store=lakeside, source="hubspot")
    mine, other = Arrival(batch), Arrival(Batch.objects.get(pk=batch.pk))
    mine.take_in([(3, [copy(LOST)], Tally())])
    with pytest.raises(SomebodyElse):
        other.take_in([(3, [copy(LOST)], Tally())])
    batch.refresh_from_db()
    assert (Deal.objects.count(), batch.cursor, batch.counts["created"]) == (1, 3, 1)


def test_chunks_go_together_until_a_blink_is_over_and_then_it_is_others_turn(
    lakeside: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = Batch.objects.create(store=lakeside, source="hubspot")
    three = [(number, [copy(LOST, external_id=f"D-{number}")], Tally()) for number in (1, 2, 3)]
    left: list[float] = []
    monkeypatch.setattr(arriving.time, "sleep", left.append)
    Arrival(batch).take_in(three)
    assert left == []
    monkeypatch.setattr(arriving, "A_BLINK", 0.0)
    Arrival(batch).take_in([(upto + 3, [copy(deals[0], external_id=f"E-{upto}")], Tally()) for upto, deals, _ in three])
    batch.refresh_from_db()
    assert left == [arriving.OTHERS_TURN] * 2, "after each but the last"
    assert (Deal.objects.count(), batch.cursor, batch.counts["created"]) == (6, 6, 6)


def test_a_deal_in_two_chunks_of_one_transaction_is_one_deal(lakeside: Store) -> None:
    batch = Batch.objects.create(store=lakeside, source="hubspot")
    Arrival(batch).take_in([(2, [copy(LOST)], Tally()), (3, [copy(LOST)], Tally())])
    batch.refresh_from_db()
    assert (Deal.objects.count(), Buyer.objects.count()) == (1, 1)
    assert (batch.counts["created"], batch.counts["unchanged"]) == (1, 1)


def test_when_one_chunk_fails_none_of_its_transaction_is_in(lakeside: Store) -> None:
    batch = Batch.objects.create(store=lakeside, source="hubspot")
    with pytest.raises((OverflowError, Error, DataError)):
        Arrival(batch).take_in(
            [(2, [copy(LOST)], Tally()), (3, [copy(LOST, external_id="D-2", amount_minor=1 << 80)], Tally())]
        )
    batch.refresh_from_db()
    assert (Deal.objects.count(), batch.cursor, batch.counts) == (0, 0, {})


@given(st.datetimes(min_value=datetime(1900, 1, 1), timezones=st.sampled_from([UTC, ZoneInfo("America/Chicago")])))
def test_a_time_is_written_as_django_writes_it(when: datetime) -> None:
    if connection.vendor == "sqlite":
        assert stamper()(when) == connection.ops.adapt_datetimefield_value(when)


def test_a_chunk_that_fails_leaves_neither_rows_nor_a_moved_cursor(lakeside: Store) -> None:
    batch = Batch.objects.create(store=lakeside, source="hubspot")
    with pytest.raises((OverflowError, Error, DataError)):
        Arrival(batch).take_in([(3, [copy(LOST, amount_minor=1 << 80)], Tally())])
    batch.refresh_from_db()
    assert (Deal.objects.count(), Buyer.objects.count(), Change.objects.count(), batch.cursor) == (0, 0, 0, 0)


def test_a_table_that_was_emptied_is_counted_again_as_it_fills(lakeside: Store, on_postgres: bool) -> None:
    """Otherwise PostgreSQL goes on believing that it is empty, and the same file a second time takes for ever."""
    if not on_postgres:
        other_database("SQLite plans by its indexes and counts nothing")
    many = [copy(LOST, row=row, external_id=f"D-{row}") for row in range(2, 1502)]
    Arrival(Batch.objects.create(store=lakeside, source="hubspot")).take_in([(1502, many, Tally())])
    Loss.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE deals_loss")
    assert rows_believed("deals_loss") == 0
    Arrival(Batch.objects.create(store=lakeside, source="another")).take_in([(1502, many, Tally())])
    assert rows_believed("deals_loss") == 1500
