"""gametape import"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from typing import Any

from django.core.management import call_command

from gametape.connectors.csv import command
from gametape.project.telling import Telling


class Command(Telling):
    help = (
        "Take in deals or contacts from CSV or XLSX (.gz too). Columns are recognised; --preview shows before it does."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        command.add_arguments(parser)

    def tell(self, **options: Any) -> int | None:
        call_command("migrate", verbosity=0, interactive=False)
        return command.run(Namespace(**options), sys.stdout)
