"""An answer cut into sentences, and sentences into clauses: spans of the text as it stands, in one linear pass each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

Span = tuple[int, int]

# A sentence ends at a full stop that a space follows (so 2,300.50 stays whole), or at a line's end. No unbounded repeat
# stands before something that may fail: 100,000 exclamation marks would take minutes.
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]{0,3}(?=\s|$)|[\n\r\u2028\u2029]")
# A clause ends where a language turns to a new thought; "and" only before a subject, as "price and value" is one thing.
_TURN = (
    r"but|however|because|cause|cuz|bc|although|though|yet|except|unless|until|then|so|only|still|while|whereas|"
    r"and then|and so|and also|plus|honestly|in the end|"
    r"pero|sino|aunque|porque|ya que|solo que|sin embargo|adem[aá]s|al final|"
    r"mais|parce que|sauf que|alors que|donc|pourtant|en plus|au final|du coup|"
    r"aber|sondern|weil|nur|denn|doch|trotzdem|au[sß]+erdem|am Ende"
)
_AND = (
    r"and\s(?:i|we|you|they|he|she|it|my|our|the|nobody|no)|y\s(?:yo|no|nadie|nos|me|luego|mi|encima|nunca|el|la)|"
    r"et\s(?:je|on|nous|il|elle|vous|puis|personne|la|le|ma|mon)|"
    r"und\s(?:ich|wir|sie|er|es|das|die|der|dann|mein|meine|keiner|niemand|da)"
)
_CLAUSE_END = re.compile(
    rf"[;:](?=\s)|\s[-–—]{{1,3}}\s|[–—]|,(?=\s)|\s\(|\)(?=\s)|\s(?=(?:{_TURN})\s)|\s(?=(?:{_AND})\s)",
    re.IGNORECASE,
)
_EDGE = " \t\n\r\f\v\u00a0\u2028\u2029.,;:!?…-–—()[]\"'“”‘’*_>"


@dataclass(frozen=True, slots=True)
class Sentence:
    """Where a sentence stands, and its clauses in order; a sentence without a turn is its own one clause."""

    span: Span
    clauses: tuple[Span, ...]


def sentences(text: str) -> Iterator[Sentence]:
    """Every sentence of ``text`` that has a word in it, spans in code points, in the order of telling."""
    for span in _pieces(text, (0, len(text)), _SENTENCE_END):
        yield Sentence(span, tuple(_pieces(text, span, _CLAUSE_END)))


def _pieces(text: str, span: Span, end_of_piece: re.Pattern[str]) -> Iterator[Span]:
    start, stop = span
    for found in end_of_piece.finditer(text, start, stop):
        yield from _trimmed(text, start, found.start())
        start = found.end()
    yield from _trimmed(text, start, stop)


def _trimmed(text: str, start: int, stop: int) -> Iterator[Span]:
    while start < stop and text[start] in _EDGE:
        start += 1
    while stop > start and text[stop - 1] in _EDGE:
        stop -= 1
    if start < stop:
        yield start, stop
