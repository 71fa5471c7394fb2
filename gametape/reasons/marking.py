"""Words with the parts that carry a finding: a text cut into plain and marked pieces, for a page to draw. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple


class Piece(NamedTuple):
    text: str
    marked: bool


def marked(text: str, spans: Sequence[tuple[int, int]]) -> list[Piece]:
    """`text` in pieces, in order, nothing lost; `spans` are (start, end) in code points and may overlap."""
    edges = sorted({0, len(text), *(edge for span in spans for edge in span if 0 <= edge <= len(text))})
    pieces: list[Piece] = []
    for start, end in pairwise(edges):
        inside = any(a <= start and end <= b for a, b in spans)
        if pieces and pieces[-1].marked == inside:
            pieces[-1] = Piece(pieces[-1].text + text[start:end], inside)
        else:
            pieces.append(Piece(text[start:end], inside))
    return pieces
