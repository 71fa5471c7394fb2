"""Sending from here: whether it may, until when it waits and why, taking it back, and deciding about an unsure one.

The rules are those of the own phone; what is hard for the product alone comes on top: consent or a checked, recent inquiry
for a text (C03), the foot and the headers (C06), the lint over the whole letter. At most once is the outbox's; the worker's
side is `leaving`.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from gametape.ask import asking, handing
from gametape.ask.circumstances import situations_of
from gametape.ask.due import due_key
from gametape.ask.letters import letter_of, refuse_unless_it_can_stand, report_on_letter
from gametape.ask.models import Ask
from gametape.ask.plan_words import NO_GROUND_PRODUCT
from gametape.ask.planning import may_text
from gametape.ask.vetting import refuse_blocked
from gametape.common.clock import now
from gametape.common.refusal import Refusal
from gametape.deals.models import Loss
from gametape.people import alerting
from gametape.people.models import User
from gametape.sending import going_out, outbox
from gametape.sending.models import Message
from gametape.sending.port import Letter, can_send

log = logging.getLogger("gametape.sending")
AT_ONCE = 20  # messages a round
A_ROUND = 10.0  # seconds after which the lane's other work comes first
CONFIRMED_WITHIN = timedelta(minutes=5)  # C05
ACT = "here"  # what the button on the sheet says to do
HELD = "Held for {minutes} minutes, for second thoughts."


@dataclass(frozen=True, slots=True)
class Fit:
    """When it may leave: None for now, and why not before. `refused` is why not from here at all, "" where it may."""

    at: datetime | None = None
    because: tuple[str, ...] = ()
    refused: str = ""
    texting: bool = False  # refused for want of a ground to text them, which somebody may know of


def offered(loss: Loss, *, kind: str, channel: str, role: str) -> Fit | None:
    """For the sheet: None where nothing is set up for this channel, and then nothing on the page changes."""
    if not can_send(channel) or loss.deal.buyer is None:
        return None
    try:
        refuse_unless_it_can_stand(loss.deal.buyer, loss.deal.store, channel)
        return fit(loss, kind=kind, channel=channel, role=role)
    except Refusal as refusal:
        return Fit(refused=refusal.say, texting=refusal.say == NO_GROUND_PRODUCT.say)


def fit(loss: Loss, *, kind: str, channel: str, role: str) -> Fit:
    """Raises `Refusal` where it may not leave from here at all."""
    outbox.refuse_unless_open(loss, kind)
    handing.refuse_unless_wanted(loss, kind)
    if kind in outbox.UNSOLICITED:
        return _fit_of_an_ask(loss, kind=kind, channel=channel, role=role)
    situation = situations_of({loss: None}, via="product")[loss.pk]
    if channel == "sms" and not may_text(situation):
        raise Refusal(NO_GROUND_PRODUCT.say, field="channel")
    at = asking.decent_from(loss)
    return Fit(at, ("It is night where they are.",) if at else ())


def _fit_of_an_ask(loss: Loss, *, kind: str, channel: str, role: str) -> Fit:
    planned = asking.plan_for(loss, asking=role, via="product")
    if channel == "sms" and planned.may and "sms" not in planned.channels:
        raise Refusal(NO_GROUND_PRODUCT.say, field="channel")
    if not planned.may or planned.kind != kind or channel not in planned.channels:
        raise Refusal(next((reason.say for reason in planned.because if reason.stops), planned.say), field="channel")
    return Fit(planned.not_before, tuple(reason.say for reason in planned.because) if planned.not_before else ())


def fit_of(message: Message) -> Fit:
    ask = Ask.objects.filter(message=message).first()
    role = ask.asker_role if ask else ""
    return fit(message.loss, kind=message.kind, channel=message.channel, role=role)


def ready(message: Message) -> Letter:
    """The letter, looked over whole."""
    letter = letter_of(message)
    refuse_blocked(report_on_letter(message, letter))
    return letter


@transaction.atomic
def send_from_here(message: Message, *, by: User, hold: bool = True) -> Message:
    """A person says so: held for a while, then it leaves by itself when its hour is there. The same tap again is one."""
    if message.state == Message.State.QUEUED:
        return message
    if not can_send(message.channel):
        raise Refusal("Nothing is set up to send this from here. Use your own phone.", field="channel")
    fits = fit_of(message)
    ready(message)
    held = timedelta(minutes=message.store.hold_minutes if hold else 0)
    go_at = max(now() + held, fits.at or now())
    because = list(fits.because) or ([HELD.format(minutes=message.store.hold_minutes)] if held else [])
    alerting.seen(by, about=due_key(message))
    queued = going_out.queue(message, channel=message.channel, go_at=go_at, why=" ".join(because))
    _tell_the_seller(queued, by)
    return queued


def _tell_the_seller(message: Message, by: User) -> None:
    """Who sold to them may know why it should not go, and has the time it is held to say so. Of questions only: who
    answers the buyer may be answering words that are kept from the seller (law 7)."""
    deal = message.loss.deal
    if message.kind not in outbox.UNSOLICITED:
        return
    others = [person for person in (deal.owner, deal.partner) if person and person.is_active and person.pk != by.pk]
    alerting.alert(
        others,
        store=message.store,
        about=f"going:{message.pk}:{message.attempts.count()}",
        say=f"{by.first_name} writes to {deal.called or 'the buyer'} from here. If something speaks against it, say so.",
        link_name="veto",
        link_pk=message.pk,
    )


@transaction.atomic
def veto(message: Message, *, by: User, reason: str) -> Message:
    """Taken back while it is held: a draft again for who wrote it; put aside, with a reason, by who sold to them."""
    own = message.by_id == by.pk
    reason = " ".join(reason.split())
    if not own and not reason:
        raise Refusal("Say in a few words why it should not go, so that it is not written again.", field="reason")
    message = going_out.take_back(message, by=by, reason=reason, drop=not own)
    if not own and message.by is not None:
        say = f"{by.first_name} holds back your message to {message.loss.deal.called or 'the buyer'}. Open it for why."
        alerting.alert(
            [message.by], store=message.store, about=f"not-out:{message.pk}:veto", say=say, link_name="message",
            link_pk=message.pk,
        )  # fmt: skip
    return message


@transaction.atomic
def settle(message: Message, *, by: User, did_go: bool) -> Message:
    """A person says of an unsure one whether it went out; if not, it leaves now, held no longer, within its hours."""
    message = going_out.settle(message, by=by, did_go=did_go)
    if message.state == Message.State.UNSURE:
        return asking.went_out(message, by=message.by)
    if message.state != Message.State.WAITING:
        return message
    try:
        with transaction.atomic():
            return send_from_here(message, by=by, hold=False)
    except Refusal as refusal:  # they said stop meanwhile, or their answer came: what was true then is not now
        message.refresh_from_db()
        going_out.put_back(message, refusal.say)
        return message
