"""What is known of a deal at a point in time, as numbers. Nothing here looks at a later row than the one it is asked about.

Aggregation encoding (Teinemaa et al. 2019) with the last three activities beside it: how often each activity came, how long
since its last, how old the deal was at its first; the rhythm, the clock, the attributes known at opening, the workload.
Times enter as log(1 + hours). Who did a step is no predictor, only whether the hands changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from gametape.win_probability import workload as load
from gametape.win_probability.log import Floats, Ints, Log, number

MOST_ACTIVITIES = 40
MOST_LEVELS = 25
LAST = 3
HOUR, DAY = 3600.0, 86400.0


@dataclass(frozen=True)
class Encoding:
    """The words the model has columns for, and the usual workload where none is given."""

    activities: tuple[str, ...]
    numbers: tuple[str, ...]
    names: dict[str, tuple[str, ...]]
    usual: tuple[float, ...]

    def columns(self) -> list[str]:
        """The name of each column of `encoded`, as turning points tell it."""
        told = ["moments so far", "age of the deal", "the silence", "time between the last two moments"]
        told += ["longest silence so far", "days with something happening", "moments in the last day"]
        told += ["moments in the last 7 days", "long silences so far", "hour of the day", "day of the week"]
        told += ["hour it was opened", "day it was opened", "hands that changed", "how many were involved"]
        told += [f"what came {word}" for word in ("last", "last but one", "third from the end")]
        for activity in self.activities:
            told += [f"how often “{activity}” came", f"time since “{activity}”", f"age at the first “{activity}”"]
        for name in self.numbers:
            told += [name, f"roundness of {name}", f"last digits of {name}", f"last thousands of {name}"]
        return [*told, *self.names, *load.NAMES]

    def categorical(self) -> list[int]:
        """Which columns hold numbers that are names."""
        told = self.columns()
        return [i for i, name in enumerate(told) if name.startswith("what came ") or name in self.names]

    def encoded(self, log: Log, rows: Ints, when: Floats, around: load.Workload | None) -> Floats:
        """Shape (points, columns), nan where there is nothing to know: `rows` are the last rows known at `when`."""
        state = _State(log, rows, when)
        codes = {name: code for code, name in enumerate(self.activities)}
        code = np.fromiter((codes.get(name, -1) for name in log.activity), dtype=np.int64, count=len(log.activity))
        parts = [_rhythm(state), _clock(state), _hands(state), _last(state, code)]
        parts += [_of_activity(state, code == one) for one in range(len(self.activities))]
        parts += [_of_number(_attribute(log, name)[state.case]) for name in self.numbers]
        parts += [_of_name(log, name, levels)[state.case] for name, levels in self.names.items()]
        usual = np.broadcast_to(np.array(self.usual), (len(rows), len(self.usual)))
        parts.append(usual if around is None else around.at(when))
        return np.column_stack(parts).astype(np.float32).astype(float)  # as it is learned from: no tie breaks otherwise

    def plain(self) -> dict[str, Any]:
        return {"activities": self.activities, "numbers": self.numbers, "names": self.names, "usual": self.usual}

    @staticmethod
    def revived(plain: dict[str, Any]) -> Encoding:
        names = {name: tuple(levels) for name, levels in plain["names"].items()}
        return Encoding(tuple(plain["activities"]), tuple(plain["numbers"]), names, tuple(plain["usual"]))


class _State:
    """What several columns need: first row, row before, gaps, for the rows asked about."""

    def __init__(self, log: Log, rows: Ints, when: Floats) -> None:
        self.log, self.rows, self.when = log, rows, when
        self.case_of_row = log.case
        self.first_of_row = log.start[:-1][self.case_of_row]
        self.case = self.case_of_row[rows]
        self.first = self.first_of_row[rows]
        self.gap = np.diff(log.at, prepend=log.at[:1])
        self.gap[self.first_of_row == np.arange(len(log.at))] = 0

    def so_far(self, values: Floats) -> Floats:
        """Sum from the deal's first row on, for each row of the log."""
        summed = np.cumsum(values)
        return np.asarray(summed - (summed - values)[self.first_of_row])

    def latest(self, where: Any) -> Ints:
        """For each row of the log the last row of its deal, at or before it, that is in `where`; -1 where none is."""
        last = np.maximum.accumulate(np.where(where, np.arange(len(where)), -1))
        return np.where(last >= self.first_of_row, last, -1)


