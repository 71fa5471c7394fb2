"""Which columns are not looked at: those filled in after the sale, people, numbers of rows, and what a person left out."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from gametape.common.refusal import Refusal
from gametape.patterns.closing import Closed
from gametape.patterns.coding import Raw
from gametape.patterns.looking import dates, numbers
from gametape.patterns.reading import listed
from gametape.win_probability import late_columns
from gametape.win_probability.late_columns import DATE, LEFT_OUT, NAMES, NUMBER, SUSPECT

YOU_SAID_SO = "you left it out"
A_DATE = (
    "a date. When a deal was is no condition to work on: compare two periods, or keep it to look at it all the same"
)


def left_out(
    deals: Closed, *, leave_out: Collection[str] = (), keep: Collection[str] = ()
) -> tuple[dict[str, str], list[str]]:
    """Why each column that is left out is, and sentences about those that stay and look odd. Raises Refusal for a name that
    is no column, and for one that is both kept and left out."""
    named = [column.name for column in deals.every]
    for name in (*leave_out, *keep):
        if name not in named:
            raise Refusal(f"There is no column “{name}” to leave out or keep. The columns are: {listed(named)}.")
    if both := set(leave_out) & set(keep):
        raise Refusal(f"“{min(both)}” is both left out and kept: say one of the two.")
    ended = ~np.isnan(deals.won)
    settled = {*keep, *leave_out}
    looked_at = [
        as_values(column, None if ended.all() else ended, by_name=column.name in settled) for column in deals.every
    ]
    findings = late_columns.examine(looked_at, deals.won, keep=keep, leave_out=leave_out)
    why = {one.column: f"{one.why}. {one.evidence}" for one in findings if one.status == LEFT_OUT}
    why = {one.name: A_DATE for one in looked_at if one.kind == DATE and one.name not in keep} | why
    why |= dict.fromkeys(leave_out, YOU_SAID_SO)
    odd = [one.column for one in findings if one.status == SUSPECT and one.column not in why]
    return why, _suspects(odd)


def _suspects(columns: Sequence[str]) -> list[str]:
    if not columns:
        return []
    return [f"{listed(columns)}: may be filled in after the sale, but stayed. If so, leave out with --leave-out."]


def as_values(raw: Raw, ended: NDArray[np.bool_] | None = None, *, by_name: bool = False) -> late_columns.Column:
    """A column as numbers: itself, days of a date, or codes of its texts. `ended` marks the closed deals, where not all are.
    `by_name` says that a person has decided about it: then only its name, its kind and how many values it has are asked for,
    and it is not worth the memory to look up each."""
    if raw.is_number:
        return late_columns.Column(raw.name, _finite(np.asarray(raw.index, np.float64)), NUMBER)
    seen = np.bincount(raw.index if ended is None else raw.index[ended], minlength=len(raw.distinct))
    texts = [None if value is None or not value.strip() else value for value in raw.distinct]
    kind, labels = NAMES, tuple(text or "" for text in texts)
    read = np.array([np.nan if text is None else at for at, text in enumerate(texts)], np.float64)
    for as_kind, parse in ((NUMBER, numbers), (DATE, dates)):
        parsed = parse(texts)
        if parsed is not None and not np.isnan(parsed).all():
            kind, labels, read = as_kind, (), _finite(parsed)
            break
    there = ~np.isnan(read)
    counted = int(seen[there].sum()), len(np.unique(read[there & (seen > 0)]))
    values = np.broadcast_to(np.float64(np.nan), raw.index.shape) if by_name else read[raw.index]
    return late_columns.Column(raw.name, values, kind, labels, counted=counted)


def _finite(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Infinity has no digits, no mean and no place in a comparison of numbers: here it is as good as missing."""
    return np.where(np.isfinite(values), values, np.nan)
