"""The search of a store is killed at any point: what it found is there whole or not at all, and the next one finds the same."""

from __future__ import annotations

import json
import random

import pytest
import time_machine

from gametape.common.clock import now
from gametape.patterns import refreshing, telling_store
from gametape.patterns.models import Search
from gametape.patterns.tests.told import season
from gametape.people.models import Role, Store
from tests.frame.cast import works_at
from tests.mortal import one_life, process

LIVES, TIMES = 5, 40


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_search_that_is_killed_leaves_nothing_half(lakeside: Store) -> None:
    season(
        lakeside, [works_at(lakeside, f"{name} Jones", Role.REP) for name in ("Al", "Bo", "Cy", "Di", "Ed", "Flo")], 330
    )
    found, inputs = telling_store.told_of(lakeside)
    whole = json.loads(json.dumps({**found, "version": refreshing.VERSION}))
    chance, done = random.Random(), 0
    with process("tests.searching_store") as child:
        for life in range(LIVES):
            done = one_life(child, done, TIMES, [lakeside.pk] * TIMES, seconds=chance.uniform(0.05, 0.3 + 0.25 * life))
            told = list(Search.objects.filter(store=lakeside).values_list("told", "inputs"))
            assert told in ([], [({}, "")], [(whole, inputs)])
    with time_machine.travel(now() + 2 * refreshing.LEASE):
        Search.objects.update(closed_then=0)
        refreshing.refresh(lakeside)
    row = Search.objects.get()
    assert row.told["result"] == whole["result"]
    assert row.claimed_until is None
