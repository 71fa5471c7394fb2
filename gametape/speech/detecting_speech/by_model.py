"""Where somebody speaks, by the voice detector (Silero, MIT) that faster-whisper carries as a file of its own."""

from __future__ import annotations

from faster_whisper.vad import VadOptions, get_speech_timestamps

from gametape.speech.detecting_speech import PAD
from gametape.speech.lines import Stretch
from gametape.speech.transcriber import RATE, Samples

OPTIONS = VadOptions(min_silence_duration_ms=500, speech_pad_ms=int(1000 * PAD), max_speech_duration_s=28)


def speech(samples: Samples) -> list[Stretch]:
    """Stretches of speech in mono samples, in seconds, in order, none longer than a model listens to at once."""
    if not len(samples):
        return []
    return [Stretch(s["start"] / RATE, s["end"] / RATE) for s in get_speech_timestamps(samples, OPTIONS)]
