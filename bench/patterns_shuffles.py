"""What 1,024 shuffles of the labels cost, against counting the table again for each.

    .venv/bin/python bench/patterns_shuffles.py

The search shuffles small tables only, as a matrix product; a large one is corrected by Holm's rule. The second part says what
the counts of all pairs would take there: the rows of a block of columns are put in the order of its cells once, and the marks of
all shuffles are added up together.
"""

import argparse
import os
import time
from itertools import combinations
from math import prod
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from patterns_validity import table

from gametape.patterns.answering import code
from gametape.patterns.choices import choices
from gametape.patterns.closing import Outcome, closed
from gametape.patterns.counting import blocks, count
from gametape.patterns.exact import upper_tail
from gametape.patterns.layout import Layout
from gametape.patterns.permuting import SHUFFLES, smallest_p
from gametape.patterns.reading import read
from gametape.patterns.searching import expanded

IBM = Path(__file__).resolve().parents[2] / "shared" / "data" / "deals" / "ibm_win_loss.csv.gz"
CELLS = 800
"""Of a block: a word for each of 128 times eight shuffles then stays near the processor."""


def seconds(act, times=1):
    start = time.process_time()
    for _ in range(times):
        act()
    return (time.process_time() - start) / times


def small():
    coded, *_ = table(1_000, 1, 0.7)
    columns = [choices(column) for column in coded.columns]
    layout = Layout(coded.cardinalities, 2)
    wide, counts = expanded(layout, count(coded.codes, coded.cardinalities, coded.lost, 2), columns)
    lost = int(coded.lost.sum())
    enough = (counts[0] >= 10) & (counts[0] <= 990)

    def again():
        one = expanded(layout, count(coded.codes, coded.cardinalities, coded.lost, 2), columns)[1]
        upper_tail(one[1][enough], one[0][enough], lost, 1_000).min()

    all_at_once = seconds(lambda: smallest_p(coded, columns, wide, counts, fewest=10, weights=np.ones(2)))
    one_by_one = seconds(again, 5) * SHUFFLES
    print(f"1,000 x 15, {enough.sum():,} conditions: {all_at_once:.2f} s, counting again {one_by_one:.1f} s, ", end="")
    print(f"{one_by_one / all_at_once:.0f} x")


def large():
    deals = closed(read(IBM), Outcome("Opportunity Result", frozenset({"Won"})))
    coded, _ = code(deals, {"Opportunity Number"})
    random = np.random.default_rng(1)
    won = int((~coded.lost).sum())

    def plain():
        random.permutation(coded.lost)
        for a, b in combinations(range(len(coded.columns)), 2):
            cells = coded.cardinalities[a] * coded.cardinalities[b]
            both = coded.codes[a].astype(np.intp) * coded.cardinalities[b] + coded.codes[b]
            np.bincount(both[coded.lost], minlength=cells)

    def all_of_them():
        marks = shuffled_marks(coded.rows, won, SHUFFLES, random)
        return sum(int(table.sum()) for _, table in under_all(coded, marks)), marks

    checked(coded, shuffled_marks(coded.rows, won, 64, random))
    at_once = min(seconds(all_of_them) for _ in range(2))
    blocked = seconds(lambda: count(coded.codes, coded.cardinalities, random.permutation(coded.lost), 2), 5) * SHUFFLES
    plainly = seconds(plain, 3) * SHUFFLES
    print(
        f"{coded.rows:,} x {len(coded.columns)}, all pairs: {at_once:.2f} s; counting again with one bincount a pair ",
        end="",
    )
    print(f"{plainly:.1f} s, {plainly / at_once:.0f} x; with our blocks {blocked:.1f} s, {blocked / at_once:.0f} x")


def checked(coded, marks):
    """Every cell of every pair under some shuffles is that of counting again."""
    for (a, b), found in ((one, found) for one, found in under_all(coded, marks) if len(one) == 2):
        both = coded.codes[a].astype(np.intp) * coded.cardinalities[b] + coded.codes[b]
        for at in range(0, marks.shape[1], 21):
            again = np.bincount(both[marks[:, at] > 0], minlength=found[..., at].size)
            assert np.array_equal(found[..., at].ravel(), again)


def shuffled_marks(rows, marked, shuffles, random):
    """(rows, shuffles) bytes: 1 where a shuffle puts the rarer label."""
    marks = np.zeros((rows, shuffles), np.uint8)
    for start in range(0, shuffles, 64):
        some = np.zeros((min(64, shuffles - start), rows), np.uint8)
        for one in some:
            one[random.choice(rows, marked, replace=False, shuffle=False)] = 1
        marks[:, start : start + 64] = some.T
    return marks


def under_all(coded, marks):
    """The counts of every pair under every shuffle, pair by pair: (k1, k2, shuffles). The rows of a block of columns are put in
    the order of its cells, and those of a cell are added up for all shuffles at once, eight of them in a word: up to 255 rows a
    byte cannot overflow."""
    layout = Layout(coded.cardinalities, 2)
    words = marks.view(np.uint64)
    kind = np.uint16 if coded.rows < 1 << 16 else np.uint32
    for block, wanted in blocks(layout, most=CELLS):
        shape = layout.shape(block)
        combined = np.zeros(coded.rows, np.uint16)
        for column, cardinality in zip(block, shape, strict=True):
            combined *= np.uint16(cardinality)
            combined += coded.codes[column]
        order = np.argsort(combined, kind="stable")
        ends = np.cumsum(np.bincount(combined, minlength=prod(shape))).tolist()
        cells, first, some = np.zeros((prod(shape), marks.shape[1]), kind), 0, np.empty(words.shape[1], np.uint64)
        for cell, end in zip(cells, ends, strict=True):
            for start in range(first, end, 255):
                np.add.reduce(words.take(order[start : min(start + 255, end)], axis=0), axis=0, out=some)
                cell += some.view(np.uint8)
            first = end
        tables = {block: cells.reshape(*shape, marks.shape[1])}
        for combination in wanted:
            yield combination, over(tables, block, combination)


def over(tables, block, combination):
    """The table of some columns of a block, summed over the others one by one, in the type it has."""
    if combination not in tables:
        away = max(set(block) - set(combination))
        wider = tuple(sorted((*combination, away)))
        table = over(tables, block, wider)
        tables[combination] = np.add.reduce(table, axis=wider.index(away), dtype=table.dtype)
    return tables[combination]


def main():
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    small()
    if IBM.exists():
        large()
    else:
        print("../shared/data/deals/ibm_win_loss.csv.gz is not on this machine: the large table was not shuffled")


if __name__ == "__main__":
    main()
