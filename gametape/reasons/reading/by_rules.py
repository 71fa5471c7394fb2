"""The engine of the base install: rules and a small linear model over words. Well under 2 ms an answer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from gametape.reasons.reading.glossing import Language
from gametape.reasons.reading.reader import Heard
from gametape.reasons.reading.sorting import status_of, wants_contact
from gametape.reasons.reading.suggesting import Runs, runs_of, suggested
from gametape.reasons.reading.telling_language import language_of
from gametape.reasons.reading.weighing import Model, read_model, weigh
from gametape.reasons.reading.wording import Token, tokens, within

READ_AT_MOST: Final = 20_000
"""Code points that are read; what is pasted behind them is kept, and a person reads it."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """An answer as every engine begins with it. ``whole`` are the chances of all of it by the linear model."""

    text: str
    language: Language
    words: Sequence[Token]
    runs: Runs
    whole: Sequence[float]

    def heard(self) -> Heard:
        """Whether it is an answer, and whether they want to hear from us; no suggestions yet."""
        status = status_of(self.text, self.words, self.whole[-1])
        return Heard(status, self.language, (), wants_contact(self.text, status))

    def by_words(self) -> list[Sequence[float]]:
        """The chances of every run by the linear model, the whole first."""
        parts = [weigh(shipped(), within(self.words, self.text, (part,))) for part in self.runs.parts]
        return [self.whole, *parts]


def prepared(text: str) -> Prepared:
    """What is read before an engine is asked."""
    text = text[:READ_AT_MOST]
    language = language_of(text)
    words = tokens(text, 0, len(text), language)
    runs = runs_of(text)
    return Prepared(text, language, words, runs, weigh(shipped(), within(words, text, runs.whole)))


class ByRules:
    """Needs nothing but what ships with the product."""

    name = "rules-2"

    def read(self, text: str, *, closest: Collection[str] = ()) -> Heard:
        given = prepared(text)
        heard = given.heard()
        if heard.status:
            return heard
        return heard.with_suggestions(suggested(given.text, given.runs, given.by_words(), closest=closest))


@cache
def shipped() -> Model:
    return read_model()


def reader() -> ByRules:
    """This engine."""
    return ByRules()
