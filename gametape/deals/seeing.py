"""Which deals a viewer may see, and which they may work on. Every page takes its rows from here.

A rep has the deals they own or share. A manager sees the deals of their store and may step in. CRM admin, F&I, neutral
and owner see no deal page by their role; what they need, other rooms show them without it.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from gametape.deals.models import Deal, Loss
from gametape.people.may import Viewer
from gametape.people.models import Role


def _mine(viewer: Viewer, prefix: str = "") -> Q:
    return Q(**{f"{prefix}store__in": viewer.stores(Role.REP)}) & (
        Q(**{f"{prefix}owner": viewer.user}) | Q(**{f"{prefix}partner": viewer.user})
    )


def workable(viewer: Viewer) -> QuerySet[Deal]:
    """The rep's own deals: to add to, win, lose, reopen."""
    return Deal.objects.filter(_mine(viewer)).select_related("store", "buyer", "owner", "partner")


def visible(viewer: Viewer) -> QuerySet[Deal]:
    """Own deals, and those of a store one manages."""
    seen = _mine(viewer) | Q(store__in=viewer.stores(Role.MANAGER))
    return Deal.objects.filter(seen).select_related("store", "buyer", "owner", "partner")


def own_losses(viewer: Viewer) -> QuerySet[Loss]:
    """The no-sales on the rep's own deals, mis-taps left out."""
    return _losses().filter(_mine(viewer, "deal__"), undone_at=None)


def visible_losses(viewer: Viewer) -> QuerySet[Loss]:
    seen = _mine(viewer, "deal__") | Q(deal__store__in=viewer.stores(Role.MANAGER))
    return _losses().filter(seen, undone_at=None)


def _losses() -> QuerySet[Loss]:
    return Loss.objects.select_related("deal__store", "deal__buyer", "deal__owner", "deal__partner")


def open_today(viewer: Viewer) -> QuerySet[Deal]:
    """The rep's open deals, the one that moved last first: the likeliest for "just got a no"."""
    return workable(viewer).filter(state=Deal.State.OPEN, left_out="").order_by("-last_at")
