"""Which half of the deals a row belongs to: a hash of its number, so that every engine and every run splits alike."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

HALVED_FROM = 2000
"""Deals from which on one half is searched and the other says how large an effect is."""


def searched(rows: int, *, start: int = 0) -> NDArray[np.bool_]:
    """True for the rows of the half that is searched, of rows number `start` on. splitmix64 (Steele, Lea and Flood 2014),
    its lowest bit."""
    with np.errstate(over="ignore"):
        x = (np.arange(start, start + rows, dtype=np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        x ^= x >> np.uint64(31)
    return np.asarray(x & np.uint64(1) == 0)
