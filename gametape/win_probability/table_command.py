"""One row a deal: who buys, how well the columns tell, which of them were filled in after the sale.

Chances are associations in closed deals, not causes, and say nothing about a person. A column is left out when it is filled in
after the sale; --keep and --leave-out overrule that.
"""

from __future__ import annotations

import argparse
import csv
import json
from pathlib import Path
from typing import Any, Final, TextIO

import numpy as np

from gametape.common.refusal import Refusal
from gametape.win_probability.cells import typed
from gametape.win_probability.late_columns import NAMES, Column
from gametape.win_probability.late_evidence import Floats, Ints
from gametape.win_probability.late_names import is_an_id
from gametape.win_probability.table_judging import FEWEST, FEWEST_OF_ONE, Report, judge
from gametape.win_probability.table_wording import text, verdict
from gametape.win_probability.tables import Table, read_table

LOST_WORDS: Final = frozenset(
    [
        "lost",
        "loss",
        "lose",
        "no",
        "n",
        "false",
        "0",
        "-1",
        "declined",
        "cancelled",
        "canceled",
        "rejected",
        "dead",
        "failed",
        "failure",
        "unsuccessful",
        "verloren",
        "abgesagt",
        "perdu",
        "perdue",
        "perdido",
        "perdida",
        "perso",
        "persa",
        "verloren",
        "nein",
        "non",
        "nee",
        "nao",
    ]
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("deals", metavar="DEALS", type=Path, help="CSV, CSV.gz or Parquet, one row a deal")
    add("--outcome", required=True, metavar="COL", help="the column that says how it ended")
    add("--won", required=True, metavar="VALUE", help="its value for a won deal")
    add("--lost", metavar="VALUE", help="its value for a lost deal; all others are open then")
    add("--id", metavar="COL", help="the deal's number: rows with the same one are one deal")
    add("--time", metavar="COL", help="a date or number that grows with time, known when the deal opened")
    add("--keep", default="", metavar="COL,...", help="columns to use although they look late")
    add("--leave-out", default="", metavar="COL,...", help="columns not to use")
    add("--json", action="store_true", help="print JSON")
    add("--out", type=Path, metavar="FILE", help="write one chance for each row, as CSV")


def run(args: argparse.Namespace, stdin: TextIO, stdout: TextIO) -> int:
    """The exit code. Raises Refusal for what a person can mend."""
    table = read_table(args.deals)
    won = _won(table.column(args.outcome), args)
    _enough(won)
    keep, leave_out = _listed(args.keep, table), _listed(args.leave_out, table)
    both = next((name for name in keep if name in leave_out), None)
    if both is not None:
        raise Refusal(f"“{both}” is to be kept and to be left out. Name it in one of the two lists.")
    order = None if args.time is None else _order(table, args.time)
    aside = {args.outcome, args.time, args.id}
    columns = [typed(name, table.column(name)) for name in table.names if name not in aside]
    report = judge(columns, won, groups=_groups(table, args.id, columns), order=order, keep=keep, leave_out=leave_out)
    ids = table.column(args.id) if args.id else [str(row) for row in range(1, table.rows + 1)]
    if args.out is not None:
        _write(args.out, ids, report.probability)
    if args.json:
        json.dump(_plain(report, ids), stdout, ensure_ascii=False, indent=1)
        stdout.write("\n")
    else:
        stdout.write(text(report, ids))
    return 0


def _won(cells: list[str], args: argparse.Namespace) -> Floats:
    """1 won, 0 lost, nan open. Without --lost every other value is lost; where some of several say so, those alone."""
    values = sorted(set(cells) - {""})
    shown = ", ".join(f"“{value[:40]}”" for value in values[:8])
    won, lost_value = _value(args.won, values), None if args.lost is None else _value(args.lost, values)
    if won is None:
        raise Refusal(
            f"No deal has “{args.won}” in “{args.outcome}”; it has {shown or 'nothing'}. Give one of these to --won."
        )
    if args.lost is not None and lost_value is None:
        raise Refusal(f"No deal has “{args.lost}” in “{args.outcome}”; it has {shown}. Give one of these to --lost.")
    others = [value for value in values if value != won]
    said = [value for value in others if set(value.lower().replace("-", " ").replace("_", " ").split()) & LOST_WORDS]
    lost = {lost_value} if lost_value is not None else set(said if len(others) > 1 and said else others)
    return np.array([1.0 if cell == won else 0.0 if cell in lost else np.nan for cell in cells])


def _value(given: str, values: list[str]) -> str | None:
    """The value of the column that was meant: as written, else in other capitals, else the same number."""
    plain = given.strip().casefold()
    if given in values:
        return given
    number = _number(plain)
    return next(
        (one for one in values if one.casefold() == plain or (number is not None and _number(one) == number)), None
    )


def _number(value: str) -> float | None:
    try:
        return float(value)
    except ValueError:
        return None


def _enough(won: Floats) -> None:
    closed, gained = int((~np.isnan(won)).sum()), int((won == 1).sum())
    if closed == gained:
        raise Refusal(
            "Every closed deal here is won. To tell who buys there must be lost ones too: add them, or name their value with --lost."
        )
    if closed < FEWEST or min(gained, closed - gained) < FEWEST_OF_ONE:
        raise Refusal(
            f"Too few to say: {gained} won and {closed - gained} lost. Try again from {FEWEST} closed deals on, "
            f"with at least {FEWEST_OF_ONE} of each."
        )


def _listed(names: str, table: Table) -> list[str]:
    """A heading may hold a comma itself: the whole list is tried as one name first."""
    if names in table.names:
        return [names]
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    for name in wanted:
        table.column(name)
    return wanted


def _order(table: Table, name: str) -> Floats:
    column = typed(name, table.column(name))
    if column.kind == NAMES:
        raise Refusal(
            f"“{name}” is neither dates nor numbers, so it gives no order of time. Name another column with --time."
        )
    return column.values


def _groups(table: Table, given: str | None, columns: list[Column]) -> Ints | None:
    """Rows of one deal: by --id, else by the first column that numbers nearly every row."""
    name = given or next((one.name for one in columns if is_an_id(one.name) and _mostly_alone(one)), None)
    if name is None:
        return None
    cells = [cell or f"\0{row}" for row, cell in enumerate(table.column(name))]
    return np.asarray(np.unique(np.array(cells), return_inverse=True)[1], dtype=np.int64)


def _mostly_alone(column: Column) -> bool:
    known = column.values[~np.isnan(column.values)]
    return len(known) == len(column.values) and len(np.unique(known)) >= 0.95 * len(known)


def _write(path: Path, ids: list[str], probability: Floats) -> None:
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["row", "id", "probability"])
            writer.writerows(
                (row, id_, f"{p:.6f}") for row, (id_, p) in enumerate(zip(ids, probability, strict=True), start=1)
            )
    except OSError as error:
        raise Refusal(
            f"“{path}” cannot be written ({error.strerror}). Give --out a file in a folder that is there."
        ) from None


def _plain(report: Report, ids: list[str]) -> dict[str, Any]:
    return {
        "n": report.n,
        "base_rate": round(report.base_rate, 6),
        "model": report.model,
        "verdict": verdict(report),
        "random": report.random.plain(),
        "ordered": None if report.ordered is None else report.ordered.measures.plain(),
        "columns": [
            {"column": one.column, "status": one.status, "why": one.why, "evidence": one.evidence}
            for one in report.findings
        ],
        "surprises": [
            {"id": ids[one.row], "probability": round(one.probability, 6), "reasons": list(one.reasons)}
            for one in report.surprises
        ],
    }
