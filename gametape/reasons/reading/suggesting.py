"""From a buyer's answer to at most three leaves, each with the words it rests on, or to none.

First form: sentence by sentence, with no memory from one to the next, English only, no ear for irony.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import yaml

from gametape.deals.vocabulary import LEAVES
from gametape.reasons.reading.denying import denies
from gametape.reasons.reading.splitting import Span, sentences
from gametape.reasons.reading.weighing import NOTHING, Model, Reading, pull, read_model, weigh

SAYS_WHY: Final = 0.55  # below this chance that the words tell any reason, nothing is suggested
SAYS_WHY_IF_TICKED: Final = 0.35  # a buyer who ticked a reason has said that there is one
WORTH_SHOWING: Final = 0.1  # a leaf below this chance is noise beside the others
_TICKED_TIMES: Final = 6.0  # odds of a leaf whose reason the buyer ticked, against one whose reason they did not
_FEWEST_WORDS: Final = 3  # a shorter clause is read only as a part of its sentence


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A leaf that some words may tell.

    ``start`` and ``end`` are code points of the text as given, ``quote`` is the text between them, ``confidence`` the
    chance that a person would say the same (0 to 1), ``because`` one neutral sentence. ``private`` leaves are for the
    F&I role (or nobody); the caller masks them for everybody else.
    """

    leaf: str
    start: int
    end: int
    quote: str
    confidence: float
    because: str
    private: bool


@dataclass(frozen=True, slots=True)
class _Seen:
    chance: float
    reading: Reading
    clauses: tuple[Span, ...]


_BECAUSE: Final[dict[str, str]] = yaml.safe_load(
    (Path(__file__).parent / "data" / "because.yaml").read_text(encoding="utf-8")
)


def suggest(words: str, *, closest: Collection[str] = (), limit: int = 3) -> tuple[Suggestion, ...]:
    """Up to ``limit`` leaves that ``words`` may tell, the likeliest first; none when they do not tell why.

    ``closest`` are the codes of the reasons that the buyer ticked. Works in one pass over the text.
    """
    return suggest_with(_shipped_model(), words, closest=closest, limit=limit)


def suggest_with(model: Model, words: str, *, closest: Collection[str] = (), limit: int = 3) -> tuple[Suggestion, ...]:
    """As ``suggest``, with a model of one's own: the fit measures with models that have not seen what they read."""
    best = _strongest(model, words, closest)
    ranked = sorted(best.items(), key=lambda entry: (-entry[1].chance, entry[0]))
    return tuple(_suggestion(model, words, leaf, seen) for leaf, seen in ranked[:limit])


@cache
def _shipped_model() -> Model:
    return read_model()


def _strongest(model: Model, words: str, closest: Collection[str]) -> dict[str, _Seen]:
    """For each leaf worth showing, the run of words that tells it most clearly."""
    best: dict[str, _Seen] = {}
    for reading, clauses in _readings(model, words):
        chances = _with_ticks(model, reading.chances, closest)
        if 1 - chances[-1] < SAYS_WHY and not (closest and 1 - reading.chances[-1] >= SAYS_WHY_IF_TICKED):
            continue
        for leaf, chance in zip(model.classes[:-1], chances, strict=False):
            if chance >= WORTH_SHOWING and (leaf not in best or chance > best[leaf].chance):
                best[leaf] = _Seen(chance, reading, clauses)
    return best


def _readings(model: Model, text: str) -> Iterator[tuple[Reading, tuple[Span, ...]]]:
    """Each sentence as a whole, and each of its clauses; a sentence that denies something only by its other clauses."""
    for sentence in sentences(text):
        told = tuple(clause for clause in sentence.clauses if not denies(text, clause))
        if len(told) == len(sentence.clauses):
            yield weigh(model, text, sentence.span), told
        if len(sentence.clauses) > 1:
            for clause in told:
                if text.count(" ", *clause) + 1 >= _FEWEST_WORDS or len(told) < len(sentence.clauses):
                    yield weigh(model, text, clause), (clause,)


def _with_ticks(model: Model, chances: Sequence[float], closest: Collection[str]) -> Sequence[float]:
    if not closest:
        return chances
    raised = [
        chance * (_TICKED_TIMES if leaf != NOTHING and LEAVES[leaf].reason in closest else 1.0)
        for leaf, chance in zip(model.classes, chances, strict=True)
    ]
    whole = sum(raised)
    return [value / whole for value in raised]


def _suggestion(model: Model, words: str, leaf: str, seen: _Seen) -> Suggestion:
    pulls = pull(model, seen.reading, model.classes.index(leaf), seen.clauses)
    start, end = seen.clauses[max(range(len(pulls)), key=pulls.__getitem__)]
    return Suggestion(
        leaf=leaf,
        start=start,
        end=end,
        quote=words[start:end],
        confidence=round(min(seen.chance, 0.99), 2),
        because=_BECAUSE[leaf],
        private=LEAVES[leaf].private,
    )
