"""How long a key is good: a table in the store's and the buyer's clocks, and what holds for every key."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.ask.hours import DAYTIME, is_decent, next_decent_hour
from gametape.ask.keys import AT_LEAST, AT_MOST, good_until

CHICAGO, DENVER, TOKYO = "America/Chicago", "America/Denver", "Asia/Tokyo"


def at(text: str, zone: str = CHICAGO) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


# 18 July 2026 is a Saturday. (turned, zones, no, window in hours) -> good until
ROWS = [
    ("on Sunday afternoon, until Wednesday evening", "2026-07-19 16:40", [CHICAGO], None, None, "2026-07-22 20:00"),
    ("late on Friday, until Tuesday: Monday 23:30 is night", "2026-07-17 23:30", [CHICAGO], None, None, "2026-07-21 20:00"),
    ("a little before eight in the evening", "2026-07-17 19:59", [CHICAGO], None, None, "2026-07-20 20:00"),
    ("at eight in the evening sharp", "2026-07-17 20:00", [CHICAGO], None, None, "2026-07-21 20:00"),
    ("in the small hours", "2026-07-18 03:10", [CHICAGO], None, None, "2026-07-21 20:00"),
    ("over a holiday and a Sunday, which close nothing here", "2026-07-03 21:00", [CHICAGO], None, None, "2026-07-07 20:00"),
    ("two clocks: the earlier evening", "2026-07-17 12:00", [CHICAGO, DENVER], None, None, "2026-07-20 20:00"),
    ("when the clocks go back", "2026-10-30 16:00", [CHICAGO], None, None, "2026-11-02 20:00"),
    ("a window shorter than the key takes nothing away", "2026-07-19 16:40", [CHICAGO], "2026-07-18 14:05", 48, "2026-07-22 20:00"),
    ("a window that is over takes nothing away", "2026-08-01 12:00", [CHICAGO], "2026-07-01 12:00", 72, "2026-08-04 20:00"),
    ("a window of 0 takes nothing away", "2026-07-19 16:40", [CHICAGO], "2026-07-18 14:05", 0, "2026-07-22 20:00"),
    ("a longer window keeps it open", "2026-07-19 16:40", [CHICAGO], "2026-07-18 14:05", 336, "2026-08-01 20:00"),
    ("sixty days at most", "2026-07-19 16:40", [CHICAGO], "2026-07-18 14:05", 9999, "2026-09-16 20:00"),
]  # fmt: skip


@pytest.mark.parametrize(("turned", "zones", "no", "window", "good"), [r[1:] for r in ROWS], ids=[r[0] for r in ROWS])
def test_a_key_that_is_turned(turned, zones, no, window, good):
    assert good_until(at(turned), zones, no_at=at(no) if no else None, window_h=window) == at(good)


def test_where_no_hour_is_decent_on_both_clocks_the_bare_hours_are_left():
    turned = at("2026-07-19 16:40")
    assert good_until(turned, [CHICAGO, "Asia/Bangkok"]) == turned + AT_LEAST


@given(
    turned=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),
    zones=st.sets(st.sampled_from([CHICAGO, DENVER, "America/New_York", "Pacific/Honolulu"]), min_size=1),
    before=st.integers(0, 24 * 40),
    window=st.none() | st.integers(0, 2000),
)
def test_it_is_good_for_at_least_72_hours_and_never_runs_out_on_words_that_wait_for_the_morning(
    turned, zones, before, window
):
    turned = turned.replace(tzinfo=UTC)
    until = good_until(turned, zones, no_at=turned - timedelta(hours=before), window_h=window)
    assert until >= turned + AT_LEAST
    assert until <= max(turned + AT_LEAST, turned + AT_MOST) + timedelta(days=2)
    written = until - timedelta(minutes=1)
    assert next_decent_hour(written, zones, DAYTIME) < until, "what is written before it ends can go before it ends"
    assert is_decent(written, zones, DAYTIME)
