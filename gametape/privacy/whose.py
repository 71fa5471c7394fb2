"""Which rows are one person. The number or the address makes it one; names that differ make it two, because a household
and a front desk share a number."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from gametape.common.erasing import Traces, traces
from gametape.deals.models import Deal
from gametape.people.consent import same_person
from gametape.people.may import Viewer
from gametape.people.models import Buyer, Role, Store
from gametape.people.phones import e164

WHO = (Role.ADMIN, Role.OWNER)  # they act on a buyer's request
LOOK = (*WHO, Role.MANAGER)
MOST = 30
COLUMNS = ("first_name", "last_name", "company", "phone", "email")


def visible(viewer: Viewer) -> QuerySet[Buyer]:
    """Buyers of the stores where this viewer may look up what is held."""
    return Buyer.objects.filter(store__in=viewer.stores(*LOOK)).select_related("store")


def workable(viewer: Viewer) -> QuerySet[Buyer]:
    """Buyers of the stores where this viewer may forget and hold."""
    return Buyer.objects.filter(store__in=viewer.stores(*WHO)).select_related("store")


def at(address: str, rows: QuerySet[Buyer]) -> list[Buyer]:
    """Those of `rows` with this number or e-mail address, in any spelling; a number is read as one of the row's country."""
    typed = address.strip()
    if not typed:
        return []
    if "@" in typed:
        spelled = Q(email__in={typed, typed.lower()})
    else:
        countries = Store.objects.values_list("country", flat=True).distinct()
        spelled = Q(phone__in={typed, *(e164(typed, country=country) for country in countries)})
    return list(rows.filter(spelled).order_by("pk")[:MOST])


def one_person(buyer: Buyer, rows: QuerySet[Buyer]) -> list[Buyer]:
    """The rows of this person among `rows`, the given one first; another name at the same address is somebody else."""
    same = rows.filter(pk__in=same_person(buyer).values("pk")).order_by("pk")
    return [buyer, *(other for other in same if other.pk != buyer.pk and _no_other_name(buyer, other))]


def others_there(buyer: Buyer, rows: QuerySet[Buyer]) -> list[Buyer]:
    """Who shares a number or an address with them and is somebody else."""
    same = rows.filter(pk__in=same_person(buyer).values("pk")).exclude(pk=buyer.pk).order_by("pk")
    return [other for other in same if not _no_other_name(buyer, other)]


def _no_other_name(one: Buyer, other: Buyer) -> bool:
    return all(
        not getattr(one, column) or not getattr(other, column) or _plain(one, column) == _plain(other, column)
        for column in ("first_name", "last_name")
    )


def _plain(buyer: Buyer, column: str) -> str:
    return str(getattr(buyer, column)).strip().casefold()


def traces_of(buyers: Iterable[Buyer]) -> Traces:
    """How they can be found in a text: names, number, address, and what a CRM calls their deals."""
    rows = list(buyers)
    records = Deal.objects.filter(buyer__in=rows).exclude(external_id="").values_list("external_id", flat=True)
    return traces([{column: getattr(row, column) for column in COLUMNS} for row in rows], records)
