"""What somebody wrote themselves, out of a letter: without what they answer, their signature, their phone's line.

mail-parser-reply knows how many programs begin a quotation; it leaves "Best regards" with the name behind it and "Sent
from my iPhone", and takes everything under a quotation for quoted, though people answer between the lines. What is cut
is cut whole lines at a time, so the words that stay are theirs, letter for letter.
"""

from __future__ import annotations

import re
from typing import Final

from gametape.ask.incoming import words
from gametape.common.spans import comparable

READ_AT_MOST: Final = 20_000  # code points
MOST_LINES: Final = 600
SHOWN: Final = 250
"""Code points of a line that are looked at. The library's patterns take the square of a line's length."""
MOST_IN_A_SIGNATURE, LONGEST_IN_A_SIGNATURE, WORDS_OF_A_NAME = 10, 70, 4
_RULE = re.compile(r"(?:-- ?|__|—|–{2,}|[-_=*]{3,}|…)$")
_BLANKS = re.compile(r"\n{3,}")
_LETTERS = re.compile(r"\w", re.UNICODE)
_MARKS = re.compile(r"^[\s*_~-]+|[\s*_~.,;:!-]+$")
_OPENS = re.compile(r"(?:on|el|le|am|il)\b")
_ADDRESS = re.compile(r"<(?:https?|mailto):[^<>]{0,200}>?")
_SENTENCE = re.compile(r"[.!?]\s*$")


def own_words(text: str, *, name: str = "") -> str:
    """The sender's own words; "" where all of it was quoted. `name` is how the sender's program calls them: it goes from
    under the last line. At most the first 20,000 code points are read."""
    lines = [line.rstrip() for line in text[:READ_AT_MOST].split("\n")[:MOST_LINES]]
    lines = _without_signature(_without_quotes(_without_banner(lines)), name)
    return _BLANKS.sub("\n\n", "\n".join(lines)).strip()


def _plain(line: str) -> str:
    """A line as it is compared: bare letters, without quotation marks of mail, cut where no rule looks any more."""
    return comparable(_ADDRESS.sub("", line[:SHOWN])).lstrip("> ").strip()


# -- quotes -----------------------------------------------------------------------------------------------------------


def _without_banner(lines: list[str]) -> list[str]:
    """What a mail filter put on top, up to the next blank line."""
    first = next((n for n, line in enumerate(lines) if line.strip()), None)
    if first is None or not words.BANNER.fullmatch(_plain(lines[first])):
        return lines
    rest = lines[first:]
    blank = next((n for n, line in enumerate(rest) if not line.strip()), None)
    return rest[blank:] if blank is not None and any(line.strip() for line in rest[blank:]) else lines


def _without_quotes(lines: list[str]) -> list[str]:
    """Where a header of a quotation stands with ">" lines under it, both go and what stands between and below stays: an
    answer between the lines. Under any other such header nothing is theirs."""
    heads, kept, n = _heads(lines), [], 0
    while n < len(lines):
        if n in heads:
            below = _next_said(lines, heads[n])
            if below is None or not lines[below].lstrip().startswith(">"):
                break
            n = below
        elif lines[n].lstrip().startswith(">"):
            n += 1
        else:
            kept.append(lines[n])
            n += 1
    return kept


def _next_said(lines: list[str], n: int) -> int | None:
    return next((at for at in range(n, len(lines)) if lines[at].strip()), None)


def _heads(lines: list[str]) -> dict[int, int]:
    """{line a quotation's header begins on: the first line behind it}"""
    plain = [_plain(line) for line in lines]
    found = _known_to_the_library(lines)
    for n in range(len(plain)):
        if plain[n] and (behind := _head_at(plain, n)):
            found[n] = behind
    return found


def _head_at(plain: list[str], n: int) -> int | None:
    """The first line behind a header that begins on line `n`; programs wrap one over up to three lines."""
    for more in (1, 2, 3):
        lines = plain[n : n + more]
        if not all(lines) or any(_OPENS.match(line) for line in lines[1:]):
            break
        if words.QUOTE_BEGINS.fullmatch(" ".join(lines)):
            return n + more
    block = _block_at(plain, n)
    return n + block if block >= 2 else None


