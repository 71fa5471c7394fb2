"""A file of deals as columns: CSV (gzipped or not), Parquet, XLSX. What cannot be read is said in a sentence."""

from __future__ import annotations

import csv
import gzip
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
from numpy.typing import NDArray
from python_calamine import CalamineError, CalamineWorkbook

from gametape.common.refusal import Refusal
from gametape.patterns.coding import Raw
from gametape.patterns.growing import FEW_TEXTS
from gametape.patterns.plain_text import columns_of

PARQUET = {".parquet", ".pq"}
WORKBOOKS = {".xlsx", ".xls", ".ods"}
COMPARED = 24
"""Texts of a column up to which comparing one by one is quicker than hashing."""
MOST_COLUMNS = 2000
NEAR = 1 << 14
"""Rows whose hashes stay near the processor."""
_LEADING_ZERO = r"^\s*0\d"


@dataclass(frozen=True, slots=True)
class Table:
    """The columns of a file, all of the same length, names all different."""

    columns: tuple[Raw, ...]
    rows: int
    copies: int = 0

    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    def column(self, name: str) -> Raw:
        """Raises Refusal for a name that is not there, with those that are."""
        for column in self.columns:
            if column.name == name:
                return column
        raise Refusal(f"There is no column “{name}” in the file. It has: {listed(self.names())}.")


def listed(names: Sequence[str], most: int = 30) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def read(path: Path) -> Table:
    """Raises Refusal for what is no table of deals."""
    if not path.is_file():
        raise Refusal(f"There is no file {path}. Give the path of an export of closed deals.")
    kind = path.suffix.casefold()
    if kind in WORKBOOKS:
        return _workbook(path)
    if kind not in PARQUET:
        names, delimiter = _header(path)
        once(names)
        plain = _plain(path, delimiter)
        if plain is not None:
            return Table(plain, len(plain[0].index), copies(plain, len(plain[0].index)))
    reader = "read_parquet(?)" if kind in PARQUET else "read_csv(?, all_varchar = true, header = true)"
    with duckdb.connect() as connection:
        try:
            connection.execute(f"CREATE TABLE deals AS SELECT * FROM {reader}", [str(path)])
            table = _from_duckdb(connection)
        except (duckdb.Error, UnicodeDecodeError) as wrong:
            raise unreadable(path, str(wrong)) from wrong
    if kind not in PARQUET and len(table.columns) != len(names):
        raise unreadable(path, f"the first line names {len(names)} columns, others hold {len(table.columns)}")
    return table


def unreadable(path: Path, why: str) -> Refusal:
    first = why.strip().splitlines()[0][:200] if why.strip() else "no reason given"
    return Refusal(
        f"{path.name} cannot be read as a table ({first}). Save it again as CSV in UTF-8, as Parquet or as XLSX."
    )


def once(names: Sequence[str]) -> None:
    """Refuses a table in which two columns share a name, or one has none at all."""
    twice = [name for name, times in Counter(names).items() if times > 1 and name]
    if twice:
        raise Refusal(f"Two columns are both called “{twice[0]}”: rename one of them, so that we know which you mean.")
    if len(names) > MOST_COLUMNS:
        raise Refusal(
            f"The file has {len(names):,} columns, we take up to {MOST_COLUMNS:,}: leave out what no one needs."
        )


def _plain(path: Path, delimiter: str) -> tuple[Raw, ...] | None:
    try:
        with gzip.open(path) if _gzipped(path) else path.open("rb") as file:
            return columns_of(file, delimiter)
    except (OSError, EOFError, zlib.error) as wrong:
        raise unreadable(path, str(wrong)) from wrong


def _header(path: Path) -> tuple[list[str], str]:
    """The names in the first line, and what stands between them."""
    try:
        with gzip.open(path) if _gzipped(path) else path.open("rb") as lines:
            first = lines.readline().decode("utf-8-sig")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as wrong:
        raise unreadable(path, str(wrong)) from wrong
    if not first.strip():
        raise Refusal(f"{path.name} is empty. Export the closed deals again, with a first line of column names.")
    delimiter = max(",;\t|", key=first.count)
    try:
        return next(csv.reader([first], delimiter=delimiter)), delimiter
    except csv.Error as wrong:
        raise unreadable(path, str(wrong)) from wrong


