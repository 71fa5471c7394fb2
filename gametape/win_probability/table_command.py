"""One row a deal: who buys, how well the columns tell, which of them were filled in late."""

from __future__ import annotations

import argparse
from typing import TextIO


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("events", metavar="EVENTS", help="CSV, CSV.gz or Parquet, one row an event")


def run(args: argparse.Namespace, stdin: TextIO, stdout: TextIO) -> int:
    raise NotImplementedError
