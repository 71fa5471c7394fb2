"""Does the search keep what it promises? Shuffled labels, planted drivers, and whether the intervals shown hold the truth.

    .venv/bin/python bench/patterns_validity.py                 # everything, about half an hour on one core
    .venv/bin/python bench/patterns_validity.py --runs 40 shuffled drivers

Every run has a seed of its own, counted from 0, so that the figures are the same each time. One thread.
"""

import argparse
import os
import time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from scipy.stats import beta

from gametape.patterns.coding import Coded, Raw
from gametape.patterns.concluding import conclude, counted
from gametape.patterns.looking import looked_at
from gametape.patterns.searching import support

SIZES = (300, 500, 2_000, 20_000)
KINDS = (2, 3, 4, 5, 6, 8)


def columns(rows, random):
    """Fifteen mixed columns that have nothing to do with each other: ten of categories, five of numbers."""
    out = []
    for at in range(15):
        if at % 3 == 2:
            out.append(Raw(f"number {at}", random.lognormal(3, 1, rows)))
        else:
            kinds = KINDS[at % 6]
            codes = random.choice(kinds, rows, p=random.dirichlet(np.full(kinds, 5.0)))
            out.append(Raw(f"kind {at}", codes, tuple(f"value {one}" for one in range(kinds))))
    return out


def planted(raws, size):
    """Seven drivers, as marks (7, rows), and the log-odds of each: three values, two ranges, two conjunctions."""
    value = [raws[at].index == 1 for at in (0, 3, 6)]
    above = [raws[at].index > np.quantile(raws[at].index, 0.75) for at in (2, 5)]
    both = [
        (raws[7].index == 0) & (raws[9].index == 0),
        (raws[8].index > np.median(raws[8].index)) & (raws[10].index == 0),
    ]
    return np.array([*value, *above, *both]), np.array([size] * 5 + [1.5 * size] * 2)


DRIVERS = (
    {"kind 0"},
    {"kind 3"},
    {"kind 6"},
    {"number 2"},
    {"number 5"},
    {"kind 7", "kind 9"},
    {"number 8", "kind 10"},
)


def table(rows, seed, size):
    """A coded table, the chance of each deal to be lost, and the marks of the drivers."""
    random = np.random.default_rng([seed, rows])
    raws = columns(rows, random)
    marks, weights = planted(raws, size)
    score = weights @ marks
    chance = 1 / (1 + np.exp(-(score - score.mean())))
    lost = random.random(rows) < chance
    looked = [looked_at(raw, fewest=support(rows)) for raw in raws]
    return Coded(tuple(one for one, _ in looked), np.array([codes for _, codes in looked]), lost), chance, marks, raws


def at_least(k, n):
    """The one-sided 95 % lower bound of a share (Clopper and Pearson)."""
    return 0.0 if k == 0 else float(beta.ppf(0.05, k, n - k + 1))


def holding(pattern, raws):
    """The rows that a pattern holds, from what it says: not from the codes it was made of."""
    by_name = {raw.name: raw for raw in raws}
    inside = np.ones(len(raws[0].index), bool)
    for one in pattern.conditions:
        raw = by_name[one.column]
        match one.op, one.value:
            case "=", value:
                inside &= raw.index == raw.distinct.index(value)
            case "<=", value:
                inside &= raw.index <= value
            case ">", value:
                inside &= raw.index > value
            case "between", (low, high):
                inside &= (raw.index > low) & (raw.index <= high)
            case _:
                raise ValueError(f"{one} is not in this table")
    return inside


def shuffled(runs, depth):
    print(f"shuffled labels, depth {depth}: runs in which anything was found")
    for rows in SIZES:
        start, found = time.perf_counter(), 0
        for seed in range(runs):
            coded, *_ = table(rows, seed, 0.7)
            random = np.random.default_rng([seed, rows, 1])
            luck = Coded(coded.columns, coded.codes, random.permutation(coded.lost))
            found += bool(conclude(counted(luck, depth)).patterns)
        took = (time.perf_counter() - start) / runs
        bound = at_least(found, runs)
        said = "kept" if bound <= 0.05 else "NOT kept"
        print(
            f"  N {rows:6,}: {found:3} of {runs}, lower bound {bound:.1%} (to reach: <= 5 %, {said}), {took:.2f} s each",
            flush=True,
        )


