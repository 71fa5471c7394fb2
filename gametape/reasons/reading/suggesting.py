"""From chances to suggestions: at most three reasons, each under the words that carry it, or none. Pure.

Whatever engine weighs the words (see ``engines``), they are cut, weighed and put together here. What an answer says as a
whole and what its strongest clause says are multiplied; the quote is the run of words that says it most clearly.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from gametape.deals.vocabulary import LEAVES, REASONS
from gametape.reasons.reading.denying import denies
from gametape.reasons.reading.splitting import Span, sentences

CODES: Final = tuple(LEAVES)
REASON_OF: Final = tuple(LEAVES[leaf].reason for leaf in CODES)
WHOLE: Final = 0.6  # how much the answer as a whole says beside its strongest clause; .3 to .9 differ by a point
SAYS_WHY: Final = 0.22  # below this chance that the words tell any reason, nothing is suggested
SAYS_WHY_IF_TICKED: Final = 0.12  # a buyer who ticked a reason has said that there is one
WORTH_SHOWING: Final = 0.02  # a leaf below this chance is noise beside the others
NEW_REASON: Final = (
    3.0  # the third suggestion is of a reason not named yet, unless another leaf is so many times likelier
)
CLEAR: Final = 0.3  # a leaf with a smaller share of its reason's chance is not clear: the reason stands alone
_TICKED_TIMES: Final = 6.0  # odds of a leaf whose reason the buyer ticked, against one whose reason they did not
_FEWEST_WORDS: Final = 3  # a shorter clause is read only as a part of its sentence
_TINY: Final = 1e-6
_MOST_RUNS: Final = 60
_BECAUSE: Final[dict[str, str]] = yaml.safe_load(
    (Path(__file__).parent / "data" / "because.yaml").read_text(encoding="utf-8")
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A reason that some words may tell: ``code`` is a leaf, or a reason alone where the leaf is not clear.

    ``start`` and ``end`` are code points of the text as given, ``quote`` is the text between them. ``score`` (0 to 1) is
    the chance that a person would name the same reason of the eleven; of a second leaf of one reason, that leaf's own.
    """

    code: str
    start: int
    end: int
    quote: str
    score: float
    because: str


@dataclass(frozen=True, slots=True)
class Runs:
    """The runs of words that are weighed: ``whole`` is the answer without what it denies, as clauses."""

    whole: tuple[Span, ...]
    parts: tuple[Span, ...]

    def all(self) -> list[tuple[Span, ...]]:
        """The whole, then each part: the rows of every table of chances."""
        return [self.whole, *((part,) for part in self.parts)]


def runs_of(text: str) -> Runs:
    """Every sentence, and every clause of a sentence that has several; one that denies something by its other clauses."""
    whole: list[Span] = []
    parts: list[Span] = []
    for sentence in sentences(text):
        told = [clause for clause in sentence.clauses if not denies(text, clause)]
        whole += told
        if len(told) == len(sentence.clauses):
            parts.append(sentence.span)
        if len(sentence.clauses) > 1:
            for clause in told:
                if text.count(" ", *clause) + 1 >= _FEWEST_WORDS or len(told) < len(sentence.clauses):
                    parts.append(clause)
    return Runs(tuple(whole), tuple(dict.fromkeys(parts))[:_MOST_RUNS])


def suggested(
    text: str, runs: Runs, chances: Sequence[Sequence[float]], *, closest: Collection[str] = (), limit: int = 3
) -> tuple[Suggestion, ...]:
    """Up to ``limit`` reasons, the likeliest first; none when the words do not tell why.

    ``chances`` are those of each of ``runs.all()``: of each leaf in the order of ``CODES``, and last that it tells none.
    ``closest`` are the codes of the reasons that the buyer ticked.
    """
    if not runs.whole or not runs.parts:
        return ()
    whole, *parts = chances
    says_why = 1 - min(told[-1] for told in chances)
    if says_why < (SAYS_WHY_IF_TICKED if closest else SAYS_WHY):
        return ()
    picked = _picked(_together(whole, parts, closest))[:limit]
    return tuple(_suggestion(text, code, score, _quote(code, runs.parts, parts)) for code, score in picked)


def _together(whole: Sequence[float], parts: Sequence[Sequence[float]], closest: Collection[str]) -> list[float]:
    best = [max(chances[number] for chances in parts) for number in range(len(CODES))]
    logs = [
        WHOLE * math.log(max(said, _TINY))
        + (1 - WHOLE) * math.log(max(told, _TINY))
        + (math.log(_TICKED_TIMES) if reason in closest else 0.0)
        for said, told, reason in zip(whole[:-1], best, REASON_OF, strict=True)
    ]
    top = max(logs)
    raised = [math.exp(value - top) for value in logs]
    whole_of_it = sum(raised)
    return [value / whole_of_it for value in raised]


def _picked(chances: Sequence[float]) -> list[tuple[str, float]]:
    """The likeliest leaf of the likeliest reason, of the second, and then whatever is likeliest, a new reason first."""
    of_reason = {code: sum(c for c, r in zip(chances, REASON_OF, strict=True) if r == code) for code in REASONS}
    leading = sorted(of_reason, key=lambda code: (-of_reason[code], code))[:2]
    first, second = (
        max((n for n in range(len(CODES)) if REASON_OF[n] == code), key=chances.__getitem__) for code in leading
    )
    rest = [number for number in range(len(CODES)) if number not in (first, second)]
    third = max(rest, key=lambda n: chances[n] * (NEW_REASON if REASON_OF[n] not in leading else 1.0))
    picked: list[tuple[str, float]] = []
    named: set[str] = set()
    for number in (first, second, third):
        reason, chance = REASON_OF[number], chances[number]
        clear = chance >= CLEAR * of_reason[reason]
        if chance >= WORTH_SHOWING or not picked:
            code = CODES[number] if clear or reason in named else reason
            picked.append((code, chance if reason in named else of_reason[reason]))
        named.add(reason)
    return sorted(picked, key=lambda told: -told[1])


def _quote(code: str, runs: Sequence[Span], parts: Sequence[Sequence[float]]) -> Span:
    """The run that says it most clearly: its chance of the reason against the root of its chance of telling none."""
    numbers = [n for n, leaf in enumerate(CODES) if code in (leaf, REASON_OF[n])]

    def clearly(told: tuple[Span, Sequence[float]]) -> float:
        return sum(told[1][n] for n in numbers) / math.sqrt(max(told[1][-1], _TINY))

    return max(zip(runs, parts, strict=True), key=clearly)[0]


def _suggestion(text: str, code: str, score: float, span: Span) -> Suggestion:
    start, end = span
    return Suggestion(code, start, end, text[start:end], round(min(score, 0.99), 3), because_of(code))


def because_of(code: str) -> str:
    """One neutral sentence for the page."""
    return _BECAUSE[code] if code in _BECAUSE else f"{REASONS[code].label}: which of it is not clear."
