"""The decent hours, on every clock of the United States, through nine years of daylight saving and holidays."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gametape.ask.hours import DAYTIME, NoDecentHour, hours_for, is_decent, is_federal_holiday, next_decent_hour
from gametape.common.refusal import Refusal

US_ZONES = [
    "America/New_York",
    "America/Detroit",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Phoenix",
    "America/Anchorage",
    "America/Adak",
    "America/Boise",
    "America/Indiana/Indianapolis",
    "America/Indiana/Knox",
    "America/Kentucky/Louisville",
    "America/North_Dakota/Center",
    "America/Puerto_Rico",
    "America/St_Thomas",
    "Pacific/Honolulu",
    "Pacific/Guam",
    "Pacific/Pago_Pago",
]
MAINLAND = [
    zone for zone in US_ZONES if zone.startswith("America/") and zone not in ("America/Adak", "America/St_Thomas")
]
JULY_SATURDAY_NIGHT = datetime(2026, 7, 19, 2, 40, tzinfo=UTC)  # 21:40 in Chicago

moments = st.datetimes(min_value=datetime(2024, 1, 1), max_value=datetime(2032, 12, 1), timezones=st.just(UTC))
states = st.sets(st.sampled_from(["AL", "LA", "MS", "CT", "KY", "RI", "IL", "TX"]), max_size=2)
weeks = st.builds(
    hours_for,
    states=states,
    opens=st.sampled_from([None, time(9), time(11, 30)]),
    closes=st.sampled_from([None, time(16), time(17, 30)]),
    admin_hours=st.sampled_from([None, (time(8), time(20)), (time(9), time(19))]),
    holidays_closed=st.booleans(),
    working_days_only=st.booleans(),
)


def clock(when: datetime, zone: str) -> datetime:
    return when.astimezone(ZoneInfo(zone))


@settings(max_examples=1500, deadline=None)
@given(after=moments, zones=st.sets(st.sampled_from(MAINLAND), min_size=1, max_size=2), hours=weeks)
@example(after=datetime(2026, 3, 8, 7, 59, 59, 999999, tzinfo=UTC), zones={"America/Chicago"}, hours=hours_for())
@example(after=datetime(2026, 11, 1, 6, 30, tzinfo=UTC), zones={"America/Chicago"}, hours=hours_for())
@example(after=datetime(2026, 11, 1, 7, 30, tzinfo=UTC), zones={"America/Phoenix", "America/Denver"}, hours=hours_for())
def test_it_is_never_before_always_inside_never_on_a_holiday_and_asking_again_changes_nothing(
    after: datetime, zones: set[str], hours
) -> None:
    try:
        found = next_decent_hour(after, zones, hours)
    except NoDecentHour:
        # Four hours from coast to coast and a short day leave nothing; a single zone never runs out.
        assert len(zones) > 1
        return
    assert found >= after
    assert is_decent(found, zones, hours)
    for zone in zones:
        there = clock(found, zone)
        assert time(8) <= there.time() < time(20)
        assert not (hours.holidays_closed and is_federal_holiday(there.date()))
    assert next_decent_hour(found, zones, hours) == found


@settings(max_examples=300, deadline=None)
@given(after=moments, zone=st.sampled_from(US_ZONES))
def test_nothing_earlier_would_have_done(after: datetime, zone: str) -> None:
    hours = hours_for()
    found = next_decent_hour(after, [zone], hours)
    minutes = min(int((found - after) / timedelta(minutes=1)), 5 * 24 * 60)
    earlier = (found - timedelta(minutes=n) for n in range(7, minutes, 13))
    assert not any(is_decent(moment, [zone], hours) for moment in earlier)
    assert found == after or not is_decent(after, [zone], hours)


@pytest.mark.parametrize("zone", US_ZONES)
def test_every_day_of_nine_years_waits_for_its_own_hour_on_the_wall_clock(zone: str) -> None:
    hours, day = hours_for(), date(2024, 1, 1)
    while day < date(2033, 1, 1):
        midnight = datetime.combine(day, time.min, tzinfo=ZoneInfo(zone))
        there = clock(next_decent_hour(midnight, [zone], hours), zone)
        if there.date() == day:
            assert there.time() == (time(12) if day.weekday() == 6 else time(10))
        else:
            assert is_federal_holiday(day)
        day += timedelta(days=1)


def test_on_the_days_the_clocks_change_it_is_twelve_on_the_wall() -> None:
    for sunday in (date(2026, 3, 8), date(2026, 11, 1), date(2031, 3, 9), date(2031, 11, 2)):
        after = datetime.combine(sunday, time(0, 30), tzinfo=ZoneInfo("America/Chicago"))
        found = next_decent_hour(after, ["America/Chicago"], hours_for())
        assert clock(found, "America/Chicago").time() == time(12)


def test_the_hour_that_happens_twice_waits_only_once() -> None:
    twice = datetime(2026, 11, 1, 1, 30, tzinfo=ZoneInfo("America/Chicago"))
    first, second = (next_decent_hour(twice.replace(fold=fold), ["America/Chicago"], hours_for()) for fold in (0, 1))
    assert first == second


def test_the_hour_that_never_happens_is_no_trouble() -> None:
    gone = datetime(2026, 3, 8, 2, 30, tzinfo=ZoneInfo("America/Chicago"))
    found = next_decent_hour(gone, ["America/Chicago"], hours_for())
    assert clock(found, "America/Chicago") == datetime(2026, 3, 8, 12, tzinfo=ZoneInfo("America/Chicago"))


def test_federal_holidays_count_on_the_day_they_are_observed() -> None:
    assert is_federal_holiday(date(2026, 7, 3))
    assert is_federal_holiday(date(2027, 12, 31)), "New Year's Day of 2028 is a Saturday"
    assert not is_federal_holiday(date(2026, 11, 27))


def test_two_zones_wait_for_both() -> None:
    found = next_decent_hour(JULY_SATURDAY_NIGHT, ["America/New_York", "America/Los_Angeles"], hours_for())
    assert clock(found, "America/Los_Angeles").time() == time(12)
    assert clock(found, "America/New_York").time() == time(15)


def test_zones_on_opposite_sides_of_the_earth_are_refused_with_what_to_do() -> None:
    with pytest.raises(NoDecentHour, match="Say in which time zone the buyer lives"):
        next_decent_hour(JULY_SATURDAY_NIGHT, ["America/Chicago", "Pacific/Guam"], hours_for())


def test_what_a_buyer_asked_for_goes_on_a_sunday_and_on_a_holiday_but_not_at_night() -> None:
    christmas_night = datetime(2026, 12, 25, 4, 0, tzinfo=UTC)
    found = next_decent_hour(christmas_night, ["America/Chicago"], DAYTIME)
    assert clock(found, "America/Chicago") == datetime(2026, 12, 25, 8, tzinfo=ZoneInfo("America/Chicago"))


def test_a_week_never_opens_before_eight_nor_after_eight() -> None:
    with pytest.raises(Refusal, match="not further"):
        hours_for(admin_hours=(time(8), time(20, 1)))


def test_the_law_of_a_state_outlives_the_admin() -> None:
    assert hours_for(states={"RI"}, admin_hours=(time(8), time(20))).week[0] == (time(9), time(18))
    assert hours_for(states={"KY", "CT"}, admin_hours=(time(8), time(20))).week[0] == (time(10), time(20))
    assert hours_for(states={"AL"}, admin_hours=(time(8), time(20))).week[6] is None


def test_without_a_zone_there_is_no_answer() -> None:
    with pytest.raises(ValueError, match="at least one zone"):
        next_decent_hour(JULY_SATURDAY_NIGHT, [], hours_for())
