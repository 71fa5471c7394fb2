"""gametape import FILE: deals or contacts from CSV or XLSX, .gz too, whatever CRM wrote it."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TextIO

from django.db import transaction

from gametape.common.refusal import Refusal
from gametape.connectors.csv import importing
from gametape.connectors.csv.names import FIELDS
from gametape.connectors.csv.summing_up import start_line, tell
from gametape.deals.models import Batch
from gametape.people.models import Store

FIRST_STORE = "Our store"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", help="CSV, TSV, XLSX, XLS or ODS, as the CRM exports it; .gz is read too")
    parser.add_argument("--preview", action="store_true", help="say what would happen and write nothing")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
    parser.add_argument("--store", default="", help="the store's name, where there are several")
    parser.add_argument("--kind", choices=["deals", "contacts"], default="", help="overrule what the file looks like")
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="COLUMN=FIELD",
        help=f"overrule one column, again for more; nothing after = leaves it out. Fields: {', '.join(FIELDS)}",
    )


def run(args: Namespace, stdout: TextIO) -> int:
    """Exit code 0; 130 when stopped by Ctrl-C, and then the import can go on. Raises `Refusal` for the person."""
    given = dict(_pair(text) for text in args.map or [])
    store = _store(args.store)
    if args.preview:
        report = _previewed(args, store, given)
    else:
        store = store or Store.objects.create(name=args.store or FIRST_STORE)
        report = _imported(args, store, given)
    stdout.write((json.dumps(report.as_json(), ensure_ascii=False) if args.json else tell(report)) + "\n")
    return 0 if args.preview or (report.batch and report.batch.finished_at) else 130


def _previewed(args: Namespace, store: Store | None, given: dict[str, str]) -> importing.Report:
    if store is not None:
        return importing.preview(importing.look(args.file, store, given=given, kind=args.kind), store)
    with transaction.atomic():  # nobody is here yet: a store for the time of the preview
        store = Store.objects.create(name=args.store or FIRST_STORE)
        report = importing.preview(importing.look(args.file, store, given=given, kind=args.kind), store)
        transaction.set_rollback(True)
    return report


def _imported(args: Namespace, store: Store, given: dict[str, str]) -> importing.Report:
    seen = importing.look(args.file, store, given=given, kind=args.kind)
    batch = importing.begin(seen, store, corrected=given, kind=args.kind)
    shown = _progress(seen.rows) if not args.json and sys.stderr.isatty() else None
    try:
        return importing.carry_on(batch, seen, progress=shown)
    except KeyboardInterrupt:
        importing.pause(batch)
        return importing.Report(importing.told(batch), seen, batch)


def _progress(rows: int) -> importing.Progress:
    def show(batch: Batch) -> None:
        sys.stderr.write(f"\r{min(batch.cursor, rows):,} of {rows:,} rows")
        sys.stderr.flush()

    return show


def start_summary(store: Store, path: Path | str) -> str:
    """Imports one's own export and tells what is there now, in one line. Starting again imports nothing twice."""
    seen = importing.look(path, store)
    report = importing.carry_on(importing.begin(seen, store), seen)
    return start_line(report, store)


def _store(named: str) -> Store | None:
    """The store of that name, or the only one; None where there is none yet."""
    stores = Store.objects.order_by("pk")
    if named:
        found = stores.filter(name__iexact=named).first()
        if found is None and stores.exists():
            raise Refusal(f"There is no store {named!r}. There are: {', '.join(store.name for store in stores)}.")
        return found
    if stores.count() > 1:
        raise Refusal(f"Say which store: --store NAME. There are: {', '.join(store.name for store in stores)}.")
    return stores.first()


def _pair(text: str) -> tuple[str, str]:
    column, equals, wanted = text.rpartition("=")
    if not equals:
        raise Refusal(f'--map {text!r} has no = sign. Write it as --map "Column=field".')
    return column.strip(), wanted.strip()
