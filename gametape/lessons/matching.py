"""Which lessons fit a deal, and why: a pure function, all its weights in one table.

A lesson has conditions (what its "When ..." tells) and a context (the deal it was drawn from). Conditions that a deal
fulfils count, conditions it does not fulfil count against it, context tips the scales, and a lesson that fulfils nothing is
not shown at all. Features come from `features`; none of them is about who somebody is.

`prepare` sorts lessons under their features once; `rank` then adds up only what the deal's features touch, so that a
hundred thousand lessons cost milliseconds.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import exp, log, log1p
from typing import Final

from gametape.lessons import features

WEIGHTS: Final[Mapping[str, float]] = {
    # conditions: what the lesson's "When ..." tells and the deal has
    "absent": 4.0,
    "quiet": 3.0,
    "concept": 3.0,
    "stage": 2.0,
    "visit": 1.5,
    "word": 2.0,  # times how rare the word is among the lessons, 0 to 1
    "unfulfilled": -0.35,  # of the weight of each condition that the deal does not fulfil
    # context: what the deal it comes from had, and deals like this one were lost over
    "leaf": 1.5,
    "kind": 0.6,
    "unit": 0.6,
    "band": 0.4,
    # what stands before any deal is looked at
    "evidence": 0.5,  # times log(1 + further losses that taught the same)
    "helped": 0.6,  # times log(1 + how often it was said to help)
    "proven": 1.0,
    "fresh": 0.5,  # fades by half in HALF_LIFE days
    "own": 0.5,
    "shown_lately": -5.0,
}
"""The one place where it is decided what counts how much."""
HALF_LIFE: Final = 60.0
CONDITIONS: Final = ("absent", "quiet", "concept", "stage", "visit", "word")
# Weight of fulfilled conditions from which on a lesson fits at all: any one of them, or a word that is rare among them.
FITS: Final = 1.5
MOST: Final = 20
SHORTLIST: Final = 400
MANY: Final = 50
EVERYWHERE: Final = 0.2  # a word in more than this share of MANY lessons tells nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonFacts:
    """One live lesson. `conditions` are features of its "When ..."; `context` of the deal it was drawn from, and its leaf.
    `evidence` is how many losses taught it."""

    id: int
    conditions: frozenset[str]
    context: frozenset[str] = frozenset()
    mine: bool = False
    proven: bool = False
    evidence: int = 1
    helped: int = 0
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DealFacts:
    """One deal. `features` of every kind; `said` tells some of them in the deal's own words for the card."""

    features: frozenset[str]
    said: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Match:
    """`why` are clauses for after "Here because", the strongest first; never empty, at most two."""

    lesson_id: int
    score: float
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """Lessons sorted under their features. `base` is what each brings along before a deal is looked at."""

    lessons: Sequence[LessonFacts]
    under: Mapping[str, Sequence[int]]
    weight: Mapping[str, float]
    base: Sequence[float]


def prepare(lessons: Iterable[LessonFacts], now: datetime) -> Prepared:
    """Sorts `lessons`; good for a day, for only freshness moves by itself."""
    lessons = list(lessons)
    under: dict[str, list[int]] = {}
    for place, lesson in enumerate(lessons):
        for feature in lesson.conditions | lesson.context:
            under.setdefault(feature, []).append(place)
    weight = {feature: _weight(feature, len(places), len(lessons)) for feature, places in under.items()}
    return Prepared(lessons, under, weight, [_base(lesson, now) for lesson in lessons])


def _weight(feature: str, having: int, all_: int) -> float:
    """What a fulfilled feature adds. A condition takes back what it cost to be asked for, see `_base`."""
    kind = feature.partition(":")[0]
    if kind == "word":
        common = all_ >= MANY and having > EVERYWHERE * all_
        return 0.0 if common else WEIGHTS[kind] * (1 - log(1 + having) / log(2 + all_))
    return WEIGHTS[kind] * (1 - WEIGHTS["unfulfilled"] if kind in CONDITIONS else 1)


