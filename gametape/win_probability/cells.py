"""What a column of text is: numbers with signs around them, dates, or names. One decision for the whole column.

An empty cell is missing. "None" among names is a name, for some CRMs write it and mean it; among numbers it is missing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

import numpy as np

from gametape.common.refusal import Refusal
from gametape.win_probability.late_columns import DATE, NAMES, NUMBER, Column
from gametape.win_probability.late_evidence import Floats

MOSTLY: Final = 0.95
LARGEST: Final = 1e100
"""Beyond it squares overflow, and no deal has such a number."""
NO_VALUE: Final = frozenset(
    ["na", "n/a", "nan", "null", "none", "-", "?", "unknown", "#n/a", "--", "nil", "undefined", "<na>"]
)
INFINITE: Final = re.compile(r"^[+-]?(inf|infinity|∞)$", re.IGNORECASE)
_AROUND = re.compile(r"^(?:[$€£¥₹]|us\$|r\$|[a-z]{3}\s)\s*|\s*(?:[$€£¥₹%]|\s[a-z]{3}|kr\.?)$", re.IGNORECASE)
_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?", re.IGNORECASE)
_SLASHED = re.compile(r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?:[ T,]+(\d{1,2}):(\d{2})(?::\d{2})?)?$")
_WRITTEN: Final = (
    "%d %b %Y",
    "%d %B %Y",
    "%b %d, %Y",
    "%B %d, %Y",
    "%d-%b-%Y",
    "%d-%b-%y",
    "%Y/%m/%d",
    "%Y/%m/%d %H:%M:%S",
)


def typed(name: str, cells: Sequence[str]) -> Column:
    """The column as numbers, days or codes. Refuses infinite numbers, naming the row."""
    values = sorted(set(cells) - {""})
    count = dict.fromkeys(values, 0)
    for cell in cells:
        if cell:
            count[cell] += 1
    numbers = _numbers(values)
    if _mostly(numbers, count):
        _finite(name, cells, numbers)
        return Column(name, np.clip(_mapped(cells, numbers), -LARGEST, LARGEST), NUMBER)
    days = _days(values)
    if _mostly(days, count):
        return Column(name, _mapped(cells, days), DATE)
    codes = {value: float(code) for code, value in enumerate(values)}
    return Column(name, _mapped(cells, codes), NAMES, tuple(values))


def _mapped(cells: Sequence[str], known: dict[str, float]) -> Floats:
    return np.array([known.get(cell, math.nan) for cell in cells], dtype=float)


def _mostly(read: dict[str, float], count: dict[str, int]) -> bool:
    total = sum(times for value, times in count.items() if value.lower() not in NO_VALUE)
    return total > 0 and sum(count[value] for value in read) >= MOSTLY * total


def _finite(name: str, cells: Sequence[str], numbers: dict[str, float]) -> None:
    infinite = {value for value, number in numbers.items() if math.isinf(number)}
    if infinite:
        row = next(place for place, cell in enumerate(cells, start=2) if cell in infinite)
        raise Refusal(
            f"“{name}” is infinite in row {row} (“{cells[row - 2]}”). Empty that cell or give the number, then try again."
        )


def _numbers(values: Sequence[str]) -> dict[str, float]:
    """Which sign parts the decimals is told by the column: 1.234,50 or 12,5 anywhere in it means the comma."""
    bare = {value: _bare(value) for value in values}
    comma = any(_comma_parts(text) for text in bare.values()) and not any(_point_parts(text) for text in bare.values())
    found = {}
    for value, text in bare.items():
        if INFINITE.match(text):
            found[value] = math.inf
            continue
        plain = text.replace(".", "").replace(",", ".") if comma else text.replace(",", "")
        if _PLAIN.fullmatch(plain):
            found[value] = float(plain)
    return found


def _bare(value: str) -> str:
    text = value.strip()
    negative = text.startswith("(") and text.endswith(")")
    text = text[1:-1] if negative else text
    sign = text[:1] if text[:1] in "+-−" and len(text) > 1 else ""
    text = _AROUND.sub("", _AROUND.sub("", text[len(sign) :].strip()))
    text = re.sub(r"(?<=\d)[\s'’\u00a0\u202f](?=\d{3})", "", text)
    return ("-" if negative or (sign in ("-", "−") and sign) else "") + text


def _comma_parts(text: str) -> bool:
    return bool(re.fullmatch(r"-?(\d{1,3}(\.\d{3})+|\d+),\d+", text)) and not re.fullmatch(r"-?\d{1,3}(,\d{3})+", text)


def _point_parts(text: str) -> bool:
    return bool(re.fullmatch(r"-?(\d{1,3}(,\d{3})+|\d+)\.(\d{1,2}|\d{4,})", text))


def _days(values: Sequence[str]) -> dict[str, float]:
    """Days since 2000; 03/04 is read as most of the column can only be read, the day first where nothing tells."""
    slashed = [match for value in values if (match := _SLASHED.match(value))]
    months_first = sum(int(match[2]) > 12 for match in slashed) > sum(int(match[1]) > 12 for match in slashed)
    found = {}
    for value in values:
        when = _date(value, months_first=months_first)
        if when is not None:
            found[value] = (when - datetime(2000, 1, 1, tzinfo=UTC)).total_seconds() / 86_400
    return found


def _date(value: str, *, months_first: bool) -> datetime | None:
    if not any(sign.isdigit() for sign in value) or len(value) > 40:
        return None
    try:
        if match := _SLASHED.match(value):
            first, second, year = int(match[1]), int(match[2]), int(match[3])
            month, day = (first, second) if months_first else (second, first)
            clock = int(match[4] or 0), int(match[5] or 0)
            return datetime(year + (0 if year > 99 else 2000), month, day, *clock, tzinfo=UTC)
        when = datetime.fromisoformat(value.replace(" UTC", "+00:00"))
        return when if when.tzinfo else when.replace(tzinfo=UTC)
    except ValueError:
        return _written(value)


def _written(value: str) -> datetime | None:
    for shape in _WRITTEN:
        try:
            return datetime.strptime(value, shape).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None
