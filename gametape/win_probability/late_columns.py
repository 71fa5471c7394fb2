"""Columns filled in after the sale: a chance that reads them is a forecast of what is already known.

    findings = examine(columns, won, order=days, keep=("Amount",), leave_out=("Notes",))
    for one in findings: one.column, one.status, one.why, one.evidence

Strong evidence leaves a column out; a column that merely tells a lot on its own is a suspect and stays, for a good column does
that, too. People, names, postcodes and protected traits never stay; everything else a person may overrule. This file and those
it stands on need nothing but NumPy.

What it cannot see: a late column with a quiet name, whose values look like any others. That is what `leave_out` is for.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from gametape.win_probability import late_evidence as evidence
from gametape.win_probability.late_evidence import Floats, Ints, Trace
from gametape.win_probability.late_names import Named, is_an_id, late_by_name, never_a_predictor
from gametape.win_probability.late_words import CLOSING

NUMBER, DATE, NAMES = "number", "date", "names"
LEFT_OUT, SUSPECT, USED = "left out", "suspect", "used"
LATE: Final = "filled in after the sale"
MOST_ROWS: Final = 20_000
ASSOCIATED: Final = 0.53
SAME: Final = 0.9
HARDLY: Final = 0.55
"""A name is believed unless the AUC is surely below this."""
BY_A_PERSON: Final = "you said so"


@dataclass(frozen=True)
class Column:
    """`values`: numbers, days of a date, or codes of `labels` from 0 on, nan where missing; one for each deal.

    `opening` is how they stood when the deals opened, in the same coding; `edited` the share of closed deals on which it was
    changed after the close. Both only where an import kept them. `counted`: how many closed deals hold a value, and how
    many different ones, where who made the column knows it; counting them in a million takes longer than reading them.
    """

    name: str
    values: Floats
    kind: str = NUMBER
    labels: tuple[str, ...] = ()
    opening: Floats | None = None
    edited: float | None = None
    counted: tuple[int, int] | None = None


@dataclass(frozen=True)
class Finding:
    """`status` is "left out", "suspect" (it stays) or "used"; `why` in a few words, `evidence` in sentences. `late` is true for
    a column left out as filled in after the sale, whoever said so; `auc` is what it tells alone."""

    column: str
    status: str
    why: str
    evidence: str
    late: bool = False
    auc: float | None = None


@dataclass
class _Case:
    column: Column
    bins: Ints
    auc: float
    named: Named | None
    traces: list[Trace] = field(default_factory=list)

    @property
    def late(self) -> bool:
        """One strong trace; or a name and values that both hint at it."""
        if any(trace.strong for trace in self.traces):
            return True
        kinds = {trace.kind for trace in self.traces}
        return "name" in kinds and bool(kinds & {"tells much", "values", "digits", "gap"})


def examine(
    columns: Sequence[Column],
    won: Floats,
    *,
    order: Floats | None = None,
    keep: Collection[str] = (),
    leave_out: Collection[str] = (),
    ids: Collection[str] = (),
    seed: int = 0,
) -> list[Finding]:
    """A finding for each column, in their order. `won`: 1 won, 0 lost, nan for a deal that is still open. `order`: any number
    that grows with time. `ids`: columns known to number the rows. ValueError when there is nothing won or nothing lost."""
    closed = np.flatnonzero(~np.isnan(won))
    if len(np.unique(won[closed])) != 2:
        raise ValueError("there must be won and lost deals")
    rows = _sampled(closed, seed=seed)
    y, when = won[rows], None if order is None else order[rows]
    decided = {one.name: _by_what_it_is(one, closed, ids) for one in columns}
    cases = {
        one.name: _case(one, rows, y, won, seed=seed)
        for one in columns
        if decided[one.name] is None and one.name not in keep and one.name not in leave_out
    }
    if when is not None:
        _gaps(list(cases.values()), y, when, seed=seed)
    _proxies(list(cases.values()), rows, y)
    return [_found(one, decided[one.name], cases.get(one.name), keep, leave_out) for one in columns]


def _sampled(closed: Ints, *, seed: int) -> Ints:
    if len(closed) <= MOST_ROWS:
        return closed
    return np.sort(np.random.default_rng(seed).choice(closed, MOST_ROWS, replace=False))


def _found(
    column: Column, decided: Finding | None, case: _Case | None, keep: Collection[str], leave_out: Collection[str]
) -> Finding:
    if decided is not None and (decided.why in NOBODY_MAY or column.name not in keep):
        return decided
    if column.name in leave_out:
        return Finding(column.name, LEFT_OUT, BY_A_PERSON, "Left out by you.", late=True)
    if case is None:
        return Finding(column.name, USED, BY_A_PERSON, "Kept by you.")
    named = any(trace.kind == "name" for trace in case.traces)
    told = " ".join(trace.say for trace in case.traces if not (named and trace.kind == "tells much"))
    if case.late:
        return Finding(column.name, LEFT_OUT, LATE, told, late=True, auc=case.auc)
    if case.traces:
        why = "tells much on its own" if case.auc >= evidence.TELLING else "may be filled in after the sale"
        return Finding(column.name, SUSPECT, why, told, auc=case.auc)
    return Finding(
        column.name, USED, "nothing speaks against it", f"AUC of this column alone {case.auc:.2f}.", auc=case.auc
    )


NOBODY_MAY: Final = ("a person", "a name", "a postcode", "a protected trait")
"""What is left out whatever a person says."""


def _by_what_it_is(column: Column, closed: Ints, ids: Collection[str]) -> Finding | None:
    """Left out for what it is, not for being late."""
    known, levels = column.counted or _counted(column.values[closed])
    is_text = column.kind == NAMES
    never = never_a_predictor(column.name, levels=levels, is_text=is_text)
    if never is not None:
        return Finding(column.name, LEFT_OUT, *never)
    if levels <= 1 and known in (0, len(closed)):
        return Finding(column.name, LEFT_OUT, "nothing in it", "It has the same value on every closed deal.")
    mostly_alone = known >= 20 and levels >= 0.95 * known
    numbered = mostly_alone and column.kind not in (DATE, NAMES) and is_an_id(column.name)
    if column.name in ids or (numbered and _whole(column.values[closed])):
        return Finding(
            column.name, LEFT_OUT, "a number of the row", "It numbers the deals; a number of a row tells nothing."
        )
    if is_text and known >= 20 and levels > max(20, 0.5 * known):
        said = f"{levels} different values on {known} deals: an id or free words, and words are not read here."
        return Finding(column.name, LEFT_OUT, "an id or free words", said)
    return None


def _counted(values: Floats) -> tuple[int, int]:
    known = values[~np.isnan(values)]
    return len(known), len(np.unique(known))


def _whole(values: Floats) -> bool:
    known = values[~np.isnan(values)]
    return bool(np.all(known == np.round(known)))


def _case(column: Column, rows: Ints, y: Floats, won: Floats, *, seed: int) -> _Case:
    values, number = column.values[rows], column.kind == NUMBER
    bins = evidence.binned(values)
    case = _Case(column, bins, evidence.telling(bins, y, seed=seed), late_by_name(column.name))
    opening = None if column.opening is None else column.opening[rows]
    traces = [
        _name_trace(case, y),
        evidence.one_sided(values, y, number=number),
        evidence.by_open_ones(column.values, won, number=number),
        evidence.the_outcome_itself(bins, y),
        evidence.pure_values(values, y, column.labels),
        evidence.digits(values, y) if number else None,
        *evidence.edits(opening, values, column.edited, y, seed=seed),
    ]
    if case.auc >= evidence.TELLING:
        traces.append(Trace(False, "tells much", f"AUC of this column alone {case.auc:.2f}."))
    case.traces = [trace for trace in traces if trace is not None]
    return case


def _name_trace(case: _Case, y: Floats) -> Trace | None:
    """A name about the end is enough; one about how long it took is, unless its values surely do not go with the outcome. A weak
    name that tells nothing is not worth a word."""
    if case.named is None:
        return None
    associated = case.auc >= max(ASSOCIATED, 0.5 + evidence.luck(y))
    enough = case.named.about == CLOSING or case.auc + evidence.luck(y) > HARDLY
    if not associated and not (case.named.strong and enough):
        return None
    beside = f" and it goes with the outcome (AUC alone {case.auc:.2f})." if associated else "."
    return Trace(case.named.strong, "name", f"Its name speaks of {case.named.about}{beside}")


def _gaps(cases: Sequence[_Case], y: Floats, when: Floats, *, seed: int) -> None:
    """What tells on a random split and not on the newest deals. What all columns lose is drift and no column's fault."""
    known = ~np.isnan(when)
    by_time = np.flatnonzero(known)[np.argsort(when[known], kind="stable")]
    if len(by_time) < 8 * evidence.FEWEST or len(np.unique(y[by_time][-len(by_time) // 5 :])) < 2:
        return
    pairs = [evidence.gap_in_time(case.bins[by_time], y[by_time], seed=seed) for case in cases]
    luck = 2 * evidence.luck(y[by_time][-len(by_time) // 5 :])
    for case, (alone, newest) in zip(cases, pairs, strict=True):
        others = [a - b for one, (a, b) in zip(cases, pairs, strict=True) if one is not case and a >= 0.55]
        usual = max(0.0, float(np.quantile(others, 0.5, method="lower"))) if others else 0.0
        gap = alone - newest - usual
        if gap > max(evidence.GAP, luck):
            said = f"AUC alone {alone:.2f} on a random split of the older deals, {newest:.2f} on the newest deals."
            strong = alone >= evidence.TELLING and gap > max(evidence.WIDE_GAP, luck)
            case.traces.append(Trace(strong, "gap", said))


def _proxies(cases: Sequence[_Case], rows: Ints, y: Floats) -> None:
    """What says nearly the same as a late column that goes with the outcome, and tells nearly as much, is late as well."""
    late = [case for case in cases if case.late and case.auc >= max(0.6, 0.5 + 2 * evidence.luck(y))]
    for case in cases:
        if case.late or case.column.kind == DATE:
            continue
        for other in late:
            if other.column.kind == NAMES or case.auc < 0.5 + 0.8 * (other.auc - 0.5):
                continue
            same = evidence.says_the_same(
                case.column.values[rows], other.column.values[rows], names=case.column.kind == NAMES
            )
            if same >= SAME:
                said = f"It says nearly the same as “{other.column.name}”, which is left out (agreement {same:.2f})."
                case.traces.append(Trace(True, "proxy", said))
                break
