"""XLSX, XLS and ODS: the first sheet that has rows, as CSV in a temporary file.

A workbook is a zip, and a small one can unpack to terabytes; a sheet may also claim a cell in its last corner and make
a reader allocate the whole plane. So the zip is measured first, by unpacking it and counting, and the sheet is read in
a child process that has a ceiling on memory and time. What the child cannot do is refused with the way out: CSV.
"""

from __future__ import annotations

import csv
import resource
import subprocess
import sys
import tempfile
import zipfile
import zlib
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO, Any

import python_calamine

from gametape.common.refusal import Refusal

LARGEST_UNPACKED = 600 * 1024**2
LARGEST_RATIO = 200
RATIO_COUNTS_FROM = 20 * 1024**2
MEMORY = 2 * 1024**3
SECONDS = 180
CHUNK = 1024**2

BOMB = "Unpacked, this workbook is larger than {size} MB, so it is not opened. Save the sheet as CSV and import that."
DAMAGED = "The workbook cannot be opened: it is damaged or has a password. Open it, save it as CSV and import that."
TOO_LARGE = "The workbook is too large to open here. Save the sheet as CSV and import that."
NO_ROWS = "The workbook has no sheet with rows in it. Put the deals on one sheet, the column names in its first row."


def first_sheet(path: Path) -> tuple[IO[bytes], list[str]]:
    """(temporary CSV file in UTF-8, notes on what was read). `Refusal` for a bomb, a password, no rows."""
    if zipfile.is_zipfile(path):
        _refuse_bomb(path)
    out = tempfile.NamedTemporaryFile(prefix="gametape-sheet-", suffix=".csv")  # noqa: SIM115 - lives as long as the table
    command = [sys.executable, "-m", "gametape.connectors.csv.workbooks", str(path)]
    try:
        done = subprocess.run(command, stdout=out, stderr=subprocess.PIPE, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise Refusal(TOO_LARGE) from None
    said = done.stderr.decode("utf-8", "replace").strip().splitlines()
    if done.returncode == 3:
        raise Refusal(NO_ROWS)
    if done.returncode != 0:
        raise Refusal(DAMAGED if done.returncode == 4 else TOO_LARGE)
    return out, said


def _refuse_bomb(path: Path) -> None:
    """Unpack every part and count, because the sizes in a zip's directory are only what its maker wrote there."""
    packed, unpacked = path.stat().st_size, 0
    try:
        with zipfile.ZipFile(path) as parts:
            for part in parts.infolist():
                with parts.open(part) as stream:
                    while chunk := stream.read(CHUNK):
                        unpacked += len(chunk)
                        if unpacked > min(LARGEST_UNPACKED, max(RATIO_COUNTS_FROM, packed * LARGEST_RATIO)):
                            raise Refusal(BOMB.format(size=unpacked // 1024**2))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
        raise Refusal(DAMAGED) from None


def write_first_sheet(path: str, out: IO[str], say: IO[str]) -> int:
    """Exit code: 0 done, 3 no rows anywhere, 4 not a workbook. Notes for the person go to `say`, one a line."""
    try:
        book = python_calamine.CalamineWorkbook.from_path(path)
    except (python_calamine.CalamineError, OSError):
        return 4
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        if sum(1 for row in rows if sum(cell != "" for cell in row) >= 2) >= 1:
            csv.writer(out).writerows([[as_text(cell) for cell in row] for row in rows])
            others = [other for other in book.sheet_names if other != name]
            if others:
                say.write(f"Only the sheet {name!r} was read; {len(others)} other sheets were not.\n")
            return 0
    return 3


def as_text(cell: Any) -> str:
    """A cell as it would stand in a CSV: dates in ISO, whole numbers without a point."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time(0) else cell.isoformat(" ", "seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell) if not isinstance(cell, timedelta) else str(cell.total_seconds())


def _limit_memory() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


if __name__ == "__main__":
    _limit_memory()
    sys.exit(write_first_sheet(sys.argv[1], sys.stdout, sys.stderr))
