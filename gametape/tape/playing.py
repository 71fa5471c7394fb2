"""What a browser cannot play is kept once more as plain WAV, from the sound that was decoded anyway: the recorders of old
phones write AMR, and a browser is silent at it."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np

from gametape.speech.decoding.taking_in import Sound, blocks_of
from gametape.speech.transcriber import RATE
from gametape.tape.places import PLAYED

NOT_PLAYED = {"amr", "aiff", "caf"}  # by their demuxer
FULL_SCALE = 32767


def playable(sound: Sound, folder: Path, *, form: str) -> bool:
    """Writes the copy where one is needed; whether it did."""
    if form not in NOT_PLAYED:
        return False
    with wave.open(str(folder / PLAYED), "wb") as out:
        out.setnchannels(sound.channels)
        out.setsampwidth(2)
        out.setframerate(RATE)
        for block in blocks_of(sound):
            out.writeframes((np.stack(block, axis=1) * FULL_SCALE).astype("<i2").tobytes())
    return True
