"""To which question something belongs that came in: by the buyer's own link or the address it was sent to, by the message it
answers, by the only open question to its sender. What is not sure is not guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from gametape.ask.incoming.letter import Letter
from gametape.ask.links import DeadLink, ask_tagged, known_ask
from gametape.ask.models import Ask, Incoming
from gametape.common.clock import now
from gametape.deals.models import Loss
from gametape.people.consent import buyers_at
from gametape.people.models import Buyer, User
from gametape.people.phones import e164
from gametape.sending.models import Message
from gametape.sending.naming import message_named

MOST_LINKS: Final = 5
_LINK = re.compile(r"/a/([A-Za-z0-9_-]{20,48}\.[A-Za-z0-9_-]{16})(?![A-Za-z0-9_-])")
_TAG = re.compile(r"[^@]{0,64}\+(a\d{1,12}-[0-9a-f]{20})@")


@dataclass(frozen=True, slots=True)
class Match:
    """`ask` is the question it answers, None where that is not sure and `why` says what is not."""

    ask: Ask | None
    why: str = ""


def match(letter: Letter) -> Match:
    """By token, then Message-ID, then the sender's address with exactly one open question."""
    if is_a_colleagues(letter.sender):
        return Match(None, Incoming.Why.COLLEAGUE)
    ask = by_token(letter) or by_message([*letter.answers, letter.about])
    if ask is not None:
        return Match(ask)
    asks = open_asks(buyers_at(letter.sender))
    if len(asks) == 1:
        return Match(asks[0])
    return Match(None, Incoming.Why.SEVERAL if asks else Incoming.Why.NOBODY)


def by_token(letter: Letter) -> Ask | None:
    """The address it came to carries the question's own mark, or the buyer's signed link stands in what it quotes. Two
    links to different deals are no sure sign, nor is a link whose no was undone."""
    tags = (ask_tagged(tag.group(1)) for to in letter.to if (tag := _TAG.match(to)))
    links = (_linked(link) for link in list(dict.fromkeys(_LINK.findall(letter.original)))[:MOST_LINKS])
    for found in (tags, links):
        asks = {ask.loss_id: ask for ask in found if ask is not None and ask.loss.is_open}
        if len(asks) == 1:
            return next(iter(asks.values()))
    return None


def _linked(link: str) -> Ask | None:
    try:
        return known_ask(link)
    except DeadLink:
        return None


def by_message(ids: Iterable[str]) -> Ask | None:
    """The question behind a message of ours: its own, else the last one asked about that no."""
    message = message_named(ids)
    if message is None or not message.loss.is_open:
        return None
    return Ask.objects.filter(message=message).first() or asked_about([message.loss_id]).get(message.loss_id)


def open_asks(buyers: Iterable[Buyer]) -> list[Ask]:
    """The questions that are out to these buyers and still take an answer: one for each no, the newest first."""
    buyers = list(buyers)
    if not buyers:
        return []
    rows = Loss.objects.filter(deal__buyer__in=buyers, undone_at=None, reopened_at=None)
    asks = asked_about(list(rows.values_list("pk", flat=True)))
    return sorted((ask for ask in asks.values() if ask.closes_at > now()), key=lambda ask: ask.made_at, reverse=True)


def asked_about(losses: list[int]) -> dict[int, Ask]:
    """{loss id: the last question that went out about it, or may have: a reply proves that it did}"""
    out = Q(asked_at__isnull=False) | Q(message__state__in=Message.MAY_BE_OUT)
    asked = Ask.objects.filter(out, loss__in=losses, withdrawn_at=None).order_by("made_at")
    rows = asked.select_related(
        "loss__deal__store", "loss__deal__buyer", "loss__deal__owner", "loss__deal__partner", "loss__own_call", "loss__answer", "asker"
    )  # fmt: skip
    return {ask.loss_id: ask for ask in rows}


def is_a_colleagues(address: str) -> bool:
    """Somebody who works here forwarded it, or tries it out: whose words these are only they know."""
    if "@" in address:
        return User.objects.filter(email=address, is_active=True).exists()
    return bool(address) and User.objects.filter(phone=e164(address), is_active=True).exists()


def is_theirs(ask: Ask, address: str) -> bool:
    """Whether the buyer of this question is known under the address; only then a yes in it is the buyer's own."""
    buyer = ask.loss.deal.buyer
    if buyer is None or not address:
        return False
    return address.lower() == buyer.email.lower() if "@" in address else e164(address) == buyer.phone
