"""Somebody took the table of closed deals out: the owner is told, for from then on it lies where nobody is asked."""

from __future__ import annotations

from gametape.common.clock import local, now
from gametape.people.alerting import alert, those_who_are
from gametape.people.models import Role, Store, User


def tell_the_owner(by: User, store: Store, *, rows: int) -> None:
    """Once a day for each who takes it."""
    owners = [person for person in those_who_are(Role.OWNER, store) if person.pk != by.pk]
    day = local(now(), store.zone).date()
    say = f"{by.name} took out the table of {rows:,} closed deals, without names. If you did not expect that, ask them."
    alert(owners, store=store, about=f"table:{store.pk}:{by.pk}:{day}", say=say, link_name="patterns")
