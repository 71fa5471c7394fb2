"""Everything but plain WAV, by PyAV, which brings its own decoders and comes with faster-whisper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray

from gametape.common.refusal import Refusal
from gametape.speech.decoding.sniffing import Kind
from gametape.speech.transcriber import RATE

SPOILED = 200  # damaged packets in a row after which the rest is given up
FULL_SCALE = np.float32(1 / 32768)


class Opened:
    """One file, opened. `channels` as recorded, `promised` seconds as its header says (None where it says nothing), `damaged`
    counts the packets that could not be decoded."""

    def __init__(self, path: Path, kind: Kind) -> None:
        try:
            self.container = av.open(str(path), mode="r", format=kind.container, metadata_errors="ignore")
        except (av.FFmpegError, ValueError, OverflowError) as wrong:
            raise Refusal(
                f"“{path.name}” begins like {kind.name} and cannot be read further: export or copy it again."
            ) from wrong
        if not self.container.streams.audio:
            self.container.close()
            raise Refusal(f"“{path.name}” is a video without sound: bring the recording that was made with it.")
        self.stream = self.container.streams.audio[0]
        self.channels = int(self.stream.codec_context.channels or 0)
        self.rate = int(self.stream.codec_context.sample_rate or 0)
        self.promised = self.container.duration / 1_000_000 if self.container.duration else None
        self.there = self.promised
        self.damaged = 0

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        """The sound as (channels, samples) at RATE, a packet's worth at a time."""
        layout = "stereo" if self.channels == 2 else "mono"
        resampler = AudioResampler(format="s16p", layout=layout, rate=RATE)
        with self.container:
            for frame in self._frames():
                frame.pts = None  # a phone's clock jumps; what counts is the sound in a row
                yield from (_floats(out) for out in resampler.resample(frame))
            yield from (_floats(out) for out in resampler.resample(None))

    def _frames(self) -> Iterator[Any]:
        in_a_row = 0
        packets = self.container.demux(self.stream)
        while in_a_row < SPOILED:
            try:
                packet = next(packets)
            except (StopIteration, av.FFmpegError):  # the end, or a file that breaks off within a packet
                return
            try:
                decoded = packet.decode()
            except av.FFmpegError:
                self.damaged += 1 if packet.size else 0  # the last packet is empty and only asks for what is left
                in_a_row += 1
                continue
            in_a_row = 0
            yield from decoded


def _floats(frame: Any) -> NDArray[np.float32]:
    return np.asarray(frame.to_ndarray(), dtype=np.float32) * FULL_SCALE
