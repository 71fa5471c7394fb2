"""One clock. Times are aware UTC in the database and local to the store on the page."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo


def now() -> datetime:
    """The present moment, aware, UTC."""
    return datetime.now(UTC)


@lru_cache(maxsize=256)
def zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def local(when: datetime, zone_name: str) -> datetime:
    """`when` on the wall clock of `zone_name` (an IANA name)."""
    return when.astimezone(zone(zone_name))
