"""What a buyer allowed and forbade: consent, and the one list of people nobody contacts any more."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from gametape.common.clock import now
from gametape.people.models import Buyer, Consent, Suppression, Unreachable, User
from gametape.people.phones import e164


def key_of(address: str, *, country: str = "US") -> str:
    """The keyed hash under which an address is suppressed: HMAC-SHA256 over its one spelling, 64 hex digits."""
    plain = address.strip().lower()
    plain = plain if "@" in plain else e164(plain, country=country)
    key = Path(settings.SUPPRESSION_KEY_FILE).read_bytes()
    return hmac.new(key, plain.encode(), hashlib.sha256).hexdigest()


def suppressed_addresses(addresses: Iterable[str], *, country: str = "US") -> set[str]:
    """Those of many addresses that are on the list, in one query; none is hashed where the list is empty."""
    if not Suppression.objects.exists():
        return set()
    keys = {key_of(address, country=country): address for address in addresses}
    hits = Suppression.objects.filter(key_hash__in=list(keys)).values_list("key_hash", flat=True)
    return {keys[hit] for hit in hits}


def keys_of(buyer: Buyer, *, country: str) -> list[str]:
    return [key_of(address, country=country) for address in (buyer.phone, buyer.email) if address]


def is_suppressed(buyer: Buyer) -> bool:
    """Asked of the list itself, not only of the mark on this row: a new row of the same person is stopped too."""
    keys = keys_of(buyer, country=buyer.store.country)
    return buyer.stopped_at is not None or (bool(keys) and Suppression.objects.filter(key_hash__in=keys).exists())


def suppressed_among(buyers: Iterable[Buyer]) -> set[int]:
    """Ids of those who said stop, in one query for a page of buyers; two of them may share a number."""
    keys = {buyer: keys_of(buyer, country=buyer.store.country) for buyer in buyers}
    every = [key for some in keys.values() for key in some]
    hits = set(Suppression.objects.filter(key_hash__in=every).values_list("key_hash", flat=True))
    return {buyer.pk for buyer, some in keys.items() if buyer.stopped_at is not None or hits & set(some)}


@transaction.atomic
def they_said_stop(buyer: Buyer, *, heard_on: str, noted_by: User | None = None) -> None:
    """All channels off at once, for every store of the installation (C05). Saying it twice changes nothing."""
    for key in keys_of(buyer, country=buyer.store.country):
        Suppression.objects.get_or_create(key_hash=key, defaults={"heard_on": heard_on, "noted_by": noted_by})
    same_person(buyer).filter(stopped_at=None).update(stopped_at=now())
    buyer.refresh_from_db()


def nobody_writes_there(address: str, *, country: str, heard_on: str, noted_by: User | None = None) -> None:
    """One address goes on the list, whoever it belongs to: the next import brings a wrong number back."""
    key = key_of(address, country=country)
    Suppression.objects.get_or_create(key_hash=key, defaults={"heard_on": heard_on, "noted_by": noted_by})


def note_unreachable(address: str, *, status: str) -> bool:
    """Their server said for good that it takes no mail for this address. Whether that is news."""
    _row, new = Unreachable.objects.get_or_create(key_hash=key_of(address), defaults={"status": status[:12]})
    return new


def unreachable_among(buyers: Iterable[Buyer]) -> set[int]:
    """Ids of those whose e-mail address takes no mail, in one query or two; none is hashed where no address is known to."""
    with_mail = [buyer for buyer in buyers if buyer.email]
    if not with_mail or not Unreachable.objects.exists():
        return set()
    keys = {buyer.pk: key_of(buyer.email) for buyer in with_mail}
    hits = set(Unreachable.objects.filter(key_hash__in=set(keys.values())).values_list("key_hash", flat=True))
    return {pk for pk, key in keys.items() if key in hits}


def buyers_at(address: str) -> list[Buyer]:
    """Every buyer of the installation with this number (E.164) or e-mail address, as it is written here or in small
    letters; the newest first."""
    if not address:
        return []
    same = Q(email__in={address, address.lower()}) if "@" in address else Q(phone=e164(address))
    field = "email" if "@" in address else "phone"
    return list(Buyer.objects.filter(same).exclude(**{field: ""}).select_related("store").order_by("-pk")[:100])


def same_person(buyer: Buyer) -> QuerySet[Buyer]:
    """Every row of this person, at any store, by number and by address as it is written here or in small letters. A row
    in other letters still is, for whoever asks `is_suppressed`, the same person; a search in any letters would walk over
    all buyers (1 s with a million, while nobody else could write)."""
    same = Q(pk=buyer.pk)
    if buyer.phone:
        same |= ~Q(phone="") & Q(phone=buyer.phone)
    if buyer.email:
        same |= ~Q(email="") & Q(email__in={buyer.email, buyer.email.lower()})
    return Buyer.objects.filter(same)


def note_inquiry(buyer: Buyer, *, by: User | None = None, at: datetime | None = None) -> None:
    """They came to us: for 30 days that is a ground to call or text, in most states (C03)."""
    Consent.objects.create(buyer=buyer, basis=Consent.Basis.INQUIRY, by=by, at=at or now())


def note_yes(buyer: Buyer, *, channel: str, by: User) -> None:
    """They said, to `by`, that they may be written to by this channel (C03). Kept with who heard it and when."""
    Consent.objects.create(buyer=buyer, channel=channel, basis=Consent.Basis.EXPLICIT, by=by, at=now())


def note_checked(buyer: Buyer, *, by: User) -> None:
    """`by` looked their number up in the do-not-call list, and it is not on it. Good for 31 days (16 CFR 310.4(b)(3))."""
    Consent.objects.create(buyer=buyer, basis=Consent.Basis.CHECKED, by=by, at=now())
