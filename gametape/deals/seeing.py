"""Which deals a viewer may see, and which they may work on. Every page takes its rows from here.

A rep has the deals they own or share. A manager sees the deals of their store and may step in. CRM admin, F&I, neutral
and owner see no deal page by their role; what they need, other rooms show them without it.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from gametape.deals.models import Deal, Dump, Loss, OwnCall
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


def shareable(viewer: Viewer) -> QuerySet[Deal]:
    """Those one may hand over or split: own ones, and those of a store one manages. A second rep cannot."""
    own = Q(store__in=viewer.stores(Role.REP), owner=viewer.user)
    rows = Deal.objects.filter(own | Q(store__in=viewer.stores(Role.MANAGER)))
    return rows.select_related("store", "buyer", "owner", "partner")


def own_losses(viewer: Viewer, *, undone_too: bool = False) -> QuerySet[Loss]:
    """The no-sales on the rep's own deals, mis-taps left out."""
    rows = _losses().filter(_mine(viewer, "deal__"))
    return rows if undone_too else rows.filter(undone_at=None)


def visible_losses(viewer: Viewer) -> QuerySet[Loss]:
    seen = _mine(viewer, "deal__") | Q(deal__store__in=viewer.stores(Role.MANAGER))
    return _losses().filter(seen, undone_at=None)


def _losses() -> QuerySet[Loss]:
    return Loss.objects.select_related("deal__store", "deal__buyer", "deal__owner", "deal__partner")


def open_today(viewer: Viewer) -> QuerySet[Deal]:
    """The rep's open deals, the one that moved last first: the likeliest for "just got a no"."""
    return workable(viewer).filter(state=Deal.State.OPEN, left_out="").order_by("-last_at")


def own_calls(viewer: Viewer, deal: Deal) -> dict[int, OwnCall]:
    """{loss id: what this viewer called it}. A colleague's call is in nobody's list but theirs."""
    return {call.loss_id: call for call in OwnCall.objects.filter(loss__deal=deal, by=viewer.user)}


def own_dumps(viewer: Viewer, deal: Deal) -> QuerySet[Dump]:
    return Dump.objects.filter(loss__deal=deal, by=viewer.user).order_by("at", "pk")
