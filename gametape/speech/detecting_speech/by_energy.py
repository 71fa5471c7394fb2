"""Where somebody speaks, by how loud it is against what is quiet in the same piece. Takes loud noise for speech: a gap too
many is then shown, never one too few."""

from __future__ import annotations

import numpy as np

from gametape.speech.covering import joined
from gametape.speech.detecting_speech import PAD
from gametape.speech.lines import Stretch
from gametape.speech.transcriber import RATE, Samples

STEP = RATE // 50  # 20 ms
OVER_QUIET = 4.0  # times the quietest tenth, 12 dB
LEAST = 2e-3  # of full scale (root mean square), -54 dB
OF_LOUD = 0.05  # of the loud parts, -26 dB: what is softer is the other side heard through the receiver
PAUSE, SHORTEST = 0.5, 0.1  # seconds


def speech(samples: Samples) -> list[Stretch]:
    """Stretches of speech in mono samples, in seconds, in order, half a second or more apart."""
    whole = len(samples) // STEP
    if not whole:
        return []
    level = np.sqrt((samples[: whole * STEP].reshape(whole, STEP).astype(np.float64) ** 2).mean(axis=1))
    threshold = max(LEAST, OVER_QUIET * float(np.quantile(level, 0.1)), OF_LOUD * float(np.quantile(level, 0.98)))
    threshold = min(threshold, max(LEAST, 0.5 * float(level.max())))  # talk without a pause has no quiet tenth
    edges = np.flatnonzero(np.diff(np.concatenate([[False], level > threshold, [False]]).astype(np.int8)))
    seconds, end = STEP / RATE, len(samples) / RATE
    loud = joined(
        (Stretch(a * seconds, b * seconds) for a, b in zip(edges[::2], edges[1::2], strict=True)), within=PAUSE
    )
    return [Stretch(max(0.0, s.start - PAD), min(end, s.end + PAD)) for s in loud if s.seconds >= SHORTEST]
