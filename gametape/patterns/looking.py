"""Looks at a column once and decides what its codes are: which values, which ranges, what is too rare to stand alone."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from gametape.patterns.coding import Codes, Column, Kind, Raw, narrowest
from gametape.patterns.results import shown

Floats = NDArray[np.float64]

BINS = 5
"""Ranges that a column of numbers or dates is cut into, as equal in deals as its values allow."""
QUANTILES_FROM = 200_000
"""Of a longer column every so many-th value settles the edges: a fifth is then off by a tenth of a per cent of the deals."""
FEW_VALUES = 10
"""Up to so many different numbers each is a value of its own."""
MOST_VALUES = 30
"""Values of one column that stand alone, the most frequent; the others are rare. 30 in each of three is 27,000 cells."""
MOSTLY = 0.95
"""The share of filled cells that must read as numbers (or dates) for the column to be one; the rest counts as rare."""
_NUMBER = re.compile(r"^\s*[-+]?[$€£]?\s*(\d{1,3}(,\d{3})+|\d+|(?=\.\d))(\.\d*)?([eE][-+]?\d+)?\s*%?\s*$")
_WORDS = {"inf": np.inf, "+inf": np.inf, "-inf": -np.inf, "infinity": np.inf, "-infinity": -np.inf}
_DATE_SHAPE = re.compile(r"^\s*\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T ]\d{1,2}:\d{2}.*)?\s*$")
WRITTEN = ("%m/%d/%Y", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y/%m/%d", "%m/%d/%Y %H:%M", "%d/%m/%Y %H:%M", "%m/%d/%y")
_DAY = 86_400.0


def looked_at(raw: Raw, *, fewest: int) -> tuple[Column, Codes]:
    """The column's rule and its codes (rows,). A value that fewer than `fewest` rows hold is rare."""
    if raw.is_number:
        return _of_numbers(raw.name, Kind.NUMBER, np.asarray(raw.index, np.float64), None, None)
    index = raw.index.astype(np.int64, copy=False)
    weights = np.bincount(index, minlength=len(raw.distinct))
    empty = np.array([value is None or not value.strip() for value in raw.distinct], bool)
    for kind, parse in ((Kind.NUMBER, numbers), (Kind.DATE, dates)):
        parsed = parse([None if gone else value for value, gone in zip(raw.distinct, empty, strict=True)])
        if parsed is not None and weights[~np.isnan(parsed)].sum() >= MOSTLY * max(weights[~empty].sum(), 1):
            return _of_parsed(raw, kind, parsed, empty, weights)
    return _of_category(raw, weights, empty, fewest)


def numbers(values: list[str | None]) -> Floats | None:
    """Texts as numbers, NaN where one is none; None where the column is rather one of codes ("007") or words."""
    out = np.full(len(values), np.nan)
    filled = [at for at, value in enumerate(values) if value is not None]
    probe = [values[at] or "" for at in filled[:20]]
    if sum(as_number(value) == as_number(value) for value in probe) * 2 < len(probe) or not filled:
        return None
    try:
        out[filled] = np.array([values[at] for at in filled], dtype=np.str_).astype(np.float64)
    except ValueError:
        out[filled] = [as_number(values[at] or "") for at in filled]
    if any((value := (values[at] or "").lstrip())[:1] == "0" and value[1:2].isdigit() for at in filled):
        return None
    return out


def as_number(text: str) -> float:
    if _NUMBER.match(text):
        return float(re.sub(r"[^\d.eE+-]", "", text))
    return _WORDS.get(text.strip().casefold(), np.nan)


def dates(values: list[str | None]) -> Floats | None:
    """Texts as days since 1970-01-01, NaN where one is no date; None where none of the ways to write a date fits most."""
    filled = [(at, value) for at, value in enumerate(values) if value is not None]
    if not filled or sum(bool(_DATE_SHAPE.match(value)) for _, value in filled[:20]) * 2 < min(len(filled), 20):
        return None
    for way in ("", *WRITTEN):
        out = np.full(len(values), np.nan)
        for at, value in filled:
            out[at] = as_date(value.strip(), way)
        if np.isfinite(out).sum() >= MOSTLY * len(filled):
            return out
    return None


