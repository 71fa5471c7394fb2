"""A rep leaves: their private notes go with them, their open deals are handed over, their way in is closed."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from gametape.common.clock import now
from gametape.common.refusal import Refusal
from gametape.deals.models import Deal, Dump, Handover, Moment
from gametape.people import ways_in
from gametape.people.models import Membership, Role, Store, User


@transaction.atomic
def leave(person: User, store: Store, *, to: User | None, by: User) -> int:
    """Takes `person` out of `store`. Their deals there go to `to`, whom one has to name where any is open and another
    rep is there; with nobody to take them they belong to the store, and its manager hears of them. How many went."""
    heirs = those_who_sell(store, but=person)
    open_ones = Deal.objects.filter(store=store, owner=person, state=Deal.State.OPEN, left_out="").exists()
    if open_ones and to is None and heirs.exists():
        raise Refusal(f"{person.first_name} has open deals. Say who takes them over.", field="to")
    if to is not None and not heirs.filter(pk=to.pk).exists():
        raise Refusal("Pick somebody who sells at this store to take the deals over.", field="to")
    handed = hand_over(store, was=person, to=to, by=by)
    Dump.objects.filter(by=person, loss__deal__store=store).delete()
    Membership.objects.filter(user=person, store=store).delete()
    ways_in.close_links(person, store)
    if not person.memberships.exists():
        ways_in.close_all(person)
    return handed


def those_who_sell(store: Store, *, but: User) -> QuerySet[User]:
    """The active reps of the store who could take over, by name."""
    reps = User.objects.filter(memberships__store=store, memberships__role=Role.REP, is_active=True)
    return reps.exclude(pk=but.pk).distinct().order_by("name", "pk")


def hand_over(store: Store, *, was: User, to: User | None, by: User) -> int:
    """Every deal of `was` at this store, its history unchanged. A moment is noted on the open ones only. What they
    shared is its owner's alone again, and what `to` shared with them is theirs."""
    deals = Deal.objects.filter(store=store, owner=was)
    open_ids = list(deals.filter(state=Deal.State.OPEN).values_list("pk", flat=True))
    Moment.objects.bulk_create([Moment(deal_id=pk, kind=Moment.Kind.HANDED, by=by) for pk in open_ids])
    Handover.objects.bulk_create([Handover(deal_id=pk, was=was, now_with=to) for pk in open_ids])
    Deal.objects.filter(store=store, partner=was).update(partner=None)
    if to is not None:
        deals.filter(partner=to).update(partner=None)
    return deals.update(owner=to, touched_at=now())
