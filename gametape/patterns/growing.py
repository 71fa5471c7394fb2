"""A column of a file while it is read, a piece after the other.

As long as its cells are few different ones it is kept as their numbers. Where they are many, it is either numbers - then it is
kept as those - or text, and its cells are told apart when all are there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gametape.patterns.coding import Raw
from gametape.patterns.plain_numbers import plain_numbers
from gametape.patterns.telling_apart import Apart, Ints, Words, hashed, texts_of

FEW_TEXTS = 1000
"""Up to so many different numbers keep their text, so that they come back as they stand in the file."""
MANY_TEXTS = 1 << 14
"""Different texts from which on looking them up one after the other is slower than sorting all of them."""

FIRST = 300


class Quoted(ValueError):
    """A quote that is not simply the first and the last byte of a cell: it has to be read with care."""


class FewNumbers(ValueError):
    """A column that was kept as numbers holds something else further down: it has to be kept as text."""

    def __init__(self, column: int) -> None:
        super().__init__(column)
        self.column = column


class Growing:
    """Column number `at` of a file. `as_text` says that it is not all plain numbers."""

    def __init__(self, name: str, at: int, *, as_text: bool) -> None:
        self.name, self.at, self.as_text = name, at, as_text
        self.rows, self.apart = 0, Apart()
        self.codes: list[NDArray[np.uint16]] = []
        self.numbers: list[NDArray[np.float64]] | None = None
        self.words: list[Sequence[Words]] | None = None

    def add(self, words: Sequence[Words], lengths: Ints) -> None:
        """Raises FewNumbers."""
        self.rows += len(lengths)
        if self.numbers is not None:
            numbers, plain = plain_numbers(words, lengths)
            if not plain:
                raise FewNumbers(self.at)
            self.numbers.append(numbers)
        elif self.words is not None:
            self.words.append(words)
        else:
            self._told_apart(words, lengths)

    def _told_apart(self, words: Sequence[Words], lengths: Ints) -> None:
        if not self.codes:  # most of the different cells are among the first: the others are found at the first look
            self.apart.index([word[:FIRST] for word in words], lengths[:FIRST], most=FEW_TEXTS)
        codes = self.apart.index(words, lengths, most=MANY_TEXTS if self.as_text else FEW_TEXTS)
        if codes is None and not self.as_text and self._are_numbers(words, lengths):
            return
        if codes is None:
            self.as_text = True
            codes = self.apart.index(words, lengths, most=MANY_TEXTS)
        if codes is not None:
            self.codes.append(codes.astype(np.uint16))
            return
        known = self.apart.known()[0]
        self.words = [[word[part] for word in known] for part in self.codes] + [words]

    def _are_numbers(self, words: Sequence[Words], lengths: Ints) -> bool:
        known, plain = plain_numbers(*self.apart.known())
        these, also = plain_numbers(words, lengths)
        if plain and also:
            self.numbers = [*(known[part] for part in self.codes), these]
        return plain and also

    def finished(self, careful: bool) -> Raw:
        """The column. Raises Quoted, and UnicodeDecodeError for bytes that are no UTF-8."""
        if self.numbers is not None:
            return Raw(self.name, np.concatenate(self.numbers))
        codes: NDArray[np.integer]
        if self.words is None:
            known = self.apart.known()[0]
            codes = np.concatenate(self.codes)
        else:
            known, codes = _sorted_apart(self.words)
        return _named(self.name, codes, texts_of(known), careful)


def _sorted_apart(pieces: Sequence[Sequence[Words]]) -> tuple[list[Words], Ints]:
    """The words of the different cells of all pieces, and which of them each cell is."""
    most = max(len(piece) for piece in pieces)
    words = [
        np.concatenate([piece[at] if at < len(piece) else np.zeros(len(piece[0]), np.uint64) for piece in pieces])
        for at in range(most)
    ]
    _, firsts, index = np.unique(hashed(words), return_index=True, return_inverse=True)
    if all(np.array_equal(word[firsts][index], word) for word in words):
        return [word[firsts] for word in words], index
    _, firsts, index = np.unique(np.stack(words, axis=1), axis=0, return_index=True, return_inverse=True)
    return [word[firsts] for word in words], index.ravel()


def _named(name: str, codes: NDArray[np.integer], known: Sequence[str], careful: bool) -> Raw:
    """The different texts in order, the empty cell last, each there because a row holds it."""
    occurring = np.flatnonzero(np.bincount(codes, minlength=len(known))).tolist()
    texts = {
        int(code): without_quotes(known[code], careful) if '"' in known[code] else known[code] for code in occurring
    }
    distinct: tuple[str | None, ...] = tuple(sorted({text for text in texts.values() if text}))
    if not all(texts.values()):
        distinct = (*distinct, None)
    place = {text or "": at for at, text in enumerate(distinct)}
    ranks = np.zeros(len(known), np.uint16 if len(distinct) <= 1 << 16 else np.int32)
    for code, text in texts.items():
        ranks[code] = place[text]
    return Raw(name, ranks[codes], distinct)


def without_quotes(text: str, careful: bool) -> str:
    """A cell as it is meant. Raises Quoted where quotes are doubled or not around all of it, which only careful reading
    tells apart - and there where it is no quoting at all."""
    if '"' not in text:
        return text
    if len(text) < 2 or text[0] != '"' or text[-1] != '"':
        raise Quoted
    inside = text[1:-1]
    if careful:
        if '"' in inside.replace('""', ""):
            raise Quoted
        return inside.replace('""', '"')
    if '"' in inside:
        raise Quoted
    return inside
