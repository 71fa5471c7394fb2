"""Dates as they come in exports, read by one decision a column: does the day or the month stand first?

A single cell cannot tell 03/04 apart, a column nearly always can: one 13 in it is enough. Where no cell tells, the
store's country decides, and the preview says so. Naive times are the store's wall clock; a bare date is its noon, so
that no time zone moves it to another day.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

EARLIEST, LATEST = 1970, 2100
EXCEL_EPOCH = datetime(1899, 12, 30)
MONTH_FIRST_COUNTRIES = frozenset({"US", "PH", "FM"})

_MONTHS = """jan january enero ene janvier janv januar janner|feb february febrero fevrier fevr februar
|mar march marzo mars marz mrz|apr april abril abr avril avr|may mayo mai|jun june junio juin juni
|jul july julio juillet juil juli|aug august agosto ago aout|sep sept september septiembre septembre
|oct october octubre octobre okt oktober|nov november noviembre novembre|dec december diciembre dic decembre dez dezember"""
MONTHS = {name: number for number, names in enumerate(_MONTHS.split("|"), start=1) for name in names.split()}

_CLOCK = r"(?:(?:,|\s|t|at|um|a|-)*\s*(?P<h>\d{1,2})[:.h](?P<mi>\d{2})(?:[:.](?P<s>\d{2})(?:[.,](?P<f>\d{1,9}))?)?\s*(?P<ap>[ap]\.?\s?m\.?)?)?"
_ZONE = r"\s*(?P<z>z|utc|gmt|[+-]\d{2}:?\d{2}|[+-]\d{2}|[a-z]{2,4}t)?"
_END = _CLOCK + _ZONE + r"\s*$"
_ISO = re.compile(r"^(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})" + _END)
_COMPACT = re.compile(
    r"^(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})(?:t?(?P<h>\d{2})(?P<mi>\d{2})(?P<s>\d{2})?)?(?P<z>z)?$"
)
_NUMBERS = re.compile(r"^(?P<a>\d{1,2})\s?[-/.]\s?(?P<b>\d{1,2})\s?[-/.]\s?(?P<y>\d{4}|\d{2})" + _END)
_DAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[.,]?\s+)?"
_DAY_NAMED = re.compile(
    "^"
    + _DAY
    + r"(?P<d>\d{1,2})(?:st|nd|rd|th|er|\.)?[\s-]*(?:de\s+)?(?P<n>[a-z]{3,11})\.?[\s,-]*(?:de\s+|del\s+)?(?P<y>\d{4}|\d{2})"
    + _END
)
_NAMED_DAY = re.compile(
    "^" + _DAY + r"(?P<n>[a-z]{3,11})\.?[\s-]+(?P<d>\d{1,2})(?:st|nd|rd|th)?[\s,-]+(?P<y>\d{4}|\d{2})" + _END
)
_ZONES = {"est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7}


@dataclass(frozen=True)
class DateStyle:
    """A column's decision. `months_first` is 03/04 = March 4; `sure` is False where only the country decided."""

    months_first: bool = True
    sure: bool = True


class DateEvidence:
    """Fed with every value of a column, says how it is to be read and what share of it is dates at all."""

    def __init__(self) -> None:
        self.seen = self.dates = self.first_over_12 = self.second_over_12 = self.slashed = self.dotted = 0

    def feed(self, text: str) -> None:
        self.seen += 1
        if text[4:5] == "-" and text[:4].isdigit():
            self.dates += 1
            return
        parts = _NUMBERS.match(text.strip().lower())
        if parts is None:
            self.dates += _parts(text) is not None
            return
        self.dates += 1
        self.slashed += 1
        self.dotted += "." in parts[0][:3]
        self.first_over_12 += int(parts["a"]) > 12
        self.second_over_12 += int(parts["b"]) > 12

    def style(self, country: str) -> DateStyle:
        if self.first_over_12 != self.second_over_12:
            return DateStyle(months_first=self.second_over_12 > self.first_over_12)
        if self.slashed and self.dotted == self.slashed:
            return DateStyle(months_first=False)
        return DateStyle(months_first=country in MONTH_FIRST_COUNTRIES, sure=not self.slashed)


