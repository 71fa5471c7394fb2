"""Many deals in columns: one row an event, the rows of a deal together and in order of time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gametape.win_probability.cases import Case

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Log:
    """`start` has a row number for each of the C deals and one past the end; `at` is in seconds since 1970 UTC, `shift` what
    the wall clock was ahead; `who` is a number for each resource, -1 for none, good only to tell whether it changed.

    `outcome` is 1 won, 0 lost, nan open; `closed_at` is inf where the log itself must tell.
    """

    ids: Sequence[str]
    start: Ints
    at: Floats
    shift: Floats
    activity: Sequence[str]
    who: Ints
    attributes: dict[str, list[float | str | None]] = field(default_factory=dict)
    outcome: Floats = field(default_factory=lambda: np.zeros(0))
    ending: Sequence[str] = ()
    closed_at: Floats = field(default_factory=lambda: np.zeros(0))

    def __len__(self) -> int:
        return len(self.ids)

    def part(self, begin: int, end: int) -> Log:
        """The deals from number `begin` up to, not including, `end`."""
        rows = slice(int(self.start[begin]), int(self.start[end]))
        some = {name: values[begin:end] for name, values in self.attributes.items()}
        return Log(
            self.ids[begin:end], self.start[begin : end + 1] - self.start[begin], self.at[rows], self.shift[rows],
            self.activity[rows], self.who[rows], some, self.outcome[begin:end], self.ending[begin:end],
            self.closed_at[begin:end],
        )  # fmt: skip

    def parts(self, rows: int = 60_000) -> Iterator[tuple[int, Log]]:
        """The log in pieces of about so many rows, each with the number of its first deal."""
        begin = 0
        while begin < len(self):
            end = int(np.searchsorted(self.start, self.start[begin] + rows, side="right")) - 1
            end = min(max(end, begin + 1), len(self))
            yield begin, self.part(begin, end)
            begin = end

    @property
    def case(self) -> Ints:
        """The number of the deal of each row."""
        return np.repeat(np.arange(len(self)), np.diff(self.start))


def logged(cases: Iterable[Case]) -> Log:
    """The columns of `cases`, each of which is read once. Steps are put in order of time, ties stay as they are."""
    ids: list[str] = []
    start, at, shift, activity, who = [0], list[float](), list[float](), list[str](), list[int]()
    attributes: dict[str, list[float | str | None]] = {}
    outcome, ending, closed = list[float](), list[str](), list[float]()
    for case in cases:
        known: dict[str, int] = {}
        for step in sorted(case.steps, key=lambda step: step.at):
            ahead = step.at.utcoffset()
            at.append(step.at.timestamp())
            shift.append(ahead.total_seconds() if ahead else 0.0)
            activity.append(step.activity)
            who.append(known.setdefault(step.resource, len(known)) if step.resource else -1)
        for name in {*attributes, *case.attributes}:
            attributes.setdefault(name, [None] * len(ids)).append(case.attributes.get(name))
        ids.append(case.id)
        start.append(len(at))
        outcome.append(float("nan") if case.outcome is None else float(case.outcome))
        ending.append(case.ending)
        closed.append(case.closed_at.timestamp() if case.closed_at else float("inf"))
    return Log(
        ids, np.array(start), np.array(at, dtype=float), np.array(shift, dtype=float), activity, np.array(who, dtype=int),
        attributes, np.array(outcome), ending, np.array(closed),
    )  # fmt: skip


def number(value: Any) -> float:
    """A finite number, or nan."""
    try:
        found = float(value)
    except (TypeError, ValueError):
        return float("nan")
    return found if np.isfinite(found) else float("nan")
