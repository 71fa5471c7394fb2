"""Parquet by DuckDB, as text. Imported only when a file is Parquet: the library takes a second to load."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from gametape.common.refusal import Refusal


def rows(path: Path) -> Iterator[list[str]]:
    """The heading, then the rows; nothing is "", times are ISO. Refuses a file that is damaged."""
    try:
        with duckdb.connect() as database:
            found = database.execute("SELECT * FROM read_parquet(?)", [str(path)])
            yield [str(column[0]) for column in found.description or ()]
            while block := found.fetchmany(10_000):
                for row in block:
                    yield ["" if cell is None else str(cell) for cell in row]
    except duckdb.Error:
        raise Refusal(f"“{path.name}” is damaged: it cannot be read as Parquet. Export it once more.") from None
