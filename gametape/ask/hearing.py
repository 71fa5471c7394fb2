"""What a buyer said elsewhere: face to face, on the phone, in a reply somebody pasted; or "stop"."""

from __future__ import annotations

from django.db import transaction

from gametape.ask import answering, asking
from gametape.ask.confirming import confirm_stop
from gametape.ask.models import Answer, Ask
from gametape.common.refusal import Refusal
from gametape.deals.models import Loss, Moment
from gametape.people import alerting
from gametape.people.consent import nobody_writes_there, they_said_stop
from gametape.people.models import User
from gametape.sending import outbox
from gametape.sending.models import Message


@transaction.atomic
def told(loss: Loss, *, words: str, submission: str, by: User, role: str, wants_answer: bool = False) -> Answer:
    """Their words as told to `by`. The key turns only when the buyer asked for something to be done, in so many words."""
    ask = ask_heard(loss, by=by, role=role, channel=Ask.Channel.PERSON)
    rest = answering.Rest(wants_answer=True) if wants_answer else None
    heard = Answer.Heard.TOLD
    answer = answering.send(ask, words=words, submission=submission, heard=heard, told_to=by, rest=rest)
    return _noticed(answer, by)


@transaction.atomic
def pasted(loss: Loss, *, words: str, submission: str, by: User, role: str, understood: str | None = None) -> Answer:
    """A reply that came to somebody's own phone or mailbox. `understood` is their correction of what it is."""
    ask = ask_heard(loss, by=by, role=role, channel=Ask.Channel.COPY)
    answer = answering.send(
        ask, words=words, submission=submission, heard=Answer.Heard.PASTED, told_to=by, understood=understood
    )
    return _noticed(answer, by)


def _noticed(answer: Answer, by: User) -> Answer:
    """Who typed the words needs no alert that they came."""
    versions = answer.versions.count()
    for about in (f"answer:{answer.pk}", f"answer:{answer.pk}:{versions}", f"key:{answer.pk}"):
        alerting.seen(by, about=about)
    return answer


@transaction.atomic
def ask_heard(loss: Loss, *, by: User, role: str, channel: str) -> Ask:
    """The ask these words belong to: one's own latest, else the latest, else the one that just happened.

    A reply proves that what was handed to the phone went out."""
    for message in Message.objects.filter(
        loss=loss, kind__in=outbox.UNSOLICITED, state__in=[Message.State.HANDED, Message.State.UNSURE]
    ):
        asking.went_out(message, by=by)
    asked = loss.asks.filter(asked_at__isnull=False, withdrawn_at=None).order_by("-asked_at")
    found = asked.filter(asker=by).first() or asked.first()
    return found or asking.asked_in_person(loss, by=by, role=role, channel=channel)


@transaction.atomic
def wrong_person(loss: Loss, *, by: User) -> None:
    """The address is somebody else's: it is forgotten here, and what waits for it does not leave."""
    buyer = loss.deal.buyer
    if buyer is None:
        return
    last = (
        Message.objects.filter(loss=loss, state__in=[Message.State.OUT, *Message.MAY_BE_OUT])
        .order_by("-written_at")
        .first()
    )
    field = "email" if last and last.channel == "email" else "phone"
    if address := getattr(buyer, field):
        nobody_writes_there(address, country=loss.deal.store.country, heard_on="wrong", noted_by=by)
    setattr(buyer, field, "")
    buyer.save(update_fields=[field])
    outbox.drop(loss)
    what = "address" if field == "email" else "number"
    Moment.objects.create(deal=loss.deal, kind=Moment.Kind.NOTE, words=f"Wrong person: the {what} was taken out", by=by)


@transaction.atomic
def stop(loss: Loss, *, by: User) -> None:
    """They said stop, to somebody here: do not contact, on any channel, by anyone. Saying it twice changes nothing."""
    buyer = loss.deal.buyer
    if buyer is None:
        raise Refusal("We do not know who the buyer was, so nobody can write to them. Nothing left to do.")
    they_said_stop(buyer, heard_on="person", noted_by=by)
    outbox.drop_all_to(buyer)
    Answer.objects.filter(loss__deal__buyer=buyer).update(wants_answer=False)
    confirm_stop(buyer, loss)
