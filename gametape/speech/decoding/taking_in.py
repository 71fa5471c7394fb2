"""A recording becomes one file of 16 kHz samples for each channel, in bounded memory, and within bounds of size, length and
time. What is cut short or damaged is taken as far as it goes, and said."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gametape.common.refusal import Refusal
from gametape.speech import choosing
from gametape.speech.decoding import plain_wav
from gametape.speech.decoding.sniffing import Kind, kind_of
from gametape.speech.transcriber import RATE, Samples

LARGEST = 4 * 1024**3  # bytes
LONGEST = 4 * 3600.0  # seconds
LONGEST_WORK = 900.0  # seconds of our own time
MOST_CHANNELS = 2
HIGHEST_RATE = 200_000
CUT_SHORT = 0.98  # of what the header promises
SHORTEST = 0.1  # seconds
FULL_SCALE = 32767


@dataclass(frozen=True)
class Sound:
    """A recording at rest in a work folder: `channels` files of 16-bit samples, RATE a second."""

    folder: Path
    sha256: str
    channels: int
    seconds: float
    flags: tuple[str, ...] = ()

    def samples(self, channel: int, *, start: float = 0.0, end: float | None = None) -> Samples:
        first = max(0, round(start * RATE))
        count = -1 if end is None else max(0, round(end * RATE) - first)
        raw = np.fromfile(_file(self.folder, channel), dtype="<i2", count=count, offset=2 * first)
        return raw.astype(np.float32) / np.float32(FULL_SCALE + 1)


def _file(folder: Path, channel: int) -> Path:
    return folder / f"channel{channel}.s16"


def take_in(path: Path, folder: Path, *, told: Callable[[str], None] = lambda say: None) -> Sound:
    """Decode a file into `folder`; what a run before this one decoded from the same file is used again.
    Raises Refusal for what is no sound, too large, too long, or has more than two channels."""
    kind = kind_of(path)
    if path.stat().st_size > LARGEST:
        raise Refusal(f"“{path.name}” is larger than 4 GB: bring it in parts, or as mp3, m4a or opus.")
    digest = _hash(path)
    before = _from_before(folder, digest)
    if before:
        return before
    told("Reading the sound")
    sound = _decoded(path, kind, folder, digest)
    (folder / "sound.json").write_text(json.dumps({**asdict(sound), "folder": ""}))
    return sound


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _from_before(folder: Path, digest: str) -> Sound | None:
    try:
        kept = json.loads((folder / "sound.json").read_text())
        sound = Sound(**{**kept, "folder": folder, "flags": tuple(kept["flags"])})
        whole = all(_file(folder, n).stat().st_size == 2 * round(sound.seconds * RATE) for n in range(sound.channels))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return sound if whole and sound.sha256 == digest else None


def _decoded(path: Path, kind: Kind, folder: Path, digest: str) -> Sound:
    source = _source(path, kind)
    _refuse_the_unbearable(path, source)
    length = _write(path, source, folder)
    seconds = length / RATE
    if seconds < SHORTEST:
        raise Refusal(f"“{path.name}” holds no sound that can be decoded: export or copy the recording again.")
    return Sound(folder, digest, source.channels, seconds, _flags(source, seconds))


class _Wav:
    """A WAV that needs no library, in the shape of the other decoder."""

    damaged = 0

    def __init__(self, path: Path, form: plain_wav.Form) -> None:
        self.path, self.form = path, form
        self.channels, self.rate, self.promised = form.channels, form.rate, form.promised / form.rate
        self.there = form.length / form.rate

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        return plain_wav.blocks(self.path, self.form)


def _source(path: Path, kind: Kind) -> Any:
    form = plain_wav.form_of(path) if kind.name == "wav" else None
    if form is not None and form.readable:
        return _Wav(path, form)
    return choosing.part("decoder").Opened(path, kind)


def _refuse_the_unbearable(path: Path, source: Any) -> None:
    if source.channels > MOST_CHANNELS:
        raise Refusal(
            f"“{path.name}” has {source.channels} channels at {source.rate / 1000:g} kHz: a call has one or two."
            " Export it as mono, or as stereo with one speaker on each side."
        )
    if not source.channels or not 0 < source.rate <= HIGHEST_RATE:
        raise Refusal(f"“{path.name}” says that it holds {source.rate} samples a second: export the recording again.")
    if (source.there or 0) > LONGEST:
        raise _too_long(path)


def _too_long(path: Path) -> Refusal:
    return Refusal(f"“{path.name}” is longer than {LONGEST / 3600:g} hours: cut it and bring the part that matters.")


def _write(path: Path, source: Any, folder: Path) -> int:
    """Samples written to each channel's file. Ends in a Refusal when it goes on and on."""
    begun, length = time.monotonic(), 0
    files = [_file(folder, n).open("wb") for n in range(source.channels)]
    try:
        for block in source.blocks():
            for file, samples in zip(files, block, strict=True):
                file.write((np.clip(samples, -1, 1) * FULL_SCALE).astype("<i2").tobytes())
            length += block.shape[1]
            if length > LONGEST * RATE:
                raise _too_long(path)
            if time.monotonic() - begun > LONGEST_WORK:
                raise Refusal(f"“{path.name}” takes longer than 15 minutes to decode: bring it as WAV, mp3 or m4a.")
    finally:
        for file in files:
            file.close()
    return length


def _flags(source: Any, seconds: float) -> tuple[str, ...]:
    flags = []
    if source.promised and seconds < CUT_SHORT * source.promised and source.promised - seconds > 1:
        flags.append(
            f"cut-short: The file says that it is {source.promised:.0f} s long, and {seconds:.0f} s are there."
            " Copy it again if the end matters."
        )
    if source.damaged:
        flags.append(f"damaged: {source.damaged} parts of the file could not be decoded and are left out.")
    return tuple(flags)


def blocks_of(sound: Sound, *, seconds: float = 60.0) -> Iterator[tuple[Samples, ...]]:
    """All channels, a minute at a time."""
    for start in (step * seconds for step in range(int(sound.seconds // seconds) + 1)):
        block = tuple(sound.samples(n, start=start, end=start + seconds) for n in range(sound.channels))
        if len(block[0]):
            yield block
