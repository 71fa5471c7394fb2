"""A transcriber for tests of everything around it: a word for every half second of speech, but for what a test wants lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gametape.speech.lines import Word
from gametape.speech.transcriber import Piece


class Pretend:
    """`loses(at)` says of a second of the piece that no word comes back for it; `plainly_too` that a second try finds none either."""

    leaves_for = None

    def __init__(
        self, *, loses: Callable[[float], bool] = lambda at: False, plainly_too: bool = False, model: str = "pretend"
    ):
        self.model = model
        self.settings: dict[str, Any] = {"pretended": True}
        self.loses, self.plainly_too = loses, plainly_too
        self.asked: list[Piece] = []

    def words(self, piece: Piece) -> list[Word]:
        self.asked.append(piece)
        if piece.plainly and self.plainly_too:
            return []
        found = []
        for part in piece.speech:
            for step in range(int(part.seconds / 0.5)):
                at = part.start + 0.5 * step
                if piece.plainly or not self.loses(at):
                    found.append(Word("word", at, at + 0.4, 0.9))
        return found
