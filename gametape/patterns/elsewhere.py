"""The same answer where the counting is done by an engine: a table larger than memory, a cluster, a warehouse.

A sample settles what the columns are and which are left out; the engine counts every row; from there on it is the same.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from gametape.common.refusal import Refusal
from gametape.patterns.answering import affordable, answered, named, nothing_left
from gametape.patterns.closing import Closed, Outcome
from gametape.patterns.concluding import conclude
from gametape.patterns.engines.opening import LOOKED_AT, counted, engine, rules
from gametape.patterns.halves import HALVED_FROM
from gametape.patterns.leaving_out import left_out
from gametape.patterns.results import Result
from gametape.patterns.searching import support


def answered_by(
    name: str,
    where: str,
    outcome: Outcome,
    *,
    depth: int = 2,
    leave_out: Collection[str] = (),
    keep: Collection[str] = (),
) -> Result:
    """The patterns of a table that the engine opens. A table of fewer deals than are halved is answered here."""
    if not outcome.lost:
        raise Refusal("An engine counts only what it is told to: say with --lost which value means lost.")
    with engine(name)(where, outcome=outcome.column, lost=sorted(outcome.lost), won=sorted(outcome.won)) as deals:
        sample = deals.sample(LOOKED_AT)
        if not sample.lost.any() or sample.lost.all():
            raise Refusal("There are no won and lost deals to compare. Check --outcome, --won and --lost.")
        some = Closed(sample.columns, sample.lost, (), sample.columns, 1 - sample.lost.astype(np.float64))
        why, odd = left_out(some, leave_out=leave_out, keep=keep)
        if sample.whole and len(sample.lost) < HALVED_FROM:
            return answered(some, depth=depth, left_out=why, notes=odd)
        columns = [
            column for column in rules(sample, fewest=support(len(sample.lost)), without=why) if column.cardinality > 1
        ]
        if not columns:
            raise nothing_left()
        deep, shallower = affordable(columns, depth)
        return conclude(counted(deals, columns, deep), left_out=named(why), notes=(*odd, *shallower))
