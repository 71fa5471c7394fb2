"""The small model: a weight for each feature and leaf, read from ``data/model.json``, and the sum it makes.

A linear model, so that "why this leaf?" has an exact answer: the weight of each feature times its share, summed over
the words it stands on. Fitted by ``gametape.reasons.reading.fitting``; nothing is learned while it runs.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from gametape.reasons.reading.splitting import Span
from gametape.reasons.reading.wording import Feature, features, tokens

NOTHING: Final = "NONE"


@dataclass(frozen=True, slots=True)
class Model:
    """``weights[name]`` is (share, ((class index, weight), ...)); the last class is that of telling no reason."""

    classes: tuple[str, ...]
    intercepts: tuple[float, ...]
    weights: Mapping[str, tuple[float, tuple[tuple[int, float], ...]]]
    sharpness: float

    @property
    def silence(self) -> tuple[float, ...]:
        """The chances of words none of which the model knows."""
        return (0.0,) * (len(self.classes) - 1) + (1.0,)

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "Model":
        """Weights come as whole numbers of ``1 / raw["unit"]``, which keeps the file small and its diff readable."""
        unit = raw["unit"]
        weights = {
            name: (
                share / 100,
                tuple((index, value / unit) for index, value in zip(rest[::2], rest[1::2], strict=True)),
            )
            for name, (share, *rest) in raw["weights"].items()
        }
        return cls(tuple(raw["classes"]), tuple(raw["intercepts"]), weights, raw["sharpness"])


@dataclass(frozen=True, slots=True)
class Reading:
    """What one run of words says: a probability for each class, and the features behind it."""

    span: Span
    chances: tuple[float, ...]
    known: tuple[Feature, ...]


def weigh(model: Model, text: str, span: Span) -> Reading:
    """Read the words of ``span``; with no word the model knows, the chances are those of saying nothing."""
    weights, known = model.weights, dict[str, Feature]()
    for feature in features(tokens(text, *span)):
        if feature[0] in weights:
            known.setdefault(feature[0], feature)
    length = math.sqrt(sum(weights[name][0] ** 2 for name in known)) or 1.0
    logits = list(model.intercepts)
    for name in known:
        share, pulls = weights[name]
        part = share / length
        for index, weight in pulls:
            logits[index] += weight * part
    return Reading(span, _chances(logits, model.sharpness) if known else model.silence, tuple(known.values()))


def pull(model: Model, reading: Reading, leaf: int, spans: Sequence[Span]) -> list[float]:
    """How much the words inside each span pull towards a leaf, before scaling; a feature across two spans counts for none."""
    sums = [0.0] * len(spans)
    for name, first, last in reading.known:
        share, pulls = model.weights[name]
        weight = next((weight for index, weight in pulls if index == leaf), 0.0)
        for number, (start, end) in enumerate(spans):
            if start <= first and last <= end:
                sums[number] += weight * share
    return sums


def _chances(logits: Sequence[float], sharpness: float) -> tuple[float, ...]:
    top = max(logits)
    raised = [math.exp((logit - top) * sharpness) for logit in logits]
    whole = sum(raised)
    return tuple(value / whole for value in raised)


def read_model(path: Path = Path(__file__).parent / "data" / "model.json") -> Model:
    """The model that ships with the product."""
    return Model.from_json(json.loads(path.read_text(encoding="utf-8")))
