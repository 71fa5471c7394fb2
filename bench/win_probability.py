"""The chance of a deal from a log of events: how good on deals that came later, how honest its band, and what it costs.

    python bench/win_probability.py [--cuts 2011-12-03,2011-12-14] [--deals 300] [--no-cost] [--ten-fold]

The log is ../shared/data/events/bpic2012_train.csv.gz; without it only the simulator speaks. For each cut a model is fitted on
the deals that began before it, and on no event after it; it is judged on the deals of the 26 days that follow, whose outcome it
has not seen, at their moments 1 to 40. Beside it a plain LightGBM (its defaults, 100 rounds, every moment alike) on the same
features. Ratios are ours to plain. `--ten-fold` also fits and scores the log ten times over, which takes some minutes.
"""

from __future__ import annotations

import argparse
import math
import resource
import sys
import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import lightgbm
import numpy as np
from scipy.stats import beta

from gametape.project.cli import main as gametape
from gametape.win_probability import turning
from gametape.win_probability.chances import Chances, chances
from gametape.win_probability.fitting import design, fit, fitted
from gametape.win_probability.log import Floats, Ints, Log
from gametape.win_probability.measuring import measured
from gametape.win_probability.model import Model
from gametape.win_probability.reading_events import Columns, Events, joined
from gametape.win_probability.scoring import line
from gametape.win_probability.tests.simulator import LIVELY_WORLD, STALL, STALLING_WORLD, season
from gametape.win_probability.training_points import Points
from gametape.win_probability.workload import workload

LOG = Path(__file__).resolve().parents[2] / "shared" / "data" / "events" / "bpic2012_train.csv.gz"
COLUMNS = Columns("case", "at", "activity", "resource", ["amount"], "outcome", "accepted")
OPTIONS = ["--resource", "resource", "--attributes", "amount"]
DECIDE = {f"{name}-COMPLETE" for name in ("A_APPROVED", "A_REGISTERED", "A_ACTIVATED", "O_ACCEPTED", "O_DECLINED",
                                          "A_DECLINED", "A_CANCELLED")}  # fmt: skip
