"""Pages that show a few rows of a store begin at those few, not at all its no-sales: each plan names the index of the few.

Measured with 400,000 deals before: the fortnight's page 18 s, a first page 1.2 s, Monday 1.3 s, sixty seconds 0.4 s.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gametape.common.clock import now
from gametape.desk.lately import lately
from gametape.next_one.still_true import still_true
from gametape.people.may import Viewer
from gametape.people.models import Store, User
from gametape.postmortem.offering import opened_again
from gametape.postmortem.seeing import own_marked, shared_at
from gametape.rescue.left_unasked import compared_by_lot
from gametape.rescue.listing import open_saves
from gametape.win_probability import refitting
from gametape.win_probability.models import FittedModel
from gametape.win_probability.ordering import unexpected
from tests.frame.skips import other_database


@pytest.fixture
def plans(on_postgres: bool) -> Callable[..., str]:
    """What SQLite says of each query a call makes, one after the other."""
    if on_postgres:
        other_database("the plan is read as SQLite writes it")

    def told(call: Callable[[], object]) -> str:
        with CaptureQueriesContext(connection) as asked:
            call()
        with connection.cursor() as cursor:
            lines = []
            for one in asked.captured_queries:
                if one["sql"].startswith("SELECT"):
                    cursor.execute("EXPLAIN QUERY PLAN " + one["sql"])
                    lines += [row[3] for row in cursor.fetchall()]
        return "\n".join(lines)

    return told


def test_saves_begin_at_the_keys_that_are_good(plans, maria: User) -> None:
    plan = plans(lambda: open_saves(Viewer(maria)))
    assert "keys_that_are_good" in plan
    assert "losses_of_a_store" not in plan


def test_what_was_shared_begins_at_what_was_shared(plans, maria: User, lakeside: Store) -> None:
    plan = plans(lambda: shared_at(Viewer(maria), lakeside, since=now() - timedelta(days=14)))
    assert "moments_shared" in plan
    assert "notes_shared" in plan
    assert "losses_of_a_store" not in plan


def test_monday_counts_what_was_shared_from_what_was_shared(plans, maria: User, lakeside: Store) -> None:
    assert "moments_shared" in plans(lambda: lately(Viewer(maria), lakeside))


def test_the_lot_is_compared_over_what_was_drawn(plans, lakeside: Store) -> None:
    assert "losses_drawn_by_lot" in plans(lambda: compared_by_lot(lakeside))


def test_ones_own_moments_are_found_among_ones_own_looks(plans, dana: User) -> None:
    assert "losses_of_a_store" not in plans(lambda: list(own_marked(Viewer(dana))))


def test_what_a_late_answer_opened_is_found_among_what_was_opened(plans, dana: User) -> None:
    assert "reviews_reopened" in plans(lambda: opened_again(Viewer(dana)))


def test_kind_words_are_looked_for_on_the_deals_that_ended_last(plans, dana: User) -> None:
    plan = plans(lambda: still_true(Viewer(dana)))
    assert "deals_of_a_rep" in plan
    assert "deals_of_a_store" not in plan


def test_what_one_did_not_see_coming_begins_at_one_s_own_deals(plans, dana: User) -> None:
    plan = plans(lambda: unexpected(Viewer(dana)))
    assert "deals_of_a_rep" in plan
    assert "deals_of_a_store" not in plan
    assert "losses_of_a_store" not in plan


def test_a_round_of_lines_looks_at_a_few_of_the_deals_that_moved_last(plans, lakeside: Store) -> None:
    """With 400,000 deals, none of them behind, every round read all that had moved within 90 days."""
    fitted = FittedModel(store=lakeside, version="x", kind="base rate", n_deals=0, n_closed=0, n_won=0, tells=True)
    fitted.save()
    with CaptureQueriesContext(connection) as asked:
        plan = plans(lambda: refitting.stale(fitted))
    assert "deals_of_a_store" in plan
    assert "SCAN deals_deal" not in plan
    rounds = [one["sql"] for one in asked.captured_queries if one["sql"].startswith('SELECT "deals_deal"')]
    few = (f"LIMIT {refitting.NEWEST})", f"LIMIT {refitting.STRETCH}")
    assert rounds
    assert all(any(one in sql for one in few) for sql in rounds)
