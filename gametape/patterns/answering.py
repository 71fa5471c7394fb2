"""A table of deals in, a `Result` out: what the command, a page and the benchmark all call."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from gametape.common.counting import Figure, enough
from gametape.common.refusal import Refusal
from gametape.patterns import wording
from gametape.patterns.choices import choices
from gametape.patterns.closing import Closed
from gametape.patterns.coding import Coded, Codes, Column, Raw, narrowest
from gametape.patterns.concluding import ALPHA, MINED_FROM, conclude, counted, effect, gap_of, simultaneous_z
from gametape.patterns.exact import upper_tail
from gametape.patterns.looking import as_number, looked_at
from gametape.patterns.results import Condition, LeftOut, Pattern, Result
from gametape.patterns.searching import support

MOST_CONDITIONS = 12_000_000
"""Conditions looked at in one go: 200 MB of counts."""


@dataclass(frozen=True, slots=True)
class Question:
    """One condition, chosen before looking: the only kind of question that a small table can answer."""

    column: str
    value: str


def answered(
    deals: Closed,
    *,
    depth: int = 2,
    left_out: Mapping[str, str] | None = None,
    question: Question | None = None,
    notes: Sequence[str] = (),
) -> Result:
    """The patterns of closed deals, or the answer to one question. `left_out` tells for a column why it is not used;
    `notes` are sentences for the result."""
    why = dict(left_out or {})
    deals = replace(deals, notes=(*deals.notes, *notes))
    total = len(deals.lost)
    if question is not None:
        return _one_question(deals, question, why)
    if total < MINED_FROM:
        return _too_few(deals, why)
    coded, more = code(deals, why)
    if not coded.columns:
        raise nothing_left()
    deep, shallower = affordable(coded.columns, depth)
    return conclude(counted(coded, deep), left_out=[*named(why), *more], notes=(*deals.notes, *shallower))


def code(deals: Closed, without: Collection[str]) -> tuple[Coded, list[LeftOut]]:
    """The columns as codes, and those that say nothing, with the reason."""
    total = len(deals.lost)
    fewest, kept, useless = support(total), [], []
    for raw in deals.columns:
        if raw.name in without:
            continue
        column, codes = looked_at(raw, fewest=fewest)
        nothing = says_nothing(column, fewest, codes)
        if nothing is None:
            kept.append((column, codes))
        else:
            useless.append(LeftOut(raw.name, nothing))
    kind = narrowest([column.cardinality for column, _ in kept])
    table: Codes = np.zeros((len(kept), total), kind)
    for at, (_, codes) in enumerate(kept):
        table[at] = codes
    return Coded(tuple(column for column, _ in kept), table, deals.lost), useless


def says_nothing(column: Column, fewest: int, codes: Codes) -> str | None:
    """Why a column cannot hold a condition."""
    if column.cardinality > 1:
        return None
    if column.missing is not None:
        return "it is empty"
    if column.rare is not None:
        return f"no value of it is held by {fewest} deals or more"
    return "it is the same for every deal"


def affordable(columns: Sequence[Column], depth: int) -> tuple[int, list[str]]:
    """The depth that can be looked at in one go, and a sentence where it is less than asked for."""
    sizes = np.array([len(choices(column)) for column in columns], np.float64)
    power = [float((sizes**d).sum()) for d in (1, 2, 3)]
    pairs = (power[0] ** 2 - power[1]) / 2
    triples = (power[0] ** 3 - 3 * power[0] * power[1] + 2 * power[2]) / 6
    conditions = [power[0], power[0] + pairs, power[0] + pairs + triples]
    for deep in range(depth, 0, -1):
        if conditions[deep - 1] <= MOST_CONDITIONS:
            break
    else:
        raise Refusal(f"{len(columns):,} columns are too many to look at in one go: leave some out with --leave-out.")
    if deep == depth:
        return depth, []
    say = f"{len(columns):,} columns make {conditions[depth - 1]:,.0f} conditions at depth {depth}; we looked at depth {deep}."
    return deep, [say + " Leave columns out to look deeper."]


def nothing_left() -> Refusal:
    return Refusal("No column is left to look at. Keep one with --keep, or export more of what was known about a deal.")


def named(why: Mapping[str, str]) -> list[LeftOut]:
    return [LeftOut(column, reason) for column, reason in why.items()]


def _too_few(deals: Closed, why: Mapping[str, str]) -> Result:
    total, lost = len(deals.lost), int(deals.lost.sum())
    say = (
        f"{total:,} closed deals are too few to search: we search from {MINED_FROM} on. They can answer one question that you "
        'choose before looking, for example --question "Region=West".'
    )
    return Result(total, lost, 0, gap_of(total // 2, total, lost, ALPHA), tuple(named(why)), notes=(*deals.notes, say))


def _one_question(deals: Closed, question: Question, why: Mapping[str, str]) -> Result:
    """One exact test, one ordinary 95 % interval."""
    total, all_lost = len(deals.lost), int(deals.lost.sum())
    if question.column in why:
        raise Refusal(f"“{question.column}” is left out ({why[question.column]}): ask about another column.")
    raw = next((raw for raw in deals.columns if raw.name == question.column), None)
    if raw is None:
        raise Refusal(
            f"There is no column “{question.column}” to ask about. Check its spelling in the first line of the file."
        )
    inside = _holding(raw, question.value)
    n, lost = int(inside.sum()), int(deals.lost[inside].sum())
    gap = gap_of(total // 2, total, all_lost, ALPHA)
    if not enough(Figure.RATE, n) or not enough(Figure.RATE, total - n):
        say = f"“{question.column}” is “{question.value}” on {n} of {total} deals: too few to say, on one side or the other."
        return Result(total, all_lost, 1, gap, tuple(named(why)), notes=(*deals.notes, say))
    p = float(upper_tail(lost, n, all_lost, total))
    what = effect(n, lost, total, all_lost, z=simultaneous_z(1), method="Newcombe, 95 %")
    condition = Condition(question.column, "=", question.value)
    pattern = Pattern((condition,), what, p, p, None, wording.holds(what, 1, held_out=False))
    says = () if p <= ALPHA else (f"{wording.counted(what)} That is no more than luck does. {wording.nothing(1, gap)}",)
    patterns = (pattern,) if p <= ALPHA else ()
    method = "exact hypergeometric test, one-sided; one question chosen beforehand"
    return Result(total, all_lost, 1, gap, tuple(named(why)), patterns, (), method, (*deals.notes, *says))


def _holding(raw: Raw, value: str) -> np.ndarray:
    if raw.is_number:
        return np.asarray(raw.index == as_number(value))
    return np.asarray(np.array([one == value for one in raw.distinct], bool)[raw.index])
