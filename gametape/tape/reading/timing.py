"""Times as people and programs write them, and names before words."""

from __future__ import annotations

import re

CLOCK = r"(?:\d{1,4}:)?\d{1,2}:\d{1,2}(?:[.,]\d{1,9})?"
TIMING = re.compile(rf"^\s*({CLOCK})\s*-+>\s*({CLOCK})(.*)$")
LONGEST_NAME = 40
# "Dana:", "Dana Reyes (Lakeside RV):", "Speaker 1:", "DANA:"; not "The thing is:", "https:", "10:30".
_NAME = re.compile(
    r"^\s*(?P<name>(?:[^\W\d_]|\[|\()[\w .,'’&/@()\[\]#-]{0,39}?)\s*:(?!//)(?:\s+|(?=[^\s\d])|$)(?P<text>.*)$",
    re.DOTALL,
)
_SPOKEN = {
    "the",
    "that",
    "this",
    "it",
    "i",
    "you",
    "we",
    "and",
    "but",
    "so",
    "because",
    "my",
    "your",
    "here",
    "one",
    "is",
    "are",
}
MOST_WORDS = 5


def seconds(text: str) -> float:
    """ "1:02:03.5" and "02:03,500" to seconds. Raises ValueError for anything else."""
    parts = text.strip().replace(",", ".").split(":")
    if not 2 <= len(parts) <= 3:
        raise ValueError(f"{text!r} is no time")
    total = 0.0
    for part in parts:
        total = total * 60 + float(part)
    return round(total, 6)  # 64.567 is 64.567, not 64.56700000000001


def named(text: str) -> tuple[str, str] | None:
    """The speaker and the words of "Dana: How are you?", None where no name stands before a colon."""
    found = _NAME.match(text)
    if not found:
        return None
    name, words = found["name"].strip(), found["text"]
    said = name.casefold().split()
    if len(said) > MOST_WORDS or not said or (_SPOKEN & set(said)):
        return None
    return name, words
