"""What lets a person in: sessions, passkeys, codes, addresses and open links, and how they are closed."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session

from gametape.common.clock import now
from gametape.people.models import Invitation, Store, User


def has_password(user: User) -> bool:
    return bool(user.email and user.has_usable_password())


def has_passkey(user: User) -> bool:
    return bool(Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).exists())


def forget_other_addresses(user: User) -> None:
    """One signs in by the address on one's page, and by none one had before."""
    EmailAddress.objects.filter(user=user).exclude(email__iexact=user.email or "").delete()


def close_links(person: User, store: Store) -> None:
    """A link back in that was made while they worked there would bring them back."""
    Invitation.objects.filter(for_user=person, store=store, used_at=None).update(expires_at=now())


def close_all(person: User) -> None:
    """They work nowhere any more. Their name stays beside what they did; their address is free for another start."""
    person.is_active, person.left_at, person.email = False, now(), None
    person.set_unusable_password()
    person.save(update_fields=["is_active", "left_at", "email", "password"])
    Invitation.objects.filter(for_user=person, used_at=None).update(expires_at=now())
    EmailAddress.objects.filter(user=person).delete()
    Authenticator.objects.filter(user=person).delete()
    for session in Session.objects.filter(expire_date__gte=now()).iterator():
        if session.get_decoded().get("_auth_user_id") == str(person.pk):
            session.delete()
