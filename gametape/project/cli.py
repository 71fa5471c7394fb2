"""The `gametape` command. Each word is a command of its own with its own --help.

`lint` answers without starting the rest, because an editor calls it while somebody types. Such commands stand in ALONE
with the module that answers them; it is imported when it is asked for, for what it stands on may take a second to load.
"""

from __future__ import annotations

import argparse
import importlib
import os
import select
import sys
from collections.abc import Sequence

from django.core.management import execute_from_command_line

from gametape.common.refusal import Refusal

COMMANDS = {
    "start": "everything at once: the demo season, or with a file your own deals; then serve",
    "serve": "the pages, and the worker beside them",
    "work": "only the worker: reads answers, sends alerts, goes on with imports",
    "demo": "make the demo season anew",
    "import": "take in deals or contacts from CSV or XLSX",
    "lint": "check the words of a message, read from standard input",
    "listen": "turn a recording into who said what, and name what could not be heard",
    "measure": "what happened in a conversation, from its transcript: shares, questions, pauses",
    "read": "suggest the reasons a buyer's answer gives, each under its words",
    "invite": "a link that lets somebody in, or back in",
    "doctor": "look whether everything is as it should be",
    "patterns": "under which conditions more deals are lost than elsewhere, and whether that is more than luck",
    "win-probability": "fit and score the chance of a deal, from a log of events or a table of deals",
    "backup": "all data in one file, encrypted when a passphrase is given",
    "restore": "put a backup back",
    "forget": "a buyer asks to be forgotten: everywhere, for good",
}
# Each has `add_arguments(parser)` and `run(args, stdin, stdout) -> exit code`, raises `Refusal` for what a person can
# mend, and needs no database.
ALONE = {
    "lint": "gametape.ask.linting.command",
    "listen": "gametape.speech.command",
    "measure": "gametape.tape.command",
    "read": "gametape.reasons.reading.command",
    "patterns": "gametape.patterns.command",
    "win-probability": "gametape.win_probability.command",
}
WITH_A_VALUE = ("--bind", "--store", "--settings", "--pythonpath", "--verbosity", "-v")
FOR_DJANGO = {"migrate", "makemigrations", "check", "shell", "dbshell"}


def main(argv: Sequence[str] | None = None) -> int:
    """The exit code: 0 done, 1 refused with a sentence, 2 not understood, 130 stopped by Ctrl-C, 141 when whoever read
    what is printed (`| head`) has seen enough."""
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        code = answered(words)
        sys.stdout.flush()
    except BrokenPipeError:
        if not nobody_reads():
            raise
        return 141
    return code


def nobody_reads() -> bool:
    """Whether it was our own output that broke, and not, say, the connection to a mail server. What waits to be printed
    goes nowhere then, so that Python does not complain of it once more at its end."""
    asked = select.poll()
    asked.register(sys.stdout.fileno(), 0)  # an error and a reader who left are told without being asked for
    if not any(told & (select.POLLERR | select.POLLHUP) for _, told in asked.poll(0)):
        return False
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return True


def answered(words: list[str]) -> int:
    if not words or words[0] in {"-h", "--help", "help"}:
        print(overview())
        return 0
    if words[0] in ALONE:
        return alone(words[0], words[1:])
    if words[0] not in COMMANDS and words[0] not in FOR_DJANGO:
        print(f"gametape: there is no command “{words[0]}”. Run gametape --help for the list.", file=sys.stderr)
        return 2
    return run(words)


def run(words: list[str]) -> int:
    if is_demo(words):
        os.environ["GAMETAPE_DEMO"] = "1"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gametape.project.settings")
    try:
        execute_from_command_line(["gametape", *words])
    except KeyboardInterrupt:
        print("\nStopped. Nothing that was saved is lost.", file=sys.stderr)
        return 130
    return 0


def is_demo(words: list[str]) -> bool:
    """`demo`, and `start` without a file, live in the demo's own folder, whatever other options are given."""
    if words[0] != "start":
        return words[0] == "demo"
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("file", nargs="?")
    for option in WITH_A_VALUE:
        parser.add_argument(option)
    return parser.parse_known_args(words[1:])[0].file is None


def alone(name: str, words: list[str]) -> int:
    module = importlib.import_module(ALONE[name])
    parser = argparse.ArgumentParser(prog=f"gametape {name}", description=module.__doc__)
    module.add_arguments(parser)
    try:
        return int(module.run(parser.parse_args(words), sys.stdin, sys.stdout))
    except Refusal as refusal:
        print(f"gametape {name}: {refusal}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130


def overview() -> str:
    shown = [f"  {name:<15} {what}" for name, what in COMMANDS.items() if what]
    lines = [
        "gametape: ask the buyer what you missed, look at the tape, get on to the next one.",
        "",
        "usage: gametape COMMAND [...]",
        "",
        *shown,
        "",
        "gametape COMMAND --help tells more. Settings are environment variables, see docs/running.md.",
    ]
    return "\n".join(lines)
