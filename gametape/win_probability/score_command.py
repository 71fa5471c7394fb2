"""The chance after every row of a log of events: case,n,at,probability,low,high."""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

import numpy as np

from gametape.common.refusal import Refusal
from gametape.win_probability.chances import chances
from gametape.win_probability.event_options import add_columns, columns_of
from gametape.win_probability.fit_command import COLUMNS
from gametape.win_probability.model import Model
from gametape.win_probability.reading_events import Events
from gametape.win_probability.workload import EMPTY, Workload, workload

HEADER = ("case", "n", "at", "probability", "low", "high")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_columns(parser)
    parser.add_argument("--out", required=True, metavar="FILE", help="the CSV to write")


def run(args: argparse.Namespace, stdin: TextIO, stdout: TextIO) -> int:
    """Two passes: what else was going on at the time, then the chances, a piece of the log at a time."""
    folder, out = Path(args.model), Path(args.out)
    model = Model.load(folder)
    events = Events(Path(args.events), columns_of(args, kept(folder)))
    unknown = not_learned(events, model)
    around = model.around(workload_of(events, model))
    whole, count = out.with_name(out.name + ".new"), 0
    try:
        with whole.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(HEADER)
            for rows in scored(events, model, around):
                writer.writerows(rows)
                count += len(rows)
        whole.replace(out)
    except OSError as error:
        raise Refusal(f"The chances cannot be written to {out}: {error.strerror}. Name another file.") from error
    stdout.write(f"{count} rows in {out}.\n{unknown}")
    return 0


def not_learned(events: Events, model: Model) -> str:
    """A sentence about steps the model does not know; they are moments like any. Refuses a log in which all are unknown:
    that is another log, or another column."""
    kinds, known = events.kinds(), {*model.encoding.activities, *model.deciding.counts}
    strange = sorted(kinds.keys() - known, key=lambda name: (-kinds[name], name))
    told = ", ".join(f"“{name}”" for name in strange[:5])
    if known and len(strange) == len(kinds):
        learned = ", ".join(f"“{name}”" for name in sorted(known)[:5])
        raise Refusal(
            f"The model knows none of the steps in column “{events.columns.activity}” ({told}); it learned from {learned}. "
            "Name the right column with --activity, or fit a model on such a log."
        )
    rows = sum(kinds[name] for name in strange)
    return f"{rows} of them are of steps the model has not learned from: {told}.\n" if strange else ""


def kept(folder: Path) -> dict[str, str | list[str]]:
    """The names of the columns the model was fitted with; none for a model that came from elsewhere."""
    path = folder / COLUMNS
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


def workload_of(events: Events, model: Model) -> Workload:
    found = EMPTY
    for log in events.pieces():
        found = found.joined(workload(log, model.deciding))
    return found


def scored(events: Events, model: Model, around: Workload) -> Iterator[list[tuple[object, ...]]]:
    for log in events.pieces():
        rows = np.arange(len(log.at))
        told = chances(model, log, rows, log.at, around)
        nth = rows - log.start[:-1][log.case] + 1
        ids = np.repeat(np.array(log.ids, dtype=object), np.diff(log.start))
        columns = [_rounded(column) for column in (told.probability, told.low, told.high)]
        yield list(zip(ids, nth.tolist(), map(_written, log.at.tolist()), *columns, strict=True))


def _rounded(column: np.ndarray) -> list[str]:
    return [f"{value:.6f}" for value in column.tolist()]


def _written(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat()
