"""A deal goes from one rep to another, or is split between two. What was private stays with who wrote it."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from gametape.common.clock import now
from gametape.common.refusal import Refusal
from gametape.deals.models import Deal, Handover, Moment
from gametape.people import alerting
from gametape.people.models import Role, User


def colleagues(deal: Deal) -> QuerySet[User]:
    """Who could have this deal: the active reps of its store."""
    reps = User.objects.filter(memberships__store=deal.store_id, memberships__role=Role.REP, is_active=True)
    return reps.distinct().order_by("name", "pk")


@transaction.atomic
def split(deal: Deal, *, with_: User, by: User) -> None:
    """Two reps, one deal: both see it, and whoever is there logs the no."""
    deal = Deal.objects.select_for_update(of=("self",)).select_related("owner").get(pk=deal.pk)
    _refuse_strangers(deal, with_)
    if with_.pk == deal.owner_id:
        raise Refusal(f"{with_.first_name} has this deal already. Pick somebody to share it with.", field="who")
    if with_.pk == deal.partner_id:
        return
    deal.partner = with_
    _keep(deal, ["partner"])
    _tell(deal, with_, by, f"{deal}: you have it together now.", "shared")


@transaction.atomic
def end_split(deal: Deal, *, by: User) -> None:
    """The owner has it alone again. Doing it twice changes nothing."""
    deal = Deal.objects.select_for_update(of=("self",)).select_related("owner", "partner").get(pk=deal.pk)
    if deal.partner is None:
        return
    words = f"No longer with {deal.partner.first_name}"
    deal.partner = None
    _keep(deal, ["partner"])
    Moment.objects.create(deal=deal, kind=Moment.Kind.HANDED, words=words, by=by)


@transaction.atomic
def hand_over(deal: Deal, *, to: User, by: User) -> None:
    """From now on it is theirs; the row of who had it stays. Handing it to who has it changes nothing."""
    deal = Deal.objects.select_for_update(of=("self",)).select_related("owner").get(pk=deal.pk)
    _refuse_strangers(deal, to)
    if to.pk == deal.owner_id:
        return
    was = deal.owner
    Handover.objects.create(deal=deal, was=was, now_with=to)
    deal.owner = to
    if deal.partner_id == to.pk:
        deal.partner = None
    _keep(deal, ["owner", "partner"])
    _tell(deal, to, by, f"{deal} is yours now.", "handed")
    if was is not None and was.pk != by.pk:
        say = f"{by.first_name} handed {deal} over to {to.first_name}."
        about = f"handed-away:{deal.handovers.latest('pk').pk}"
        alerting.alert([was], store=deal.store, about=about, say=say, link_name="deals")


def _refuse_strangers(deal: Deal, person: User) -> None:
    if not colleagues(deal).filter(pk=person.pk).exists():
        raise Refusal("Pick somebody who sells at this store.", field="who")


def _keep(deal: Deal, fields: list[str]) -> None:
    deal.touched_at = now()
    deal.save(update_fields=[*fields, "touched_at"])


def _tell(deal: Deal, person: User, by: User, say: str, what: str) -> None:
    moment = Moment.objects.create(deal=deal, kind=Moment.Kind.HANDED, words=f"With {person.first_name}", by=by)
    if person.pk != by.pk:
        alerting.alert(
            [person], store=deal.store, about=f"{what}:{moment.pk}", say=say, link_name="deal", link_pk=deal.pk
        )
