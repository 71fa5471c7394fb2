"""The words of replies that are no answers, read once from ``reply_words.yaml`` and compiled."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

import yaml

RAW: Final[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("reply_words.yaml").read_text(encoding="utf-8"))


def _filled(pattern: str) -> str:
    """`pattern` with its macros, which may hold macros themselves, put in."""
    while macro := re.search(r"<([A-Z_]+)>", pattern):
        pattern = pattern.replace(macro.group(), RAW["macros"][macro.group(1)])
    return pattern


def _any(name: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{_filled(line)})" for line in RAW[name].splitlines()))


LEAD: Final = _any("lead")
STOP_COMMANDS: Final = _any("stop_commands")
STOP_ELSEWHERE: Final = _any("stop_elsewhere")
NOT_A_COMMAND: Final = _any("not_a_command")
RUDE: Final = _any("rude")
MAYBE_STOP: Final = _any("maybe_stop")
MAYBE_STOP_SHORT: Final = _any("maybe_stop_short")
NO_REASON: Final = _any("no_reason")
NOT_THE_BUYER: Final = _any("not_the_buyer")
ASKS: Final = _any("asks")
ASKS_WITHOUT_A_MARK: Final = _any("asks_without_a_mark")
MACHINE: Final = _any("machine")
SIGNATURE: Final = re.compile(rf"\s*(?:{_any('signature').pattern})")

KEYWORDS: Final = frozenset(RAW["keywords"])
KEYWORDS_LAST: Final = frozenset(RAW["keywords_last"])
KEYWORDS_ALONE: Final = KEYWORDS | frozenset(RAW["keywords_alone"])
COURTESY: Final = frozenset(RAW["courtesy"])

OTHER_WAY_INSTEAD: Final = re.compile(
    r"(?:just |please |but |only )*(?:text|call|e-?mail|write|message|ring|use|try)\b(?! or\b)(?! and\b)(?! e-?mail or)"
)
A_WAY_MORE: Final = re.compile(_filled(r"(?:<REACH>)\b.*\bor\b"))
CONDITION: Final = re.compile(r"\s*(?:if|unless|until|when)\b")
NOT_SAM: Final = re.compile(  # over the text as it was written: only a capital tells a name
    r"(?:(?:\w+ )?(?:I[’']?m not|I am not|[Tt]his is not|[Tt]his isn[’']?t) (?!I\b|Mr\b|Sure\b|Interested\b)[A-Z][a-z]+(?: \w+)?"
    r"|[Nn]ot (?!I\b|Sure\b|Interested\b|Really\b|Now\b)[A-Z][a-z]+"
    r"|(?:[Tt]here is |[Tt]here[’']?s )?[Nn]o [A-Z][a-z]+ (?:lives )?(?:here|at this (?:number|address|e-?mail))|[Nn]ot me)"
)
CLAUSE: Final = re.compile(
    r"[.!?;:,\n()\"…]+|\s-+\s"
    r"|\s(?:and|but|so|then|because|cause|cuz|also|y|pero|et|mais|donc|und|aber|so that)\s(?!\w+ing\b)"
)
