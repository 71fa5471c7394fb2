"""Kind words in what a buyer wrote: whole sentences, as they stand. Pure, and a small honest rule.

A sentence counts when it thanks or praises and takes nothing back: no "but", no "not", no question, no complaint word.
Nothing is inferred from tone; a sentence that is missed costs nothing, one that was meant otherwise would hurt, so the
rule is narrow. What is private stays out (law 7).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gametape.common.private_words import scan
from gametape.reasons.reading.splitting import sentences

LONGEST = 160
_KIND = re.compile(
    r"\bthank(s| you)\b|\bappreciat(e|ed)\b|\bgrateful\b"
    r"|\byou (really |truly |all )*(were|was|did|made|took|helped|listened|asked|treated|gave|showed|explained|answered)\b"
    r"(?=.*\b(great|good|best|kind|nice|wonderful|patient|helpful|honest|friendly|welcome|time|well|only one|listened|helped|first)\b)"
    r"|\b(great|wonderful|fantastic|lovely|excellent|super) (job|time|visit|service|salesperson|person|rep|help|experience)\b"
    r"|\b(liked|loved|enjoyed) (you|you guys|working with you|talking to you|talking with you|dealing with you)\b"
    r"|\b(never|no one|nobody) (pushy|pushed|else (asked|listened|helped|took))\b",
    re.IGNORECASE,
)
_TAKES_BACK = re.compile(
    r"\b(but|however|though|although|except|unfortunately|not|n['’]t|too|would have|could have|should have|if|until|"
    r"for nothing|no thanks|stop|wrong|worst|bad|rude|never again|anyway|wast\w*|a lot|sarcas\w*)\b|n['’]t\b|\?",
    re.IGNORECASE,
)
_NO_BUT_KIND = re.compile(r"\b(?:not|never|wasn['’]t|weren['’]t) (?:pushy|pushing|once pushed)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Kind:
    """`text[start:end]`, whole sentences with their full stop."""

    start: int
    end: int
    quote: str


def kind_words(text: str) -> Kind | None:
    """The first kind sentence of a buyer's text, or None."""
    for sentence in sentences(text):
        start, end = sentence.span
        end += text[end : end + 1] in (".", "!")
        said = text[start:end]
        if len(said) <= LONGEST and is_kind(said) and not scan(said):
            return Kind(start, end, said)
    return None


def is_kind(sentence: str) -> bool:
    """Whether a sentence thanks or praises and takes nothing back."""
    plain = _NO_BUT_KIND.sub("never pushy", sentence)
    return bool(_KIND.search(plain)) and not _TAKES_BACK.search(plain)
