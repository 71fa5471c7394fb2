"""One spelling for a number, whatever way it was typed."""

from __future__ import annotations

from functools import lru_cache

import phonenumbers


@lru_cache(maxsize=16384)
def e164(typed: str, *, country: str = "US") -> str:
    """`typed` as +E.164 where it can be a number, else stripped as it stands, so that nothing typed is lost."""
    try:
        number = phonenumbers.parse(typed, country)
    except phonenumbers.NumberParseException:
        return typed.strip()
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def spoken(number: str) -> str:
    """A number as people of its country write it; what is no number stays as it is."""
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
