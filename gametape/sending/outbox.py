"""The one way a text leaves: kept, handed to a phone at most once, and then a person says whether it went out.

Hard here, whoever asks: do not contact (C05, C07), not before its hour (C01), one of a kind per loss (C08), and a
sales message only with the buyer's own key (law 2). The words themselves are not this room's business.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.functions import Coalesce

from gametape.common.clock import local, now
from gametape.common.refusal import Refusal
from gametape.deals.models import Loss, Moment
from gametape.people.consent import is_suppressed, same_person
from gametape.people.models import Buyer, User
from gametape.sending.models import HandOff, Key, Message

KEY_HOURS = 72
UNSOLICITED = (Message.Kind.ASK, Message.Kind.REMINDER)


@transaction.atomic
def keep(
    loss: Loss,
    *,
    kind: str,
    channel: str,
    words: str,
    by: User,
    subject: str = "",
    not_before: datetime | None = None,
) -> Message:
    """The waiting message of this kind for this loss, with these words; made when there is none. Drafts survive."""
    refuse_unless_open(loss, kind)
    buyer = loss.deal.buyer
    if buyer is None:
        raise Refusal(
            "We do not know who the buyer was, so there is nobody to write to. Add a name and a number first."
        )
    message = (
        Message.objects.select_for_update(of=("self",)).filter(loss=loss, kind=kind).exclude(state="dropped").first()
    )
    if message is None:
        try:
            with transaction.atomic():
                message = Message.objects.create(
                    store=loss.deal.store, deal=loss.deal, loss=loss, buyer=buyer, by=by, kind=kind, channel=channel,
                    words=words, subject=subject[:120], not_before=not_before,
                )  # fmt: skip
        except IntegrityError:
            message = Message.objects.get(loss=loss, kind=kind, state__in=["out", "waiting", *Message.IN_HAND])
    if message.state == Message.State.WAITING:
        message.channel, message.words, message.subject = channel, words, subject[:120]
        message.not_before = not_before
        message.save(update_fields=["channel", "words", "subject", "not_before"])
    return message


def refuse_unless_open(loss: Loss, kind: str) -> None:
    """What no message may pass, whatever its words: a stopped buyer, or a sales message without the key."""
    buyer = loss.deal.buyer
    if buyer is not None and is_suppressed(buyer):
        raise Refusal(
            f"Do not contact {buyer.called}: they said stop, and that holds for everyone here. On to the next one."
        )
    if kind == Message.Kind.ANSWER and not key_is_open(loss):
        raise Refusal("They did not ask for an answer, so none goes out. A thank-you is always fine.")


def key_is_open(loss: Loss) -> bool:
    key = Key.objects.filter(loss=loss).first()
    return key is not None and key.is_open


@transaction.atomic
def hand_off(message: Message, *, by: User, channel: str, again: bool = False) -> HandOff:
    """Records that the words go to somebody's own phone now, before the phone opens. A second time only on purpose."""
    message = (
        Message.objects.select_for_update(of=("self",))
        .select_related("loss__deal__buyer", "loss__deal__store")
        .get(pk=message.pk)
    )
    refuse_unless_open(message.loss, message.kind)
    if message.state == Message.State.OUT:
        raise Refusal("This one went out already. Asked once is asked; now it is their turn.")
    if message.state == Message.State.DROPPED:
        raise Refusal("This one was put aside. Write a new one from the deal.")
    if message.state in Message.IN_HAND and message.state != Message.State.HANDED:
        raise Refusal("It leaves from here. Take it back first, or say whether it went out.")
    if message.not_before and message.not_before > now():
        at = local(message.not_before, message.store.zone)
        raise Refusal(f"It waits until {at:%A %H:%M}, a decent hour for them. You will find it on Today then.")
    last = message.hand_offs.order_by("-n").first()
    if last is not None and not again:
        raise Refusal("It was handed to your phone already. If it did not go out, say so, and open it once more.")
    n = last.n + 1 if last else 1
    message.state, message.channel = Message.State.HANDED, channel
    message.save(update_fields=["state", "channel"])
    return HandOff.objects.create(message=message, n=n, by=by, channel=channel)