def as_date(text: str, way: str) -> float:
    try:
        read = datetime.strptime(text, way) if way else datetime.fromisoformat(text)
    except ValueError:
        return float("nan")
    aware = read if read.tzinfo else read.replace(tzinfo=UTC)
    return aware.timestamp() / _DAY


def _of_parsed(
    raw: Raw, kind: Kind, parsed: Floats, empty: NDArray[np.bool_], weights: NDArray[np.integer]
) -> tuple[Column, Codes]:
    odd = np.isnan(parsed) & ~empty & (weights > 0)
    texts = {value: text for value, text in zip(parsed.tolist(), raw.distinct, strict=True) if text is not None}
    index = raw.index.astype(np.int64, copy=False)
    return _of_numbers(raw.name, kind, parsed[index], texts, odd[index] if odd.any() else None)


def _of_numbers(
    name: str, kind: Kind, values: Floats, texts: dict[float, str] | None, odd: NDArray[np.bool_] | None
) -> tuple[Column, Codes]:
    """`odd` marks filled cells that are no number: they are coded as rare, NaN elsewhere as missing."""
    nothing = np.isnan(values)
    there = values[~nothing] if nothing.any() else values
    few = _few_values(there)
    edges = few[:-1] if few is not None else _quantiles(there)
    written = [(texts or {}).get(e, "") or shown(e) for e in (few if few is not None else edges).tolist()]
    bins = len(edges) + 1 if there.size else 0
    empty = nothing & ~odd if odd is not None else nothing
    rare = bins if odd is not None else None
    missing = bins + (rare is not None) if empty.any() else None
    if not bins:
        return Column(name, Kind.CATEGORY, rare=rare, missing=missing), np.zeros(len(values), np.uint8)
    codes = np.zeros(len(values), np.uint8)
    for e in edges:
        codes += values > e
    if missing is not None:
        codes[empty] = missing
    if odd is not None:
        codes[odd] = bins
    single = few is not None
    values_shown = tuple(written) if single else ()
    return Column(
        name, kind, values_shown, tuple(edges.tolist()), tuple(written[: bins - 1]), rare, missing, single
    ), codes


def _few_values(there: Floats) -> Floats | None:
    """The different values, if there are few."""
    if np.unique(there[:1000]).size > FEW_VALUES:
        return None
    every = np.unique(there)
    return every if 0 < every.size <= FEW_VALUES else None


def _quantiles(there: Floats) -> Floats:
    """Upper ends of the ranges: values that occur, none twice, the largest left out."""
    if not there.size:
        return there
    some = there[:: max(1, there.size // QUANTILES_FROM)]
    places = np.minimum((np.arange(1, BINS) * some.size) // BINS, some.size - 1)
    edges = np.unique(np.partition(some, places)[places])
    below: Floats = edges[edges < there.max()]
    return below


def _of_category(raw: Raw, weights: NDArray[np.integer], empty: NDArray[np.bool_], fewest: int) -> tuple[Column, Codes]:
    """Values by their text; the most frequent stand alone. Spellings that differ are different values."""
    frequent = [at for at in np.argsort(-weights, kind="stable") if weights[at] >= fewest and not empty[at]]
    kept = sorted(frequent[:MOST_VALUES], key=lambda at: raw.distinct[at] or "")
    values = tuple(raw.distinct[at] or "" for at in kept)
    others = ~empty & (weights > 0)
    others[kept] = False
    gone = empty & (weights > 0)
    rare = len(values) if others.any() else None
    missing = len(values) + (rare is not None) if gone.any() else None
    column = Column(raw.name, Kind.CATEGORY, values, rare=rare, missing=missing)
    of_distinct = np.zeros(len(raw.distinct), narrowest([column.cardinality]))
    of_distinct[kept] = np.arange(len(kept))
    if rare is not None:
        of_distinct[others] = rare
    if missing is not None:
        of_distinct[gone] = missing
    return column, of_distinct[raw.index.astype(np.int64, copy=False)]
