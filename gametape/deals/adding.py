"""Adding a deal by hand, a moment, the next appointment."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from gametape.common.clock import now
from gametape.common.refusal import Refusal
from gametape.deals.models import Deal, Moment
from gametape.people.consent import is_suppressed, note_inquiry
from gametape.people.models import Buyer, Store, User
from gametape.people.phones import e164

BY_HAND = "hand"
TWO_TAPS = timedelta(seconds=10)


@transaction.atomic
def add_deal(
    store: Store,
    owner: User,
    *,
    first_name: str,
    unit: str,
    phone: str = "",
    email: str = "",
    last_name: str = "",
    company: str = "",
    amount_minor: int | None = None,
    at: datetime | None = None,
    how: str = "",
    kind: str = Moment.Kind.VISIT,
    once: str = "",
) -> Deal:
    """A new open deal with its buyer and its first moment. Three fields are enough for a walk-in.

    `once` is the form's own number: a form that is sent twice, even at the same moment, adds one deal.
    """
    first_name, unit = first_name.strip(), unit.strip()
    if not first_name and not company.strip():
        raise Refusal("Who was it? A first name is enough.", field="first_name")
    if not unit:
        raise Refusal("Which one were they looking at? A word or two is enough.", field="unit")
    key = _key(once, first_name, company, unit, phone) if once else ""
    if key and (there := _there_already(store, owner, key)):
        return there
    at = at or now()
    buyer = Buyer.objects.create(
        store=store,
        first_name=first_name[:80],
        last_name=last_name.strip()[:120],
        company=company.strip()[:160],
        phone=e164(phone, country=store.country)[:32] if phone.strip() else "",
        email=email.strip()[:254],
        created_at=at,
    )
    if is_suppressed(buyer):
        buyer.stopped_at = at
        buyer.save(update_fields=["stopped_at"])
    note_inquiry(buyer, by=owner, at=at)
    deal = Deal.objects.create(
        store=store,
        owner=owner,
        buyer=buyer,
        unit=unit[:200],
        amount_minor=amount_minor,
        currency=store.currency,
        opened_at=at,
        last_at=at,
        source=BY_HAND,
        external_id=key,
        touched_at=now(),
    )
    Moment.objects.create(deal=deal, at=at, kind=kind, words=how[:500], by=owner)
    return deal


def _key(once: str, *typed: str) -> str:
    """With what was typed in it: whoever goes back to the same form and writes another name adds another deal."""
    return hashlib.sha256("\x1f".join([once, *typed]).encode()).hexdigest()[:40]


def _there_already(store: Store, owner: User, key: str) -> Deal | None:
    """The owner's row is held while looking, so that the second of two taps waits for the first and finds its deal."""
    User.objects.select_for_update(no_key=True).get(pk=owner.pk)
    return Deal.objects.filter(store=store, owner=owner, source=BY_HAND, external_id=key).first()


@transaction.atomic
def note_moment(deal: Deal, *, kind: str, words: str = "", by: User, at: datetime | None = None) -> Moment:
    """Something happened. Appended, never edited; the same again within seconds is an impatient thumb, and one moment."""
    _hold(deal)
    words = words.strip()[:500]
    just_now = Moment.objects.filter(deal=deal, kind=kind, words=words, by=by, noted_at__gte=now() - TWO_TAPS)
    if there := (just_now.filter(at=at) if at else just_now).first():
        return there
    at = at or now()
    moment = Moment.objects.create(deal=deal, at=at, kind=kind, words=words, by=by)
    deal.last_at = max(deal.last_at, at)
    deal.touched_at = now()
    deal.save(update_fields=["last_at", "touched_at"])
    return moment


@transaction.atomic
def book(deal: Deal, *, at: datetime | None, what: str = "", by: User) -> None:
    """The next appointment; None takes it away, the same again changes nothing."""
    _hold(deal)
    what = what.strip()[:120]
    if (deal.next_at, deal.next_what) == (at, what):
        return
    deal.next_at, deal.next_what = at, what
    deal.touched_at = now()
    deal.save(update_fields=["next_at", "next_what", "touched_at"])
    if at is not None:
        Moment.objects.create(deal=deal, kind=Moment.Kind.APPOINTMENT, words=deal.next_what, by=by)


def _hold(deal: Deal) -> None:
    """Until the transaction ends nobody else writes this row; what we know of it is as it stands now."""
    deal.refresh_from_db(
        fields=["last_at", "next_at", "next_what"], from_queryset=Deal.objects.select_for_update(of=("self",))
    )


@transaction.atomic
def add_with_appointment(
    store: Store, owner: User, *, next_at: datetime | None, next_what: str = "", **deal: Any
) -> Deal:
    """A new deal (`add_deal`) and when they come next, in one act."""
    added = add_deal(store, owner, **deal)
    if next_at is not None and added.next_at is None:
        book(added, at=next_at, what=next_what, by=owner)
    return added
