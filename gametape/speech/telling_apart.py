"""Do the two channels of a recording carry two people? Many recorders write the same sound twice and call it stereo.

Two measures, both over the tenths of a second in which anybody is heard:

* the louder channel's share of what the two have in common: a channel that is the other one times a number (the same sound,
  at another volume or upside down) leaves nothing over when that number is found by least squares;
* how often the channels are loud at the same time to the same degree: a stereo microphone in one room hears both people on
  both sides, a telephone does not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from gametape.speech.transcriber import RATE, Samples

STEP = RATE // 10
HEARD = 1e-3  # of full scale (root mean square), -60 dB
LEAST_HEARD = 10  # tenths of a second; with less there is nothing to compare
LEAST_ALONE = 0.2  # of the heard tenths, at least so many have one channel 6 dB louder than the other
LEFT_OVER = 0.05  # of the energy: less is the same sound, coded anew
TWICE = 2.0  # 6 dB


@dataclass
class Differing:
    """Taken in block by block, so that a recording of three hours needs no more memory than one of a minute."""

    first: list[float] = field(default_factory=list)
    second: list[float] = field(default_factory=list)
    cross: float = 0.0

    def take(self, one: Samples, other: Samples) -> None:
        whole = min(len(one), len(other)) // STEP
        a = one[: whole * STEP].reshape(whole, STEP).astype(np.float64)
        b = other[: whole * STEP].reshape(whole, STEP).astype(np.float64)
        self.first += list((a * a).mean(axis=1))
        self.second += list((b * b).mean(axis=1))
        self.cross += float((a * b).mean(axis=1).sum())

    def same_sound(self) -> bool:
        """One channel is the other times a number, to within LEFT_OVER of the quieter one's energy."""
        a, b = sum(self.first), sum(self.second)
        if min(a, b) <= 1e-4 * max(a, b):
            return False  # one side is silent: an empty channel, which is no copy
        return 1 - self.cross**2 / (a * b) < LEFT_OVER

    def to_mix(self) -> tuple[int, ...]:
        """Which channels make up the one sound: the louder one of two copies (copies that are upside down to each other would
        cancel out), both sides of a room."""
        if not self.same_sound():
            return 0, 1
        return (0,) if sum(self.first) >= sum(self.second) else (1,)

    def differ(self) -> bool:
        """Whether the channel may stand for the speaker."""
        a, b = np.sqrt(np.array(self.first)), np.sqrt(np.array(self.second))
        heard = (a > HEARD) | (b > HEARD)
        if int(heard.sum()) < LEAST_HEARD:
            return True
        if self.same_sound():
            return False
        low, high = np.minimum(a, b)[heard], np.maximum(a, b)[heard]
        return bool((high > TWICE * low).mean() >= LEAST_ALONE)


def differing(blocks: Iterable[tuple[Samples, Samples]]) -> Differing:
    found = Differing()
    for one, other in blocks:
        found.take(one, other)
    return found
