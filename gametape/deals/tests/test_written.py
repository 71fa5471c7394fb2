"""An amount, an hour, an address, a number, as people write them."""

from datetime import UTC, datetime

import pytest

from gametape.common.refusal import Refusal
from gametape.deals import written

NOW = datetime(2026, 6, 13, 17, 0, tzinfo=UTC)
CHICAGO = "America/Chicago"


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        ("", None), ("  ", None), ("38,900", 3_890_000), ("$38,900", 3_890_000), ("38900", 3_890_000),
        ("38.900,50", 3_890_050), ("38,900.5", 3_890_050), ("38 900", 3_890_000), ("€ 1.234", 123_400),
        ("1’234.05", 123_405), ("USD 12", 1_200), ("0", 0),
    ],
)  # fmt: skip
def test_an_amount_is_read_in_the_ways_people_write_it(typed, minor):
    assert written.amount(typed, currency="USD") == minor


def test_yen_have_no_cents():
    assert written.amount("¥38,900", currency="JPY") == 38_900


@pytest.mark.parametrize("typed", ["-5", "<script>", "٣٨", "1" * 13, "12½", "38,900.50.1x", "."])
def test_what_is_no_amount_says_so(typed):
    with pytest.raises(Refusal, match="How much"):
        written.amount(typed, currency="USD")


def test_an_amount_beyond_every_deal_is_asked_about():
    with pytest.raises(Refusal, match="zeros"):
        written.amount("999999999999", currency="USD")


def test_an_hour_is_on_the_store_s_wall():
    assert written.hour("2026-06-14T10:30", zone_name=CHICAGO, field="at") == datetime(2026, 6, 14, 15, 30, tzinfo=UTC)


def test_an_hour_that_the_clocks_skip_is_still_an_hour():
    assert written.hour("2027-03-14T02:30", zone_name=CHICAGO, field="at") == datetime(2027, 3, 14, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize("typed", ["tomorrow", "2026-13-01T10:00", "9999-12-31T23:59", "0001-01-01T00:00", "'; DROP"])
def test_what_is_no_hour_says_so(typed):
    with pytest.raises(Refusal) as refused:
        written.ahead(typed, now=NOW, zone_name=CHICAGO, field="next_at")
    assert refused.value.field == "next_at"


def test_an_appointment_is_ahead_and_a_moment_is_past():
    with pytest.raises(Refusal, match="has passed"):
        written.ahead("2026-06-13T11:59", now=NOW, zone_name=CHICAGO, field="next_at")
    with pytest.raises(Refusal, match="still to come"):
        written.past("2026-06-13T12:10", now=NOW, zone_name=CHICAGO, field="at")
    assert written.past("2026-06-13T11:40", now=NOW, zone_name=CHICAGO, field="at") is not None


@pytest.mark.parametrize("typed", ["sam", "sam@", "@x.y", "a b@c.d", "<script>@x.y"])
def test_what_is_no_address_says_so(typed):
    with pytest.raises(Refusal, match="e-mail"):
        written.address(typed)


def test_a_number_has_enough_digits():
    assert written.number("(608) 555-0142") == "(608) 555-0142"
    with pytest.raises(Refusal, match="too short"):
        written.number("555 01")
