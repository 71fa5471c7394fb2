"""How much else was going on at the time: deals open, deals newly opened. Never a person's own load.

A deal counts as open from a step until the next one, a deciding activity, or a number of quiet days, whichever is first:
never until its last row, for that it was the last is the future.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from gametape.win_probability.cases import Case
from gametape.win_probability.deciding import Deciding
from gametape.win_probability.log import Floats, Log, logged

QUIET_DAYS = 14
DAY = 86400.0
NAMES = ("deals open", "deals opened in 7 days", "steps in 7 days")


@dataclass(frozen=True)
class Workload:
    """Sorted times, in seconds since 1970: when deals were opened, when spells of being open began and ended, all steps."""

    opened: Floats
    began: Floats
    ended: Floats
    steps: Floats

    @staticmethod
    def of(cases: Iterable[Case], deciding: Deciding) -> Workload:
        """Of all deals of a store; `deciding` is the model's."""
        return workload(logged(cases), deciding)

    def at(self, when: Floats) -> Floats:
        """Shape (n, 3): what NAMES says, at each of `when`, from what had happened by then."""
        count = [
            _by(self.began, when) - _by(self.ended, when),
            _by(self.opened, when) - _by(self.opened, when - 7 * DAY),
            _by(self.steps, when) - _by(self.steps, when - 7 * DAY),
        ]
        return np.column_stack(count).astype(float)

    def joined(self, other: Workload) -> Workload:
        both = zip(self.columns(), other.columns(), strict=True)
        return Workload(*(np.sort(np.concatenate(pair)) for pair in both))

    def columns(self) -> tuple[Floats, Floats, Floats, Floats]:
        return self.opened, self.began, self.ended, self.steps

    def since(self, when: float) -> Workload:
        """What may still count later than `when`, as if nothing older had been."""
        ended = self.ended[self.ended > when]
        began = self.began[len(self.began) - len(ended) :]
        recent = when - 7 * DAY
        return Workload(self.opened[self.opened > recent], began, ended, self.steps[self.steps > recent])


def workload(log: Log, deciding: Deciding) -> Workload:
    if not len(log.at):
        return EMPTY
    first = log.start[:-1][np.diff(log.start) > 0]
    is_first = np.zeros(len(log.at), dtype=bool)
    is_first[first] = True
    after = np.append(np.where(is_first[1:], np.inf, log.at[1:]), np.inf)
    silent = log.at + QUIET_DAYS * DAY
    over = deciding.rows(log) >= 0
    ends = np.where(over, log.at, np.minimum(after, silent))
    open_before = np.append(False, (ends[:-1] == log.at[1:]) & ~over[:-1]) & ~is_first
    begins = ~over & ~open_before
    goes_on = np.append(open_before[1:], False)
    last = ~goes_on & ~(over & ~open_before)
    return Workload(np.sort(log.at[first]), np.sort(log.at[begins]), np.sort(ends[last]), np.sort(log.at))


def _by(times: Floats, when: Floats) -> Floats:
    return np.searchsorted(times, when, side="right").astype(float)


EMPTY = Workload(np.zeros(0), np.zeros(0), np.zeros(0), np.zeros(0))
