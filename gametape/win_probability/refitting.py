"""The heavy lane's two pieces: a store is fitted anew when enough deals closed, and lines follow what happens.

The promise: one fit at a time for a store (a claim by a counted update, with a lease); a fit is there whole or not at
all; a line that was not made yet, or is older than its deal, is made in the next round where the deal moved just now,
and else when the rounds have come to it: each looks at a few deals, never at all of them.
"""

from __future__ import annotations

import importlib
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet

from gametape.common.clock import now
from gametape.common.refusal import Refusal
from gametape.deals.models import Deal
from gametape.people.models import Store
from gametape.win_probability import gathering
from gametape.win_probability.models import Curve, FittedModel, Refit, Surprise

log = logging.getLogger("gametape.line")
LEASE = timedelta(minutes=30)
LOOK_EVERY = timedelta(minutes=10)  # counting a million deals is no work for every second
FIRST = 5  # closed deals
STEP = 5  # ... and at least so many new ones, or a tenth
LATELY = timedelta(days=90)
A_DAY = timedelta(days=1)
A_LITTLE = 200
NEWEST = 300  # of each state, looked at in every round: what moved just now stands there
STRETCH = 2_000  # of all the others, looked at in one round
AROUND = 2_000  # of each state: what else was going on, for the lines of one round


def refit_a_little() -> int:
    """The worker's piece: one store that nobody looked at for a while. How many were fitted."""
    for store in Store.objects.exclude(refit__looked_at__gt=now() - LOOK_EVERY).order_by("pk")[:20]:
        if refit(store) is not None:
            return 1
    return 0


