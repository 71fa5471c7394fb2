"""The heavy lane's two pieces: a store is fitted anew when enough deals closed, and lines follow what happens.

The promise: one fit at a time for a store (a claim by a counted update, with a lease); a fit is there whole or not at
all; a line that was not made yet, or is older than its deal, is found by a query and made in the next round.
"""

from __future__ import annotations

import importlib
import logging
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q

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
    """Deals that moved lately and whose line is missing, from another fit, older than what was done to it last, or, while
    they are open, older than a day: a quiet day is a day of the line."""
    older = Q(curve__made_at__lt=F("touched_at")) | Q(state=Deal.State.OPEN, curve__made_at__lt=now() - A_DAY)
    behind = Q(curve=None) | ~Q(curve__model=fitted) | older
    found: list[Deal] = []
    for state in Deal.State.values:
        rows = Deal.objects.filter(behind, store=fitted.store, state=state, left_out="", last_at__gte=now() - LATELY)
        found += rows.order_by("-last_at")[: A_LITTLE - len(found)]
    return found


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
    told = {"model": fitted, "points": line.points, "turns": line.turns, "out_of_fold": line.out_of_fold}
    Curve.objects.update_or_create(deal=one.deal, defaults={**told, "made_at": at})
    if line.surprise is not None and fitted.tells and one.case.outcome is False:
        how = {"best": line.surprise.best, "end": line.surprise.end}
        Surprise.objects.update_or_create(deal=one.deal, defaults=how)
    else:
        Surprise.objects.filter(deal=one.deal).delete()
