"""Says which database the run is on, skips in words where it cannot be had, and ends the server that was begun."""

import pytest
from django.db import connection

from tests.frame.which_database import absent, server, wanted
from tools.throwaway_postgres import HOW_TO_GET_IT


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Without a server the run on PostgreSQL is a row of skips that say how to get one, never a silent run on SQLite."""
    if absent():
        what, how = HOW_TO_GET_IT.split(": ")
        for item in items:
            item.add_marker(pytest.mark.skip(reason=f"missing: {what}. To have it: {how}"))


@pytest.hookimpl(trylast=True)
def pytest_unconfigure():
    server.close()


def pytest_report_header():
    return f"database: {wanted()}"


@pytest.fixture(scope="session")
def on_postgres() -> bool:
    """Whether this run is on PostgreSQL."""
    return wanted() == "postgres"


@pytest.fixture(scope="session", autouse=True)
def _nobody_else_is_in(request):
    """PostgreSQL drops no database that somebody is in, and a process a test ended by kill -9 is in until the server
    finds that out at the end of its statement. Such sessions of ours are ended before the database is dropped."""
    if wanted() != "postgres" or absent():
        yield
        return
    request.getfixturevalue("django_db_setup")
    yield
    with request.getfixturevalue("django_db_blocker").unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
