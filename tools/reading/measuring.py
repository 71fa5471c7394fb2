"""How well a reader reads: every figure of docs/reading.md, from answers whose truth is known."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from gametape.deals.vocabulary import REASONS, reason_of
from gametape.reasons.reading.reader import Heard
from tools.reading.examples import Invented

SURE = 0.6  # "the most confident 60 %"
OVERLAP = 0.5


@dataclass(frozen=True)
class Read:
    """An answer, what was heard in it, and the processor time it took, in ms."""

    told: Invented
    heard: Heard
    ms: float

    @property
    def main(self) -> str:
        return reason_of(self.told.leaves[0]).code

    @property
    def reasons(self) -> list[str]:
        return [reason_of(one.code).code for one in self.heard.suggestions]

    @property
    def first_right(self) -> bool:
        return self.reasons[:1] == [self.main]


@dataclass
class Figures:
    """Shares with their counts, in the order of the table; ``ms`` are the mean and the 95th of a hundred."""

    shares: dict[str, tuple[int, int]] = field(default_factory=dict)
    ms: tuple[float, float] = (0.0, 0.0)

    def __getitem__(self, name: str) -> float:
        hits, of = self.shares[name]
        return hits / of if of else 0.0

    def lines(self) -> list[str]:
        told = [f"{name:<44}{hits:>6} of {of:<6}{self[name]:>6.3f}" for name, (hits, of) in self.shares.items()]
        return [*told, f"{'ms an answer: mean, 95 %':<44}{self.ms[0]:>10.2f}{self.ms[1]:>10.2f}"]


def read_all(read: Callable[[str], Heard], told: Sequence[Invented]) -> list[Read]:
    """Every answer read once, the processor's time of each."""
    found = []
    for one in told:
        began = time.process_time()
        heard = read(one.words)
        found.append(Read(one, heard, (time.process_time() - began) * 1000))
    return found


def figures(read: Sequence[Read]) -> Figures:
    """All figures of the table."""
    answers = [one for one in read if not one.told.status]
    sure = sorted(answers, key=lambda one: -(one.heard.suggestions[0].score if one.heard.suggestions else 0.0))
    sure = sure[: round(SURE * len(sure))]
    right = [(one, hit) for one in answers for hit in one.heard.suggestions if hit.code == one.told.leaves[0]]
    called, told = [one for one in read if one.heard.status], [one for one in read if one.told.status]
    stops = [one for one in read if one.told.status == "OPT_OUT"]
    times = sorted(one.ms for one in read) or [0.0]
    shares = {
        "top level, first": _share(answers, lambda one: one.first_right),
        "top level, among three": _share(answers, lambda one: one.main in one.reasons),
        "leaf, first": _share(answers, lambda one: [s.code for s in one.heard.suggestions][:1] == [one.told.leaves[0]]),
        "leaf, among three": _share(answers, lambda one: one.told.leaves[0] in [s.code for s in one.heard.suggestions]),
        "most confident 60 %, right at top level": _share(sure, lambda one: one.first_right),
        "quote overlaps, of the right ones": (
            sum(_overlaps(one, hit.start, hit.end) for one, hit in right),
            len(right),
        ),
        "no answer: precision": _share(called, lambda one: bool(one.told.status)),
        "no answer: recall": _share(told, lambda one: bool(one.heard.status)),
        "no answer: the right kind": _share(told, lambda one: one.heard.status == one.told.status),
        "opt-out: recall": _share(stops, lambda one: one.heard.status == "OPT_OUT"),
        "an answer, and read as one": _share(answers, lambda one: not one.heard.status),
        "language": _share(read, lambda one: one.heard.language == one.told.language),
    }
    return Figures(shares, (sum(times) / len(times), times[int(0.95 * (len(times) - 1))]))


def _share(read: Sequence[Read], holds: Callable[[Read], bool]) -> tuple[int, int]:
    return sum(holds(one) for one in read), len(read)


def _overlaps(one: Read, start: int, end: int) -> bool:
    """Intersection over union of two spans, in code points."""
    low, high = one.told.quote
    both = max(0, min(high, end) - max(low, start))
    return both >= OVERLAP * (end - start + high - low - both)


def confusion(read: Sequence[Read]) -> list[str]:
    """Rows are what they said, columns what was suggested first; "none" is no suggestion or no answer."""
    columns = [*REASONS, "none"]
    counted = Counter((one.main, (one.reasons or ["none"])[0]) for one in read if not one.told.status)
    head = f"{'':<14}" + "".join(f"{code[:5]:>6}" for code in columns)
    return [head, *(f"{row:<14}" + "".join(f"{counted[row, c] or '.':>6}" for c in columns) for row in REASONS)]
