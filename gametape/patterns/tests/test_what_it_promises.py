"""What the search promises, in few runs; `bench/patterns_validity.py` does them all."""

from itertools import combinations

import numpy as np
import pytest

from bench.patterns_validity import DRIVERS, at_least, holding, recalled, table
from gametape.patterns.choices import choices
from gametape.patterns.coding import Coded
from gametape.patterns.concluding import conclude, counted
from gametape.patterns.counting import count
from gametape.patterns.exact import upper_tail
from gametape.patterns.layout import Layout
from gametape.patterns.permuting import shuffled, smallest_p
from gametape.patterns.searching import expanded, search, support
from tests.frame.length import times


def found_in(rows, seed, *, labels=None, depth=2, size=0.7):
    coded, chance, marks, raws = table(rows, seed, size)
    coded = coded if labels is None else Coded(coded.columns, coded.codes, labels(coded.lost))
    return conclude(counted(coded, depth)), chance, marks, raws


@pytest.mark.parametrize("rows", [300, 500, 2_000, 20_000])
def test_shuffled_labels_show_nothing(rows):
    runs = times(8, nightly=100)
    shuffle = np.random.default_rng(rows).permutation
    false = sum(bool(found_in(rows, seed, labels=shuffle)[0].patterns) for seed in range(runs))
    assert at_least(false, runs) <= 0.05


def test_the_promise_could_be_broken(monkeypatch):
    """Without the correction every shuffled table shows something: the test above can fail."""
    monkeypatch.setattr("gametape.patterns.concluding.adjusted", lambda p, least: p)
    shuffle = np.random.default_rng(1).permutation
    assert all(found_in(500, seed, labels=shuffle)[0].patterns for seed in range(3))


def test_planted_drivers_are_found_among_twenty_thousand():
    result, _, marks, raws = found_in(20_000, 1)
    insides = [holding(pattern, raws) for pattern in result.patterns]
    assert sum(recalled(m, names, result.patterns, insides) for m, names in zip(marks, DRIVERS, strict=True)) >= 6
    assert len(result.patterns) <= 10


@pytest.mark.parametrize("rows", [500, 2_000, 20_000])
def test_intervals_shown_hold_the_truth(rows):
    held, shown = 0, 0
    for seed in range(times(4, nightly=60)):
        result, chance, _, raws = found_in(rows, seed)
        for pattern in (*result.patterns, *result.exploratory):
            inside = holding(pattern, raws)
            low, high = pattern.headline.interval
            held += low <= chance[inside].mean() - chance[~inside].mean() <= high
            shown += 1
    assert shown > 0
    assert held >= 0.95 * shown


def test_the_counts_of_a_pattern_are_those_of_what_it_says():
    for rows in (1_000, 4_000):
        coded, _, _, raws = table(rows, 3, 1.2)
        for pattern in conclude(counted(coded, 3)).patterns:
            inside = holding(pattern, raws)
            assert (pattern.effect.n, pattern.effect.lost) == (inside.sum(), coded.lost[inside].sum())


def test_a_conjunction_is_listed_only_if_it_beats_every_parent():
    coded, _, _, raws = table(6_000, 5, 1.2)
    both = (raws[7].index == 0) & (raws[9].index == 0)
    lost = np.random.default_rng(5).random(6_000) < np.where(both, 0.9, 0.4)
    result = conclude(counted(Coded(coded.columns, coded.codes, lost), 2))
    assert {one.column for one in result.patterns[0].conditions} == {"kind 7", "kind 9"}
    assert all(_worst(pattern, coded, lost, raws) <= 0.05 for pattern in result.patterns)


def _worst(pattern, coded, lost, raws):
    """The largest p of a pattern within each of its parts, over all the deals."""
    inside = holding(pattern, raws)
    worst = 0.0
    for part in pattern.conditions if len(pattern.conditions) > 1 else ():
        parent = holding(type("Part", (), {"conditions": (part,)}), raws)
        worst = max(worst, float(upper_tail(lost[inside].sum(), inside.sum(), lost[parent].sum(), parent.sum())))
    return worst


