"""Monday, for a manager: first the words, then who could use a second voice, then counts, then rates where n allows.

Nothing here has people as rows. Counts are of the newest no-sales of a quarter, at most `MOST`, so that the page costs
the same in a file of a million deals.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, F, OuterRef, Prefetch, Q, QuerySet

from gametape.ask.asking import plans_for
from gametape.ask.models import Answer, Ask
from gametape.ask.seeing import answers_at, are_hidden_in_a_crowd, reading_of, role_in, second_voice
from gametape.ask.situation import Plan
from gametape.ask.who_reads import Reading
from gametape.common.clock import now
from gametape.deals.models import Deal, Loss
from gametape.desk.lately import lately
from gametape.desk.rates import Rates, of_saves, rates_of
from gametape.people.may import Look, Viewer, log_each
from gametape.people.models import Alert, Role, Store
from gametape.rescue.reporting import report
from gametape.sending.models import Message

SHOWN = {
    Reading.WORDS: "their buyer’s words",
    Reading.NAMELESS: "a buyer’s words, without names",
    Reading.MASK: "",
}
QUARTER = timedelta(days=92)
MOST = 2000
WORDS_SHOWN = 30
WORDS_LOOKED_AT = 60  # some of these days may not be read yet
THE_QUESTION = Q(asked_at__isnull=False, withdrawn_at=None)
NO_ADDRESS = Q(deal__buyer__phone="", deal__buyer__email="")
VOICES_LOOKED_AT = 15
VOICES_SHOWN = 10
# How many days after the no a second voice may ask once more; no narrower than the plan's windows, which decide.
LAST_DAY = {("retail", "manager"): 5, ("b2b", "manager"): 15, ("retail", "neutral"): 31, ("b2b", "neutral"): 61}


@dataclass(frozen=True)
class Said:
    """An answer as this manager may see it. Nameless words come without unit and day; a mask without anything."""

    answer: Answer
    words: str
    nameless: bool
    masked: bool
    answered_back: bool = False


@dataclass(frozen=True)
class SecondVoice:
    loss: Loss
    asked: Ask | None
    plan: Plan


@dataclass(frozen=True)
class Counts:
    """Of no-sales, junk and mis-taps left out: how many could be asked, were asked, answered; and what came of it."""

    lost: int
    askable: int
    asked: int
    answered: int
    wanted: int
    bought: int
    no_address: int
    silent: int
    stopped_or_private: int
    junk: int
    since: datetime
    capped: bool


def week_before(when: datetime) -> datetime:
    return when - timedelta(days=7)


def page(viewer: Viewer, store: Store) -> dict[str, Any]:
    """All parts of the page for one store."""
    counts = counts_of(store)
    said = said_lately(viewer, store)
    saves = report(store)
    rates: Rates = [*rates_of(losses_of(store), counts), *of_saves(saves)]
    return {
        "said": said,
        "answered_lately": len(said),
        "more": len(said) == WORDS_SHOWN,
        "alerts": calls_for(viewer, store),
        "lately": lately(viewer, store),
        "second": second_voices(viewer, store),
        "counts": counts,
        "rates": rates,
        "saves": saves,
        "stores": Store.objects.filter(pk__in=viewer.stores("manager")).order_by("name"),
        "pledge_accepted": viewer.user.pledges.order_by("at").first(),
    }


def said_lately(viewer: Viewer, store: Store) -> list[Said]:
    """Answers of the last two weeks. Every reading is logged for the rep it is about."""
    rows = answers_at(store, since=now() - timedelta(days=14)).filter(status="")
    crowd = are_hidden_in_a_crowd(viewer, store)
    found: list[Said] = []
    looks: list[Look] = []
    gone_out = Prefetch("loss__messages", Message.objects.filter(state=Message.State.OUT))
    for answer in rows.prefetch_related(gone_out).order_by("-first_sent_at")[:WORDS_LOOKED_AT]:
        what = reading_of(viewer, answer)
        if what is Reading.NAMELESS and not crowd:
            continue
        if what in SHOWN and len(found) < WORDS_SHOWN:
            found.append(_said(answer, what))
            looks += _look(viewer, answer, what)
    log_each(viewer, looks)
    # A place among dated ones would tell the day of words, or of a mask, that come without one; so would their order.
    dated = [one for one in found if not one.nameless and not one.masked]
    nameless = sorted((one for one in found if one.nameless), key=lambda one: one.words)
    return dated + nameless + [one for one in found if one.masked]


def _look(viewer: Viewer, answer: Answer, what: Reading) -> list[Look]:
    deal = answer.loss.deal
    theirs = viewer.user.pk in (deal.owner_id, deal.partner_id) and viewer.is_(Role.REP, deal.store_id)
    return [] if what is Reading.MASK or theirs else [(SHOWN[what], *answer.log_subject())]


def _said(answer: Answer, what: Reading) -> Said:
    versions = sorted(answer.versions.all(), key=lambda version: version.n)
    words = "" if what is Reading.MASK else "\n\n".join(version.text for version in versions)
    return Said(
        answer,
        words,
        nameless=what is Reading.NAMELESS,
        masked=what is Reading.MASK,
        answered_back=any(m.kind == "answer" for m in answer.loss.messages.all()),
    )


def calls_for(viewer: Viewer, store: Store) -> list[Alert]:
    """A rep asks for two minutes: first thing on the page."""
    return list(
        Alert.objects.filter(to=viewer.user, store=store, seen_at=None, at__gte=week_before(now())).order_by("-at")[:5]
    )


def second_voices(viewer: Viewer, store: Store | None = None) -> list[SecondVoice]:
    """Asked once by the one they met, no answer, or left to another: who may be asked once more, and when. The one
    whose time runs out first stands first."""
    stores = [store] if store else list(Store.objects.filter(pk__in=viewer.stores(Role.MANAGER, Role.NEUTRAL)))
    found = {loss for run in _runs(viewer, stores) for loss in _to_be_asked(run)}
    losses = sorted(found, key=lambda loss: (loss.at, loss.pk))[:VOICES_LOOKED_AT]
    plans = plans_for({loss: role_in(viewer, loss) for loss in losses})
    asks = Ask.objects.filter(loss__in=losses, asked_at__isnull=False, withdrawn_at=None).order_by("-asked_at")
    first = {ask.loss_id: ask for ask in asks}
    voices = [SecondVoice(loss, first.get(loss.pk), plans[loss.pk]) for loss in losses if plans[loss.pk].may]
    return voices[:VOICES_SHOWN]


def _to_be_asked(run: QuerySet[Loss]) -> QuerySet[Loss]:
    """Nobody said no to more, nobody asked twice; the oldest first."""
    reminded = Ask.objects.filter(loss=OuterRef("pk"), kind=Ask.Kind.REMINDER, asked_at__isnull=False)
    rows = run.filter(~Exists(reminded), answer=None, reopened_at=None, deal__left_out="")
    rows = rows.filter(deal__buyer__stopped_at=None, deal__buyer__condition="").exclude(NO_ADDRESS)
    return rows.order_by("at")[:VOICES_LOOKED_AT]


def _runs(viewer: Viewer, stores: Sequence[Store]) -> Iterator[QuerySet[Loss]]:
    """Losses that are not too long ago for this viewer's voice, so that old ones do not take the places of those that
    can still be asked about. Nobody asked the few that were left to another, and the plan alone says how long. Each run
    goes along one index; joined by OR they walk over every loss of the quarter."""
    rows, asked = second_voice(viewer), Exists(Ask.objects.filter(THE_QUESTION, loss=OuterRef("pk")))
    for (kind, role), days in LAST_DAY.items():
        if theirs := [store for store in stores if store.kind == kind and viewer.is_(role, store.pk)]:
            yield rows.filter(asked, store__in=theirs, at__gte=now() - timedelta(days=days))
    unasked = rows.filter(~asked, at__gte=now() - QUARTER)
    yield unasked.filter(store__in=stores, not_me=True)
    if over := [store for store in stores if store.neutral_over_minor is not None]:
        yield unasked.filter(store__in=over)


def losses_of(store: Store) -> QuerySet[Loss]:
    """The newest no-sales of the quarter, mis-taps and junk left out; at most `MOST`, the junk among them counted."""
    return _newest_of(store).filter(deal__left_out="")


def _newest_of(store: Store) -> QuerySet[Loss]:
    rows = Loss.objects.filter(store=store, undone_at=None, at__gte=now() - QUARTER)
    return Loss.objects.filter(pk__in=rows.order_by("-at").values("pk")[:MOST])


FACTS = {
    "is_junk": Q(deal__left_out__gt=""),
    "unaddressed": Q(deal__buyer__isnull=True) | NO_ADDRESS,
    "closed_to_us": Q(deal__buyer__stopped_at__isnull=False) | Q(deal__buyer__condition__gt="") | Q(unasked__gt=""),
    "said_something": Q(answer__isnull=False, answer__status=""),
    "wanted": Q(answer__wants_answer=True),
    "came_back": Q(
        reopened_at__isnull=False, deal__state=Deal.State.WON, deal__closed_at__gt=F("answer__first_sent_at")
    ),
}


def counts_of(store: Store) -> Counts:
    """One walk over the newest: how many there are of each combination of facts, and what follows from them."""
    asked = Exists(Ask.objects.filter(THE_QUESTION, loss=OuterRef("pk")))
    facts = {name: ExpressionWrapper(fact, BooleanField()) for name, fact in FACTS.items()}
    alike = _newest_of(store).annotate(was_asked=asked, **facts).values("was_asked", *facts)
    groups = list(alike.annotate(n=Count("pk")).order_by())

    def many(**wanted: bool) -> int:
        return sum(group["n"] for group in groups if all(bool(group[name]) is is_so for name, is_so in wanted.items()))

    lost, asked_n = many(is_junk=False), many(is_junk=False, was_asked=True)
    open_to_us = {"is_junk": False, "was_asked": False, "closed_to_us": False}
    askable = asked_n + many(**open_to_us, unaddressed=False)
    no_address = many(**open_to_us, unaddressed=True)
    answered = {"is_junk": False, "was_asked": True, "said_something": True}
    return Counts(
        lost=lost,
        askable=askable,
        asked=asked_n,
        answered=many(**answered),
        wanted=many(**answered, wanted=True),
        bought=many(**answered, came_back=True),
        no_address=no_address,
        silent=asked_n - many(**answered),
        stopped_or_private=lost - askable - no_address,
        junk=many(is_junk=True),
        since=now() - QUARTER,
        capped=lost + many(is_junk=True) >= MOST,
    )
