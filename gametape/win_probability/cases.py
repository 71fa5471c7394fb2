"""What goes into the model and what comes out of it, as plain values. Everything else in this room builds on these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened in a deal. `at` is aware; its own zone gives the hour and the day of the week."""

    at: datetime
    activity: str
    resource: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """One deal: its steps in the order they happened (ties in the order they were written down).

    `attributes` were known when the deal was opened. `outcome` is None while the deal is open; `closed_at` says when it
    was known, and no step after it is looked at in fitting; None where the log itself tells. `ending` is the log's own word
    for the outcome: two ways to lose may look quite different on the way, and a large log is told them apart.
    """

    id: str
    steps: tuple[Step, ...]
    attributes: Mapping[str, float | str | None] = field(default_factory=dict)
    outcome: bool | None = None
    closed_at: datetime | None = None
    ending: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """The chance right after step `n` (1, 2, ...), or at the end of a quiet day after it, when `activity` is None.

    `probability`, `low` and `high` lie in 0..1; low..high is the 90 % interval of the predicted chance, not of the outcome.
    """

    at: datetime
    n: int
    activity: str | None
    probability: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Turn:
    """A drop or a rise from one point to a later one that is larger than the band, in words a rep can read; `why` is what it
    goes with, "" where the model names nothing."""

    from_at: datetime
    at: datetime
    before: float
    after: float
    words: str
    why: str = ""
