"""How loud a recording is over time, for its picture."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

BARS = 240


def peaks(blocks: Iterable[tuple[NDArray[Any], ...]], *, samples: int, bars: int = BARS) -> list[int]:
    """The loudest sample of each of `bars` equal stretches, over all channels, 0 to 100 of the loudest of all; empty where
    nothing is on it. `blocks` are the channels a stretch at a time (-1 to 1), `samples` how many there are in all."""
    found = np.zeros(bars)
    each = max(1.0, samples / bars)
    at = 0
    for channels in blocks:
        loud = np.max(np.abs(np.stack(channels)), axis=0)
        places = np.minimum(((np.arange(len(loud)) + at) / each).astype(np.int64), bars - 1)
        np.maximum.at(found, places, loud)
        at += len(loud)
    top = float(found.max(initial=0.0))
    return [] if top == 0 else [round(float(value) / top * 100) for value in found]
