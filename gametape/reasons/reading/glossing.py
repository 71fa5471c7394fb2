"""English words for Spanish, French and German ones, each where the original stands, so that one reader hears four languages.

Word for word, from a list written by hand (``data/glosses.txt``), the longest phrase first. It is no translation: it is
enough that "die Rate war zu hoch" comes out as "the monthly payment was too tall".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, Literal, NamedTuple

Language = Literal["en", "es", "fr", "de"]

_ORDER: Final[tuple[Language, ...]] = ("es", "fr", "de")
_WORD = re.compile(r"\d[\d.,]{0,20}k?%?|[$€£?]|[^\W\d_]+")
_LONGEST_PHRASE: Final = 5
_SHORTEST_BEGINNING: Final = 3
_SHORTEST_PART: Final = 4  # letters of a German word before and behind a part of it that the list knows
_LONGEST_WORD: Final = 40


_PLAIN: Final = str.maketrans("áàâäéèêëíìîïóòôöúùûüñçÁÀÂÄÉÈÊËÍÓÖÚÜÑÇ", "aaaaeeeeiiiioooouuuuncaaaaeeeeioouunc")


class Piece(NamedTuple):
    """English words, "" where the list has none; the word as written without accents; and where it stands."""

    english: str
    written: str
    start: int
    end: int


class _List(NamedTuple):
    phrases: dict[str, str]
    beginnings: dict[str, str]
    first: frozenset[str]


def plain(word: str) -> str:
    """Lower case without accents, letter for letter."""
    return word.translate(_PLAIN).lower().replace("ß", "s") if not word.isascii() else word.lower()


def _key(language: Language, word: str) -> str:
    """As the list has it; "gross", "groß" and "gros" are one."""
    return plain(word).replace("ss", "s") if language == "de" else plain(word)


def is_listed(language: Language, word: str) -> bool:
    """Whether a plain word of four letters or more is one of the list."""
    return len(word) >= 4 and bool(_alone(language, _key(language, word)))


@lru_cache(maxsize=20_000)
def is_english(word: str) -> bool:
    return len(word) >= 4 and word in _english()


def gloss(text: str, language: Language, start: int = 0, end: int | None = None) -> Iterator[Piece]:
    """Every word of the text in order; of English, the word itself."""
    found = [
        (_key(language, word.group()), *word.span())
        for word in _WORD.finditer(text, start, len(text) if end is None else end)
    ]
    if language == "en":
        yield from (Piece(word, word, begin, stop) for word, begin, stop in found)
        return
    words = _lists()[language]
    at = 0
    while at < len(found):
        word, begin, _ = found[at]
        taken, english = _phrase(words, found, at) if word in words.first else (1, None)
        if english is None:
            english = _alone(language, word[:_LONGEST_WORD])
        yield Piece(english, word, begin, found[at + taken - 1][2])
        at += taken


def _phrase(words: _List, found: list[tuple[str, int, int]], at: int) -> tuple[int, str | None]:
    for many in range(min(_LONGEST_PHRASE, len(found) - at), 1, -1):
        said = " ".join(word for word, _, _ in found[at : at + many])
        if said in words.phrases:
            return many, words.phrases[said]
    return 1, None


@lru_cache(maxsize=20_000)
def _alone(language: Language, word: str) -> str:
    words = _lists()[language]
    if word in words.phrases:
        return words.phrases[word]
    for many in range(len(word), _SHORTEST_BEGINNING - 1, -1):
        if word[:many] in words.beginnings:
            return words.beginnings[word[:many]]
    if language == "de":
        return _compound(words, word)
    return "" if word[0].isalpha() else word


def _compound(words: _List, word: str) -> str:
    """ "Liefertermin" is not on the list, "liefer*" and "termin*" are; the last part of a German word says what it is."""
    for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
        last = words.phrases.get(word[cut:]) or words.beginnings.get(word[cut:])
        if last:
            return last
    return "" if word[0].isalpha() else word


@cache
def _lists() -> dict[Language, _List]:
    phrases: dict[Language, dict[str, str]] = {language: {} for language in _ORDER}
    beginnings: dict[Language, dict[str, str]] = {language: {} for language in _ORDER}
    for line in (Path(__file__).parent / "data" / "glosses.txt").read_text(encoding="utf-8").splitlines():
        if " = " not in line or line.startswith(("#", "=")):
            continue
        english, others = line.split(" = ", 1)
        for language, listed in zip(_ORDER, others.split(" | "), strict=True):
            for said in listed.split(","):
                put, word = (beginnings, said.strip()[:-1]) if said.strip().endswith("*") else (phrases, said.strip())
                put[language].setdefault(" ".join(_WORD.findall(_key(language, word))), english)
    return {
        language: _List(
            phrases[language],
            beginnings[language],
            frozenset(said.split()[0] for said in phrases[language] if " " in said),
        )
        for language in _ORDER
    }


@cache
def _english() -> frozenset[str]:
    """The English words that the lists and the kinds of words know."""
    data = Path(__file__).parent / "data"
    listed = (data / "glosses.txt").read_text(encoding="utf-8").splitlines()
    kinds = (data / "concepts.yaml").read_text(encoding="utf-8")
    said = " ".join(line.split(" = ")[0] for line in listed if " = " in line)
    return frozenset(_WORD.findall(plain(f"{said} {kinds}")))
