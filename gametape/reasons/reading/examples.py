"""The invented answers, as the fit and the tests read them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gametape.reasons.reading.splitting import Span
from gametape.reasons.reading.weighing import NOTHING

DATA: Final = Path(__file__).parent / "data"
_MARKED = re.compile(r"\{([A-Z]{3}\.[A-Z_]+)\|([^}]*)\}")
_WHOLE = "WHOLE"


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer, and which of its words tell which leaf; without any it does not tell why."""

    words: str
    tells: tuple[tuple[str, Span], ...]

    @property
    def leaves(self) -> tuple[str, ...]:
        """The leaves it tells, the main one first."""
        return tuple(leaf for leaf, _ in self.tells)


def kept_aside() -> list[Answer]:
    """The answers that the model never sees."""
    return [_answer(line) for line in _lines("kept_aside.txt")]


def sentences_to_learn() -> list[tuple[str, str]]:
    """Pairs of words and their class: the sentences, and the parts of the whole answers."""
    found: list[tuple[str, str]] = []
    for heading, line in _under_headings():
        found.extend(_parts(line) if heading == _WHOLE else [(line, heading)])
    return found


def answers_to_learn() -> list[Answer]:
    """The whole answers among what is learned from."""
    return [_answer(line) for heading, line in _under_headings() if heading == _WHOLE]


def _under_headings() -> Iterator[tuple[str, str]]:
    heading = ""
    for line in _lines("answers.txt"):
        if line.startswith("= "):
            heading = line[2:]
        else:
            yield heading, line


def _lines(name: str) -> Iterator[str]:
    for line in (DATA / name).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.strip()


def _answer(line: str) -> Answer:
    words, tells, copied = "", [], 0
    for marked in _MARKED.finditer(line):
        words += line[copied : marked.start()]
        tells.append((marked[1], (len(words), len(words) + len(marked[2]))))
        words += marked[2]
        copied = marked.end()
    return Answer(words + line[copied:], tuple(tells))


def _parts(line: str) -> list[tuple[str, str]]:
    told = [(marked[2], marked[1]) for marked in _MARKED.finditer(line)]
    rest = [part.strip(" ,.") for part in _MARKED.sub("|", line).split("|")]
    return told + [(part, NOTHING) for part in rest if len(part) > 3]
