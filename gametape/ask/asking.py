"""The act of asking: what the plan says for this loss, the question face to face, at the door, or written for later.

Asked means said or gone out. Opening a page asks nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from gametape.ask.circumstances import situations_of
from gametape.ask.hours import DAYTIME, next_decent_hour
from gametape.ask.models import Answer, Ask
from gametape.ask.places import zones_to_keep
from gametape.ask.plan_words import is_turn
from gametape.ask.planning import plan
from gametape.ask.situation import Plan, Via
from gametape.common.clock import now
from gametape.common.refusal import Refusal
from gametape.deals.models import Loss, Moment
from gametape.people.consent import is_suppressed
from gametape.people.models import Role, User
from gametape.sending import outbox
from gametape.sending.models import Message

PAGE_DAYS = {"retail": 30, "b2b": 60}


def plan_for(loss: Loss, *, asking: str | None, talking: bool = False, via: Via = "own") -> Plan:
    """When, by whom and how this loss may be asked about, at this moment."""
    return plans_for({loss: asking}, talking=talking, via=via)[loss.pk]


def plans_for(asking: Mapping[Loss, str | None], *, talking: bool = False, via: Via = "own") -> dict[int, Plan]:
    """{loss id: its plan} for a page of losses, each with the role somebody would ask in; the queries are those of one."""
    return {loss: plan(situation) for loss, situation in situations_of(asking, talking=talking, via=via).items()}


def decent_from(loss: Loss) -> datetime | None:
    """When a thank-you or an answer they asked for may go: None for now, else the next morning at eight. They are
    solicited, so only the night is closed to them (ask_plan: never at night)."""
    at = next_decent_hour(now(), zones_of(loss), DAYTIME)
    return at if at > now() else None


def zones_of(loss: Loss) -> tuple[str, ...]:
    """The clocks a message about this loss has to keep: the buyer's as far as we know it, else the store's."""
    buyer, store = loss.deal.buyer, loss.deal.store
    return zones_to_keep(
        store_zone=store.zone, buyer_zone=buyer.zone if buyer else "", phone=buyer.phone if buyer else ""
    )


@transaction.atomic
def asked_in_person(loss: Loss, *, by: User, role: str = Role.REP, channel: str = Ask.Channel.PERSON) -> Ask:
    """The line was said, or the tablet was handed over. Saying it twice in one conversation is one ask."""
    refuse_if_closed(loss)
    refuse_if_stopped(loss)
    at = now()
    ask, _new = _ask(loss, kind=Ask.Kind.ASK, window="W0", by=by, role=role, channel=channel)
    if ask.asked_at is None:
        ask.asked_at, ask.channel, ask.asker, ask.asker_role = at, channel, by, role
        ask.save(update_fields=["asked_at", "channel", "asker", "asker_role"])
        outbox.drop(loss)
        Moment.objects.create(deal=loss.deal, at=at, kind=Moment.Kind.ASKED, words=ask.get_channel_display(), by=by)
    return ask


@transaction.atomic
def write(loss: Loss, *, by: User, role: str, channel: str, words: str, subject: str = "") -> Ask:
    """Keeps the words for later, with the hour the plan allows. Writing again changes the words until they went out."""
    refuse_if_closed(loss)
    planned = plan_for(loss, asking=role)
    if not planned.may:
        raise Refusal(planned.say)
    _one_voice(loss, planned, by)
    ask, _ = _ask(loss, kind=planned.kind, window=planned.window, by=by, role=role, channel=channel)
    if ask.asked_at is not None:
        raise Refusal("They were asked already. Asked once is asked; now it is their turn.")
    ask.message = outbox.keep(
        loss, kind=planned.kind, channel=channel, words=words, subject=subject, by=by, not_before=planned.not_before
    )
    ask.channel, ask.window, ask.asker, ask.asker_role = channel, planned.window, by, role
    ask.save(update_fields=["message", "channel", "window", "asker", "asker_role"])
    return ask


def being_written_by(loss: Loss, planned: Plan, *, but: User) -> User | None:
    """Who else has words for this buyer ready, while it is still theirs to ask. One voice is enough. What is on a phone
    may have gone out, whoever's turn it is now: until they say that it did not, nobody asks the same again (law 8)."""
    ask = _unsaid_by_another(loss, planned.kind, but)
    if ask is not None and ask.message is not None and ask.message.state in Message.MAY_BE_OUT:
        return ask.asker
    if ask is None or ask.asker is None or not ask.asker.is_active or not is_turn(ask.asker_role, planned.asker):
        return None
    deal_is_theirs = ask.asker_id in (loss.deal.owner_id, loss.deal.partner_id)
    return ask.asker if deal_is_theirs or ask.asker_role != Role.REP else None