def _gzipped(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"\x1f\x8b"


def _from_duckdb(connection: duckdb.DuckDBPyConnection) -> Table:
    described = connection.execute("DESCRIBE deals").fetchall()
    once([row[0] for row in described])
    rows = int(_one(connection, "SELECT count(*) FROM deals")[0])
    columns = [_column(connection, str(name), str(kind)) for name, kind, *_ in described]
    return Table(tuple(columns), rows, copies(columns, rows))


def copies(columns: Sequence[Raw], rows: int) -> int:
    """How many rows are the same as an earlier one in every cell: by a hash of 64 bits, a tenth of the price of DISTINCT."""
    mixed: NDArray[np.uint64] = np.zeros(rows, np.uint64)
    for start in range(0, rows, NEAR):
        some = mixed[start : start + NEAR]
        for column in columns:
            cells = column.index[start : start + NEAR]
            some ^= cells.view(np.uint64) if column.is_number else cells.astype(np.uint64)
            some *= np.uint64(0x9E3779B97F4A7C15)
            some ^= some >> np.uint64(29)
    mixed.sort()
    return int((mixed[1:] == mixed[:-1]).sum())


def _one(connection: duckdb.DuckDBPyConnection, query: str) -> tuple:
    found = connection.execute(query).fetchone()
    return found or ()


def _column(connection: duckdb.DuckDBPyConnection, name: str, kind: str) -> Raw:
    cell = '"' + name.replace('"', '""') + '"'
    as_text = cell if kind == "VARCHAR" else f"CAST({cell} AS VARCHAR)"
    filled, different = _one(connection, f"SELECT count({cell}), approx_count_distinct({cell}) FROM deals")
    if different > FEW_TEXTS and _all_numbers(connection, as_text, filled):
        values = connection.execute(f"SELECT CAST({as_text} AS DOUBLE) AS v FROM deals").fetchnumpy()["v"]
        return Raw(name, np.ma.filled(values.astype(np.float64), np.nan))
    texts = [
        row[0]
        for row in connection.execute(
            f"SELECT DISTINCT {as_text} FROM deals WHERE {cell} IS NOT NULL ORDER BY 1"
        ).fetchall()
    ]
    if not texts:
        return Raw(name, np.zeros(int(_one(connection, "SELECT count(*) FROM deals")[0]), np.int64), (None,))
    codes = connection.execute(f"SELECT {_place(connection, as_text, texts)} AS v FROM deals").fetchnumpy()["v"]
    return Raw(name, np.ma.filled(codes.astype(np.int64), len(texts)), (*texts, None))


def _all_numbers(connection: duckdb.DuckDBPyConnection, as_text: str, filled: int) -> bool:
    """Asked only where there are many different cells: a text that is no number costs DuckDB a good 100 ns to find out."""
    numeric, zeros = _one(
        connection,
        f"SELECT count(TRY_CAST({as_text} AS DOUBLE)), bool_or(regexp_matches({as_text}, '{_LEADING_ZERO}')) FROM deals",
    )
    return bool(numeric == filled and not zeros)


def _place(connection: duckdb.DuckDBPyConnection, as_text: str, texts: Sequence[str]) -> str:
    """Where a text stands in the list, as SQL: compared one by one where they are few, else by an ENUM, which hashes."""
    if len(texts) <= COMPARED and not any("\0" in text for text in texts):
        quoted = ["'" + text.replace("'", "''") + "'" for text in texts]
        return f"CAST(CASE {as_text} {' '.join(f'WHEN {q} THEN {at}' for at, q in enumerate(quoted))} END AS UTINYINT)"
    connection.execute(
        f"CREATE OR REPLACE TYPE its AS ENUM (SELECT DISTINCT {as_text} FROM deals WHERE {as_text} IS NOT NULL ORDER BY 1)"
    )
    return f"enum_code(CAST({as_text} AS its))"


def _workbook(path: Path) -> Table:
    try:
        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    except (CalamineError, OSError) as wrong:
        raise unreadable(path, str(wrong)) from wrong
    if not sheet:
        raise Refusal(f"{path.name} is empty. Export the closed deals again, with a first line of column names.")
    names = [str(name) for name in sheet[0]]
    once(names)
    cells = list(zip(*sheet[1:], strict=True)) if sheet[1:] else [()] * len(names)
    columns = tuple(of_texts(name, [_text(cell) for cell in column]) for name, column in zip(names, cells, strict=True))
    return Table(columns, len(sheet) - 1, len(sheet) - 1 - len(set(map(str, sheet[1:]))))


def _text(cell: object) -> str | None:
    if cell is None or cell == "":
        return None
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def of_texts(name: str, texts: Sequence[str | None]) -> Raw:
    """A column from its cells, as text."""
    place: dict[str | None, int] = {}
    index = np.fromiter((place.setdefault(text, len(place)) for text in texts), np.int64, len(texts))
    return Raw(name, index, tuple(place))
