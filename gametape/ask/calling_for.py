"""A manager, two minutes, while the buyer is still here."""

from __future__ import annotations

from gametape.ask import asking
from gametape.common.refusal import Refusal
from gametape.deals.models import Loss
from gametape.people import alerting
from gametape.people.models import Role, User


def a_manager(loss: Loss, *, by: User) -> list[str]:
    """Alerts the store's managers, each once for this no. Returns their first names."""
    asking.refuse_if_closed(loss)
    deal = loss.deal
    managers = [person for person in alerting.those_who_are(Role.MANAGER, deal.store) if person.pk != by.pk]
    if not managers:
        raise Refusal(
            "No manager has joined here yet. Ask the owner to invite one; until then it is you, and that is enough."
        )
    say = f"{by.first_name} has {deal} still here. Two minutes, please."
    alerting.alert(managers, store=deal.store, about=f"manager:{loss.pk}", say=say, link_name="deal", link_pk=deal.pk)
    return [person.first_name for person in managers]
