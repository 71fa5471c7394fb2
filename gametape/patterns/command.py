"""`gametape patterns`: under which conditions more deals are lost than elsewhere, and whether that is more than luck."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from gametape.common.refusal import Refusal
from gametape.patterns.answering import Question, answered
from gametape.patterns.as_csv import as_csv
from gametape.patterns.as_html import as_html
from gametape.patterns.as_pdf import as_pdf
from gametape.patterns.as_text import as_text
from gametape.patterns.closing import Outcome, closed
from gametape.patterns.elsewhere import answered_by
from gametape.patterns.engines.opening import ENGINES
from gametape.patterns.leaving_out import left_out
from gametape.patterns.reading import read
from gametape.patterns.results import Result

DESCRIPTION = """\
Reads closed deals from CSV (gzipped or not), Parquet or XLSX and says under which conditions more are lost than elsewhere.

  gametape patterns deals.csv --outcome Stage --won "Closed Won" --lost "Closed Lost"

Every condition looked at counts: what is listed as a pattern appears by chance in fewer than 5 of 100 such searches. Columns
filled in after the sale, people and dates are left out and named. Fewer than 300 deals are not searched; they can answer one
question chosen beforehand, with --question. docs/statistics.md explains each choice."""
FORMS: dict[str, Callable[[Result], str | bytes]] = {"csv": as_csv, "html": as_html, "pdf": as_pdf}
"""Forms that go to a file."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description, parser.formatter_class = DESCRIPTION, argparse.RawDescriptionHelpFormatter
    parser.add_argument("deals", metavar="DEALS", help="the export: .csv, .csv.gz, .parquet or .xlsx")
    parser.add_argument("--outcome", required=True, metavar="COL", help="the column that says how a deal ended")
    parser.add_argument(
        "--won", required=True, action="append", metavar="VALUE", help="its value for won; may be given again"
    )
    parser.add_argument(
        "--lost", action="append", metavar="VALUE", help="its value for lost (default: every other); may be given again"
    )
    parser.add_argument("--depth", type=int, choices=(1, 2, 3), default=2, help="conditions at once (default: 2)")
    parser.add_argument("--leave-out", action="append", metavar="COL,...", help="columns not to look at")
    parser.add_argument(
        "--keep", action="append", metavar="COL,...", help="columns to look at although left out by rule"
    )
    parser.add_argument("--question", metavar="COL=VALUE", help="answer this one question instead of searching")
    parser.add_argument(
        "--engine",
        metavar="NAME",
        help=f"count elsewhere than in memory: {', '.join(ENGINES)} (docs/scale.md); needs --lost",
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    for form in FORMS:
        parser.add_argument(f"--{form}", metavar="FILE", help=f"write the result to FILE as {form.upper()}")


def run(args: argparse.Namespace, stdin: TextIO, stdout: TextIO) -> int:
    result = result_of(args)
    for form, made_of in FORMS.items():
        if path := getattr(args, form):
            write(Path(path), made_of(result))
    if args.json:
        print(json.dumps(result.as_dict(), ensure_ascii=False, allow_nan=False, indent=2), file=stdout)
    elif not any(getattr(args, form) for form in FORMS):
        stdout.write(as_text(result))
    return 0


def result_of(args: argparse.Namespace) -> Result:
    outcome = Outcome(args.outcome, frozenset(args.won), frozenset(args.lost or ()))
    if args.engine:
        if args.question:
            raise Refusal("One question needs no engine: leave out --engine, or leave out --question.")
        return answered_by(
            args.engine,
            args.deals,
            outcome,
            depth=args.depth,
            leave_out=columns(args.leave_out, []),
            keep=columns(args.keep, []),
        )
    table = read(Path(args.deals))
    deals = closed(table, outcome)
    why, odd = left_out(deals, leave_out=columns(args.leave_out, table.names()), keep=columns(args.keep, table.names()))
    asked = question(args.question) if args.question else None
    return answered(deals, depth=args.depth, left_out=why, question=asked, notes=odd)


def columns(given: list[str] | None, names: list[str]) -> list[str]:
    """Columns from `A,B`; a name that has a comma in it is taken whole where it is one of `names`."""
    found: list[str] = []
    for one in given or []:
        found += [one] if one in names else [name.strip() for name in one.split(",") if name.strip()]
    return found


def question(text: str) -> Question:
    column, sign, value = text.partition("=")
    if not sign or not column.strip() or not value.strip():
        raise Refusal('A question is a column and a value, for example --question "Region=West".')
    return Question(column.strip(), value.strip())


def write(path: Path, content: str | bytes) -> None:
    try:
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    except OSError as wrong:
        raise Refusal(f"{path} cannot be written ({wrong.strerror}): choose another place.") from wrong