def test_a_part_that_adds_nothing_makes_no_conjunction():
    """kind 0 = value 1 loses more whatever the rest is: no pair with it may be listed in more runs than luck allows."""
    coded, _, _, raws = table(3_000, 7, 0.7)
    lost = np.random.default_rng(7).random(3_000) < np.where(raws[0].index == 1, 0.75, 0.35)
    shown = conclude(counted(Coded(coded.columns, coded.codes, lost), 3)).patterns
    assert [[one.column for one in pattern.conditions] for pattern in shown] == [["kind 0"]]


def test_the_shuffles_are_those_of_counting_again():
    coded, *_ = table(300, 2, 0.7)
    columns = [choices(column) for column in coded.columns]
    layout = Layout(coded.cardinalities, 2)
    wide, counts = expanded(layout, count(coded.codes, coded.cardinalities, coded.lost, 2), columns)
    least = smallest_p(coded, columns, wide, counts, fewest=10, weights=np.ones(2))
    labels, by_hand = shuffled(300, int(coded.lost.sum())), []
    for at in range(5):
        again = expanded(layout, count(coded.codes, coded.cardinalities, labels[:, at] > 0, 2), columns)[1]
        enough = (again[0] >= 10) & (again[0] <= 290)
        by_hand.append(upper_tail(again[1][enough], again[0][enough], int(coded.lost.sum()), 300).min())
    assert all(np.isclose(least, one, rtol=1e-8).any() for one in by_hand)


def test_every_choice_is_counted_as_its_rows_are():
    coded, *_ = table(400, 4, 0.7)
    columns = [choices(column) for column in coded.columns]
    layout = Layout(coded.cardinalities, 2)
    wide, counts = expanded(layout, count(coded.codes, coded.cardinalities, coded.lost, 2), columns)
    for a, b in ((0, 2), (2, 5), (1, 14)):
        one, other = (columns[at].holds[:, coded.codes[at]] for at in (a, b))
        inside = one[:, None, :] * other[None, :, :]
        assert np.array_equal(wide.table(counts, (a, b))[0], inside.sum(axis=2))
        assert np.array_equal(wide.table(counts, (a, b))[1], inside[:, :, coded.lost].sum(axis=2))


def test_what_is_too_rare_is_not_looked_at():
    assert (support(300), support(2_000), support(20_001)) == (10, 10, 101)
    coded, *_ = table(300, 4, 0.7)
    columns = [choices(column) for column in coded.columns]
    layout = Layout(coded.cardinalities, 2)
    wide, counts = expanded(layout, count(coded.codes, coded.cardinalities, coded.lost, 2), columns)
    searched = search(wide, counts, 300, int(coded.lost.sum()), alpha=0.05)
    assert searched.looked_at == ((counts[0] >= 10) & (counts[0] <= 290)).sum()
    assert searched.sizes.sum() == searched.looked_at


def test_the_p_of_a_condition_is_the_largest_against_everything_plainer():
    coded, *_ = table(3_000, 5, 1.0)
    columns = [choices(column) for column in coded.columns]
    layout = Layout(coded.cardinalities, 3)
    wide, counts = expanded(layout, count(coded.codes, coded.cardinalities, coded.lost, 3), columns)
    total, all_lost = 3_000, int(coded.lost.sum())
    found = search(wide, counts, total, all_lost, alpha=0.05).found
    assert {1, 2, 3} == set(found.depth.tolist())
    for at in range(0, len(found), max(1, len(found) // 100)):
        there = found.columns[at] >= 0
        marks = [
            columns[column].holds[pick].astype(bool)[coded.codes[column]]
            for column, pick in zip(found.columns[at][there], found.picks[at][there], strict=True)
        ]
        plainer = [part for size in range(len(marks)) for part in combinations(marks, size)]
        inside = np.logical_and.reduce(marks)
        n, k = int(inside.sum()), int(coded.lost[inside].sum())
        worst = 0.0
        for part in plainer:
            within = np.logical_and.reduce(part) if part else np.ones(total, bool)
            worst = max(worst, float(upper_tail(k, n, int(coded.lost[within].sum()), int(within.sum()))))
        assert found.p[at] == worst
