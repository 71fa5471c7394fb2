"""What the commands share: a refusal is a sentence and exit code 1, never a stack of calls."""

from __future__ import annotations

import sys
from abc import abstractmethod
from argparse import SUPPRESS, ArgumentParser, HelpFormatter
from typing import Any

from django.core.management.base import BaseCommand

from gametape.common.refusal import Refusal
from gametape.project import keeping

OF_THE_FRAMEWORK = {
    "--version",
    "--settings",
    "--pythonpath",
    "--no-color",
    "--force-color",
    "--skip-checks",
    "-v",
    "--verbosity",
    "--traceback",
}


class Telling(BaseCommand):
    """A command for people. `tell` does the work and returns the exit code (None is 0)."""

    requires_system_checks: list[str] = []
    mends = False  # may run while a restore is half done

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        parser = super().create_parser(prog_name, subcommand, formatter_class=HelpFormatter, **kwargs)
        parser.prog = f"gametape {subcommand}"
        _hide(parser)
        return parser

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if not self.mends and keeping.note().exists():
                raise Refusal("A restore was cut off half way. Run `gametape restore FILE --yes` again, to its end.")
            code = self.tell(**options)
        except Refusal as refusal:
            self.stderr.write(refusal.say)
            sys.exit(1)
        if code:
            sys.exit(code)

    @abstractmethod
    def tell(self, **options: Any) -> int | None:
        """Do it, print what a person wants to know, and return the exit code."""


def _hide(parser: ArgumentParser) -> None:
    """The framework's own options stay usable and out of the way."""
    for action in parser._actions:
        if set(action.option_strings) & OF_THE_FRAMEWORK:
            action.help = SUPPRESS
