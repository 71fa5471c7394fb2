"""A fitted model and its files: JSON and LightGBM's own text, never a pickle."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

VERSION = 1


@dataclass(frozen=True)
class Model:
    """What fitting found. `kind` is "base rate", "logistic" or "boosting"; `n_cases` and `n_won` count closed deals."""

    kind: str
    n_cases: int
    n_won: int

    def save(self, folder: Path) -> None:
        """Writes the model's files into `folder`, which is made when it is not there."""
        raise NotImplementedError

    @staticmethod
    def load(folder: Path) -> Model:
        """Refuses a folder without a model, with a damaged one, or with one of another version."""
        raise NotImplementedError
