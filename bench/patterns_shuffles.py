"""What 1,024 shuffles of the labels cost, against counting the table again for each.

    .venv/bin/python bench/patterns_shuffles.py

The search shuffles small tables only, as a matrix product; a large one is corrected by Holm's rule. The second part says what
it would take there: each shuffle moves the rarer label, so its rows alone are looked up in a block's codes, made once.
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
from gametape.patterns.counting import blocks, count, summed
from gametape.patterns.exact import upper_tail
from gametape.patterns.layout import Layout
from gametape.patterns.permuting import SHUFFLES, smallest_p
from gametape.patterns.reading import read
from gametape.patterns.searching import expanded

IBM = Path(__file__).resolve().parents[2] / "shared" / "data" / "deals" / "ibm_win_loss.csv.gz"
FEW = 32


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
        for a, b in combinations(range(len(coded.columns)), 2):
            cells = coded.cardinalities[a] * coded.cardinalities[b]
            both = coded.codes[a].astype(np.intp) * coded.cardinalities[b] + coded.codes[b]
            np.bincount(both[coded.lost], minlength=cells)

    def picks():
        picked = [np.sort(random.choice(coded.rows, won, replace=False, shuffle=False)) for _ in range(FEW)]
        return looked_up(coded, picked)

    at_once = seconds(picks) * SHUFFLES / FEW
    blocked = seconds(lambda: count(coded.codes, coded.cardinalities, coded.lost, 2), 5) * SHUFFLES
    plainly = seconds(plain, 3) * SHUFFLES
    print(
        f"{coded.rows:,} x {len(coded.columns)}, all pairs: {at_once:.2f} s; counting again with one bincount a pair ",
        end="",
    )
    print(f"{plainly:.1f} s, {plainly / at_once:.0f} x; with our blocks {blocked:.1f} s, {blocked / at_once:.0f} x")


def looked_up(coded, picked):
    layout = Layout(coded.cardinalities, 2)
    counts = np.zeros((len(picked), layout.size), np.int64)
    for block, wanted in blocks(layout):
        shape = layout.shape(block)
        combined = np.zeros(coded.rows, np.intp)
        for column, cardinality in zip(block, shape, strict=True):
            combined = combined * cardinality + coded.codes[column]
        cells = np.array([np.bincount(combined[rows], minlength=prod(shape)) for rows in picked])
        tables = {block: cells.reshape(len(picked), *shape)}
        for combination in wanted:
            layout.table(counts, combination)[:] = summed(tables, block, combination)
    return counts


def main():
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    small()
    if IBM.exists():
        large()
    else:
        print("../shared/data/deals/ibm_win_loss.csv.gz is not on this machine: the large table was not shuffled")


if __name__ == "__main__":
    main()