@transaction.atomic
def went_out(message: Message, *, by: User | None, at: datetime | None = None, told: bool = True) -> Message:
    """Yes, it did. From now on the counts hold it, and nothing of its kind leaves again. `told` False keeps it off the
    deal's story, where the words it answers are behind the mask: that somebody wrote would tell who, and so what."""
    message = Message.objects.select_for_update().get(pk=message.pk)
    if message.state == Message.State.OUT:
        return message
    if message.state not in Message.MAY_BE_OUT:
        raise Refusal("Open it on your phone first, then say whether it went out.")
    message.state, message.out_at = Message.State.OUT, at or now()
    message.save(update_fields=["state", "out_at"])
    if not told:
        return message
    said = Moment.Kind.ASKED if message.kind in UNSOLICITED else Moment.Kind.MESSAGE
    words = "" if message.kind in UNSOLICITED else message.get_kind_display()
    Moment.objects.create(deal_id=message.deal_id, at=message.out_at, kind=said, words=words, by=by)
    return message


@transaction.atomic
def did_not(message: Message) -> Message:
    """Not yet. It is ready again; opening it once more is an explicit choice."""
    message = Message.objects.select_for_update().get(pk=message.pk)
    if message.state == Message.State.HANDED:
        message.state = Message.State.WAITING
        message.save(update_fields=["state"])
    return message


def drop(loss: Loss) -> int:
    """What has not gone out will not: they said stop, or told us by themselves. How many were put aside."""
    waiting = Message.objects.filter(loss=loss, kind__in=UNSOLICITED, state__in=Message.STILL_HERE)
    return waiting.update(state=Message.State.DROPPED)


def drop_all_to(buyer: Buyer) -> int:
    """Do not contact: nothing that waits for this person leaves, from any store of the installation, and no key of
    theirs opens anything any more."""
    same = list(same_person(buyer).values_list("pk", flat=True))
    Key.objects.filter(loss__deal__buyer__in=same, taken_back_at=None).update(taken_back_at=now())
    return (
        Message.objects.filter(buyer__in=same, state__in=Message.STILL_HERE)
        .exclude(kind="stop")
        .update(state=Message.State.DROPPED)
    )


@transaction.atomic
def turn_key(loss: Loss, *, at: datetime | None = None, until: datetime | None = None) -> Key:
    """The buyer's own "yes, answer me, once". Only the edges where a buyer speaks call this. It is good for at least
    72 hours, whatever `until` says."""
    at = at or now()
    until = max(at + timedelta(hours=KEY_HOURS), until or at)
    key, _ = Key.objects.update_or_create(loss=loss, defaults={"turned_at": at, "until": until, "taken_back_at": None})
    return key


def keep_key_open(key: Key, *, until: datetime) -> bool:
    """A longer time for an answer, where the reason has one. Never a shorter one, and nothing for a key that was taken
    back or ran out: an old yes is none. Whether it changed anything."""
    still = Key.objects.filter(pk=key.pk, taken_back_at=None, until__gt=now(), until__lt=until)
    return bool(still.update(until=until))


def take_key_back(loss: Loss) -> None:
    Key.objects.filter(loss=loss, taken_back_at=None).update(taken_back_at=now())
    Message.objects.filter(loss=loss, kind=Message.Kind.ANSWER, state__in=["waiting", "queued"]).update(
        state=Message.State.DROPPED
    )


def unsolicited_to(buyers: Iterable[int], *, since: datetime) -> dict[int, list[datetime]]:
    """{buyer id: when asks and reminders went out to this person, about any loss} (C08). What may have gone out counts."""
    gone = Q(state="out", out_at__gte=since) | Q(state__in=["sending", "unsure"], go_at__gte=since)
    out = Message.objects.filter(gone, buyer__in=list(buyers), kind__in=UNSOLICITED)
    found: dict[int, list[datetime]] = {}
    for buyer, at in out.order_by(Coalesce("out_at", "go_at")).values_list("buyer_id", Coalesce("out_at", "go_at")):
        if at is not None:
            found.setdefault(buyer, []).append(at)
    return found
