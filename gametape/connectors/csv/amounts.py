"""Money as it comes in exports: '$22,700.00', '22.700,00 €', '1 234,50', '(500)', '$342.09K', 'EUR 12'.

Which sign parts the cents is one decision a column: a cell like 22.700 cannot tell, the cells beside it mostly can.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

LARGEST = 10**15  # minor units; more is a number in the wrong column
COMMA_COUNTRIES = frozenset(str.split("AR AT BE BR CL CO DE DK ES FI FR GR ID IT NL NO PL PT RU SE TR UY VN"))
NO_CENTS = frozenset(str.split("JPY KRW CLP VND ISK PYG XAF XOF UGX RWF"))
THREE_DIGITS = frozenset(str.split("BHD KWD OMR TND JOD IQD LYD"))
SIGNS = {
    "$": "USD",
    "us$": "USD",
    "c$": "CAD",
    "ca$": "CAD",
    "a$": "AUD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
    "r$": "BRL",
    "zł": "PLN",
}
CODES = frozenset(
    str.split(
        "USD EUR GBP CAD AUD NZD CHF SEK NOK DKK PLN CZK HUF MXN BRL ARS CLP COP JPY CNY KRW INR ZAR TRY ILS AED SAR SGD HKD"
    )
)

_SHAPE = re.compile(
    r"^\s*(?P<neg>[-(−])?\s*(?P<before>[^\d\s(−-]{0,4})\s*(?P<neg2>[-−])?\s*(?P<number>\d[\d.,'’\s]*)\s*"
    r"(?P<unit>k|m|mm|mio\.?|mn|b|bn|tsd\.?|mil)?\s*(?P<after>[^\d\s)]{0,4})\s*\)?\s*$",
    re.IGNORECASE,
)
_UNITS = {"k": 3, "tsd": 3, "mil": 3, "m": 6, "mm": 6, "mio": 6, "mn": 6, "b": 9, "bn": 9}


@dataclass(frozen=True)
class AmountStyle:
    """A column's decision: the sign before the cents, and whether cells or only the country said so."""

    decimal: str = "."
    sure: bool = True


class Money(NamedTuple):
    minor: int
    currency: str


class AmountEvidence:
    """Fed with every value of a column, says which sign parts the cents and what share of it is money at all."""

    def __init__(self) -> None:
        self.seen = self.amounts = self.points = self.commas = self.unclear = 0

    def feed(self, text: str) -> None:
        self.seen += 1
        if text.isdigit():
            self.amounts += 1
            return
        if text[-3:-2] == "." and text.isascii() and text[:-3].isdigit() and text[-2:].isdigit():  # as most are written
            self.amounts += 1
            self.points += 1
            return
        shape = _shape(text)
        if shape is None:
            return
        self.amounts += 1
        sign = _cents_sign(_bare(shape["number"]))
        self.points += sign == "."
        self.commas += sign == ","
        self.unclear += sign == "?"

    def style(self, country: str) -> AmountStyle:
        if self.points != self.commas:
            return AmountStyle("." if self.points > self.commas else ",")
        return AmountStyle("," if country in COMMA_COUNTRIES else ".", sure=not self.unclear)


def reader(style: AmountStyle, currency: str) -> Callable[[str], Money | None]:
    """A function from a cell to money, or None where the cell is no amount. Currencies named in the cell win."""

    whole, digits = re.compile(r"\d{1,12}").fullmatch, cents(currency)
    with_cents = re.compile(r"(\d{1,12})\.(\d\d)").fullmatch

    @lru_cache(maxsize=65536)
    def read(text: str) -> Money | None:
        if whole(text):
            return Money(int(text) * 10**digits, currency)
        if digits == 2 and (parts := with_cents(text)):
            return Money(int(parts[1]) * 100 + int(parts[2]), currency)
        shape = _shape(text)
        if shape is None:
            return None
        value = _value(_bare(shape["number"]), style.decimal)
        if value is None:
            return None
        unit = (shape["unit"] or "").lower().rstrip(".")
        code = _currency(shape["before"]) or _currency(shape["after"]) or currency
        scaled = (value * Decimal(10) ** (_UNITS.get(unit, 0) + cents(code))).to_integral_value()
        minor = -int(scaled) if shape["neg"] or shape["neg2"] or text.rstrip().endswith("-") else int(scaled)
        return Money(minor, code) if abs(minor) <= LARGEST else None

    return read


def cents(currency: str) -> int:
    """Digits after the point in this currency's minor unit."""
    return 0 if currency in NO_CENTS else 3 if currency in THREE_DIGITS else 2


def _shape(text: str) -> re.Match[str] | None:
    if len(text) > 40:
        return None
    shape = _SHAPE.match(text.replace("\u00a0", " ").replace("\u202f", " "))
    if shape is None or not (_is_money_word(shape["before"]) and _is_money_word(shape["after"].rstrip("-"))):
        return None
    return shape


def _is_money_word(word: str) -> bool:
    return not word or bool(_currency(word))


def _currency(word: str) -> str:
    plain = word.strip().rstrip(".").lower()
    return SIGNS.get(plain, "") or (plain.upper() if plain.upper() in CODES else "")


def _bare(number: str) -> str:
    return re.sub(r"[\s'’]", "", number).rstrip(".,")


def _cents_sign(number: str) -> str:
    """The sign that parts the cents in one cell: '.', ',', '?' where it could be either, '' where there is none."""
    point, comma = number.rfind("."), number.rfind(",")
    if point >= 0 and comma >= 0:
        return "." if point > comma else ","
    place = max(point, comma)
    if place < 0:
        return ""
    sign, other = (".", ",") if point >= 0 else (",", ".")
    if number.count(sign) > 1:
        return other
    return "?" if len(number) - place - 1 == 3 and 0 < place <= 3 and number[0] != "0" else sign


def _value(number: str, decimal: str) -> Decimal | None:
    own = _cents_sign(number)
    decimal = own if own in (".", ",") else decimal
    grouping = "," if decimal == "." else "."
    try:
        return Decimal(number.replace(grouping, "").replace(decimal, "."))
    except InvalidOperation:
        return None


def is_amount(text: str) -> bool:
    return _shape(text) is not None
