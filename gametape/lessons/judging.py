"""What a lesson is by its counts: Trying it, It works, Dropped. Pure.

"It works" is said only after a trial by chance: for some deals that it fitted it was shown, for others withheld, and a
coin decided which. At least thirty each, and the 95 % interval of the difference in outcome lies above nothing
(Newcombe, see `common.counting`). It must have been used five times, too, or it was not the lesson. Where the interval
lies below nothing it is dropped: it did worse than nothing. Asked again after every deal, this errs more often than one
time in twenty; so it is no verdict for ever, and goes back to "Trying it" when the counts no longer carry it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from gametape.common.counting import Difference, TooFew, compared

Status = Literal["tried", "proven", "retired"]
USED_AT_LEAST: Final = 5
UNUSED_DAYS: Final = 180
SHOWN_IN_VAIN: Final = 10
CAVEAT: Final = "Shown and withheld by chance; the outcome is of the deal, not of the lesson alone."


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialCounts:
    """Counted since `Lesson.counted_from`, over everybody's cards.

    `shown`, `used`, `helped` are of all cards: how often it stood on one, was said to be used, and to have helped.
    `by_chance_shown`, `by_chance_withheld` are the deals where a coin decided and the outcome is known; `good_shown` and
    `good_withheld` of them came out well (bought, or a dated next step). `last_used` is a day.
    """

    shown: int = 0
    used: int = 0
    helped: int = 0
    by_chance_shown: int = 0
    good_shown: int = 0
    by_chance_withheld: int = 0
    good_withheld: int = 0
    last_used: date | None = None

    def __post_init__(self) -> None:
        pairs = [(self.used, self.shown), (self.helped, self.used), (self.good_shown, self.by_chance_shown)]
        pairs += [(self.good_withheld, self.by_chance_withheld), (self.by_chance_shown, self.shown)]
        if any(not 0 <= part <= whole for part, whole in pairs):
            raise ValueError(f"a part is more than its whole in {self}")


@dataclass(frozen=True, slots=True)
class Verdict:
    """`why` is said where it is dropped."""

    status: Status
    why: str = ""


def difference(counts: TrialCounts) -> Difference | TooFew:
    """How much better deals came out where it was shown, in points, or that there are too few to say."""
    shown = (counts.good_shown, counts.by_chance_shown)
    withheld = (counts.good_withheld, counts.by_chance_withheld)
    return compared(shown, withheld, caveat=CAVEAT, unit="deals")


def judge(counts: TrialCounts, *, since: date, today: date) -> Verdict:
    """Of a live lesson; `since` is the day from which it is counted."""
    told = difference(counts)
    if isinstance(told, Difference) and told.interval.high < 0:
        return Verdict("retired", "Deals came out worse with it than without it.")
    if why := unused(counts, since=since, today=today):
        return Verdict("retired", why)
    if isinstance(told, Difference) and told.interval.low > 0 and counts.used >= USED_AT_LEAST:
        return Verdict("proven")
    return Verdict("tried")


def unused(counts: TrialCounts, *, since: date, today: date) -> str:
    """Why nobody needs it, "" while somebody might."""
    if counts.shown >= SHOWN_IN_VAIN and counts.used == 0:
        return f"Shown {counts.shown} times and never used."
    if today >= looks_again_on(counts.last_used, since=since):
        return f"Not used for {UNUSED_DAYS} days."
    return ""


def looks_again_on(last_used: date | None, *, since: date) -> date:
    """The day on which it is dropped if it is not used until then."""
    return max(since, last_used or since) + timedelta(days=UNUSED_DAYS)
