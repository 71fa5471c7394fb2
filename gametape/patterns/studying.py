"""One store's closed deals searched: the same steps as the command's on the table that can be taken out, then what tells of too
few is taken back. Plain values out, for the page and for the row that keeps them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gametape.common.counting import MINIMUM_N, Figure, enough
from gametape.common.refusal import Refusal
from gametape.patterns.answering import Question, answered, code
from gametape.patterns.choices import choices
from gametape.patterns.closing import Closed, Outcome, closed
from gametape.patterns.coding import Coded
from gametape.patterns.concluding import MINED_FROM
from gametape.patterns.counting import count
from gametape.patterns.gathering import LOST, OUTCOME, UPPER, WEEKEND, WON, Gathered
from gametape.patterns.layout import Layout
from gametape.patterns.leaving_out import left_out
from gametape.patterns.periods import Change, changes
from gametape.patterns.results import Condition, Pattern, Result
from gametape.patterns.withholding import may_be_told

ENDS = Outcome(OUTCOME, frozenset({WON}), frozenset({LOST}))
QUARTER = 92.0  # days
BEHIND = 30  # deals of a pattern that can be opened, the newest
QUESTIONS = (
    (UPPER, "upper", "of the dearer half than of the other"),
    (WEEKEND, "yes", "of those opened at a weekend than of the others"),
)
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Studied:
    """`result` without what tells of too few; `withheld` how many patterns those were. `behind` are the newest deals of each
    pattern, as rows of the table. `left` tells why columns were not looked at."""

    result: Result
    withheld: int
    behind: tuple[tuple[int, ...], ...]
    left: Mapping[str, str]
    periods: dict[str, Any] | None = None


def studied(gathered: Gathered) -> Studied | None:
    """None where there are no won and lost deals to compare."""
    try:
        deals = closed(gathered.table(), ENDS)
    except Refusal:
        return None
    why, odd = left_out(deals)
    people = np.array(gathered.people, np.int64)
    question, asked = _question(gathered, why, people)
    result = answered(deals, left_out=why, question=question, notes=(*asked, *odd))
    coded, _ = code(deals, why)
    seen = _Groups(coded)
    told = result.patterns + result.exploratory
    fine = may_be_told([seen.group(pattern.conditions) for pattern in told], people)
    fine = [ok and _held_out_is_large(pattern) for ok, pattern in zip(fine, told, strict=True)]
    shown = [pattern for pattern, ok in zip(result.patterns, fine, strict=False) if ok]
    hints = [pattern for pattern, ok in zip(told, fine, strict=True) if ok and pattern in result.exploratory]
    newest = np.argsort(-np.array(gathered.closed), kind="stable")
    behind = tuple(_newest(seen.group(pattern.conditions), newest) for pattern in shown)
    groups = [seen.group(pattern.conditions) for pattern in (*shown, *hints)]
    periods = _periods(gathered, coded, seen, groups, people) if len(gathered) >= MINED_FROM else None
    kept = replace(result, patterns=tuple(shown), exploratory=tuple(hints), notes=(*gathered.notes, *_notes(result)))
    return Studied(kept, len(told) - len(shown) - len(hints), behind, why, periods)


@dataclass(frozen=True, slots=True)
class WhereSaid:
    """Where buyers say one reason more often than elsewhere, and how many such places tell of too few."""

    patterns: tuple[Pattern, ...]
    withheld: int


def where_said(
    gathered: Gathered, rows: Sequence[int], says: Sequence[bool], left: Mapping[str, str]
) -> WhereSaid | None:
    """Over the answered deals in `rows`, of which each says the reason or not; None below `MINED_FROM` or where all say the
    same. The columns left out are those of the deals: whether one is filled in late does not hang on what was said."""
    named = np.array(says, bool)
    if len(named) < MINED_FROM or named.all() or not named.any():
        return None
    columns = tuple(column for column in gathered.table(rows).columns if column.name != OUTCOME)
    deals = Closed(columns, named, (), columns, np.where(named, 0.0, 1.0))
    found = answered(deals, left_out=left).patterns
    seen, people = _Groups(code(deals, left)[0]), np.array(gathered.people, np.int64)[list(rows)]
    fine = may_be_told([seen.group(pattern.conditions) for pattern in found], people)
    told = [pattern for pattern, ok in zip(found, fine, strict=True) if ok and _held_out_is_large(pattern)]
    return WhereSaid(tuple(map(_as_said, told)), len(found) - len(told))


def _as_said(pattern: Pattern) -> Pattern:
    """ "Lost 62 % (31 of 50)" counts those who said it: the sentence says so."""
    return replace(pattern, sentence=f"Said by{pattern.sentence.removeprefix('Lost')}")


def _question(
    gathered: Gathered, why: Mapping[str, str], people: NDArray[np.int64]
) -> tuple[Question | None, tuple[str, ...]]:
    """The first of those chosen beforehand that has enough deals on both sides and tells of nobody, and how it reads; none
    from `MINED_FROM` deals on."""
    if len(gathered) >= MINED_FROM:
        return None, ()
    for column, value, words in QUESTIONS:
        if column in why or column not in gathered.names:
            continue
        cells = gathered.column(column)
        group = np.array([cell == value for cell in cells], bool)
        sides = enough(Figure.COMPARISON, min(int(group.sum()), int((~group).sum())))
        if sides and may_be_told([group], people)[0]:
            return Question(column, value), (f"The question, chosen before anybody looked: is more lost {words}?",)
    return None, ()


def _notes(result: Result) -> tuple[str, ...]:
    """Those that say something on a page: what may be done with a command is said in its own place."""
    return tuple(note for note in result.notes if "--" not in note)


def _held_out_is_large(pattern: Pattern) -> bool:
    out = pattern.held_out
    return out is None or min(out.n, out.elsewhere_n) >= MINIMUM_N[Figure.BUYERS]


def _newest(group: Bools, newest: NDArray[np.int64]) -> tuple[int, ...]:
    return tuple(int(at) for at in newest[group[newest]][:BEHIND])


class _Groups:
    """The deals that conditions hold, found by the very codes that were counted."""

    def __init__(self, coded: Coded) -> None:
        self.coded = coded
        self.at = {column.name: place for place, column in enumerate(coded.columns)}
        self.choices = [choices(column) for column in coded.columns]

    def group(self, conditions: Sequence[Condition]) -> Bools:
        inside = np.ones(self.coded.rows, bool)
        for condition in conditions:
            inside &= self._one(condition)
        return inside

    def _one(self, condition: Condition) -> Bools:
        place = self.at[condition.column]
        asked = self.choices[place]
        holds = asked.holds[asked.conditions.index(condition)].astype(bool)
        return np.asarray(holds[self.coded.codes[place]])


def _periods(
    gathered: Gathered, coded: Coded, seen: _Groups, told: list[Bools], people: NDArray[np.int64]
) -> dict[str, Any] | None:
    """The last quarter against the one before it, counted back from the last close; None where either is too small."""
    days = np.array(gathered.closed)
    last = float(days.max())
    later, earlier = days > last - QUARTER, (days <= last - QUARTER) & (days > last - 2 * QUARTER)
    parts = [coded.part(rows) for rows in (earlier, later)]
    if not enough(Figure.COMPARISON, min(part.rows for part in parts)) or not coded.columns:
        return None
    counts = [count(part.codes, part.cardinalities, part.lost, 1) for part in parts]
    layout = Layout(coded.cardinalities, 1)
    found = changes(layout, [choices(column) for column in coded.columns], *counts)
    groups = [seen.group(one.conditions) & rows for one in found.holding for rows in (earlier, later)]
    fine = may_be_told([*told, *groups], people)[len(told) :]
    holding = [one for at, one in enumerate(found.holding) if fine[2 * at] and fine[2 * at + 1]]
    return {
        "looked_at": found.looked_at,
        "overall": change_as_dict(found.overall),
        "holding": [change_as_dict(one) for one in holding],
        "withheld": len(found.holding) - len(holding),
        "last": last,
        "days": QUARTER,
    }


def change_as_dict(one: Change) -> dict[str, Any]:
    return {**asdict(one), "title": " and ".join(map(str, one.conditions))}
