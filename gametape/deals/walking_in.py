"""A no from somebody who was in no list: the deal and its loss in one act, all of it or nothing."""

from __future__ import annotations

from django.db import transaction

from gametape.deals.adding import add_deal
from gametape.deals.losing import lose
from gametape.deals.models import Loss
from gametape.people.models import Store, User


@transaction.atomic
def lose_a_walk_in(
    store: Store, *, by: User, first_name: str, unit: str, phone: str = "", where: str, chip: str, once: str = ""
) -> Loss:
    """`once` is the form's own number; the same form again is the same deal and the same loss."""
    deal = add_deal(store, by, first_name=first_name, unit=unit, phone=phone, once=once)
    return lose(deal, where=where, chip=chip, by=by)
