"""A head: from the numbers of a meaning to chances of the leaves. Linear, so a store can fit its own in a second. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from gametape.reasons.reading.weighing import DATA

Numbers = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Head:
    """Chances are softmax((x - centre) @ weights + intercepts); the last class is that of telling no reason."""

    classes: tuple[str, ...]
    centre: Numbers
    weights: Numbers
    intercepts: Numbers

    def chances(self, rows: Numbers) -> Numbers:
        """(runs, classes) for (runs, 384)."""
        logits = (rows - self.centre) @ self.weights + self.intercepts
        raised = np.exp(logits - logits.max(axis=1, keepdims=True))
        told: Numbers = raised / raised.sum(axis=1, keepdims=True)
        return told

    def as_json(self) -> dict[str, Any]:
        """Numbers to four digits, as text that a person can read and a diff can show."""
        return {
            "classes": list(self.classes),
            "centre": [round(float(value), 5) for value in self.centre],
            "intercepts": [round(float(value), 3) for value in self.intercepts],
            "weights": [[round(float(value), 2) for value in row] for row in self.weights],
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Head:
        numbers = {key: np.array(raw[key], dtype=np.float32) for key in ("centre", "weights", "intercepts")}
        return cls(tuple(raw["classes"]), **numbers)


@cache
def shipped_head() -> Head:
    """The one that ships with the product."""
    return Head.from_json(json.loads((DATA / "head.json").read_text(encoding="utf-8")))
