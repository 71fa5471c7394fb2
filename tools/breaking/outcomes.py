"""A pytest plugin that writes every test's outcome, one JSON line each, to the file GAMETAPE_TEST_OUTCOMES names.

Only a test's own failure counts as red: one that could not begin (a fixture, an import) shows that the tree is broken, not
that the guard was missed.
"""

import json
import os
from pathlib import Path

import pytest

OUT = Path(os.environ["GAMETAPE_TEST_OUTCOMES"])  # read now: a test may clear the environment


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    outcome = report.outcome if report.when == "call" else f"{report.when} {report.outcome}"
    if report.when == "call" or not report.passed:
        with OUT.open("a") as out:
            out.write(json.dumps({"test": report.nodeid, "outcome": outcome}) + "\n")
