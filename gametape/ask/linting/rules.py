"""The rules as data: `lint_rules.yaml` read once, its words compiled, and which rules speak about which draft."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import yaml

from gametape.ask.linting.denying import denied
from gametape.ask.linting.findings import Draft
from gametape.ask.linting.reading import Reading

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml where it is there: the command starts faster


@dataclass(frozen=True)
class Rule:
    id: str
    sev: str
    scope: tuple[str, ...]
    kind: str
    say: str
    fn: str = ""
    words: re.Pattern[str] | None = None
    guard: bool = False
    raw: bool = False
    channel: tuple[str, ...] = ()
    via: str = ""
    virtue: str = ""
    numbers: dict[str, int] = field(default_factory=dict, hash=False)

    def concerns(self, draft: Draft) -> bool:
        return (
            (draft.scope in self.scope or "any" in self.scope)
            and (not self.channel or draft.channel in self.channel)
            and (not self.via or draft.via == self.via)
        )

    def matches(self, reading: Reading) -> Iterator[tuple[int, int]]:
        """Spans of the words this rule looks for, leaving out what the writer denies where the rule is guarded."""
        text = reading.plain if self.raw else reading.text
        for found in self.words.finditer(text) if self.words else ():
            if found.end() > found.start() and not (self.guard and denied(text, found.start())):
                yield found.start(), found.end()


def _compiled(row: dict) -> re.Pattern[str] | None:
    if not row.get("words"):
        return None
    joined = "|".join(f"(?:{words})" for words in row["words"])
    bounded = joined if row.get("bare") else rf"(?<!\w)(?:{joined})(?!\w)"
    return re.compile(bounded, 0 if row.get("cs") else re.IGNORECASE)


def _rule(row: dict) -> Rule:
    plain = {key: row[key] for key in ("id", "sev", "kind", "say", "fn", "guard", "raw", "via", "virtue") if key in row}
    numbers = {key: row[key] for key in ("min", "max") if key in row}
    return Rule(
        **plain, scope=tuple(row["scope"]), channel=tuple(row.get("channel", ())), words=_compiled(row), numbers=numbers
    )


@cache
def rules() -> tuple[Rule, ...]:
    table = yaml.load(files("gametape.ask.linting").joinpath("lint_rules.yaml").read_text("utf-8"), Loader=_LOADER)
    return tuple(_rule(row) for row in table["rules"])
