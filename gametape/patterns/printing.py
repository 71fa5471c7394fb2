"""What a result says on paper and in a file that can be passed on: the same words for both, cut to fit where they must."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gametape.common.counting import Figure, enough
from gametape.patterns.drawing import in_words
from gametape.patterns.results import Pattern, Result
from gametape.patterns.wording import percent

CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
"""Characters that no letter stands for, and those that turn the direction of all that follows: a file may hold them, a page
and a sheet of paper may not."""
EXPLORATORY = "Worth a question, not a finding"


def heading(result: Result) -> str:
    if result.conditions_looked_at == 1:
        return "One question, one answer"
    if result.patterns:
        return "Where more deals are lost than elsewhere"
    return "No pattern holds" if result.conditions_looked_at else "Too few deals to search"


def opening(result: Result) -> str:
    """How many deals, how many lost, and how much the table can tell at all."""
    share = f" ({percent(result.rate)})" if enough(Figure.RATE, result.n) else ""
    say = f"{result.n:,} closed deals, {result.lost:,} lost{share}."
    if result.smallest_gap is None:
        return say
    return f"{say} The smallest gap they could have told from luck: {round(100 * result.smallest_gap)} points."


def sure(pattern: Pattern) -> str:
    """What the picture shows, and by which method."""
    effect = pattern.headline
    return f"{in_words(effect)} ({effect.method})."


def unbroken(sentence: str) -> str:
    """One of our sentences, in which no line ends between a number and its per cent sign."""
    return sentence.replace(" %", "\u00a0%")


def clean(text: str) -> str:
    """Text of a file that can be shown: what is no character is drawn as one that stands for none."""
    return CONTROLS.sub("�", text)


def shortened(text: str, most: int) -> str:
    """At most `most` characters, its end cut off where it has more."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def some(names: Sequence[str], most: int) -> str:
    """As many names as fit into `most` characters, at least one, and how many more there are."""
    shown = [shortened(name, most) for name in names[:1]]
    for name in names[1:]:
        if len("; ".join([*shown, name])) > most:
            return f"{'; '.join(shown)}; and {len(names) - len(shown):,} more"
        shown.append(name)
    return "; ".join(shown)
