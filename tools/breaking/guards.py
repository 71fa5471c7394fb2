"""The list of guards, and what it means to take one out.

`guards.yaml` is a list of entries:

    - guard: one open loss          # its name
      law: 1                        # a law of the design, 1 to 10; or contract: rooms | permissions | ...
      file: gametape/deals/models.py
      find: |                       # stands exactly once in the file; lines in a row, at whatever depth
        the lines that are the guard
      replace: |                    # what is left when somebody takes them out; empty: nothing
        pass
      red: [tests/test_x.py::test_a, gametape/deals/tests/test_y.py]   # each of these must turn red

`changes:` (a list of file/find/replace) is for a guard that stands in more than one place.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

LIST = Path(__file__).with_name("guards.yaml")
LAWS = range(1, 11)


class DoesNotApply(Exception):
    """The entry no longer fits the code it speaks of."""


@dataclass(frozen=True)
class Change:
    """One place: the text that stands exactly once in the file, and what is left of it."""

    file: str
    find: str
    replace: str

    def on(self, text: str) -> str:
        """The text without it. A block of lines fits at whatever depth it stands, and what replaces it goes as deep."""
        first, *rest = self.find.split("\n")
        pattern = re.escape(first)
        if rest:
            pattern = r"^(?P<depth>[ \t]*)" + "\n".join([pattern, *(_at_depth(line) for line in rest)])
        found = list(re.finditer(pattern, text, re.MULTILINE))
        if len(found) != 1:
            raise DoesNotApply(f"{self.file}: the text to take out stands there {len(found)} times, not once")
        depth = found[0].group("depth") if rest else ""
        left = "\n".join(depth + line if line else line for line in self.replace.split("\n"))
        return text[: found[0].start()] + left + text[found[0].end() :]


def _at_depth(line: str) -> str:
    return "(?P=depth)" + re.escape(line) if line else ""


@dataclass(frozen=True)
class Guard:
    name: str
    holds: str  # "law 3" or "rooms"
    changes: tuple[Change, ...]
    red: tuple[str, ...]

    @property
    def law(self) -> int | None:
        return int(self.holds.removeprefix("law ")) if self.holds.startswith("law ") else None

    def take_out(self, tree: Path) -> None:
        """Changes the files under `tree`. Raises `DoesNotApply`, then nothing is changed in that file."""
        for change in self.changes:
            path = tree / change.file
            if not path.is_file():
                raise DoesNotApply(f"there is no {change.file}")
            path.write_text(change.on(path.read_text()))


def read_guards(path: Path = LIST) -> list[Guard]:
    """Raises `DoesNotApply` for an entry that does not say all it has to."""
    return [_guard(entry) for entry in yaml.safe_load(path.read_text())]


def _guard(entry: dict[str, Any]) -> Guard:
    name = entry.get("guard", "?")
    places = entry.get("changes") or [entry]
    try:
        changes = tuple(
            Change(p["file"], p["find"].rstrip("\n"), (p.get("replace") or "").rstrip("\n")) for p in places
        )
        holds = f"law {entry['law']}" if "law" in entry else entry["contract"]
        red = tuple(entry["red"])
    except KeyError as missing:
        raise DoesNotApply(f"{name}: the entry has no {missing.args[0]}") from missing
    if not red:
        raise DoesNotApply(f"{name}: the entry names no test")
    return Guard(name=name, holds=holds, changes=changes, red=red)


def laws_without_a_guard(guards: list[Guard]) -> list[int]:
    return [law for law in LAWS if law not in {guard.law for guard in guards}]
