"""A place in a text, counted in code points, and the rule that a quote is shown only where it stands (law 4).

Texts are immutable once stored. Whatever compares them in another form uses `comparable`, which never moves a place.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from gametape.common.refusal import Refusal

APOSTROPHES = {"’": "'", "‘": "'", "ʼ": "'", "´": "'", "`": "'"}
OTHERS = {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "–": "-", "—": "-", "‑": "-", "\u00a0": " ", "\u202f": " "}


class QuoteGone(Refusal):
    """The words are not where they were said to be, so they are not shown."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Code points `start` up to, not including, `end` of one version of a text. Never empty."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a span runs forward from 0 on, not from {self.start} to {self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


def quote(text: str, span: Span) -> str:
    """The words at `span`. Refuses a span that runs past the end: the text is not the one it was made for."""
    if span.end > len(text):
        raise QuoteGone("These words are no longer in the text, so they are not shown. Mark them again.")
    return text[span.start : span.end]


def must_match(text: str, said: str, start: int) -> str:
    """`said`, when it stands at `start` in `text` character for character; else refuses.

    Nothing is forgiven: not a straightened apostrophe, not another form of the same accent, not a space.
    """
    if not said or start < 0 or text[start : start + len(said)] != said:
        raise QuoteGone("These words do not stand there, letter for letter, so they are not shown. Mark them again.")
    return said


def span_of(text: str, said: str, start: int) -> Span:
    """The span of a quote that `must_match`."""
    return Span(start, start + len(must_match(text, said, start)))


def comparable(text: str) -> str:
    """Lower case, no accents, plain quotes, dashes and spaces; every code point stays where it was.

    A letter that would become two (ß, ﬁ, İ) is left alone, so that the result has the length of the text.
    """
    return "".join(map(_plain, text))


@lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    char = APOSTROPHES.get(char) or OTHERS.get(char) or char
    base = unicodedata.normalize("NFD", char)[0].lower()
    return base if len(base) == 1 else char
