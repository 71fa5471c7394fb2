"""`gametape win-probability fit | score | table`: the chance of a deal from files, without a database."""

from __future__ import annotations

import argparse
from typing import TextIO

from gametape.win_probability import fit_command, score_command, table_command

_WORDS = {
    "fit": (fit_command, "learn from closed deals, and save the model as text"),
    "score": (score_command, "the chance after every row of a log of events"),
    "table": (table_command, "one row a deal: who buys, how well the columns tell, which of them were filled in late"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    words = parser.add_subparsers(dest="word", required=True, metavar="fit | score | table")
    for word, (module, told) in _WORDS.items():
        module.add_arguments(words.add_parser(word, help=told, description=module.__doc__))


def run(args: argparse.Namespace, stdin: TextIO, stdout: TextIO) -> int:
    """The exit code. Raises Refusal for what a person can mend."""
    return _WORDS[args.word][0].run(args, stdin, stdout)
