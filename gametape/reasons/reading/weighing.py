"""The small model: a weight for each feature and class, read from a file of ``data/``, and the sum it makes.

A linear model, so that "why this leaf?" has an exact answer: the weight of each feature times its share. Fitted by
``tools.reading.fitting``; nothing is learned while it runs.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from gametape.reasons.reading.wording import Token, features

NOTHING: Final = "NONE"
ANSWERS: Final = "ANSWER"
DATA: Final = Path(__file__).parent / "data"
Numbers = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """Feature ``rows[name]`` has ``shares[row]`` and the weights ``pulls[row]``, one a class; the last class is what unknown
    words come to."""

    classes: tuple[str, ...]
    intercepts: Numbers
    rows: Mapping[str, int]
    shares: Numbers
    pulls: Numbers

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "Model":
        """Weights come as whole numbers of ``1 / raw["unit"]``, which keeps the file small and its diff readable."""
        names = list(raw["weights"])
        pulls = np.zeros((len(names), len(raw["classes"])), dtype=np.float32)
        shares = np.zeros(len(names), dtype=np.float32)
        for row, (share, *rest) in enumerate(raw["weights"].values()):
            shares[row] = share / 100
            pulls[row, rest[::2]] = rest[1::2]
        intercepts = np.array(raw["intercepts"], dtype=np.float32)
        rows = {name: row for row, name in enumerate(names)}
        return cls(tuple(raw["classes"]), intercepts, rows, shares, pulls / raw["unit"])


def weigh(model: Model, words: Sequence[Token]) -> list[float]:
    """The chance of every class; with no word the model knows, all of it is the last one's."""
    rows = model.rows
    known = sorted(
        {rows[name] for name, _, _ in features(words) if name in rows}
    )  # sorted: the same sum to the last bit
    if not known:
        return [0.0] * (len(model.classes) - 1) + [1.0]
    shares = model.shares[known]
    logits = model.intercepts + (shares / math.sqrt(float(shares @ shares))) @ model.pulls[known]
    raised = np.exp(logits - logits.max())
    chances: list[float] = (raised / raised.sum()).tolist()
    return chances


def read_model(path: Path = DATA / "model.json") -> Model:
    """The model that ships with the product."""
    return Model.from_json(json.loads(path.read_text(encoding="utf-8")))
