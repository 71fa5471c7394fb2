"""Whose words they are, and what counts as a turn."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from gametape.tape.lines import Line

WORDS: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "call_words.yaml").read_text(encoding="utf-8"))
PAUSE = 1.0  # seconds
BACK_CHANNEL = 1.0  # seconds
REP, BUYER, NOBODY = "rep", "buyer", "nobody"
_REPS = re.compile(
    r"^(?:the )?(?:sales ?(?:rep|person|man|woman|agent)?|seller|rep(?:resentative)?|agent|dealer|advisor|consultant)\b",
    re.IGNORECASE,
)
_BUYERS = re.compile(r"^(?:the )?(?:buyer|customer|caller|client|guest|prospect|shopper)\b", re.IGNORECASE)
_UNNAMED = re.compile(r"^(?:unknown|unidentified|nobody)\b|^(?:speaker )?\?+$", re.IGNORECASE)
_WORD = re.compile(r"[\w$][\w'’,.-]*[\w]|\w", re.UNICODE)


@dataclass(frozen=True)
class Said:
    """One line of somebody who counts. `number` is its place in the transcript."""

    who: str
    start: float
    end: float
    text: str
    number: int


@dataclass(frozen=True)
class Turn:
    who: str
    start: float
    end: float
    said: tuple[Said, ...]

    @property
    def seconds(self) -> float:
        return self.end - self.start

    @property
    def text(self) -> str:
        return " ".join(said.text for said in self.said)


def sides(speakers: Sequence[str], *, rep: str | None = None, buyer: str | None = None) -> dict[str, str]:
    """Speaker to REP, BUYER or NOBODY. The rep is the named one, or who is called so ("Seller", "Agent"). The buyer is the
    named one, or who is called so, or the only other one. Nobody else's words count as the buyer's."""
    known = [name for name in speakers if not _UNNAMED.match(name)]
    reps = [name for name in known if (_is(name, rep) if rep else _REPS.match(name))]
    if len(reps) > 1 and not rep:
        reps = []  # two sellers: somebody has to say who is meant
    others = [name for name in known if name not in reps]
    buyers = [name for name in others if (_is(name, buyer) if buyer else _BUYERS.match(name))]
    if not buyers and not buyer and reps and len(others) == 1:
        buyers = others
    return {name: REP if name in reps else BUYER if name in buyers else NOBODY for name in speakers}


def _is(name: str, meant: str) -> bool:
    return name.casefold().strip() == meant.casefold().strip()


def said_by(lines: Iterable[Line], of: dict[str, str]) -> list[Said]:
    """The lines with times of the two who count, as they began. A line that ends before it begins lasts no time."""
    found = [
        Said(of[line.speaker], line.start, max(line.start, line.end), line.text, number)
        for number, line in enumerate(lines)
        if line.speaker is not None and line.start is not None and line.end is not None and of[line.speaker] != NOBODY
    ]
    return sorted(found, key=lambda said: (said.start, said.number))


def is_back_channel(said: Said) -> bool:
    """Shorter than a second and nothing but "yes", "mm-hm" and the like."""
    if said.end - said.start >= BACK_CHANNEL:
        return False
    left = " ".join(re.findall(r"[\w'-]+", said.text.casefold()))
    whole = re.compile(rf"(?:(?:{'|'.join(map(re.escape, WORDS['back_channel']))})(?:\s+|$))+")
    return bool(whole.fullmatch(left)) or not left


def turns_of(said: Iterable[Said]) -> list[Turn]:
    """The same speaker with pauses under a second is one turn, also when the other one speaks meanwhile; back-channels are
    none. In order of their starts."""
    by_who: dict[str, list[list[Said]]] = {}
    for one in said:
        if is_back_channel(one):
            continue
        turns = by_who.setdefault(one.who, [])
        if turns and one.start - max(s.end for s in turns[-1]) < PAUSE:
            turns[-1].append(one)
        else:
            turns.append([one])
    every = [
        Turn(who, turn[0].start, max(s.end for s in turn), tuple(turn))
        for who, turns in by_who.items()
        for turn in turns
    ]
    return sorted(every, key=lambda turn: (turn.start, turn.said[0].number))


def words_in(text: str) -> list[str]:
    """Words as they are counted: "$9,000", "don't" and "e-mail" are one each."""
    return _WORD.findall(text)
