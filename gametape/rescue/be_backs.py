"""A be-back: a no, and then back on the floor, with the clock between the two.

Derived, not kept: the loss that was reopened is the row, so that a story, a list and a report can never disagree.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gametape.common.clock import now
from gametape.deals.models import Deal, Loss, Moment
from gametape.people.models import Store

MOST = 50
LONGEST = timedelta(days=60)
SMALL = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


@dataclass(frozen=True)
class BeBack:
    """One return. `bought_at` is None while they have not bought."""

    loss: Loss
    no_at: datetime
    back_at: datetime
    bought_at: datetime | None = None

    @property
    def took(self) -> timedelta:
        return max(self.back_at - self.no_at, timedelta())

    @property
    def say(self) -> str:
        """ "two days and 22 hours after the no" """
        return _("%(long)s after the no") % {"long": long_in_words(self.took)}


def be_backs_of(
    deal: Deal, losses: Iterable[Loss] | None = None, moments: Iterable[Moment] | None = None
) -> list[BeBack]:
    """In order. A page that has the deal's losses and moments already gives them along; else it is two queries."""
    gone = losses if losses is not None else deal.losses.all()
    back = sorted((one for one in gone if one.reopened_at and not one.undone_at), key=lambda one: one.at)
    bought = _bought(deal, moments) if back else []
    return [_be_back(one, bought, back[n + 1].at if n + 1 < len(back) else None) for n, one in enumerate(back)]


def _bought(deal: Deal, moments: Iterable[Moment] | None) -> list[datetime]:
    of_it = moments if moments is not None else deal.moments.filter(kind=Moment.Kind.WON)
    return sorted(one.at for one in of_it if one.kind == Moment.Kind.WON)


def _be_back(loss: Loss, bought: list[datetime], next_no: datetime | None) -> BeBack:
    back_at = loss.reopened_at or loss.at
    wins = (at for at in bought if at >= back_at and (next_no is None or at < next_no))
    return BeBack(loss, loss.at, back_at, next(wins, None))


def be_backs_at(store: Store, *, since: datetime | None = None) -> list[BeBack]:
    """The store's newest returns, of deals and never of people; a month back unless told. A no of more than sixty days
    before that is no be-back any more, and the bound keeps the page off every no-sale of a big file."""
    since = since or now() - timedelta(days=31)
    rows = Loss.objects.filter(store=store, undone_at=None, reopened_at__gte=since, deal__left_out="")
    rows = rows.filter(at__gte=since - LONGEST)
    losses = list(rows.select_related("deal__buyer", "deal__store").order_by("-reopened_at")[:MOST])
    wins: dict[int, list[datetime]] = {}
    won = Moment.objects.filter(deal__in=[loss.deal_id for loss in losses], kind=Moment.Kind.WON).order_by("at")
    for deal, at in won.values_list("deal_id", "at"):
        wins.setdefault(deal, []).append(at)
    return [_be_back(loss, wins.get(loss.deal_id, []), None) for loss in losses]


def long_in_words(took: timedelta) -> str:
    """How long, in at most two parts: "two days and 22 hours", "five hours", "40 minutes". Pure."""
    minutes = max(int(took.total_seconds() // 60), 0)
    days, hours = divmod(minutes // 60, 24)
    if days >= 14:
        return _days(days)
    if days:
        return f"{_days(days)} {_('and')} {_hours(hours)}" if hours else _days(days)
    if hours:
        return _hours(hours)
    return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": _told(minutes)} if minutes else _("minutes")


def _days(n: int) -> str:
    return ngettext("%(n)s day", "%(n)s days", n) % {"n": _told(n)}


def _hours(n: int) -> str:
    return ngettext("%(n)s hour", "%(n)s hours", n) % {"n": _told(n)}


def _told(n: int) -> str:
    return _(SMALL[n - 1]) if 1 <= n <= len(SMALL) else str(n)
