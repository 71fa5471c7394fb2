"""The counts are those of counting by hand, whoever counts and in whatever pieces."""

import tracemalloc

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gametape.patterns import counting
from gametape.patterns.counting import count
from gametape.patterns.layout import Layout


@st.composite
def tables(draw):
    cardinalities = draw(st.lists(st.integers(1, 7), min_size=1, max_size=6))
    rows = draw(st.integers(0, 60))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    codes = np.array([random.integers(0, k, rows) for k in cardinalities], np.uint8)
    return codes, cardinalities, random.random(rows) < 0.4, draw(st.integers(1, 3))


def by_hand(codes, cardinalities, lost, depth):
    layout = Layout(cardinalities, depth)
    counts = layout.empty()
    for combination in layout.combinations():
        table = layout.table(counts, combination)
        for row in range(len(lost)):
            cell = tuple(int(codes[column, row]) for column in combination)
            table[(0, *cell)] += 1
            table[(1, *cell)] += int(lost[row])
    return counts


@given(tables())
def test_every_cell_is_what_counting_by_hand_gives(table):
    assert np.array_equal(count(*table), by_hand(*table))


@given(tables(), st.integers(0, 60))
def test_the_counts_of_two_parts_add_up(table, at):
    codes, cardinalities, lost, depth = table
    parts = [count(codes[:, s], cardinalities, lost[s], depth) for s in (slice(at), slice(at, None))]
    assert np.array_equal(parts[0] + parts[1], count(*table))


def test_many_rows_go_by_in_pieces(monkeypatch):
    random = np.random.default_rng(7)
    codes, lost = random.integers(0, 5, (6, 1000)).astype(np.uint8), random.random(1000) < 0.3
    whole = count(codes, [5] * 6, lost, 3)
    monkeypatch.setattr(counting, "PIECE", 37)
    assert np.array_equal(count(codes, [5] * 6, lost, 3), whole)


def test_a_column_of_many_values_is_counted_too():
    random = np.random.default_rng(8)
    cardinalities = [300, 2, 3]
    codes = np.array([random.integers(0, k, 2000) for k in cardinalities], np.uint16)
    lost = random.random(2000) < 0.5
    assert np.array_equal(count(codes, cardinalities, lost, 3), by_hand(codes, cardinalities, lost, 3))


def test_counting_needs_less_memory_than_half_of_the_codes():
    random = np.random.default_rng(9)
    codes, lost = random.integers(0, 6, (15, 1_000_000), np.uint8), random.random(1_000_000) < 0.5
    tracemalloc.start()
    try:
        count(codes, [6] * 15, lost, 3)
        assert tracemalloc.get_traced_memory()[1] <= codes.nbytes / 2
    finally:
        tracemalloc.stop()


def test_the_layout_is_the_one_that_is_written_down():
    layout = Layout([2, 3], 2)
    assert layout.start == {(0,): 0, (1,): 2, (0, 1): 5}
    counts = count(np.array([[1, 0], [2, 0]], np.uint8), [2, 3], np.array([True, False]), 2)
    assert counts.tolist() == [[1, 1, 1, 0, 1, 1, 0, 0, 0, 0, 1], [0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1]]
