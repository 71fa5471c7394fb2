"""A text made comparable without moving a single code point, so that every span found here is a span of the original."""

import re
from dataclasses import dataclass
from functools import cached_property

_SAME = {
    **dict.fromkeys("\u2018\u2019\u201b\u02bc\u00b4\u0060\u2032", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    **dict.fromkeys("\u00a0\u2007\u2008\u2009\u200a\u202f\u3000\t", " "),
    "\u2026": ".",
    "\uff1f": "?",
    "\uff01": "!",
}
_TABLE = str.maketrans(_SAME)
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|\b\S+@\S+\.\w+", re.IGNORECASE)
_END = re.compile(r"[.!?]+[\"')\]]*(?=\s|$)|\n+")
_NOT_AN_END = re.compile(
    r"\b(?:mr|mrs|ms|dr|st|inc|co|ltd|jr|sr|vs|approx|a\.m|p\.m|e\.g|i\.e|[a-z])\.$", re.IGNORECASE
)
_MARK = re.compile(r"[,;:]|\s-\s")
_CLAUSE = re.compile(r"(?:(?![,;:]\s|\s-\s).)+", re.DOTALL)
MASK = "_"
LONGEST_BREATH, STRETCH, STEP = 18, 12, 4  # words
SHORTEST_CLAUSE = 4  # words: "thanks again," is no thought of its own


@dataclass(frozen=True)
class Sentence:
    start: int
    end: int
    text: str  # plain text: quotes and dashes unified, names and addresses masked


def plain(text: str) -> str:
    """Curly quotes, long dashes and odd spaces become their plain twins, one code point for one."""
    return text.translate(_TABLE)


def masked(text: str, names: tuple[str, ...] = ()) -> str:
    """Addresses and the given names become underscores of the same length: "Best Price RV" is no offer, Dana no word."""
    for pattern in [_ADDRESS, *map(_name_pattern, filter(None, names))]:
        text = pattern.sub(lambda found: MASK * len(found.group()), text)
    return text


def _name_pattern(name: str) -> re.Pattern[str]:
    words = [re.escape(word) for word in plain(name).split()]
    return re.compile(r"(?<!\w)" + r"\s+".join(words) + r"(?!\w)", re.IGNORECASE)


def sentences(text: str) -> tuple[Sentence, ...]:
    """Sentences with their spans: split at end marks and line ends; an abbreviation's full stop ends nothing."""
    found: list[Sentence] = []
    start = 0
    for mark in _END.finditer(text):
        if (
            mark.group() == "."
            and _NOT_AN_END.search(text, max(start, mark.start() - 8), mark.end())
            and not _new_line(text, mark.end())
        ):
            continue
        _add(found, text, start, mark.end())
        start = mark.end()
    _add(found, text, start, len(text))
    return tuple(found)


def stretches(sentence: Sentence) -> tuple[Sentence, ...]:
    """The sentence itself; a long one without a mark in it ("hey sam its kayla ...") also in overlapping stretches,
    because whoever texts so says five things in one breath."""
    words = [(word.start(), word.end()) for word in re.finditer(r"\S+", sentence.text)]
    if len(words) <= LONGEST_BREATH or _MARK.search(sentence.text):
        return (sentence,)
    spans = [
        (words[at][0], words[min(at + STRETCH, len(words)) - 1][1])
        for at in range(0, len(words) - STRETCH + STEP - 1, STEP)
    ]
    return (
        sentence,
        *(Sentence(sentence.start + start, sentence.start + end, sentence.text[start:end]) for start, end in spans),
    )


def clauses(sentence: Sentence) -> tuple[Sentence, ...]:
    """What stands between the marks of a sentence: a flaw at the end of a kind sentence is heard by itself too."""
    found = []
    for piece in _CLAUSE.finditer(sentence.text):
        words = piece.group().lstrip(",;:- ").rstrip()
        start = sentence.start + piece.end() - len(piece.group().lstrip(",;:- "))
        if len(words.split()) >= SHORTEST_CLAUSE and len(words) < len(sentence.text):
            found.append(Sentence(start, start + len(words), words))
    return tuple(found)


def _new_line(text: str, at: int) -> bool:
    return at >= len(text) or text[at] == "\n"


def _add(found: list[Sentence], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    piece = piece.strip()
    if any(character.isalnum() or character in "_?" for character in piece):
        found.append(Sentence(start, start + len(piece), piece))


@dataclass(frozen=True)
class Reading:
    """A draft's text as the rules read it."""

    original: str
    names: tuple[str, ...]

    @cached_property
    def plain(self) -> str:
        return plain(self.original)

    @cached_property
    def text(self) -> str:
        return masked(self.plain, self.names)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        return sentences(self.text)

    def quote(self, start: int, end: int) -> str:
        return self.original[start:end]


def read(text: str, *, sender: str = "", business: str = "") -> Reading:
    return Reading(text, (business, sender))
