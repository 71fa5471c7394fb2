"""`make break` tells the truth: its list fits the code, red is red, and a guard nobody misses is found out."""

import shutil
import subprocess

import pytest

from tests.rooms import ROOT
from tools.breaking import trying
from tools.breaking.guards import Change, DoesNotApply, Guard, laws_without_a_guard, read_guards
from tools.breaking.trying import green_before, not_red, try_without

GUARDS = read_guards()


class TestTheList:
    @pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.name)
    def test_every_guard_still_stands_where_the_list_says(self, guard):
        for change in guard.changes:
            change.on((ROOT / change.file).read_text())

    @pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.name)
    def test_every_test_it_names_is_there(self, guard):
        for name in guard.red:
            file, *parts = name.split("::")
            text = (ROOT / file).read_text()
            assert all(part.split("[")[0] in text for part in parts), name

    def test_each_of_the_ten_laws_has_a_guard(self):
        assert laws_without_a_guard(GUARDS) == []

    def test_names_are_told_apart(self):
        assert len({guard.name for guard in GUARDS}) == len(GUARDS)


class TestTakingOut:
    def test_a_text_that_is_gone_or_stands_twice_does_not_apply(self):
        change = Change("a.py", find="guard()", replace="pass")
        assert change.on("guard()\nact()") == "pass\nact()"
        for text in ("act()", "guard()\nguard()"):
            with pytest.raises(DoesNotApply):
                change.on(text)

    def test_a_block_of_lines_fits_at_its_depth_and_what_is_left_goes_as_deep(self):
        change = Change("a.py", find="if lost:\n    raise", replace="if None:\n    pass")
        assert (
            change.on("def f():\n    if lost:\n        raise\n    go()\n")
            == "def f():\n    if None:\n        pass\n    go()\n"
        )
        with pytest.raises(DoesNotApply):
            change.on("def f():\n    if lost:\n    raise\n")

    def test_red_is_a_failure_of_the_test_itself(self):
        named = ["t.py::test_a", "t.py::TestB"]
        assert (
            not_red({"t.py::test_a[1]": "passed", "t.py::test_a[2]": "failed", "t.py::TestB::test": "failed"}, named)
            == []
        )
        assert not_red({"t.py::test_a": "setup failed", "t.py::test_abc": "failed"}, named) == [
            "t.py::test_a (setup failed)",
            "t.py::TestB (did not run)",
        ]


@pytest.fixture
def small_tree(tmp_path, monkeypatch):
    """A repository of one guarded function and its test."""
    (tmp_path / "losing.py").write_text(
        "def lose(deal):\n    if deal == 'lost':\n        raise ValueError\n    return 'lost'\n"
    )
    (tmp_path / "test_losing.py").write_text(
        "import pytest\nfrom losing import lose\n\n"
        "def test_once():\n    with pytest.raises(ValueError): lose('lost')\n\n"
        "def test_whatever(): assert lose('open')\n"
    )
    shutil.copytree(ROOT / "tools" / "breaking", tmp_path / "tools" / "breaking")
    (tmp_path / "tools" / "__init__.py").touch()
    (tmp_path / "pytest.ini").write_text("[pytest]\npythonpath = .\n")
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    monkeypatch.setattr(trying, "ROOT", tmp_path)
    return trying.files_of_the_tree()


def guard(find: str, *red: str) -> Guard:
    return Guard("lost once", "law 1", (Change("losing.py", find=find, replace="if False:"),), red)


class TestTheEngine:
    def test_a_guard_that_is_missed_is_red(self, small_tree):
        missed = guard("if deal == 'lost':", "test_losing.py::test_once")
        assert green_before([missed], small_tree) == ""
        assert try_without(missed, small_tree).trouble == ""

    def test_a_guard_that_nobody_misses_is_found_out(self, small_tree):
        result = try_without(guard("if deal == 'lost':", "test_losing.py::test_whatever"), small_tree)
        assert result.trouble == "stayed green: test_losing.py::test_whatever (passed)"

    def test_a_list_that_no_longer_fits_the_code_is_found_out(self, small_tree):
        assert "does not apply" in try_without(guard("if deal.lost:", "test_losing.py::test_once"), small_tree).trouble

    def test_a_test_that_does_not_exist_shows_nothing(self, small_tree):
        assert "did not run" in green_before([guard("if deal == 'lost':", "test_losing.py::test_gone")], small_tree)

    def test_the_checkout_itself_is_never_touched(self, small_tree):
        before = (trying.ROOT / "losing.py").read_text()
        try_without(guard("if deal == 'lost':", "test_losing.py::test_once"), small_tree)
        assert (trying.ROOT / "losing.py").read_text() == before
