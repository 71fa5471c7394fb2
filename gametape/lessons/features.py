"""What a text, a unit or an amount tells about where a lesson belongs: words in, short feature codes out. Pure.

A feature is a code with its kind in front: "concept:fees", "stage:figures", "absent", "word:hitch". None is about who
somebody is: words for people and their families are left out, whatever the scan of private words finds is cut out first,
and "somebody who decides is not here" is all that is kept of who they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from math import log2
from pathlib import Path
from typing import Any, Final

import yaml

from gametape.common.private_words import scan
from gametape.common.spans import comparable
from gametape.deals.vocabulary import LEAVES

ABSENT: Final = "absent"
QUIET: Final = "quiet"
QUIET_DAYS: Final = 4
MOST_WORDS: Final = 60
_WORD = re.compile(r"[a-z][a-z0-9'-]{2,}")
_RAW: Final[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("concepts.yaml").read_text(encoding="utf-8"))


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)")


def _patterns() -> dict[str, re.Pattern[str]]:
    told = {f"{kind}:{name}": row["words"] for kind in ("stage", "concept") for name, row in _RAW[kind].items()}
    told |= {f"visit:{name}": words for name, words in _RAW["visit"].items()}
    return {name: _pattern(words) for name, words in told.items()} | {QUIET: _pattern(_RAW["quiet"]["words"])}


_TOLD: Final = _patterns()
_KINDS: Final = {f"kind:{name}": _pattern(words) for name, words in _RAW["kind"].items()}
_WHO: Final = rf"(?<!\w)(?P<who>{_RAW['absent']['who']})(?!\w)[^.;!?\n]{{0,40}}?(?<!\w)"
_GONE: Final = tuple(re.compile(rf"{_WHO}(?P<gone>{_RAW['absent'][how]})(?!\w)") for how in ("gone", "say"))
_ALONE: Final = _pattern(_RAW["absent"]["words"])
_LEFT_OUT: Final = frozenset(_RAW["left_out"].split())
SAYS: Final[dict[str, str]] = {
    f"{kind}:{name}": row["say"] for kind in ("stage", "concept") for name, row in _RAW[kind].items()
} | {
    QUIET: _RAW["quiet"]["say"],
    ABSENT: "someone who decides is not here",
    "visit:first": "it is a first visit",
    "visit:back": "they are coming back",
}
_SAYS_OF: Final = {
    "word": "“{}” comes up",
    "kind": "it is a {}, too",
    "unit": "it is about a {} again",
}


def clean(text: str) -> str:
    """`text` in comparable letters, with everything private blanked out."""
    plain = comparable(text)
    for span in scan(text):
        plain = plain[: span.start] + " " * (span.end - span.start) + plain[span.end :]
    return plain


def told_by(text: str) -> frozenset[str]:
    """Concepts, stages, visit, absent and quiet that `text` tells; see `concepts.yaml`."""
    plain = clean(text)
    found = {name for name, pattern in _TOLD.items() if pattern.search(plain)}
    if any(pattern.search(plain) for pattern in _GONE) or _ALONE.search(plain):
        found.add(ABSENT)
    return frozenset(found)


def absent_words(text: str) -> str:
    """How a deal's own note tells that somebody who decides is not here: "the father stays at home"; "" if it does not."""
    plain = clean(text)
    for pattern in _GONE:
        if found := pattern.search(plain):
            who = found["who"]
            return f"{'' if 'decides' in who else 'the '}{who} {found['gone']}"
    return ""


def words_of(text: str, *, without: Iterable[str] = ()) -> frozenset[str]:
    """Stems of the telling words; `without` are names that must not become one."""
    names = {comparable(name) for name in without}
    found = dict.fromkeys(stem(word) for word in written(text) if word not in names)
    return frozenset(f"word:{word}" for word in list(found)[:MOST_WORDS] if word not in names and len(word) > 2)


def written(text: str) -> list[str]:
    """The words of `text` that can be a feature, in small letters."""
    return [word for word in _WORD.findall(clean(text)) if not {word, stem(word), word.rstrip("s")} & _LEFT_OUT]


@cache
def stem(word: str) -> str:
    """Crude and steady: "beds" and "bed", "towing" and "tow" meet."""
    word = word.strip("'-").removesuffix("'s")
    for end, least in (("ing", 6), ("ies", 5), ("ed", 5), ("es", 5), ("s", 4)):
        if word.endswith(end) and len(word) >= least and not word.endswith("ss"):
            word = word[: -len(end)] + ("y" if end == "ies" else "")
            return word[:-1] if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "ls" else word
    return word


def unit_features(unit: str) -> frozenset[str]:
    """What kind of thing it is about, and its own words."""
    plain = clean(unit)
    kinds = {name for name, pattern in _KINDS.items() if pattern.search(plain)}
    return frozenset(kinds | {f"unit:{word[5:]}" for word in words_of(unit)})


def band(amount_minor: int | None) -> frozenset[str]:
    """Amounts of about the same size share a band: each reaches to twice its lower end."""
    return frozenset({f"band:{round(log2(amount_minor))}"} if amount_minor and amount_minor > 0 else ())


def because(feature: str) -> str:
    """How a feature is said after "Here because", where the deal does not say it better itself."""
    kind, _, name = feature.partition(":")
    if kind == "leaf":
        return f"deals like it were lost over “{LEAVES[name].label.lower()}”" if name in LEAVES else ""
    return SAYS.get(feature) or (_SAYS_OF[kind].format(name) if kind in _SAYS_OF else "")
