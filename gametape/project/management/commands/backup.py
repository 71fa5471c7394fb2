"""gametape backup"""

from __future__ import annotations

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from gametape.common.refusal import Refusal
from gametape.project import keeping
from gametape.project.telling import Telling


class Command(Telling):
    help = "All data in one file: database, keys, uploads. Encrypted when GAMETAPE_BACKUP_PASSPHRASE is set."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="where to write it; an existing file is refused")

    def tell(self, **options: Any) -> int | None:
        target = Path(options["file"])
        if target.exists():
            raise Refusal(f"{target} is there already. Name a new file, so that no backup is lost.")
        passphrase = os.environ.get("GAMETAPE_BACKUP_PASSPHRASE", "")
        size = keeping.backup(target, passphrase=passphrase)
        how = "encrypted" if passphrase else "not encrypted; keep it where only you can read it"
        self.stdout.write(f"{target}: {size:,} bytes, {how}.")
        return 0
