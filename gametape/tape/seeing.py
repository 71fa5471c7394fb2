"""Whose tape opens for whom: one's own, for oneself. No manager, owner or admin reaches one by any way."""

from __future__ import annotations

from django.db.models import QuerySet

from gametape.deals.models import Deal
from gametape.people.may import Viewer
from gametape.people.models import Role
from gametape.tape.models import Mark, Recording

MOST = 60


def own(viewer: Viewer) -> QuerySet[Recording]:
    """What this viewer brought, at stores where they still sell; what a way in by somebody else's link closes stays
    closed for its week."""
    rows = Recording.objects.filter(by=viewer.user, store__in=viewer.stores(Role.REP))
    rows = rows.select_related("deal__store", "deal__buyer", "by", "store", "sound")
    return rows.filter(added_at__gte=viewer.private_from) if viewer.private_from else rows


def of_deal(viewer: Viewer, deal: Deal) -> list[Recording]:
    """For the deal's page and the review, the newest first."""
    return list(own(viewer).filter(deal=deal).order_by("-added_at", "-pk"))


def marks_of(viewer: Viewer, deal: Deal) -> list[Mark]:
    """One's own places in one's own recordings of this deal, in order: for the look back."""
    return list(own_marks(viewer).filter(recording__deal=deal).order_by("recording", "number")[:MOST])


def own_marks(viewer: Viewer) -> QuerySet[Mark]:
    return Mark.objects.filter(recording__in=own(viewer)).select_related("recording__deal__store", "recording__by")
