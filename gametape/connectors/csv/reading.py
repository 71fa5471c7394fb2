"""A file as rows: one header, then numbered rows of equal width, streaming, and what could not be read and why.

Promise: whatever the bytes are, reading ends with rows or with a `Refusal` that says what to do, and holds no more than
one record of bounded length at a time. Rows are numbered as a spreadsheet shows them: the first is 1.
"""

from __future__ import annotations

import csv
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from gametape.common.refusal import Refusal
from gametape.connectors.csv import decoding, workbooks

DELIMITERS = ",;\t|"
MOST_COLUMNS = 2000
MOST_BROKEN = 10_000
LONGEST_CELL = 256 * 1024
LONGEST_RECORD = 500  # lines; a quote that stays open longer than that was never meant as one
PREAMBLE = 15  # a report may open with its title and date; the names stand within so many rows

OPEN_QUOTE = "a quote is opened in this row and never closed, or the file is cut short in it"
CUT_SHORT = "the file is cut short in this row"

csv.field_size_limit(LONGEST_CELL)

Row = tuple[int, list[str]]
Broken = list[tuple[int, str]]


@dataclass
class Table:
    """A file that is a table. `rows()` can be walked more than once; each walk fills `broken` anew."""

    path: Path
    header: list[str]
    header_row: int = 1
    delimiter: str = ","
    encoding: str = "utf-8"
    notes: list[str] = field(default_factory=list)
    broken: Broken = field(default_factory=list)
    sheet: IO[bytes] | None = None

    def rows(self) -> Iterator[Row]:
        """(number, cells) of every row below the header, cells as many as the header has."""
        self.broken.clear()
        with closing(decoding.open_bytes(Path(self.sheet.name) if self.sheet else self.path)) as raw:
            records = _records(decoding.lines_of(raw, self.encoding), self.delimiter, self.broken)
            yield from _fitted(records, len(self.header), self.header_row, self.broken)


def open_table(path: Path | str) -> Table:
    """Look at the first 64 KiB and say how the rest is to be read. `Refusal` where it is no table."""
    path = Path(path)
    sample = decoding.sample_of(path)
    if sample.startswith(decoding.WORKBOOK):
        sheet, notes = workbooks.first_sheet(path)
        text = decoding.sample_of(Path(sheet.name)).decode("utf-8", "ignore")
        return _described(Table(path, [], sheet=sheet, notes=notes), text, delimiters=",")
    encoding = decoding.encoding_of(sample)
    text = sample.decode(encoding, decoding.errors_of(encoding)).removeprefix("\ufeff").replace("\x00", "")
    return _described(Table(path, [], encoding=encoding), text, delimiters=DELIMITERS)


def _described(table: Table, text: str, *, delimiters: str) -> Table:
    lines = _lines(text)
    table.delimiter = _declared_delimiter(lines) or _delimiter(lines, delimiters)
    records = [cells for _, cells, _ in _records(iter(lines), table.delimiter, [])][:200]
    widths = Counter(len(_trimmed(cells)) for cells in records if len(_trimmed(cells)) > 1)
    _refuse_no_table(widths, records)
    common = max(widths, key=lambda width: (widths[width], width))
    table.header_row, names = _header(records, common)
    table.header = _unique(names[: max(len(_trimmed(names)), *widths)])
    return table


