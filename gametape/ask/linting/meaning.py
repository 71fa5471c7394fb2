"""The small model: what a sentence means, by the words it leans on.

A softmax regression over the features of features.py and a second opinion on "any flaw at all", fitted by fitting.py on invented sentences and stored as plain
JSON. `score` is the log-odds that a sentence carries any flaw; a verdict names the likeliest flaw and the run of words
without which it would fall. Only English is judged.
"""

import json
import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from gametape.ask.linting.features import Feature, features, tokens
from gametape.ask.linting.kinds import FLAWS
from gametape.ask.linting.reading import Sentence, clauses, stretches

LONGEST_QUOTE = 20  # words: more than that shows nobody what it is about
_ENGLISH = frozenset(
    (
        "the",
        "a",
        "an",
        "i",
        "you",
        "we",
        "it",
        "is",
        "was",
        "are",
        "be",
        "to",
        "of",
        "and",
        "in",
        "for",
        "on",
        "with",
        "my",
        "your",
        "our",
        "me",
        "that",
        "this",
        "not",
        "no",
        "do",
        "did",
        "have",
        "has",
        "what",
        "how",
        "if",
        "but",
        "or",
        "at",
        "us",
        "so",
        "from",
        "as",
        "they",
        "thank",
        "thanks",
        "would",
        "could",
        "just",
        "here",
        "where",
        "when",
        "there",
        "know",
        "u",
        "im",
        "its",
    )
)
FEWEST = 75  # features, about six words: a shorter sentence says less, whatever its words
CLAUSE_SHARE = 0.3  # of what a clause is graver by itself than its sentence
_UNIT = 100  # weights are stored as whole hundredths


@dataclass(frozen=True)
class Model:
    classes: tuple[str, ...]
    bias: tuple[float, ...]
    weights: dict[str, list[int]]  # feature -> class, weight, class, weight, ... in hundredths
    block_at: float
    ask_at: float
    virtue_at: float


@dataclass(frozen=True)
class Verdict:
    """`carried`: without the quoted words the sentence would be let go."""

    kind: str
    score: float
    start: int
    end: int
    carried: bool


@cache
def model() -> Model:
    stored = json.loads(files("gametape.ask.linting").joinpath("weights.json").read_text("utf-8"))
    return Model(
        tuple(stored["classes"]),
        tuple(stored["bias"]),
        stored["weights"],
        stored["block_at"],
        stored["ask_at"],
        stored["virtue_at"],
    )


def logits(found: list[Feature]) -> list[float]:
    """One number per class and, last, one for "any flaw"; features are counted once and scaled as in the fitting."""
    held, names = model(), {name for name, _, _ in found}
    scale, sums = 1 / (_UNIT * math.sqrt(max(FEWEST, len(names)))), list(held.bias)
    for name in names:
        pairs = held.weights.get(name, ())
        for place in range(0, len(pairs), 2):
            sums[pairs[place]] += pairs[place + 1] * scale
    return sums


def _log_sum(values: list[float]) -> float:
    top = max(values)
    return top + math.log(sum(math.exp(value - top) for value in values))


def _sides() -> tuple[list[int], list[int]]:
    classes = model().classes
    return [at for at, name in enumerate(classes) if name in FLAWS], [
        at for at, name in enumerate(classes) if name not in FLAWS
    ]


def score(sums: list[float]) -> float:
    """Log-odds of any flaw against none."""
    flawed, sound = _sides()
    return _log_sum([sums[at] for at in flawed]) - _log_sum([sums[at] for at in sound]) + sums[-1]


def virtue(sentence: Sentence) -> str | None:
    """What a sentence does for the buyer (thanks, decision, ...), where the model is sure of it."""
    sums = logits(features(sentence.text))[:-1]
    best = max(range(len(sums)), key=sums.__getitem__)
    name = model().classes[best]
    return name if name not in FLAWS and math.exp(sums[best] - _log_sum(sums)) >= model().virtue_at else None


