"""A part of a file, as a player asks for it: without parts nobody can jump, and Safari plays nothing. RFC 9110, one range."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

_ONE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
BLOCK = 256 * 1024


class Unsatisfiable(Exception):
    """There is no such part."""


def part(header: str, *, size: int) -> tuple[int, int] | None:
    """(first, last) byte, both inside; None for the whole file. "bytes=-500" are the last five hundred."""
    found = _ONE.fullmatch(header.strip())
    if not found or (not found[1] and not found[2]):
        return None
    if not found[1]:
        first, last = max(0, size - int(found[2])), size - 1
    else:
        first, last = int(found[1]), min(int(found[2]) if found[2] else size - 1, size - 1)
    if first >= size or first > last:
        raise Unsatisfiable
    return first, last


def blocks(path: Path, first: int, last: int) -> Iterator[bytes]:
    """The bytes from `first` to `last`, a little at a time."""
    with path.open("rb") as file:
        file.seek(first)
        left = last - first + 1
        while left and (block := file.read(min(BLOCK, left))):
            left -= len(block)
            yield block
