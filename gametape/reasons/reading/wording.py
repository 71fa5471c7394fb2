"""From words to features: stems, pairs of stems, and the kinds of words, alone and together.

Each feature knows where in the text it stands, so that what the model leans on can be shown character for character.
The kinds (``data/concepts.yaml``) are what makes forty sentences a leaf enough: on cross-validation they lift the right
leaf from 36 to 54 in a hundred, and adding general word vectors to them only two more, so there are none.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

import yaml

from gametape.reasons.reading.glossing import Language, Piece, gloss

_WORD = re.compile(r"\d[\d.,]{0,20}k?\b%?|[$€£?]|[^\W\d_]+(?:['’][^\W\d_]+)?")
_CONTRACTED = re.compile(r"(do|does|did|is|are|was|were|ca|could|would|should|wo|has|have|had|must|need|ai)n'?t")
_SPELLED_OUT: Final = {"ca": "can", "wo": "will", "ai": "is"}
_SHORT: Final = {
    "u": "you", "ur": "your", "n": "and", "w": "with", "im": "i", "ive": "i", "id": "i", "its": "it", "thx": "thanks",
    "thats": "that", "gonna": "going", "wanna": "want", "cannot": "can't", "lookin": "looking", "til": "until",
    "couldve": "could", "theyre": "they", "youre": "you", "hes": "he", "shes": "she", "tho": "though",
}  # fmt: skip
_REACH = 3  # words after a "not" that it still colours
_TOGETHER = 5  # words apart at which two kinds still count as said together
_LONGEST_WORD = 40
_ENDINGS = ("ations", "ation", "ingly", "ings", "ing", "edly", "ied", "ies", "ed", "ely", "ly", "es", "s", "e")


class Token(NamedTuple):
    """One word as the model sees it, the kinds it is of, and where it stands. (A dataclass here costs a third more time.)"""

    stem: str
    kinds: tuple[str, ...]
    names: tuple[str, ...]
    start: int
    end: int


Feature = tuple[str, int, int]  # a name that the model may have a weight for, and the code points it rests on


def tokens(text: str, start: int, end: int, language: Language = "en") -> list[Token]:
    """The words between two code points; a contracted "not" becomes a word of its own at the same place. Words of
    another language come with the English ones that they stand for."""
    found: list[Token] = []
    if language != "en":
        for piece in gloss(text, language, start, end + text.startswith("?", end)):
            found.extend(_glossed(piece, language))
        return found
    for word in _WORD.finditer(text, start, end + text.startswith("?", end)):  # the mark that a span leaves out
        start_of_word, end_of_word = word.span()
        for stem, kinds, names in _read(word.group()[:_LONGEST_WORD]):
            found.append(Token(stem, kinds, names, start_of_word, end_of_word))
    return found


def _glossed(piece: Piece, language: Language) -> Iterator[Token]:
    for word in piece.english.split() or [""]:
        for stem, kinds, names in _read(word[:_LONGEST_WORD]) if word else (("", (), ()),):
            yield Token(stem, kinds, names, piece.start, piece.end)
    yield Token("", (), _as_written(piece.written[:_LONGEST_WORD], language), piece.start, piece.end)


@lru_cache(maxsize=20_000)
def _as_written(word: str, language: Language) -> tuple[str, ...]:
    """The word itself and how it begins, so that what the list of glosses lacks is learned from answers."""
    return (f"{language}:{word}", f"{language}:{word[:5]}*") if len(word) > 5 else (f"{language}:{word}",)


def within(words: Sequence[Token], text: str, spans: Sequence[tuple[int, int]]) -> list[Token]:
    """The tokens that stand in one of the spans, and the question mark that a span leaves out."""
    return [
        word
        for word in words
        if any(start <= word.start < end or (word.start == end and text[end] == "?") for start, end in spans)
    ]


def features(words: Sequence[Token]) -> Iterator[Feature]:
    """Every feature of a run of words, with repeats; linear in the number of words."""
    yield from _alone(words)
    yield from _pairs(words)
    yield from _kinds_together(words)


def _alone(words: Sequence[Token]) -> Iterator[Feature]:
    coloured = 0
    for word in words:
        for name in word.names:
            yield name, word.start, word.end
        if "neg" in word.kinds:
            coloured = _REACH
        elif coloured:
            coloured -= 1
            for name in word.names:
                yield f"not~{name}", word.start, word.end


def _pairs(words: Sequence[Token]) -> Iterator[Feature]:
    for gap in (1, 2):
        for first, second in zip(words, words[gap:], strict=False):
            yield f"{first.stem}{'_' * gap}{second.stem}", first.start, second.end


def _kinds_together(words: Sequence[Token]) -> Iterator[Feature]:
    for gap in range(1, _TOGETHER + 1):
        for first, second in zip(words, words[gap:], strict=False):
            if first.kinds and second.kinds:
                for name in _together(first.kinds, second.kinds):
                    yield name, first.start, second.end


@lru_cache(maxsize=20_000)
def _together(some: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{min(one, other)}+{max(one, other)}" for one in some for other in others if one != other)


@lru_cache(maxsize=20_000)
def _read(word: str) -> tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]:
    """The one or two stems of a written word, each with its kinds and the names of its features."""
    return tuple((stem, kinds, (stem, *(f"<{kind}>" for kind in kinds))) for stem, kinds in _stems(word))


def _stems(word: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    lower = word.casefold().replace("’", "'")
    lower = _SHORT.get(lower, lower)
    if lower[0].isdigit():
        return (_number(lower),)
    if contracted := _CONTRACTED.fullmatch(lower):
        return ((_SPELLED_OUT.get(contracted[1], contracted[1]), ()), ("not", ("neg",)))
    stem = _stem(lower.split("'")[0])
    return ((stem, _KINDS.get(stem, ())),)


def _number(word: str) -> tuple[str, tuple[str, ...]]:
    """Numbers count by their size, as 400 a month and 40,000 in all are two things."""
    if word.endswith("%"):
        return "0%", ("number", "rate")
    digits = sum(letter.isdigit() for letter in word)
    return "0" * min(digits, 5) + ("k" if word.endswith("k") else ""), ("number",)


def _stem(word: str) -> str:
    if len(word) <= 3:
        return word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not (ending == "s" and word.endswith("ss")):
            word = word[: -len(ending)] + ("y" if ending in ("ies", "ied") else "")
            break
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiouls" else word


def _read_kinds() -> dict[str, tuple[str, ...]]:
    raw = yaml.safe_load((Path(__file__).parent / "data" / "concepts.yaml").read_text(encoding="utf-8"))
    found: dict[str, list[str]] = {}
    for kind, words in raw.items():
        for stem in {_stem(word): None for word in words.split()}:
            found.setdefault(stem, []).append(kind)
    return {stem: tuple(kinds) for stem, kinds in found.items()}


_KINDS: Final = _read_kinds()