def refit(store: Store) -> FittedModel | None:
    """Fitted anew when enough closed; None when there is nothing new, or somebody is at it."""
    row, _ = Refit.objects.get_or_create(store=store)
    free = Q(claimed_until=None) | Q(claimed_until__lt=now())
    if not Refit.objects.filter(free, pk=row.pk).update(claimed_until=now() + LEASE, looked_at=now()):
        return None
    try:
        closed = Deal.objects.filter(store=store, left_out="", state__in=[Deal.State.WON, Deal.State.LOST]).count()
        enough = FIRST if not row.closed_then else row.closed_then + max(STEP, row.closed_then // 10)
        return fit(store, row, closed) if closed >= enough else None
    finally:
        Refit.objects.filter(pk=row.pk).update(claimed_until=None)


def fit(store: Store, row: Refit, closed: int) -> FittedModel | None:
    """Learned first, written in one step. Where all ended the same way there is nothing to learn yet."""
    engine = importlib.import_module("gametape.win_probability.fitting")
    cases = [one.case for one in gathering.of_a_store(store)]
    ends = [case.closed_at for case in cases if case.closed_at and case.outcome is not None]
    try:
        model = engine.fit(cases)
    except Refusal as refusal:
        log.info("store %s is not fitted: %s", store.pk, refusal.say)
        return None
    with transaction.atomic():
        fitted = FittedModel.objects.create(
            store=store, version=model.version, kind=model.kind, model=model.to_json(), n_deals=len(cases),
            n_closed=model.n_cases, n_won=model.n_won, first_at=min(ends), last_at=max(ends), tells=model.tells,
            facts=model.facts, left_out=gathering.LEFT_OUT,
        )  # fmt: skip
        Refit.objects.filter(pk=row.pk).update(closed_then=closed)
        FittedModel.objects.filter(store=store, curves=None).exclude(pk=fitted.pk).delete()
    return fitted


def current(store: Store) -> FittedModel | None:
    return FittedModel.objects.filter(store=store).order_by("-fitted_at", "-pk").first()


def draw_a_little() -> int:
    """The worker's piece: lines that are missing or older than their deal. How many were made."""
    for store in Store.objects.filter(fitted_models__isnull=False).distinct().order_by("pk"):
        fitted = current(store)
        if fitted and (behind := stale(fitted)):
            return draw(fitted, behind)
    return 0


def stale(fitted: FittedModel) -> list[Deal]:
    """At most A_LITTLE deals that moved lately and whose line is behind: among the newest of each state, and then a
    stretch of all of them, further on with every round. A round costs the same for a thousand deals and a million."""
    found: list[Deal] = []
    for state in Deal.State.values:
        newest = _lately(fitted.store, state).values("pk")[:NEWEST]
        rows = Deal.objects.filter(_behind(fitted), pk__in=newest, left_out="").order_by("-last_at", "pk")
        found += rows[: A_LITTLE - len(found)]
    room = A_LITTLE - len(found)
    return [*found, *sweep(fitted, most=room, but=[deal.pk for deal in found])] if room else found


def sweep(fitted: FittedModel, *, most: int, but: Sequence[int] = ()) -> list[Deal]:
    """Those behind among the next STRETCH deals, from where the last round ended; at the end it begins anew. Who dies
    before they are drawn loses nothing: the next way round finds them again."""
    row, _ = Refit.objects.get_or_create(store=fitted.store)
    states = list(Deal.State.values)
    state = row.swept_state or states[0]
    here = Q(last_at__lte=row.swept_at) & ~Q(last_at=row.swept_at, pk__lte=row.swept_deal) if row.swept_at else Q()
    stretch = list(_lately(fitted.store, state).filter(here).values_list("pk", "last_at")[:STRETCH])
    rows = Deal.objects.filter(_behind(fitted), pk__in=[pk for pk, _ in stretch], left_out="").exclude(pk__in=but)
    behind = list(rows.order_by("-last_at", "pk")[: most + 1])
    to: tuple[str, datetime | None, int]
    if len(behind) > most:
        to = (state, behind[most - 1].last_at, behind[most - 1].pk)
    elif len(stretch) == STRETCH:
        to = (state, stretch[-1][1], stretch[-1][0])
    else:
        to = (states[(states.index(state) + 1) % len(states)], None, 0)
    swept = dict(zip(("swept_state", "swept_at", "swept_deal"), to, strict=True))
    Refit.objects.filter(pk=row.pk).update(**swept)
    return behind[:most]


def _lately(store: Store, state: str) -> QuerySet[Deal]:
    """In the order of the index that has them."""
    return Deal.objects.filter(store=store, state=state, last_at__gte=now() - LATELY).order_by("-last_at", "pk")


def _behind(fitted: FittedModel) -> Q:
    """Whose line is missing, from another fit, of another state, older than what was done to the deal last, or, while it
    is open, older than a day: a quiet day is a day of the line."""
    older = Q(curve__made_at__lt=F("touched_at")) | Q(state=Deal.State.OPEN, curve__made_at__lt=now() - A_DAY)
    return Q(curve=None) | ~Q(curve__model=fitted) | ~Q(curve__state=F("state")) | older


def draw(fitted: FittedModel, deals: list[Deal]) -> int:
    """Their lines, with what else was going on at the store. Writing one again changes nothing but its hour."""
    engine = importlib.import_module("gametape.win_probability.lining")
    model = engine.read(fitted.model)
    others = [one.case for one in gathering.of_a_store(fitted.store, most=AROUND)]
    around = engine.around(model, others)
    began, lines = now(), []
    for one in gathering.gathered(deals, fitted.store):
        lines.append((one, engine.lined(model, one, until=one.case.closed_at or began, around=around)))
    with transaction.atomic():
        for one, line in lines:
            _keep(fitted, one, line, began)
    return len(lines)


def _keep(fitted: FittedModel, one: gathering.Gathered, line: Any, at: Any) -> None:
    told = {
        "model": fitted,
        "points": line.points,
        "turns": line.turns,
        "out_of_fold": line.out_of_fold,
        "state": one.deal.state,
    }
    Curve.objects.update_or_create(deal=one.deal, defaults={**told, "made_at": at})
    if line.surprise is not None and fitted.tells and one.case.outcome is False:
        how = {"best": line.surprise.best, "end": line.surprise.end}
        Surprise.objects.update_or_create(deal=one.deal, defaults=how)
    else:
        Surprise.objects.filter(deal=one.deal).delete()
