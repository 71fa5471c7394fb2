"""The rules file is read whole at start, or not at all."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
import yaml
from phonenumbers import PhoneNumberFormat, format_number, geocoder, parse

from gametape.ask import plan_rules
from gametape.ask.places import state_of_number, states_to_keep, zones_of_number, zones_to_keep
from gametape.ask.plan_rules import ASK_PLAN, read_ask_plan

RAW = yaml.safe_load(Path(plan_rules.__file__).with_name("ask_plan.yaml").read_text(encoding="utf-8"))
STATES = {
    "AL": "Alabama", "CT": "Connecticut", "IN": "Indiana", "KY": "Kentucky", "LA": "Louisiana", "MI": "Michigan",
    "MS": "Mississippi", "NJ": "New Jersey", "RI": "Rhode Island", "WI": "Wisconsin",
}  # fmt: skip


def broken(change) -> dict:
    raw = copy.deepcopy(RAW)
    change(raw)
    return raw


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda raw: raw["windows"].pop(2), "W0 to W4"),
        (lambda raw: raw["windows"][2]["days"].update(retail=[1, 4]), "opens after the one before"),
        (lambda raw: raw["windows"][1]["channels"].append("fax"), "known channels"),
        (lambda raw: raw["windows"][3]["days"].update(b2b=[60, 21]), "ends after it opens"),
        (lambda raw: raw["windows"][3]["days"].pop("b2b"), "days for retail and b2b"),
        (lambda raw: raw["hours"].update(sunday=["18:00", "12:00"]), "opens before it closes"),
        (lambda raw: raw["hours"].update(sunday=["07:00", "18:00"]), "wider than"),
        (lambda raw: raw["area_codes"]["AL"].append(601), "two states"),
        (lambda raw: raw["limits"]["people_asked_per_loss"].pop("b2b"), "retail and b2b"),
    ],
)
def test_a_rule_that_contradicts_itself_stops_the_start(change, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        read_ask_plan(broken(change))


def test_a_limit_that_is_missing_stops_the_start() -> None:
    with pytest.raises(TypeError, match="min_gap_h"):
        read_ask_plan(broken(lambda raw: raw["limits"].pop("min_gap_h")))


def test_the_limits_are_those_we_promised() -> None:
    limits = ASK_PLAN.limits
    assert (limits.asks_per_person_and_loss, limits.reminders_per_loss, limits.min_gap_h) == (1, 1, 36)
    assert limits.people_asked_per_loss == {"retail": 1, "b2b": 3}
    assert (limits.max_unsolicited_messages_per_person_90d, limits.sales_silence_after_promise_d) == (2, 14)


def test_area_codes_agree_with_the_numbering_plan() -> None:
    for code in range(201, 990):
        number = f"+1{code}5550142"
        where = geocoder.description_for_number(parse(number), "en")
        state = next((two for two, name in STATES.items() if where == name or where.endswith(f", {two}")), "")
        # An overlay younger than the library's tables has no description yet.
        assert state_of_number(number) == state or where == "", number


def test_a_number_from_elsewhere_has_no_state_here() -> None:
    assert state_of_number(format_number(parse("+442055550142"), PhoneNumberFormat.E164)) == ""
    assert state_of_number("") == ""


def test_what_is_not_known_is_answered_by_keeping_every_rule_that_could_apply() -> None:
    assert states_to_keep(store_state="IL", phone="+12055550142") == {"IL", "AL"}
    assert states_to_keep(store_state="IL", buyer_state="wi", phone="+12055550142") == {"WI"}
    assert zones_to_keep(store_zone="America/Chicago", phone="+12065550142") == (
        "America/Chicago",
        "America/Los_Angeles",
    )
    assert zones_to_keep(store_zone="America/Chicago", buyer_zone="Pacific/Honolulu") == ("Pacific/Honolulu",)
    assert zones_to_keep(store_zone="America/Chicago", phone="call me") == ("America/Chicago",)


def test_a_toll_free_number_tells_no_place() -> None:
    assert zones_of_number("+18005550142") == ()
