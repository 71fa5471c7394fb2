"""The worker's round that lets messages leave: what was right when they were written is read again now.

The promise is the outbox's: the intent is committed before the first byte leaves, and what broke in between is a person's
to decide. Here stand the order of the steps, and who hears what came of it.
"""

from __future__ import annotations

import logging
import time
from datetime import timedelta

from django.db import transaction

from gametape.ask import asking
from gametape.ask.from_here import fit_of, ready
from gametape.ask.letters import letter_of
from gametape.ask.models import Ask
from gametape.ask.readers import managers, sellers
from gametape.common.clock import now
from gametape.common.refusal import Refusal
from gametape.people import alerting
from gametape.people.consent import they_said_stop
from gametape.people.models import User
from gametape.sending import going_out, outbox
from gametape.sending.going_out import Outcome
from gametape.sending.models import Attempt, Message
from gametape.sending.port import Letter, can_send, sender_for

log = logging.getLogger("gametape.sending")
AT_ONCE = 20  # messages a round
A_ROUND = 10.0  # seconds after which the lane's other work comes first
CONFIRMED_WITHIN = timedelta(minutes=5)  # C05


def send_due() -> int:
    """One after another, the longest waiting first; how many left. Those whose process died become unsure first."""
    for message in going_out.give_up_on_the_dead():
        _tell_unsure(message)
        _look_up(message)
    until = time.monotonic() + A_ROUND
    left = 0
    for pk in list(going_out.due().values_list("pk", flat=True)[:AT_ONCE]):
        left += send(pk)
        if time.monotonic() > until:
            break
    return left


def send(pk: int) -> bool:
    """Whether this one left. The intent is committed before the first byte goes."""
    with going_out.lasting(), transaction.atomic(durable=True):
        begun = _begun(pk)
    if begun is None:
        return False
    attempt, letter = begun
    outcome = going_out.carried(letter, sender_for(letter.channel))
    ended(attempt, outcome, letter)
    if outcome.kind == Attempt.Outcome.UNSURE:
        _look_up(attempt.message)
    return outcome.kind == Attempt.Outcome.ACCEPTED


def _begun(pk: int) -> tuple[Attempt, Letter] | None:
    """The attempt, written down, with its letter; None where it waits on, or went back to a person."""
    message = going_out.claim(pk)
    if message is None:
        return None
    if message.kind == Message.Kind.STOP:
        return _begun_confirming(message)
    try:
        fits = fit_of(message)
        if fits.at is not None and fits.at > now():
            going_out.wait(message, until=fits.at, why=" ".join(fits.because))
            return None
        letter = ready(message)
        sender_for(message.channel)
    except Refusal as refusal:
        going_out.put_back(message, refusal.say)
        _tell_not_out(message, refusal.say)
        return None
    return going_out.begin(message), letter


def _begun_confirming(message: Message) -> tuple[Attempt, Letter] | None:
    """Within five minutes or not at all."""
    if now() - message.written_at > CONFIRMED_WITHIN or not can_send(message.channel):
        going_out.put_aside(message)
        return None
    return going_out.begin(message), letter_of(message)


@transaction.atomic
def ended(attempt: Attempt, outcome: Outcome, letter: Letter) -> None:
    """What came of it, and who has to know."""
    message = going_out.note(attempt, outcome)
    if message is None:
        return
    if outcome.kind == Attempt.Outcome.ACCEPTED:
        asking.went_out(message, by=message.by)
    elif message.kind == Message.Kind.STOP:
        if outcome.kind != Attempt.Outcome.LATER:
            going_out.put_aside(message)  # one confirmation, never a second on a guess
    elif outcome.stopped:
        they_said_stop(message.buyer, heard_on=letter.channel)
        outbox.drop_all_to(message.buyer)
        _tell_not_out(message, outcome.say)
    elif message.state == Message.State.UNSURE:
        _tell_unsure(message)
    elif message.state == Message.State.WAITING:
        _tell_not_out(message, outcome.say)


def _tell_unsure(message: Message) -> None:
    if message.kind == Message.Kind.STOP:
        going_out.put_aside(message)
        return
    say = f"{message.deal}: nobody knows whether your message went out. Please look."
    _tell(message, _who_decides(message), say, about=f"unsure:{message.pk}:{message.attempts.count()}", link="unsure")


def _look_up(message: Message) -> None:
    """What the provider says of it now; it decides nothing, and a person reads it. Outside of any transaction: it may take
    its time, and a buyer can always answer."""
    attempt = message.attempts.order_by("-n").first()
    if attempt is None or message.kind == Message.Kind.STOP:
        return
    try:
        going_out.look_up(attempt, letter_of(message), sender_for(message.channel))
    except Refusal as refusal:
        log.warning("Message %s was not looked up: %s", message.pk, refusal.say)


def _tell_not_out(message: Message, why: str) -> None:
    say = f"{message.deal}: it did not go out. {why}"
    about = f"not-out:{message.pk}:{message.attempts.count()}"
    people = _who_decides(message)
    link, pk = ("message", message.pk) if message.by in people else ("deal", message.deal_id)
    _tell(message, people, say, about=about, link=link, pk=pk)


def _who_decides(message: Message) -> list[User]:
    """Who wrote it; where they are gone, who sells to this buyer, or the managers."""
    if message.by is not None and message.by.is_active:
        return [message.by]
    ask = Ask.objects.filter(loss=message.loss).order_by("-made_at").first()
    return (sellers(ask) or managers(ask)) if ask else []


def _tell(message: Message, people: list[User], say: str, *, about: str, link: str, pk: int | None = None) -> None:
    alerting.alert(people, store=message.store, about=about, say=say, link_name=link, link_pk=pk or message.pk)
