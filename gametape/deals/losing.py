"""The no. It is logged once, called by the rep before anyone tells them, and can be undone or reopened.

`lose` is the only door to an open loss by hand; `arriving` is the one for imports. Both ask for a reason: the rep's
own call ("No idea" is one), or what the CRM recorded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from gametape.common.clock import local, now
from gametape.common.refusal import Refusal
from gametape.deals import lots
from gametape.deals.models import Deal, Dump, Loss, Moment, OwnCall
from gametape.deals.vocabulary import CHIPS, LEAVES
from gametape.people.models import User

BELIEFS = ("prepared", "presented", "money_right", "liked_me")


def lose(deal: Deal, *, where: str, chip: str, by: User, at: datetime | None = None) -> Loss:
    """The deal's open loss with the rep's own first guess, not yet sealed. Logging the same no again is refused with
    the name of who was first; logging it twice oneself gives the same loss back."""
    if where not in (Loss.Where.HERE, Loss.Where.DROVE_OFF, Loss.Where.PHONE):
        raise Refusal("Say where they are now: still here, driven off, or on the phone.", field="where")
    if chip not in CHIPS:
        raise Refusal("Pick what you think it was. “No idea” is a good answer.", field="call")
    try:
        return _lose(deal, where=where, chip=chip, by=by, at=at or now())
    except IntegrityError:
        return _already(deal, by, chip)


@transaction.atomic
def _lose(deal: Deal, *, where: str, chip: str, by: User, at: datetime) -> Loss:
    deal = Deal.objects.select_for_update(of=("self",)).select_related("store", "buyer").get(pk=deal.pk)
    if deal.state == Deal.State.LOST:
        return _already(deal, by, chip)
    if deal.state == Deal.State.WON:
        raise Refusal("This one is marked as bought. Reopen it first, then log the no.")
    lot = lots.drawn_for(deal)
    loss = Loss.objects.create(
        deal=deal, where=where, at=at, lot=lot, unasked=lots.TO_COMPARE if lot == lots.LEAVE else ""
    )
    OwnCall.objects.create(loss=loss, by=by, chip=chip)
    Moment.objects.create(deal=deal, at=at, kind=Moment.Kind.NO, by=by)
    _close(deal, Deal.State.LOST, at)
    return loss


def _already(deal: Deal, by: User, chip: str) -> Loss:
    """The loss that is open already: one's own, or an imported one that nobody called yet, which this tap calls."""
    loss = Loss.objects.filter(deal=deal, undone_at=None, reopened_at=None).select_related("own_call__by").first()
    if loss is None:
        raise Refusal("This one was just changed by somebody else. Open it again and look.")
    call_it(loss, chip=chip, by=by, again=False)
    return loss


def call_of(loss: Loss, *, by: User) -> OwnCall | None:
    """The call of `by` on this loss, None before there is one. A colleague's is theirs: who it was is said, and no more."""
    call = OwnCall.objects.select_related("by").filter(loss=loss).first()
    if call is None or call.by_id == by.pk or _gives_way(call, loss.deal):
        return call if call and call.by_id == by.pk else None
    at = local(loss.at, loss.deal.store.zone)
    raise Refusal(
        f"{call.by.first_name} already logged this no, at {at:%H:%M}. Nothing more to do; on to the next one."
    )


def _gives_way(call: OwnCall, deal: Deal) -> bool:
    """Left unsealed by somebody whose deal it no longer is."""
    return call.sealed_at is None and call.by_id not in (deal.owner_id, deal.partner_id)


@transaction.atomic
def call_it(loss: Loss, *, chip: str, by: User, again: bool = True) -> OwnCall:
    """The rep's own call, before they open anything. `again`: another chip replaces the first while nothing is sealed."""
    if chip not in CHIPS:
        raise Refusal("Pick what you think it was. “No idea” is a good answer.", field="call")
    loss = Loss.objects.select_for_update(of=("self",)).select_related("deal__store").get(pk=loss.pk)
    call = call_of(loss, by=by)
    if call is None:
        OwnCall.objects.filter(loss=loss).delete()
        return OwnCall.objects.create(loss=loss, by=by, chip=chip)
    if again and call.sealed_at is None:
        call.chip = chip
        call.save(update_fields=["chip"])
    return call