def beside_a_driver(runs, depth):
    """One strong driver, and labels shuffled within it: whatever speaks of another column is false."""
    print(f"one true driver, everything else shuffled within it, depth {depth}: runs with a false finding")
    for rows in SIZES:
        false = 0
        for seed in range(runs):
            coded, _, _, raws = table(rows, seed, 0.7)
            random = np.random.default_rng([seed, rows, 2])
            inside = raws[0].index == 1
            lost = random.random(rows) < np.where(inside, 0.7, 0.35)
            result = conclude(counted(Coded(coded.columns, coded.codes, lost), depth))
            false += any({one.column for one in pattern.conditions} != {"kind 0"} for pattern in result.patterns)
        print(f"  N {rows:6,}: {false:3} of {runs}, lower bound {at_least(false, runs):.1%}", flush=True)


def drivers(runs, depth, size):
    print(
        f"seven planted drivers (log-odds {size}, conjunctions {1.5 * size:.2f}), depth {depth}: recall of what is shown"
    )
    for rows, goal in ((2_000, 0.45), (20_000, 0.95)):
        for halved in (True, False):
            found = 0
            for seed in range(runs):
                coded, _, marks, raws = table(rows, seed, size)
                result = conclude(counted(coded, depth, halved=halved))
                insides = [holding(pattern, raws) for pattern in result.patterns]
                found += sum(
                    recalled(mark, names, result.patterns, insides) for mark, names in zip(marks, DRIVERS, strict=True)
                )
            how = "half searched" if halved else "all searched "
            print(
                f"  N {rows:6,}, {how}: {found / (7 * runs):.1%}" + (f" (to reach: >= {goal:.0%})" if halved else ""),
                flush=True,
            )


def recalled(mark, names, patterns, insides):
    """Shown is a condition on the driver's own columns that holds mostly the driver's deals, and most of them."""
    for pattern, inside in zip(patterns, insides, strict=True):
        if {one.column for one in pattern.conditions} == names and (inside & mark).sum() >= 0.5 * (inside | mark).sum():
            return True
    return False


def intervals(runs, depth, size):
    print(f"intervals shown, of patterns and exploratory, that hold the true difference, depth {depth}")
    for rows in (500, 2_000, 20_000):
        shown = {"headline": [0, 0], "all deals": [0, 0]}
        whole = [0, 0]
        for seed in range(runs):
            coded, chance, _, raws = table(rows, seed, size)
            result = conclude(counted(coded, depth))
            every = True
            for pattern in (*result.patterns, *result.exploratory):
                inside = holding(pattern, raws)
                truth = chance[inside].mean() - chance[~inside].mean()
                for name, effect in (("headline", pattern.headline), ("all deals", pattern.effect)):
                    low, high = effect.interval
                    shown[name][0] += low <= truth <= high
                    shown[name][1] += 1
                    every &= low <= truth <= high
            if result.patterns or result.exploratory:
                whole[0] += every
                whole[1] += 1
        said = "; ".join(f"{name} {k} of {n} ({k / max(n, 1):.1%})" for name, (k, n) in shown.items())
        print(f"  N {rows:6,}: {said}; all of a page at once {whole[0]} of {whole[1]} (to reach: >= 95 %)", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="*", default=["shuffled", "beside", "drivers", "intervals"])
    parser.add_argument("--runs", type=int, default=400)
    parser.add_argument("--depth", type=int, default=2)
    parser.add_argument("--size", type=float, default=0.7, help="log-odds of a planted driver")
    args = parser.parse_args()
    for what in args.what:
        match what:
            case "shuffled":
                shuffled(args.runs, args.depth)
            case "beside":
                beside_a_driver(args.runs, args.depth)
            case "drivers":
                drivers(max(args.runs // 10, 4), args.depth, args.size)
            case "intervals":
                intervals(max(args.runs // 4, 4), args.depth, args.size)
            case _:
                parser.error(f"there is no {what}: shuffled, beside, drivers, intervals")


if __name__ == "__main__":
    main()
