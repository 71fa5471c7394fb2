"""Why deals are lost, as the store's page tells it: what it says, to whom, and what it keeps to itself."""

from __future__ import annotations

import argparse
import io
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gametape.common.clock import now
from gametape.deals.models import Deal
from gametape.patterns import refreshing, telling_store
from gametape.patterns.command import add_arguments, run
from gametape.patterns.gathering import ANOTHER
from gametape.patterns.models import Search
from gametape.patterns.tests.told import season
from gametape.people.models import Alert, Membership, Store, User
from gametape.privacy import letting_go

pytestmark = pytest.mark.django_db


def page(client: Client, name: str = "patterns", *args: Any) -> str:
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def taken_out(client: Client, search: Search) -> str:
    response = client.post(reverse("pattern_table", args=[search.pk]))
    assert response["Content-Type"].startswith("text/csv")
    return response.content.decode()


def of_the_command(table: str, folder: Path) -> dict[str, Any]:
    """What `gametape patterns --json` says of this table."""
    path = folder / "closed-deals.csv"
    path.write_bytes(table.encode())
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    out = io.StringIO()
    ends = ["--outcome", "Outcome", "--won", "won", "--lost", "lost", "--json"]
    assert run(parser.parse_args([str(path), *ends]), io.StringIO(), out) == 0
    return json.loads(out.getvalue())  # type: ignore[no-any-return]


class TestWhatItSays:
    def test_before_any_deal_has_closed_it_says_that_kindly(
        self, maria: User, signed_in_as: Callable[[User], Client]
    ) -> None:
        assert "Nothing to tell yet" in page(signed_in_as(maria))

    def test_one_ending_alone_compares_nothing(
        self, lakeside: Store, six_reps: list[User], maria: User, signed_in_as: Callable[[User], Client]
    ) -> None:
        season(lakeside, six_reps, 30)
        Deal.objects.update(state="lost")
        assert refreshing.refresh(lakeside) is not None
        assert "ended the same way" in page(signed_in_as(maria))

    def test_a_pattern_with_its_n_its_picture_its_caveat_and_how_many_were_looked_at(
        self, lakeside: Store, six_reps: list[User], maria: User, signed_in_as: Callable[[User], Client]
    ) -> None:
        season(lakeside, six_reps, 600)
        refreshing.refresh(lakeside)
        said = page(signed_in_as(maria))
        assert "Trade-In = yes" in said
        assert "An association, not a cause." in said
        assert "conditions; a gap this size appears by chance" in said
        assert '<svg xmlns="http://www.w3.org/2000/svg"' in said
        assert "<desc>" in said
        assert "The last quarter, against the one before" in said
        assert "could be asked" in said

    def test_under_three_hundred_it_answers_one_question_and_says_the_smallest_gap(
        self, lakeside: Store, six_reps: list[User], maria: User, signed_in_as: Callable[[User], Client]
    ) -> None:
        season(lakeside, six_reps, 240)
        search = refreshing.refresh(lakeside)
        assert search is not None
        assert search.told["result"]["conditions_looked_at"] == 1
        said = page(signed_in_as(maria))
        assert "From 300 closed deals on" in said
        assert "is more lost of the dearer half than of the other?" in said
        assert "smallest gap" in said

    def test_the_figures_are_those_of_the_command_on_the_table_that_is_taken_out(
        self, lakeside: Store, six_reps: list[User], maria: User, signed_in_as: Callable[[User], Client], tmp_path: Path
    ) -> None:
        season(lakeside, six_reps, 2_400, hostile="=1+1")
        search = refreshing.refresh(lakeside)
        assert search is not None
        assert search.told["withheld"] == 0
        table = taken_out(signed_in_as(maria), search)
        theirs = of_the_command(table, tmp_path)
        search.refresh_from_db()
        ours = search.told["result"]
        assert ours["patterns"]
        assert ours["patterns"][0]["held_out"]
        assert {**ours, "notes": theirs["notes"]} == theirs

    def test_the_same_deals_give_the_same_result(self, lakeside: Store, six_reps: list[User]) -> None:
        season(lakeside, six_reps, 400)
        assert telling_store.told_of(lakeside) == telling_store.told_of(lakeside)

    def test_names_in_the_export_are_shown_as_text(
        self, lakeside: Store, six_reps: list[User], maria: User, signed_in_as: Callable[[User], Client]
    ) -> None:
        season(lakeside, six_reps, 600, hostile="<script>alert(1)</script>")
        Deal.objects.filter(conditions__has_key="Trade-In", state="lost").update(unit="<script>alert(1)</script>")
        refreshing.refresh(lakeside)
        assert "<script>alert" not in page(signed_in_as(maria))


