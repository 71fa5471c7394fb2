"""What a column's name gives away: that it is filled in late, that it is a person, a name, a postcode, a protected trait."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from gametape.win_probability import late_words as words

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@dataclass(frozen=True)
class Named:
    """A name that hints at a late column; `strong` where it can hardly mean anything else."""

    strong: bool
    about: str


def tokens(name: str) -> tuple[str, ...]:
    """`closeDate_USD (lost)` -> close, date, usd, lost. Umlauts are written out, other accents dropped."""
    plain = unicodedata.normalize("NFKD", _HUMP.sub(" ", name.translate(_UMLAUTS)))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign)).lower()
    return tuple(re.findall(r"[^\W\d_]+", plain))


def late_by_name(name: str) -> Named | None:
    """None where the name says nothing, or where another word takes the suspicion away."""
    said = tokens(name)
    said = tuple(
        one for i, one in enumerate(said) if not (one == "close" and said[i + 1 : i + 2] in {("to",), ("by",)})
    )
    if _any(said, words.WORDS["before"]) or _any(said, words.WORDS["theirs"]):
        return None
    expected = _any(said, words.WORDS["expected"])
    about = words.WHOLE_NAMES.get("".join(said))
    if about is not None:
        return Named(not expected, about)
    if "".join(said) in words.WEAK_WHOLE_NAMES:
        return Named(False, words.JUDGED)
    for strong, about, kinds in words.NAME_RULES:
        if all(_any(said, words.WORDS[kind]) for kind in kinds) and _apart(said, kinds):
            return Named(strong and not expected, about)
    return None


def _apart(said: tuple[str, ...], kinds: tuple[str, ...]) -> bool:
    """One word must not stand for two kinds at once, unless it is a compound of two."""
    matched = [{one for one in said if _is(one, words.WORDS[kind])} for kind in kinds]
    together = set().union(*matched)
    return len(together) >= len(kinds) or any(len(one) >= 9 for one in together)


def never_a_predictor(name: str, *, levels: int, is_text: bool) -> tuple[str, str] | None:
    """Why, and the evidence in words; None for a column that may be used. `levels`: distinct values, `is_text`: not numbers."""
    said = tokens(name)
    pairs = set(itertools.pairwise(said))
    if _any(said, words.POSTCODE) or pairs & set(words.POSTCODE_PAIRS):
        return "a postcode", "A postcode stands for where people live and who they are; it is never used."
    if _protected(said, pairs):
        return "a protected trait", "Who a buyer is says nothing that may be used; it is never a predictor."
    if _any(said, words.PERSON) and not _any(said, words.NOT_A_PERSON) and (is_text or "id" in said):
        return "a person", "It names who sold. Chances are about deals, not about people; it is never used."
    if is_text and _names_a_buyer(said, levels):
        return "a name", "It names the buyer; a name is never used."
    return None


def _protected(said: tuple[str, ...], pairs: set[tuple[str, str]]) -> bool:
    if _any(said, words.PROTECTED) or pairs & set(words.PROTECTED_PAIRS):
        return True
    return bool(set(said) & words.AGE) and all(one in words.AGE or one in words.AGE_OF for one in said)


def _names_a_buyer(said: tuple[str, ...], levels: int) -> bool:
    if set(said) & words.CONTACTS and levels >= 20:
        return True
    if set(said) & words.NAME and (set(said) & words.NAME_OF_A_BUYER or len(said) == 1 or set(said) <= words.NAME):
        return levels >= 10
    return bool(said) and all(one in words.WHO for one in said) and levels >= 20


def is_an_id(name: str) -> bool:
    return _any(tokens(name), words.IDS)


def speaks_of_the_end(label: str) -> bool:
    """Whether a value itself says how it ended: "Lost to competitor"."""
    return bool(set(tokens(label)) & words.OUTCOME_WORDS)


def _any(said: Iterable[str], known: frozenset[str]) -> bool:
    return any(_is(one, known) for one in said)


def _is(said: str, known: frozenset[str]) -> bool:
    if said in known:
        return True
    return any(
        (stem.endswith("*") and said.startswith(stem[:-1])) or (stem.startswith("*") and said.endswith(stem[1:]) and len(said) > len(stem))
        for stem in known
        if "*" in stem
    )  # fmt: skip