@transaction.atomic
def seal(
    call: OwnCall,
    *,
    sure: str,
    leaves: Sequence[str] = (),
    beliefs: Mapping[str, bool | None] | None = None,
    after_buyer: bool = False,
) -> OwnCall:
    """Closes the own call for good. Sealing a sealed one again changes nothing."""
    call = OwnCall.objects.select_for_update(of=("self",)).select_related("loss").get(pk=call.pk)
    if call.sealed_at is not None:
        return call
    if sure not in OwnCall.Sure.values:
        raise Refusal("How sure were you at your best moment? One tap.", field="sure")
    call.sure = sure
    call.leaves = [leaf for leaf in leaves if leaf in LEAVES]
    for belief in BELIEFS:
        setattr(call, belief, (beliefs or {}).get(belief))
    call.after_buyer = call.after_buyer or after_buyer or _the_buyer_spoke(call.loss)
    call.sealed_at = max(now(), call.made_at)
    call.save()
    return call


def _the_buyer_spoke(loss: Loss) -> bool:
    """Read from the moments, for the answer itself lies in a later room."""
    return Moment.objects.filter(deal=loss.deal_id, kind=Moment.Kind.ANSWERED, at__gte=loss.at).exists()


@transaction.atomic
def undo(loss: Loss, *, by: User) -> None:
    """It was a mis-tap: the deal is as it was. The row stays, closed."""
    loss = Loss.objects.select_for_update(of=("self",)).select_related("deal").get(pk=loss.pk)
    if not loss.is_open:
        return
    if loss.asks.filter(asked_at__isnull=False).exists():
        raise Refusal("The buyer was asked already, so this was no mis-tap. If they came back, mark it as a be-back.")
    loss.undone_at = now()
    loss.save(update_fields=["undone_at"])
    Moment.objects.create(deal=loss.deal, kind=Moment.Kind.UNDONE, by=by)
    _open(loss.deal)


@transaction.atomic
def reopen(deal: Deal, *, by: User, at: datetime | None = None) -> None:
    """A be-back: on the floor again. The loss is closed by its row, and everything it gathered stays."""
    deal = Deal.objects.select_for_update(of=("self",)).get(pk=deal.pk)
    if deal.state == Deal.State.OPEN:
        return
    at = at or now()
    Loss.objects.filter(deal=deal, undone_at=None, reopened_at=None).update(reopened_at=at)
    Moment.objects.create(deal=deal, at=at, kind=Moment.Kind.REOPENED, by=by)
    _open(deal, at)


@transaction.atomic
def win(deal: Deal, *, by: User, at: datetime | None = None) -> None:
    """Bought. Winning a lost one is a be-back and a win."""
    deal = Deal.objects.select_for_update(of=("self",)).get(pk=deal.pk)
    if deal.state == Deal.State.WON:
        return
    at = at or now()
    if deal.state == Deal.State.LOST:
        reopen(deal, by=by, at=at)
        deal.refresh_from_db()
    Moment.objects.create(deal=deal, at=at, kind=Moment.Kind.WON, by=by)
    _close(deal, Deal.State.WON, at)


@transaction.atomic
def dump(loss: Loss, *, words: str, by: User) -> Dump:
    """Just the facts, private to who wrote them. The same words twice are one dump: a thumb is impatient."""
    if not words.strip():
        raise Refusal("Nothing was written. A line is enough, or leave it.", field="words")
    Loss.objects.select_for_update().get(pk=loss.pk)
    kept, _ = Dump.objects.get_or_create(loss=loss, by=by, words=words.strip())
    return kept


def _close(deal: Deal, state: str, at: datetime) -> None:
    """A no leaves the appointment where it is, so that undoing a mis-tap finds it again; lists ask for open deals."""
    deal.state, deal.closed_at, deal.last_at = state, at, max(deal.last_at, at)
    deal.touched_at = now()
    if state == Deal.State.WON:
        deal.next_at, deal.next_what = None, ""
    deal.save(update_fields=["state", "closed_at", "last_at", "next_at", "next_what", "touched_at"])


def _open(deal: Deal, at: datetime | None = None) -> None:
    deal.state, deal.closed_at = Deal.State.OPEN, None
    deal.last_at, deal.touched_at = max(deal.last_at, at or deal.last_at), now()
    deal.save(update_fields=["state", "closed_at", "last_at", "touched_at"])
