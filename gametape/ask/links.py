"""The buyer's link: the ask's random token, signed, so that an altered link is told from one that never was."""

from __future__ import annotations

from typing import NoReturn

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from gametape.ask.models import Ask
from gametape.common.clock import now
from gametape.common.refusal import Refusal


class _ShortSigner(signing.Signer):
    """96 bits of signature: it only tells an altered link from an unknown one, the token itself is 192 random bits.
    The whole 43 characters would push a text with its link over two segments."""

    def signature(self, value: str | bytes, key: str | bytes | None = None) -> str:
        return super().signature(value, key)[:16]


_signer = _ShortSigner(salt="gametape.ask.link", sep=".")
_TAG_SALT = "gametape.ask.reply"


class DeadLink(Refusal):
    """Not whole, gone, or closed; `why` chooses the buyer's page that says so kindly. `ask` is there wherever the link
    is genuine: whoever holds one can still say stop."""

    def __init__(self, why: str, say: str, *, status: int, ask: Ask | None = None) -> None:
        super().__init__(say, status=status)
        self.why = why
        self.ask = ask


def link_of(ask: Ask) -> str:
    """The last part of the buyer's address, `token.signature`."""
    return _signer.sign(ask.token)


def address_of(ask: Ask) -> str:
    """The whole address for a message; empty where nobody outside could open it."""
    return f"{settings.PUBLIC_URL}{path_of(ask)}" if settings.PUBLIC_URL else ""


def path_of(ask: Ask) -> str:
    return reverse("buyer", args=[link_of(ask)])


def known_ask(link: str) -> Ask:
    """The ask a genuine link was made for, whatever became of it since; `DeadLink` (404) when altered, cut or unknown.
    Only for stop, which works at any time."""
    try:
        token = _signer.unsign(link)
    except signing.BadSignature:
        raise DeadLink(
            "altered", "This link is not whole. Open it from the message itself, or copy all of it.", status=404
        ) from None
    ask = Ask.objects.filter(token=token).select_related(
        "loss__deal__store", "loss__deal__buyer", "loss__deal__owner", "loss__deal__partner", "asker"
    )
    return ask.first() or _nothing_here(None)


def ask_behind(link: str) -> Ask:
    """The ask, or `DeadLink`: altered or cut (404), unknown or no longer a no (404), closed (410)."""
    ask = known_ask(link)
    if ask.withdrawn_at is not None or not ask.loss.is_open:
        _nothing_here(ask)
    if ask.closes_at <= now():
        say = "This page has closed. You need not do anything, and nobody will ask again."
        raise DeadLink("closed", say, status=410, ask=ask)
    return ask


def _nothing_here(ask: Ask | None) -> NoReturn:
    """A mis-tap, a be-back, an ask that was taken back: the buyer owes nobody an answer."""
    raise DeadLink("gone", "There is nothing to answer here any more. You need not do anything.", status=404, ask=ask)


def tag_of(ask: Ask) -> str:
    """What stands behind the plus of an address that replies to this question come to: `a17-` and 80 bits of signature, in
    small letters, for mail servers do not keep capitals. `answers+a17-0f3c...@store.example`."""
    return f"a{ask.pk}-{salted_hmac(_TAG_SALT, str(ask.pk)).hexdigest()[:20]}"


def ask_tagged(tag: str) -> Ask | None:
    """The question such an address was made for; None for one that nobody of us made."""
    number = tag.partition("-")[0].removeprefix("a")
    rows = Ask.objects.select_related(
        "loss__deal__store", "loss__deal__buyer", "loss__deal__owner", "loss__deal__partner"
    )
    ask = rows.filter(pk=int(number)).first() if number.isdecimal() and len(number) <= 12 else None
    return ask if ask is not None and constant_time_compare(tag_of(ask), tag) else None
