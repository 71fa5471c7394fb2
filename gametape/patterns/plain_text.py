"""CSV without quotes, read with NumPy alone: cells are found by their commas, told apart by their bytes, and only the different
ones of a column become text. Four times as quick as a reader that makes a string of each cell; what is not plain is left to
one that does."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gametape.patterns.coding import Raw

LARGEST = 64 << 20
"""Bytes of text: beyond, the positions of the cells alone would take hundreds of MB."""
LONGEST = 128
"""Bytes of a cell: a longer one is free words, and better off elsewhere."""
_WORD = 8
_ODD = np.uint64(0x9E3779B97F4A7C15)

Words = NDArray[np.uint64]


def columns_of(data: bytes, delimiter: str) -> tuple[tuple[Raw, ...], int] | None:
    """The columns and how many rows are copies of another; None where the text is not plain: quotes, lines of different
    length, cells that are very long, or bytes that are no UTF-8. The first line holds the names."""
    if len(data) > LARGEST or b'"' in data or b"\0" in data or len(delimiter) != 1:
        return None
    cells = _cells(data, delimiter)
    if cells is None:
        return None
    data, starts, ends = cells
    if len(starts) < 2 or int((ends - starts).max()) > LONGEST:
        return None
    try:
        names = _texts(data, starts[0], ends[0])
        columns = [_column(data, name or "", starts[1:, at], ends[1:, at]) for at, name in enumerate(names)]
    except UnicodeDecodeError:
        return None
    return tuple(columns), len(starts) - 1 - _different(columns)


def _cells(data: bytes, delimiter: str) -> tuple[bytes, NDArray[np.int64], NDArray[np.int64]] | None:
    """The bytes, with room for a word after the end, and where the cells of each row start and end: (rows, columns)."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    data = data if data.endswith(b"\n") else data + b"\n"
    columns = data[: data.index(b"\n")].count(delimiter.encode()) + 1
    data += bytes(_WORD)
    text = np.frombuffer(data, np.uint8)
    marks = np.flatnonzero((text == ord(delimiter)) | (text == ord("\n")))
    if columns < 2 or len(marks) % columns:
        return None
    ends = marks.reshape(-1, columns)
    if (text[ends[:, -1]] != ord("\n")).any() or (text[ends[:, :-1]] != ord(delimiter)).any():
        return None
    starts = np.concatenate([[0], marks[:-1] + 1]).reshape(-1, columns)
    last = ends[:, -1]
    carriage = text[last - 1] == ord("\r")
    if carriage.any():
        if not carriage.all():
            return None
        ends = ends.copy()
        ends[:, -1] -= 1
    return data, starts, ends


def _column(data: bytes, name: str, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> Raw:
    lengths = ends - starts
    index, firsts = _told_apart(_words(data, starts, lengths))
    return Raw(name, index, tuple(_texts(data, starts[firsts], ends[firsts])))


def _words(data: bytes, starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> list[Words]:
    """Each cell as 64-bit words, zero after its end. No cell holds a zero byte, so different cells have different words."""
    overlapping: Words = np.ndarray((len(data) - _WORD + 1,), "<u8", data, strides=(1,))
    words = []
    for offset in range(0, max(int(lengths.max()), 1), _WORD):
        left = np.clip(lengths - offset, 0, _WORD).astype(np.uint64)
        keep = np.where(
            left == _WORD, ~np.uint64(0), (np.uint64(1) << (left * np.uint64(8) % np.uint64(64))) - np.uint64(1)
        )
        words.append(overlapping[np.minimum(starts + offset, len(overlapping) - 1)] & keep)
    return words


def _told_apart(words: Sequence[Words]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Which of the different cells each is, and where each of those is first seen; in the order of their first words."""
    index, firsts = _first(words[0])
    for word in words[1:]:
        if word.any():
            pairs, _ = _first(word)
            index, firsts = _first((index.astype(np.uint64) << np.uint64(32)) | pairs.astype(np.uint64))
    return index, firsts


def _first(word: Words) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where few are different, a look-up among those of the first rows is enough; otherwise a sort."""
    few = np.unique(word[:2000])
    if len(few) <= 500:
        place = np.minimum(np.searchsorted(few, word), len(few) - 1)
        strange = few[place] != word
        if strange.mean() < 0.05:
            few = np.union1d(few, word[strange])
            index = np.searchsorted(few, word)
            firsts = np.zeros(len(few), np.int64)
            firsts[index[::-1]] = np.arange(len(word) - 1, -1, -1)
            return index, firsts
    _, firsts, index = np.unique(word, return_index=True, return_inverse=True)
    return index, firsts


def _texts(data: bytes, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> list[str | None]:
    return [data[a:b].decode() or None for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]


def _different(columns: Sequence[Raw]) -> int:
    """How many rows are different, by a hash of 64 bits of each."""
    row: Words = np.zeros(len(columns[0].index), np.uint64)
    with np.errstate(over="ignore"):
        for column in columns:
            row = (row ^ (row >> np.uint64(29))) * _ODD + column.index.astype(np.uint64)
    return int(np.unique(row).size)
