"""What the fits learn from: runs of words, each with a class and a weight, and their features."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from gametape.reasons.reading.splitting import Span
from gametape.reasons.reading.suggesting import CODES, runs_of
from gametape.reasons.reading.telling_language import language_of
from gametape.reasons.reading.weighing import NOTHING
from gametape.reasons.reading.wording import features, tokens, within
from tools.reading.examples import Invented, kept_aside, sentences_to_learn

CLASSES = (*CODES, NOTHING)
SECOND = 0.35  # what a further reason of an answer weighs beside its main one
REST = 0.5  # what the words beside the quote weigh, as telling nothing
UNIT = 20
LEAST = 0.2  # smaller weights are left out of the file: they cost time and change no figure


@dataclass(frozen=True, slots=True)
class Learned:
    """``run`` of ``text`` is of class ``told`` and counts ``weight`` times."""

    text: str
    run: tuple[Span, ...]
    told: str
    weight: float = 1.0


def all_of(text: str) -> tuple[Span, ...]:
    """The answer as it is read: without what it denies, unless nothing else is there."""
    return runs_of(text).whole or ((0, len(text)),)


def sentences() -> list[Learned]:
    """The first set: sentences of one hand, English."""
    found = [Learned(words, ((0, len(words)),), told) for words, told in sentences_to_learn()]
    for answer in kept_aside():
        whole = ((0, len(answer.words)),)
        found.append(Learned(answer.words, whole, answer.tells[0][0] if answer.tells else NOTHING))
        found += [Learned(answer.words, (span,), leaf) for leaf, span in answer.tells]
    return found


def runs_to_learn(one: Invented) -> list[Learned]:
    """The answer as a whole, its quote, and the words beside the quote where there is but one reason."""
    if one.status:
        return [Learned(one.words, all_of(one.words), NOTHING)]
    found = [Learned(one.words, all_of(one.words), one.leaves[0])]
    found += [Learned(one.words, all_of(one.words), leaf, SECOND) for leaf in one.leaves[1:]]
    start, end = one.quote
    if end - start < len(one.words.strip()) - 4:
        found.append(Learned(one.words, (one.quote,), one.leaves[0]))
        if len(one.leaves) == 1:
            beside = ((0, start), (end, len(one.words)))
            found += [
                Learned(one.words, (run,), NOTHING, REST) for run in beside if _says_something(one.words[slice(*run)])
            ]
    return found


def _says_something(words: str) -> bool:
    return len(words.strip(" .,!")) > 6


@lru_cache(maxsize=100_000)
def names(text: str, run: tuple[Span, ...]) -> frozenset[str]:
    """The distinct features of a run of words."""
    language = language_of(text)
    return frozenset(name for name, _, _ in features(within(tokens(text, 0, len(text), language), text, run)))


def class_weights(targets: Any, weights: Any, classes: int, *, evenness: float) -> Any:
    """The weight of every row, classes evened out part of the way: 0 not at all, 1 wholly."""
    sizes = np.bincount(targets, weights=weights, minlength=classes)
    return weights * ((sizes.mean() / np.maximum(sizes, 1.0)) ** evenness)[targets]


def fit_words(
    learned: Sequence[Learned], classes: Sequence[str], *, strength: float = 15.0, evenness: float = 0.6
) -> dict[str, Any]:
    """Multinomial logistic regression on tf-idf shares, as the JSON that `weighing.Model` reads."""
    found = [names(one.text, one.run) for one in learned]
    counted = Counter(name for some in found for name in some)
    kept = sorted(name for name, times in counted.items() if times > 1)
    share = {name: _share(name, counted[name], len(learned)) for name in kept}
    column = {name: number for number, name in enumerate(kept)}
    targets = np.array([classes.index(one.told) for one in learned])
    weights = class_weights(targets, np.array([one.weight for one in learned]), len(classes), evenness=evenness)
    fitted = LogisticRegression(C=strength, max_iter=200, tol=1e-3)
    fitted.fit(_matrix(found, share, column), targets, sample_weight=weights)
    return _as_json(fitted, kept, share, classes)


def _share(name: str, times: int, of: int) -> float:
    """A feature's own weight in the length of a text: rarer is more, and a pair of kinds less than a word."""
    rarity = math.log((1 + of) / (1 + times)) + 1
    return round(rarity * (0.7 if "<" in name or "+" in name else 1.0), 2)


def _matrix(texts: Sequence[frozenset[str]], share: dict[str, float], column: dict[str, int]) -> Any:
    rows, columns, values = [], [], []
    for row, found in enumerate(texts):
        known = sorted(found & column.keys())
        length = math.sqrt(sum(share[name] ** 2 for name in known)) or 1.0
        rows += [row] * len(known)
        columns += [column[name] for name in known]
        values += [share[name] / length for name in known]
    return csr_matrix((values, (rows, columns)), shape=(len(texts), len(column)))


def _as_json(fitted: Any, kept: Sequence[str], share: dict[str, float], classes: Sequence[str]) -> dict[str, Any]:
    weights: dict[str, list[int]] = {}
    for name, values in zip(kept, fitted.coef_.T, strict=True):
        pulls = [(index, round(value * UNIT)) for index, value in enumerate(values) if abs(value) >= LEAST]
        pulls = [(index, value) for index, value in pulls if value]
        if pulls:
            weights[name] = [round(share[name] * 100), *(number for entry in pulls for number in entry)]
    intercepts = [round(float(value), 3) for value in fitted.intercept_]
    return {"classes": list(classes), "intercepts": intercepts, "sharpness": 1.0, "unit": UNIT, "weights": weights}
