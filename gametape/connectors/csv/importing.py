"""A file into a store: look, preview, import in short chunks, go on after a kill, tell what happened."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from gametape.common.clock import now
from gametape.common.refusal import Refusal
from gametape.connectors.csv import decoding
from gametape.connectors.csv.cutting import pieces, pieces_from_apart, pieces_one_by_one
from gametape.connectors.csv.reading import open_table
from gametape.connectors.csv.remembering import remember, remembered
from gametape.connectors.csv.shaping import Ways
from gametape.connectors.csv.surveying import Survey, survey
from gametape.deals.arrivals import Tally
from gametape.deals.arriving import Arrival, finish
from gametape.deals.landing import many_rows
from gametape.deals.models import Batch
from gametape.people.models import Store, User

SOURCES = {"plain": "file", "dealer": "file"}  # other families keep their name, so that an API finds the same deals
WORTH_A_PROCESS = 20_000  # rows; below, starting another Python takes longer than it saves
Progress = Callable[[Batch], None]


@dataclass
class Report:
    """What a preview or an import says. `tally` counts; `seen` names the columns."""

    tally: Tally
    seen: Survey
    batch: Batch | None = None

    def as_json(self) -> dict[str, Any]:
        told: dict[str, Any] = {
            "created": self.tally.created,
            "updated": self.tally.updated,
            "unchanged": self.tally.unchanged,
            "left_out": [{"row": row, "why": why} for row, why in sorted(self.tally.reasons)],
            "dropped_columns": [{"column": column, "why": why} for column, why in self.seen.dropped.items()],
            "mapping": self.seen.found.mapping,
            "kept_columns": [one.name for one in self.seen.conditions],
            "left_out_count": self.tally.left_out,
            "junk": self.tally.junk,
            "redacted": self.tally.redacted,
            "kind": self.seen.found.kind,
            "recognised": self.seen.found.crm,
            "notes": self.seen.notes,
        }
        return told | ({"batch": self.batch.pk, "finished": self.batch.finished_at is not None} if self.batch else {})


def look(path: Path | str, store: Store, *, given: dict[str, str] | None = None, kind: str = "") -> Survey:
    """Every decision about the file, nothing written. `given` (column -> field) overrules; else what was remembered."""
    table = open_table(path)
    if not given and not kind:
        given, kind = remembered(store, table.header)
        given = {column: wanted for column, wanted in given.items() if column in table.header}
    return survey(table, country=store.country, given=given, kind=kind)


def preview(seen: Survey, store: Store, *, until: datetime | None = None) -> Report:
    """What an import would do, counted without writing; on the rows it reaches `until` then, and said so."""
    arrival = Arrival(Batch(store=store, source=source_of(seen), what=seen.found.kind))
    total = Tally()
    for upto, rows, tally in pieces(seen, ways_of(store)):
        _weigh(arrival, rows, tally)
        total.add(tally)
        if until is not None and now() >= until:
            seen.notes.append(f"Counted on the first {upto - seen.table.header_row - 1:,} of {seen.rows:,} rows.")
            break
    return Report(total, seen)


def begin(
    seen: Survey,
    store: Store,
    *,
    by: User | None = None,
    corrected: dict[str, str] | None = None,
    kind: str = "",
    name: str = "",
) -> Batch:
    """A batch for this file: the unfinished one of the same file, to go on, or a new one."""
    digest = sha256_of(seen.table.path)
    same = Batch.objects.filter(store=store, file_sha256=digest, what=seen.found.kind, undone_at=None)
    started = same.filter(finished_at=None).order_by("-pk").first()
    remember(store, seen.table.header, corrected or {}, kind)
    if started is not None and started.mapping == seen.found.mapping:
        _wait_for_its_turn(started)
        if started.finished_at is None:
            started.choices.pop("paused", None)
            started.save(update_fields=["choices"])
            return started
    return Batch.objects.create(
        store=store,
        by=by,
        source=source_of(seen),
        what=seen.found.kind,
        file_name=(name or seen.table.path.name)[:200],
        file_path=str(seen.table.path.resolve())[:400],
        file_sha256=digest,
        mapping=seen.found.mapping,
        choices={"kind": kind, "given": corrected or {}, "rows": seen.rows, "crm": seen.found.crm, "dropped": seen.dropped, "notes": seen.notes[:20], "kept": [one.name for one in seen.conditions]},
    )  # fmt: skip


def carry_on(
    batch: Batch, seen: Survey | None = None, *, progress: Progress | None = None, until: datetime | None = None
) -> Report:
    """Import from the batch's cursor to the end of the file, or until a time. Short transactions, safe to kill."""
    seen = seen or survey_again(batch)
    arrival = Arrival(batch)
    long = seen.rows - batch.cursor > WORTH_A_PROCESS
    with many_rows() if long else nullcontext():
        for some in (pieces_from_apart if long else pieces_one_by_one)(seen, ways_of(batch.store), start=batch.cursor):
            _take_in(arrival, some)
            if progress:
                progress(batch)
            if until is not None and now() >= until:
                return Report(told(batch), seen, batch)
    finish(batch)
    put_away(batch)
    return Report(told(batch), seen, batch)


