"""The installed `gametape` command in a process and a home of its own, as a user has it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def clean_environment(home: Path, **more: str) -> dict[str, str]:
    """The shell of a user who has set nothing but where the data lie: none of the test run's own settings."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("GAMETAPE_", "DJANGO_", "PYTEST_"))}
    return {**inherited, "GAMETAPE_HOME": str(home), **more}


@pytest.fixture
def run_gametape(tmp_path) -> Run:
    """`run_gametape("lint", "--channel", "sms", stdin=text, **environment)`; one home for all calls of a test."""
    command = Path(sys.executable).with_name("gametape")

    def run(*arguments: str | Path, stdin: str = "", timeout: float = 120, **environment: str):
        return subprocess.run(
            [command, *map(str, arguments)],
            input=stdin,
            capture_output=True,
            text=True,
            timeout=timeout,
            cwd=tmp_path,
            env=clean_environment(tmp_path / "home", **environment),
        )

    return run
