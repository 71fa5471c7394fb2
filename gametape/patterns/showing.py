"""The page of a store's patterns, from what the last search kept: no counting, so that it costs the same in any file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from gametape.common.counting import Funnel, Interval
from gametape.deals.models import Deal
from gametape.deals.seeing import visible
from gametape.patterns.drawing import Scale, differences, dot_and_interval, signed
from gametape.patterns.models import Search
from gametape.patterns.printing import clean, heading, opening, sure, unbroken
from gametape.patterns.results import Effect, Pattern, Result, from_dict, pattern_from
from gametape.people.may import Viewer

SHARES = Scale(0.0, 1.0, 0.5, ("0", "50", "100%"))


@dataclass(frozen=True, slots=True)
class Shown:
    """One pattern: its picture, what it says, and how sure that is. `place` is its number on the page, from 1."""

    place: int
    title: str
    sentence: str
    sure: str
    like: tuple[str, ...]
    picture: SafeString


@dataclass(frozen=True, slots=True)
class Changed:
    title: str
    sentence: str
    picture: SafeString


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: among those who answered, weighted by who was asked and who answers, and over four quarters. `where` it is said more often:
    None below 300 answers."""

    label: str
    counts: str
    weighted: str
    speaks_for: str
    trend: str
    gap: str
    course: list[str]
    where: list[Shown] | None
    plain_picture: SafeString
    weighted_picture: SafeString


@dataclass(frozen=True, slots=True)
class Page:
    """`result` is None where there is nothing to compare yet."""

    search: Search
    result: Result | None
    heading: str
    opening: str
    patterns: list[Shown]
    withheld: int
    overall: str
    changed: list[Changed]
    changed_withheld: int
    funnel: Funnel
    named: int
    rest: int
    reasons: list[Reason]


def page_of(search: Search) -> Page:
    told = search.told
    result = from_dict(told["result"]) if told["result"] else None
    periods = told.get("periods") or {}
    buyers = told["said"]
    return Page(
        search,
        result,
        heading(result) if result else _("Nothing to compare yet"),
        unbroken(opening(result)) if result else "",
        _patterns(result.patterns) if result else [],
        told.get("withheld", 0),
        unbroken(periods["overall"]["sentence"]) if periods else "",
        _changed(periods.get("holding", [])),
        periods.get("withheld", 0),
        Funnel(**buyers["funnel"]),
        buyers["named"],
        buyers["rest"],
        [_reason(one, buyers["named"]) for one in buyers["reasons"]],
    )


def _patterns(patterns: tuple[Pattern, ...]) -> list[Shown]:
    scale = differences(pattern.headline for pattern in patterns)
    return [
        Shown(
            place,
            clean(pattern.title),
            unbroken(pattern.sentence),
            sure(pattern),
            tuple(map(clean, pattern.like)),
            _drawn(pattern.headline.difference, pattern.headline.interval, scale, pattern.title, sure(pattern)),
        )
        for place, pattern in enumerate(patterns, start=1)
    ]


def _changed(told: list[dict[str, Any]]) -> list[Changed]:
    effects = [_effect(one) for one in told]
    scale = differences(effects) if effects else SHARES
    scale = Scale(scale.low, scale.high, scale.middle, (scale.names[0], _("as before"), scale.names[2]))
    return [
        Changed(
            clean(one["title"]),
            unbroken(one["sentence"]),
            _drawn(effect.difference, effect.interval, scale, one["title"], _points(effect)),
        )
        for one, effect in zip(told, effects, strict=True)
    ]


def _effect(told: dict[str, Any]) -> Effect:
    (k0, n0), (k1, n1) = told["earlier"], told["later"]
    return Effect(n1, k1, k1 / n1, k0 / n0, n0, told["difference"], tuple(told["interval"]), told["method"])


def _points(effect: Effect) -> str:
    low, high = (signed(end) for end in effect.interval)
    return f"{signed(effect.difference)} points; it may be anything from {low} to {high}."


def _reason(told: dict[str, Any], named: int) -> Reason:
    plain, weighted = Interval(**told["plain_interval"]), Interval(**told["weighted_interval"])
    label = told["label"]
    counts = f"{round(100 * told['plain'])}% ({told['said']} of {named}, {plain})"
    heavy = f"{round(100 * told['weighted'])}% ({weighted})"
    return Reason(
        label,
        counts,
        heavy,
        f"{round(100 * told['spoken_for'])}%",
        told["trend"],
        "" if told["gap"] is None else f"{round(100 * told['gap'])}",
        [f"{one['k']} of {one['n']}" if one else "" for one in told["course"]],
        None if told.get("where") is None else _patterns(tuple(map(pattern_from, told["where"]))),
        _drawn(told["plain"], (plain.low, plain.high), SHARES, label, f"{counts} of those who answered."),
        _drawn(told["weighted"], (weighted.low, weighted.high), SHARES, label, f"{heavy}, weighted."),
    )


def _drawn(value: float, interval: tuple[float, float], scale: Scale, title: str, desc: str) -> SafeString:
    return mark_safe(dot_and_interval(value, interval, scale, title=clean(title), desc=desc))


def behind(viewer: Viewer, search: Search, place: int) -> tuple[Shown, list[Deal]] | None:
    """A pattern and the newest deals behind it, those that this viewer may see; None where there is no such place."""
    result = from_dict(search.told["result"]) if search.told.get("result") else None
    if result is None or not 1 <= place <= len(result.patterns):
        return None
    rows = visible(viewer).filter(store=search.store_id, pk__in=search.told["behind"][place - 1])
    return _patterns(result.patterns)[place - 1], list(rows.order_by("-closed_at", "-pk"))
