"""A manager, two minutes, while the buyer is still here."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from gametape.ask import asking
from gametape.ask.models import TurnOver
from gametape.common.clock import now
from gametape.common.refusal import Refusal
from gametape.deals.models import Loss
from gametape.people import alerting
from gametape.people.models import Role, User

STILL_FRESH = timedelta(hours=12)  # the same evening; later nobody is sure any more who came


@transaction.atomic
def a_manager(loss: Loss, *, by: User) -> list[str]:
    """Alerts the store's managers, each once for this no. Returns their first names."""
    asking.refuse_if_closed(loss)
    deal = loss.deal
    managers = [person for person in alerting.those_who_are(Role.MANAGER, deal.store) if person.pk != by.pk]
    if not managers:
        raise Refusal(
            "No manager has joined here yet. Ask the owner to invite one; until then it is you, and that is enough."
        )
    TurnOver.objects.get_or_create(loss=loss, defaults={"asked_by": by})
    say = f"{by.first_name} has {deal} still here. Two minutes, please."
    alerting.alert(managers, store=deal.store, about=called(loss), say=say, link_name="deal", link_pk=deal.pk)
    return [person.first_name for person in managers]


def called(loss: Loss) -> str:
    """What the alert is about; each manager has one."""
    return f"manager:{loss.pk}"


@transaction.atomic
def was_there(loss: Loss, *, by: User) -> TurnOver:
    """A manager went over. The first who says so; a second tap, or a colleague's, changes nothing."""
    call = TurnOver.objects.select_for_update(of=("self",)).filter(loss=loss).first()
    if call is None:
        raise Refusal("Nobody asked for a manager on this one, so there is nothing to note.")
    if call.given_at is None and now() - call.asked_at > STILL_FRESH:
        raise Refusal("That was too long ago to note who came. Leave it; it counts as asked for.")
    if call.given_at is None:
        call.given_by, call.given_at = by, now()
        call.save(update_fields=["given_by", "given_at"])
    alerting.seen(by, about=called(loss))
    return call
