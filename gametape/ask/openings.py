"""When each window after a no opens and closes for one buyer, on their own clock, as aware UTC.

The rule for the next day (W1): the first decent hour of the next open day, whatever the hour of the no. A no on
Saturday at 14:05 opens Sunday at 12; one on Sunday at 13:50 opens Monday at 10, though that is not quite 18 hours
later, because waiting for the 18th hour would let a decent one pass.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from gametape.ask.hours import LOOK_AHEAD_DAYS, Hours, next_decent_hour, start_of_day
from gametape.ask.plan_rules import ASK_PLAN
from gametape.ask.situation import Asker, WindowId
from gametape.common.clock import local

LATE_UNTIL = {"W1": "W3", "W2": "W3", "W3": "W4"}
"""A first ask that missed its window may still be made, once, until this one opens. A reminder may not."""


@dataclass(frozen=True, slots=True)
class Opening:
    """One stretch in which an ask may go out: from `opens` until before `closes`."""

    window: WindowId
    asker: Asker
    opens: datetime
    closes: datetime
    late: bool = False


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days after one no, counted on the clock of every zone that is kept (the slowest opens, the fastest closes)."""

    no_at: datetime
    kind: str
    zones: tuple[str, ...]
    hours: Hours

    def opening(self, window: WindowId, asker: Asker, *, late: bool = False) -> Opening:
        """A window's own stretch, or the one behind it until the next window opens."""
        closes = self._closes(window)
        if late:
            return Opening(window, asker, closes, self._opens(LATE_UNTIL[window]), late=True)
        return Opening(window, asker, self._opens(window), closes)

    def is_over(self, now: datetime) -> bool:
        """Whether it is so long ago that nobody asks any more (W4)."""
        return now >= self._day(ASK_PLAN.windows["W4"].days[self.kind][0])

    def _opens(self, window: str) -> datetime:
        first = ASK_PLAN.windows[window].days[self.kind][0]
        if window == "W1":
            return next_decent_hour(self._day(1), self.zones, self.hours)
        return self._day(first)

    def _closes(self, window: str) -> datetime:
        """The midnight after the last day; for W1 of a selling floor so many times 24 hours after the no.

        W1 lasts at least to the end of the day it opened on, however many closed days came before.
        """
        last = ASK_PLAN.windows[window].days[self.kind][1]
        if window != "W1":
            return self._day(last + 1, slowest=False)
        home = self.zones[0]
        opened = self._open_days(local(self._opens("W1"), home).date())
        if self.kind == "b2b":
            return start_of_day(opened[last - 1] + timedelta(days=1), home)
        return max(self.no_at + timedelta(days=last), start_of_day(opened[0] + timedelta(days=1), home))

    def _open_days(self, first: date) -> list[date]:
        days = [first + timedelta(days=n) for n in range(LOOK_AHEAD_DAYS)]
        return [day for day in days if self.hours.on(day)]

    def _day(self, n: int, *, slowest: bool = True) -> datetime:
        starts = [start_of_day(local(self.no_at, name).date() + timedelta(days=n), name) for name in self.zones]
        return max(starts) if slowest else min(starts)
