"""Many rows into one table, quickly: numbers reserved first, then one statement (SQLite) or COPY (PostgreSQL).

Measured on the import of a million deals: `bulk_create` costs 20 µs an object, of which the database's part is 4.
Only `arriving` uses this, inside its own transactions.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from django.db import connection, models

LANDING = {"cache_size": -131072, "wal_autocheckpoint": 16384}  # 128 MB of pages; the log is written back every 64 MB
FIRST_COUNT = 1000  # rows; a table below this is read from end to end in no time
STAMP = "%04d-%02d-%02d %02d:%02d:%02d"  # what str() gives without its zone, in half the time
Rows = list[tuple[Any, ...]]


@contextmanager
def many_rows() -> Iterator[None]:
    """For an import of many rows: SQLite rewrites a hot page once and not at every chunk, and Python, which has no
    cycles to find among plain tuples, does not look for them. Both are as they were afterwards."""
    before = {}
    if connection.vendor == "sqlite":
        before = {name: fetch(f"PRAGMA {name}", [])[0][0] for name in LANDING}
        _set(LANDING)
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
        _set(before)


def _set(pragmas: Mapping[str, int]) -> None:
    with connection.cursor() as cursor:
        for name, value in pragmas.items():
            cursor.execute(f"PRAGMA {name} = {value}")


class Counting:
    """PostgreSQL plans by what its last count of a table said. Of a table that was emptied, by an undo or a rollback, it
    keeps "no rows" and reads the new ones from end to end once for each row of a join: an import of 54,383 deals that
    came in a second time hung so. So the tables are counted as they grow, at each doubling; a count takes 0.1 s."""

    def __init__(self, *tables: type[models.Model]) -> None:
        self.tables, self.grown, self.next = tables, 0, FIRST_COUNT

    def grew(self, rows: int) -> None:
        """Outside a transaction, for a count keeps its lock until the end of one. Other databases need none."""
        self.grown += rows
        if self.grown < self.next:
            return
        self.next = 2 * self.grown
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE " + ", ".join(f'"{table._meta.db_table}"' for table in self.tables))


def reserve(model: type[models.Model], many: int) -> range | list[int]:
    """`many` primary keys nobody else gets. On SQLite the write lock that the caller holds is what reserves them."""
    if not many:
        return range(0)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                f"SELECT MAX(COALESCE((SELECT seq FROM sqlite_sequence WHERE name = %s), 0),"
                f' COALESCE((SELECT MAX(id) FROM "{table}"), 0))',
                [table],
            )
            first = cursor.fetchone()[0] + 1
            return range(first, first + many)
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, many])
        return [number for (number,) in cursor.fetchall()]


def insert(model: type[models.Model], names: Sequence[str], rows: Rows) -> None:
    """Rows whose values stand in the order of `names` (column names); every other column gets its default once."""
    if not rows:
        return
    rest = [field for field in model._meta.local_concrete_fields if field.column not in names and not field.primary_key]
    constants = tuple(field.get_db_prep_save(field.get_default(), connection) for field in rest)
    columns = ", ".join(f'"{name}"' for name in (*names, *(field.column for field in rest)))
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{table}" ({columns}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row + constants)
            return
        values = ", ".join([*["%s"] * len(names), *(_literal(constant) for constant in constants)])
        cursor.executemany(f'INSERT INTO "{table}" ({columns}) VALUES ({values})', rows)


def _literal(constant: Any) -> str:
    """A default as SQL, so that it is not bound a million times: nothing, a number, or words without a quote or a %."""
    if constant is None:
        return "NULL"
    if isinstance(constant, int):
        return str(int(constant))
    if not isinstance(constant, str) or {"'", "%"} & set(constant):
        raise TypeError(f"{constant!r} is no default for a column that an import leaves out")
    return f"'{constant}'"


def stamper() -> Callable[[datetime | None], Any]:
    """A function from an aware time to how this database takes it."""
    if connection.vendor == "postgresql":
        return lambda when: when
    adapt = connection.ops.adapt_datetimefield_value

    def stamp(when: datetime | None) -> Any:
        if when is None or when.tzinfo is not UTC or when.microsecond:
            return when and adapt(when)
        return STAMP % (when.year, when.month, when.day, when.hour, when.minute, when.second)

    return stamp


def among(column: str) -> str:
    """'column is one of a list' as SQL with one parameter, which `listed` makes: a statement of any length is one plan."""
    return (
        f"{column} = ANY(%s)" if connection.vendor == "postgresql" else f"{column} IN (SELECT value FROM json_each(%s))"
    )


def listed(values: Iterable[Any]) -> Any:
    return list(values) if connection.vendor == "postgresql" else json.dumps(list(values))


def fetch(statement: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())
