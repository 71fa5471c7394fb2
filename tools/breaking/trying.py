"""One guard taken out of one copy of the tree, and what its tests said."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tools.breaking.guards import DoesNotApply, Guard

ROOT = Path(__file__).resolve().parents[2]
# Long enough for a browser and a kill test on a busy machine; a guard whose absence hangs the tests is not shown to be red.
LIMIT_SECONDS = 300
# The tables are made from the models: a constraint taken out of the model would otherwise live on in the migration.
# With migrations: a database made without them has none on record, and a restore rightly takes it for somebody else's.
OPTIONS = ["-q", "-p", "no:cacheprovider", "-p", "tools.breaking.outcomes"]


@dataclass(frozen=True)
class Result:
    """`trouble` is empty when every named test turned red."""

    guard: Guard
    seconds: float
    trouble: str


def files_of_the_tree() -> list[str]:
    """What git knows and what it would take: the checkout as it is, without what it ignores."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def copy_tree(to: Path, files: Iterable[str]) -> None:
    for name in files:
        target = to / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target)


def run_tests(tree: Path, tests: Iterable[str]) -> tuple[dict[str, str], str]:
    """Outcomes by test, and the end of what pytest said. Runs in `tree`, whose gametape comes before the installed one."""
    outcomes = tree / "outcomes.jsonl"
    environment = {
        **{
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("GAMETAPE_", "DJANGO_", "PYTEST_"))
        },
        "GAMETAPE_TEST_OUTCOMES": str(outcomes),
        "PYTHONPATH": str(tree),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    try:
        said = subprocess.run(
            [sys.executable, "-m", "pytest", *OPTIONS, *tests],
            cwd=tree,
            env=environment,
            capture_output=True,
            text=True,
            timeout=LIMIT_SECONDS,
        )
        text = said.stdout + said.stderr
    except subprocess.TimeoutExpired:
        text = f"no end after {LIMIT_SECONDS} s"
    lines = outcomes.read_text().splitlines() if outcomes.exists() else []
    return {entry["test"]: entry["outcome"] for entry in map(json.loads, lines)}, text[-1500:]


def belongs_to(test: str, named: str) -> bool:
    """Whether a test that ran is the one named: itself, one of its parameters, or in the class or file named."""
    return test == named or test.startswith((f"{named}[", f"{named}::"))


def not_red(outcomes: dict[str, str], named: Iterable[str]) -> list[str]:
    """The named tests of which not one turned red, each with what happened instead."""
    missed = []
    for name in named:
        mine = {outcome for test, outcome in outcomes.items() if belongs_to(test, name)}
        if "failed" not in mine:
            missed.append(f"{name} ({', '.join(sorted(mine)) or 'did not run'})")
    return missed


def try_without(guard: Guard, files: Iterable[str]) -> Result:
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="gametape-break-") as folder:
        tree = Path(folder)
        copy_tree(tree, files)
        try:
            guard.take_out(tree)
        except DoesNotApply as why:
            return Result(guard, time.monotonic() - began, f"does not apply: {why}")
        outcomes, said = run_tests(tree, guard.red)
    missed = not_red(outcomes, guard.red)
    trouble = f"stayed green: {'; '.join(missed)}" if missed else ""
    if missed and not outcomes:
        trouble += f"\n{said}"
    return Result(guard, time.monotonic() - began, trouble)


def green_before(guards: Iterable[Guard], files: Iterable[str]) -> str:
    """Empty when every named test passes with all guards in place; a test that is always red shows nothing."""
    tests = sorted({test for guard in guards for test in guard.red})
    with tempfile.TemporaryDirectory(prefix="gametape-break-") as folder:
        tree = Path(folder)
        copy_tree(tree, files)
        outcomes, said = run_tests(tree, tests)
    wrong = [f"{test} ({outcome})" for test, outcome in outcomes.items() if outcome != "passed"]
    unseen = [name for name in tests if not any(belongs_to(test, name) for test in outcomes)]
    if wrong or unseen:
        return "\n".join([*wrong, *(f"{name} (did not run)" for name in unseen), said])
    return ""
