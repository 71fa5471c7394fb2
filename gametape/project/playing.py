"""What every story of the demo is played with: an hour on the store's wall, somebody walks in, a no, a question sent."""

from __future__ import annotations

from datetime import datetime, time

from gametape.ask import asking, handing
from gametape.ask.models import Ask
from gametape.ask.wording import Names, Words, day_in_words, offered
from gametape.common.clock import local, now, played_at
from gametape.deals import adding, losing
from gametape.deals.models import Deal, Loss
from gametape.people.models import Store, User


def on(store: Store, day: datetime, hour: int, minute: int = 0) -> datetime:
    """That hour on the store's wall, on the day of `day`."""
    there = local(day, store.zone)
    return datetime.combine(there.date(), time(hour, minute), tzinfo=there.tzinfo)


def walk_in(store: Store, rep: User, at: datetime, first: str, unit: str, dollars: int, number: int) -> Deal:
    with played_at(at):
        return adding.add_deal(
            store, rep, first_name=first, unit=unit, amount_minor=dollars * 100,
            phone=f"+15075550{number}", email=f"buyer{number}@mail.example",
        )  # fmt: skip


def no(deal: Deal, rep: User, at: datetime, *, chip: str, sure: str, where: str = Loss.Where.DROVE_OFF) -> Loss:
    with played_at(at):
        loss = losing.lose(deal, where=where, chip=chip, by=rep)
        losing.seal(loss.own_call, sure=sure)
    return loss


def words_for(loss: Loss, rep: User, channel: str) -> Words:
    """The first of the shipped templates that fits, as the page would offer it."""
    deal = loss.deal
    seen = day_in_words(loss.at, now(), deal.store.zone)
    names = Names(buyer=deal.called, sender=rep.first_name, business=deal.store.name, seen=seen)
    return offered(scope="ask", asker="rep", channel=channel, names=names, market=deal.store.kind)[0]


def send(
    loss: Loss, rep: User, channel: str, at: datetime, *, at_least: datetime | None = None, confirmed: bool = True
) -> Ask:
    """Written at `at`, handed to the phone when the plan allows, and, unless not `confirmed`, said to have gone out."""
    with played_at(at):
        words = words_for(loss, rep, channel)
        message = handing.keep(
            loss, kind="ask", by=rep, role="rep", channel=channel, words=words.text, subject=words.subject
        )
    out = max(at, message.not_before or at, at_least or at)
    with played_at(out):
        handing.hand_over(message, by=rep, channel=channel)
        if confirmed:
            asking.went_out(message, by=rep)
    return Ask.objects.get(message=message)
