"""What buyers said, beside who was asked: the rows behind a store's no-sales, and the reasons as shares that know who is silent."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q

from gametape.ask.models import Answer, Ask
from gametape.common.counting import Figure, Funnel, Rate, TooFew, enough
from gametape.deals.models import Loss
from gametape.deals.vocabulary import LEAVES, REASONS
from gametape.patterns.concluding import ALPHA, MINED_FROM, gap_of
from gametape.patterns.gathering import EPOCH
from gametape.patterns.non_response import Stratum, said
from gametape.patterns.over_time import Course, courses
from gametape.patterns.withholding import together
from gametape.people.models import Store
from gametape.reasons.models import Finding

MOST = 20_000  # no-sales, the newest
SINCE = timedelta(days=4 * 92)
PERIODS = 4
_NO_ADDRESS = Q(deal__buyer__isnull=True) | Q(deal__buyer__phone="", deal__buyer__email="")
_CLOSED_TO_US = Q(deal__buyer__stopped_at__isnull=False) | Q(deal__buyer__condition__gt="") | Q(unasked__gt="")


@dataclass(frozen=True, slots=True)
class One:
    """A no-sale of a deal: how they left and how dear it was (the stratum), what became of the question, and the confirmed reason."""

    day: float
    where: str
    amount: int | None
    askable: bool
    asked: bool
    answered: bool
    reason: str
    deal: int


def losses_of(store: Store, *, until: datetime) -> list[One]:
    """The newest of a year, mis-taps and junk left out, by their day. A private leaf is as if nothing was confirmed."""
    rows = Loss.objects.filter(store=store, undone_at=None, deal__left_out="", at__gt=until - SINCE, at__lte=until)
    asked = Exists(Ask.objects.filter(loss=OuterRef("pk"), asked_at__isnull=False, withdrawn_at=None))
    answered = Exists(Answer.objects.filter(loss=OuterRef("pk"), status=""))
    away = ExpressionWrapper(_CLOSED_TO_US | _NO_ADDRESS, BooleanField())
    newest = (
        rows.annotate(was_asked=asked, has_answered=answered, away=away)
        .order_by("-at", "-pk")
        .values_list("pk", "at", "where", "deal__amount_minor", "deal", "was_asked", "has_answered", "away")[:MOST]
    )
    reasons = _reasons(store)
    found = []
    for pk, at, where, amount, deal, was_asked, has_answered, is_away in newest:
        told = bool(was_asked and has_answered)
        reason = reasons.get(pk, "") if told else ""
        day = round((at - EPOCH).total_seconds() / 86_400, 5)
        askable = bool(was_asked) or not is_away
        found.append(One(day, where, amount, askable, bool(was_asked), told, reason, deal))
    return sorted(found, key=lambda one: (one.day, one.deal, one.reason))


def _reasons(store: Store) -> dict[int, str]:
    rows = Finding.objects.filter(
        loss__store=store, confirmed_at__isnull=False, put_aside_at=None, loss__answer__held_for=""
    )
    leaves = rows.values_list("loss", "leaf")
    return {loss: LEAVES[leaf].reason for loss, leaf in leaves if leaf in LEAVES and not LEAVES[leaf].private}


def digest(losses: Sequence[One]) -> str:
    told = [[getattr(one, name) for name in One.__slots__] for one in losses]
    return hashlib.sha256(json.dumps(told, separators=(",", ":")).encode()).hexdigest()


def funnel_of(losses: Sequence[One]) -> Funnel:
    return Funnel(
        len(losses),
        sum(one.askable for one in losses),
        sum(one.asked for one in losses),
        sum(one.answered for one in losses),
    )


def told_of(losses: Sequence[One]) -> dict[str, Any]:
    """The page's part, as JSON: the four counts, each reason with and without weighting, and over time."""
    named = [one for one in losses if one.reason]
    counts, rest = together(Counter(one.reason for one in named))
    found: dict[str, Any] = {"funnel": asdict(funnel_of(losses)), "named": len(named), "rest": rest, "reasons": []}
    if not enough(Figure.RATE, len(named)):
        return {**found, "rest": 0}
    trends = _over_time(losses, list(counts))
    for reason in counts:
        share = said(strata_of(losses, reason))
        if isinstance(share, TooFew):
            continue
        course = trends[reason]
        found["reasons"].append(
            {
                "code": reason,
                "label": REASONS[reason].label,
                "said": counts[reason],
                **{name: value for name, value in asdict(share).items() if name != "funnel"},
                "course": [_share(one) for one in course.shares],
                "trend": course.says,
                "gap": gap_of(len(named) // 2, len(named), counts[reason], ALPHA),
            }
        )
    return {**found, "mined_from": MINED_FROM}


def strata_of(losses: Sequence[One], reason: str) -> list[Stratum]:
    """No-sales that are alike: who left the same way, over a deal in the same half by price. Within one, those who answered
    stand for those who did not. Answered means here: with a reason that somebody confirmed."""
    amounts = sorted(one.amount for one in losses if one.amount is not None)
    middle = amounts[len(amounts) // 2] if amounts else 0
    groups: dict[str, list[One]] = {}
    for one in losses:
        half = "" if one.amount is None else "upper" if one.amount > middle else "lower"
        groups.setdefault(f"{one.where} {half}", []).append(one)
    return [
        Stratum(
            name,
            replace(funnel_of(some), answered=sum(bool(one.reason) for one in some)),
            sum(one.reason == reason for one in some),
        )
        for name, some in sorted(groups.items())
    ]


def _over_time(losses: Sequence[One], reasons: Sequence[str]) -> dict[str, Course]:
    """Four quarters back from the last no-sale, the oldest first."""
    last = max(one.day for one in losses)
    quarter = [min(int((last - one.day) // 92), PERIODS - 1) for one in losses]
    parts = [[one for one, q in zip(losses, quarter, strict=True) if q == back] for back in reversed(range(PERIODS))]
    answers = [sum(bool(one.reason) for one in part) for part in parts]
    counts = {reason: [sum(one.reason == reason for one in part) for part in parts] for reason in reasons}
    return {course.reason: course for course in courses(counts, answers)} if counts else {}


def _share(one: Rate | TooFew) -> dict[str, Any] | None:
    return (
        {"k": one.k, "n": one.n, "low": one.interval.low, "high": one.interval.high} if isinstance(one, Rate) else None
    )