def _one_voice(loss: Loss, planned: Plan, by: User) -> None:
    """Refuses while somebody else is at it; words of one whose turn is over are put aside, not shown and not changed."""
    other = being_written_by(loss, planned, but=by)
    if other:
        raise Refusal(
            f"{other.first_name} has words for {loss.deal.called or 'the buyer'} ready, and one voice is enough. "
            f"If it should be yours, ask {other.first_name} to leave it to you."
        )
    ask = _unsaid_by_another(loss, planned.kind, by)
    if ask is not None:
        ask.withdrawn_at = now()
        ask.save(update_fields=["withdrawn_at"])
        outbox.drop(loss)


def _unsaid_by_another(loss: Loss, kind: str, by: User) -> Ask | None:
    rows = Ask.objects.filter(loss=loss, kind=kind, withdrawn_at=None, asked_at=None, message__isnull=False)
    return rows.exclude(asker=by).select_related("asker", "message").first()


def _ask(loss: Loss, *, kind: str, window: str, by: User, role: str, channel: str) -> tuple[Ask, bool]:
    found = Ask.objects.filter(loss=loss, kind=kind, withdrawn_at=None).first()
    if found:
        return found, False
    closes = now() + timedelta(days=PAGE_DAYS[loss.deal.store.kind])
    try:
        with transaction.atomic():
            made = Ask.objects.create(
                loss=loss, kind=kind, window=window, asker=by, asker_role=role, channel=channel, closes_at=closes
            )
            return made, True
    except IntegrityError:
        return Ask.objects.get(loss=loss, kind=kind, withdrawn_at=None), False


@transaction.atomic
def went_out(message: Message, *, by: User | None) -> Message:
    """Did it go out? Yes. The ask counts from here, and its page stays open from here."""
    message = outbox.went_out(message, by=by, told=not answers_the_masked(message))
    ask = Ask.objects.filter(message=message).select_related("loss__deal__store").first()
    if ask is not None and ask.asked_at is None:
        ask.asked_at = message.out_at
        ask.closes_at = (message.out_at or now()) + timedelta(days=PAGE_DAYS[ask.loss.deal.store.kind])
        ask.channel = message.channel
        ask.save(update_fields=["asked_at", "closes_at", "channel"])
    return message


def answers_the_masked(message: Message) -> bool:
    """A reply to words the rep sees a mask of: limited and held alike, it stands on no page of theirs (law 7)."""
    if message.kind in outbox.UNSOLICITED:
        return False
    answer = Answer.objects.filter(loss=message.loss_id).first()
    return answer is not None and (answer.is_private or answer.reader != Answer.Reader.REP)


@transaction.atomic
def leave_to_another(loss: Loss, *, by: User) -> None:
    """Rather not me. The loss moves to the second-voice list; nobody is told why."""
    Loss.objects.filter(pk=loss.pk).update(not_me=True)
    loss.not_me = True
    for ask in loss.asks.filter(asked_at=None, withdrawn_at=None):
        ask.withdrawn_at = now()
        ask.save(update_fields=["withdrawn_at"])
    outbox.drop(loss)


def refuse_if_stopped(loss: Loss) -> None:
    buyer = loss.deal.buyer
    if buyer and is_suppressed(buyer):
        raise Refusal(
            f"Do not contact {buyer.called}: they said stop, and that holds for everyone here. On to the next one."
        )


def refuse_if_closed(loss: Loss) -> None:
    if not loss.is_open:
        raise Refusal("This one is open again, so there is nothing to ask about. Go on with the deal.")