def _block_at(plain: list[str], n: int) -> int:
    """How many lines of "From: ...", "Sent: ..." begin here; the first of them says from whom."""
    first, *others = words.HEADER_LINE
    if not first.fullmatch(plain[n]):
        return 0
    at = n + 1
    while at < len(plain) and any(pattern.fullmatch(plain[at]) for pattern in others):
        at += 1
    return at - n


def _known_to_the_library(lines: list[str]) -> dict[int, int]:
    """What mail-parser-reply takes for headers, each as one stretch of lines. It is shown short lines: its patterns are
    no match for a long one. A first word on its own ("An: ") is not enough, hence the two lines or the colon."""
    text, found = "\n".join(line[:SHOWN].strip() for line in lines), {}
    for match in words.LIBRARY_HEADERS.finditer(text):
        stretch = match.group().strip("\n")
        start = text.count("\n", 0, match.start() + match.group().index(stretch[:1])) if stretch else 0
        if stretch.rstrip().endswith(":") and "\n\n" not in stretch:
            found[start] = start + stretch.count("\n") + 1
    return found


# -- signatures -------------------------------------------------------------------------------------------------------


def _without_signature(lines: list[str], name: str) -> list[str]:
    lines = _up_to_a_rule(lines)
    lines = [line for line in lines if not words.DEVICE.fullmatch(_plain(line))]
    lines = _up_to_a_disclaimer(lines)
    return _without_name(_up_to_a_farewell(lines), name)


def _up_to_a_rule(lines: list[str]) -> list[str]:
    """ "-- " ends a letter by agreement (RFC 3676). A line of dashes does when little stands under it."""
    for n, line in enumerate(lines):
        if line.rstrip() in ("--", "—", "__") or (_RULE.match(line.strip()) and _could_be_a_signature(lines[n + 1 :])):
            return lines[:n] if any(line.strip() for line in lines[:n]) else lines[n + 1 :]
    return lines


def _up_to_a_disclaimer(lines: list[str]) -> list[str]:
    for n, line in enumerate(lines):
        if _said(lines[:n]) and words.DISCLAIMER.fullmatch(_plain(line)):
            return lines[:n]
    return lines


def _up_to_a_farewell(lines: list[str]) -> list[str]:
    """A farewell with a name and little else behind it. "Regards" inside a sentence, or with a letter under it, is none;
    and where nothing stands above it, it is all that was said."""
    for n, line in enumerate(lines):
        if _said(lines[:n]) and _is_farewell(line) and _could_be_a_signature(lines[n + 1 :]):
            return lines[:n]
    return lines


def _is_farewell(line: str) -> bool:
    """ "Best regards", "Thanks, Sam", "- Thanks!"; a sentence that begins like one is longer than a name."""
    plain = _MARKS.sub("", _plain(line))
    head, comma, tail = plain.partition(",")
    named = not comma or (len(tail.split()) <= WORDS_OF_A_NAME and "." not in tail)
    return named and bool(words.CLOSING.fullmatch(head.strip()))


def _could_be_a_signature(lines: list[str]) -> bool:
    said = [line.strip() for line in lines if line.strip()]
    if len(said) > MOST_IN_A_SIGNATURE or any(len(line) > LONGEST_IN_A_SIGNATURE for line in said):
        return False
    return not any(_SENTENCE.search(line) and len(line.split()) > WORDS_OF_A_NAME for line in said)


def _without_name(lines: list[str], name: str) -> list[str]:
    """Without the name under it: "Sam", "- Sam Miller"."""
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    if not lines or not _said(lines[:-1]):
        return lines
    last = lines[-1].strip()
    bare = _MARKS.sub("", comparable(last[:SHOWN]))
    names = {part for part in re.split(r"[\W\d_]+", comparable(name)) if len(part) > 1}
    signed = bool(bare) and len(bare.split()) <= WORDS_OF_A_NAME and set(bare.split()) <= names
    dashed = re.fullmatch(r"[-–—~]{1,2}\s?[^\W\d_]+(?:[ .-]{1,2}[^\W\d_]+){0,2}\.?", last) is not None
    return lines[:-1] if signed or (dashed and not lines[-2].lstrip().startswith(("-", "–", "*"))) else lines


def _said(lines: list[str]) -> bool:
    return any(_LETTERS.search(line) for line in lines)
