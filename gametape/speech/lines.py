"""What was heard, as plain values. Times are seconds from the start of the recording, probabilities 0 to 1."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

REP, BUYER, UNKNOWN = "rep", "buyer", "unknown"


@dataclass(frozen=True)
class Stretch:
    start: float
    end: float

    @property
    def seconds(self) -> float:
        return self.end - self.start

    def as_dict(self) -> dict[str, float]:
        return {"start": round(self.start, 2), "end": round(self.end, 2)}


@dataclass(frozen=True)
class Word:
    """`probability` is the engine's own; None where the service tells none."""

    text: str
    start: float
    end: float
    probability: float | None = None

    def moved(self, by: float) -> Word:
        return Word(self.text, self.start + by, self.end + by, self.probability)

    def as_dict(self) -> dict[str, Any]:
        shown = None if self.probability is None else round(self.probability, 3)
        return {"text": self.text, "start": round(self.start, 2), "end": round(self.end, 2), "probability": shown}


@dataclass(frozen=True)
class Turn:
    """What one speaker said in one go. `channel` is None where both channels carry the same sound."""

    speaker: str
    channel: int | None
    words: tuple[Word, ...]

    @property
    def start(self) -> float:
        return self.words[0].start

    @property
    def end(self) -> float:
        return max(word.end for word in self.words)

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    def as_dict(self) -> dict[str, Any]:
        return {
            "speaker": self.speaker,
            "channel": self.channel,
            "start": round(self.start, 2),
            "end": round(self.end, 2),
            "text": self.text,
            "words": [word.as_dict() for word in self.words],
        }


@dataclass(frozen=True)
class Coverage:
    """Seconds of speech over all channels, words heard in it, and the stretches that have speech and no words."""

    speech_seconds: float
    words: int
    gaps: tuple[Stretch, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return {
            "speech_seconds": round(self.speech_seconds, 2),
            "words": self.words,
            "gaps": [gap.as_dict() for gap in self.gaps],
        }


@dataclass(frozen=True)
class Heard:
    """One recording, listened to. `sha256` is the file's; `flags` are sentences about what a reader should know, each behind
    a word that programs can look for ("channels-alike: ..."); `settings` is what the engine was told, to do it again."""

    model: str
    sha256: str
    seconds: float
    took: float
    turns: tuple[Turn, ...]
    coverage: Coverage
    flags: tuple[str, ...] = ()
    settings: dict[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return {
            "model": self.model,
            "sha256": self.sha256,
            "seconds": round(self.seconds, 2),
            "took": round(self.took, 2),
            "turns": [turn.as_dict() for turn in self.turns],
            "coverage": self.coverage.as_dict(),
            "flags": list(self.flags),
        }
