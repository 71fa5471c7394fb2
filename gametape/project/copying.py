"""The database in one file, and back. Whichever it is: a copy is consistent while others write, and putting one back is
one transaction, so that the database is the old one or the new one and never something between.

SQLite is copied by its own online backup. PostgreSQL is dumped by pg_dump and put back by psql; its password goes by the
environment, where no list of processes shows it.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from django.apps import apps
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader
from psycopg.conninfo import make_conninfo

from gametape.common.refusal import Refusal

STARTS = {"sqlite": b"SQLite format 3\0", "postgresql": b"PGDMP"}
KEYWORDS = ("sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout", "options", "service")
WAIT_SECONDS = 15
DAMAGED = "The database in this backup is damaged. Nothing was changed; try another file."


def copy(target: Path) -> None:
    """A consistent copy of the database in one file."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(target)) as out:
            connection.connection.backup(out)
        return
    _run("pg_dump", "--format=custom", "--no-owner", "--no-acl", f"--file={target}", f"--dbname={_address()}")


def check(dump: Path) -> None:
    """Refuses what is not a whole copy of gametape's database of this kind, or was made by a newer gametape."""
    with dump.open("rb") as opened:
        start = opened.read(16)
    kind = next((name for name, first in STARTS.items() if start.startswith(first)), "")
    if not kind:
        raise Refusal(DAMAGED)
    if kind != connection.vendor:
        raise Refusal(
            f"This backup is of a {kind} database, and this installation runs on {connection.vendor}. Nothing was changed; "
            "set GAMETAPE_DATABASE_URL to one of that kind, or leave it unset for SQLite."
        )
    ran = set(_ran_in_sqlite(dump) if kind == "sqlite" else _ran_in_postgres(dump))
    if ("people", "0001_initial") not in ran:
        raise Refusal("The database in this backup is not gametape’s. Nothing was changed; try another file.")
    ours = {config.label for config in apps.get_app_configs()}
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations or {}
    if any(app in ours and (app, name) not in known for app, name in ran):
        raise Refusal(
            "This backup was made by a newer gametape. Nothing was changed; install that version, then restore."
        )


def _ran_in_sqlite(dump: Path) -> list[tuple[str, str]]:
    try:
        with closing(sqlite3.connect(dump)) as opened:
            if opened.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                raise Refusal(DAMAGED)
            there = opened.execute("SELECT 1 FROM sqlite_master WHERE name = 'django_migrations'").fetchone()
            return opened.execute("SELECT app, name FROM django_migrations").fetchall() if there else []
    except sqlite3.DatabaseError:
        raise Refusal(DAMAGED) from None


def _ran_in_postgres(dump: Path) -> Iterator[tuple[str, str]]:
    """pg_restore prints a table as tab-separated lines after its COPY."""
    told = _run("pg_restore", "--data-only", "--table=django_migrations", "--file=-", str(dump))
    for line in told.splitlines():
        cells = line.split("\t")
        if len(cells) == 4 and cells[0].isdecimal():
            yield cells[1], cells[2]


def put_back(dump: Path) -> None:
    """Replaces everything in the database by `dump`, which `check` let through."""
    if connection.vendor == "sqlite":
        _put_back_sqlite(dump)
    else:
        _put_back_postgres(dump)
    connections.close_all()


def _put_back_sqlite(dump: Path) -> None:
    """Python's backup waits for a lock for ever; told how it gets on, we end that. Then nothing of it was written."""
    connection.ensure_connection()
    end = time.monotonic() + WAIT_SECONDS

    def not_for_ever(status: int, _left: int, _total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > end:
            raise TimeoutError

    try:
        with closing(sqlite3.connect(dump)) as source:
            source.backup(connection.connection, progress=not_for_ever)
    except (sqlite3.OperationalError, TimeoutError):
        raise Refusal("The database is in use. Stop `gametape serve` first, then restore.") from None


def _put_back_postgres(dump: Path) -> None:
    """Tables that newer versions added are dropped too: pg_restore's own --clean knows only those in the dump."""
    script, before = dump.with_suffix(".sql"), dump.with_suffix(".before.sql")
    _run("pg_restore", "--no-owner", "--no-acl", f"--file={script}", str(dump))
    quote = connection.ops.quote_name
    drops = [f"DROP TABLE IF EXISTS {quote(table)} CASCADE;" for table in ours_in_the_database()]
    before.write_text("\n".join([f"SET lock_timeout = '{WAIT_SECONDS}s';", *drops, ""]))
    connections.close_all()
    _run(
        "psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction",
        f"--dbname={_address()}", f"--file={before}", f"--file={script}",
    )  # fmt: skip


def ours_in_the_database() -> list[str]:
    """Tables of ours that exist there now, Django's own list of migrations among them."""
    there = set(connection.introspection.table_names())
    return sorted(there & {*connection.introspection.django_table_names(), "django_migrations"})


def _address() -> str:
    """Where the database is, in libpq's words, without the password."""
    given = connection.settings_dict
    named = {"dbname": given["NAME"], "user": given["USER"], "host": given["HOST"], "port": given["PORT"]}
    named |= {name: given["OPTIONS"][name] for name in KEYWORDS if name in given.get("OPTIONS", {})}
    return make_conninfo("", **{name: value for name, value in named.items() if value})


def _run(*command: str) -> str:
    password = str(connection.settings_dict.get("PASSWORD") or "")
    environment = {**os.environ, **({"PGPASSWORD": password} if password else {})}
    try:
        done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    except FileNotFoundError:
        raise Refusal(f"{command[0]} is not installed. Install PostgreSQL’s client tools and run it again.") from None
    except subprocess.CalledProcessError as error:
        said = error.stderr.strip().splitlines()
        raise Refusal(f"{command[0]} refused: {said[-1] if said else 'without a word'}. Nothing was changed.") from None
    return done.stdout
