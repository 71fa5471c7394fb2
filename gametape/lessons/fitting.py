"""From rows to the matching and back: what a deal tells, which lessons come into question, and those that fit it.

What is shared at a store is sorted once a process and kept until a lesson there changes or the day is over. One's own private lessons are never in what is kept: they are read for each call.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Count, F, Q, QuerySet
from django.db.models.lookups import Exact

from gametape.ask.models import Answer
from gametape.common.clock import now
from gametape.deals.models import Deal, Moment
from gametape.deals.seeing import own as own_deals
from gametape.deals.vocabulary import is_private
from gametape.lessons import features, seeing
from gametape.lessons.matching import DealFacts, LessonFacts, Match, Prepared, prepare, rank
from gametape.lessons.models import Lesson
from gametape.people.may import Viewer
from gametape.people.models import Store
from gametape.reasons.models import Finding

MOST_MOMENTS: Final = 40
MOST_LOSSES: Final = 100
MOST_STORES: Final = 32
SETTLED: Final = timedelta(seconds=10)
_kept: dict[int, tuple[tuple[datetime | None, bool, date], Prepared]] = {}


@dataclass(frozen=True)
class Fitting:
    """A lesson that fits a deal. `why` are clauses for after "Here because", see `here_because`."""

    lesson: Lesson
    mine: bool
    score: float
    why: tuple[str, ...]


def here_because(why: Iterable[str]) -> str:
    """Here because the father stays at home and you will show figures."""
    return f"Here because {' and '.join(why)}."


def fits_of(trigger: str) -> dict[str, list[str]]:
    """What the "When ..." of a lesson asks for."""
    return {"conditions": sorted(features.told_by(trigger) | features.words_of(trigger))}


def context_of(deal: Deal, leaf: str = "") -> dict[str, list[str]]:
    """What the deal was like that a lesson was drawn from. Of the buyer nothing."""
    told = features.unit_features(deal.unit) | features.band(deal.amount_minor)
    return {"context": sorted(told | ({f"leaf:{leaf}"} if leaf else set()))}


def fitting(viewer: Viewer, deal: Deal, *, recently_shown: Iterable[int] = (), most: int = 10) -> list[Fitting]:
    """The lessons that fit this deal, best first, of those this viewer may see. For a card take the first three."""
    facts, lately = facts_of(viewer, deal), list(recently_shown)
    found: dict[int, Match] = {}
    for pool in candidates(viewer, deal.store):
        for match in rank(facts, pool, now(), lately, most=most):
            found.setdefault(match.lesson_id, match)
    rows = seeing.visible(viewer).filter(pk__in=found, status__in=seeing.LIVE)
    fit = [Fitting(row, row.owner_id == viewer.user.pk, found[row.pk].score, found[row.pk].why) for row in rows]
    return sorted(fit, key=lambda one: (-one.score, -one.lesson.pk))[:most]


def candidates(viewer: Viewer, store: Store) -> list[Prepared]:
    """One's own, then what is shared at the store."""
    if store.pk not in viewer.stores(*seeing.READERS):
        return []
    # The "+ 0" keeps SQLite from walking all lessons of the store to find the few of a person.
    mine = seeing.own(viewer).filter(Exact(F("store_id") + 0, store.pk))
    return [prepare(_facts(mine, mine=True), now()), _shared_at(store)]


def _shared_at(store: Store) -> Prepared:
    """A change is only settled some seconds later: one that was begun before it and committed after it has an earlier
    hour, and would be missed for ever."""
    rows = Lesson.objects.filter(store=store)
    latest = rows.order_by("-changed_at").values_list("changed_at", flat=True).first()
    mark = (latest, latest is None or now() - latest > SETTLED, now().date())
    kept = _kept.get(store.pk)
    if kept is None or kept[0] != mark:
        kept = (mark, prepare(_facts(rows.filter(shared_at__isnull=False)), now()))
        if len(_kept) >= MOST_STORES:
            _kept.pop(next(iter(_kept)), None)
        _kept[store.pk] = kept
    return kept[1]


