"""faster-whisper on this machine, from a directory and never from the network. Not an engine by itself: `bundled` and
`directory` say which model.

Told from what was measured: only where somebody speaks (silence otherwise becomes "You"), nothing of what was written before
(one error drags on), the prompt before every window and as a sentence. Speech is packed into windows of what the model hears
at once, cut where nobody speaks, so that no word lies across an edge and no half-second tail is left, which it fills with
"Thank you for watching". A window that came out as a loop is heard again without the prompt.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

os.environ["HF_HUB_OFFLINE"] = "1"  # before the import below reads it

from faster_whisper import WhisperModel
from faster_whisper.transcribe import Segment

from gametape.common.refusal import Refusal
from gametape.speech.detecting_speech import PAD
from gametape.speech.lines import Stretch, Word
from gametape.speech.transcriber import RATE, Piece, Samples

WINDOW = 28.0  # seconds of speech: the model hears 30 at once
LOOP = 2.4  # how often over a text can be packed before it says the same again and again (OpenAI's own bound)
UNSURE = -1.0  # mean log probability of a token (OpenAI's own bound)
TAIL = 0.7  # seconds
SNAP = 1.0  # seconds
FASTEST = 8.0  # words a second; an auctioneer reaches 6
WITHOUT_SPACES = {"zh", "yue", "ja", "th", "lo", "my", "km"}
SETTINGS: dict[str, Any] = {
    "beam_size": 5,
    "temperature": 0.0,
    "condition_on_previous_text": False,
    "without_timestamps": True,
    "word_timestamps": True,
}
AGAIN: dict[str, Any] = {"temperature": [0.0, 0.4, 0.8], "initial_prompt": None}


class Whisper:
    """One loaded model. `model` is told by whoever knows where the directory came from."""

    leaves_for = None

    def __init__(self, directory: Path, *, model: str) -> None:
        self.model = model
        self.settings = {**SETTINGS, "compute_type": "int8", "voice_detection": True}
        try:
            self.whisper = WhisperModel(
                str(directory), device="cpu", compute_type="int8", cpu_threads=cores(), local_files_only=True
            )
        except (RuntimeError, ValueError, OSError) as wrong:
            raise Refusal(
                f"“{directory}” is no model that faster-whisper can load ({_first_line(wrong)}). It wants a directory with"
                " model.bin, config.json, tokenizer.json and vocabulary.txt."
            ) from wrong

    def words(self, piece: Piece) -> list[Word]:
        """See the port. A language that the model does not know is refused."""
        if piece.language and piece.language not in self.whisper.supported_languages:
            raise Refusal(
                f"{self.model} does not know the language “{piece.language}”: it knows"
                f" {', '.join(self.whisper.supported_languages[:12])}. Take a multilingual model (docs/tape.md)."
            )
        every = [word for window in windows(piece.speech) for word in self._heard(piece, window)]
        return every if piece.plainly else snapped(every, piece.speech)

    def _heard(self, piece: Piece, window: Sequence[Stretch]) -> Iterator[Word]:
        sound = np.concatenate([_cut(piece.samples, part) for part in window])
        found = self._listened(sound, piece, {"initial_prompt": None if piece.plainly else piece.prompt})
        if spoiled(found, len(sound) / RATE) or not sure(found):
            again = self._listened(sound, piece, AGAIN)
            found = found if spoiled(again, len(sound) / RATE) else again
        if spoiled(found, len(sound) / RATE):
            return  # the coverage gate sees that nothing is here
        yield from (placed(word, window) for word in whole_words(found, spaced=piece.language not in WITHOUT_SPACES))

    def _listened(self, sound: Samples, piece: Piece, told: dict[str, Any]) -> list[Segment]:
        """The segments of one window. The model is stopped where only a breath is left to hear: it would go on alone."""
        segments, _ = self.whisper.transcribe(sound, language=piece.language, **{**SETTINGS, **told})
        found = []
        for segment in segments:
            found.append(segment)
            if len(sound) / RATE - segment.end < TAIL:
                break
        return found


def windows(speech: Sequence[Stretch], *, longest: float = WINDOW) -> list[list[Stretch]]:
    """Stretches of speech packed in order, at most `longest` seconds of speech in each; a longer stretch is cut."""
    packed: list[list[Stretch]] = []
    held = 0.0
    for whole in speech:
        for part in _no_longer(whole, longest):
            if not packed or held + part.seconds > longest:
                packed.append([])
                held = 0.0
            packed[-1].append(part)
            held += part.seconds
    return packed


def _no_longer(part: Stretch, longest: float) -> Iterator[Stretch]:
    at = part.start
    while part.end - at > longest:
        yield Stretch(at, at + longest)
        at += longest
    yield Stretch(at, part.end)


def placed(word: Word, window: Sequence[Stretch]) -> Word:
    """A word's times in the window, put back where the stretch that holds its middle lies in the piece, and kept within it."""
    middle, held = (word.start + word.end) / 2, 0.0
    for part in window:
        if middle <= held + part.seconds or part is window[-1]:
            start, end = (min(max(part.start + at - held, part.start), part.end) for at in (word.start, word.end))
            return Word(word.text, start, end, word.probability)
        held += part.seconds
    raise ValueError("A window holds at least one stretch.")


def whole_words(segments: Sequence[Segment], *, spaced: bool = True) -> list[Word]:
    """The model's words as people write them: what it splits off without a space ("6" and ",000") belongs to the one before."""
    out: list[Word] = []
    for said in (word for segment in segments for word in segment.words or () if word.word.strip()):
        word = Word(said.word.strip(), said.start, said.end, float(said.probability))
        if out and spaced and not said.word.startswith(" "):
            before = out[-1]
            sure_of = min(before.probability or 0.0, word.probability or 0.0)
            out[-1] = Word(before.text + word.text, before.start, word.end, sure_of)
        else:
            out.append(word)
    return out


def snapped(words: Sequence[Word], speech: Sequence[Stretch]) -> list[Word]:
    """The first and last word of each stretch of speech begin and end where the voice does, when they are less than SNAP away:
    the model places words by what it attends to, which is late at the start of a sentence and early at its end."""
    out = list(words)
    at = 0
    for part in speech:
        first = at
        while at < len(out) and out[at].start < part.end:
            at += 1
        if at == first:
            continue
        begin, finish = part.start + PAD, part.end - PAD
        if abs(out[first].start - begin) < SNAP and begin < out[first].end:
            out[first] = replace(out[first], start=begin)
        if abs(out[at - 1].end - finish) < SNAP and out[at - 1].start < finish:
            out[at - 1] = replace(out[at - 1], end=finish)
    return out


def spoiled(segments: Sequence[Segment], seconds: float) -> bool:
    """Whether what was written says the same again and again, or is more than anybody can say in that time."""
    text = " ".join(segment.text for segment in segments).strip()
    packed = len(text.encode()) / max(1, len(zlib.compress(text.encode())))
    return packed > LOOP or len(text.split()) > FASTEST * max(seconds, 1.0)


def sure(segments: Sequence[Segment]) -> bool:
    return all(segment.avg_logprob > UNSURE for segment in segments)


def cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _cut(samples: Samples, part: Stretch) -> Samples:
    return samples[round(part.start * RATE) : round(part.end * RATE)]


def _first_line(wrong: Exception) -> str:
    return (str(wrong).splitlines() or [type(wrong).__name__])[0]