def _lines(text: str) -> list[str]:
    """Whole lines only: the sample may end within one. Split where the file is split, at line ends and nowhere else."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if len(lines) > 2 and len(text) >= decoding.SAMPLE // 4:
        lines.pop()
    return [line + "\n" for line in lines]


def _declared_delimiter(lines: list[str]) -> str:
    first = lines[0].rstrip("\n").lower()
    return first[4] if first.startswith("sep=") and len(first) == 5 else ""


def _delimiter(lines: list[str], candidates: str) -> str:
    """The one that cuts most rows into the same number of cells, more than one."""
    return max(candidates, key=lambda mark: (_evenness(lines[:200], mark), -candidates.index(mark)))


def _evenness(lines: list[str], mark: str) -> float:
    widths = Counter(len(cells) for _, cells, _ in _records(iter(lines), mark, []) if any(cells))
    widths.pop(1, None)
    if not widths:
        return 0.0
    width, rows = max(widths.items(), key=lambda item: (item[1], item[0]))
    return rows / len(lines) + min(width, 50) / 100


def _refuse_no_table(widths: Counter[int], records: list[list[str]]) -> None:
    if not widths:
        first = next((cells[0] for cells in records if cells), "")[:60]
        raise Refusal(
            f"Only one column was found (it begins with {first!r}). Columns have to be parted by a comma, a semicolon, "
            "a tab or a | sign: export the file again as CSV with commas."
        )
    if max(widths) > MOST_COLUMNS:
        raise Refusal(
            f"This file has {max(widths):,} columns. Export it with the columns of a deal only: name, stage, amount, "
            "dates, owner."
        )


def _header(records: list[list[str]], width: int) -> tuple[int, list[str]]:
    """The first row that fills most of the columns: titles and dates above it are passed over."""
    for number, cells in enumerate(records[:PREAMBLE], start=1):
        if sum(1 for cell in cells if cell.strip()) >= max(2, width * 0.6):
            return number, cells
    return 1, records[0]


def _unique(names: list[str]) -> list[str]:
    taken: set[str] = set()
    unique: list[str] = []
    for place, given in enumerate(names, start=1):
        name = plain = " ".join(given.split())[:120] or f"Column {place}"
        again = 1
        while name in taken:
            again += 1
            name = f"{plain} ({again})"
        taken.add(name)
        unique.append(name)
    return unique


def _trimmed(cells: list[str]) -> list[str]:
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return cells[:end]


def _fitted(
    records: Iterator[tuple[int, list[str], bool]], width: int, header_row: int, broken: Broken
) -> Iterator[Row]:
    """Rows of exactly `width` cells. Empty rows are passed over; rows too long, or cut off, are left out and named."""
    some_are_short = False
    for number, cells, doubtful in records:
        if number <= header_row or not any(cells):
            continue
        if len(cells) == width:
            yield number, cells
        elif len(cells) < width and doubtful and not some_are_short:
            broken.append((number, CUT_SHORT))
        elif len(cells) < width:
            some_are_short = True
            yield number, cells + [""] * (width - len(cells))
        elif len(kept := _trimmed(cells)) <= width:
            yield number, kept + [""] * (width - len(kept))
        else:
            broken.append(
                (number, f"{len(kept)} cells where the header has {width}: a comma inside a cell needs quotes")
            )
        _refuse_ruins(broken)


def _refuse_ruins(broken: Broken) -> None:
    if len(broken) > MOST_BROKEN:
        row, why = broken[0]
        raise Refusal(
            f"More than {MOST_BROKEN:,} rows cannot be read. The first is {row}: {why}. Export the file again."
        )


def _records(lines: Iterator[str], delimiter: str, broken: Broken) -> Iterator[tuple[int, list[str], bool]]:
    """(number, cells, doubtful) by the csv module, which is made to survive an open quote and a file cut short.

    Doubtful are the last row where no line end follows it, and rows that an open quote had swallowed.
    """
    source = _Source(lines)
    reader = csv.reader(source, delimiter=delimiter)
    number = 0
    while True:
        source.taken.clear()
        number += 1
        try:
            cells = next(reader)
            if not source.ended:
                yield number, cells, source.doubtful
                continue
        except StopIteration:
            return
        except (EOFError, zlib.error, OSError):
            broken.append((number, CUT_SHORT))
            return
        except csv.Error:
            source.ended = False
        broken.append((number, OPEN_QUOTE))
        _refuse_ruins(broken)
        source.give_back()
        reader = csv.reader(source, delimiter=delimiter)


class _Source:
    """Lines for the csv reader, remembering those of the present record so that they can be given back."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.lines = lines
        self.taken: list[str] = []
        self.waiting: list[str] = []
        self.ended = False
        self.doubtful = False

    def __iter__(self) -> _Source:
        return self

    def __next__(self) -> str:
        if len(self.taken) > LONGEST_RECORD:
            raise csv.Error("a quote stays open")
        line = self.waiting.pop() if self.waiting else next(self.lines, None)
        if line is None:
            self.ended = True
            raise StopIteration
        self.doubtful = bool(self.waiting) or line[-1:] not in "\r\n"
        self.taken.append(line)
        return line

    def give_back(self) -> None:
        """All lines of the broken record but its first."""
        self.waiting.extend(reversed(self.taken[1:]))
        self.ended = False
