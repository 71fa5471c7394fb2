"""Which lesson is left off a card by chance, so that "It works" can mean something. Pure.

A lesson that is being tried and that its owner shared fits a deal of a colleague: for `SHARE` of those deals it is
withheld, and later the two groups are compared (`trying` in the room of lessons). The coin is a hash of the lesson and
the deal, so that a page loaded twice, a second device and a second rep on the deal all see the same side of it.

Three are never withheld: what is one's own (it is known by heart, so leaving it off would compare nothing), what is
private or already works, and, of each card, one lesson, the `kept` one: nobody goes in with an empty card for the sake
of a statistic. What is never withheld stays out of the comparison on both sides.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

SHARE = 0.25
"""Of the deals a lesson fits, how many go without it. The one place that says so."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A lesson that fits a deal; `on_trial` when it is shared, still being tried, and not the reader's own."""

    lesson: int
    on_trial: bool


@dataclass(frozen=True, slots=True)
class Drawn:
    lesson: int
    by_chance: bool
    withheld: bool


def draw(fits: Iterable[Fit], *, deal: int, share: float = SHARE) -> list[Drawn]:
    """Each lesson of one card in the given order: whether chance decided, and how. At least one is not withheld."""
    lessons = list(fits)
    kept = _kept(lessons, deal)
    return [
        Drawn(fit.lesson, chance, chance and coin(fit.lesson, deal) < share)
        for fit in lessons
        for chance in [fit.on_trial and fit.lesson != kept]
    ]


def coin(lesson: int, deal: int, *, which: str = "withheld") -> float:
    """From 0 up to 1, the same for the same lesson and deal for ever."""
    digest = hashlib.sha256(f"{which}:{lesson}:{deal}".encode()).digest()
    return int.from_bytes(digest[:8]) / 2**64


def _kept(lessons: list[Fit], deal: int) -> int | None:
    """None where something is on the card anyway; else one of those on trial, picked by another coin than the one that
    withholds, so that the rest stays a fair draw."""
    if not lessons or any(not fit.on_trial for fit in lessons):
        return None
    return min(lessons, key=lambda fit: coin(fit.lesson, deal, which="kept")).lesson
