"""Who buys, from a table of deals: the figures, beside a plain LightGBM on the same columns and folds.

    python bench/chance_of_a_table.py [--draws 50] [--quick] [--only ibm,maven,small,others,clean]

Real deals from ../shared/data (a part whose file is absent says so). "plain" is LightGBM as it comes, numbers and codes without dates, five folds
grouped by deal; a ratio below 1 is a log-loss better than its. --quick takes every tenth deal. One thread, seed 0.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import lightgbm
import numpy as np

from gametape.win_probability.calibrating import surprisal
from gametape.win_probability.cells import typed
from gametape.win_probability.estimating import cross_fit, folded
from gametape.win_probability.late_columns import DATE, LEFT_OUT, NAMES, Column, examine
from gametape.win_probability.late_evidence import auc
from gametape.win_probability.measuring import measured
from gametape.win_probability.table_judging import judge
from gametape.win_probability.tables import read_table

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "deals"
LATE = ("Elapsed Days In Sales Stage", "Sales Stage Change Count", "Total Days Identified Through Closing",
        "Total Days Identified Through Qualified", "Ratio Days Identified To Total Days", "Ratio Days Validated To Total Days",
        "Ratio Days Qualified To Total Days")  # fmt: skip
AMOUNT = ("Opportunity Amount USD", "Deal Size Category")
REVENUE = ("Revenue From Client Past Two Years",)


class Deals:
    def __init__(
        self, path: str, *, outcome: str, won: str, lost: str = "", id_: str = "", time: str = "", every: int = 1
    ) -> None:
        table = read_table(DATA / path)
        ended = np.array(table.column(outcome))[::every]
        self.won = np.where(ended == won, 1.0, np.where((ended == lost) | (lost == "") & (ended != ""), 0.0, np.nan))
        self.columns = [
            _every(typed(name, table.column(name)), every) for name in table.names if name not in (outcome, id_, time)
        ]
        ids = table.column(id_)[::every] if id_ else [str(i) for i in range(len(ended))]
        self.groups = np.unique(np.array(ids), return_inverse=True)[1]
        self.order = typed(time, table.column(time)).values[::every] if time else None

    def said(self, *, keep: tuple[str, ...] = (), leave_out: tuple[str, ...] = ()):  # type: ignore[no-untyped-def]
        return judge(self.columns, self.won, groups=self.groups, order=self.order, keep=keep, leave_out=leave_out)


def _every(column: Column, step: int) -> Column:
    return Column(column.name, column.values[::step], column.kind, column.labels)


def plain_lightgbm(columns: list[Column], won: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Chances of the closed deals from LightGBM's defaults, each from the other folds."""
    closed = ~np.isnan(won)
    columns = [column for column in columns if column.kind != DATE]
    x, y = np.column_stack([column.values for column in columns])[closed], won[closed]
    fold = folded(y, np.unique(groups[closed], return_inverse=True)[1], folds=5, seed=0)
    names = [j for j, column in enumerate(columns) if column.kind == NAMES]
    p = np.empty(len(y))
    for k in range(int(fold.max()) + 1):
        data = lightgbm.Dataset(x[fold != k], y[fold != k], categorical_feature=names, params={"verbosity": -1})
        model = lightgbm.train({"objective": "binary", "verbosity": -1, "num_threads": 1, "seed": 0}, data)
        p[fold == k] = model.predict(x[fold == k], num_threads=1)
    return p


def beside_plain(
    name: str, deals: Deals, *, keep: tuple[str, ...] = (), leave_out: tuple[str, ...] = (), reach: str = ""
) -> None:
    began = time.perf_counter()
    report = deals.said(keep=keep, leave_out=leave_out)
    took = time.perf_counter() - began
    out = {found.column for found in report.findings if found.status == LEFT_OUT}
    used = [column for column in deals.columns if column.name not in out]
    y = deals.won[~np.isnan(deals.won)]
    plain = measured(y, plain_lightgbm(used, deals.won, deals.groups))
    ratio = report.random.log_loss / plain.log_loss
    print(f"{name}: n {report.n:,}, {report.model}, AUC {report.random.auc:.3f}, ECE {report.random.ece:.3f}, log-loss "
          f"{report.random.log_loss:.4f} (base rate {report.base_loss:.4f}); plain AUC {plain.auc:.3f}, ECE {plain.ece:.3f}, "
          f"ratio of log-loss {ratio:.3f}; {took:.0f} s{reach and f'; to reach: {reach}'}")  # fmt: skip
    print(f"    late and left out: {', '.join(sorted(f.column for f in report.findings if f.late)) or 'none'}")
    newest = report.ordered
    moved = (
        ""
        if newest is None
        else f"; newest deals: AUC {newest.measures.auc:.3f}, won share {newest.past_rate:.2f} to {newest.newest_rate:.2f}"
    )
    print(
        f"    {'tells' if report.tells else 'does not tell'}{moved}{', and says that it moved' if newest and newest.moved else ''}"
    )


def ibm(every: int) -> None:
    deals = Deals("ibm_win_loss.csv.gz", outcome="Opportunity Result", won="Won", id_="Opportunity Number", every=every)
    beside_plain("IBM, all 17 kept", deals, keep=LATE, reach="shown as too good (.936)")
    beside_plain("IBM, by itself", deals, reach="the seven left out, AUC >= .835, ECE <= .015")
    beside_plain("... without the amount", deals, leave_out=AMOUNT, reach="AUC >= .73")
    beside_plain("... and the revenue", deals, leave_out=AMOUNT + REVENUE, reach="AUC >= .64")


