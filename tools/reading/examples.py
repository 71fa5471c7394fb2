"""The invented answers, as the fit, the bench and the tests read them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gametape.deals.vocabulary import LEAVES, REPLY_STATUSES
from gametape.reasons.reading.splitting import Span
from gametape.reasons.reading.weighing import NOTHING

HERE: Final = Path(__file__).parent
_MARKED = re.compile(r"\{([A-Z]{3}\.[A-Z_]+)\|([^}]*)\}")
_CODED = re.compile(r"([A-Z_.,]+)([+-]?) (.+)")
_WHOLE = "WHOLE"


@dataclass(frozen=True, slots=True)
class Invented:
    """A whole answer: its status or its leaves, the main one first, and the words that carry the main one."""

    words: str
    language: str
    status: str | None
    leaves: tuple[str, ...]
    quote: Span
    voice: str
    wants_contact: bool | None = None


def voices() -> list[Invented]:
    """All that is learned from, in whole answers: `voices/*.txt` by one hand, `voices/*.jsonl` by another."""
    found = [one for path in sorted((HERE / "voices").glob("*.txt")) for one in _by_voice(path)]
    return found + [one for path in sorted((HERE / "voices").glob("*.jsonl")) for one in from_jsonl(path)]


def _by_voice(path: Path) -> Iterator[Invented]:
    voice = language = ""
    for line in _lines(path):
        if line.startswith("@ "):
            voice, language = (part.strip() for part in line[2:].split("|"))
            continue
        coded = _CODED.fullmatch(line)
        if coded is None:
            raise ValueError(f"{path.name}: {line!r} has no codes before it.")
        codes, marked = coded[1].split(","), coded[3].replace("\\n", "\n")
        words = marked.replace("{", "").replace("}", "")
        if codes[0] in REPLY_STATUSES:
            yield Invented(words, language, codes[0], (), (0, 0), voice)
        else:
            start, end = marked.index("{"), marked.index("}") - 1
            yield _checked(Invented(words, language, None, tuple(codes), (start, end), voice))


def from_jsonl(path: Path) -> Iterator[Invented]:
    """A file of another hand: {"id", "text", "language", "status", "reasons", "quote", "voice"} a line."""
    for line in _lines(path):
        told = json.loads(line)
        start = told["text"].find(told["quote"]) if told["quote"] else 0
        quote = (start, start + len(told["quote"]))
        wants = told.get("wants_contact")
        leaves = tuple(told["reasons"])
        yield _checked(Invented(told["text"], told["language"], told["status"], leaves, quote, told["voice"], wants))


def _checked(one: Invented) -> Invented:
    if not one.status and (unknown := [leaf for leaf in one.leaves if leaf not in LEAVES]):
        raise ValueError(f"{one.words!r} names {', '.join(unknown)}, which does not exist.")
    return one


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer of the first set, and which of its words tell which leaf; without any it does not tell why."""

    words: str
    tells: tuple[tuple[str, Span], ...]


def kept_aside() -> list[Answer]:
    """The answers of the first set that its first model never saw."""
    return [_answer(line) for line in _lines(HERE / "kept_aside.txt")]


def sentences_to_learn() -> list[tuple[str, str]]:
    """Pairs of words and their class: the English sentences, and the parts of the whole answers."""
    found: list[tuple[str, str]] = []
    heading = ""
    for line in _lines(HERE / "sentences.txt"):
        if line.startswith("= "):
            heading = line[2:]
        else:
            found.extend(_parts(line) if heading == _WHOLE else [(line, heading)])
    return found


def _lines(path: Path) -> Iterator[str]:
    for line in path.read_text(encoding="utf-8").splitlines():
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
