"""The deals of a store as the engine's plain cases: what happened before the outcome, and what was known at opening.

Never a name, an address, an owner or anybody's words. A moment after the outcome teaches nothing, and neither does one
that was written down after it, whatever hour it was given: that is hindsight.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from gametape.common.clock import local
from gametape.deals.models import Deal, Loss, Moment
from gametape.people.models import Store
from gametape.win_probability.cases import Case, Step

Kind = Moment.Kind
HAPPENED = {Kind.OPENED, Kind.VISIT, Kind.CALL, Kind.MESSAGE, Kind.FIGURES, Kind.NOTE, Kind.APPOINTMENT}
BY_HAND = "hand"
MOST = 20_000  # deals of each state, the newest: what is older than these is another market
CHUNK = 500
LEFT_OUT = [
    {"column": "stage", "why": "It is filled in until the close."},
    {"column": "amount of an imported deal", "why": "It may have been changed after the close."},
    {"column": "what was bought or looked at", "why": "Free words; a name may stand in them."},
    {"column": "owner, buyer, name, address", "why": "A person is never a predictor."},
]


@dataclass(frozen=True)
class Gathered:
    """`moments` are the numbers of the moments behind the case's steps, in the same order."""

    deal: Deal
    case: Case
    moments: list[int]


@dataclass(frozen=True)
class Outcome:
    at: datetime
    noted_at: datetime
    won: bool


def of_a_store(store: Store, *, most: int = MOST) -> Iterator[Gathered]:
    """The newest deals of each state, junk left out."""
    for state in Deal.State.values:
        rows = Deal.objects.filter(store=store, state=state, left_out="").order_by("-last_at", "pk")
        yield from gathered(rows[:most].iterator(chunk_size=CHUNK), store)


def gathered(deals: Iterable[Deal], store: Store) -> Iterator[Gathered]:
    """Two queries for every CHUNK deals."""
    waiting = iter(deals)
    while chunk := list(islice(waiting, CHUNK)):
        pks = [deal.pk for deal in chunk]
        moments: dict[int, list[Moment]] = {pk: [] for pk in pks}
        for moment in Moment.objects.filter(deal__in=pks).order_by("deal", "at", "id").defer("words"):
            moments[moment.deal_id].append(moment)
        losses: dict[int, list[Loss]] = {pk: [] for pk in pks}
        for loss in Loss.objects.filter(deal__in=pks, undone_at=None).only("deal", "at", "noted_at"):
            losses[loss.deal_id].append(loss)
        for deal in chunk:
            yield gather(deal, moments[deal.pk], losses[deal.pk], zone=store.zone)


def gather(deal: Deal, moments: list[Moment], losses: list[Loss], *, zone: str) -> Gathered:
    """One deal. It ends at the first no that stood, or at the sale: what came after was a question, not a probability."""
    end = outcome(moments, losses)
    known = [moment for moment in moments if is_known(moment, end, imported=deal.batch_id is not None)]
    steps = tuple(Step(local(moment.at, zone), moment.kind) for moment in known)
    case = Case(
        str(deal.pk), steps, attributes(deal), end.won if end else None, local(end.at, zone) if end else None
    )  # fmt: skip
    return Gathered(deal, case, [moment.pk for moment in known])


def outcome(moments: list[Moment], losses: list[Loss]) -> Outcome | None:
    """A sale that was taken back is none; mis-taps are not among `losses`."""
    back = max((moment.at for moment in moments if moment.kind == Kind.REOPENED), default=None)
    ends = [Outcome(loss.at, loss.noted_at, won=False) for loss in losses]
    for moment in moments:
        if moment.kind == Kind.WON and (back is None or moment.at >= back):
            ends.append(Outcome(moment.at, moment.noted_at, won=True))
    return min(ends, key=lambda end: end.at, default=None)


def is_known(moment: Moment, end: Outcome | None, *, imported: bool) -> bool:
    """Whether this happened in the deal, before its outcome, and was written down before it, too. An import writes down
    everything at once, and nobody by name."""
    if moment.kind not in HAPPENED:
        return False
    if end is None:
        return True
    written = moment.noted_at <= end.noted_at or (imported and moment.by_id is None)
    return moment.at <= end.at and written


def attributes(deal: Deal) -> dict[str, float | str | None]:
    """What was known when it was opened: by hand, the amount; an imported one may have been changed later."""
    by_hand = deal.source == BY_HAND and deal.amount_minor is not None
    return {"amount": deal.amount_minor / 100 if by_hand and deal.amount_minor is not None else None}
