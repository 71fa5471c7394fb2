"""Stores and who does what in them: another store, another role. People leave by the deals room's `leaving`."""

from __future__ import annotations

from django.db import transaction

from gametape.common.refusal import Refusal
from gametape.people.models import Membership, Role, Store, User


@transaction.atomic
def open_store(name: str, *, owner: User) -> Store:
    """Another store of this installation, owned by who opens it. It starts with the clock of the owner's first one."""
    if not name.strip():
        raise Refusal("What is the store called? The name buyers know it by.", field="store_name")
    first = Store.objects.filter(memberships__user=owner).order_by("pk").first()
    alike = (
        {"zone": first.zone, "country": first.country, "currency": first.currency, "kind": first.kind} if first else {}
    )
    store = Store.objects.create(name=name.strip(), **alike)
    Membership.objects.create(user=owner, store=store, role=Role.OWNER)
    return store


def give_role(person: User, store: Store, role: str) -> None:
    """One more role at this store. A new manager accepts the pledge before anything opens."""
    if role not in Role.values:
        raise Refusal("Pick a role: rep, manager, CRM admin, F&I, neutral or owner.", field="role")
    Membership.objects.get_or_create(user=person, store=store, role=role)


@transaction.atomic
def take_role(person: User, store: Store, role: str) -> None:
    """One less. The last role of somebody is taken by letting them leave; the last owner stays."""
    held = Membership.objects.select_for_update().filter(user=person, store=store)
    if held.count() == 1 and held.filter(role=role).exists():
        raise Refusal(f"That is the only role {person.first_name} has here. If they leave the store, say “They leave”.")
    others = Membership.objects.filter(store=store, role=Role.OWNER, user__is_active=True).exclude(user=person)
    if role == Role.OWNER and not others.exists():
        raise Refusal("A store needs an owner. Give somebody else that role first.")
    held.filter(role=role).delete()
