"""A result on one sheet of A4, as PDF. The same result makes the same bytes: it holds no date, and the letters are those of
the machine it is made on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from importlib.resources import files

import typst

from gametape.patterns.drawing import Scale, differences, dot_and_interval, in_words
from gametape.patterns.printing import EXPLORATORY, clean, heading, opening, shortened, some, sure, unbroken
from gametape.patterns.results import LeftOut, Pattern, Result

SHEET = files("gametape.patterns").joinpath("sheet.typ").read_bytes()
STYLE = "svg{color:#0d5a51}text{fill:#575d56;font-size:10px}.axis{stroke:#bdb7a6;stroke-opacity:1}"
"""On paper a hairline is a little darker than on a screen."""
WIDTH = "200"
"""Of a picture, in the units of its letters: it is laid on 46 mm."""
LONGEST = 160
"""Characters of a title or a list of names, and three times as many of a sentence: what is longer is cut off on paper."""
MOST_HINTS = 5
RUN = re.compile(r"(\S{16})(?=\S)")
"""What has no blank is given places where a line may end."""


def as_pdf(result: Result) -> bytes:
    """What is too long for one sheet is cut off; the other forms have all of it."""
    sheet = json.dumps(_sheet(result))
    return bytes(typst.compile(SHEET, format="pdf", sys_inputs={"sheet": sheet}))


def _sheet(result: Result) -> dict[str, object]:
    scale = differences(pattern.headline for pattern in result.patterns)
    hints = result.exploratory[:MOST_HINTS]
    notes = [_sentence(note) for note in result.notes]
    method = [f"How: {_sentence(result.method)}.", result.caveat] if result.method else []
    return {
        "heading": heading(result),
        "opening": unbroken(opening(result)),
        "notes": [] if result.patterns else notes,
        "patterns": [_pattern(pattern, scale) for pattern in result.patterns],
        "exploratory_heading": EXPLORATORY,
        "exploratory": [f"{_title(pattern)}: {unbroken(pattern.sentence)}" for pattern in hints],
        "more": f"And {len(result.exploratory) - len(hints)} more." if len(result.exploratory) > len(hints) else "",
        "last": [*(notes if result.patterns else []), *_left_out(result.left_out), *method],
    }


def _pattern(pattern: Pattern, scale: Scale) -> dict[str, str]:
    effect = pattern.headline
    says = in_words(effect)
    title = _title(pattern)
    picture = dot_and_interval(
        effect.difference, effect.interval, scale, title=title, desc=says, width=WIDTH, style=STYLE
    )
    like = f"Much the same deals: {_names(pattern.like)}." if pattern.like else ""
    alt = f"{title}: {says}."
    return {
        "title": title,
        "sentence": unbroken(pattern.sentence),
        "sure": sure(pattern),
        "like": like,
        "picture": picture,
        "alt": alt,
    }


def _left_out(columns: tuple[LeftOut, ...]) -> list[str]:
    return [f"Not looked at: {_names((one.column for one in columns), 3 * LONGEST)}."] if columns else []


def _names(texts: Iterable[str], most: int = LONGEST) -> str:
    return _broken(some([clean(text) for text in texts], most))


def _title(pattern: Pattern) -> str:
    return _fitting(pattern.title, LONGEST)


def _sentence(text: str) -> str:
    return _fitting(text, 3 * LONGEST)


def _fitting(text: str, most: int) -> str:
    return _broken(shortened(clean(text), most))


def _broken(text: str) -> str:
    return RUN.sub("\\1\u200b", text)