def reader(style: DateStyle, zone: str) -> Callable[[str], datetime | None]:
    """A function from a cell to an aware UTC time, or None where the cell is no date."""
    wall = ZoneInfo(zone)

    @lru_cache(maxsize=65536)
    def offset(year: int, month: int, day: int, hour: int) -> timedelta | None:
        """Clocks change on the hour or half past it; only the hours of a change are worked out one by one."""
        begins, ends = (datetime(year, month, day, hour, minute, tzinfo=wall).utcoffset() for minute in (0, 59))
        return begins if begins == ends else None

    @lru_cache(maxsize=65536)
    def read(text: str) -> datetime | None:
        found = _quickly(text) or _parts(text, months_first=style.months_first)
        if found is None:
            return None
        try:
            ahead = None if found.tzinfo else offset(found.year, found.month, found.day, found.hour)
            if ahead is not None:
                return found.replace(tzinfo=UTC) - ahead
            return (found if found.tzinfo else found.replace(tzinfo=wall)).astimezone(UTC)
        except (OverflowError, ValueError):
            return None

    return read


def _quickly(text: str) -> datetime | None:
    """ISO, which most exports write, by the interpreter's own reader: eight times as fast. A bare date is its noon."""
    if text[4:5] != "-" or len(text) < 10:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (found.replace(hour=12) if len(text) == 10 else found) if EARLIEST <= found.year <= LATEST else None


def _parts(text: str, *, months_first: bool = True) -> datetime | None:
    text = text.strip()
    if not text or len(text) > 60 or not any(character.isdigit() for character in text):
        return None
    number = _from_number(text)
    if number is not None:
        return number
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    match = _ISO.match(plain) or _COMPACT.match(plain)
    if match:
        return _made(match, int(match["y"]), int(match["m"]), int(match["d"]))
    match = _NUMBERS.match(plain)
    if match:
        first, second = int(match["a"]), int(match["b"])
        months_first = second > 12 or (months_first and first <= 12)
        return _made(match, int(match["y"]), *((first, second) if months_first else (second, first)))
    match = _DAY_NAMED.match(plain) or _NAMED_DAY.match(plain)
    if match and match["n"] in MONTHS:
        return _made(match, int(match["y"]), MONTHS[match["n"]], int(match["d"]))
    return None


def _from_number(text: str) -> datetime | None:
    """Excel's day count (1982 to 2064), seconds or milliseconds since 1970."""
    if not text.replace(".", "", 1).isascii() or not text.replace(".", "", 1).isdigit():
        return None
    value = float(text) if len(text) < 20 else 0.0
    if len(text.split(".")[0]) == 5 and 30_000 <= value < 60_000:
        whole = EXCEL_EPOCH + timedelta(days=value)
        return whole.replace(hour=12) if value.is_integer() else whole.replace(microsecond=0)
    if 10**9 <= value < 4 * 10**9 and "." not in text:
        return datetime.fromtimestamp(value, UTC)
    if 10**12 <= value < 4 * 10**12:
        return datetime.fromtimestamp(value / 1000, UTC)
    return None


def _made(match: re.Match[str], year: int, month: int, day: int) -> datetime | None:
    groups = match.groupdict()
    year += 0 if year > 99 else 2000 if year < 70 else 1900
    hour = 12 if groups.get("h") is None else int(groups["h"])
    if groups.get("ap"):
        hour = hour % 12 + (12 if groups["ap"].startswith("p") else 0)
    try:
        made = datetime(year, month, day, hour, int(groups.get("mi") or 0), int(groups.get("s") or 0))
        made = made.replace(microsecond=int((groups.get("f") or "0")[:6].ljust(6, "0")))
        made = made.replace(tzinfo=_zone(groups.get("z") or ""))
    except ValueError:
        return None
    return made if EARLIEST <= made.year <= LATEST else None


def _zone(text: str) -> timezone | None:
    if text in ("z", "utc", "gmt"):
        return UTC
    if text in _ZONES:
        return timezone(timedelta(hours=_ZONES[text]))
    if text[:1] not in ("+", "-"):
        return None
    minutes = int(text[1:3]) * 60 + int(text[3:].replace(":", "") or 0)
    return timezone((1 if text[0] == "+" else -1) * timedelta(minutes=minutes))


def is_date(text: str) -> bool:
    return _parts(text) is not None


def day(when: datetime) -> date:
    return when.date()