class TestSearchingAgain:
    def test_not_for_a_handful_and_again_for_enough(self, lakeside: Store, six_reps: list[User]) -> None:
        season(lakeside, six_reps, 100)
        assert refreshing.refresh(lakeside) is not None
        assert refreshing.refresh(lakeside) is None
        season(lakeside, six_reps, 9, seed=4)
        assert refreshing.refresh(lakeside) is None
        season(lakeside, six_reps, 1, seed=5)
        assert refreshing.refresh(lakeside) is not None

    def test_one_at_a_time(self, lakeside: Store, six_reps: list[User]) -> None:
        season(lakeside, six_reps, 60)
        Search.objects.create(store=lakeside, claimed_until=now() + timedelta(minutes=1))
        assert refreshing.refresh(lakeside) is None

    def test_an_error_on_the_way_leaves_the_last_one_and_gives_the_turn_back(
        self, lakeside: Store, six_reps: list[User], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        season(lakeside, six_reps, 60)
        before = refreshing.refresh(lakeside)
        assert before is not None
        Search.objects.update(closed_then=1)

        def broken(_store: Store) -> None:
            raise MemoryError

        monkeypatch.setattr(telling_store, "told_of", broken)
        with pytest.raises(MemoryError):
            refreshing.refresh(lakeside)
        after = Search.objects.get()
        assert (after.told, after.inputs, after.claimed_until) == (before.told, before.inputs, None)


class TestWhoMaySeeIt:
    def test_the_deals_behind_a_pattern_open_for_the_manager_alone(
        self, lakeside: Store, six_reps: list[User], maria: User, ada: User, olga: User, mo: User, dana: User,
        signed_in_as: Callable[[User], Client],
    ) -> None:  # fmt: skip
        season(lakeside, six_reps, 600)
        search = refreshing.refresh(lakeside)
        assert search is not None
        behind = reverse("pattern_deals", args=[search.pk, 1])
        listed = page(signed_in_as(maria), "pattern_deals", search.pk, 1)
        assert reverse("deal", args=[search.told["behind"][0][0]]) in listed
        assert "The deals behind it" not in page(signed_in_as(ada))
        for other in (ada, olga, mo, dana):
            assert signed_in_as(other).get(behind).status_code == 404
        for place in (0, 99):
            assert signed_in_as(maria).get(reverse("pattern_deals", args=[search.pk, place])).status_code == 404

    def test_the_table_holds_no_person_and_the_owner_is_told(
        self, lakeside: Store, six_reps: list[User], maria: User, olga: User, signed_in_as: Callable[[User], Client]
    ) -> None:
        season(lakeside, six_reps, 320)
        search = refreshing.refresh(lakeside)
        assert search is not None
        client = signed_in_as(maria)
        table = taken_out(client, search)
        taken_out(client, search)
        assert len(table.splitlines()) == 321
        assert "Dana" not in table
        assert "Jones" not in table
        assert "Lone" not in table, "a unit of one deal alone points at it"
        assert ANOTHER in table
        assert Alert.objects.filter(to=olga, say__contains="took out the table of 320").count() == 1

    def test_one_sheet_as_pdf(
        self, lakeside: Store, six_reps: list[User], ada: User, signed_in_as: Callable[[User], Client]
    ) -> None:
        season(lakeside, six_reps, 320)
        search = refreshing.refresh(lakeside)
        assert search is not None
        assert signed_in_as(ada).get(reverse("pattern_sheet", args=[search.pk])).content.startswith(b"%PDF")

    def test_a_page_costs_the_same_queries_whatever_was_searched(
        self, lakeside: Store, six_reps: list[User], maria: User, signed_in_as: Callable[[User], Client]
    ) -> None:
        client = signed_in_as(maria)
        page(client)
        costs = []
        for many in (40, 600):
            Deal.objects.all().delete()
            Search.objects.all().delete()
            season(lakeside, six_reps, many)
            refreshing.refresh(lakeside)
            with CaptureQueriesContext(connection) as caught:
                page(client)
            costs.append(len(caught))
        assert costs[0] == costs[1] <= 12


class TestNobodyIsToldFromIt:
    def test_in_a_store_of_few_reps_no_group_of_deals_is_shown(
        self, lakeside: Store, dana: User, ben: User, maria: User, signed_in_as: Callable[[User], Client]
    ) -> None:
        season(lakeside, [dana, ben], 600)
        search = refreshing.refresh(lakeside)
        assert search is not None
        assert search.told["result"]["patterns"] == []
        assert search.told["withheld"] > 0
        assert search.told["periods"]["holding"] == []
        assert "a colleague or a few buyers could be told" in page(signed_in_as(maria))

    def test_nor_is_the_one_question_of_a_small_store_of_few_reps_answered(
        self, lakeside: Store, dana: User, ben: User
    ) -> None:
        season(lakeside, [dana, ben], 200)
        search = refreshing.refresh(lakeside)
        assert search is not None
        assert search.told["result"]["conditions_looked_at"] == 0
        assert search.told["result"]["notes"] == []
        assert search.told["result"]["smallest_gap"] > 0

    def test_what_one_rep_alone_sells_is_no_pattern(self, lakeside: Store, six_reps: list[User]) -> None:
        deals = season(lakeside, six_reps, 600)
        for deal in deals:
            theirs = deal.owner_id == six_reps[0].pk
            deal.conditions, deal.state = {"Line": "boats" if theirs else "trailers"}, "lost" if theirs else deal.state
        Deal.objects.bulk_update(deals, ["conditions", "state"])
        search = refreshing.refresh(lakeside)
        assert search is not None
        assert "boats" not in json.dumps(search.told)
        assert search.told["withheld"] > 0

    def test_no_key_of_what_is_kept_names_a_person(self, lakeside: Store, six_reps: list[User]) -> None:
        season(lakeside, six_reps, 600)
        search = refreshing.refresh(lakeside)
        assert search is not None
        told = json.dumps(search.told)
        assert "owner" not in told.lower()
        assert not [user.name for user in User.objects.filter(memberships__store=lakeside) if user.name in told]

    def test_forgetting_a_buyer_empties_the_conditions_of_their_deals(
        self, lakeside: Store, sams_deal: Deal, six_reps: list[User]
    ) -> None:
        Deal.objects.filter(pk=sams_deal.pk).update(conditions={"Source": "Web"}, state="won", closed_at=now())
        season(lakeside, six_reps, 400)
        refreshing.refresh(lakeside)
        assert sams_deal.buyer is not None
        letting_go.forget([sams_deal.buyer])
        sams_deal.refresh_from_db()
        assert sams_deal.conditions == {}
        assert "Sam" not in json.dumps(Search.objects.get().told)
        assert Membership.objects.filter(store=lakeside).exists()
