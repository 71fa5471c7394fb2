"""The options that `fit` and `score` share: which column is which."""

from __future__ import annotations

import argparse

from gametape.win_probability.reading_events import Columns


def add_columns(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("events", metavar="EVENTS", help="CSV, CSV.gz or Parquet, one row an event")
    parser.add_argument("--model", required=True, metavar="DIR", help="the folder of the model")
    for name, told in (("case", "deal"), ("at", "time"), ("activity", "activity")):
        parser.add_argument(f"--{name}", metavar="COL", default=None, help=f"the column of the {told}; usually {name}")
    parser.add_argument("--resource", metavar="COL", help="who did it; only whether hands changed is looked at")
    parser.add_argument("--attributes", metavar="COL,...", help="columns known when the deal was opened")


def columns_of(args: argparse.Namespace, kept: dict[str, str | list[str]] | None = None) -> Columns:
    """What was said, then what the model was fitted with, then the plain names."""
    kept = kept or {}
    attributes = args.attributes.split(",") if args.attributes else list(kept.get("attributes", []))
    return Columns(
        case=str(args.case or kept.get("case", "case")),
        at=str(args.at or kept.get("at", "at")),
        activity=str(args.activity or kept.get("activity", "activity")),
        resource=args.resource or str(kept.get("resource") or "") or None,
        attributes=[name.strip() for name in attributes if name.strip()],
        outcome=getattr(args, "outcome", None),
        won=getattr(args, "won", None),
    )
