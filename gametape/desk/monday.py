"""Monday, for a manager: first the words, then who could use a second voice, then counts, then rates where n allows.

Nothing here has people as rows. Counts are of the newest no-sales of a quarter, at most `MOST`, so that the page costs
the same in a file of a million deals.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet

from gametape.ask.asking import plan_for
from gametape.ask.models import Answer, Ask
from gametape.ask.seeing import answers_near, are_hidden_in_a_crowd, may_ask, reading_of, role_in
from gametape.ask.situation import Plan
from gametape.ask.who_reads import Reading
from gametape.common.clock import now
from gametape.deals.models import Deal, Loss
from gametape.desk.rates import Rates, rates_of
from gametape.people.may import Look, Viewer, log_each
from gametape.people.models import Alert, Role, Store
from gametape.sending.models import Message

SHOWN = {
    Reading.WORDS: "their buyer’s words",
    Reading.NAMELESS: "a buyer’s words, without names",
    Reading.MASK: "",
}
QUARTER = timedelta(days=92)
MOST = 3000
WORDS_SHOWN = 30
WORDS_LOOKED_AT = 60  # some of these days may not be read yet
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
    rates: Rates = rates_of(losses_of(store), counts)
    return {
        "said": said,
        "answered_lately": len(said),
        "more": len(said) == WORDS_SHOWN,
        "alerts": calls_for(viewer, store),
        "second": second_voices(viewer, store),
        "counts": counts,
        "rates": rates,
        "stores": Store.objects.filter(pk__in=viewer.stores("manager")).order_by("name"),
        "pledge_accepted": viewer.user.pledges.order_by("at").first(),
    }


def said_lately(viewer: Viewer, store: Store) -> list[Said]:
    """Answers of the last two weeks. Every reading is logged for the rep it is about."""
    rows = answers_near(viewer).filter(
        loss__deal__store=store, first_sent_at__gte=now() - timedelta(days=14), status=""
    )
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
    reminded = Ask.objects.filter(loss=OuterRef("pk"), kind=Ask.Kind.REMINDER, asked_at__isnull=False)
    rows = may_ask(viewer).filter(~Exists(reminded), _in_time(viewer), answer=None, reopened_at=None, deal__left_out="")
    rows = rows.filter(deal__buyer__stopped_at=None, deal__buyer__condition="").exclude(NO_ADDRESS)
    rows = rows.exclude(Q(deal__owner=viewer.user) | Q(deal__partner=viewer.user))
    if store is not None:
        rows = rows.filter(deal__store=store)
    found: list[SecondVoice] = []
    for loss in rows.order_by("at")[:VOICES_LOOKED_AT]:
        plan = plan_for(loss, asking=role_in(viewer, loss))
        if plan.may:
            asked = loss.asks.filter(asked_at__isnull=False, withdrawn_at=None).order_by("asked_at").first()
            found.append(SecondVoice(loss, asked, plan))
    return found[:VOICES_SHOWN]


def _in_time(viewer: Viewer) -> Q:
    """Losses that are not too long ago for this viewer's voice, so that old ones do not take the places of those that
    can still be asked about. Nobody asked the few that were left to another, and the plan alone says how long."""
    asked = Ask.objects.filter(loss=OuterRef("pk"), asked_at__isnull=False, withdrawn_at=None)
    wanted = ~Exists(asked) & Q(at__gte=now() - QUARTER)
    for (kind, role), days in LAST_DAY.items():
        there = Q(deal__store__in=viewer.stores(role), deal__store__kind=kind)
        wanted |= there & Q(at__gte=now() - timedelta(days=days))
    return wanted


def losses_of(store: Store) -> QuerySet[Loss]:
    """The newest no-sales of the quarter, mis-taps and junk left out, at most `MOST`."""
    rows = Loss.objects.filter(deal__store=store, undone_at=None, deal__left_out="", at__gte=now() - QUARTER)
    newest = rows.order_by("-at").values("pk")[:MOST]
    asked = Ask.objects.filter(loss=OuterRef("pk"), asked_at__isnull=False, withdrawn_at=None)
    return Loss.objects.filter(pk__in=newest).annotate(was_asked=Exists(asked))


def counts_of(store: Store) -> Counts:
    since = now() - QUARTER
    unaddressed = Q(deal__buyer__isnull=True) | NO_ADDRESS
    closed_to_us = Q(deal__buyer__stopped_at__isnull=False) | Q(deal__buyer__condition__gt="") | Q(unasked__gt="")
    askable = Q(was_asked=True) | ~unaddressed & ~closed_to_us
    answered = Q(answer__isnull=False, answer__status="", was_asked=True)
    bought = answered & Q(
        reopened_at__isnull=False, deal__state=Deal.State.WON, deal__closed_at__gt=F("answer__first_sent_at")
    )
    found = losses_of(store).aggregate(
        lost=Count("pk"),
        askable=Count("pk", filter=askable),
        asked=Count("pk", filter=Q(was_asked=True)),
        answered=Count("pk", filter=answered),
        wanted=Count("pk", filter=answered & Q(answer__wants_answer=True)),
        bought=Count("pk", filter=bought),
        no_address=Count("pk", filter=unaddressed & ~askable & ~closed_to_us),
    )
    junk = (
        Loss.objects.filter(deal__store=store, undone_at=None, at__gte=since).exclude(deal__left_out="")[:MOST].count()
    )
    return Counts(
        **found,
        silent=found["asked"] - found["answered"],
        stopped_or_private=found["lost"] - found["askable"] - found["no_address"],
        junk=junk,
        since=since,
        capped=found["lost"] == MOST,
    )
