"""What arrives, as plain values: a deal, a contact, and what can be told of them without a database.

Nothing here needs Django, so that another process can make these values without starting it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime

CHUNK = 1000  # rows a transaction: some fifty milliseconds, in which a buyer's answer waits
KEPT_LEFT_OUT = 1000
NO_REASON = "no reason recorded"
NO_DAY = datetime(2000, 1, 1, 12, tzinfo=UTC)  # a no of which nobody knows the day: long past every window


@dataclass(slots=True)
class ArrivingPerson:
    """Who it is. `phone` is E.164 where it could be read; `stop` says that they asked not to be contacted."""

    first_name: str = ""
    last_name: str = ""
    company: str = ""
    phone: str = ""
    email: str = ""
    state: str = ""
    stop: bool = False

    def __bool__(self) -> bool:
        return bool(self.first_name or self.last_name or self.company or self.phone or self.email)


@dataclass(slots=True)
class ArrivingDeal:
    """One deal as it stands in the source. Times are aware; `amount_minor` is in minor units of `currency`.

    `state` is open, won or lost; `left_out` says why it is junk; `inquiry` that the buyer came to us by themselves;
    `conditions` are the source's other columns as JSON, {name: value as it stands there}, "" for none.
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
    conditions: str = ""


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
    if deal.state != "open":
        closed = min(deal.closed_at or deal.opened_at or NO_DAY, at)
    return min(deal.opened_at or closed or at, at), closed


@dataclass
class Tally:
    """What happened to the rows of one chunk, or of all of them."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    junk: int = 0
    left_out: int = 0
    redacted: int = 0
    reasons: list[tuple[int, str]] = field(default_factory=list)

    def leave_out(self, row: int, why: str) -> None:
        self.left_out += 1
        self.say(row, why)

    def say(self, row: int, why: str) -> None:
        """Something to know about a row, whether it came in or not."""
        if len(self.reasons) < KEPT_LEFT_OUT:
            self.reasons.append((row, why))

    def add(self, other: Tally) -> None:
        for name in ("created", "updated", "unchanged", "junk", "left_out", "redacted"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.reasons.extend(other.reasons[: KEPT_LEFT_OUT - len(self.reasons)])
