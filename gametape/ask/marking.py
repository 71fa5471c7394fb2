"""A text cut into pieces, marked where a finding has its words. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from gametape.ask.linting import Finding

MARKS = {"block": "must", "warn": "maybe"}


@dataclass(frozen=True, slots=True)
class Piece:
    """`mark` is "must" (has to change), "maybe" (worth a look) or ""."""

    text: str
    mark: str = ""


def pieces(text: str, findings: Iterable[Finding]) -> list[Piece]:
    """The whole of `text` in order; joined again the pieces give it back. Where two marks meet, "must" wins."""
    spans = [
        (f.start, f.end, MARKS[f.severity]) for f in findings if f.start is not None and f.end and f.severity in MARKS
    ]
    cuts = sorted({0, len(text), *(place for start, end, _ in spans for place in (start, end) if place <= len(text))})
    cut = [Piece(text[start:end], _mark(spans, start, end)) for start, end in pairwise(cuts)]
    return _joined(cut)


def _mark(spans: list[tuple[int, int, str]], start: int, end: int) -> str:
    here = {mark for first, last, mark in spans if first <= start and end <= last}
    return "must" if "must" in here else "maybe" if here else ""


def _joined(cut: list[Piece]) -> list[Piece]:
    out: list[Piece] = []
    for piece in cut:
        if out and out[-1].mark == piece.mark:
            out[-1] = Piece(out[-1].text + piece.text, piece.mark)
        else:
            out.append(piece)
    return out
