"""Plain decimal numbers from their bytes, many at once: an optional minus, digits, at most one point.

Eight digits are added up in three multiplications (Lemire 2021, Software: Practice and Experience 51: 1700). Up to fifteen
digits are a whole number that float64 holds, and so is a power of ten up to 22: their quotient is rounded once, so the number
is the one that `float` reads (Clinger 1990, How to read floating point numbers accurately)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gametape.patterns.telling_apart import WORD, Ints, Words

MOST_DIGITS = 15
_TENS = 10.0 ** np.arange(23)
_WHOLE_TENS = 10 ** np.arange(WORD + 1, dtype=np.uint64)


def plain_numbers(words: Sequence[Words], lengths: Ints) -> tuple[NDArray[np.float64], bool]:
    """The number in each cell, NaN in an empty one; and whether every cell is empty or a plain number without a zero in front.
    If not, the numbers mean nothing."""
    longest = int(lengths.max(initial=0))
    if longest > 2 * WORD:
        return np.empty(0), False
    first = words[0]
    minus = (first & np.uint64(0xFF)) == ord("-")
    first = np.where(minus, first ^ np.uint64(ord("-") ^ ord("0")), first)  # -12 is read as 012
    value, digits, points, after, fine = _eight(first, np.minimum(lengths, WORD))
    if longest > WORD:
        low, more, more_points, more_after, more_fine = _eight(words[1], np.maximum(lengths - WORD, 0))
        after = np.where(points > 0, after + more, more_after)
        value = value * _WHOLE_TENS[more] + low
        digits, points, fine = digits + more, points + more_points, fine & more_fine
    zero_in_front = ((words[0] & np.uint64(0xFF)) == ord("0")) & (lengths > 1)
    zero_in_front &= ((words[0] >> np.uint64(8)) & np.uint64(0xFF)) != ord(".")
    fine &= (points <= 1) & (digits - minus >= 1) & (digits - minus <= MOST_DIGITS) & ~zero_in_front
    empty = lengths == 0
    if not (fine | empty).all():
        return np.empty(0), False
    numbers = value.astype(np.float64) / _TENS[after]
    np.negative(numbers, out=numbers, where=minus)
    numbers[empty] = np.nan
    return numbers, True


def _eight(word: Words, length: Ints) -> tuple[Words, Ints, Ints, Ints, NDArray[np.bool_]]:
    """Of up to eight bytes: the digits as one whole number, how many they are, how many points (two or more count as a wrong
    byte), how many digits stand after it, and whether there is nothing else."""
    points = word ^ np.uint64(0x2E2E2E2E2E2E2E2E)
    marks = (points - np.uint64(0x0101010101010101)) & ~points & np.uint64(0x8080808080808080)
    lowest = marks & (~marks + np.uint64(1))  # the mark of the first point is right, those above it may not be
    before = (lowest >> np.uint64(7)) - np.uint64(1)
    has_point = (lowest != 0).astype(np.int64)
    closed_up = (word & before) | ((word >> np.uint64(8)) & ~before)
    digits = length - has_point
    after = np.where(has_point > 0, digits - (np.bitwise_count(before) >> 3), 0)
    shift = (np.uint64(8) * (WORD - digits).astype(np.uint64)) % np.uint64(64)
    none = digits == 0
    there = np.where(none, np.uint64(0), ~np.uint64(0) >> shift)
    each = (closed_up ^ np.uint64(0x3030303030303030)) & there
    odd = ((each + np.uint64(0x7676767676767676)) | each) & np.uint64(0x8080808080808080)
    fine = (odd == 0) & ((closed_up & ~there) == 0)
    each = np.where(none, np.uint64(0), each << shift)
    pairs = (each * np.uint64(10) + (each >> np.uint64(8))) & np.uint64(0x00FF00FF00FF00FF)
    fours = (pairs * np.uint64(100) + (pairs >> np.uint64(16))) & np.uint64(0x0000FFFF0000FFFF)
    eight = (fours * np.uint64(10_000) + (fours >> np.uint64(32))) & np.uint64(0xFFFFFFFF)
    return eight, digits, has_point, after.astype(np.int64), fine
