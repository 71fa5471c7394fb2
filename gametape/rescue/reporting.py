"""What came of answering: counts of deals, "asked and bought", and never "caused" (law 5).

A sale counts as asked and bought when all of this holds: the buyer was asked and answered, nothing else of ours or of
theirs touched the deal between the no and the answer, and the sale came within the window of the reason they gave, at
least the 72 hours of a key and at most sixty days. Some of them would have come back anyway; only the comparison by
lot (see `left_unasked`) can tell how many.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from gametape.ask.keys import AT_LEAST, AT_MOST
from gametape.ask.models import Answer, Ask
from gametape.common.clock import now
from gametape.common.counting import MINIMUM_N, Difference, Figure, Rate, TooFew, rate
from gametape.deals.models import Deal, Loss, Moment
from gametape.deals.vocabulary import LEAVES
from gametape.people.models import Store
from gametape.reasons.finding import leaf_of_each
from gametape.rescue import left_unasked
from gametape.sending.models import Message

QUARTER: Final = timedelta(days=92)
MOST: Final = 2000
CAVEAT: Final = "Asked and bought, which is not bought because of it: some come back anyway."
TOUCHES: Final = (
    Moment.Kind.VISIT, Moment.Kind.CALL, Moment.Kind.MESSAGE, Moment.Kind.FIGURES, Moment.Kind.APPOINTMENT,
)  # fmt: skip


@dataclass(frozen=True)
class Value:
    """The money of `n` sales in minor units; the count stands first, for one big deal makes a sum. The median is none
    below the n of a rate."""

    n: int
    total_minor: int
    median_minor: int | TooFew
    currency: str


@dataclass(frozen=True)
class Report:
    """Of the no-sales of a store since `since`: how many wanted an answer, got one, came back, and bought.

    `bought` and `value` are of those asked and bought; `returned` is its rate among those who answered; `by_lot` the
    returns of the asked side minus those of the side left unasked, both drawn by lot."""

    since: datetime
    answered: int
    wanted: int
    answered_back: int
    be_backs: int
    bought: int
    returned: Rate | TooFew
    value: Value
    by_lot: Difference | TooFew


def report(store: Store, *, since: datetime | None = None) -> Report:
    """The store's figures since then, a quarter unless told; over at most the 2,000 newest no-sales."""
    since = since or now() - QUARTER
    losses = _losses(store, since)
    answers = Answer.objects.filter(loss__in=losses.values("pk"), status="")
    keyed = Q(loss__key__isnull=False)
    back = Message.objects.filter(loss__in=losses.values("pk"), kind=Message.Kind.ANSWER, state=Message.State.OUT)
    sold = asked_and_bought(losses)
    answered = answers.count()
    return Report(
        since=since,
        answered=answered,
        wanted=answers.filter(keyed).count(),
        answered_back=back.values("loss").distinct().count(),
        be_backs=losses.filter(reopened_at__isnull=False).count(),
        bought=len(sold),
        returned=rate(len(sold), answered, caveat=CAVEAT, unit="answers"),
        value=value_of(sold, currency=store.currency),
        by_lot=left_unasked.compared_by_lot(store),
    )


def _losses(store: Store, since: datetime) -> QuerySet[Loss]:
    rows = Loss.objects.filter(store=store, undone_at=None, at__gte=since)
    newest = Loss.objects.filter(pk__in=rows.order_by("-at").values("pk")[:MOST])
    return newest.filter(deal__left_out="")


def asked_and_bought(losses: QuerySet[Loss]) -> list[Loss]:
    """Those of `losses` that were asked, answered and bought, as the module says; each with its deal. Three queries."""
    asked = Ask.objects.filter(loss=OuterRef("pk"), asked_at__isnull=False, withdrawn_at=None)
    later = Loss.objects.filter(deal=OuterRef("deal"), undone_at=None, at__gt=OuterRef("at"))
    rows = losses.filter(Exists(asked), ~Exists(later), reopened_at__isnull=False, deal__state=Deal.State.WON)
    found = list(rows.filter(answer__status="").select_related("deal", "answer").order_by("at"))
    leaves, touched = leaf_of_each(loss.pk for loss in found), _touched(found)
    return [
        loss
        for loss in found
        if is_saved(
            no_at=loss.at,
            answered_at=loss.answer.first_sent_at,
            won_at=loss.deal.closed_at,
            leaf=leaves.get(loss.pk),
            touches=touched.get(loss.deal_id, ()),
        )
    ]


def is_saved(
    *, no_at: datetime, answered_at: datetime, won_at: datetime | None, leaf: str | None, touches: Iterable[datetime]
) -> bool:
    """Lost, asked, answered and then won, in time, with nothing else first. Pure; `touches` are other moments of it."""
    if won_at is None or not no_at <= answered_at < won_at:
        return False
    first_was_another = any(no_at < at <= answered_at for at in touches)
    return not first_was_another and won_at - no_at <= window_of(leaf)


def window_of(leaf: str | None) -> timedelta:
    """How long after the no a sale still counts: the leaf's window, 72 hours at least, and sixty days at most. A leaf
    that is of use only when something happens, and words that told none, have the sixty."""
    hours = LEAVES[leaf].window_h if leaf else None
    return AT_MOST if hours is None else min(max(timedelta(hours=hours), AT_LEAST), AT_MOST)


def _touched(losses: list[Loss]) -> dict[int, list[datetime]]:
    rows = Moment.objects.filter(deal__in=[loss.deal_id for loss in losses], kind__in=TOUCHES)
    found: dict[int, list[datetime]] = {}
    for deal, at in rows.values_list("deal_id", "at"):
        found.setdefault(deal, []).append(at)
    return found


def value_of(sold: list[Loss], *, currency: str) -> Value:
    """Deals in another currency, and those without an amount, are counted in no sum."""
    amounts = [loss.deal.amount_minor for loss in sold if loss.deal.currency == currency and loss.deal.amount_minor]
    n, least = len(amounts), MINIMUM_N[Figure.RATE]
    middle = round(median(amounts)) if n >= least else TooFew(Figure.RATE, n, "sales")
    return Value(n, sum(amounts), middle, currency)
