"""Which tape is offered now: a no of the last days that its rep has not looked at, or that a late answer opened again."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from gametape.common.clock import now
from gametape.deals.models import Loss
from gametape.deals.seeing import own_losses
from gametape.people.may import Viewer
from gametape.people.models import Role, Store
from gametape.postmortem.gate import EARLIEST, LATEST
from gametape.postmortem.models import Review

AGAIN = timedelta(days=3)


def offered_to(viewer: Viewer, *, most: int = 1) -> list[Loss]:
    """The newest first, own call sealed; what rests, what is done, and what came back is not offered."""
    stores = Store.objects.filter(pk__in=viewer.stores(Role.REP))
    found: list[Loss] = []
    for kind in {store.kind for store in stores}:
        found += _of_kind(viewer, kind).order_by("-at")[:most]
    return sorted(found, key=lambda loss: loss.at, reverse=True)[:most]


def _of_kind(viewer: Viewer, kind: str) -> QuerySet[Loss]:
    """`own_losses` begins at the newest of the store, so the hours keep this as short as the last days are."""
    mine = Review.objects.filter(loss=OuterRef("pk"), by=viewer.user)
    rested = mine.filter(Q(finished_at__isnull=False) | Q(rests_until__gt=now()))
    rows = own_losses(viewer).filter(store__kind=kind, at__gte=now() - LATEST[kind], at__lte=now() - EARLIEST)
    rows = rows.filter(~Exists(rested), reopened_at=None, own_call__sealed_at__isnull=False, deal__left_out="")
    return rows.filter(at__gte=viewer.private_from) if viewer.private_from else rows


def opened_again(viewer: Viewer) -> list[Review]:
    """Finished ones that a late answer opened in the last three days, and that wait at the page of their words."""
    rows = Review.objects.filter(by=viewer.user, reopened_at__gte=now() - AGAIN, finished_at=None, rests_until=None)
    rows = rows.filter(loss__store__in=viewer.stores(Role.REP), loss__undone_at=None)
    if viewer.private_from:
        rows = rows.filter(loss__at__gte=viewer.private_from)
    return list(rows.select_related("loss__deal__store", "loss__deal__buyer").order_by("-reopened_at")[:1])
