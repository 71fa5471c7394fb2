"""Where every path ends: the next customer; without one the best thing to do now; without that, whoever walks in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F

from gametape.common.clock import local, now
from gametape.deals.listing import open_deals
from gametape.deals.models import Deal, Loss, Moment
from gametape.deals.seeing import next_customer, own_losses
from gametape.next_one.best import Best, Facts, best
from gametape.next_one.streak import several_in_a_row
from gametape.people.may import Viewer

A_DAY = timedelta(days=1)
STILL_THERE = timedelta(hours=1)  # an appointment that began is the next customer until then
LOOKED_AT = 60  # open deals, those that moved last first
EVENING = 17  # by the clock of the store


@dataclass(frozen=True)
class Onward:
    """What stands on `next`. `gentle` after several no-sales in a row: then it is shorter, too."""

    customer: Deal | None
    thing: Best | None
    deal: Deal | None  # the thing's
    gentle: bool
    lost: Loss | None = None  # the latest no of the last day, for a reset that names it

    @property
    def nothing_left(self) -> bool:
        return self.customer is None and self.thing is None


def onward(viewer: Viewer) -> Onward:
    gentle = several_in_a_row(viewer)
    lost = own_losses(viewer).filter(at__gte=now() - A_DAY, reopened_at=None).order_by("-at").first()
    customer = next_customer(viewer, since=now() - STILL_THERE)
    if customer:
        return Onward(customer, None, None, gentle, lost)
    deals = {deal.pk: deal for deal in open_deals(viewer, size=LOOKED_AT)}
    thing = best(facts_of(list(deals.values())), now=now())
    return Onward(None, thing, deals[thing.deal] if thing else None, gentle, lost)


def facts_of(deals: list[Deal]) -> list[Facts]:
    """What `best` looks at, in one query: each deal's latest moment."""
    latest = Moment.objects.filter(deal__in=deals, at=F("deal__last_at")).order_by("deal", "id")
    moments = {moment.deal_id: moment for moment in latest}
    return [_facts(deal, moments.get(deal.pk)) for deal in deals]


def _facts(deal: Deal, moment: Moment | None) -> Facts:
    buyer = deal.buyer
    return Facts(
        deal=deal.pk,
        last_at=deal.last_at,
        last_kind=moment.kind if moment else "",
        last_words=moment.words if moment else "",
        reachable=bool(buyer and buyer.reachable and not buyer.stopped_at and not buyer.condition),
        next_at=deal.next_at,
    )


def is_evening(when: datetime, zone_name: str) -> bool:
    return local(when, zone_name).hour >= EVENING
