"""Who was asked and who answers: a rate of what buyers said, with and without weighting for both.

Buyers who are asked differ from those who are not, and those who answer from those who are silent. Within a stratum - deals
of one size, one store, one way of leaving - they are taken to be alike, and each answer stands for all the losses of its
stratum: the weight is losses / answers, which is one over the chance of being asked times the chance of answering (Horvitz and
Thompson 1952, JASA 47: 663, as a ratio by Hajek 1971). What weighting cannot mend is said beside it: strata without any
answer are not spoken for, and silence within a stratum may have its own reasons.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gametape.common.counting import Figure, Funnel, Interval, TooFew, enough, wilson

CAVEAT = "Weighted as if those who answer spoke for the silent ones of their kind. An association, not a cause."


@dataclass(frozen=True, slots=True)
class Stratum:
    """Losses that are alike. `said` of the `funnel.answered` said it."""

    name: str
    funnel: Funnel
    said: int

    def __post_init__(self) -> None:
        if not 0 <= self.said <= self.funnel.answered:
            raise ValueError("no more can have said it than answered")


@dataclass(frozen=True, slots=True)
class Said:
    """A share of the buyers who said something: of those who answered (`plain`), and of the losses they speak for
    (`weighted`). `spoken_for` is the share of all losses that lie in a stratum with an answer; `effective` the number of
    answers that the weighted share is worth (Kish 1965, Survey Sampling, section 11.7)."""

    funnel: Funnel
    plain: float
    plain_interval: Interval
    weighted: float
    weighted_interval: Interval
    effective: float
    spoken_for: float
    caveat: str = CAVEAT

    def __str__(self) -> str:
        return (
            f"{round(100 * self.plain)} % of those who answered ({self.plain_interval}), {round(100 * self.weighted)} % "
            f"weighted ({self.weighted_interval}); {self.funnel}. The answers speak for {round(100 * self.spoken_for)} % of "
            f"the losses. {self.caveat}"
        )


def said(strata: Sequence[Stratum]) -> Said | TooFew:
    """The share of buyers who said it, over strata that share nobody. `TooFew` below ten answers."""
    funnel = together([stratum.funnel for stratum in strata])
    if not enough(Figure.RATE, funnel.answered):
        return TooFew(Figure.RATE, funnel.answered, "answers")
    heard = [stratum for stratum in strata if stratum.funnel.answered]
    spoken_for = sum(stratum.funnel.lost for stratum in heard)
    weights = weights_of({stratum.name: stratum.funnel for stratum in heard})
    weighted = sum(weights[stratum.name] * stratum.said for stratum in heard) / spoken_for
    squares = sum(weights[stratum.name] ** 2 * stratum.funnel.answered for stratum in heard)
    effective = spoken_for**2 / squares
    k = sum(stratum.said for stratum in heard)
    return Said(
        funnel,
        k / funnel.answered,
        wilson(k, funnel.answered),
        weighted,
        _wilson_of_share(weighted, effective),
        effective,
        spoken_for / funnel.lost,
    )


def weights_of(strata: Mapping[str, Funnel]) -> dict[str, float]:
    """How many losses an answer of each stratum stands for: 1 / (asked / lost) / (answered / asked). Strata without an answer
    have no weight: nobody speaks for them."""
    return {name: funnel.lost / funnel.answered for name, funnel in strata.items() if funnel.answered}


def together(funnels: Sequence[Funnel]) -> Funnel:
    return Funnel(
        sum(one.lost for one in funnels),
        sum(one.askable for one in funnels),
        sum(one.asked for one in funnels),
        sum(one.answered for one in funnels),
    )


def _wilson_of_share(share: float, n: float) -> Interval:
    """Wilson's interval for a share that is worth `n` answers, rounded down to whole ones so that it is not too narrow."""
    whole = max(int(n), 1)
    low, high = wilson(int(share * whole), whole), wilson(min(int(share * whole) + 1, whole), whole)
    return Interval(low.low, high.high)
