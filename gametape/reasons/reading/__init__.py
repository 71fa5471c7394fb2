"""Reading an answer: up to three leaves, each with the words it rests on. ``docs/why/reading.md`` has the figures."""

from gametape.reasons.reading.suggesting import Suggestion, suggest

__all__ = ["Suggestion", "suggest"]