def put_away(batch: Batch) -> None:
    """An upload of ours goes when its rows are in; a file of somebody's own stays where it is."""
    path = Path(batch.file_path)
    if Path(settings.UPLOADS).resolve() in path.resolve().parents:
        path.unlink(missing_ok=True)


def pause(batch: Batch) -> None:
    """Somebody stopped it by hand: it goes on when they import the file again, and not by itself."""
    batch.refresh_from_db()
    batch.choices["paused"] = True
    batch.leased_until = None
    batch.save(update_fields=["choices", "leased_until"])


def survey_again(batch: Batch) -> Survey:
    """The survey of a batch that somebody began: the same file, the same columns."""
    path = Path(batch.file_path)
    if not path.exists():
        raise Refusal(
            f"The file {batch.file_name} is gone, so this import cannot go on. Undo it, or import the file again."
        )
    if sha256_of(path) != batch.file_sha256:
        raise Refusal(
            f"The file {batch.file_name} has changed since this import began. Undo it and import the new file."
        )
    given = {column: batch.mapping.get(column, "") for column in open_table(path).header}
    kept = batch.choices.get("kept", ())
    return survey(open_table(path), country=batch.store.country, given=given, kind=batch.what, kept=kept)


def told(batch: Batch) -> Tally:
    """What the batch says of itself, all runs together."""
    counts = {
        name: batch.counts.get(name, 0) for name in ("created", "updated", "unchanged", "junk", "left_out", "redacted")
    }
    return Tally(**counts, reasons=[(one["row"], one["why"]) for one in batch.left_out])


def _take_in(arrival: Arrival, some: list[tuple[int, list[Any], Tally]]) -> None:
    if arrival.batch.what == "contacts":
        for upto, rows, tally in some:
            arrival.take_in_contacts(rows, upto=upto, tally=tally)
    else:
        arrival.take_in(some)


def _weigh(arrival: Arrival, rows: list[Any], tally: Tally) -> None:
    if arrival.batch.what == "contacts":
        arrival.weigh_contacts(rows, tally)
    else:
        arrival.weigh(rows, tally)


def _wait_for_its_turn(batch: Batch) -> None:
    """A killed import keeps its lease for some seconds; a living one goes on renewing it, and is left alone."""
    renewed = 0
    lease = batch.leased_until
    while batch.finished_at is None and batch.leased_until and batch.leased_until > now():
        time.sleep(0.2)
        batch.refresh_from_db()
        renewed += batch.leased_until != lease
        lease = batch.leased_until
        if renewed > 1 and batch.finished_at is None:
            raise Refusal(
                "This very file is being imported at this moment. Wait until that is done; it needs no second time."
            )


def ways_of(store: Store) -> Ways:
    floor = store.kind == Store.Kind.RETAIL
    return Ways(zone=store.zone, country=store.country, currency=store.currency, takes_inquiries=floor)


def source_of(seen: Survey) -> str:
    return SOURCES.get(seen.found.crm, seen.found.crm)


def sha256_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as raw:
        while block := raw.read(decoding.SAMPLE * 16):
            digest.update(block)
    return digest.hexdigest()
