"""What may be skipped, and when a skip is a failure.

A skip is one of four kinds, and each says how to get rid of it. With CI=true only the ones that CI cannot mend may stand:
shared data that is not there, a test that the run on the other database does, and one that is the nightly set's (which
installs what it needs, so that there it runs). Everything else - a component that CI
should have installed, or a skip nobody declared - is a failure there, for a suite that skips is a suite that passes nothing.
"""

import os
from pathlib import Path
from typing import NoReturn

import pytest

SHARED_DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
_ABSENT = "no shared data: "
_OTHER_DATABASE = "the other database's test: "
_MISSING = "missing: "
_NIGHTLY = "the nightly set's test: "


def missing(what: str, *, get_it: str) -> NoReturn:
    """Skips for a component that this machine lacks; with CI=true that fails."""
    pytest.skip(f"{_MISSING}{what}. To have it: {get_it}")


def other_database(why: str) -> NoReturn:
    """Skips what only the other database can show. `make test` runs both."""
    pytest.skip(f"{_OTHER_DATABASE}{why}")


def nightly_only(why: str) -> None:
    """Skips what `make test` does not have the components for. `make nightly` (GAMETAPE_TEST_LONG=1) does."""
    if os.environ.get("GAMETAPE_TEST_LONG") != "1":
        pytest.skip(f"{_NIGHTLY}{why}. To run it: make nightly")


def shared(path: str) -> Path:
    """A file or folder of the real data that lies beside the checkout; skips, saying so, where it does not."""
    found = SHARED_DATA / path
    if not found.exists():
        pytest.skip(f"{_ABSENT}../shared/data/{path} is not on this machine, which is no fault")
    return found


def may_stand_in_ci(reason: str) -> bool:
    if "../shared/data" in reason and not SHARED_DATA.exists():
        return True
    return reason.removeprefix("Skipped: ").startswith((_ABSENT, _OTHER_DATABASE, _NIGHTLY))


def _in_ci() -> bool:
    return os.environ.get("CI", "").lower() == "true"


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    return str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr)


def _hold_to_account(report: pytest.TestReport | pytest.CollectReport) -> None:
    if not report.skipped or hasattr(report, "wasxfail") or not _in_ci():
        return
    reason = _reason(report)
    if not may_stand_in_ci(reason):
        report.outcome = "failed"
        report.longrepr = f"Skipped in CI, where nothing may be missing: {reason.removeprefix('Skipped: ')}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    _hold_to_account(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    report = yield
    _hold_to_account(report)
    return report
