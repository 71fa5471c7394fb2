"""Imports that somebody began and nobody finished: the worker's heavy lane goes on with them."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db.models import Q, QuerySet

from gametape.common.clock import now
from gametape.common.refusal import Refusal
from gametape.connectors.csv.importing import carry_on
from gametape.deals.arriving import LEASE, SomebodyElse
from gametape.deals.models import Batch

log = logging.getLogger("gametape.import")
A_WHILE = timedelta(seconds=60)
GIVEN_UP = "stopped"


def unfinished() -> QuerySet[Batch]:
    """Batches of files that are neither done, undone, paused nor in somebody's hands."""
    free = Q(leased_until=None) | Q(leased_until__lt=now())
    begun = Batch.objects.filter(free, finished_at=None, undone_at=None).exclude(file_path="")
    return begun.exclude(choices__has_any_keys=["paused", GIVEN_UP, "draft"]).select_related("store").order_by("pk")


def go_on(batch: Batch) -> bool:
    """Carry a batch on for a minute. Claimed by a counted update; a chunk that another process took is left to it."""
    free = Q(leased_until=None) | Q(leased_until__lt=now())
    if not Batch.objects.filter(free, pk=batch.pk, finished_at=None, undone_at=None).update(
        leased_until=now() + 6 * LEASE
    ):
        return False
    batch.refresh_from_db()
    try:
        carry_on(batch, until=now() + A_WHILE)
    except SomebodyElse:
        return False
    except Refusal as refused:
        batch.choices[GIVEN_UP] = refused.say
        Batch.objects.filter(pk=batch.pk).update(choices=batch.choices, leased_until=None)
        log.warning("import %s stopped: %s", batch.pk, refused.say)
        return False
    Batch.objects.filter(pk=batch.pk).update(leased_until=None)
    return True


def go_on_with_imports() -> int:
    """One step of the heavy lane: how many batches moved."""
    return sum(go_on(batch) for batch in unfinished()[:1])