def _gravest(parts: tuple[Sentence, ...]) -> tuple[float, Sentence]:
    return max(((score(logits(features(part.text))), part) for part in parts), key=lambda pair: pair[0])


def worst(sentence: Sentence, scope: str = "ask") -> Verdict | None:
    """The flaw a sentence carries, or None: its gravest stretch, and a clause that is graver by itself counts in part.

    Raises nothing; a sentence of another scope's flaw is let go.
    """
    whole, gravest = _gravest(stretches(sentence))
    alone, clause = _gravest(clauses(sentence) or (gravest,))
    total, gravest = total_of(whole, alone), clause if alone > whole else gravest
    if total < model().ask_at:
        return None
    kind = _kind(gravest)
    if scope not in FLAWS[model().classes[kind]].scopes:
        return None
    start, end = _leaned_on(sentence, gravest, kind)
    return Verdict(model().classes[kind], total, start, end, _carries(sentence, start, end))


def total_of(whole: float, clause: float) -> float:
    """The log-odds of a sentence and its gravest clause together."""
    return whole + CLAUSE_SHARE * max(0.0, clause - whole)


def _kind(part: Sentence) -> int:
    sums = logits(features(part.text))
    return max(_sides()[0], key=sums.__getitem__)


def _leaned_on(sentence: Sentence, part: Sentence, kind: int) -> tuple[int, int]:
    """The contiguous words with the largest pull towards this flaw (Kadane's maximum sum over words), taken wider, on
    the side that pulls harder, until without them the sentence would go out or a quote would grow too long."""
    spans = sorted({(token.start, token.end) for token in tokens(part.text, part.start)})
    pull = _pulls(spans, features(part.text, part.start), logits(features(part.text)), kind)
    first = last = begin = 0
    best, running = -math.inf, 0.0
    for at in range(len(spans)):
        begin, running = (at, 0.0) if running <= 0 else (begin, running)
        running += pull[at]
        if running > best and at - begin < LONGEST_QUOTE:
            first, last, best = begin, at, running
    while last - first + 1 < min(LONGEST_QUOTE, len(spans)) and not _carries(sentence, spans[first][0], spans[last][1]):
        left = pull[first - 1] if first > 0 else -math.inf
        right = pull[last + 1] if last + 1 < len(spans) else -math.inf
        first, last = (first - 1, last) if left >= right else (first, last + 1)
    return spans[first][0], spans[last][1]


def _pulls(spans: list[tuple[int, int]], found: list[Feature], sums: list[float], kind: int) -> list[float]:
    """How far each word pulls from the likeliest sound reading to this flaw; a pair shares its weight between its words."""
    sound = max(_sides()[1], key=sums.__getitem__)
    pull, anyhow = [0.0] * len(spans), len(model().classes)
    for name, start, end in set(found):
        pairs = model().weights.get(name, ())
        weight = sum(
            pairs[at + 1] * ((pairs[at] in (kind, anyhow)) - (pairs[at] == sound)) for at in range(0, len(pairs), 2)
        )
        covered = [at for at, span in enumerate(spans) if start <= span[0] and span[1] <= end]
        for at in covered:
            pull[at] += weight / len(covered)
    return pull


def _carries(sentence: Sentence, start: int, end: int) -> bool:
    """Take the words out: would what is left go out?"""
    rest = sentence.text[: start - sentence.start] + " " + sentence.text[end - sentence.start :]
    return score(logits(features(rest))) < model().block_at


def is_english(text: str) -> bool:
    """Enough everyday English words to be judged as English. Short texts get the benefit of the doubt."""
    words = [token.word for token in tokens(text) if token.word[0].isalpha()]
    foreign_letters = sum(1 for letter in text if letter.isalpha() and ord(letter) > 0x24F)
    if foreign_letters > len(text) * 0.2:
        return False
    return len(words) < 6 or sum(word in _ENGLISH for word in words) / len(words) >= 0.2
