"""The port: what every engine that turns speech into words can do. The rest of the room knows no engine by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from gametape.speech.lines import Stretch, Word

RATE = 16_000  # samples a second, everywhere behind the decoder
Samples = NDArray[np.float32]


@dataclass(frozen=True)
class Piece:
    """A part of one channel: mono samples (float32, -1 to 1, RATE a second) and where in it somebody speaks, in seconds of it.
    `prompt` is a natural sentence with the words to expect; `plainly` says that it is a second try, without the prompt."""

    samples: Samples
    speech: tuple[Stretch, ...]
    language: str | None = None
    prompt: str | None = None
    plainly: bool = False

    @property
    def seconds(self) -> float:
        return len(self.samples) / RATE


class Transcriber(Protocol):
    """`model` names the model so that the same one can be found again; `settings` is what it is told besides the sound;
    `leaves_for` is the host that the sound is sent to, None where it stays on this machine."""

    model: str
    settings: dict[str, Any]
    leaves_for: str | None

    def words(self, piece: Piece) -> list[Word]:
        """The words of a piece in order, times in seconds of it. Raises Refusal for what a person can mend."""
        ...
