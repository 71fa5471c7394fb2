"""The buyer's link: the ask's random token, signed, so that an altered link is told from one that never was."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.urls import reverse

from gametape.ask.models import Ask
from gametape.common.clock import now
from gametape.common.refusal import Refusal

_signer = signing.Signer(salt="gametape.ask.link", sep=".")


class DeadLink(Refusal):
    """Not whole, unknown, or closed; `why` chooses the buyer's page that says so kindly."""

    def __init__(self, why: str, say: str, *, status: int) -> None:
        super().__init__(say, status=status)
        self.why = why


def link_of(ask: Ask) -> str:
    """The last part of the buyer's address, `token.signature`."""
    return _signer.sign(ask.token)


def address_of(ask: Ask) -> str:
    """The whole address for a message; empty where nobody outside could open it."""
    return f"{settings.PUBLIC_URL}{path_of(ask)}" if settings.PUBLIC_URL else ""


def path_of(ask: Ask) -> str:
    return reverse("buyer", args=[link_of(ask)])


def ask_behind(link: str) -> Ask:
    """The ask, or `DeadLink`: altered or cut (404), unknown (404), closed (410)."""
    try:
        token = _signer.unsign(link)
    except signing.BadSignature:
        raise DeadLink(
            "altered", "This link is not whole. Open it from the message itself, or copy all of it.", status=404
        ) from None
    ask = Ask.objects.filter(token=token).select_related("loss__deal__store", "loss__deal__buyer", "loss__deal__owner", "asker").first()
    if ask is None or ask.withdrawn_at is not None or ask.loss.undone_at is not None:
        raise DeadLink("gone", "There is nothing to answer here any more. You need not do anything.", status=404)
    if ask.closes_at <= now():
        raise DeadLink("closed", "This page has closed. You need not do anything, and nobody will write again.", status=410)
    return ask
