"""Regularised logistic regression in NumPy: a ridge, by Newton's method, with columns that may bend and be missing.

A number enters as its winsorised, standardised self; with `bends` also as hinges at its quartiles, and where it is missing as
a column of its own. A name (categorical) enters as one column per level. The log-odds stay a sum over the given columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

STRENGTHS: Final = (3000.0, 1000.0, 300.0, 100.0, 30.0, 10.0, 3.0, 1.0)
"""Ridge penalties on standardised columns, from hardly anything learned to nearly all."""
MOST_LEVELS: Final = 40
DISTINCT_TO_BEND: Final = 12


@dataclass(frozen=True)
class Basis:
    """How one column becomes several. `spread` holds (centre, scale) of each of them, in the order they are made."""

    categorical: bool
    low: float
    high: float
    knots: tuple[float, ...]
    levels: tuple[float, ...]
    missing: bool
    spread: tuple[tuple[float, float], ...]

    def width(self) -> int:
        return len(self.spread)

    def design(self, values: Floats) -> Floats:
        raw = _raw(values, self)
        return np.column_stack(
            [(column - centre) / scale for column, (centre, scale) in zip(raw, self.spread, strict=True)]
        )


def basis_of(values: Floats, *, categorical: bool, bends: bool) -> Basis | None:
    """None for a column that tells nothing apart."""
    known = values[~np.isnan(values)]
    missing = bool(0 < len(known) < len(values)) and len(values) - len(known) >= 3
    if categorical:
        levels, count = np.unique(known, return_counts=True)
        kept = np.sort(levels[np.argsort(-count, kind="stable")[:MOST_LEVELS]])
        shape = Basis(True, 0.0, 0.0, (), tuple(map(float, kept)), missing, ())
    elif len(known) == 0:
        return None
    else:
        low, high = (float(v) for v in np.quantile(known, (0.01, 0.99)))
        if low == high:
            low, high = float(known.min()), float(known.max())
        bent = bends and len(np.unique(known)) >= DISTINCT_TO_BEND
        knots = sorted({float(v) for v in np.quantile(known, (0.25, 0.5, 0.75))} - {low, high}) if bent else []
        shape = Basis(False, low, high, tuple(knots), (), missing, ())
    raw = _raw(values, shape)
    spread = tuple((float(column.mean()), float(column.std()) or 1.0) for column in raw)
    if all(np.ptp(column) == 0 for column in raw):
        return None
    return Basis(shape.categorical, shape.low, shape.high, shape.knots, shape.levels, shape.missing, spread)


def _raw(values: Floats, shape: Basis) -> list[Floats]:
    gone = np.isnan(values)
    columns: list[Floats] = []
    if shape.categorical:
        columns += [(values == level).astype(float) for level in shape.levels]
    else:
        middle = shape.knots[len(shape.knots) // 2] if shape.knots else (shape.low + shape.high) / 2
        within = np.clip(np.where(gone, middle, values), shape.low, shape.high)
        columns += [within, *(np.maximum(within - knot, 0) for knot in shape.knots)]
    return [*columns, gone.astype(float)] if shape.missing or not columns else columns


@dataclass(frozen=True)
class LinearCore:
    bases: tuple[Basis | None, ...]
    weights: Floats
    intercept: float

    @property
    def offset(self) -> float:
        return self.intercept

    def contributions(self, x: Floats) -> Floats:
        out, start = np.zeros((len(x), len(self.bases))), 0
        for j, basis in enumerate(self.bases):
            if basis is not None:
                end = start + basis.width()
                out[:, j] = basis.design(x[:, j]) @ self.weights[start:end]
                start = end
        return out

    def logits(self, x: Floats) -> Floats:
        return np.asarray(self.intercept + self.contributions(x).sum(axis=1))

    def plain(self) -> dict[str, Any]:
        bases = [None if basis is None else [basis.categorical, basis.low, basis.high, basis.knots, basis.levels,
                 basis.missing, basis.spread] for basis in self.bases]  # fmt: skip
        return {"bases": bases, "weights": self.weights.tolist(), "intercept": self.intercept}


@dataclass(frozen=True)
class LinearPath:
    cores: tuple[LinearCore, ...]

    def logits(self, x: Floats) -> Floats:
        design = designed(self.cores[0].bases, x)
        return np.stack([core.intercept + design @ core.weights for core in self.cores])

    def at(self, strength: int) -> LinearCore:
        return self.cores[strength]


def designed(bases: Sequence[Basis | None], x: Floats) -> Floats:
    parts = [basis.design(x[:, j]) for j, basis in enumerate(bases) if basis is not None]
    return np.hstack(parts) if parts else np.zeros((len(x), 0))


@dataclass(frozen=True)
class Logistic:
    """`bends` adds the hinges; without it a number has one straight line, as little as can be learned."""

    bends: bool = True

    def path(self, x: Floats, y: Floats, weight: Floats, *, categorical: Sequence[int], seed: int) -> LinearPath:
        names = set(categorical)
        bases = tuple(basis_of(x[:, j], categorical=j in names, bends=self.bends) for j in range(x.shape[1]))
        design = designed(bases, x)
        scaled = weight * len(weight) / weight.sum()
        weights, intercept = np.zeros(design.shape[1]), 0.0
        cores = []
        for penalty in STRENGTHS:
            weights, intercept = ridge(design, y, scaled, penalty=penalty, start=(weights, intercept))
            cores.append(LinearCore(bases, weights, intercept))
        return LinearPath(tuple(cores))

    def revived(self, plain: dict[str, Any]) -> LinearCore:
        bases = tuple(
            None
            if b is None
            else Basis(b[0], b[1], b[2], tuple(b[3]), tuple(b[4]), b[5], tuple((c, s) for c, s in b[6]))
            for b in plain["bases"]
        )
        return LinearCore(bases, np.asarray(plain["weights"], dtype=float), float(plain["intercept"]))


def ridge(
    design: Floats, y: Floats, weight: Floats, *, penalty: float, start: tuple[Floats, float]
) -> tuple[Floats, float]:
    """Weights and intercept that minimise log-loss + penalty / 2 * |weights|^2; the intercept is free but for a hair."""
    full = np.column_stack([design, np.ones(len(y))])
    beta = np.append(*start)
    held = np.append(np.full(design.shape[1], penalty), 1e-3)
    for _ in range(25):
        p = 1 / (1 + np.exp(-np.clip(full @ beta, -30, 30)))
        slope = full.T @ (weight * (p - y)) + held * beta
        bend = (full * (weight * np.maximum(p * (1 - p), 1e-6))[:, None]).T @ full
        bend[np.diag_indices_from(bend)] += held
        step = np.linalg.solve(bend, slope)
        beta = beta - step * min(1.0, 5 / max(float(np.abs(step).max()), 1e-12))
        if np.abs(step).max() < 1e-6:
            break
    return beta[:-1], float(beta[-1])
