"""The heavy lane's piece: a store's closed deals are searched again when enough new ones came.

The promise: one search at a time for a store (a claim by a counted update, with a lease); what it found is written in one
statement, whole or not at all; the same deals and answers give the same result, and the row says by a hash what they were.
"""

from __future__ import annotations

import importlib
import logging
from datetime import timedelta

from django.db.models import Q

from gametape.common.clock import now
from gametape.deals.models import Deal
from gametape.patterns.models import Search
from gametape.people.models import Store
from gametape.reasons.models import Finding

log = logging.getLogger("gametape.patterns")
LEASE = timedelta(minutes=30)
LOOK_EVERY = timedelta(minutes=10)  # counting a million deals is no work for every second
STEP = 10  # new closed deals, or a fiftieth, whichever is more
NEW_ANSWERS = 3
VERSION = 1  # of what `told` holds; another one is searched again


def search_a_little() -> int:
    """The worker's piece: one store that nobody looked at for a while. How many were searched."""
    for store in Store.objects.exclude(search__looked_at__gt=now() - LOOK_EVERY).order_by("pk")[:20]:
        if refresh(store) is not None:
            return 1
    return 0


def refresh(store: Store) -> Search | None:
    """Searched again when enough came; None when there is nothing new, or somebody is at it."""
    row, _ = Search.objects.get_or_create(store=store)
    free = Q(claimed_until=None) | Q(claimed_until__lt=now())
    if not Search.objects.filter(free, pk=row.pk).update(claimed_until=now() + LEASE, looked_at=now()):
        return None
    try:
        closed, answered = _how_many(store)
        return search(store, row, closed=closed, answered=answered) if _enough(row, closed, answered) else None
    finally:
        Search.objects.filter(pk=row.pk).update(claimed_until=None)


def _how_many(store: Store) -> tuple[int, int]:
    closed = Deal.objects.filter(store=store, left_out="", state__in=[Deal.State.WON, Deal.State.LOST]).count()
    return closed, Finding.objects.filter(loss__store=store, confirmed_at__isnull=False).count()


def _enough(row: Search, closed: int, answered: int) -> bool:
    if row.made_at is None or row.told.get("version") != VERSION:
        return closed > 0
    return (
        abs(closed - row.closed_then) >= max(STEP, row.closed_then // 50)
        or abs(answered - row.answered_then) >= NEW_ANSWERS
    )


def search(store: Store, row: Search, *, closed: int, answered: int) -> Search:
    """Thought through first, written in one statement."""
    engine = importlib.import_module("gametape.patterns.telling_store")
    told, inputs = engine.told_of(store)
    if inputs != row.inputs or row.told.get("version") != VERSION:
        row.told, row.inputs, row.made_at = {**told, "version": VERSION}, inputs, now()
    row.closed_then, row.answered_then = closed, answered
    row.save(update_fields=["told", "inputs", "made_at", "closed_then", "answered_then"])
    log.info("store %s was searched: %s closed deals", store.pk, closed)
    return row


def current(store: Store) -> Search | None:
    """The last search that is there; None before the first."""
    return Search.objects.filter(store=store, made_at__isnull=False).first()
