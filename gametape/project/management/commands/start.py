"""gametape start"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command

from gametape.common.refusal import Refusal
from gametape.connectors.csv import command as importing
from gametape.people import inviting
from gametape.people.models import Store
from gametape.project import season, serving, surroundings
from gametape.project.telling import Telling


class Command(Telling):
    help = "Everything at once. Without a file: the demo season. With one: your own deals. Then serve."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", help="your deals, CSV or XLSX, as your CRM exports them")
        parser.add_argument("--store", default="", help="what your store is called")
        parser.add_argument(
            "--bind", default=surroundings.bind(), help="address:port (default: %(default)s, GAMETAPE_BIND)"
        )
        parser.add_argument("--no-serve", action="store_true", help="set everything up, print where, and stop")

    def tell(self, **options: Any) -> int | None:
        file = Path(options["file"]) if options["file"] else None
        if file is not None and not file.is_file():
            raise Refusal(f"There is no file {file}. Give the path of your export, or nothing for the demo.")
        call_command("migrate", verbosity=0, interactive=False)
        address = surroundings.public_url() or f"http://{options['bind']}"
        if file is None:
            self._demo()
        else:
            self._own(file, options["store"], address)
        if options["no_serve"]:
            return 0
        self.stdout.write(f"Open {address}/  (Ctrl-C stops it; what is saved stays)")
        serving.serve(bind=options["bind"])
        return 0

    def _demo(self) -> None:
        if not Store.objects.exists():
            self.stdout.write("Playing the demo season, a moment …")
            self.stdout.write(str(season.play()))

    def _own(self, file: Path, name: str, address: str) -> None:
        store = self._store(name)
        self.stdout.write(importing.start_summary(store, file))
        link = inviting.first_owner(store)
        if link:
            self.stdout.write(f"You are the owner. Your way in, good for a week: {address}{link}")

    def _store(self, name: str) -> Store:
        """The one of that name, a new one where there is none; without a name the first, which may be new, too."""
        stores = Store.objects.order_by("pk")
        found = stores.filter(name__iexact=name).first() if name else stores.first()
        return found or Store.objects.create(name=name or "Our store")
