"""How long a test goes on: `make test` is the usual set, `make nightly` (GAMETAPE_TEST_LONG=1) the longer one.

    for _ in range(times(4, nightly=60)): kill it at a random point

The walks of one room's pages in a browser are about script, size and colour, which no database changes: `make test` does them
on SQLite, and on PostgreSQL those of the whole journey. Likewise what asks for no database at all: the pure cores of the
rooms give the same on both. `make nightly` does all of them on both.

Random input (hypothesis) is the same in every usual run, so that a red is a change and not luck; the nightly run draws anew.
"""

import os

import pytest
from hypothesis import settings

from tests.frame.which_database import wanted

NIGHTLY = os.environ.get("GAMETAPE_TEST_LONG") == "1"

settings.register_profile("usual", deadline=None, derandomize=True)
settings.register_profile("nightly", deadline=None, max_examples=2000, print_blob=True)
settings.load_profile("nightly" if NIGHTLY else "usual")


def times(usual: int, *, nightly: int) -> int:
    """How often to do something that shows more the more often it is done."""
    return nightly if NIGHTLY else usual


def is_a_rooms_walk(item: pytest.Item) -> bool:
    """A test in a room's own folder that opens a browser."""
    return (
        "browser" in getattr(item, "fixturenames", ())
        and "gametape" in item.path.relative_to(item.config.rootpath).parts
    )


PLAIN = {
    "request",
    "tmp_path",
    "tmp_path_factory",
    "monkeypatch",
    "capsys",
    "capfd",
    "caplog",
    "subtests",
    "django_db_blocker",
}


def is_pure(item: pytest.Item) -> bool:
    """A room's test that asks for no database: not by its mark, not by anything it is given. The room that wires
    (`project`) starts whole processes, so its tests are held to touch one whatever they ask for."""
    if not isinstance(item, pytest.Function) or item.get_closest_marker("django_db"):
        return False
    folders = item.path.relative_to(item.config.rootpath).parts
    if folders[0] != "gametape" or folders[1] == "project":
        return False
    manager = item.session._fixturemanager
    by_itself = set(manager._getautousenames(item))
    given = set(item.callspec.params) if hasattr(item, "callspec") else set()
    return set(item.fixturenames) - by_itself - given <= PLAIN


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if NIGHTLY or wanted() == "sqlite":
        return
    once = {item for item in items if is_a_rooms_walk(item) or is_pure(item)}
    config.hook.pytest_deselected(items=list(once))
    items[:] = [item for item in items if item not in once]
