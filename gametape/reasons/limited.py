"""What buyers said to the manager alone, as a theme for their reps: late, from several, and never of one deal.

The visibility agreement gives a rep "theme only after 7 days and k >= 3". More than that is needed for it to be no
riddle: the rep sees which of their deals are masked, so a theme is told only where as many masked answers say something
else, and what is ripe is counted at the beginning of a week, so that no line appears with the day of one answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F
from django.db.models.lookups import Exact

from gametape.ask.models import Answer
from gametape.ask.seeing import CROWD, LATELY
from gametape.common.clock import local, now
from gametape.deals.vocabulary import LEAVES, REASONS
from gametape.people.models import Store
from gametape.reasons.finding import stands
from gametape.reasons.models import Finding

RIPE = timedelta(days=7)
LOOKED_AT = 200  # the newest of a quarter


@dataclass(frozen=True, slots=True)
class Limited:
    """One answer that its buyer limited to the manager: when, and the reason it comes to, "" where it comes to none."""

    sent_at: datetime
    reason: str


def themes(answers: Iterable[Limited], *, week: datetime) -> list[str]:
    """Codes of the reasons that may be told in the week that began at `week`, in the order of the vocabulary."""
    ripe = [one for one in answers if one.sent_at <= week - RIPE]
    counted = Counter(one.reason for one in ripe)
    return [code for code in REASONS if CROWD <= counted[code] <= len(ripe) - counted[code]]


def said_to_the_manager(store: Store) -> list[str]:
    """The labels of this store's themes this week. Nothing that was held, and no private leaf, is among them."""
    today = local(now(), store.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    week = today - timedelta(days=today.weekday())
    rows = Answer.objects.filter(
        Exact(F("loss__store_id") + 0, store.pk),
        reader=Answer.Reader.MANAGER,
        opened_at=None,  # a rep never opened one; that is the index it is found by
        first_sent_at__gte=week - LATELY,
        first_sent_at__lte=week - RIPE,
        loss__undone_at=None,
    )
    newest = list(rows.order_by("-first_sent_at")[:LOOKED_AT])
    reasons = _reasons_of(newest)
    return [
        REASONS[code].label
        for code in themes((Limited(one.first_sent_at, reasons.get(one.loss_id, "")) for one in newest), week=week)
    ]


def _reasons_of(answers: list[Answer]) -> dict[int, str]:
    """{loss: its reason}: the confirmed one, else the likeliest suggestion. Private is as if it said nothing."""
    open_ones = [one.loss_id for one in answers if not one.held_for and not one.rather_not_say and not one.status]
    rows = Finding.objects.filter(loss__in=open_ones, put_aside_at=None, leaf__in=LEAVES).select_related("words")
    found: dict[int, str] = {}
    for row in rows.order_by(F("confirmed_at").desc(nulls_last=True), "-confidence", "pk"):
        if stands(row):
            found.setdefault(row.loss_id, "" if LEAVES[row.leaf].private else LEAVES[row.leaf].reason)
    return found
