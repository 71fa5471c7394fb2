"""Who may. Fetch, permit and log are one call, and "not yours" is a 404.

Each room says which rows a viewer may see or work on, as a queryset made by its own `seeing` module from the stores
where the viewer holds a role. `fetch` then takes one row out of it, and writes down who opened whose record. There is
no other way to a row by its number, so a page cannot forget the check.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from gametape.common.clock import now
from gametape.common.refusal import NotYours, Refusal
from gametape.people.models import AccessLog, Buyer, Invitation, Membership, Role, Store, User

Row = TypeVar("Row", bound=Model)
Look = tuple[str, Store, Buyer | None, User | None]
ONE_LOOK = timedelta(hours=1)
APART = timedelta(days=7)  # time to notice that somebody else came in as oneself


@dataclass(frozen=True)
class Viewer:
    """A signed-in person and the roles they hold, read once a request."""

    user: User

    @cached_property
    def roles(self) -> dict[int, frozenset[str]]:
        """{store id: roles there}"""
        found: dict[int, set[str]] = {}
        if self.user.is_active:
            for store_id, role in Membership.objects.filter(user=self.user).values_list("store_id", "role"):
                found.setdefault(store_id, set()).add(role)
        return {store: frozenset(roles) for store, roles in found.items()}

    @cached_property
    def private_from(self) -> datetime | None:
        """Since when what this person keeps for themselves opens; None is always. Who came back in by a link that
        somebody else made may be that somebody (law 6): for a week what was kept before stays closed, on every device,
        and the page says why."""
        links = Invitation.objects.filter(for_user=self.user, used_at__gt=now() - APART).exclude(made_by=self.user)
        return links.order_by("-used_at").values_list("used_at", flat=True).first()

    def stores(self, *roles: str) -> list[int]:
        """Ids of the stores where this person holds one of the roles; any role when none is named."""
        return [store for store, held in self.roles.items() if not roles or held & set(roles)]

    def is_(self, role: str, store_id: int | None = None) -> bool:
        held = (
            self.roles.get(store_id, frozenset()) if store_id else frozenset().union(*self.roles.values(), frozenset())
        )
        return role in held


def fetch(viewer: Viewer, rows: QuerySet[Row], *, pk: int, opening: str = "") -> Row:
    """The row `pk` of `rows`, which the room already narrowed to what this viewer may have; else `NotYours` (a 404).

    `opening` names the thing ("their words", "the deal") and logs the read under the store, the buyer and the
    colleague the row tells about (the row's `log_subject()` gives those three).
    """
    row = rows.filter(pk=pk).first()
    if row is None:
        raise NotYours
    if opening:
        log(viewer, opening, *row.log_subject())  # type: ignore[attr-defined]
    return row


def log(viewer: Viewer, what: str, store: Store, buyer: Buyer | None, whose: User | None) -> None:
    """Notes that `viewer` opened `what`; `whose` page it is shown on, None where it is the buyer's record alone."""
    log_each(viewer, [(what, store, buyer, whose)])


def log_each(viewer: Viewer, looks: Iterable[Look]) -> None:
    """One's own records are not logged: the log is for whom it is about. The same look within an hour is one look, for
    a page that looks again by itself would bury the ones that count."""
    others = [look for look in looks if look[3] is None or look[3].pk != viewer.user.pk]
    if not others:
        return
    lately = AccessLog.objects.filter(who=viewer.user, at__gt=now() - ONE_LOOK)
    known: set[tuple[str, int, int | None, int | None]] = set(lately.values_list("what", "store", "buyer", "whose"))
    new = []
    for what, store, buyer, whose in others:
        key = (what, store.pk, buyer.pk if buyer else None, whose.pk if whose else None)
        if key in known:
            continue
        known.add(key)
        new.append(AccessLog(who=viewer.user, whose=whose, buyer=buyer, store=store, what=what))
    AccessLog.objects.bulk_create(new)


def store_for(viewer: Viewer, *roles: str, pk: int | None = None) -> Store:
    """The store where this viewer acts in one of the roles: `pk`, or the only or first one."""
    mine = viewer.stores(*roles)
    if pk is not None and pk not in mine:
        raise NotYours
    if not mine:
        raise NotYours
    return Store.objects.get(pk=pk or min(mine))


def need(viewer: Viewer, *roles: str) -> None:
    """A page that belongs to roles, not to a row."""
    if not viewer.stores(*roles):
        raise NotYours


def refuse_unless_active(user: User) -> None:
    if not user.is_active:
        raise Refusal("This person has left the store. Ask the owner to invite them again.", status=410)


ANYONE: tuple[Any, ...] = tuple(Role.values)
