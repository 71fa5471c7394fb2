"""Which deals a viewer may see, and which they may work on. Every page takes its rows from here.

A rep has the deals they own or share. A manager sees the deals of their store and may step in. CRM admin, F&I, neutral
and owner see no deal page by their role; what they need, other rooms show them without it.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, Q, QuerySet
from django.db.models.lookups import Exact

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


def own(viewer: Viewer) -> list[QuerySet[Deal]]:
    """The rep's deals as two runs over an index, owned and shared, for lists that must not slow down with the file.
    Joined by OR they make a walk over the whole store; so does a plain condition on the store, hence the "+ 0"."""
    here = Deal.objects.annotate(at_store=F("store_id") + 0).filter(at_store__in=viewer.stores(Role.REP))
    return [here.filter(owner=viewer.user), here.filter(partner=viewer.user)]


def next_customer(viewer: Viewer, *, since: datetime) -> Deal | None:
    """The rep's open deal with the soonest appointment: where every path ends."""
    found = [run.select_related("store", "buyer").first() for run in coming(viewer, since=since)]
    return min((deal for deal in found if deal), key=lambda deal: deal.next_at or since, default=None)


def coming(viewer: Viewer, *, since: datetime) -> list[QuerySet[Deal]]:
    """Open deals by their next appointment. "Neither lost nor won" instead of "open", which would draw SQLite to the
    index of states and make it sort all that is open; this way it walks the appointments."""
    closed = Q(state__in=[Deal.State.LOST, Deal.State.WON])
    return [run.filter(~closed, next_at__gte=since).order_by("next_at") for run in own(viewer)]


def own_losses(viewer: Viewer, *, undone_too: bool = False) -> QuerySet[Loss]:
    """The no-sales on the rep's own deals, mis-taps left out. The "+ 0" keeps SQLite from walking all deals of the rep
    to find the few losses of the last days (1.2 s with a million deals): it starts at the losses of the store."""
    owner, partner = (F(f"deal__{column}_id") + 0 for column in ("owner", "partner"))
    mine = Q(Exact(owner, viewer.user.pk)) | Q(Exact(partner, viewer.user.pk))
    rows = _losses().filter(mine, store__in=viewer.stores(Role.REP))
    return rows if undone_too else rows.filter(undone_at=None)


def visible_losses(viewer: Viewer) -> QuerySet[Loss]:
    seen = _mine(viewer, "deal__") | Q(deal__store__in=viewer.stores(Role.MANAGER))
    return _losses().filter(seen, undone_at=None)


def _losses() -> QuerySet[Loss]:
    return Loss.objects.select_related("deal__store", "deal__buyer", "deal__owner", "deal__partner")


def own_calls(viewer: Viewer, deal: Deal) -> dict[int, OwnCall]:
    """{loss id: what this viewer called it}. A colleague's call is in nobody's list but theirs."""
    calls = OwnCall.objects.filter(loss__deal=deal, by=viewer.user)
    return {call.loss_id: call for call in calls.filter(_opens(viewer, "made_at"))}


def own_dumps(viewer: Viewer, deal: Deal) -> QuerySet[Dump]:
    rows = Dump.objects.filter(loss__deal=deal, by=viewer.user)
    return rows.filter(_opens(viewer, "at")).order_by("at", "pk")


def is_own_call(viewer: Viewer, call: OwnCall) -> bool:
    """Whether it is this viewer's, and opens for them now."""
    return call.by_id == viewer.user.pk and (viewer.private_from is None or call.made_at >= viewer.private_from)


def _opens(viewer: Viewer, column: str) -> Q:
    return Q(**{f"{column}__gte": viewer.private_from}) if viewer.private_from else Q()
