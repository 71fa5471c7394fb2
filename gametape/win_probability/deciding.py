"""Activities that decide a deal: after them nearly every deal ended the same way, more often than luck explains.

From such a moment on nothing is left to predict. The chance is then that of the deals it happened to, moments after it teach
the model nothing, and the deal no longer counts as open.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gametape.win_probability.log import Floats, Ints, Log

FEWEST = 10
LUCK = 1e-4
EXCEPTIONS = 0.01
"""Of a hundred deals one may go the other way: somebody pressed the wrong button."""


@dataclass(frozen=True)
class Deciding:
    """Activity to (deals, won among them)."""

    counts: dict[str, tuple[int, int]]

    def rows(self, log: Log) -> Ints:
        """For each row of `log` the last row at or before it, of the same deal, that decided it; -1 where none did."""
        deciding = np.fromiter((name in self.counts for name in log.activity), dtype=bool, count=len(log.activity))
        last = np.maximum.accumulate(np.where(deciding, np.arange(len(deciding)), -1)) if len(deciding) else deciding
        return np.where(last >= log.start[:-1][log.case], last, -1).astype(np.int64)

    def chances(self, activities: list[str]) -> tuple[Floats, Floats, Floats]:
        """Chance, low and high (90 %) after each of these: Jeffreys' estimate and Wilson's interval."""
        counts = np.array([self.counts[name] for name in activities], dtype=float).reshape(-1, 2)
        n, won = counts[:, 0], counts[:, 1]
        z2 = 1.645**2
        share = won / n
        centre = (share + z2 / (2 * n)) / (1 + z2 / n)
        half = 1.645 / (1 + z2 / n) * np.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
        return (won + 0.5) / (n + 1), np.maximum(centre - half, 0), np.minimum(centre + half, 1)


def found(log: Log) -> Deciding:
    """What decides in the closed deals of `log`."""
    closed = ~np.isnan(log.outcome)
    share = float(log.outcome[closed].mean())
    case = log.case
    codes = {name: code for code, name in enumerate(sorted(set(log.activity)))}
    code = np.fromiter((codes[name] for name in log.activity), dtype=np.int64, count=len(log.activity))
    kept = closed[case] & (log.at <= log.closed_at[case])
    pairs = np.unique(code[kept] * len(log) + case[kept])
    deals = np.bincount(pairs // len(log), minlength=len(codes))
    won = np.bincount(pairs // len(log), weights=log.outcome[pairs % len(log)], minlength=len(codes))
    return Deciding(
        {name: (int(deals[i]), int(won[i])) for name, i in codes.items() if _decides(int(deals[i]), int(won[i]), share)}
    )


def _decides(deals: int, won: int, share: float) -> bool:
    if deals < FEWEST or min(won, deals - won) > EXCEPTIONS * deals:
        return False
    by_luck = share if won * 2 > deals else 1 - share
    return bool(deals * np.log(max(by_luck, 1e-12)) < np.log(LUCK))