def _facts(rows: QuerySet[Lesson], *, mine: bool = False) -> Iterator[LessonFacts]:
    live = rows.filter(status__in=seeing.LIVE).annotate(times=Count("evidence"))
    for row in live.values("pk", "fits", "status", "helped", "made_at", "times").iterator(chunk_size=5000):
        fits: dict[str, Any] = row["fits"] or {}
        yield LessonFacts(
            id=row["pk"],
            conditions=frozenset(fits.get("conditions", ())),
            context=frozenset(fits.get("context", ())),
            mine=mine,
            proven=row["status"] == Lesson.Status.PROVEN,
            evidence=row["times"],
            helped=row["helped"],
            made_at=row["made_at"],
        )


def facts_of(viewer: Viewer, deal: Deal) -> DealFacts:
    """What this deal tells, from its unit, its stage, its next appointment and the moments noted on it; and what the
    viewer's own deals of this kind were lost over. Names of the buyer are no words of it."""
    moments = list(deal.moments.filter(at__lte=now()).order_by("-at", "-id")[:MOST_MOMENTS])
    noted = [moment.words for moment in moments if moment.words] + [deal.next_what]
    named = _names(deal)
    words = frozenset().union(*(features.words_of(text, without=named) for text in noted))
    told = {one for text in noted for one in features.told_by(text) if not one.startswith(("stage:", "visit:"))}
    unit = features.unit_features(deal.unit) | features.band(deal.amount_minor)
    ahead = _ahead(deal, {moment.kind for moment in moments})
    quiet = _quiet_days(deal)
    if quiet >= features.QUIET_DAYS:
        told.add(features.QUIET)
    leaves = _lost_over(viewer, deal, unit)
    absent = next((said for text in noted if (said := features.absent_words(text))), "")
    told_as = {features.QUIET: f"it has been quiet for {quiet} days"} if quiet >= features.QUIET_DAYS else {}
    told_as |= {features.ABSENT: absent} if absent else {}
    return DealFacts(features=frozenset(told | words | unit | ahead | leaves), said=told_as | _surface(noted))


def _names(deal: Deal) -> list[str]:
    buyer = deal.buyer
    given = (buyer.first_name, buyer.last_name, buyer.company) if buyer else ()
    return [word for name in given for word in name.split()]


def _ahead(deal: Deal, kinds: set[str]) -> set[str]:
    """What comes next: as the appointment or the stage says it, else what usually comes after what was."""
    told = features.told_by(f"{deal.next_what}. {deal.stage}")
    back = bool(kinds & {Moment.Kind.VISIT, Moment.Kind.REOPENED}) or "visit:back" in told
    stages = {one for one in told if one.startswith("stage:")}
    if not stages:
        stages = {"stage:decision"} if Moment.Kind.FIGURES in kinds else {"stage:showing", "stage:figures"}
    return stages | {"visit:back" if back else "visit:first"}


def _quiet_days(deal: Deal) -> int:
    return (now() - deal.last_at).days


def _surface(noted: list[str]) -> dict[str, str]:
    """How the words were written, for the card: {"word:bed": "“beds” comes up"}."""
    found: dict[str, str] = {}
    for text in noted:
        for word in features.written(text):
            found.setdefault(f"word:{features.stem(word)}", f"“{word}” comes up")
    return found


def _lost_over(viewer: Viewer, deal: Deal, unit: frozenset[str]) -> set[str]:
    """Leaves confirmed on the viewer's own no-sales that were about something like this. Only what the buyer let the
    rep read, and nothing private."""
    rows = Finding.objects.filter(
        Q(loss__answer__held_for="") | Q(loss__answer__released_at__isnull=False),
        confirmed_at__isnull=False,
        evidence_deleted_at=None,
        loss__deal__in=_own_lost(viewer, deal),
        loss__undone_at=None,
        loss__answer__reader=Answer.Reader.REP,
    )
    found = set()
    for leaf, was, amount in rows.values_list("leaf", "loss__deal__unit", "loss__deal__amount_minor"):
        if not is_private(leaf) and unit & (features.unit_features(was) | features.band(amount)):
            found.add(f"leaf:{leaf}")
    return found


def _own_lost(viewer: Viewer, deal: Deal) -> list[int]:
    """The latest of a rep's lost deals at this store, along an index for each way it is theirs; see `deals.seeing.own`."""
    found: list[int] = []
    for run in own_deals(viewer):
        lost = run.filter(Exact(F("store_id") + 0, deal.store_id), state=Deal.State.LOST).exclude(pk=deal.pk)
        found += lost.order_by("-last_at").values_list("pk", flat=True)[:MOST_LOSSES]
    return found
