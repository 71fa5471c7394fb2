"""A table of deals from CSV, CSV.gz or Parquet: headings and cells as text, or a sentence that says what is wrong."""

from __future__ import annotations

import csv
import gzip
import importlib
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gametape.common.refusal import Refusal

SEPARATORS = ",;\t|"
LONGEST_CELL = 1_000_000


@dataclass(frozen=True)
class Table:
    """Every column has as many cells as there are `rows`; an empty cell is ""."""

    names: tuple[str, ...]
    columns: tuple[list[str], ...]

    @property
    def rows(self) -> int:
        return len(self.columns[0])

    def column(self, name: str) -> list[str]:
        """Refuses a name that is not in the heading."""
        if name not in self.names:
            shown = ", ".join(f"“{one}”" for one in self.names[:12])
            raise Refusal(
                f"There is no column “{name}”. The first columns of this table are {shown}; give one of its columns."
            )
        return self.columns[self.names.index(name)]


def read_table(path: Path) -> Table:
    """The whole table. Refuses what is no table: missing, binary, cut off, a column named twice, rows of other widths."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Refusal(
            f"“{path}” cannot be read ({error.strerror}). Give the path of a CSV, CSV.gz or Parquet file."
        ) from None
    if data[:4] == b"PAR1":
        rows = importlib.import_module("gametape.win_probability.parquet").rows(path)
    else:
        rows = _cells(_text(_unpacked(data, path), path), path)
    return _table(rows, path)


def _unpacked(data: bytes, path: Path) -> bytes:
    if data[:2] != b"\x1f\x8b":
        return data
    try:
        return gzip.decompress(data)
    except (EOFError, OSError, zlib.error):
        raise Refusal(
            f"“{path.name}” is cut off or damaged: it cannot be unpacked to its end. Export it once more."
        ) from None


def _text(data: bytes, path: Path) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _decoded(data, "utf-16", path)
    if b"\0" in data:
        raise Refusal(f"“{path.name}” is no table but a binary file. Export the deals as CSV, CSV.gz or Parquet.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        control = sum(byte < 32 and byte not in (9, 10, 13) for byte in data[:10_000])
        if control > len(data[:10_000]) / 100:
            raise Refusal(
                f"“{path.name}” is no table but a binary file. Export the deals as CSV, CSV.gz or Parquet."
            ) from None
        return data.decode("cp1252", errors="replace")


def _decoded(data: bytes, encoding: str, path: Path) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise Refusal(f"“{path.name}” is no readable text. Export the deals as CSV in UTF-8.") from None


def _cells(text: str, path: Path) -> Iterator[list[str]]:
    heading = text[: text.find("\n")] if "\n" in text else text
    separator = max(SEPARATORS, key=heading.count)
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield row
    except csv.Error as error:
        raise Refusal(
            f"Line {reader.line_num} of “{path.name}” is no CSV ({error}). Mend it or export the deals once more."
        ) from None


def _table(rows: Iterator[list[str]], path: Path) -> Table:
    heading = next(rows, None)
    if heading is None:
        raise Refusal(f"“{path.name}” is empty. Give a table with a heading and one row for each deal.")
    names = tuple(name.strip() or f"column {place}" for place, name in enumerate(heading, start=1))
    twice = next((name for place, name in enumerate(names) if name in names[:place]), None)
    if twice is not None:
        raise Refusal(
            f"The column “{twice}” stands twice in the heading. Rename one of the two, so that each has its own name."
        )
    columns: tuple[list[str], ...] = tuple([] for _ in names)
    for number, row in enumerate(rows, start=2):
        for column, cell in zip(columns, _fitted(row, len(names), number), strict=True):
            column.append(cell.strip())
    if not columns[0]:
        raise Refusal(f"“{path.name}” has a heading and no deals. Give a table with one row for each deal.")
    return Table(names, columns)


def _fitted(row: list[str], width: int, number: int) -> list[str]:
    """Empty cells at the end may be missing or too many, as some exports have it; anything else has slipped."""
    if len(row) > width and not any(cell.strip() for cell in row[width:]):
        return row[:width]
    if len(row) != width:
        raise Refusal(
            f"Row {number} has {len(row)} cells and the heading has {width}. Mend that row, or export the deals once more."
        )
    return row
