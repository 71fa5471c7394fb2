"""From closed deals to a model: which size of model the number of deals bears, cross-fitted and calibrated."""

from __future__ import annotations

from collections.abc import Iterable

from gametape.win_probability.cases import Case
from gametape.win_probability.model import Model


def fit(cases: Iterable[Case], *, seed: int = 0) -> Model:
    """A model of what `cases` show; those whose `outcome` is None only count as workload.

    Each case is read once, so a generator over a long log is fine. Same cases and seed, same model, to the byte.
    Refuses when no deal is closed or all ended the same way.
    """
    raise NotImplementedError
