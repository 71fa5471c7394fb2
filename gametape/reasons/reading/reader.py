"""What every engine gives back: the port between those who read and those who ask for it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any, Protocol

from gametape.reasons.reading.glossing import Language
from gametape.reasons.reading.suggesting import Suggestion


@dataclass(frozen=True, slots=True)
class Heard:
    """``status`` is a code of ``reply_status`` and None for an answer; with a status there are no suggestions."""

    status: str | None
    language: Language
    suggestions: tuple[Suggestion, ...] = ()
    wants_contact: bool | None = None

    def with_suggestions(self, suggestions: tuple[Suggestion, ...]) -> Heard:
        return replace(self, suggestions=suggestions)

    def as_json(self, given: object) -> dict[str, Any]:
        """One line of ``gametape read``; ``given`` is the id that came in."""
        suggestions = [
            {"reason": one.code, "score": one.score, "quote": one.quote, "start": one.start, "end": one.end}
            for one in self.suggestions
        ]
        return {
            "id": given,
            "status": self.status,
            "language": self.language,
            "suggestions": suggestions,
            "wants_contact": self.wants_contact,
        }


class Reader(Protocol):
    """An engine. ``name`` goes beside what it suggested, so that a later one can be told from it."""

    name: str

    def read(self, text: str, *, closest: Collection[str] = ()) -> Heard:
        """Pure but for the engine's own model or endpoint; ``Refusal`` when that is not to be had."""
        ...
