"""Where numbers stand that must never be kept: payment cards, US social security numbers, IBANs.

A card is found by its length, its issuer's range and its check digit (ISO/IEC 7812, Luhn), an IBAN by its remainder
(ISO 13616, modulo 97). A telephone number, a VIN or an order number fails them, save for one chance in ten of those
that have a card's length and beginning; losing such a number is the cheaper mistake.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

GAP = r"[ \-.\u00a0\u2007\u2009\u200b\u202f\u2010-\u2015]"
_RUN: Final = re.compile(rf"\d(?:{GAP}?\d){{12,}}")
SHORTEST_CARD: Final = 13
DOUBLED: Final = str.maketrans("0123456789", "0246813579")
_SSN: Final = re.compile(
    rf"(?<![\w-])(?:(?!000|666)\d{{3}}{GAP}(?!00)\d{{2}}{GAP}(?!0000)\d{{4}}"
    r"|(?<=#)(?!000|666)\d{9})(?![\w-])"
)
_SSN_NAMED: Final = re.compile(
    rf"\b(?:ssn|social(?: security)?(?: number| no\.?| #)?)\W{{0,3}}(?:is\W|number\W|:)?\W{{0,2}}(\d{{3}}{GAP}?\d{{2}}{GAP}?\d{{4}})(?!\w)",
    re.IGNORECASE,
)
_IBAN: Final = re.compile(r"(?<!\w)(?:[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,30}|[A-Za-z]{2}\d{2}[A-Za-z0-9]{11,30})(?!\w)")
IBAN_LENGTHS: Final = {
    length: frozenset(countries.split())
    for length, countries in {
        15: "NO", 16: "BE", 18: "DK FO FI GL NL", 19: "MK SI", 20: "AT BA EE KZ LT LU XK", 21: "CH HR LI LV",
        22: "BG BH CR DE GB GE IE ME RS", 23: "AE GI IL IQ OM TL", 24: "AD CZ ES MD PK RO SA SE SK TN VG",
        25: "PT ST", 26: "IS TR", 27: "FR GR IT MC MR SM", 28: "AL AZ CY DO GT HU LB PL BY SV", 29: "BR EG PS QA UA",
        30: "JO KW MU", 31: "MT SC", 32: "LC",
    }.items()
}  # fmt: skip
SHORTEST_IBAN: Final = min(IBAN_LENGTHS)
LENGTHS: Final = tuple(
    (re.compile(begins), lengths)
    for begins, lengths in (
        (r"4", (13, 16, 19)),
        (r"5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)", (16,)),
        (r"3[47]", (15,)),
        (r"30[0-5]|3[689]", (14,)),
        (r"35|6011|64[4-9]|65", (16,)),
        (r"62", (16, 17, 18, 19)),
        (r"50|5[6-8]|6[37]", (16, 19)),
    )
)
"""How a card begins, by issuer, and how many digits it has."""


def number_spans(text: str) -> list[tuple[int, int]]:
    """Spans (code points) of such numbers, in order, none overlapping another."""
    found = sorted([*_cards(text), *_social_security(text), *_ibans(text)])
    apart: list[tuple[int, int]] = []
    for span in found:
        if not apart or span[0] >= apart[-1][1]:
            apart.append(span)
    return apart


def _cards(text: str) -> Iterator[tuple[int, int]]:
    for run in _RUN.finditer(text):
        places = [place for place in range(run.start(), run.end()) if text[place].isdigit()]
        digits = "".join(str(int(text[place])) for place in places)
        first = 0
        while first <= len(places) - SHORTEST_CARD:
            length = _card_at(text, places, digits, first)
            if length:
                yield places[first], places[first + length - 1] + 1
            first += length or 1


def _card_at(text: str, places: list[int], digits: str, first: int) -> int:
    """The length of a card that begins at the digit `first` and stands on its own, or 0."""
    before = text[places[first] - 1 : places[first]]
    if before.isalnum() or before == "+":
        return 0
    lengths = next((lengths for begins, lengths in LENGTHS if begins.match(digits, first)), ())
    for length in sorted(lengths, reverse=True):
        end = first + length
        alone = end <= len(places) and not text[places[end - 1] + 1 : places[end - 1] + 2].isalnum()
        if alone and passes_luhn(digits[first:end]):
            return length
    return 0


def passes_luhn(digits: str) -> bool:
    """Luhn's check: every second digit from the right doubled, the digits of all summed, a multiple of ten."""
    return sum(map(int, digits[::-2] + digits[-2::-2].translate(DOUBLED))) % 10 == 0


def _social_security(text: str) -> Iterator[tuple[int, int]]:
    yield from (found.span() for found in _SSN.finditer(text))
    yield from (found.span(1) for found in _SSN_NAMED.finditer(text))


def _ibans(text: str) -> Iterator[tuple[int, int]]:
    """An IBAN at the start of each candidate: the longest part of it that passes, for words may follow its spaces."""
    for found in _IBAN.finditer(text):
        for end in range(found.end(), found.start() + SHORTEST_IBAN - 1, -1):
            if (end == len(text) or not text[end].isalnum()) and passes_iban(text[found.start() : end]):
                yield found.start(), end
                break


def passes_iban(written: str) -> bool:
    """The length of its country, and the remainder 1 by modulo 97, letters counted from A as 10."""
    plain = re.sub(r"[ -]", "", written).upper()
    if plain[:2] not in IBAN_LENGTHS.get(len(plain), ()):
        return False
    return int("".join(str(int(char, 36)) for char in plain[4:] + plain[:4])) % 97 == 1
