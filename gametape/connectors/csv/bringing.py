"""A file a person brings to the page: kept, looked at, corrected, begun, put away."""

from __future__ import annotations

import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from gametape.common.clock import now
from gametape.common.refusal import Refusal
from gametape.connectors.csv import importing
from gametape.connectors.csv.models import BroughtFile
from gametape.connectors.csv.names import FIELDS
from gametape.connectors.csv.remembering import remember
from gametape.deals.models import Batch
from gametape.people.models import Store, User

LARGEST = 1024**3
LOOKING = timedelta(seconds=8)
AT_ONCE = timedelta(seconds=4)  # a small file is in before the page answers; a large one goes to the worker


def bring(store: Store, by: User, upload: UploadedFile | None) -> BroughtFile:
    """Keeps the upload under a name of our own and looks at it. A file that is no list is put away at once."""
    if upload is None:
        raise Refusal("Choose a file first: CSV or XLSX, as your CRM exports it.")
    if (upload.size or 0) > LARGEST:
        raise Refusal(
            "The file is larger than 1 GB. Export it in parts, or import it on the server with gametape import FILE."
        )
    folder = Path(settings.UPLOADS)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / secrets.token_hex(16)
    with path.open("wb") as kept:
        for block in upload.chunks():
            kept.write(block)
    brought = BroughtFile(store=store, by=by, name=(upload.name or "deals")[:200], path=str(path))
    try:
        look_at(brought)
    except Refusal:
        path.unlink(missing_ok=True)
        raise
    return brought


def look_at(brought: BroughtFile) -> None:
    """Recognises, previews and keeps what to show, so that opening the page again costs nothing."""
    seen = importing.look(brought.path, brought.store, given=brought.given, kind=brought.kind)
    report = importing.preview(seen, brought.store, until=now() + LOOKING)
    shown = {column: examples for column, examples in seen.examples.items() if column not in seen.dropped}
    told = report.as_json() | {"rows": seen.rows, "examples": shown, "header": seen.table.header}
    brought.told = told | {"left_out": told["left_out"][:200]}
    brought.save()


def correct(brought: BroughtFile, chosen: dict[str, str], kind: str) -> None:
    """What the person said about the columns, kept for the next file with the same header."""
    refuse_begun(brought)
    unknown = set(chosen.values()) - {""} - set(FIELDS)
    if unknown:
        raise Refusal(f"There is no field {unknown.pop()!r}. Pick one from the list.")
    brought.given, brought.kind = chosen, kind if kind in ("deals", "contacts") else ""
    look_at(brought)
    remember(brought.store, brought.told["header"], brought.given, brought.kind)


def begin(brought: BroughtFile, by: User) -> Batch:
    """Starts the import: a small file is done when this returns, the worker goes on with a large one."""
    refuse_begun(brought)
    seen = importing.look(brought.path, brought.store, given=brought.given, kind=brought.kind)
    batch = importing.begin(seen, brought.store, by=by, corrected=brought.given, kind=brought.kind, name=brought.name)
    brought.batch = batch
    brought.save(update_fields=["batch"])
    importing.carry_on(batch, seen, until=now() + AT_ONCE)
    Batch.objects.filter(pk=batch.pk, finished_at=None).update(leased_until=None)
    return batch


def put_away(brought: BroughtFile) -> None:
    refuse_begun(brought)
    Path(brought.path).unlink(missing_ok=True)
    brought.delete()


def refuse_begun(brought: BroughtFile) -> None:
    if brought.batch_id:
        raise Refusal("This file is already being imported. Open the import to see how far it is.")


def columns_shown(brought: BroughtFile) -> list[dict[str, Any]]:
    """Every column that may come in, those we know first: its examples and what it is taken for."""
    mapping = {**dict.fromkeys(brought.told.get("kept_columns", ()), "condition"), **brought.told["mapping"]}
    rows = [
        {"column": column, "examples": examples, "field": mapping.get(column, ""), "key": f"c{place}"}
        for place, (column, examples) in enumerate(brought.told["examples"].items())
    ]
    return sorted(rows, key=lambda row: not row["field"])
