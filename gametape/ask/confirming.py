"""They said stop, and one word says that we heard it (C05): once in a lifetime, by the way we wrote to them last.

On the buyer's own page the page says so. Where the product never wrote to them, whoever heard it says so.
"""

from __future__ import annotations

from django.db import transaction

from gametape.common.clock import now
from gametape.deals.models import Loss
from gametape.people.consent import same_person
from gametape.people.models import Buyer
from gametape.sending import going_out
from gametape.sending.models import Message
from gametape.sending.port import can_send

HEARD = "{store}: we heard you. You will get no more messages from us."
HEARD_SUBJECT = "You will get no more messages from us"


@transaction.atomic
def confirm_stop(buyer: Buyer, loss: Loss) -> Message | None:
    """One word that we heard it, by the way the product wrote to them last; none where it never did, or confirmed once."""
    theirs = Message.objects.filter(buyer__in=same_person(buyer), via="product")
    last = theirs.filter(state=Message.State.OUT).order_by("-out_at").first()
    if last is None or not can_send(last.channel) or theirs.filter(kind=Message.Kind.STOP).exists():
        return None
    store = loss.deal.store
    message = Message.objects.create(
        store=store, deal=loss.deal, loss=loss, buyer=buyer, kind=Message.Kind.STOP, channel=last.channel,
        subject=HEARD_SUBJECT, words=HEARD.format(store=store),
    )  # fmt: skip
    return going_out.queue(message, channel=last.channel, go_at=now())
