"""Sharing one moment or one note, with one's name or without it, and taking it back. An act each time, by its owner.

What is read aloud in front of others names no buyer; what is shared without a name does not carry it in its words.
"""

from __future__ import annotations

from django.db import transaction

from gametape.common.clock import now
from gametape.common.erasing import Traces, traces
from gametape.common.refusal import NotYours, Refusal
from gametape.people.models import Buyer, Membership, Role, Store, User
from gametape.postmortem.flow import BOXES
from gametape.postmortem.models import Marked, Note

THIN = 5  # below so many who sell, a store knows whose it is


@transaction.atomic
def share(row: Marked | Note, *, nameless: bool) -> None:
    """For the manager of this store and the fifteen minutes of the week, until it is taken back or changed. Looked over
    is what stands there now: another device may have changed it since the page was shown."""
    held = type(row).objects.select_for_update().filter(pk=row.pk).first()
    if held is None:
        raise NotYours
    if isinstance(row, Note) and not BOXES[row.screen].may_share:
        raise Refusal("This one stays with you. Share a moment instead.", status=404)
    said = held.saw if isinstance(held, Marked) else held.text
    _refuse_names(said, row.review.loss.deal.buyer, row.review.by, nameless=nameless)
    type(row).objects.filter(pk=row.pk).update(shared_at=held.shared_at or now(), nameless=nameless)


def take_back(row: Marked | Note) -> None:
    type(row).objects.filter(pk=row.pk).update(shared_at=None, nameless=False)


def _refuse_names(said: str, buyer: Buyer | None, owner: User, *, nameless: bool) -> None:
    if buyer and _of_buyer(buyer).stand_in(said):
        raise Refusal("The buyer’s name or number stands in it. Write “the buyer” instead, then share it.")
    if nameless and Traces(names=(owner.first_name, owner.name)).stand_in(said):
        raise Refusal("Your own name stands in it. Write it without, or share it with your name.")


def _of_buyer(buyer: Buyer) -> Traces:
    return traces([{name: getattr(buyer, name) for name in ("first_name", "last_name", "company", "phone", "email")}])


def is_thin_cover(store: Store) -> bool:
    """Whether so few sell here that leaving the name out hides little; said before sharing, so that nobody is fooled."""
    sellers = Membership.objects.filter(store=store, role=Role.REP, user__is_active=True)
    return sellers.values("user").distinct().count() < THIN
