"""How alike two sentences are: the cosine over their words and runs of letters. Pure, no dependency, no model.

Words carry the meaning, runs of three letters carry spelling and inflection; each is half of the vector. 1 is the same
words in any order, 0 nothing in common.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from math import sqrt
from typing import Final

from gametape.common.spans import comparable

ALIKE: Final = 0.8
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_LITTLE: Final = frozenset(
    [
        "a",
        "an",
        "the",
        "i",
        "me",
        "my",
        "we",
        "us",
        "our",
        "they",
        "them",
        "their",
        "it",
        "its",
        "is",
        "are",
        "was",
        "were",
        "be",
        "to",
        "of",
        "for",
        "in",
        "on",
        "at",
        "with",
        "and",
        "or",
        "as",
        "that",
        "this",
        "then",
    ]
)


def vector(text: str) -> Mapping[str, float]:
    """Length 1; empty for a text without words."""
    words = _WORD.findall(comparable(text))
    telling = [word for word in words if word not in _LITTLE] or words
    runs = [run for word in telling for run in _runs(word)]
    parts = [_unit(Counter(f"w {word}" for word in telling)), _unit(Counter(runs))]
    return _unit({name: weight for part in parts for name, weight in part.items()})


def _runs(word: str) -> list[str]:
    edged = f"_{word}_"
    return [edged[at : at + 3] for at in range(len(edged) - 2)]


def _unit(counts: Mapping[str, float]) -> dict[str, float]:
    length = sqrt(sum(count * count for count in counts.values()))
    return {name: count / length for name, count in counts.items()} if length else {}


def cosine(first: Mapping[str, float], second: Mapping[str, float]) -> float:
    if len(first) > len(second):
        first, second = second, first
    return sum(weight * second.get(name, 0.0) for name, weight in first.items())


def likeness(first: str, second: str) -> float:
    return cosine(vector(first), vector(second))
