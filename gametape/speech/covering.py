"""The coverage gate: is there a word wherever somebody speaks? Engines lose stretches silently, most often the end of a call."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from gametape.speech.lines import Stretch, Word
from gametape.speech.transcriber import RATE, Samples

LEAST_GAP = 2.0  # seconds of speech without a word; shorter is a breath, an "uh", a door
LONGEST_WORD = (
    1.5  # an engine that loses its place stretches the last word over what it lost; no spoken word is that long
)
REACH = 0.4  # seconds around a word that it accounts for: engines place words late or early by as much
DEAD_FROM = 5.0  # seconds of nothing at all in the middle of a call
NOTHING = 3e-4  # of full scale, -70 dB: no room and no line is that still while somebody holds the receiver


def uncovered(speech: Sequence[Stretch], words: Iterable[Word], *, least: float = LEAST_GAP) -> list[Stretch]:
    """The stretches of speech, each `least` seconds or longer, that no word accounts for. O(n log n)."""
    spoken = joined(
        Stretch(word.start - REACH, max(word.start, min(word.end, word.start + LONGEST_WORD)) + REACH) for word in words
    )
    return [rest for part in speech for rest in _without(part, spoken) if rest.seconds >= least]


def _without(part: Stretch, spoken: Sequence[Stretch]) -> list[Stretch]:
    """What is left of `part` when the spoken stretches (in order, apart) are taken away."""
    left, at = [], part.start
    for word in spoken:
        if word.end <= at:
            continue
        if word.start >= part.end:
            break
        if word.start > at:
            left.append(Stretch(at, word.start))
        at = word.end
    if at < part.end:
        left.append(Stretch(at, part.end))
    return left


def joined(stretches: Iterable[Stretch], *, within: float = 0.0) -> list[Stretch]:
    """The same seconds as stretches in order that are further apart than `within` seconds."""
    out: list[Stretch] = []
    for stretch in sorted(stretches, key=lambda stretch: (stretch.start, stretch.end)):
        if out and stretch.start - out[-1].end <= within:
            out[-1] = Stretch(out[-1].start, max(out[-1].end, stretch.end))
        else:
            out.append(stretch)
    return out


def still(samples: Samples, *, step: float = 0.1) -> list[Stretch]:
    """Where nothing at all is on the line, in steps of `step` seconds."""
    size = int(step * RATE)
    whole = len(samples) // size
    peaks = np.abs(samples[: whole * size].reshape(whole, size)).max(axis=1, initial=0.0)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], peaks <= NOTHING, [False]]).astype(np.int8)))
    return [Stretch(a * step, b * step) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def dead(still_everywhere: Sequence[Stretch], speech: Sequence[Stretch]) -> list[Stretch]:
    """Stretches in the middle of the talk in which no channel carries anything: a pause on mute, or a recording that lost a
    part. Nobody can tell which, so a person is asked to listen. Before the first word and after the last it is silence."""
    if not speech:
        return []
    first, last = min(part.start for part in speech), max(part.end for part in speech)
    return [part for part in still_everywhere if part.seconds >= DEAD_FROM and part.start > first and part.end < last]


def common(one: Sequence[Stretch], other: Sequence[Stretch]) -> list[Stretch]:
    """The seconds that lie in both, each in order."""
    out, i, j = [], 0, 0
    while i < len(one) and j < len(other):
        start, end = max(one[i].start, other[j].start), min(one[i].end, other[j].end)
        if start < end:
            out.append(Stretch(start, end))
        if one[i].end < other[j].end:
            i += 1
        else:
            j += 1
    return out
