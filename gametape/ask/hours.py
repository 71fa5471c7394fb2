"""The decent hours: when a message may reach somebody, on their own clock (C01).

`next_decent_hour` is the one place that turns "not now" into a time. It knows zones, daylight saving, Sundays and
federal holidays; it knows nothing of deals.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from holidays import country_holidays

from gametape.ask.plan_rules import ASK_PLAN, Opening
from gametape.common.clock import local, zone
from gametape.common.refusal import Refusal

SATURDAY, SUNDAY = 5, 6
LOOK_AHEAD_DAYS = 30


class NoDecentHour(Refusal):
    """There is no hour in the next thirty days that suits every zone and every rule."""


@dataclass(frozen=True, slots=True)
class Hours:
    """An opening for each day of the week, Monday first, None for closed. Opens inclusive, closes exclusive."""

    week: tuple[Opening | None, ...]
    holidays_closed: bool = True

    def on(self, day: date) -> Opening | None:
        """The opening of a date, None on a closed day or a federal holiday."""
        if self.holidays_closed and is_federal_holiday(day):
            return None
        return self.week[day.weekday()]


DAYTIME = Hours((ASK_PLAN.hours.widest,) * 7, holidays_closed=False)
"""For what a buyer asked for (a thank-you, an answer): any day, never at night."""


@lru_cache(maxsize=64)
def federal_holidays(year: int) -> dict[date, str]:
    """Federal holidays of the USA with their names, the days they are observed on included."""
    days: dict[date, str] = country_holidays("US", years=year, observed=True)
    return dict(days)


federal_holidays(2026)  # the library loads a country on its first use, for half a second: at start, not in a page


def is_federal_holiday(day: date) -> bool:
    return day in federal_holidays(day.year)


def hours_for(
    *,
    states: Iterable[str] = (),
    opens: time | None = None,
    closes: time | None = None,
    admin_hours: Opening | None = None,
    holidays_closed: bool = True,
    working_days_only: bool = False,
) -> Hours:
    """The week's decent hours for somebody who may live in any of `states` (two letters, the strictest counts).

    A store narrows by `opens` and `closes`; an admin replaces the default by `admin_hours`, refused when wider than
    8 to 20. What a state's law says is never overridden.
    """
    rules, states = ASK_PLAN.hours, frozenset(states)
    if admin_hours and not (rules.widest[0] <= admin_hours[0] < admin_hours[1] <= rules.widest[1]):
        raise Refusal("Hours can be widened to 8 in the morning until 8 in the evening, not further.", field="hours")
    limits = [rules.states[state] for state in states if state in rules.states]
    limits.append((opens or time.min, closes or time.max))
    weekday = _narrowed(admin_hours or rules.weekday, limits)
    sunday = _narrowed(admin_hours or rules.sunday, limits)
    if states & rules.no_sunday or working_days_only:
        sunday = None
    saturday = None if working_days_only else weekday
    return Hours((weekday,) * SATURDAY + (saturday, sunday), holidays_closed)


def _narrowed(opening: Opening, limits: list[Opening]) -> Opening | None:
    opens = max(opening[0], *(limit[0] for limit in limits))
    closes = min(opening[1], *(limit[1] for limit in limits))
    return (opens, closes) if opens < closes else None


def is_decent(when: datetime, zones: Iterable[str], hours: Hours) -> bool:
    """Whether `when` lies inside the opening in every zone."""
    return all(_inside(when, zone_name, hours) for zone_name in zones)


def _inside(when: datetime, zone_name: str, hours: Hours) -> bool:
    there = local(when, zone_name)
    opening = hours.on(there.date())
    return opening is not None and opening[0] <= there.time() < opening[1]


def next_decent_hour(after: datetime, zones: Iterable[str], hours: Hours) -> datetime:
    """The earliest moment from `after` on (aware) that is decent in every one of `zones`; aware UTC.

    `after` itself when it is decent already, so asking twice gives the same answer. Raises `NoDecentHour` when thirty
    days hold no such moment: two zones on opposite sides of the earth, or hours narrowed to nothing.
    """
    names, moment = sorted(set(zones)), after.astimezone(UTC)
    if not names:
        raise ValueError("next_decent_hour needs at least one zone")
    give_up = moment + timedelta(days=LOOK_AHEAD_DAYS)
    while moment <= give_up:
        late = next((name for name in names if not _inside(moment, name, hours)), None)
        if late is None:
            return moment
        moment = _next_opening(moment, late, hours)
    raise NoDecentHour(
        f"No hour of the day is decent in all of {', '.join(names)}. Say in which time zone the buyer lives."
        if len(names) > 1
        else "The store's hours leave no time to ask anybody. Widen them in the store's settings."
    )


def _next_opening(moment: datetime, zone_name: str, hours: Hours) -> datetime:
    """The first opening strictly after `moment` in one zone; `moment` plus the look-ahead when there is none."""
    there = local(moment, zone_name)
    for ahead in range(LOOK_AHEAD_DAYS + 1):
        day = there.date() + timedelta(days=ahead)
        opening = hours.on(day)
        if opening is None:
            continue
        opens = datetime.combine(day, opening[0], tzinfo=zone(zone_name)).astimezone(UTC)
        if opens > moment:
            return opens
    return moment + timedelta(days=LOOK_AHEAD_DAYS + 1)


def start_of_day(day: date, zone_name: str) -> datetime:
    """Midnight that begins `day` in a zone, aware UTC (where the clock skips midnight, the first moment after)."""
    return datetime.combine(day, time.min, tzinfo=zone(zone_name)).astimezone(UTC)


def closing(when: datetime, zones: Iterable[str], hours: Hours) -> datetime:
    """When the opening that holds `when` ends: the earliest closing over the zones, aware UTC."""
    ends = []
    for zone_name in zones:
        day = local(when, zone_name).date()
        opening = hours.on(day)
        if opening is not None:
            ends.append(datetime.combine(day, opening[1], tzinfo=zone(zone_name)).astimezone(UTC))
    return min(ends, default=when.astimezone(UTC))
