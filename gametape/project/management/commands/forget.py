"""gametape forget"""

from __future__ import annotations

import json
import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command

from gametape.common.refusal import Refusal
from gametape.people.models import Buyer
from gametape.privacy import copying_out, holding, letting_go, showing, tripping, whose
from gametape.project.telling import Telling


class Command(Telling):
    help = (
        "Forget a buyer, at every store of this installation: rows, words, quotes, drafts, uploads, and the copies a "
        "restore left. Do-not-contact stays. Backups made before still hold them; restored, they are forgotten again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", help="their number or e-mail address, in any spelling")
        parser.add_argument("--name", default="", help="which of several who share it, by first or last name")
        parser.add_argument("--dry-run", action="store_true", help="say what would go and change nothing")
        parser.add_argument(
            "--copy", default="", metavar="FILE", help="write all that is kept to FILE, and forget nothing"
        )
        parser.add_argument("--yes", action="store_true", help="do it")
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output")

    def tell(self, **options: Any) -> int | None:
        call_command("migrate", verbosity=0, interactive=False)
        buyers = self.find(options["address"], options["name"])
        if options["copy"]:
            return self.copy_out(buyers, Path(options["copy"]))
        if options["dry_run"]:
            return self.say(buyers, done=False, as_json=options["json"])
        holding.refuse_held(buyers)
        if not options["yes"]:
            raise Refusal("This cannot be undone. Look with --dry-run first, then run it again with --yes.")
        kept = showing.kinds(buyers)
        act = letting_go.forget(buyers)
        whole = letting_go.finish(act)
        self.say(buyers, done=True, as_json=options["json"], kept=kept)
        if not whole:
            self.stderr.write("Others use the database just now. The worker rewrites the file as soon as they pause.")
        return 0

    def find(self, address: str, name: str) -> list[Buyer]:
        everybody = Buyer.objects.select_related("store")
        found = whose.at(address, everybody)
        if name:
            plain = name.casefold()
            found = [row for row in found if plain in (row.first_name.casefold(), row.last_name.casefold())]
        if not found:
            raise Refusal(f"Nobody is kept under {address}. Try their other number, or their e-mail address.")
        person = whose.one_person(found[0], everybody)
        strangers = {row.pk for row in found} - {row.pk for row in person}
        if strangers:
            named = ", ".join(sorted({f"{row.first_name} {row.last_name}".strip() or row.called for row in found}))
            raise Refusal(f"Several people share {address}: {named}. Say which with --name.")
        return person

    def copy_out(self, buyers: list[Buyer], target: Path) -> int:
        try:
            handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise Refusal(f"{target} could not be written: {error.strerror}. Name a new file.") from None
        with open(handle, "w", encoding="utf-8") as out:
            out.write(copying_out.as_json(copying_out.whole(buyers)))
        for buyer in buyers:
            tripping.tell_of_a_copy("Somebody at the machine", buyer.store, about=str(target)[-40:], buyer=buyer.pk)
        self.stdout.write(
            f"{target} holds all that is kept, but what colleagues wrote for themselves. For the buyer alone."
        )
        return 0

    def say(self, buyers: list[Buyer], *, done: bool, as_json: bool, kept: list[showing.Kept] | None = None) -> int:
        rows = [{"what": one.why, "rows": one.n, "becomes": one.becomes.value} for one in kept or showing.kinds(buyers)]
        if as_json:
            stores = sorted({row.store.name for row in buyers})
            self.stdout.write(json.dumps({"forgotten": done, "people": len(buyers), "stores": stores, "kept": rows}))
            return 0
        self.stdout.write(
            "Forgotten. What stood here:" if done else "This would be forgotten, and nothing was changed:"
        )
        for row in rows:
            number = "any" if row["rows"] is None else row["rows"]
            self.stdout.write(f"  {number!s:>6}  {row['what']}")
        return 0
