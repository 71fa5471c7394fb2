"""By which channel: what the window uses, what there is an address for, and what may be used at all (C03)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Final

from gametape.ask import plan_words as words
from gametape.ask.plan_rules import ASK_PLAN, Channel
from gametape.ask.situation import Consent, Reason, Situation

NEEDS_ONE_OF: Final[dict[Channel, tuple[Channel, ...]]] = {"form": ("email",), "interview": ("email", "phone")}
"""What a channel without an address of its own travels by."""
RINGS: Final = ("phone", "sms")


class Ground(IntEnum):
    """What using a channel rests on. An inquiry whose number nobody checked is not enough for the product to send."""

    NONE = 0
    UNCHECKED = 1
    GOOD = 2


def channels_for(
    s: Situation, window: str, at: datetime, states: frozenset[str]
) -> tuple[tuple[Channel, ...], tuple[Reason, ...]]:
    """The window's channels that can be used at `at`, the best first, and what is to be said about them.

    The one the buyer used last comes first. By the product no call is ever made, and a text needs good ground (C03).
    From the rep's own phone a channel without any ground comes last, and a warning says so.
    """
    usable = [c for c in ASK_PLAN.windows[window].channels if any(way in s.available for way in _ways(c))]
    if not usable:
        return (), (words.NO_ADDRESS,)
    ground = {c: _ground(c, s, at, states) for c in usable}
    if s.via == "product":
        kept = [c for c in usable if ground[c] is Ground.GOOD and c != "phone"]
        if kept:
            return _ranked(kept, s, ground), ()
        return (), (words.NO_CALLING if ground.get("phone") is Ground.GOOD else words.NO_GROUND_PRODUCT,)
    return _ranked(usable, s, ground), _warnings(ground.values())


def _ways(channel: Channel) -> tuple[Channel, ...]:
    return NEEDS_ONE_OF.get(channel, (channel,))


def _ground(channel: Channel, s: Situation, at: datetime, states: frozenset[str]) -> Ground:
    """The best of the ways a channel travels by; an e-mail needs no ground here (C06 has its own rules)."""
    ways = [way for way in _ways(channel) if way in s.available]
    return max(_to_ring(s.consents.get(way, Consent()), at, states) if way in RINGS else Ground.GOOD for way in ways)


def may_be_texted(s: Situation, at: datetime, states: frozenset[str]) -> bool:
    """Whether the product may text them at `at`, whatever the message is for (C03)."""
    return _to_ring(s.consents.get("sms", Consent()), at, states) is Ground.GOOD


def _to_ring(consent: Consent, at: datetime, states: frozenset[str]) -> Ground:
    if consent.explicit:
        return Ground.GOOD
    fresh = consent.inquired_at is not None and at <= consent.inquired_at + timedelta(days=ASK_PLAN.inquiry_days)
    if not fresh or not states or states & ASK_PLAN.inquiry_never_in:
        return Ground.NONE
    return Ground.GOOD if consent.cleared else Ground.UNCHECKED


def _ranked(channels: Iterable[Channel], s: Situation, ground: dict[Channel, Ground]) -> tuple[Channel, ...]:
    return tuple(sorted(channels, key=lambda c: (ground[c] is Ground.NONE, c != s.last_used)))


def _warnings(grounds: Iterable[Ground]) -> tuple[Reason, ...]:
    worst = min(grounds)
    return {Ground.NONE: (words.NO_GROUND_OWN,), Ground.UNCHECKED: (words.UNCHECKED_OWN,)}.get(worst, ())
