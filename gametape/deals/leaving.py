"""A rep leaves: their private notes go with them, their open deals are handed over, their way in is closed."""

from __future__ import annotations

from django.contrib.sessions.models import Session
from django.db import transaction

from gametape.common.clock import now
from gametape.common.refusal import Refusal
from gametape.deals.models import Deal, Dump, Handover, Moment
from gametape.people.models import Invitation, Membership, Store, User


@transaction.atomic
def leave(person: User, store: Store, *, to: User | None, by: User) -> int:
    """Takes `person` out of `store`. Their deals there go to `to` (required while any is open); how many went."""
    open_ones = Deal.objects.filter(store=store, owner=person, state=Deal.State.OPEN, left_out="").exists()
    if open_ones and to is None:
        raise Refusal(f"{person.first_name} has open deals. Say who takes them over.", field="to")
    if to is not None and (to.pk == person.pk or not Membership.objects.filter(user=to, store=store).exists()):
        raise Refusal("Pick a colleague of the same store to take the deals over.", field="to")
    handed = hand_over(store, was=person, to=to, by=by) if to else 0
    Dump.objects.filter(by=person, loss__deal__store=store).delete()
    Membership.objects.filter(user=person, store=store).delete()
    if not person.memberships.exists():
        _close_the_door(person)
    return handed


def hand_over(store: Store, *, was: User, to: User, by: User) -> int:
    """Every deal of `was` at this store, its history unchanged. A moment is noted on the open ones only."""
    deals = Deal.objects.filter(store=store, owner=was)
    open_ids = list(deals.filter(state=Deal.State.OPEN).values_list("pk", flat=True))
    Moment.objects.bulk_create([Moment(deal_id=pk, kind=Moment.Kind.HANDED, by=by) for pk in open_ids])
    Handover.objects.bulk_create([Handover(deal_id=pk, was=was, now_with=to) for pk in open_ids])
    Deal.objects.filter(store=store, partner=was).update(partner=None)
    return deals.update(owner=to, touched_at=now())


def _close_the_door(person: User) -> None:
    person.is_active, person.left_at = False, now()
    person.set_unusable_password()
    person.save(update_fields=["is_active", "left_at", "password"])
    Invitation.objects.filter(for_user=person, used_at=None).update(expires_at=now())
    for session in Session.objects.filter(expire_date__gte=now()).iterator():
        if session.get_decoded().get("_auth_user_id") == str(person.pk):
            session.delete()
