"""Which lessons a viewer sees. One's own for oneself; of others only what they shared, for the people of that store."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from gametape.deals.models import Loss
from gametape.deals.seeing import own_losses
from gametape.lessons.models import Evidence, Lesson
from gametape.people.may import Viewer
from gametape.people.models import Membership, Role

READERS = (Role.REP, Role.MANAGER, Role.ADMIN, Role.OWNER)
LIVE = (Lesson.Status.DRAFT, Lesson.Status.TRIED, Lesson.Status.PROVEN)


def losses(viewer: Viewer) -> QuerySet[Loss]:
    """The no-sales this viewer may draw a lesson from: those of their own deals."""
    return own_losses(viewer)


def own(viewer: Viewer) -> QuerySet[Lesson]:
    """One's own, where one still sells. What a way in by somebody else's link closes stays closed, unless it is shared."""
    rows = Lesson.objects.filter(owner=viewer.user, store__in=viewer.stores(Role.REP))
    if viewer.private_from:
        rows = rows.filter(Q(made_at__gte=viewer.private_from) | Q(shared_at__isnull=False))
    return rows.select_related("store", "owner")


def shared(viewer: Viewer) -> QuerySet[Lesson]:
    """What anybody shared at one's stores, for as long as they work there; one's own among it."""
    rows = Lesson.objects.filter(store__in=viewer.stores(*READERS), shared_at__isnull=False)
    there = Membership.objects.filter(user=OuterRef("owner"), store=OuterRef("store"))
    return rows.filter(Exists(there)).select_related("store", "owner")


def visible(viewer: Viewer) -> QuerySet[Lesson]:
    """Own and shared ones."""
    return Lesson.objects.filter(
        Q(pk__in=own(viewer).values("pk")) | Q(pk__in=shared(viewer).values("pk"))
    ).select_related("store", "owner")


def own_evidence(viewer: Viewer, loss: Loss) -> Evidence | None:
    """What this viewer drew from that loss already."""
    return Evidence.objects.filter(loss=loss, by=viewer.user).select_related("lesson__store", "lesson__owner").first()
