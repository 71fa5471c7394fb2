"""Telling a colleague something now: on their first page, and by e-mail once where mail is set up."""

from __future__ import annotations

from collections.abc import Iterable

from gametape.common.clock import now
from gametape.people.models import Alert, Membership, Store, User


def alert(
    people: Iterable[User], *, store: Store, about: str, say: str, link_name: str, link_pk: int | None = None
) -> int:
    """One alert per person and event; the same event again is silence. How many were new."""
    made = 0
    for person in people:
        _, new = Alert.objects.get_or_create(
            to=person,
            about=about,
            defaults={"store": store, "say": say[:240], "link_name": link_name, "link_pk": link_pk, "at": now()},
        )
        made += new
    return made


def those_who_are(role: str, store: Store) -> list[User]:
    """The active people with this role at the store."""
    held = Membership.objects.filter(store=store, role=role, user__is_active=True).select_related("user")
    return [membership.user for membership in held.order_by("user__name")]


def seen(person: User, *, about: str) -> None:
    Alert.objects.filter(to=person, about=about, seen_at=None).update(seen_at=now())