def maven(every: int) -> None:
    deals = Deals(
        "maven_crm/sales_pipeline.csv", outcome="deal_stage", won="Won", lost="Lost", id_="opportunity_id", every=every
    )
    beside_plain("Maven", deals, reach="does not tell, log-loss within .002 of the base rate")


def others(every: int) -> None:
    leads = Deals("x_education_leads.csv.gz", outcome="Converted", won="1", id_="Prospect ID", every=every)
    late = ("Tags", "Lead Quality", "Last Activity", "Last Notable Activity")
    beside_plain("x_education, late ones kept", leads, keep=late, reach="about .985")
    beside_plain("x_education, by itself", leads, reach="about .89")
    calls = Deals("bank_telemarketing.csv.gz", outcome="y", won="yes", time="Cust_num", every=every)
    beside_plain("bank_telemarketing", calls, reach="duration left out; the drift is said")


def small(draws: int) -> None:
    """The chances of few deals against the draw's own base rate, all late columns left out."""
    deals = Deals("ibm_win_loss.csv.gz", outcome="Opportunity Result", won="Won", id_="Opportunity Number")
    used = [column for column in deals.columns if column.name not in LATE]
    for n in (30, 100, 300):
        ours, plain = [], []
        for draw in range(draws):
            rows = np.random.default_rng(draw).choice(len(deals.won), n, replace=False)
            y = deals.won[rows]
            if len(np.unique(y)) < 2:
                continue
            some = [Column(one.name, one.values[rows], one.kind, one.labels) for one in used]
            base = surprisal(np.full(n, y.mean()), y).mean()
            ours.append(judge(some, y).random.log_loss - base)
            plain.append(surprisal(plain_lightgbm(some, y, rows), y).mean() - base)
        print(f"IBM, {n} deals, {len(ours)} draws: log-loss against the draw's own base rate {np.mean(ours):+.4f} on average, worst "
              f"{max(ours):+.4f}, {sum(one > 0 for one in ours)} draws worse; plain LightGBM {np.mean(plain):+.4f}, worst "
              f"{max(plain):+.4f}; to reach: <= +.0100 on average")  # fmt: skip


def clean(draws: int) -> None:
    """False alarms: invented clean columns of every shape, some of which tell a lot, under names without a meaning; and tables
    in which nothing tells, of which some will be said to tell by luck."""
    left = suspects = columns = told = 0
    for seed in range(4 * draws):
        chance = np.random.default_rng(seed)
        n = int(chance.choice([60, 300, 1500, 6000]))
        made, won = _clean_table(chance, n)
        found = examine(made, won, order=np.arange(n, dtype=float))
        columns += len(found)
        left += sum(one.status == LEFT_OUT for one in found)
        suspects += sum(one.status == "suspect" for one in found)
    for seed in range(2 * draws):
        chance = np.random.default_rng(seed)
        n = int(chance.choice([40, 150, 600]))
        told += cross_fit(chance.normal(size=(n, 8)), (chance.random(n) < 0.3).astype(float)).tells
    print(f"Clean columns: {left} of {columns:,} left out by mistake, {suspects} more called suspects")
    print(f"Tables in which nothing tells: {told} of {2 * draws} said to tell")


def _clean_table(chance: np.random.Generator, n: int) -> tuple[list[Column], np.ndarray]:
    pull = chance.normal(size=n)
    won = (chance.random(n) < 1 / (1 + np.exp(chance.uniform(-1, 2) - 1.5 * pull))).astype(float)
    if len(np.unique(won)) < 2:
        won[0] = 1 - won[0]
    strength = chance.choice([0, 0.3, 1, 3])
    numbers = strength * pull + chance.normal(size=n)
    made = [
        Column("a", numbers), Column("b", np.round(np.exp(numbers + 9), -2)), Column("c", np.round(np.exp(numbers + 9), 2)),
        Column("d", np.floor(chance.gamma(1 + (pull > 0), 2, n))), Column("e", np.where(chance.random(n) < 0.4, np.nan, numbers)),
        Column("f", (chance.random(n) < 1 / (1 + np.exp(3 - pull))).astype(float)),
        Column("g", np.digitize(numbers, [-1, 0, 1]).astype(float), NAMES, tuple("pqrs")),
        Column("h", chance.integers(0, min(40, n // 5), n).astype(float), NAMES, tuple(f"m{i}" for i in range(40))),
        Column("i", np.sort(chance.uniform(0, 900, n)), DATE), Column("j", np.arange(n) / n + chance.normal(size=n)),
    ]  # fmt: skip
    assert auc(won, pull) > 0.5
    return made, won


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draws", type=int, default=50)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", default="ibm,maven,others,small,clean")
    args = parser.parse_args()
    every = 10 if args.quick else 1
    parts = {
        "ibm": (ibm, every),
        "maven": (maven, 1),
        "others": (others, every),
        "small": (small, args.draws),
        "clean": (clean, args.draws),
    }
    for name in args.only.split(","):
        part, how_many = parts[name]
        if name != "clean" and not DATA.exists():
            print(f"{name}: ../shared/data is not on this machine")
        else:
            part(how_many)


if __name__ == "__main__":
    main()
