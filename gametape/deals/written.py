"""An amount, an hour, an address, a number, as people write them. Pure: text in, a plain value or a `Refusal` out."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from gametape.common.clock import zone
from gametape.common.private_words import redact_numbers, scan, speaks_of_somebody
from gametape.common.refusal import Refusal

WITHOUT_CENTS = {"JPY", "KRW", "CLP"}
MOST_MINOR = 10**12
AHEAD = timedelta(days=5 * 366)
_MONEY = re.compile(r"(?:[A-Z]{3})?\s*[$€£¥]?\s*([0-9][0-9.,\s’']*?)\s*(?:[A-Z]{3}|[$€£¥])?")
_GROUPED = re.compile(r"[0-9]{1,12}|[0-9]{1,3}(?:[.,\s’'][0-9]{3}){1,4}")
_CENTS = re.compile(r"[.,]([0-9]{1,2})$")


def amount(typed: str, *, currency: str) -> int | None:
    """Minor units of `currency` from "$38,900", "38.900,50" or "38 900"; None for an empty box."""
    if not typed.strip():
        return None
    written = _MONEY.fullmatch(typed.strip())
    bare = written[1] if written else ""
    cents = _CENTS.search(bare)
    grouped = bare[: cents.start()] if cents else bare
    if not _GROUPED.fullmatch(grouped):
        raise Refusal("How much? Digits are enough, like 38,900. Or leave it empty.", field="amount")
    whole = re.sub(r"[^0-9]", "", grouped)
    minor = (
        int(whole) if currency in WITHOUT_CENTS else int(whole) * 100 + int((cents[1] if cents else "0").ljust(2, "0"))
    )
    if minor > MOST_MINOR:
        raise Refusal("That is more than any deal here. Look at the zeros again, or leave it empty.", field="amount")
    return minor


def hour(typed: str, *, zone_name: str, field: str) -> datetime | None:
    """UTC from a date and hour on the store's wall, as a browser sends it (2026-06-13T10:30); None for an empty box."""
    if not typed.strip():
        return None
    try:
        wall = datetime.fromisoformat(typed.strip())
        return wall.replace(tzinfo=zone(zone_name)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Refusal("Write the day and the hour like 2026-06-13 10:30.", field=field) from None


def ahead(typed: str, *, now: datetime, zone_name: str, field: str) -> datetime | None:
    """An hour that is still to come."""
    at = hour(typed, zone_name=zone_name, field=field)
    if at is not None and at <= now:
        raise Refusal("That hour has passed. Pick one that is still to come.", field=field)
    if at is not None and at > now + AHEAD:
        raise Refusal("That is years away. Look at the year again.", field=field)
    return at


def past(typed: str, *, now: datetime, zone_name: str, field: str) -> datetime | None:
    """An hour that has been; a minute's grace for a clock that runs ahead."""
    at = hour(typed, zone_name=zone_name, field=field)
    if at is not None and at > now + timedelta(minutes=1):
        raise Refusal("That hour is still to come. A moment is something that happened.", field=field)
    if at is not None and at < now - AHEAD:
        raise Refusal("That is years ago. Look at the year again.", field=field)
    return at


def address(typed: str) -> str:
    """An e-mail address, or ""."""
    if typed and not re.fullmatch(r"[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\"]+", typed):
        raise Refusal("That is no e-mail address yet: it needs an @ and a dot. Or leave it empty.", field="email")
    return typed


def number(typed: str) -> str:
    """A phone number with enough digits to call, or ""."""
    if typed and len(re.sub(r"\D", "", typed)) < 7:
        raise Refusal(
            "That number is too short to call. Write it with the area code, or leave it empty.", field="phone"
        )
    return typed


NOT_ON_A_DEAL = "Credit, health and what happens at home do not go on a deal. “Just the facts” is yours alone."


def refuse_private(words: str, *, field: str) -> None:
    """What is written on a deal the store reads: a moment. Private things are not for it (law 7)."""
    if scan(words):
        raise Refusal(NOT_ON_A_DEAL, field=field)


def refuse_private_name(name: str, *, field: str) -> None:
    """What the deal is about, or the next appointment: a name, in which a wheelchair van is a van."""
    if speaks_of_somebody(name) or redact_numbers(name)[1]:
        raise Refusal(NOT_ON_A_DEAL, field=field)
