"""Keeping words, and handing them to somebody's own phone: looked over, at a decent hour, recorded before it opens.

The promise is the outbox's: a second time only on purpose. What is added here is whether the words and the hour are
right at this very moment, not when they were written.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from gametape.ask import asking, links
from gametape.ask.due import due_key
from gametape.ask.linting import Report
from gametape.ask.models import Ask
from gametape.ask.openers import opener
from gametape.ask.vetting import LONGEST, look_over, refuse_blocked
from gametape.ask.wording import with_link
from gametape.common.refusal import Refusal
from gametape.deals.models import Loss
from gametape.people import alerting
from gametape.people.consent import unreachable_among
from gametape.people.models import Membership, Role, User
from gametape.sending import outbox
from gametape.sending.models import HandOff, Message

CHANNELS = ("sms", "phone", "email", "copy")
SUBJECTS = {
    "ask": "What did I miss?",
    "reminder": "What did we miss?",
    "thanks": "Thank you for telling me",
    "answer": "You asked for an answer",
    "changed": "What we changed",
}


@transaction.atomic
def keep(loss: Loss, *, kind: str, by: User, role: str, channel: str, words: str, subject: str = "") -> Message:
    """The words as they stand, kept for later. `kind` "ask" covers the reminder: the plan says which of the two it is."""
    words = words.replace("\r\n", "\n").replace("\x00", "").strip()
    if not words:
        raise Refusal("There are no words yet. Write a line, or start from other words.", field="words")
    if len(words) > LONGEST:
        raise Refusal(
            f"That is longer than a message can be ({LONGEST:,} characters). Shorten it first.", field="words"
        )
    if channel not in CHANNELS:
        raise Refusal("Pick how it goes out: a text, a call, an e-mail, or copied.", field="channel")
    if kind in outbox.UNSOLICITED:
        ask = asking.write(loss, by=by, role=role, channel=channel, words=words, subject=subject)
        return Message.objects.get(ask=ask)
    return _keep_reply(loss, kind=kind, by=by, channel=channel, words=words, subject=subject)


def _keep_reply(loss: Loss, *, kind: str, by: User, channel: str, words: str, subject: str) -> Message:
    """A thank-you, or the answer they asked for: once, by one person, and never at night."""
    if not hasattr(loss, "answer"):
        raise Refusal("They have not answered yet, so there is nothing to thank for. Ask first.")
    refuse_unless_wanted(loss, kind)
    theirs = Message.objects.filter(loss=loss, kind=kind).exclude(state=Message.State.DROPPED).exclude(by=by).first()
    if theirs is not None and _is_left_behind(theirs):
        theirs.state = Message.State.DROPPED
        theirs.save(update_fields=["state"])
    elif theirs is not None:
        who = theirs.by.first_name if theirs.by else "Somebody"
        raise Refusal(f"{who} has this in hand already, and one voice is enough. On to the next one.")
    at = asking.decent_from(loss)
    return outbox.keep(loss, kind=kind, channel=channel, words=words, subject=subject, by=by, not_before=at)


def refuse_unless_wanted(loss: Loss, kind: str) -> None:
    """What was changed is told to who asked to be told, and to nobody else."""
    answer = getattr(loss, "answer", None)
    if kind == Message.Kind.CHANGED and not (answer and answer.wants_to_know):
        raise Refusal("They did not ask to be told of a change. A thank-you is always fine.")


def _is_left_behind(message: Message) -> bool:
    """A draft of somebody who has left, or whose deal it was: else a buyer who wants an answer would wait for nobody.
    What is on a phone may have gone out, so that one stays."""
    deal, by = message.loss.deal, message.by
    if message.state != Message.State.WAITING:
        return False
    if by is None or not by.is_active:
        return True
    steps_in = Membership.objects.filter(user=by, store=deal.store_id, role__in=(Role.MANAGER, Role.NEUTRAL))
    return by.pk not in (deal.owner_id, deal.partner_id) and not steps_in.exists()


@transaction.atomic
def hand_over(message: Message, *, by: User, channel: str, again: bool = False) -> HandOff:
    """The words go to this person's phone now. Refused with block findings, before its hour, or a second time unasked."""
    if channel not in CHANNELS:
        raise Refusal("Pick how it goes out: a text, a call, an e-mail, or copied.", field="channel")
    outbox.refuse_unless_open(message.loss, message.kind)
    refuse_unless_wanted(message.loss, message.kind)
    if message.state in (Message.State.WAITING, Message.State.HANDED):
        refuse_blocked(report_on(message, by=by, channel=channel))
        if channel == "email" and unreachable_among([message.buyer]):
            say = "Their e-mail address takes no mail: the last one came back. Pick another way, or put the address right."
            raise Refusal(say, field="channel")
        if channel != "copy" and not opens(message, channel):
            raise Refusal("There is no address for that here. Pick another way, or copy the words.", field="channel")
        message.not_before = _hour(message)
        message.save(update_fields=["not_before"])
    alerting.seen(by, about=due_key(message))
    return outbox.hand_off(message, by=by, channel=channel, again=again)


def _hour(message: Message) -> datetime | None:
    ask = Ask.objects.filter(message=message).first()
    if ask is None:
        return asking.decent_from(message.loss)
    planned = asking.plan_for(message.loss, asking=ask.asker_role)
    if not planned.may or planned.kind != message.kind:
        raise Refusal(planned.say)
    return planned.not_before


def body_of(message: Message, channel: str = "") -> str:
    """The words as they leave: an ask that is written carries the buyer's link where the product has a public address."""
    ask = Ask.objects.filter(message=message).select_related("loss").first()
    spoken = (channel or message.channel) == "phone"
    return with_link(message.words, links.address_of(ask) if ask and not spoken else "")


def subject_of(message: Message) -> str:
    return message.subject or SUBJECTS[message.kind]


def opens(message: Message, channel: str = "") -> str:
    """What opens the phone's app with the words in it; "" for copying, or where there is no address."""
    channel, buyer = channel or message.channel, message.buyer
    body, subject = body_of(message, channel), subject_of(message)
    return opener(channel, phone=buyer.phone, email=buyer.email, subject=subject, body=body)


def report_on(message: Message, *, by: User, channel: str) -> Report:
    return look_over(
        body_of(message, channel),
        kind=message.kind,
        channel=channel,
        subject=subject_of(message),
        sender=by.first_name,
        business=message.store.name,
    )
