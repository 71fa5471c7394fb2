"""Letting people in by a link: to join, or back in without mail. Name first; password or passkey later.

Only a hash of the link is kept; a link works once and for a week.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.urls import reverse

from gametape.common.clock import now
from gametape.common.refusal import Refusal
from gametape.people import alerting
from gametape.people.may import refuse_unless_active
from gametape.people.models import AccessLog, Invitation, Membership, Role, Store, User

GOOD_FOR = timedelta(days=7)


def invite(store: Store, *, role: str, by: User | None, called: str = "", for_user: User | None = None) -> str:
    """The path to give to that person, `/join/…/`."""
    if role not in Role.values:
        raise Refusal("Pick a role: rep, manager, CRM admin, F&I, neutral or owner.", field="role")
    token = secrets.token_urlsafe(24)
    Invitation.objects.create(
        token_hash=_hash(token), store=store, role=role, called=called.strip()[:80], for_user=for_user, made_by=by,
        expires_at=now() + GOOD_FOR,
    )  # fmt: skip
    return reverse("join", args=[token])


def first_owner(store: Store) -> str | None:
    """A way in for the first owner; None when there is one."""
    if Membership.objects.filter(store=store, role=Role.OWNER, user__is_active=True).exists():
        return None
    return invite(store, role=Role.OWNER, by=None)


@transaction.atomic
def back_in(person: User, store: Store, *, by: User | None) -> str:
    """A new way in for somebody who lost theirs; earlier ones of theirs stop working. They are told who made it, for
    whoever holds the link is them: see `Viewer.private_from`."""
    if by is not None:
        _refuse_unless_all_theirs(person, by)
    Invitation.objects.filter(for_user=person, used_at=None).update(expires_at=now())
    role = Membership.objects.filter(user=person, store=store).values_list("role", flat=True).first() or Role.REP
    link = invite(store, role=role, by=by, called=person.name, for_user=person)
    if by is not None and by.pk != person.pk:
        _tell(
            person, store, by, "a new way in as you", f"{by.name} made a new way in for you. Not asked for? Tell them."
        )
    return link


def _refuse_unless_all_theirs(person: User, by: User) -> None:
    """One way in opens every store somebody works at, so it takes the owner of every one."""
    owned = Membership.objects.filter(user=by, role=Role.OWNER).values("store")
    if Membership.objects.filter(user=person).exclude(store__in=owned).exists():
        raise Refusal(
            f"{person.first_name} also works at a store that is not yours, and a link would open that one, too. "
            "They sign in with their own password or passkey, or whoever runs the machine helps: gametape invite --again."
        )


def _tell(person: User, store: Store, by: User, what: str, say: str) -> None:
    """On their page, where nobody can take it away, and by e-mail where that is set up."""
    AccessLog.objects.create(who=by, whose=person, store=store, what=what)
    about = f"way-in:{what[:20]}:{now():%Y%m%d%H%M%S%f}"
    alerting.alert([person], store=store, about=about, say=say, link_name="me")


def invitation(token: str) -> Invitation:
    """The open invitation behind a link, or a refusal that says whom to ask."""
    found = Invitation.objects.filter(token_hash=_hash(token)).select_related("store", "for_user", "made_by").first()
    if found is None:
        raise Refusal("This link is not one of ours, or not whole. Ask whoever sent it for a new one.", status=404)
    if found.used_at is not None:
        raise Refusal("This link was used already; each works once. Ask for a new one.", status=410)
    if found.expires_at <= now():
        raise Refusal("This link has run out; each is good for a week. Ask for a new one.", status=410)
    return found


@transaction.atomic
def come_in(token: str, *, name: str) -> User:
    """Uses the invitation: the person it is for, or a new one with this name and role. Once."""
    found = invitation(token)
    claimed = Invitation.objects.filter(pk=found.pk, used_at=None).update(used_at=now())
    if not claimed:
        raise Refusal("This link was used already; each works once. Ask for a new one.", status=410)
    user = found.for_user or _new(found, name)
    refuse_unless_active(user)
    Membership.objects.get_or_create(user=user, store=found.store, role=found.role)
    Invitation.objects.filter(pk=found.pk).update(used_by=user)
    if found.for_user and found.made_by and found.made_by != user:
        maker = found.made_by
        _tell(
            user, found.store, maker, "the way in as you, by a link", f"Somebody came in as you by {maker.name}’s link."
        )
    return user


def _new(found: Invitation, name: str) -> User:
    name = name.strip() or found.called
    if not name:
        raise Refusal("What are you called? The name your colleagues use.", field="name")
    return User.objects.create_user(name[:80])


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
