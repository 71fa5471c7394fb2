"""Which of the different cells of a column each cell is, from their bytes alone: a hash table that is asked for many cells at
once. A cell is one or more words of eight bytes, zero after its end; no cell holds a zero byte, so different cells have
different words. Only the different cells ever become text."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
Ints = NDArray[np.int64]

WORD = 8
_FIRST_BITS = 12
_ROOM = 8
"""Places of the table for each cell that is in it, at least half of it: most cells are found at the first look."""
_ODD = np.random.Generator(np.random.PCG64(29)).integers(0, 1 << 63, 64, np.uint64) * np.uint64(2) + np.uint64(1)


def hashed(words: Sequence[Words]) -> Words:
    """64 bits of each cell; words of zero behind its end do not matter."""
    mixed: Words = words[0] * _ODD[0]
    for at, word in enumerate(words[1:], start=1):
        mixed += (word ^ (word >> np.uint64(29))) * _ODD[at]
    return mixed


def texts_of(words: Sequence[Words]) -> list[str]:
    """Cells as text. Raises UnicodeDecodeError for bytes that are no UTF-8."""
    cells = np.ascontiguousarray(np.stack(words, axis=1)).view(f"S{WORD * len(words)}").ravel()
    return [cell.decode() for cell in cells.tolist()]


class Apart:
    """The different cells seen so far, numbered as they come; 0 is the empty cell, seen or not."""

    def __init__(self) -> None:
        self.size = 1
        self.words: list[Words] = [np.zeros(64, np.uint64)]
        self.lengths: Ints = np.zeros(64, np.int64)
        self._empty(_FIRST_BITS)

    def known(self) -> tuple[list[Words], Ints]:
        """The words and the lengths of the different cells."""
        return [word[: self.size] for word in self.words], self.lengths[: self.size]

    def index(self, words: Sequence[Words], lengths: Ints, *, most: int) -> Ints | None:
        """The number of each cell; None, and nothing is kept of them, where there would be more than `most` different."""
        mixed = hashed(words)
        codes, new = self._find(words, mixed)
        before = self.size
        while new.size:
            _, firsts = np.unique(mixed[new], return_index=True)
            if self.size + len(firsts) > most:
                self._forget(before)
                return None
            self._take_in([word[new[firsts]] for word in words], lengths[new[firsts]], mixed[new[firsts]])
            codes[new], still = self._find([word[new] for word in words], mixed[new])
            new = new[still]
        return codes

    def _find(self, words: Sequence[Words], mixed: Words) -> tuple[Ints, Ints]:
        """The number of each cell, and which cells are new."""
        at = (mixed >> self.shift).view(np.int64)
        codes = self.places.take(at)
        wrong = np.flatnonzero(self._differ(codes, words))
        new = []
        while wrong.size:
            empty = codes[wrong] == 0
            new.append(wrong[empty])
            wrong = wrong[~empty]
            at[wrong] = (at[wrong] + 1) % len(self.places)
            codes[wrong] = self.places.take(at[wrong])
            wrong = wrong[self._differ(codes[wrong], [word[wrong] for word in words])]
        return codes, np.sort(np.concatenate(new)) if new else wrong

    def _differ(self, codes: Ints, words: Sequence[Words]) -> NDArray[np.bool_]:
        differ = self.words[0].take(codes) != words[0]
        for at in range(1, max(len(words), len(self.words))):
            known = self.words[at].take(codes) if at < len(self.words) else np.uint64(0)
            differ |= known != (words[at] if at < len(words) else np.uint64(0))
        return np.asarray(differ)

    def _take_in(self, words: Sequence[Words], lengths: Ints, mixed: Words) -> None:
        wanted, start = self.size + len(lengths), self.size
        while len(self.words) < len(words):
            self.words.append(np.zeros(len(self.lengths), np.uint64))
        if wanted > len(self.lengths):
            more = max(wanted, 2 * len(self.lengths)) - len(self.lengths)
            self.words = [np.append(word, np.zeros(more, np.uint64)) for word in self.words]
            self.lengths = np.append(self.lengths, np.zeros(more, np.int64))
        for mine, theirs in zip(self.words, words, strict=False):
            mine[start:wanted] = theirs
        self.lengths[start:wanted] = lengths
        self.size = wanted
        if wanted * _ROOM > 2 * len(self.places):
            self._empty((wanted * _ROOM).bit_length())
            self._place(1, hashed(self.known()[0])[1:])
        else:
            self._place(start, mixed)

    def _place(self, first: int, mixed: Words) -> None:
        last = len(self.places) - 1
        for code, at in enumerate((mixed >> self.shift).tolist(), start=first):
            while self.places[at]:
                at = (at + 1) & last
            self.places[at] = code

    def _empty(self, bits: int) -> None:
        self.places: Ints = np.zeros(1 << bits, np.int64)
        self.shift = np.uint64(64 - bits)

    def _forget(self, size: int) -> None:
        if size == self.size:
            return
        for word in self.words:
            word[size:] = 0
        self.size = size
        self._empty(len(self.places).bit_length() - 1)
        self._place(1, hashed(self.known()[0])[1:])
