"""Learn from closed deals, and save the model as text."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TextIO

from gametape.common.refusal import Refusal
from gametape.win_probability.estimating import BASE_RATE, FEW
from gametape.win_probability.event_options import add_columns, columns_of
from gametape.win_probability.fitting import fitted
from gametape.win_probability.model import Model
from gametape.win_probability.reading_events import Events

COLUMNS = "columns.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_columns(parser)
    parser.add_argument("--outcome", required=True, metavar="COL", help="how the deal ended; empty while it is open")
    parser.add_argument("--won", required=True, metavar="VALUE", help="the outcome that is a won deal")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="same log and seed, same model")


def run(args: argparse.Namespace, stdin: TextIO, stdout: TextIO) -> int:
    """Fits, saves and tells in a few lines what was found."""
    columns = columns_of(args)
    model = fitted(Events(Path(args.events), columns).whole(), seed=args.seed)
    folder = Path(args.model)
    try:
        model.save(folder)
        names = {"case": columns.case, "at": columns.at, "activity": columns.activity, "resource": columns.resource}
        (folder / COLUMNS).write_text(json.dumps(names | {"attributes": list(columns.attributes)}), encoding="utf-8")
    except OSError as error:
        raise Refusal(f"The model cannot be written to {folder}: {error.strerror}. Name another folder.") from error
    stdout.write(told(model))
    return 0


def told(model: Model) -> str:
    facts, newest = model.facts, model.facts["newest"]
    lines = [f"{model.n_cases} closed deals, {model.n_won} won: {model.kind}, version {model.version}."]
    lines.append(
        f"Out of fold, {facts['moments']} moments: AUC {facts['auc']:.3f}, log-loss {facts['log_loss']:.3f} "
        f"(base rate {facts['base_log_loss']:.3f}), ECE {facts['ece']:.3f}."
    )
    if not facts["tells"]:
        lines.append("These records do not tell who buys: the chances are no better than the base rate.")
    if model.kind == BASE_RATE:
        lines.append(
            f"Fewer than {FEW} closed deals: low and high say how unsure the share won is. The chance of one deal may lie far "
            "outside of them."
        )
    if newest:
        lines.append(
            f"Fitted on the older and judged on the newest {newest['deals']} deals: AUC {newest['auc']:.3f}, "
            f"log-loss {newest['log_loss']:.3f}."
        )
    if newest and newest["moved"]:
        lines.append(f"The share won moved: {newest['before']:.0%} before, {newest['now']:.0%} in the newest part.")
    return "\n".join(lines) + "\n"