MOMENTS, WINDOW, DAY = 40, 26, 86400.0
TO_REACH = {"all moments": (0.72, 0.604, 0.04), "before the deciding": (0.67, 0.656, 0.04)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cuts", default="2011-12-03,2011-12-14", help="days, separated by commas")
    parser.add_argument("--deals", type=int, default=300, help="deals of the simulator that are judged")
    parser.add_argument("--no-cost", action="store_true", help="leave the times out")
    parser.add_argument("--ten-fold", action="store_true", help="the log ten times over")
    args = parser.parse_args()
    if LOG.exists():
        on_later_deals(args.cuts.split(","))
    else:
        print("../shared/data/events/bpic2012_train.csv.gz is not on this machine: the simulator alone")
    in_the_simulator(args.deals)
    if LOG.exists() and not args.no_cost:
        cost(ten_fold=args.ten_fold)


def on_later_deals(cuts: list[str]) -> None:
    log = Events(LOG, COLUMNS).whole()
    found: list[tuple[Floats, ...]] = []
    for cut in cuts:
        at = datetime.fromisoformat(f"{cut}T00:00+00:00").timestamp()
        begun = log.at[log.start[:-1]]
        past, later = some(log, begun < at, until=at), some(log, (begun >= at) & (begun < at + WINDOW * DAY))
        model = fitted(past)
        ours, plain = told(model, later), plainly(model, past, later)
        nth, honest = before_deciding(later)
        kept = nth < MOMENTS
        won = later.outcome[later.case]
        here = (won, ours.probability, plain, honest, ours.low, ours.high, later.case)
        found.append(tuple(np.asarray(column)[kept].astype(float) for column in here))
        print(f"\n{cut}: fitted on {len(past)} deals ({model.kind}), judged on {len(later)} that began later")
        table(found[-1])
    if len(cuts) > 1:
        print("\nall cuts together")
        whole = tuple(np.concatenate(column) for column in zip(*found, strict=True))
        table(whole)
    bins_of_200_deals(found[-1])


def table(found: tuple[Floats, ...]) -> None:
    won, ours, plain, honest, *_ = found
    print(f"  {'':<22}{'AUC':>7}{'logloss':>9}{'ECE':>7}   plain: AUC, logloss, ECE   ratio of log-losses   to reach")
    for name, kept in (("all moments", honest >= 0), ("before the deciding", honest > 0)):
        a, b = measured(won[kept], ours[kept]), measured(won[kept], plain[kept])
        auc, loss, ece = TO_REACH[name]
        print(
            f"  {name:<22}{a.auc:7.3f}{a.log_loss:9.3f}{a.ece:7.3f}   {b.auc:12.3f}{b.log_loss:9.3f}{b.ece:6.3f}"
            f"{a.log_loss / b.log_loss:17.3f}        >= {auc}, < {loss}, <= {ece}   n {int(kept.sum())}"
        )


def bins_of_200_deals(found: tuple[Floats, ...]) -> None:
    """One moment of each deal, its tenth: bins of deals, so that no deal is counted twice."""
    won, ours, _, _, low, high, case = found
    moment = np.flatnonzero(np.arange(len(case)) - np.searchsorted(case, case) == 9)
    parts = np.array_split(moment[np.argsort(ours[moment])], max(1, len(moment) // 200))
    inside = [low[p].mean() <= won[p].mean() <= high[p].mean() for p in parts]
    shown = ", ".join(
        f"{ours[p].mean():.2f} ({low[p].mean():.2f}-{high[p].mean():.2f}): {won[p].mean():.2f}" for p in parts
    )
    print(f"  bands at moment 10, bins of 200 deals: share won inside in {sum(inside)} of {len(parts)}: {shown}")


def in_the_simulator(deals: int) -> None:
    print("\nsimulator, where the truth is known (stated 90 %: truth inside in 85 to 95 %)")
    for world, name in ((STALLING_WORLD, "stalling"), (LIVELY_WORLD, "lively")):
        for size in (300, 1000, 3000):
            model = fit([one.case for one in season(world, size, seed=size)])
            inside = []
            for deal in season(world, deals, seed=size + 1):
                points = line(model, deal.case, until=deal.case.steps[-1].at)
                moments = [point for point in points if point.activity is not None]
                inside += [p.low <= t <= p.high for p, t in zip(moments, deal.truth, strict=True)]
            print(
                f"  {name:<9}{size:6} deals, {model.kind:<20} truth inside {np.mean(inside):.1%} of {len(inside)} moments"
            )
            if world is STALLING_WORLD:
                planted_drops(model, deals, seed=size + 2)


def planted_drops(model: Model, deals: int, *, seed: int) -> None:
    planted = found = false = 0
    for deal in season(STALLING_WORLD, deals, seed=seed):
        steps, truth = deal.case.steps, deal.truth
        turned = turning.turns(model, deal.case, line(model, deal.case, until=steps[-1].at))
        for n in range(1, len(steps)):
            if steps[n].activity == STALL and truth[n - 1] - truth[n] >= 0.15:
                planted += 1
                here = steps[n - 1].at, steps[min(n + 1, len(steps) - 1)].at
                found += any(turn.after < turn.before and here[0] <= turn.at <= here[1] for turn in turned)
        false += any(not really(deal, turn) for turn in turned)
    bound = beta.ppf(0.95, false + 1, deals - false)
    print(f"    planted drops found {found} of {planted} ({found / planted:.0%}, to reach 90 %);"
          f" deals with a false turn {false} of {deals}, 95 % bound {bound:.1%} (to reach <= 5 %)")  # fmt: skip


def really(deal: Any, turn: Any) -> bool:
    moved = truth_at(deal, turn.at) - truth_at(deal, turn.from_at)
    return moved * (turn.after - turn.before) > 0 and abs(moved) >= 0.05


def truth_at(deal: Any, when: datetime) -> float:
    n = max(n for n, step in enumerate(deal.case.steps) if step.at <= when)
    won, lost = STALLING_WORLD.silence
    quiet = (when - deal.case.steps[n].at).total_seconds() / DAY
    logit = math.log(deal.truth[n] / (1 - deal.truth[n])) - quiet * (1 / won - 1 / lost)
    return 1 / (1 + math.exp(-logit))


def cost(*, ten_fold: bool) -> None:
    print("\ncost, one process; plain is LightGBM alone (300 rounds, one thread) on features that are there already")
    log = Events(LOG, COLUMNS).whole()
    with TemporaryDirectory() as folder:
        home = Path(folder)
        once = run(LOG, home, len(log.at))
        print(f"  plain alone {plain_alone(log):.1f} s; ratio of fit {once[0] / plain_alone(log):.1f} (to reach <= 8)")
        if ten_fold:
            tenfold = home / "ten.parquet"
            Events(LOG, COLUMNS).connection.execute(
                'COPY (SELECT deal || \'-\' || copy AS "case", written AS "at", activity, who AS resource, a0 AS amount, outcome'
                f" FROM events, range(10) AS copies(copy) ORDER BY copy, nth) TO '{tenfold}' (FORMAT parquet)"
            )
            ten = run(tenfold, home, 10 * len(log.at))
            print(f"  ten times the log: fit {ten[0] / once[0]:.1f} x, score {ten[1] / once[1]:.1f} x (to reach <= 11)")


def run(events: Path, home: Path, rows: int) -> tuple[float, float]:
    model, out = str(home / "model"), str(home / "scores.csv")
    start = time.perf_counter()
    assert (
        gametape(
            [
                "win-probability",
                "fit",
                str(events),
                "--model",
                model,
                *OPTIONS,
                "--outcome",
                "outcome",
                "--won",
                "accepted",
            ]
        )
        == 0
    )
    middle = time.perf_counter()
    assert gametape(["win-probability", "score", str(events), "--model", model, "--out", out]) == 0
    fit_time, score_time = middle - start, time.perf_counter() - middle
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"  fit {rows} events {fit_time:.1f} s; score {score_time / rows * 1e6:.0f} us an event (to reach <= 50); peak {most:.0f} MB"
    )
    return fit_time, score_time


def plain_alone(log: Log) -> float:
    model = fit_nothing(log)
    rows = np.arange(len(log.at))
    x = design(model.encoding, log, Points(rows, log.at, np.ones(len(rows))), workload(log, model.deciding))
    start = time.perf_counter()
    shape = {"objective": "binary", "verbosity": -1, "num_threads": 1}
    lightgbm.train(shape, lightgbm.Dataset(x, log.outcome[log.case]), num_boost_round=300)
    return time.perf_counter() - start


def fit_nothing(log: Log) -> Model:
    """A model of few deals, for its encoding alone."""
    return fitted(some(log, np.arange(len(log)) % 20 == 0))


def told(model: Model, log: Log) -> Chances:
    around = model.around(workload(log, model.deciding))
    return chances(model, log, np.arange(len(log.at)), log.at, around)


def plainly(model: Model, past: Log, later: Log) -> Floats:
    """LightGBM's defaults on the same features, every moment of the past alike, the deciding ones too."""
    rows = np.arange(len(past.at))
    points = Points(rows, past.at, np.ones(len(rows)))
    x = design(model.encoding, past, points, workload(past, model.deciding))
    shape = {"objective": "binary", "verbosity": -1, "num_threads": 1}
    booster = lightgbm.train(shape, lightgbm.Dataset(x, past.outcome[past.case]), num_boost_round=100)
    rows = np.arange(len(later.at))
    points = Points(rows, later.at, np.ones(len(rows)))
    around = model.around(workload(later, model.deciding))
    return np.asarray(booster.predict(design(model.encoding, later, points, around), num_threads=1))


def before_deciding(log: Log) -> tuple[Ints, Ints]:
    """The number of each row in its deal from 0 on, and whether it stands before the deciding event."""
    nth = np.arange(len(log.at)) - log.start[:-1][log.case]
    decided = np.full(len(log), 10**9)
    here = np.array([name in DECIDE for name in log.activity])
    np.minimum.at(decided, log.case[here], nth[here])
    taken_back, last = np.array([name == "O_CANCELLED-COMPLETE" for name in log.activity]), np.full(len(log), -1)
    np.maximum.at(last, log.case[taken_back], nth[taken_back])
    let_go = (np.array(log.ending) == "cancelled") & (last >= 0)
    decided[let_go] = np.minimum(decided[let_go], last[let_go])
    return nth, nth < decided[log.case]


def some(log: Log, kept: Any, *, until: float = math.inf) -> Log:
    """These deals, and of them what had happened before `until`."""
    return joined([trimmed(log.part(n, n + 1), until) for n in np.flatnonzero(kept).tolist()])


def trimmed(one: Log, until: float) -> Log:
    rows = int(np.searchsorted(one.at, until))
    return replace(
        one,
        start=np.array([0, rows]),
        at=one.at[:rows],
        shift=one.shift[:rows],
        activity=one.activity[:rows],
        who=one.who[:rows],
    )


if __name__ == "__main__":
    sys.exit(main())
