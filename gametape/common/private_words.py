"""Words that belong to somebody alone (law 7): found before a rep sees them, and numbers removed before anything is kept.

`scan` marks statements about a person (credit, health, money that changed, family, traits the law protects); a person
decides what becomes of them. `redact_numbers` takes out cards, social security numbers and IBANs for good. English
first; credit, health, money and family in Spanish, French and German, too. It reads words and infers nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal

import yaml

from gametape.common.needed_letters import needed_letters
from gametape.common.private_numbers import number_spans
from gametape.common.spans import comparable

Kind = Literal["credit", "health", "money", "personal", "protected", "number"]
KINDS: Final[tuple[Kind, ...]] = ("credit", "health", "money", "personal", "protected")
REMOVED: Final = "[number removed]"


@dataclass(frozen=True, slots=True, order=True)
class PrivateSpan:
    """A stretch of a text, in code points, and what kind of private thing it speaks of."""

    start: int
    end: int
    kind: Kind


def _read() -> tuple[re.Pattern[str], re.Pattern[str], dict[Kind, re.Pattern[str]]]:
    raw: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
    # All begin at a word, and saying so once in front makes it several times faster.
    compiled = {name: re.compile(rf"\b(?=\w)(?:{'|'.join(block.splitlines())})") for name, block in raw.items()}
    return compiled["harmless"], compiled["things"], {kind: compiled[kind] for kind in KINDS}


_HARMLESS, _THINGS, _PATTERNS = _read()
_NEEDED = [(needed_letters(pattern.pattern), pattern) for pattern in _PATTERNS.values()]
_DIGITS = dict.fromkeys(map(ord, "0123456789"))


def scan(text: str) -> tuple[PrivateSpan, ...]:
    """Every private stretch of `text`, in order; spans of one kind that meet are one. Linear in the text's length."""
    plain = _HARMLESS.sub(lambda found: "\x00" * len(found.group()), comparable(text))
    found = [PrivateSpan(start, end, "number") for start, end in number_spans(text)]
    for kind, pattern in _PATTERNS.items():
        found += _merged(kind, (match.span() for match in pattern.finditer(plain)), plain)
    return tuple(sorted(found))


@lru_cache(maxsize=16384)
def speaks_of_somebody(name: str) -> bool:
    """Whether the name of a thing (a deal's unit, its next step) says something private of a person; numbers aside. A
    thing named for its use is none. By the million: nearly no name holds the letters that a private statement needs."""
    likely = _likely(name.translate(_DIGITS))
    if not likely:
        return False
    plain = comparable(name)
    for harmless in (_HARMLESS, _THINGS):
        plain = harmless.sub(lambda found: "\x00" * len(found.group()), plain)
    return any(pattern.search(plain) for pattern in likely)


@lru_cache(maxsize=16384)
def _likely(letters: str) -> tuple[re.Pattern[str], ...]:
    """Patterns that a text with these letters may match. Without digits, because units differ by little else and a
    million of them then are some thousand; what is needed is looked for without its digits, too."""
    plain = comparable(letters)
    return tuple(pattern for needed, pattern in _NEEDED if needed is None or _undigited(needed).search(plain))


@lru_cache
def _undigited(needed: re.Pattern[str]) -> re.Pattern[str]:
    return re.compile(needed.pattern.translate(_DIGITS))


def _merged(kind: Kind, spans: Iterator[tuple[int, int]], plain: str) -> list[PrivateSpan]:
    merged: list[PrivateSpan] = []
    for start, end in spans:
        if merged and not plain[merged[-1].end : start].strip():
            merged[-1] = PrivateSpan(merged[-1].start, end, kind)
        else:
            merged.append(PrivateSpan(start, end, kind))
    return merged


def redact_numbers(text: str) -> tuple[str, int]:
    """`text` with every card, social security number and IBAN replaced, and how many there were. Twice is as once."""
    kept, at, count = [], 0, 0
    for start, end in number_spans(text):
        kept += [text[at:start], REMOVED]
        at, count = end, count + 1
    return "".join([*kept, text[at:]]), count
