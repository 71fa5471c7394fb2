"""The sentence an engine reads before it listens.

A model writes what it expects to hear: without a word on towing, "tow rating" became "writing". The same words as a bare list
("hotwords") did harm: errors rose to 22 to 63 % of the words. So it is a sentence as somebody on the call could say it.
"""

from __future__ import annotations

import re

LONGEST = 400  # characters: about 100 of the 224 tokens that a model reads before the sound


def sentence(*, rep: str = "", store: str = "", unit: str = "", words: tuple[str, ...] = ()) -> str | None:
    """A greeting with the names of the deal, and one sentence with the words that are likely to fall. None without any."""
    said = []
    if rep or store:
        said.append("Hello, this is " + " at ".join(name for name in (rep, store) if name) + ".")
    if unit:
        said.append(f"We talk about the {unit}.")
    if words:
        said.append(f"We speak of {' and '.join(filter(None, (', '.join(words[:-1]), words[-1])))}.")
    return bounded(" ".join(said))


def bounded(prompt: str | None) -> str | None:
    """One line, not longer than a model reads; None for nothing."""
    text = re.sub(r"\s+", " ", prompt or "").strip()
    if len(text) <= LONGEST:
        return text or None
    return text[:LONGEST].rpartition(" ")[0] or text[:LONGEST]
