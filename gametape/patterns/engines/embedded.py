"""DuckDB in this process: a CSV file, plain or gzipped, or Parquet, of any size.

The file is read twice: once for a sample, once to turn every row into codes, which DuckDB keeps in a file of its own in a
temporary folder. From there they are counted a piece at a time, so a table larger than the memory works.
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from gametape.common.refusal import Refusal
from gametape.patterns.coding import Column, Kind, narrowest
from gametape.patterns.encoding import ISO, Unknown, written
from gametape.patterns.engines.opening import Sample
from gametape.patterns.engines.parts import Part, part, together
from gametape.patterns.reading import PARQUET, listed, of_texts

PIECE = 1 << 20
"""Rows that are fetched and counted at a time: 15 MB of codes with 15 columns."""
SEED = 27
NUMBER = r"^\s*[-+]?[$€£]?\s*((\d{1,3}(,\d{3})+|\d+)(\.\d*)?|\.\d+)([eE][-+]?\d+)?\s*%?\s*$"
"""`looking`'s, without the look ahead that DuckDB's expressions lack."""
BLANK = r"'^\s*$'"


@contextmanager
def opened(
    where: str | Path, *, outcome: str, lost: Collection[str], won: Collection[str], memory: str | None = None
) -> Iterator[EmbeddedDeals]:
    """`where` is a file; `memory` limits DuckDB, as "500MB". Refuses what cannot be read, and an outcome that is not there."""
    with (
        tempfile.TemporaryDirectory(prefix="gametape-patterns-") as folder,
        duckdb.connect(str(Path(folder, "codes.duckdb"))) as connection,
    ):
        connection.execute(f"SET temp_directory = {text(folder)}")
        if memory is not None:
            connection.execute(f"SET memory_limit = {text(memory)}")
        yield EmbeddedDeals(connection, str(where), outcome=outcome, lost=lost, won=won)


class EmbeddedDeals:
    """See `opening.Deals`. A row is in half 0 or 1 by its number in the file."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        where: str,
        *,
        outcome: str,
        lost: Collection[str],
        won: Collection[str],
    ) -> None:
        self.connection = connection
        self.coded: tuple[Column, ...] | None = None
        try:
            connection.execute(f"CREATE TEMP VIEW everything AS SELECT * FROM {table_of(where)}")
        except duckdb.Error as error:
            said = str(error).splitlines()[0]
            raise Refusal(f"{where} cannot be read as CSV or Parquet ({said}). Export it again as CSV.") from error
        there = [str(row[0]) for row in connection.execute("DESCRIBE everything").fetchall()]
        if outcome not in there:
            raise Refusal(f"There is no column “{outcome}” in the file. It has: {listed(there)}.")
        self.names = [column for column in there if column != outcome]
        if not self.names:
            raise Refusal(f"{where} holds nothing but “{outcome}”. Export more of what was known about a deal.")
        closed = ", ".join(text(value) for value in (*lost, *won))
        is_lost = ", ".join(text(value) for value in lost)
        told = f"CAST({name(outcome)} AS VARCHAR)"
        connection.execute(
            f"CREATE TEMP VIEW deals AS SELECT * EXCLUDE ({name(outcome)}), ({told} IN ({is_lost})) AS {LOST} "
            f"FROM everything WHERE {told} IN ({closed})"
        )

    def sample(self, rows: int) -> Sample:
        wanted = ", ".join(
            f"coalesce(CAST({name(column)} AS VARCHAR), '') AS c{at}" for at, column in enumerate(self.names)
        )
        fetched = self.connection.execute(
            f"SELECT {wanted}, {LOST} FROM deals USING SAMPLE reservoir({rows + 1} ROWS) REPEATABLE ({SEED})"
        ).fetchnumpy()
        lost = fetched[LOST_NAME]
        columns = [of_texts(column, fetched[f"c{at}"][:rows].tolist()) for at, column in enumerate(self.names)]
        return Sample(tuple(columns), lost[:rows], whole=len(lost) <= rows)

    def part(self, columns: Sequence[Column], depth: int) -> Part:
        self._code(columns)
        cardinalities = [column.cardinality for column in columns]
        return together(
            part(codes, lost, cardinalities, depth, start=first) for codes, lost, first in self._pieces(columns)
        )

    def _code(self, columns: Sequence[Column]) -> None:
        if self.coded == tuple(columns):
            return
        kind = "UTINYINT" if narrowest([c.cardinality for c in columns]) is np.uint8 else "USMALLINT"
        read = ", ".join(f"{reading(column)} AS r{at}" for at, column in enumerate(columns))
        codes = ", ".join(f"CAST({code(column, f'r{at}')} AS {kind}) AS c{at}" for at, column in enumerate(columns))
        self.connection.execute(
            f"CREATE OR REPLACE TABLE coded AS SELECT {codes}, {LOST} FROM (SELECT *, {read} FROM deals)"
        )
        missed = ", ".join(f"count(*) - count(c{at})" for at in range(len(columns)))
        for column, unplaced in zip(
            columns, self.connection.execute(f"SELECT {missed} FROM coded").fetchall()[0], strict=True
        ):
            if unplaced:
                raise Unknown(column.name)
        self.coded = tuple(columns)

    def _pieces(self, columns: Sequence[Column]) -> Iterator[tuple[NDArray[Any], NDArray[np.bool_], int]]:
        rows = self.connection.execute("SELECT count(*) FROM coded").fetchall()[0][0]
        for first in range(0, max(rows, 1), PIECE):
            fetched = self.connection.execute(
                f"SELECT * FROM coded WHERE rowid >= {first} AND rowid < {first + PIECE}"
            ).fetchnumpy()
            yield np.array([fetched[f"c{at}"] for at in range(len(columns))]), fetched[LOST_NAME], first


