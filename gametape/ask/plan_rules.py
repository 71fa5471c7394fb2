"""The rules of when we ask, read once from ``ask_plan.yaml`` and checked while reading.

A rule that is missing or contradicts itself stops the program at start, not a message at night.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal, get_args

import yaml

KINDS: Final = ("retail", "b2b")
Channel = Literal["person", "phone", "sms", "email", "form", "interview"]
CHANNELS: Final = get_args(Channel)

Opening = tuple[time, time]
Days = tuple[int, int]
FOREVER: Final = 36_525
"""Days after which a window without an end ends: a hundred years."""


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time after the no. `days` are calendar days after it, per kind of store, both ends included."""

    id: str
    name: str
    channels: tuple[Channel, ...]
    asker: str
    purposes: tuple[str, ...]
    days: Mapping[str, Days]
    note: str


@dataclass(frozen=True, slots=True)
class Limits:
    """How often at most. Hours and days as their names say."""

    asks_per_person_and_loss: int
    people_asked_per_loss: Mapping[str, int]
    reminders_per_loss: int
    min_gap_h: int
    max_unsolicited_messages_per_person_90d: int
    save_attempts_per_loss: int
    sales_silence_after_promise_d: int
    quiet_after_complaint_h: int


@dataclass(frozen=True, slots=True)
class HourRules:
    """C01 as data: the default week, how wide an admin may make it, and what single states allow."""

    weekday: Opening
    sunday: Opening
    widest: Opening
    no_sunday: frozenset[str]
    states: Mapping[str, Opening]


@dataclass(frozen=True, slots=True)
class Rung:
    """One follow-up question; `only_if` is a reason code that the answer must have come to."""

    n: int
    say: str
    only_if: str | None = None


@dataclass(frozen=True, slots=True)
class PlanningRate:
    """What share answers, as a range to plan with, and where that range is from."""

    channel: str
    low: float
    high: float
    source: str


@dataclass(frozen=True, slots=True)
class AskPlan:
    """All of ``ask_plan.yaml``. `at_the_no_minutes` is how long W0 lasts."""

    windows: Mapping[str, Window]
    at_the_no_minutes: int
    limits: Limits
    hours: HourRules
    inquiry_days: int
    inquiry_never_in: frozenset[str]
    state_of_area_code: Mapping[str, str]
    ladder: tuple[Rung, ...]
    planning_rates: tuple[PlanningRate, ...]


def read_ask_plan(raw: Mapping[str, Any]) -> AskPlan:
    """Build the rules from parsed YAML; ``ValueError`` or ``KeyError`` names what is wrong."""
    windows = {entry["id"]: _window(entry) for entry in raw["windows"]}
    _must(list(windows) == ["W0", "W1", "W2", "W3", "W4"], "the windows are W0 to W4, in order")
    for kind in KINDS:
        starts = [windows[w].days[kind][0] for w in ("W1", "W2", "W3", "W4")]
        _must(starts == sorted(set(starts)), f"each window of {kind} opens after the one before it")
    return AskPlan(
        windows=MappingProxyType(windows),
        at_the_no_minutes=raw["windows"][0]["minutes"],
        limits=_limits(raw["limits"]),
        hours=_hours(raw["hours"]),
        inquiry_days=raw["inquiry"]["days"],
        inquiry_never_in=frozenset(raw["inquiry"]["never_in"]),
        state_of_area_code=_area_codes(raw["area_codes"]),
        ladder=tuple(Rung(**rung) for rung in raw["ladder"]),
        planning_rates=tuple(_planning_rate(rate) for rate in raw["planning_rates"]),
    )


def _window(entry: Mapping[str, Any]) -> Window:
    days = {kind: (pair[0], FOREVER if pair[1] is None else pair[1]) for kind, pair in entry.get("days", {}).items()}
    _must(set(entry["channels"]) <= set(CHANNELS), f"{entry['id']} names only known channels")
    _must(set(days) in ({*KINDS}, set()), f"{entry['id']} has days for {' and '.join(KINDS)}")
    _must(all(first <= end for first, end in days.values()), f"{entry['id']} ends after it opens")
    return Window(
        id=entry["id"],
        name=entry["name"],
        channels=tuple(entry["channels"]),
        asker=entry["asker"],
        purposes=tuple(entry["purposes"]),
        days=days,
        note=entry["note"],
    )


def _planning_rate(raw: Mapping[str, Any]) -> PlanningRate:
    low, high = raw["answer_rate"]
    return PlanningRate(raw["channel"], low, high, raw["source"])


def _limits(raw: Mapping[str, Any]) -> Limits:
    limits = Limits(**{**raw, "people_asked_per_loss": dict(raw["people_asked_per_loss"])})
    _must(set(limits.people_asked_per_loss) == {*KINDS}, "people_asked_per_loss has retail and b2b")
    return limits


def _hours(raw: Mapping[str, Any]) -> HourRules:
    hours = HourRules(
        weekday=_opening(raw["monday_to_saturday"]),
        sunday=_opening(raw["sunday"]),
        widest=_opening(raw["widest"]),
        no_sunday=frozenset(raw["no_sunday"]),
        states={state: _opening(pair) for state, pair in raw["states"].items()},
    )
    for opening in (hours.weekday, hours.sunday, *hours.states.values()):
        _must(hours.widest[0] <= opening[0] and opening[1] <= hours.widest[1], "no hours are wider than `widest`")
    return hours


def _opening(pair: list[str]) -> Opening:
    opens, closes = (time.fromisoformat(each) for each in pair)
    _must(opens < closes, f"{pair} opens before it closes")
    return opens, closes


def _area_codes(raw: Mapping[str, list[int]]) -> Mapping[str, str]:
    codes = [(str(code), state) for state, listed in raw.items() for code in listed]
    _must(len(dict(codes)) == len(codes), "no area code belongs to two states")
    return MappingProxyType(dict(codes))


def _must(holds: bool, rule: str) -> None:
    if not holds:
        raise ValueError(f"ask_plan.yaml: {rule}.")


ASK_PLAN: Final = read_ask_plan(yaml.safe_load(Path(__file__).with_name("ask_plan.yaml").read_text(encoding="utf-8")))
