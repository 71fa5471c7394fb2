"""What buyers said on the page: the reasons beside who was asked, with and without weighting, and never of a few."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gametape.common.clock import now
from gametape.common.counting import Funnel
from gametape.deals.models import Deal
from gametape.patterns import refreshing, said
from gametape.patterns.said import One, strata_of
from gametape.patterns.tests.told import no_sales
from gametape.people.models import Store, User

PRICE, TRADE = "PRI.CHEAPER_SAME", "TER.TRADE"


def told(store: Store) -> dict[str, Any]:
    return said.told_of(said.losses_of(store, until=now()))


@pytest.mark.django_db
class TestTheReasons:
    def test_below_ten_answers_there_are_too_few_to_say(
        self, lakeside: Store, maria: User, signed_in_as: Callable[[User], Client]
    ) -> None:
        no_sales(lakeside, [PRICE] * 9, silent=30)
        assert told(lakeside)["reasons"] == []
        refreshing.refresh(lakeside)
        assert "Too few to say. We show a reason from 10 answers on" in (
            signed_in_as(maria).get(reverse("patterns")).content.decode()
        )

    def test_a_reason_that_fewer_than_ten_gave_stands_with_another(self, lakeside: Store) -> None:
        no_sales(lakeside, [PRICE] * 14 + [TRADE] * 11 + ["UND.NOT_SHOWN"] * 3)
        found = told(lakeside)
        assert [one["code"] for one in found["reasons"]] == ["PRICE"]
        assert found["rest"] == 14, "three alone would be told by the total"

    def test_the_four_counts_stand_beside_them(self, lakeside: Store) -> None:
        no_sales(lakeside, [PRICE] * 12 + [TRADE] * 10, silent=18, unasked=20)
        assert Funnel(**told(lakeside)["funnel"]) == Funnel(60, 60, 40, 22)

    def test_a_private_answer_names_no_reason(self, lakeside: Store) -> None:
        no_sales(lakeside, [PRICE] * 12, held="credit")
        found = told(lakeside)
        assert (found["named"], found["funnel"]["answered"]) == (0, 12)
        assert "PRICE" not in json.dumps(found)

    def test_where_it_is_said_more_often_is_searched_from_three_hundred_answers_on(
        self, lakeside: Store, maria: User, signed_in_as: Callable[[User], Client]
    ) -> None:
        no_sales(lakeside, [PRICE if n % 2 else TRADE for n in range(320)])
        dice = random.Random(5)
        deals = list(Deal.objects.filter(store=lakeside).order_by("pk"))
        for n, deal in enumerate(deals):
            cheap = dice.random() < (0.8 if n % 2 else 0.2)
            deal.conditions, deal.owner_named = {"Line": "entry" if cheap else "top"}, f"Rep {n % 6}"
        Deal.objects.bulk_update(deals, ["conditions", "owner_named"])
        Deal.objects.filter(pk__in=[deal.pk for deal in deals[:40]]).update(state="won")
        search = refreshing.refresh(lakeside)
        assert search is not None
        price = next(one for one in search.told["said"]["reasons"] if one["code"] == "PRICE")
        assert price["where"][0]["conditions"][0]["value"] == "entry"
        page = signed_in_as(maria).get(reverse("patterns")).content.decode()
        assert "Line = entry" in page
        assert "Said by " in page


class TestWeighting:
    def test_each_answer_stands_for_the_no_sales_of_its_kind(self) -> None:
        """Ten of forty on the phone answered and all say price; ten of ten here answered and none does."""
        phone = [One(float(n), "phone", None, True, n < 20, n < 10, "PRICE" if n < 10 else "", n) for n in range(40)]
        here = [One(float(n), "here", None, True, True, True, "TRADE", 40 + n) for n in range(10)]
        strata = strata_of([*phone, *here], "PRICE")
        assert [(one.name, one.funnel.lost, one.funnel.answered, one.said) for one in strata] == [
            ("here ", 10, 10, 0), ("phone ", 40, 10, 10),
        ]  # fmt: skip
        share = said.said(strata)
        assert not isinstance(share, said.TooFew)
        assert (share.plain, share.weighted, share.spoken_for) == (0.5, 0.8, 1.0)
