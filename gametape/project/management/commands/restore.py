"""gametape restore"""

from __future__ import annotations

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from gametape.common.refusal import Refusal
from gametape.project import keeping
from gametape.project.telling import Telling


class Command(Telling):
    mends = True
    help = "Put a backup back over what is here, keys and uploads included. Stop `gametape serve` first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file")
        parser.add_argument("--yes", action="store_true", help="replace what is here")

    def tell(self, **options: Any) -> int | None:
        source = Path(options["file"])
        if not source.is_file():
            raise Refusal(f"There is no file {source}. Give the path of a backup.")
        if not options["yes"]:
            raise Refusal("This replaces everything that is here. Stop `gametape serve`, then run it again with --yes.")
        keeping.restore(source, passphrase=os.environ.get("GAMETAPE_BACKUP_PASSPHRASE", ""))
        self.stdout.write(
            f"{source} is back. What was here before lies beside it, under names that end in .before-restore; delete it when "
            "you are sure. Start `gametape serve` again."
        )
        return 0
