"""The rep's own call beside what the buyer said and what a review found: three facts, and none overwrites another.

A call made after the buyer spoke, "No idea", and anything private stay out of every comparison.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from typing import Final

from gametape.common.counting import (
    MINIMUM_N,
    Difference,
    Figure,
    Funnel,
    Interval,
    Rate,
    TooFew,
    Z,
    compared_in_pairs,
)
from gametape.deals.vocabulary import CHIPS, LEAVES, MASK, Chip, is_private, reason_of

ONLY_WHO_ANSWERED: Final = "Only no-sales whose buyer answered, and who answers is not chance."


class Verdict(StrEnum):
    """What a comparison comes to."""

    AGREE = "agree"
    DIFFER = "differ"
    NOT_COMPARED = "not compared"


@dataclass(frozen=True, slots=True)
class Comparison:
    """The three facts as labels for the page (``None`` where there is none yet), the verdict, and one sentence."""

    own: str
    buyer: str | None
    reviewed: str | None
    verdict: Verdict
    say: str


def compare(own: str, buyer: str | None, reviewed: str | None = None, *, after_buyer: bool = False) -> Comparison:
    """The own call's chip key against the leaf (or reason) confirmed for the buyer and, later, for the review.

    The two agree when the chip covers the buyer's reason: a chip is coarser than a leaf, and the rep had two minutes.
    ``KeyError`` for a chip or code that is not in the vocabulary.
    """
    chip, verdict = CHIPS[own], Verdict.NOT_COMPARED
    if after_buyer:
        say = "They spoke first, so your call stays out of the comparison."
    elif buyer is None:
        say = "Nothing is confirmed yet, so there is nothing to compare."
    elif is_private(buyer):
        say = MASK
    elif not chip.codes:
        say = f"You had no idea, and said so. Now you know: {_label(buyer)}."
    else:
        verdict = Verdict.AGREE if reason_of(buyer).code in chip.codes else Verdict.DIFFER
        say = _said(chip, buyer, verdict)
    return Comparison(chip.label, _label(buyer), _label(reviewed), verdict, say + _after_review(reviewed))


def _said(chip: Chip, buyer: str, verdict: Verdict) -> str:
    if verdict is Verdict.AGREE:
        return f"You saw it. Your call: {chip.label}. Their words: {_label(buyer)}."
    return f"Not what you thought. Your call: {chip.label}. Their words: {_label(buyer)}."


def _after_review(reviewed: str | None) -> str:
    return f" After looking at the tape: {_label(reviewed)}." if reviewed and not is_private(reviewed) else ""


def _label(code: str | None) -> str | None:
    if code is None or is_private(code):
        return MASK if code else None
    return LEAVES[code].label if code in LEAVES else reason_of(code).label


@dataclass(frozen=True, slots=True)
class Agreement:
    """How often own calls and buyers part over the same ``n`` no-sales, and how much they agree beyond chance.

    ``gap`` is the share of no-sales where the buyer named another reason than the call; ``swaps`` are the two that
    happen most, (chip called, chip heard, its share), none of fewer than five buyers.
    ``kappa`` runs from below 0 (less than chance) over 0 (chance) to 1 (always), with its 95 % interval.
    ``gaps`` are, by chip key, the share of own calls minus the share of buyers.
    """

    gap: Rate
    swaps: tuple[tuple[str, str, Rate], ...]
    kappa: float
    interval: Interval
    gaps: Mapping[str, Difference]
    n: int
    caveat: str = ONLY_WHO_ANSWERED

    @property
    def beyond_chance(self) -> str:
        """ "0.41, 0.22 to 0.60, from 31 pairs": kappa with its interval and its n."""
        kappa, low, high = (round(one, 2) + 0.0 for one in (self.kappa, self.interval.low, self.interval.high))
        return f"{kappa:.2f}, {low:.2f} to {high:.2f}, from {self.n} pairs"  # + 0.0: no "-0.00"


def agreement(pairs: Iterable[tuple[str, str]], *, funnel: Funnel | None = None) -> Agreement | TooFew:
    """Cohen's kappa over (chip key, confirmed leaf), with "No idea" and private leaves left out.

    ``TooFew`` below the comparison minimum of pairs. Calls made after the buyer spoke are the caller's to leave out.
    """
    counted = Counter((chip, _chip_of(leaf)) for chip, leaf in pairs if CHIPS[chip].codes and not is_private(leaf))
    n = counted.total()
    if n < MINIMUM_N[Figure.COMPARISON]:
        return TooFew(Figure.COMPARISON, n, "pairs")
    apart = Counter({cell: times for cell, times in counted.items() if cell[0] != cell[1]})
    often = [(cell, times) for cell, times in apart.most_common(2) if times >= MINIMUM_N[Figure.PEOPLE]]
    swaps = tuple((own, buyer, Rate(times, n, ONLY_WHO_ANSWERED, funnel)) for (own, buyer), times in often)
    kappa, interval = cohens_kappa(counted)
    gaps = {key: gap for key, chip in CHIPS.items() if chip.codes and isinstance(gap := _gap(counted, key), Difference)}
    return Agreement(Rate(apart.total(), n, ONLY_WHO_ANSWERED, funnel), swaps, kappa, interval, gaps, n)


def cohens_kappa(counted: Mapping[tuple[str, str], int]) -> tuple[float, Interval]:
    """Kappa of a square table of counts (Cohen 1960) and its large-sample interval (Fleiss, Cohen and Everitt 1969).

    With everybody in one cell there is nothing to agree beyond chance on, and kappa is 0.
    """
    n = sum(counted.values())
    share = {cell: times / n for cell, times in counted.items()}
    rows, columns = defaultdict[str, float](float), defaultdict[str, float](float)
    for (own, buyer), part in share.items():
        rows[own] += part
        columns[buyer] += part
    seen = sum(part for (own, buyer), part in share.items() if own == buyer)
    chance = sum(part * columns.get(key, 0.0) for key, part in rows.items())
    if chance >= 1:
        return 0.0, Interval(-1.0, 1.0)
    kappa = (seen - chance) / (1 - chance)
    on = sum(part * (1 - (rows[a] + columns[a]) * (1 - kappa)) ** 2 for (a, b), part in share.items() if a == b)
    off = sum(part * (columns[a] + rows[b]) ** 2 for (a, b), part in share.items() if a != b) * (1 - kappa) ** 2
    error = sqrt(max(0.0, on + off - (kappa - chance * (1 - kappa)) ** 2) / n) / (1 - chance)
    return kappa, Interval(max(-1.0, kappa - Z * error), min(1.0, kappa + Z * error))


def _chip_of(leaf: str) -> str:
    reason = reason_of(leaf).code
    return next(key for key, chip in CHIPS.items() if reason in chip.codes)


def _gap(counted: Mapping[tuple[str, str], int], key: str) -> Difference | TooFew:
    cells = Counter[tuple[bool, bool]]()
    for (own, buyer), times in counted.items():
        cells[own == key, buyer == key] += times
    return compared_in_pairs(
        cells[True, True], cells[True, False], cells[False, True], cells[False, False], caveat=ONLY_WHO_ANSWERED
    )
