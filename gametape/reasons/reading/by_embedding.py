"""The engine of the extra `embed`: the linear model over words and a head over meanings, multiplied. Some 10 ms an answer."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from gametape.reasons.reading.by_rules import prepared
from gametape.reasons.reading.heading import Head, shipped_head
from gametape.reasons.reading.meaning import Meaning
from gametape.reasons.reading.reader import Heard
from gametape.reasons.reading.suggesting import suggested

BY_MEANING: Final = 0.45  # the share of the head in the product; .35 to .5 differ by less than the folds do


class ByEmbedding:
    """`head` is the store's own where it has one that reads better than the shipped one."""

    name = "embed-1"

    def __init__(self, meaning: Meaning, head: Head | None = None) -> None:
        self.meaning = meaning
        self.head = head or shipped_head()

    def read(self, text: str, *, closest: Collection[str] = ()) -> Heard:
        given = prepared(text)
        heard = given.heard()
        if heard.status or not given.runs.parts:
            return heard
        by_meaning = self.head.chances(self.meaning.of(given.text, given.language, given.runs.all()))
        chances = multiplied(np.array(given.by_words()), by_meaning)
        return heard.with_suggestions(suggested(given.text, given.runs, chances, closest=closest))


def multiplied(by_words: npt.NDArray[Any], by_meaning: npt.NDArray[Any]) -> list[list[float]]:
    """The geometric mean of two tables of chances, weighted, each row summing to one again."""
    logs = np.log(np.maximum(by_words, 1e-6)) * (1 - BY_MEANING) + np.log(np.maximum(by_meaning, 1e-6)) * BY_MEANING
    raised = np.exp(logs - logs.max(axis=1, keepdims=True))
    together: list[list[float]] = (raised / raised.sum(axis=1, keepdims=True)).tolist()
    return together


@lru_cache(maxsize=1)
def _loaded(directory: str) -> Meaning:
    """Once in a process: loading and verifying take half a second."""
    return Meaning(directory)


def reader(directory: str = "") -> ByEmbedding:
    """This engine; ``directory`` has a `model.onnx` of one's own."""
    return ByEmbedding(_loaded(directory))
