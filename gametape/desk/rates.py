"""How asking goes, as rates that know their n and their interval (law 5). Of deals and of channels, never of people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from gametape.ask.models import Ask
from gametape.common.counting import (
    MINIMUM_N,
    Difference,
    Figure,
    Funnel,
    Rate,
    TooFew,
    compared_in_pairs,
    rate,
)
from gametape.deals.models import Loss
from gametape.deals.vocabulary import CHIPS, LEAVES

if TYPE_CHECKING:
    from gametape.desk.monday import Counts
    from gametape.rescue.reporting import Report

ONLY_WHO_ANSWERED = "Those who answer differ from those who do not."
CHANNELS = [
    (("person", "door"), "… face to face"),
    (("sms",), "… by text"),
    (("email",), "… by e-mail"),
    (("phone",), "… by phone"),
]


@dataclass(frozen=True)
class Row:
    """One line: what it is, and the figure or that there are too few. `say` ends in the percentage."""

    what: str
    figure: Rate | TooFew | Difference

    @property
    def drawn(self) -> Rate | None:
        return self.figure if isinstance(self.figure, Rate) else None


Rates = list[Row]


def rates_of(losses: QuerySet[Loss], counts: Counts) -> Rates:
    """Asked of askable, answered of asked, by channel where there are enough, and price as it is said by both sides."""
    funnel = Funnel(counts.lost, counts.askable, counts.asked, counts.answered)
    rows = [
        Row(_("were asked"), rate(counts.asked, counts.askable, caveat="Of those who could be asked.", funnel=funnel)),
        Row(_("answered"), rate(counts.answered, counts.asked, caveat=ONLY_WHO_ANSWERED, funnel=funnel, unit="asks")),
    ]
    for what, k, n in by_channel(losses):
        rows.append(Row(what, rate(k, n, caveat=ONLY_WHO_ANSWERED, unit="asks")))
    rows.append(Row(_("Price, in your people’s calls and in buyers’ words"), price_said(losses)))
    return rows


def by_channel(losses: QuerySet[Loss]) -> list[tuple[str, int, int]]:
    """(channel, answered, asked) of first asks; a channel nobody used is left out. One query."""
    asks = Ask.objects.filter(loss__in=losses.values("pk"), kind="ask", asked_at__isnull=False, withdrawn_at=None)
    answered = Count("pk", filter=Q(loss__answer__isnull=False, loss__answer__status=""))
    found = {row["channel"]: row for row in asks.values("channel").annotate(n=Count("pk"), k=answered).order_by()}
    rows = []
    for names, what in CHANNELS:
        n = sum(found[name]["n"] for name in names if name in found)
        if n:
            rows.append((_(what), sum(found[name]["k"] for name in names if name in found), n))
    return rows


def price_said(losses: QuerySet[Loss]) -> Difference | TooFew:
    """The share who said price: the reps' sealed calls against what buyers were confirmed to say, over the same losses.

    Left out: no idea, calls made after the buyer spoke, and private leaves. Calls are their reps' own, so fewer than
    five reps behind the figure are too few, whatever the number of deals: one of them could be told from it."""
    pairs = losses.filter(
        own_call__sealed_at__isnull=False,
        own_call__after_buyer=False,
        findings__confirmed_at__isnull=False,
    )
    cells = {(True, True): 0, (True, False): 0, (False, True): 0, (False, False): 0}
    reps = set()
    for rep, chip, leaf in pairs.annotate(leaf=F("findings__leaf")).values_list(
        "own_call__by", "own_call__chip", "leaf"
    ):
        if CHIPS[chip].codes and not LEAVES[leaf].private:
            cells["PRICE" in CHIPS[chip].codes, LEAVES[leaf].reason == "PRICE"] += 1
            reps.add(rep)
    if sum(cells.values()) >= MINIMUM_N[Figure.COMPARISON] and len(reps) < MINIMUM_N[Figure.PEOPLE]:
        return TooFew(Figure.PEOPLE, len(reps), "people")
    return compared_in_pairs(
        cells[True, True], cells[True, False], cells[False, True], cells[False, False], caveat=ONLY_WHO_ANSWERED
    )


def of_saves(saves: Report) -> Rates:
    """Asked and bought, of those who answered; and what drawing by lot shows, where a store leaves a share unasked."""
    rows = [Row(_("… and bought after they answered"), saves.returned)]
    if not (isinstance(saves.by_lot, TooFew) and saves.by_lot.n == 0):
        rows.append(Row(_("Came back: asked, against left unasked by lot"), saves.by_lot))
    return rows
