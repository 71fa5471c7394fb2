"""gametape serve"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command

from gametape.project import serving, surroundings
from gametape.project.telling import Telling


class Command(Telling):
    help = "Serve the pages, with the worker beside them, until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--bind", default=surroundings.bind(), help="address:port (default: %(default)s, GAMETAPE_BIND)"
        )
        parser.add_argument("--web-only", action="store_true", help="without the worker; run `gametape work` beside it")

    def tell(self, **options: Any) -> int | None:
        call_command("migrate", verbosity=0, interactive=False)
        self.stdout.write(
            f"gametape is at {surroundings.public_url() or 'http://' + options['bind']}/  (Ctrl-C stops it)"
        )
        serving.serve(bind=options["bind"], web_only=options["web_only"])
        return 0
