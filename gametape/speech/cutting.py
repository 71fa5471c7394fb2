"""Long recordings are listened to in pieces, cut where it is quietest, so that memory stays the same for three hours as for
ten minutes and a run that was stopped goes on where it was."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gametape.speech.lines import Stretch
from gametape.speech.transcriber import RATE, Samples

LONGEST = 600.0  # seconds; 19 MB as 16-bit sound, within the 25 MB that services take
LOOK_BACK = 60.0  # seconds before the end of a piece in which the quietest moment is looked for
QUIET = 0.5  # seconds


def pieces_of(seconds: float, samples: Callable[[float, float], Samples]) -> list[Stretch]:
    """The pieces of a channel that is `seconds` long; `samples(start, end)` gives its sound."""
    pieces, at = [], 0.0
    while seconds - at > LONGEST:
        first = at + LONGEST - LOOK_BACK
        cut = first + quietest(samples(first, at + LONGEST))
        pieces.append(Stretch(at, cut))
        at = cut
    return [*pieces, Stretch(at, seconds)]


def quietest(samples: Samples) -> float:
    """The middle of the quietest half second, in seconds."""
    step = RATE // 20
    whole = len(samples) // step
    level = (samples[: whole * step].reshape(whole, step) ** 2).mean(axis=1)
    width = min(whole, int(QUIET * RATE / step))
    smooth = np.convolve(level, np.ones(width) / width, mode="valid")
    return (int(smooth.argmin()) + width / 2) * step / RATE
