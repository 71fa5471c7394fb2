"""One clock. Times are aware UTC in the database and local to the store on the page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

_played: ContextVar[datetime | None] = ContextVar("played", default=None)


def now() -> datetime:
    """The present moment, aware, UTC."""
    return _played.get() or datetime.now(UTC)


@contextmanager
def played_at(when: datetime) -> Iterator[None]:
    """Inside, it is `when`. Only the demo season uses it, to play last weekend through the same verbs a person uses."""
    token = _played.set(when.astimezone(UTC))
    try:
        yield
    finally:
        _played.reset(token)


@lru_cache(maxsize=256)
def zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def local(when: datetime, zone_name: str) -> datetime:
    """`when` on the wall clock of `zone_name` (an IANA name)."""
    return when.astimezone(zone(zone_name))