LOST_NAME = "is lost"
LOST = f'"{LOST_NAME}"'


def table_of(where: str) -> str:
    """DuckDB's expression for the rows of a file."""
    if Path(where).suffix.casefold() in PARQUET:
        return f"read_parquet({text(where)})"
    return f"read_csv({text(where)}, all_varchar = true, header = true, null_padding = true)"


def code(column: Column, read: str) -> str:
    """The rule of a column in DuckDB's SQL; NULL for a value that has no place. `read` holds what `reading` made of it."""
    value = f"CAST({name(column.name)} AS VARCHAR)"
    others = f"CASE WHEN {value} IS NULL OR regexp_full_match({value}, {BLANK}) THEN {place(column.missing)} ELSE {place(column.rare)} END"
    if column.kind is Kind.CATEGORY:
        listed = " ".join(f"WHEN {text(known)} THEN {at}" for at, known in enumerate(column.values))
        return f"CASE {value} {listed} ELSE {others} END" if listed else others
    above = " + ".join(f"CAST({read} > '{edge!r}'::DOUBLE AS UTINYINT)" for edge in column.edges) or "0"
    return f"CASE WHEN {read} IS NULL THEN {others} ELSE {above} END"


def reading(column: Column) -> str:
    """A value as a number: itself, or days since 1970-01-01; NULL where it is none, and for a category."""
    value = f"CAST({name(column.name)} AS VARCHAR)"
    if column.kind is Kind.NUMBER:
        return number(value)
    return day(value, written(column)) if column.kind is Kind.DATE else "NULL"


def number(value: str) -> str:
    """As `looking.as_number` reads it: plain first, then with signs of money and thousands."""
    quick = f"TRY_CAST(replace({value}, '_', 'x') AS DOUBLE)"  # 1_000 is a number to DuckDB
    plain = f"TRY_CAST(regexp_replace({value}, '[^0-9.eE+-]', '', 'g') AS DOUBLE)"
    return (
        f"nullif(coalesce({quick}, CASE WHEN regexp_full_match({value}, '{NUMBER}') THEN {plain} END), 'nan'::DOUBLE)"
    )


def day(value: str, way: str) -> str:
    """Days since 1970-01-01, as `looking.as_date` reads them."""
    read = f"TRY_CAST(trim({value}) AS TIMESTAMP)" if way == ISO else f"try_strptime(trim({value}), {text(way)})"
    return f"epoch_us({read}) / 86400000000.0"


def place(code: int | None) -> str:
    return "NULL" if code is None else str(code)


def text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def name(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'
