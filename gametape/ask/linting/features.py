"""What the small model sees of a sentence: words, neighbours, frames, concepts, families of words and who stands beside
whom, each with its place.

Every feature keeps the span of the words it was made from, so that a verdict can be shown as the words it leans on.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

_TOKEN = re.compile(r"[A-Za-z]+(?:['-][A-Za-z]+)*|\d[\d,.]*|[?!$€£%]|_+")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NEGATION_ENDS = {"but", "however", "though", "because", "so", "if", "until", "unless", "still", "yet"}
_SMALL_WORDS = frozenset(
    [
        "i",
        "me",
        "my",
        "you",
        "your",
        "we",
        "us",
        "our",
        "they",
        "them",
        "their",
        "it",
        "its",
        "it's",
        "he",
        "she",
        "this",
        "that",
        "these",
        "those",
        "there",
        "there's",
        "the",
        "a",
        "an",
        "to",
        "of",
        "in",
        "on",
        "at",
        "by",
        "for",
        "with",
        "from",
        "about",
        "as",
        "if",
        "but",
        "and",
        "or",
        "so",
        "not",
        "no",
        "don't",
        "didn't",
        "won't",
        "can't",
        "wouldn't",
        "couldn't",
        "isn't",
        "wasn't",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "am",
        "i'm",
        "i'd",
        "i'll",
        "i've",
        "you'd",
        "you'll",
        "you're",
        "you've",
        "we'd",
        "we'll",
        "we're",
        "we've",
        "what",
        "how",
        "where",
        "when",
        "which",
        "who",
        "why",
        "do",
        "does",
        "did",
        "have",
        "has",
        "had",
        "could",
        "would",
        "should",
        "can",
        "will",
        "may",
        "might",
        "must",
        "just",
        "still",
        "only",
        "even",
        "before",
        "after",
        "until",
        "since",
        "because",
        "than",
        "then",
        "here",
        "back",
        "up",
        "out",
        "over",
        "off",
        "one",
        "some",
        "any",
        "all",
        "more",
        "?",
    ]
)
FRAMES = (3, 4, 5)  # words of a frame: "i * it for you" is a reproach whatever was done
REACH = 6  # concepts further apart than this belong to different thoughts
CARRIED = 5  # a "not" colours this many words after it


@dataclass(frozen=True)
class Token:
    word: str
    start: int
    end: int


Feature = tuple[str, int, int]  # name, first character, last character + 1


@cache
def _lexicon() -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    table = yaml.load(files("gametape.ask.linting").joinpath("concepts.yaml").read_text("utf-8"), Loader=_LOADER)
    concepts: dict[str, list[str]] = {}
    for name, words in table["concepts"].items():
        for word in words:
            concepts.setdefault("no" if word is False else str(word), []).append(name)
    slang = {str(word): str(meant) for word, meant in table["slang"].items()}
    return slang, {word: tuple(names) for word, names in concepts.items()}


@cache
def _families() -> dict[str, tuple[str, ...]]:
    """Each everyday word's large, middling and small family, by meaning: see tools/linting/families.py."""
    lines = files("gametape.ask.linting").joinpath("families.txt").read_text("utf-8").splitlines()
    rows = (line.split() for line in lines if not line.startswith("#"))
    return {word: (f"large {large}", f"middling {middling}", f"small {small}") for word, large, middling, small in rows}


def _family(word: str) -> tuple[str, ...]:
    """A word the vocabulary has not is looked for by its stem; () where that fails too."""
    known, root = _families(), stem(word)
    return next((known[form] for form in (word, root, root + "e", root + "y") if form in known), ())


def tokens(text: str, offset: int = 0) -> list[Token]:
    """Words in plain spelling: slang and missing apostrophes are read as what they stand for."""
    slang = _lexicon()[0]
    found = []
    for match in _TOKEN.finditer(text):
        written = match.group().lower()
        written = "<name>" if written.startswith("_") else "<n>" if written[0].isdigit() else written
        found += [
            Token(word, offset + match.start(), offset + match.end()) for word in slang.get(written, written).split()
        ]
    return found


def stem(word: str) -> str:
    """A rough stem: enough that "waiting", "waits" and "waited" meet."""
    for ending in ("ingly", "edly", "ings", "ing", "ied", "ies", "ed", "es", "ly", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def _negated(words: list[Token]) -> list[bool]:
    concepts, left, marks = _lexicon()[1], 0, []
    for token in words:
        left = 0 if token.word in _NEGATION_ENDS else left
        marks.append(left > 0)
        left = CARRIED if "NEGATION" in concepts.get(token.word, ()) else max(0, left - 1)
    return marks


def features(text: str, offset: int = 0) -> list[Feature]:
    """All features of one sentence; `offset` is where the sentence starts in the message."""
    words = tokens(text, offset)
    return [*_of_words(words), *_of_frames(words), *_of_concepts(words), *_of_families(words)]


def _of_words(words: list[Token]) -> Iterator[Feature]:
    negated = _negated(words)
    for at, token in enumerate(words):
        yield f"w {token.word}", token.start, token.end
        yield f"s {stem(token.word)}", token.start, token.end
        if negated[at]:
            yield f"n {stem(token.word)}", token.start, token.end
        if at + 1 < len(words):
            yield f"b {token.word} {words[at + 1].word}", token.start, words[at + 1].end
        if at + 2 < len(words):
            yield f"t {token.word} {words[at + 1].word} {words[at + 2].word}", token.start, words[at + 2].end
    if words:
        yield f"^ {words[0].word}", words[0].start, words[0].end
        second = words[min(1, len(words) - 1)]
        yield f"^ {words[0].word} {second.word}", words[0].start, second.end


def _of_frames(words: list[Token]) -> Iterator[Feature]:
    """Small words in their order, whatever stands between them: a frame survives words the model never met."""
    frame: list[tuple[str, int, int]] = []
    for token in words:
        if token.word in _SMALL_WORDS:
            frame.append((token.word, token.start, token.end))
        elif frame and frame[-1][0] == "*":
            frame[-1] = ("*", frame[-1][1], token.end)
        else:
            frame.append(("*", token.start, token.end))
    for length in FRAMES:
        for at in range(len(frame) - length + 1):
            part = frame[at : at + length]
            if sum(word != "*" for word, _, _ in part) >= 2:
                yield "f " + " ".join(word for word, _, _ in part), part[0][1], part[-1][2]


def _of_concepts(words: list[Token]) -> Iterator[Feature]:
    concepts, negated = _lexicon()[1], _negated(words)
    seen = [
        (at, name)
        for at, token in enumerate(words)
        for name in concepts.get(token.word, concepts.get(stem(token.word), ()))
    ]
    for place, (at, name) in enumerate(seen):
        mark = "-" if negated[at] else ""
        yield f"c {mark}{name}", words[at].start, words[at].end
        for later, other in seen[place + 1 :]:
            if at < later <= at + REACH:
                yield f"p {mark}{name} {'-' if negated[later] else ''}{other}", words[at].start, words[later].end


def _of_families(words: list[Token]) -> Iterator[Feature]:
    """Words of like meaning meet in a family, alone and beside their neighbour: "hauled off" is near "towed away"."""
    beside = ""
    for at, token in enumerate(words):
        family = () if token.word in _SMALL_WORDS else _family(token.word)
        for name in family:
            yield f"k {name}", token.start, token.end
        middling = family[1] if family else token.word
        if at:
            yield f"k {beside} {middling}", words[at - 1].start, token.end
        beside = middling
