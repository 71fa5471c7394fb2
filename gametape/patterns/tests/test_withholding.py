"""Which groups of deals are told of: ten buyers, five people, and no difference from which fewer could be told."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from gametape.patterns.withholding import NOBODY, may_be_told, together

ROWS = 100
EVERYBODY = np.arange(ROWS) % 8
UNKNOWN = np.full(ROWS, NOBODY)


def group(first: int, last: int) -> NDArray[np.bool_]:
    rows = np.zeros(ROWS, bool)
    rows[first:last] = True
    return rows


class TestOneGroup:
    def test_ten_deals_are_told_of_and_nine_are_not(self) -> None:
        assert may_be_told([group(0, 10)], UNKNOWN) == [True]
        assert may_be_told([group(0, 9)], UNKNOWN) == [False]

    def test_nor_is_what_leaves_nine_elsewhere(self) -> None:
        assert may_be_told([group(0, 91)], UNKNOWN) == [False]

    def test_five_people_stand_behind_it_or_nobody_is_known(self) -> None:
        four = np.where(np.arange(ROWS) < 50, np.arange(ROWS) % 4, 4 + np.arange(ROWS) % 6)
        assert may_be_told([group(0, 50)], four) == [False]
        assert may_be_told([group(0, 50)], EVERYBODY) == [True]


class TestTwoGroups:
    def test_of_two_that_differ_by_fewer_than_ten_the_first_is_told(self) -> None:
        assert may_be_told([group(0, 50), group(0, 44)], UNKNOWN) == [True, False]
        assert may_be_told([group(0, 50), group(4, 60)], UNKNOWN) == [True, False]

    def test_nor_where_the_difference_is_of_one_person(self) -> None:
        people = np.where((np.arange(ROWS) >= 40) & (np.arange(ROWS) < 50), 0, EVERYBODY)
        assert may_be_told([group(0, 50), group(0, 40)], people) == [True, False]

    def test_those_without_a_deal_in_common_are_both_told(self) -> None:
        assert may_be_told([group(0, 50), group(50, 70)], EVERYBODY) == [True, True]

    def test_one_that_is_withheld_takes_no_other_with_it(self) -> None:
        assert may_be_told([group(0, 5), group(0, 12)], UNKNOWN) == [False, True]

    @given(
        st.lists(st.tuples(st.integers(0, 99), st.integers(1, 100)), max_size=6), st.lists(st.integers(-1, 9), min_size=ROWS, max_size=ROWS)
    )  # fmt: skip
    @settings(max_examples=60, deadline=None)
    def test_no_two_that_are_told_differ_by_a_few(self, spans: list[tuple[int, int]], people: list[int]) -> None:
        whose = np.array(people)
        groups = [group(first, max(first, last)) for first, last in spans]
        told = [one for one, ok in zip(groups, may_be_told(groups, whose), strict=True) if ok]
        for one in told:
            for other in told:
                for part in (one & ~other, ~one) if (one & other).any() else (one, ~one):
                    known = {who for who in whose[part].tolist() if who != NOBODY}
                    assert not part.any() or (part.sum() >= 10 and (not known or len(known) >= 5))


class TestReasons:
    def test_what_fewer_than_ten_said_stands_together(self) -> None:
        assert together({"a": 20, "b": 8, "c": 7}) == ({"a": 20}, 15)

    def test_and_takes_the_smallest_of_the_others_with_it_where_the_total_would_tell_it(self) -> None:
        assert together({"a": 20, "b": 12, "c": 3}) == ({"a": 20}, 15)

    def test_nothing_is_left_over_where_all_are_many(self) -> None:
        assert together({"a": 20, "b": 10}) == ({"a": 20, "b": 10}, 0)
