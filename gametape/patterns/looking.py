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
        return _of_numbers(raw.name, np.asarray(raw.index, np.float64))
    weights = np.bincount(raw.index, minlength=len(raw.distinct))
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
    """Settled by the different values; only what place they have is looked up row by row."""
    seen = weights > 0
    nothing = np.isnan(parsed)
    texts = {value: text for value, text in zip(parsed.tolist(), raw.distinct, strict=True) if text is not None}
    few = np.unique(parsed[seen & ~nothing])
    if len(few) > FEW_VALUES:
        index = raw.index[~nothing[raw.index]] if (seen & nothing).any() else raw.index
        edges = _quantiles(parsed[index[_every(len(index))]], float(few[-1]))
    else:
        edges = few
    column, codes = _ruled(raw.name, kind, parsed, edges, texts, few.size, seen & nothing & ~empty, seen & empty)
    return column, codes[raw.index]


def _of_numbers(name: str, values: Floats) -> tuple[Column, Codes]:
    nothing = np.isnan(values)
    there = values[~nothing] if nothing.any() else values
    few = np.unique(there[:1000])
    if len(few) <= FEW_VALUES:
        few = np.unique(there)
    edges = few if len(few) <= FEW_VALUES else _quantiles(there[_every(len(there))], float(there.max()))
    return _ruled(name, Kind.NUMBER, values, edges, {}, len(few), np.zeros(len(values), bool), nothing)


def _ruled(
    name: str,
    kind: Kind,
    values: Floats,
    edges: Floats,
    texts: dict[float, str],
    different: int,
    odd: NDArray[np.bool_],
    empty: NDArray[np.bool_],
) -> tuple[Column, Codes]:
    """The rule for numbers cut at `edges`, or which are `edges` where `different` is few; and the codes of `values`. `odd` marks
    filled cells that are no number: they are coded as rare, `empty` ones as missing."""
    single = 0 < different <= FEW_VALUES
    written = [texts.get(e, "") or shown(e) for e in edges.tolist()]
    uppers = edges[:-1] if single else edges
    bins = len(uppers) + 1 if different else 0
    rare = bins if odd.any() else None
    missing = bins + (rare is not None) if empty.any() else None
    codes = np.zeros(len(values), np.uint8)
    if not bins:
        return Column(name, Kind.CATEGORY, rare=rare, missing=missing), codes
    for e in uppers:
        codes += values > e
    if missing is not None:
        codes[empty] = missing
    if rare is not None:
        codes[odd] = rare
    values_shown = tuple(written) if single else ()
    return Column(
        name, kind, values_shown, tuple(uppers.tolist()), tuple(written[: bins - 1]), rare, missing, single
    ), codes


def _every(rows: int) -> slice:
    return slice(None, None, max(1, rows // QUANTILES_FROM))


def _quantiles(some: Floats, largest: float) -> Floats:
    """Upper ends of the ranges: values that occur, none twice, the largest left out."""
    places = np.minimum((np.arange(1, BINS) * some.size) // BINS, some.size - 1)
    edges = np.unique(np.partition(some, places)[places])
    below: Floats = edges[edges < largest]
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
    return column, of_distinct[raw.index]