def _base(lesson: LessonFacts, now: datetime) -> float:
    days = max(0.0, (now - lesson.made_at).total_seconds() / 86400)
    asked = sum(WEIGHTS[kind] for kind in map(_kind, lesson.conditions) if kind != "word")
    return (
        WEIGHTS["unfulfilled"] * asked
        + WEIGHTS["evidence"] * log(max(1, lesson.evidence))
        + WEIGHTS["helped"] * log1p(lesson.helped)
        + WEIGHTS["proven"] * lesson.proven
        + WEIGHTS["fresh"] * exp(-days * log(2) / HALF_LIFE)
        + WEIGHTS["own"] * lesson.mine
    )


def _kind(feature: str) -> str:
    return feature.partition(":")[0]


def rank(
    deal: DealFacts,
    lessons: Prepared | Iterable[LessonFacts],
    now: datetime,
    recently_shown: Iterable[int] = (),
    *,
    most: int = MOST,
) -> list[Match]:
    """The lessons that fit, best first; of two that fit alike, the newer. Those in `recently_shown` step back.

    Conditions and what a lesson brings along choose a shortlist of `SHORTLIST`; context tips the scales within it.
    """
    pool = lessons if isinstance(lessons, Prepared) else prepare(lessons, now)
    lately = set(recently_shown)
    found = []
    for place, score in _shortlist(deal, pool):
        lesson = pool.lessons[place]
        context = sum(pool.weight[feature] for feature in lesson.context & deal.features)
        total = score + context + (WEIGHTS["shown_lately"] if lesson.id in lately else 0.0)
        if total > 0:
            found.append((total, lesson))
    best = heapq.nsmallest(most, found, key=lambda one: (-one[0], -one[1].id))
    return [Match(lesson.id, round(total, 4), _why(deal, lesson, pool)) for total, lesson in best]


def _shortlist(deal: DealFacts, pool: Prepared) -> list[tuple[int, float]]:
    """(place, score before context) of the lessons of which enough conditions are fulfilled."""
    fit = [0.0] * len(pool.lessons)
    touched = False
    for feature in deal.features:
        weight = pool.weight.get(feature, 0.0)
        if weight and _kind(feature) in CONDITIONS:
            touched = True
            for place in pool.under[feature]:
                fit[place] += weight
    if not touched:
        return []
    fitting = [place for place, weight in enumerate(fit) if weight >= FITS]
    base = pool.base
    scores = [fit[place] + base[place] for place in fitting]
    if len(scores) > SHORTLIST:
        # Any SHORTLIST of them are beaten by the best SHORTLIST: what is below the lowest of some is out.
        least = heapq.nlargest(SHORTLIST, scores[:: max(1, len(scores) // (4 * SHORTLIST))])[-1]
        kept = [(score, place) for score, place in zip(scores, fitting, strict=True) if score >= least]
        return [(place, score) for score, place in heapq.nlargest(SHORTLIST, kept)]
    return list(zip(fitting, scores, strict=True))


def _why(deal: DealFacts, lesson: LessonFacts, pool: Prepared) -> tuple[str, ...]:
    """Conditions first, by weight; then one thing of the context, where there is room. A word is told only where it is all
    there is: beside what it stands for it would be said twice."""
    shared = (lesson.conditions | lesson.context) & deal.features
    if any(_kind(one) != "word" and _kind(one) in CONDITIONS for one in shared):
        shared = frozenset(one for one in shared if _kind(one) != "word")
    order = sorted(shared, key=lambda feature: (_kind(feature) not in CONDITIONS, -pool.weight[feature], feature))
    if "visit:first" in shared and (stage := next((one for one in order if _kind(one) == "stage"), "")):
        order = [one for one in order if one != "visit:first"]
        return tuple(_clauses(deal, order, {stage: f"{features.because(stage)} on a first visit"}))[:2]
    return tuple(_clauses(deal, order, {}))[:2]


def _clauses(deal: DealFacts, order: Iterable[str], instead: Mapping[str, str]) -> Iterable[str]:
    said = (instead.get(one) or deal.said.get(one) or features.because(one) for one in order)
    return dict.fromkeys(clause for clause in said if clause)
