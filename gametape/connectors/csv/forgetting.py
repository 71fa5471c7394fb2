"""What becomes of the tables of this room when a buyer is forgotten, and of the files that were brought."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from django.conf import settings

from gametape.common.erasing import Traces
from gametape.common.forgetting import Decision, Table, declare, sweep
from gametape.common.refusal import Refusal
from gametape.connectors.csv import decoding
from gametape.connectors.csv.models import BroughtFile, RememberedColumns

declare(
    Table(
        model=BroughtFile,
        decision=Decision.BLANK,
        why="What the preview of an import showed. The name is taken out of it.",
        store="store",
        scrub=("name", "given", "told"),
        coded=("path", "kind"),
    ),
    Table(
        model=RememberedColumns,
        decision=Decision.BLANK,
        why="Which column of a file holds what. A file without headings may have had a name there; it is taken out.",
        store="store",
        scrub=("mapping",),
        coded=("header_hash", "kind"),
    ),
)


@sweep
def put_away_files_that_hold(traces: Traces) -> int:
    """Every upload in which this person stands goes as a whole: rewritten it would be another file than the one that was
    looked at, and an import that is half way refuses such a one. What was brought and not begun is put away with it; an
    import on its way stops and says that its file is gone."""
    folder = Path(settings.UPLOADS)
    found = [path for path in sorted(folder.glob("*")) if path.is_file() and _holds(path, traces)]
    for path in found:
        BroughtFile.objects.filter(path__endswith=path.name, batch=None).delete()
        path.unlink(missing_ok=True)
    return len(found)


def _holds(path: Path, traces: Traces) -> bool:
    """What cannot be read through counts as holding them."""
    try:
        return any(traces.reach([line]) for line in _lines(path))
    except (Refusal, OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError):
        return True


def _lines(path: Path) -> Iterator[str]:
    if not path.stat().st_size:
        return
    sample = decoding.sample_of(path)
    if sample.startswith(decoding.WORKBOOK):
        yield from _parts(path)
        return
    with closing(decoding.open_bytes(path)) as raw:
        yield from decoding.lines_of(raw, decoding.encoding_of(sample))


def _parts(path: Path) -> Iterator[str]:
    """A workbook's parts, each as one text: every sheet counts, also those an import leaves alone."""
    with zipfile.ZipFile(path) as parts:
        for name in parts.namelist():
            yield parts.read(name).decode("utf-8", "replace")
