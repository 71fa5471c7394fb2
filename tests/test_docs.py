"""The documents say what is so: every setting, command and target is written down, and every link leads somewhere."""

import re
import tomllib
from pathlib import Path

import pytest

from gametape.project.cli import COMMANDS
from tests.rooms import ROOT, product_files

RUNNING = (ROOT / "docs" / "running.md").read_text()
DOCUMENTS = sorted(
    path
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob(".github/**/*.md")]
    if ".venv" not in path.parts
)
NAMES = [str(path.relative_to(ROOT)) for path in DOCUMENTS]
SETTING = re.compile(r"\bGAMETAPE_[A-Z][A-Z_]*[A-Z]\b")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def settings_in_the_code() -> set[str]:
    return {name for path in product_files() for name in SETTING.findall(path.read_text())}


def settings_in_the_table(text: str) -> set[str]:
    return set(re.findall(r"^\| `(GAMETAPE_\w+)` \|", text, re.MULTILINE))


def anchors(text: str) -> set[str]:
    """The names that headings get: lower case, punctuation gone, spaces to hyphens."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def dead_links(path: Path, text: str) -> list[str]:
    """Links of a document that lead to no file, or to no heading in it. Addresses outside are not followed."""
    dead = []
    for link in LINK.findall(text):
        if re.match(r"[a-z]+:", link):
            continue
        file, _, anchor = link.partition("#")
        target = path.parent / file if file else path
        if not target.exists() or (anchor and anchor not in anchors(target.read_text())):
            dead.append(link)
    return dead


class TestSettings:
    def test_there_are_some(self):
        assert len(settings_in_the_code()) >= 8

    def test_every_setting_the_code_reads_is_documented(self):
        assert sorted(settings_in_the_code() - settings_in_the_table(RUNNING)) == []

    def test_every_setting_documented_is_read(self):
        assert sorted(settings_in_the_table(RUNNING) - settings_in_the_code()) == []

    def test_no_other_document_speaks_of_a_setting_that_is_not_there(self):
        for path in [*DOCUMENTS, *(ROOT / "deploy").iterdir()]:
            unknown = set(SETTING.findall(path.read_text())) - settings_in_the_code()
            assert {name for name in unknown if not name.startswith("GAMETAPE_TEST_")} == set(), path


class TestCommands:
    def test_every_command_is_documented_and_there_is_no_other(self):
        documented = set(re.findall(r"^\| `gametape ([\w-]+)", RUNNING, re.MULTILINE))
        assert documented == set(COMMANDS)

    def test_every_make_target_a_document_names_is_there(self):
        targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
        for path in DOCUMENTS:
            named = set(re.findall(r"(?:^ {4}|`)make ([a-z]+)", path.read_text(), re.MULTILINE))
            assert named - targets == set(), path

    def test_the_commands_that_were_promised_are_there(self):
        targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
        assert {"start", "test", "check", "demo", "bench", "break"} <= targets


class TestLinks:
    @pytest.mark.parametrize("path", DOCUMENTS, ids=NAMES)
    def test_every_link_leads_somewhere(self, path):
        assert dead_links(path, path.read_text()) == []

    def test_a_dead_link_is_found(self):
        path = ROOT / "docs" / "running.md"
        text = "# Start\n[a](nothing.md) ![b](pictures/none.png) [c](#start) [d](#nowhere) [e](https://example.org/)"
        assert dead_links(path, text) == ["nothing.md", "pictures/none.png", "#nowhere"]


class TestDocuments:
    @pytest.mark.parametrize(
        "name",
        [
            "README.md",
            "CONTRIBUTING.md",
            "CHANGELOG.md",
            "SECURITY.md",
            "LICENSE",
            "docs/journey.md",
            "docs/what-it-keeps.md",
            "docs/why",
        ],
    )
    def test_it_is_there(self, name):
        assert (ROOT / name).exists()

    def test_the_licence_is_the_one_that_is_declared(self):
        assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["license"] == "Apache-2.0"
        assert "Apache License" in (ROOT / "LICENSE").read_text()

    def test_requirements_carry_hashes_and_no_address(self):
        for path in (ROOT / "requirements").glob("*.txt"):
            text = path.read_text()
            pins = re.findall(r"^[a-z][\w.-]*==.*?(?=^[a-z#]|\Z)", text, re.MULTILINE | re.DOTALL)
            assert pins, path
            assert all("--hash=sha256:" in pin for pin in pins), path
            assert "://" not in text, path

    def test_every_dependency_that_is_declared_is_pinned(self):
        declared = tomllib.loads((ROOT / "pyproject.toml").read_text())
        wanted = {
            "base": declared["project"]["dependencies"],
            "dev": declared["dependency-groups"]["dev"],
            "build": declared["dependency-groups"]["build"],
        }
        for name, needs in wanted.items():
            pinned = set(
                re.findall(r"^([a-z][\w.-]*)==", (ROOT / "requirements" / f"{name}.txt").read_text(), re.MULTILINE)
            )
            missing = {re.split(r"[\[<>=!~ ]", need)[0].lower() for need in needs} - pinned
            assert missing == set(), f"run make requirements: {name}"
