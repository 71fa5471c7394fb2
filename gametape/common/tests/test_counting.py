"""No number alone (law 5): intervals that are the published ones, and nothing below the minimum."""

from __future__ import annotations

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.common.counting import (
    MINIMUM_N,
    Difference,
    Figure,
    Funnel,
    Interval,
    Rate,
    TooFew,
    compared,
    compared_in_pairs,
    enough,
    newcombe,
    newcombe_paired,
    rate,
    wilson,
)

SEASON = Funnel(lost=124, askable=103, asked=61, answered=19)
CAVEAT = "Those who answer differ from those who do not."


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_is_the_published_one(k: int, n: int, low: float, high: float) -> None:
    # Newcombe 1998, Statistics in Medicine 17: 857, table I, method 3.
    assert (wilson(k, n).low, wilson(k, n).high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_newcombe_is_the_published_one(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    # Newcombe 1998, Statistics in Medicine 17: 873, table II, method 10.
    interval = newcombe(*first, *second)
    assert (interval.low, interval.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_the_paired_one_is_the_published_one() -> None:
    # Newcombe 1998, Statistics in Medicine 17: 2635, the example 36, 12, 2, 0 by method 10.
    interval = newcombe_paired(36, 12, 2, 0)
    assert (interval.low, interval.high) == (pytest.approx(0.0569, abs=5e-5), pytest.approx(0.3404, abs=5e-5))


def coverage(n: int, p: float) -> float:
    """How often Wilson's interval holds the true share, exactly."""
    chances = (
        comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1) if wilson(k, n).low <= p <= wilson(k, n).high
    )
    return sum(chances)


@pytest.mark.parametrize("n", [10, 17, 30, 61, 103])
def test_it_holds_the_truth_about_95_times_in_100(n: int) -> None:
    shares = [share / 100 for share in range(2, 99)]
    held = [coverage(n, share) for share in shares]
    assert 0.94 <= sum(held) / len(held) <= 0.97
    assert min(held) >= 0.83, "the dip near the ends is known, and no deeper"


@given(n=st.integers(1, 2000), data=st.data())
def test_an_interval_holds_its_own_share_and_mirrors(n: int, data: st.DataObject) -> None:
    k = data.draw(st.integers(0, n))
    here, there = wilson(k, n), wilson(n - k, n)
    assert 0 <= here.low <= k / n <= here.high <= 1
    assert here.low == pytest.approx(1 - there.high)


@given(k=st.integers(0, 50), more=st.integers(2, 40))
def test_more_of_the_same_makes_it_narrower(k: int, more: int) -> None:
    few, many = wilson(k, 50), wilson(k * more, 50 * more)
    assert many.high - many.low < few.high - few.low


@given(n1=st.integers(1, 300), n2=st.integers(1, 300), data=st.data())
def test_a_difference_holds_itself_and_turns_round(n1: int, n2: int, data: st.DataObject) -> None:
    k1, k2 = data.draw(st.integers(0, n1)), data.draw(st.integers(0, n2))
    here, back = newcombe(k1, n1, k2, n2), newcombe(k2, n2, k1, n1)
    assert -1 <= here.low <= k1 / n1 - k2 / n2 + 1e-12
    assert k1 / n1 - k2 / n2 - 1e-12 <= here.high <= 1
    assert (here.low, here.high) == (pytest.approx(-back.high), pytest.approx(-back.low))


@given(st.tuples(*[st.integers(0, 60)] * 4).filter(any))
def test_a_paired_difference_holds_itself_and_turns_round(cells: tuple[int, int, int, int]) -> None:
    both, first, second, neither = cells
    here, back = newcombe_paired(both, first, second, neither), newcombe_paired(both, second, first, neither)
    assert -1 <= here.low <= (first - second) / sum(cells) + 1e-12
    assert (first - second) / sum(cells) - 1e-12 <= here.high <= 1
    assert (here.low, here.high) == (pytest.approx(-back.high), pytest.approx(-back.low))


def test_the_table_is_the_one_we_agreed_on() -> None:
    assert {figure.value: n for figure, n in MINIMUM_N.items()} == {
        "rate": 10,
        "comparison": 30,
        "people": 5,
        "buyers": 10,
    }


def test_a_rate_prints_itself_with_its_n_its_interval_its_funnel_and_its_caveat() -> None:
    asked = rate(61, 103, caveat=CAVEAT, funnel=SEASON)
    assert isinstance(asked, Rate)
    assert (asked.percent, asked.counts) == ("59%", "61 of 103, 50 to 68%")
    assert str(asked) == (
        "59%, 61 of 103, 50 to 68% (124 lost, 103 could be asked, 61 asked, 19 answered). "
        "Those who answer differ from those who do not."
    )


@given(n=st.integers(0, 9))
def test_below_ten_there_is_no_rate_and_no_way_to_make_one(n: int) -> None:
    few = rate(0, n, caveat=CAVEAT)
    assert isinstance(few, TooFew)
    assert str(few) == "Too few to say. We show a figure from 10 no-sales on."
    with pytest.raises(ValueError, match="needs 10"):
        Rate(0, n, CAVEAT)


def test_ten_are_enough() -> None:
    assert str(rate(10, 10, caveat=CAVEAT)).startswith("100%, 10 of 10, 72 to 100%")


def test_a_rate_without_a_caveat_or_with_a_wrong_count_is_not_made() -> None:
    with pytest.raises(ValueError, match="does not mean"):
        Rate(5, 20, " ")
    with pytest.raises(ValueError, match="no share"):
        Rate(21, 20, CAVEAT)
    with pytest.raises(ValueError, match="only get fewer"):
        Funnel(lost=10, askable=11, asked=3, answered=1)


def test_a_comparison_needs_thirty_on_each_side() -> None:
    few = compared((10, 29), (40, 400), caveat=CAVEAT, unit="asks")
    assert str(few) == "Too few to say. We compare from 30 asks on each side on."
    enough_of_both = compared((10, 30), (40, 400), caveat=CAVEAT, unit="asks")
    assert isinstance(enough_of_both, Difference)
    assert enough_of_both.n == (30, 400)
    assert enough_of_both.tells


def test_pairs_are_compared_from_thirty_on() -> None:
    assert str(compared_in_pairs(5, 7, 2, 3, caveat=CAVEAT)) == "Too few to say. We compare from 30 pairs on."
    price = compared_in_pairs(10, 14, 2, 14, caveat="Buyers use price as a polite excuse, too.")
    assert isinstance(price, Difference)
    assert price.tells
    assert str(price) == "+30 points, 11 to 46%, from 40. Buyers use price as a polite excuse, too."


def test_no_difference_does_not_tell() -> None:
    same = compared((30, 60), (30, 60), caveat=CAVEAT, unit="asks")
    assert isinstance(same, Difference)
    assert not same.tells


def test_too_few_is_never_said_of_enough() -> None:
    with pytest.raises(ValueError, match="are enough"):
        TooFew(Figure.PEOPLE, 5, "people")
    assert enough(Figure.PEOPLE, 5)
    assert not enough(Figure.BUYERS, 9)


def test_an_interval_prints_whole_percents() -> None:
    assert str(Interval(0.496, 0.682)) == "50 to 68%"
