"""Made-up deals of which the true chance is known at every moment, exactly.

First the amount, from it the chance at opening, from that whether the deal is won; then steps and silences are drawn that are
a little more common in won deals or in lost ones. What is known up to a moment then gives the chance by Bayes' rule: the
log-odds at opening and the log-likelihood ratio of each step and of each silence, added up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from gametape.win_probability.cases import Case, Step

DAY = timedelta(days=1)
OPENED = datetime(2026, 1, 5, 9, tzinfo=UTC)
STALL = "stall"


@dataclass(frozen=True)
class World:
    """`pull` is the log-likelihood ratio of each activity (won against lost), `often` how common it is in lost deals."""

    often: dict[str, float]
    pull: dict[str, float]
    amount: float = 0.6
    silence: tuple[float, float] = (1.6, 2.0)
    """Mean days between steps, in won deals and in lost ones."""
    steps: tuple[int, int] = (4, 12)

    def shares(self) -> tuple[np.ndarray, np.ndarray]:
        lost = np.array(list(self.often.values()))
        won = lost * np.exp([self.pull[name] for name in self.often])
        return lost / lost.sum(), won / won.sum()


QUIET_WORLD = World(
    often={"call": 4.0, "mail": 3.0, "visit": 2.0, "offer": 2.0},
    pull={"call": 0.10, "mail": -0.10, "visit": 0.12, "offer": 0.0},
    silence=(1.8, 1.9),
)
STALLING_WORLD = World(
    often=QUIET_WORLD.often | {STALL: 0.6},
    pull=QUIET_WORLD.pull | {STALL: -2.2},
    silence=(1.8, 1.9),
)
LIVELY_WORLD = World(
    often={"call": 4.0, "mail": 3.0, "visit": 2.0, "offer": 2.0, "question": 2.0},
    pull={"call": 0.2, "mail": -0.3, "visit": 0.5, "offer": 0.3, "question": -0.5},
)


@dataclass(frozen=True)
class Simulated:
    """`truth[n - 1]` is the chance right after step n."""

    case: Case
    truth: tuple[float, ...]


def season(world: World, deals: int, *, seed: int) -> list[Simulated]:
    rng = np.random.default_rng(seed)
    return [_deal(world, f"{seed}-{n}", OPENED + timedelta(hours=7 * n), rng) for n in range(deals)]


def _deal(world: World, name: str, opened: datetime, rng: np.random.Generator) -> Simulated:
    lost_share, won_share = world.shares()
    names = list(world.often)
    size = rng.normal()
    logit = world.amount * size
    won = bool(rng.random() < 1 / (1 + np.exp(-logit)))
    steps, truth, at = [], [], opened
    mean_won, mean_lost = world.silence
    for nth in range(rng.integers(*world.steps)):
        if nth:
            gap = rng.exponential(mean_won if won else mean_lost)
            at = at + gap * DAY
            logit += np.log(mean_lost / mean_won) - gap / mean_won + gap / mean_lost
        one = rng.choice(len(names), p=won_share if won else lost_share)
        logit += np.log(won_share[one] / lost_share[one])
        steps.append(Step(at, names[one]))
        truth.append(float(1 / (1 + np.exp(-logit))))
    amount = float(np.round(20_000 * np.exp(size / 2)))
    return Simulated(Case(name, tuple(steps), {"amount": amount}, outcome=won), tuple(truth))
