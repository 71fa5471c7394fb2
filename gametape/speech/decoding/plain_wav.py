"""WAV without any library: PCM of 8 to 32 bits, floating point, and the two codes of the telephone (A-law, mu-law).

Most recorders of calls write one of these, so the base install can take them. Everything else is PyAV's (`libav`).
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import gcd
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray
from scipy.signal import resample_poly

from gametape.speech.transcriber import RATE

PCM, FLOAT, A_LAW, MU_LAW, EXTENSIBLE = 1, 3, 6, 7, 0xFFFE
BLOCK_SECONDS = 30
MARGIN_SECONDS = (
    1  # on both sides of a block, so that the filter finds its neighbours; a whole second is exact at every rate
)
LONGEST_CHUNK = 1 << 16  # bytes of a chunk that is no sound; longer ones are stepped over without being read
ENDLESS = 0x7FFF0000  # bytes; programs that write into a pipe put about this, or all ones
RATES = range(4_000, 400_000)


@dataclass(frozen=True)
class Form:
    """`length` is the number of frames that are really there, `promised` what the header says."""

    code: int
    channels: int
    rate: int
    bits: int
    offset: int
    length: int
    promised: int

    @property
    def frame(self) -> int:
        return self.channels * self.bits // 8

    @property
    def readable(self) -> bool:
        return (self.code, self.bits) in READERS and self.channels > 0 and self.rate in RATES


def form_of(path: Path) -> Form | None:
    """What the header says; None where it is damaged or of a kind that is not read here."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(12)
        if head[:4] != b"RIFF" or head[8:12] != b"WAVE":
            return None
        told: tuple[int, int, int, int] | None = None
        while len(chunk := file.read(8)) == 8:
            name, length = struct.unpack("<4sI", chunk)
            if name == b"fmt ":
                told = _told(file.read(min(length + length % 2, LONGEST_CHUNK)))
            elif name == b"data":
                return _form(told, offset=file.tell(), length=length, size=size)
            else:
                file.seek(length + length % 2, 1)
    return None


def _told(body: bytes) -> tuple[int, int, int, int] | None:
    if len(body) < 16:
        return None
    code, channels, rate, _, _, bits = struct.unpack("<HHIIHH", body[:16])
    if code == EXTENSIBLE and len(body) >= 26:
        code = struct.unpack("<H", body[24:26])[0]
    return code, channels, rate, bits


def _form(told: tuple[int, int, int, int] | None, *, offset: int, length: int, size: int) -> Form | None:
    if told is None or told[1] == 0 or told[3] < 8:
        return None
    code, channels, rate, bits = told
    frame = channels * bits // 8
    there = max(size - offset, 0)
    open_end = length == 0 or length >= ENDLESS  # a recorder that never came back to write the length
    promised = there if open_end else length
    return Form(code, channels, rate, bits, offset, min(there, promised) // frame, promised // frame)


Reader = Callable[[bytes], NDArray[np.float32]]


def _of(kind: str, scale: float, middle: float = 0.0) -> Reader:
    def read(raw: bytes) -> NDArray[np.float32]:
        return ((np.frombuffer(raw, dtype=kind).astype(np.float32) - middle) * np.float32(scale)).astype(np.float32)

    return read


def _of_24_bits(raw: bytes) -> NDArray[np.float32]:
    low, middle, high = np.frombuffer(raw, dtype=np.uint8).reshape(-1, 3).T.astype(np.int32)
    return (((low << 8 | middle << 16 | high << 24) >> 8) / np.float32(1 << 23)).astype(np.float32)


def _telephone(table: NDArray[np.float32]) -> Reader:
    return lambda raw: table[np.frombuffer(raw, dtype=np.uint8)]


def _mu_law() -> NDArray[np.float32]:
    """ITU-T G.711: sign, three bits of segment, four of step, all inverted; bias 132, 14 bits shown as 16."""
    code = ~np.arange(256, dtype=np.int32) & 0xFF
    size = (((code & 0x0F) << 3) + 0x84 << ((code & 0x70) >> 4)) - 0x84
    return (np.where(code & 0x80, -size, size) / 32768).astype(np.float32)


def _a_law() -> NDArray[np.float32]:
    """ITU-T G.711: even bits inverted (0x55), sign set for positive, 13 bits shown as 16."""
    code = np.arange(256, dtype=np.int32) ^ 0x55
    segment, step = (code & 0x70) >> 4, (code & 0x0F) << 4
    size = np.where(segment == 0, step + 8, (step + 0x108) << np.maximum(segment - 1, 0))
    return (np.where(code & 0x80, size, -size) / 32768).astype(np.float32)


READERS: dict[tuple[int, int], Reader] = {
    (PCM, 8): _of("<u1", 1 / 128, 128),
    (PCM, 16): _of("<i2", 1 / 32768),
    (PCM, 24): _of_24_bits,
    (PCM, 32): _of("<i4", 1 / (1 << 31)),
    (FLOAT, 32): _of("<f4", 1.0),
    (FLOAT, 64): _of("<f8", 1.0),
    (MU_LAW, 8): _telephone(_mu_law()),
    (A_LAW, 8): _telephone(_a_law()),
}


def blocks(path: Path, form: Form) -> Iterator[NDArray[np.float32]]:
    """The sound as (channels, samples) at RATE, about BLOCK_SECONDS at a time."""
    with path.open("rb") as file:
        for start in range(0, form.length, BLOCK_SECONDS * form.rate):
            before = min(start, MARGIN_SECONDS * form.rate)
            wanted = (BLOCK_SECONDS + MARGIN_SECONDS) * form.rate
            frames = _frames(file, form, start - before, min(wanted + before, form.length - start + before))
            at_rate = _resampled(frames, form.rate)
            skip = before // form.rate * RATE
            yield at_rate[:, skip : skip + BLOCK_SECONDS * RATE]


def _frames(file: BinaryIO, form: Form, first: int, count: int) -> NDArray[np.float32]:
    file.seek(form.offset + first * form.frame)
    raw = file.read(count * form.frame)
    flat = READERS[form.code, form.bits](raw[: len(raw) // form.frame * form.frame])
    return np.nan_to_num(flat.reshape(-1, form.channels).T, nan=0.0, posinf=0.0, neginf=0.0)


def _resampled(frames: NDArray[np.float32], rate: int) -> NDArray[Any]:
    if rate == RATE:
        return frames
    common = gcd(rate, RATE)
    return np.asarray(resample_poly(frames, RATE // common, rate // common, axis=1), dtype=np.float32)
