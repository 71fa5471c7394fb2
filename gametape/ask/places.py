"""Where a buyer may be: the zones whose hours and the states whose rules we keep, from what little is known.

Nobody's zone is guessed and then trusted. What is not known is answered by keeping every rule that could apply.
"""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import available_timezones

import phonenumbers
from phonenumbers import timezone as number_zones

from gametape.ask.plan_rules import ASK_PLAN
from gametape.common.refusal import Refusal

MOST_ZONES_OF_A_PLACE = 6
"""A toll-free or other number without a place is listed under every zone of its country; that says nothing."""


@lru_cache(maxsize=1)
def _known_zones() -> frozenset[str]:
    return frozenset(available_timezones())


@lru_cache(maxsize=16384)
def zones_of_number(e164: str) -> tuple[str, ...]:
    """The IANA zones a number's area code lies in, none where it cannot be told."""
    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return ()
    zones = tuple(name for name in number_zones.time_zones_for_number(number) if name in _known_zones())
    return zones if len(zones) <= MOST_ZONES_OF_A_PLACE else ()


def state_of_number(e164: str) -> str:
    """The US state of an area code, where a rule names that state; else empty."""
    return ASK_PLAN.state_of_area_code.get(e164[2:5], "") if e164.startswith("+1") else ""


def zones_to_keep(*, store_zone: str, buyer_zone: str = "", phone: str = "") -> tuple[str, ...]:
    """The buyer's own zone where it is known; else the store's together with those of the area code (C01)."""
    if buyer_zone:
        return (_checked(buyer_zone, "the buyer"),)
    return tuple(dict.fromkeys((_checked(store_zone, "the store"), *zones_of_number(phone))))


def states_to_keep(*, store_state: str, buyer_state: str = "", phone: str = "") -> frozenset[str]:
    """The buyer's own state where it is known; else the store's and the area code's."""
    states = [buyer_state] if buyer_state else [store_state, state_of_number(phone)]
    return frozenset(state.upper() for state in states if state)


def _checked(name: str, whose: str) -> str:
    if name not in _known_zones():
        raise Refusal(f"“{name}” is no time zone for {whose}. Choose one such as America/Chicago.", field="zone")
    return name
