"""Which database the run is on: SQLite, or PostgreSQL when GAMETAPE_TEST_DATABASE=postgres.

    GAMETAPE_TEST_DATABASE=postgres pytest

starts a server of its own for the run (`tools/throwaway_postgres.py`), or uses GAMETAPE_TEST_DATABASE_URL where that is set.
The settings ask for the address; workers of xdist inherit it from the process that began.
"""

import atexit
import contextlib
import os

from tools.throwaway_postgres import binaries, throwaway_postgres

_ADDRESS = "GAMETAPE_TEST_DATABASE_URL"
server = contextlib.ExitStack()
atexit.register(server.close)  # a run that breaks off before its end has one too


def wanted() -> str:
    """`sqlite` or `postgres`."""
    name = os.environ.get("GAMETAPE_TEST_DATABASE", "sqlite")
    if name not in ("sqlite", "postgres"):
        raise ValueError(f"GAMETAPE_TEST_DATABASE is sqlite or postgres, not {name!r}.")
    return name


def absent() -> bool:
    """PostgreSQL is wanted and cannot be had here."""
    return wanted() == "postgres" and _ADDRESS not in os.environ and binaries() is None


def address() -> str | None:
    """The URL the tests run on, None for the product's own SQLite file; begins a server where one is needed."""
    if wanted() == "sqlite" or absent():
        return None
    if _ADDRESS not in os.environ:
        os.environ[_ADDRESS] = server.enter_context(throwaway_postgres())
    return os.environ[_ADDRESS]
