"""From a file to who said what: decode, look whether the channels are two people, listen piece by piece, see that nothing is
missing, and put the words into turns."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from gametape.common.refusal import Refusal
from gametape.speech import choosing
from gametape.speech.covering import common, dead, joined, still, uncovered
from gametape.speech.cutting import pieces_of
from gametape.speech.decoding.taking_in import Sound, blocks_of, take_in
from gametape.speech.lines import Coverage, Heard, Stretch, Turn, Word
from gametape.speech.prompting import bounded
from gametape.speech.resuming import Kept, Work, alone_in
from gametape.speech.telling_apart import differing
from gametape.speech.transcriber import RATE, Piece, Samples, Transcriber
from gametape.speech.turning import in_order, speaker_of, turns_of

Told = Callable[[str, float], None]  # what is done now, and how much of the whole, 0 to 1
ALIKE = (
    "channels-alike: Both channels carry the same people, so the channel does not tell who speaks. The speakers are unknown"
    " until somebody who was there says who is who."
)
EDGE = 0.3  # seconds of sound taken along around a stretch that is tried again
_BETWEEN = 60.0  # seconds of sound looked at at once where only its level counts


@dataclass(frozen=True)
class Asked:
    """`rep_channel` None: nobody said which channel is the rep's, so the speakers of two channels are unknown."""

    rep_channel: int | None = None
    prompt: str | None = None
    language: str | None = "en"


def listen(
    path: Path, work: Path, engine: Transcriber, asked: Asked, *, told: Told = lambda what, share: None
) -> Heard:
    """Listen to the recording at `path`; `work` is a folder for the decoded sound and what was heard so far (a run that was
    stopped goes on there). Raises Refusal for sound that cannot be taken, and what the engine raises."""
    if asked.rep_channel not in {None, 0, 1}:
        raise Refusal("A call has the channels 0 and 1: give --rep-channel 0 or --rep-channel 1.")
    begun = time.monotonic()
    with alone_in(work):
        sound = take_in(path, work, told=lambda say: told(say, 0.0))
        between = differing((b[0], b[1]) for b in blocks_of(sound, seconds=_BETWEEN)) if sound.channels == 2 else None
        apart = between is not None and between.differ()
        mix = between.to_mix() if between is not None and not apart else ()
        channels = range(2) if apart else range(1)
        heard = _Listening(sound, work, engine, asked, told, mix=mix)
        kept = [heard.channel(channel, of=len(channels)) for channel in channels]
        lost = dead(_still(sound), [part for channel in kept for part in channel.speech])
    turns = in_order([_turns(each.words, n, apart, asked.rep_channel) for n, each in enumerate(kept)])
    gaps = joined([gap for channel in kept for gap in channel.gaps] + lost)
    flags = (*sound.flags, *([ALIKE] if mix else []), *_of_gaps(kept, lost))
    return Heard(
        model=engine.model,
        sha256=sound.sha256,
        seconds=sound.seconds,
        took=time.monotonic() - begun,
        turns=turns,
        coverage=Coverage(
            sum(part.seconds for each in kept for part in each.speech),
            sum(len(each.words) for each in kept),
            tuple(gaps),
        ),
        flags=flags,
        settings={**engine.settings, "prompt": bounded(asked.prompt), "language": asked.language},
    )


def _turns(words: Sequence[Word], channel: int, apart: bool, rep_channel: int | None) -> list[Turn]:
    speaker = speaker_of(channel, rep_channel=rep_channel, channels=2 if apart else 1)
    return turns_of(words, speaker=speaker, channel=channel if apart else None)


class _Listening:
    def __init__(
        self, sound: Sound, work: Path, engine: Transcriber, asked: Asked, told: Told, *, mix: tuple[int, ...]
    ) -> None:
        self.sound, self.engine, self.asked, self.told, self.mix = sound, engine, asked, told, mix
        self.prompt = bounded(asked.prompt)
        self.detect = choosing.part("speech").speech
        key = {
            "sound": sound.sha256,
            "model": engine.model,
            "settings": engine.settings,
            "prompt": self.prompt,
            "language": asked.language,
            "mix": mix,
        }
        self.work = Work(work, key=key)

    def channel(self, channel: int, *, of: int) -> Kept:
        """All of one channel."""
        every: list[Kept] = []
        for piece in pieces_of(self.sound.seconds, lambda start, end: self._samples(channel, start, end)):
            share = (channel + piece.start / self.sound.seconds) / of
            self.told(f"Listening to channel {channel}" if of > 1 else "Listening", share)
            found = self.work.find(channel, piece)
            if found is None:
                found = self._heard(channel, piece)
                self.work.keep(channel, piece, found)
            every.append(found)
        return Kept(
            tuple(part for kept in every for part in kept.speech),
            tuple(word for kept in every for word in kept.words),
            tuple(gap for kept in every for gap in kept.gaps),
        )

    def _samples(self, channel: int, start: float, end: float) -> Samples:
        parts = [self.sound.samples(n, start=start, end=end) for n in self.mix or (channel,)]
        return parts[0] if len(parts) == 1 else np.mean(parts, axis=0, dtype=np.float32)

    def _heard(self, channel: int, piece: Stretch) -> Kept:
        samples = self._samples(channel, piece.start, piece.end)
        speech = tuple(self.detect(samples))
        words: list[Word] = []
        if speech:
            words = self.engine.words(Piece(samples, speech, self.asked.language, self.prompt))
        for gap in uncovered(speech, words):
            words += self._plainly(samples, gap)
        words.sort(key=lambda word: (word.start, word.end))
        gaps = tuple(uncovered(speech, words))
        return Kept(
            tuple(_moved(part, piece.start) for part in speech),
            tuple(word.moved(piece.start) for word in words),
            tuple(_moved(gap, piece.start) for gap in gaps),
        )

    def _plainly(self, samples: Samples, gap: Stretch) -> list[Word]:
        """The words of a stretch that came back without any, asked for once more, alone and without the prompt."""
        start = max(0.0, gap.start - EDGE)
        end = min(len(samples) / RATE, gap.end + EDGE)
        cut = samples[round(start * RATE) : round(end * RATE)]
        whole = (Stretch(0.0, len(cut) / RATE),)
        again = self.engine.words(Piece(cut, whole, self.asked.language, None, plainly=True))
        return [
            word
            for word in (found.moved(start) for found in again)
            if gap.start <= (word.start + word.end) / 2 <= gap.end
        ]


def _moved(part: Stretch, by: float) -> Stretch:
    return Stretch(part.start + by, part.end + by)


def _still(sound: Sound) -> list[Stretch]:
    """Where no channel carries anything."""
    every: list[Stretch] = []
    for n, block in enumerate(blocks_of(sound, seconds=_BETWEEN)):
        found = still(block[0])
        for samples in block[1:]:
            found = common(found, still(samples))
        every += [_moved(part, n * _BETWEEN) for part in found]
    return joined(every, within=0.15)  # a block's last tenth of a second may be cut off by its edge


def _of_gaps(kept: Sequence[Kept], lost: Sequence[Stretch]) -> list[str]:
    flags = [
        f"gap: {gap.seconds:.0f} s not transcribed from {clock(gap.start)} on - listen."
        for channel in kept
        for gap in channel.gaps
    ]
    return flags + [
        f"dead: {part.seconds:.0f} s from {clock(part.start)} on carry no sound at all: a pause on mute, or the recording"
        " lost a part - listen."
        for part in lost
    ]


def clock(seconds: float) -> str:
    """1:02:03, or 2:03."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
