"""All that is held on a buyer, on one page: who they are, their deals, and of everything else that it is there.

Whoever acts on a buyer's request must not read on the way what they may not read otherwise. So what stands in other
tables is named and counted, not shown; and what a colleague keeps for themselves is named and not even counted, for
how much a rep wrote about a loss is the rep's own business (law 6).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gametape.common.forgetting import TABLES, Decision, Table
from gametape.deals.models import Deal
from gametape.people.consent import suppressed_among
from gametape.people.may import Viewer
from gametape.people.models import Buyer, Consent
from gametape.privacy import whose
from gametape.privacy.models import Forgetting, Hold
from gametape.privacy.tables import about_buyers, rows_of

MOST = 50
SHOWN = (Buyer, Consent)


@dataclass(frozen=True)
class Kept:
    """`n` is None where it is somebody's own: then it is not even said whether there is any."""

    why: str
    n: int | None
    becomes: Decision


def kinds(buyers: Sequence[Buyer]) -> list[Kept]:
    """Every declared table that holds something of theirs, or may."""
    pks, found = [buyer.pk for buyer in buyers], []
    for table in about_buyers():
        n = None if is_somebodys(table) else rows_of(table, pks).count()
        if n is None or (n and table.model not in SHOWN):
            found.append(Kept(table.why, n, table.decision))
    searched = [Kept(table.why, None, table.decision) for table in TABLES.values() if table.scrub and not table.buyers]
    return sorted([*found, *searched], key=lambda kept: kept.n is None)


def is_somebodys(table: Table) -> bool:
    return bool(table.author) or table.private


def page(viewer: Viewer, buyer: Buyer) -> dict[str, Any]:
    """For the template. The rows of the same person at the viewer's other stores are part of it."""
    rows = whose.one_person(buyer, whose.visible(viewer))
    pks = [row.pk for row in rows]
    return {
        "buyer": buyer,
        "rows": rows,
        "others": whose.others_there(buyer, whose.visible(viewer)),
        "consents": Consent.objects.filter(buyer__in=pks).order_by("-at")[:MOST],
        "deals": Deal.objects.filter(buyer__in=pks).select_related("store").order_by("-opened_at")[:MOST],
        "kept": kinds(rows),
        "suppressed": bool(suppressed_among(rows)),
        "hold": Hold.objects.filter(buyer__in=pks, lifted_at=None).select_related("by").order_by("at").first(),
        "forgotten": when_forgotten(buyer),
        "may_act": whose.workable(viewer).filter(pk=buyer.pk).exists(),
    }


def when_forgotten(buyer: Buyer) -> Forgetting | None:
    """The request by which this row was emptied."""
    if buyer.stopped_at is None or buyer.first_name or buyer.phone or buyer.email:
        return None
    acts = Forgetting.objects.filter(rows_at__isnull=False, at__lte=buyer.stopped_at).order_by("-pk")
    return next((act for act in acts[:500] if buyer.pk in act.buyers), None)
