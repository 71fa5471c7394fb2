"""Stands in for PyAV where it is not installed: says so, and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from numpy.typing import NDArray

from gametape.common.refusal import Refusal
from gametape.speech.decoding.sniffing import Kind


class Opened:
    """The same shape as the real one; opening always refuses."""

    channels = 0
    rate = 0
    promised: float | None = None
    there: float | None = None
    damaged = 0

    def __init__(self, path: Path, kind: Kind) -> None:
        raise Refusal(
            f"“{path.name}” is {kind.name}, which needs the package “av”: run `pip install 'gametape[speech]'`, or bring the"
            " recording as WAV."
        )

    def blocks(self) -> Iterator[NDArray]:
        raise NotImplementedError  # nobody comes by here: opening refuses
