"""What leaves from here: held, begun, ended; at most once, whatever dies in between (law 8).

A message is queued by a person and can be taken back while it is held. `begin` writes down the attempt, and that is
committed, to the disk, before `carried` lets the first byte leave. Only a sender's own "nothing was accepted" puts the
message back in the queue. Everything else, a killed process, a time-out, a half answer, ends as unsure: a person says
whether it went out, and nothing here ever sends an unsure message again by itself.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet

from gametape.common.clock import now
from gametape.common.refusal import Refusal
from gametape.people.consent import same_person
from gametape.people.models import Buyer, User
from gametape.sending.models import Attempt, Message, Veto
from gametape.sending.port import Letter, LooksUp, Sender, SendingFailed

log = logging.getLogger("gametape.sending")
LEASE = timedelta(minutes=10)  # a sender gives up long before; what took longer, nobody is sending any more
FIRST_AGAIN, LAST_AGAIN = timedelta(minutes=1), timedelta(hours=1)
GIVE_UP = timedelta(hours=24)
RESTORED = "The data were put back from a backup. It may have gone out since that was made, or not."
DIED = "It was cut off while it was being sent. It may have arrived, or not."
BROKE = "The provider did not answer to the end. It may have arrived, or not."


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one attempt ended: `kind` of Attempt.Outcome, what to say, the provider's number, and a stop they know of."""

    kind: str
    say: str = ""
    reference: str = ""
    stopped: bool = False


@transaction.atomic
def queue(message: Message, *, channel: str, go_at: datetime, why: str = "") -> Message:
    """It leaves from here at `go_at` at the earliest. The same twice is one."""
    message = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
    if message.state == Message.State.QUEUED:
        return message
    if message.state != Message.State.WAITING:
        raise Refusal("It is on its way already, or was put aside. Look at where it is first.")
    message.state, message.via, message.channel = Message.State.QUEUED, "product", channel
    message.mark = message.mark or secrets.token_hex(16)
    message.queued_at, message.go_at, message.why = now(), go_at, why[:240]
    message.save(update_fields=["state", "via", "channel", "mark", "queued_at", "go_at", "why"])
    return message


@transaction.atomic
def take_back(message: Message, *, by: User, reason: str = "", drop: bool = False) -> Message:
    """While it is held. The words are a draft again; with `drop` they are put aside for good."""
    message = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
    if message.state != Message.State.QUEUED:
        raise Refusal("It is too late to take it back: it is on its way, or it was put aside before.")
    Veto.objects.create(message=message, by=by, reason=reason.strip()[:240])
    _back(message, "", state=Message.State.DROPPED if drop else Message.State.WAITING)
    return message


def due() -> QuerySet[Message]:
    """What may leave now, the longest waiting first."""
    return Message.objects.filter(state=Message.State.QUEUED, go_at__lte=now()).order_by("go_at", "pk")


@contextmanager
def lasting() -> Iterator[None]:
    """What is committed inside is on the disk, so that not even a power cut makes us send twice. SQLite's own write-ahead
    log is written through once a checkpoint otherwise; PostgreSQL does it by itself."""
    asked = connection.vendor == "sqlite" and not connection.in_atomic_block
    _synchronous("FULL" if asked else "")
    try:
        yield
    finally:
        _synchronous("NORMAL" if asked else "")


def _synchronous(how: str) -> None:
    if how:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA synchronous={how}")


def claim(pk: int) -> Message | None:
    """The message, locked with every row of its buyer, so that two workers count the same caps one after the other; None
    where somebody else has it or it was taken back. To be called in the transaction that begins the attempt."""
    found = Message.objects.filter(pk=pk).select_related("buyer").first()
    if found is None:
        return None
    list(Buyer.objects.select_for_update().filter(pk__in=_of_the_same(found.buyer)).order_by("pk").values_list("pk"))
    rows = Message.objects.select_for_update(of=("self",)).select_related("buyer", "store", "by", "loss__deal__buyer")
    return rows.filter(pk=pk, state=Message.State.QUEUED, go_at__lte=now()).first()


def _of_the_same(buyer: Buyer) -> list[int]:
    return list(same_person(buyer).values_list("pk", flat=True))


def begin(message: Message) -> Attempt:
    """The intent. Nothing leaves before this is committed."""
    if message.attempts.filter(outcome=Attempt.Outcome.ACCEPTED).exists():
        raise Refusal("It went out before. It is not sent twice.")
    last = message.attempts.order_by("-n").first()
    message.state, message.why = Message.State.SENDING, ""
    message.save(update_fields=["state", "why"])
    name = settings.SENDERS[message.channel]
    return Attempt.objects.create(message=message, n=last.n + 1 if last else 1, sender=name)


