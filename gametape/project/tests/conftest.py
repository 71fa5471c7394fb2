"""A database of one's own for the commands: a file in the test's home, or a new database on the run's PostgreSQL server."""

import itertools
import os
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

NUMBERS = itertools.count()


def _on_server(name):
    parts = urlsplit(os.environ["GAMETAPE_TEST_DATABASE_URL"])
    return urlunsplit(parts._replace(path=f"/{name}"))


@pytest.fixture
def a_database(on_postgres):
    """`a_database()`: the environment for a new and empty one; {} is SQLite in the home that the command is given."""
    made = []

    def make():
        if not on_postgres:
            return {}
        name = f"own_{os.getpid()}_{next(NUMBERS)}"
        with psycopg.connect(_on_server("postgres"), autocommit=True) as server:
            server.execute(f'CREATE DATABASE "{name}"')
        made.append(name)
        return {"GAMETAPE_DATABASE_URL": _on_server(name)}

    yield make
    for name in made:
        with psycopg.connect(_on_server("postgres"), autocommit=True) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture
def own_database(a_database):
    return a_database()
