"""When to look at the tape: not in the first hour, best after four, and offered only while memory still holds. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from gametape.postmortem.flow import GATE

EARLIEST = timedelta(minutes=GATE["earliest_min"])
SUGGESTED = timedelta(hours=GATE["suggested_h"])
LATEST = {kind: timedelta(hours=hours) for kind, hours in GATE["latest_h"].items()}
REST = timedelta(hours=GATE["rest_h"])


@dataclass(frozen=True, slots=True)
class Gate:
    """Three hours of one no. `at` a moment it is closed, or it opens; it is offered, and suggested, only in between."""

    opens: datetime
    suggested: datetime
    latest: datetime

    def is_open(self, at: datetime) -> bool:
        """From the first hour on, and with no end: whoever comes after a month may look."""
        return at >= self.opens

    def is_offered(self, at: datetime) -> bool:
        return self.opens <= at <= self.latest

    def is_suggested(self, at: datetime) -> bool:
        return self.suggested <= at <= self.latest


def gate(said_no: datetime, *, kind: str) -> Gate:
    """`kind` is the store's: retail or b2b. ``KeyError`` for any other."""
    return Gate(said_no + EARLIEST, said_no + SUGGESTED, said_no + LATEST[kind])