def carried(letter: Letter, sender: Sender) -> Outcome:
    """The words leave. No database: what a sender raises is an outcome."""
    try:
        return Outcome(Attempt.Outcome.ACCEPTED, reference=sender.send(letter)[:120])
    except SendingFailed as failed:
        kind = Attempt.Outcome.REFUSED if failed.permanent else Attempt.Outcome.LATER
        return Outcome(kind, failed.message, stopped=failed.stopped)
    except Exception:
        log.exception("A message by %s may have gone out, or not", letter.channel)
        return Outcome(Attempt.Outcome.UNSURE, BROKE)


def note(attempt: Attempt, outcome: Outcome) -> Message | None:
    """What came of it. Only of an attempt nobody ended before; None where somebody did. That it went out is for the room
    that asked to tell: it stays in `sending` until then."""
    ended = Attempt.objects.filter(pk=attempt.pk, ended_at=None)
    fields = {"outcome": outcome.kind, "said": outcome.say[:240], "reference": outcome.reference}
    late = Attempt.objects.filter(pk=attempt.pk, outcome=Attempt.Outcome.UNSURE, settled_at=None)
    took_it = outcome.kind == Attempt.Outcome.ACCEPTED  # it was given up as dead, and then it did go out after all
    if not ended.update(ended_at=now(), **fields) and not (took_it and late.update(**fields)):
        return None
    message = Message.objects.select_for_update(of=("self",)).select_related("store", "by").get(pk=attempt.message_id)
    if message.state != Message.State.SENDING or outcome.kind == Attempt.Outcome.ACCEPTED:
        return message
    if outcome.kind == Attempt.Outcome.UNSURE:
        _back(message, outcome.say, state=Message.State.UNSURE)
    elif outcome.kind == Attempt.Outcome.LATER and not _too_long(message):
        wait(message, until=now() + again_in(attempt.n), why=outcome.say)
    else:
        _back(message, outcome.say)
    return message


def again_in(tries: int) -> timedelta:
    """How long to wait after so many tries: a minute, two, four, at most an hour."""
    return min(FIRST_AGAIN * int(2 ** min(tries - 1, 10)), LAST_AGAIN)


def _too_long(message: Message) -> bool:
    return message.queued_at is not None and now() - message.queued_at > GIVE_UP


def wait(message: Message, *, until: datetime, why: str) -> None:
    """Still to go, and the page says why not yet."""
    message.state, message.go_at, message.why = Message.State.QUEUED, until, why[:240]
    message.save(update_fields=["state", "go_at", "why"])


def _back(message: Message, why: str, *, state: str = Message.State.WAITING) -> None:
    """To a person: a draft again, which may leave by their own phone, or one to decide about."""
    message.state, message.why = state, why[:240]
    if state == Message.State.WAITING:
        message.via = "own"
    message.save(update_fields=["state", "why", "via"])


def put_back(message: Message, why: str) -> None:
    """Not from here after all, and nothing left: the words are a draft again."""
    _back(message, why)


def put_aside(message: Message) -> None:
    _back(message, "", state=Message.State.DROPPED)


@transaction.atomic
def give_up_on_the_dead(*, lease: timedelta = LEASE) -> list[Message]:
    """Attempts whose process died: unsure from now on. Each message once."""
    open_ones = Attempt.objects.filter(ended_at=None, began_at__lt=now() - lease).select_related("message")
    found = [note(attempt, Outcome(Attempt.Outcome.UNSURE, DIED)) for attempt in open_ones]
    return [message for message in found if message is not None and message.state == Message.State.UNSURE]


@transaction.atomic
def doubt_what_waits() -> int:
    """After a restore nobody knows what left since the backup was made: a person decides about each, none goes by itself.
    How many."""
    Attempt.objects.filter(ended_at=None).update(ended_at=now(), outcome=Attempt.Outcome.UNSURE, said=RESTORED)
    waits = Message.objects.filter(state__in=[Message.State.QUEUED, Message.State.SENDING])
    waits.filter(kind=Message.Kind.STOP).update(state=Message.State.DROPPED)
    return waits.update(state=Message.State.UNSURE, why=RESTORED)


def look_up(attempt: Attempt, letter: Letter, sender: Sender) -> str:
    """What the provider says of an unsure one, kept beside it; "" where it cannot be asked. It decides nothing."""
    if not isinstance(sender, LooksUp):
        return ""
    try:
        looked = sender.found(letter, since=attempt.began_at)
    except SendingFailed as failed:
        looked = failed.message
    except Exception:
        log.exception("The provider could not be asked about attempt %s", attempt.pk)
        return ""
    Attempt.objects.filter(pk=attempt.pk).update(looked=looked[:240])
    return looked


@transaction.atomic
def settle(message: Message, *, by: User, did_go: bool) -> Message:
    """A person decides about an unsure one. "It did not": it is ready again, and leaves only when somebody says so. The
    mark stays, so that a mailbox which did get it can tell the two are one."""
    message = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
    if message.state != Message.State.UNSURE:
        return message
    last = message.attempts.order_by("-n").first()
    if last is not None:
        last.settled_by, last.settled_at, last.did_go = by, now(), did_go
        last.save(update_fields=["settled_by", "settled_at", "did_go"])
    if not did_go:
        _back(message, "")
    return message
