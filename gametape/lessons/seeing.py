"""Which lessons a viewer sees. One's own for oneself; of others only what they shared, for the people of that store."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.lookups import In

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
    return Lesson.objects.filter(_own(viewer)).select_related("store", "owner")


def _own(viewer: Viewer) -> Q:
    mine = Q(In(F("store_id") + 0, viewer.stores(Role.REP)), owner=viewer.user)
    opens = Q(made_at__gte=viewer.private_from) | Q(shared_at__isnull=False) if viewer.private_from else Q()
    return mine & opens


def shared(viewer: Viewer) -> QuerySet[Lesson]:
    """What anybody shared at one's stores, for as long as they work there; one's own among it."""
    return Lesson.objects.filter(_shared(viewer)).select_related("store", "owner")


def _shared(viewer: Viewer) -> Q:
    there = Membership.objects.filter(user=OuterRef("owner"), store=OuterRef("store"))
    return Q(Exists(there), store__in=viewer.stores(*READERS), shared_at__isnull=False)


def visible(viewer: Viewer) -> QuerySet[Lesson]:
    """Own and shared ones."""
    return Lesson.objects.filter(_own(viewer) | _shared(viewer)).select_related("store", "owner")


def own_evidence(viewer: Viewer, loss: Loss) -> Evidence | None:
    """What this viewer drew from that loss already."""
    return Evidence.objects.filter(loss=loss, by=viewer.user).select_related("lesson__store", "lesson__owner").first()