def encoding_of(log: Log, usual: Sequence[float]) -> Encoding:
    """Columns for the activities and attribute values that come often enough in `log`, in the order of the alphabet."""
    spelled = np.array(log.activity, dtype=str)
    words, code = np.unique(spelled, return_inverse=True)
    deals = np.bincount(np.unique(code * np.int64(len(log)) + log.case) // len(log), minlength=len(words))
    fewest = max(3, min(30, len(log) // 20))
    often = sorted(np.flatnonzero(deals >= fewest), key=lambda one: (-deals[one], words[one]))[:MOST_ACTIVITIES]
    numbers, names = [], {}
    for name, values in log.attributes.items():
        known = [value for value in values if value not in (None, "")]
        numeric = sum(not np.isnan(number(value)) for value in known)
        if known and numeric >= 0.95 * len(known):
            numbers.append(name)
        elif known:
            level, count = np.unique(np.array([str(value) for value in known]), return_counts=True)
            kept = sorted(np.flatnonzero(count >= fewest), key=lambda one: (-count[one], level[one]))[:MOST_LEVELS]
            names[name] = tuple(sorted(str(level[one]) for one in kept))
    return Encoding(tuple(sorted(str(words[one]) for one in often)), tuple(numbers), names, tuple(usual))


def _hours(seconds: Floats) -> Floats:
    return np.asarray(np.log1p(np.maximum(seconds, 0) / HOUR))


def _rhythm(state: _State) -> Floats:
    log, rows = state.log, state.rows
    wall_day = np.floor((log.at + log.shift) / DAY)
    new_day = np.diff(wall_day, prepend=wall_day[:1]) > 0
    new_day[state.first_of_row == np.arange(len(log.at))] = False
    far = state.case_of_row * 1e9  # larger than any silence, so that a deal's longest does not reach the next deal
    longest = np.maximum.accumulate(np.minimum(state.gap, 9e8) + far) - far
    silence = state.when - log.at[rows]
    recent = [rows + 1 - _row_at(state, state.when - days * DAY) for days in (1, 7)]
    return np.column_stack(
        [
            np.log1p(rows - state.first + 1),
            _hours(state.when - log.at[state.first]),
            _hours(silence),
            _hours(state.gap[rows]),
            _hours(np.maximum(longest[rows], silence)),
            state.so_far(new_day.astype(float))[rows] + 1,
            *recent,
            state.so_far((state.gap > 3 * DAY).astype(float))[rows],
        ]
    )


def _row_at(state: _State, when: Floats) -> Ints:
    """The first row of the same deal later than `when`, found in one search over all deals laid end to end."""
    log = state.log
    base = log.at.min() if len(log.at) else 0.0
    wide = (log.at.max() - base if len(log.at) else 0.0) + 30 * DAY
    laid = log.at - base + state.case_of_row * wide
    wanted = np.maximum(when - base, -1.0) + state.case * wide
    return np.maximum(np.searchsorted(laid, wanted, side="right"), state.first)


def _clock(state: _State) -> Floats:
    log = state.log
    parts = []
    for wall in (state.when + log.shift[state.rows], log.at[state.first] + log.shift[state.first]):
        parts += [wall % DAY / HOUR, (wall // DAY + 3) % 7]
    return np.column_stack(parts)


def _hands(state: _State) -> Floats:
    """Changes from one person to the next, and how many so far: numbers in `who` count up as somebody new comes in."""
    who = state.log.who
    first = state.first_of_row == np.arange(len(who))
    changed = np.diff(who, prepend=who[:1]) != 0
    changed[first] = False
    far = state.case_of_row * (1.0 + max(int(who.max(initial=0)) + 2, 2))
    involved = np.maximum.accumulate(who + far) - far
    return np.column_stack([state.so_far(changed.astype(float))[state.rows], involved[state.rows] + 1])


def _last(state: _State, code: Ints) -> Floats:
    back = [state.rows - step for step in range(LAST)]
    return np.column_stack([np.where(row >= state.first, code[np.maximum(row, 0)], -2).astype(float) for row in back])


def _of_activity(state: _State, here: Any) -> Floats:
    log, rows = state.log, state.rows
    count = state.so_far(here.astype(float))
    last = state.latest(here)[rows]
    first = state.latest(here & (count == 1))[rows]
    since = np.where(last >= 0, _hours(state.when - log.at[last]), np.nan)
    age = np.where(first >= 0, _hours(log.at[first] - log.at[state.first]), np.nan)
    return np.column_stack([count[rows], since, age])


def _attribute(log: Log, name: str) -> Floats:
    return np.array([number(value) for value in log.attributes.get(name, [None] * len(log))], dtype=float)


def _of_number(value: Floats) -> Floats:
    whole = np.isfinite(value) & (value == np.floor(value)) & (value != 0)
    zeros = np.where(whole, sum((np.where(whole, value, 1) % 10**k == 0).astype(float) for k in range(1, 7)), -1.0)
    return np.column_stack([value, np.where(np.isnan(value), np.nan, zeros), np.mod(value, 1000), np.mod(value, 5000)])


def _of_name(log: Log, name: str, levels: tuple[str, ...]) -> Floats:
    codes = {level: float(code) for code, level in enumerate(levels)}
    values = log.attributes.get(name, [None] * len(log))
    return np.array([np.nan if value in (None, "") else codes.get(str(value), -1.0) for value in values], dtype=float)
