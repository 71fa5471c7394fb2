"""What arrives, as plain values: a deal, a contact, and what can be told of them without a database."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from gametape.deals.meeting import ArrivingPerson
from gametape.deals.models import Deal

NO_REASON = "no reason recorded"
NO_DAY = datetime(2000, 1, 1, 12, tzinfo=UTC)  # a no of which nobody knows the day: long past every window


@dataclass(slots=True)
class ArrivingDeal:
    """One deal as it stands in the source. Times are aware; `amount_minor` is in minor units of `currency`.

    `state` is open, won or lost; `left_out` says why it is junk; `inquiry` that the buyer came to us by themselves.
    """

    row: int
    external_id: str
    who: ArrivingPerson
    unit: str = ""
    amount_minor: int | None = None
    currency: str = ""
    stage: str = ""
    state: str = "open"
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    next_at: datetime | None = None
    next_what: str = ""
    owner_named: str = ""
    owner_email: str = ""
    recorded: str = ""
    left_out: str = ""
    inquiry: bool = False


@dataclass(slots=True)
class ArrivingContact:
    """Somebody from a list of people: fills in or corrects a buyer we know, else is added as one."""

    row: int
    who: ArrivingPerson


def fingerprint(deal: ArrivingDeal) -> str:
    """A stand-in for an id, from what does not change while a deal goes on: who, what, and when it began."""
    who = deal.who
    told = (who.first_name, who.last_name, who.company, who.phone, who.email, deal.unit, str(deal.opened_at or ""))
    return "fp-" + hashlib.blake2b("\x1f".join(told).lower().encode(), digest_size=12).hexdigest()


def times_of(deal: ArrivingDeal, at: datetime) -> tuple[datetime, datetime | None]:
    """(opened, closed), neither in the future. A no without its day is put where the deal began, or at `NO_DAY`."""
    closed = None
    if deal.state != Deal.State.OPEN:
        closed = min(deal.closed_at or deal.opened_at or NO_DAY, at)
    return min(deal.opened_at or closed or at, at), closed
