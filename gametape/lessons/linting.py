"""The lint of a lesson: can it be seen or heard, can it be done, does it rest on something, is nobody in it?

Pure: a `Draft` and what is `Known` around it in, findings out, blocks first. Rules L1 to L7; their words are in
`lint_words.yaml`. Findings name the part of the sentence they are about, and the words, as the lint of asks does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import yaml

from gametape.common.private_words import scan
from gametape.common.spans import comparable
from gametape.lessons.alike import ALIKE, likeness

Part = Literal["trigger", "do", "because"]
PARTS: Final[tuple[Part, ...]] = ("trigger", "do", "because")
MOST_WORDS: Final = 40
BORROWED: Final = 5  # so many words in a row of a buyer's are a quote
ACTS: Final = 2  # "show it and stop" is one act; a third verb is a plan
_RAW: Final[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("lint_words.yaml").read_text(encoding="utf-8"))
SAY: Final[dict[str, str]] = _RAW["say"]


@dataclass(frozen=True, slots=True)
class Draft:
    trigger: str
    do: str
    because: str

    @property
    def parts(self) -> tuple[str, str, str]:
        return self.trigger, self.do, self.because

    def part(self, name: Part) -> str:
        return {"trigger": self.trigger, "do": self.do, "because": self.because}[name]

    def __str__(self) -> str:
        return f"When {self.trigger}, I {self.do}, because {self.because}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What surrounds a draft: names nobody may read in it, words that are products and stores, the buyer's own words, the
    lessons one has already (id and sentence), and whether evidence is attached."""

    names: frozenset[str] = frozenset()
    things: frozenset[str] = frozenset()
    said: Sequence[str] = ()
    others: Sequence[tuple[int, str]] = ()
    rests: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """One thing to look at. `quote` are the words it is about, "" where words are missing; `same_as` the lesson it repeats."""

    id: str
    severity: Literal["block", "warn"]
    part: Part
    quote: str
    say: str
    same_as: int | None = None


_SAID_TWICE: Final = tuple(
    re.compile(words, re.IGNORECASE)
    for words in (r"^when(?:ever)?\s+", r"^(?:(?:i|we)(?:['’]ll| will)?|will)\s+", r"^because\s+")
)


def tidy(draft: Draft) -> Draft:
    """Without a second "When", "I" or "because", a capital in the middle, and the full stop: the sentence has them."""
    parts = (again.sub("", text.strip()).rstrip(" .,;") for again, text in zip(_SAID_TWICE, draft.parts, strict=True))
    return Draft(*(_small(part) for part in parts))


def _small(part: str) -> str:
    first = part.split(" ", 1)[0]
    return part[:1].lower() + part[1:] if first.lower() in _OPENERS - {"i"} else part


def lint(draft: Draft, known: Known) -> list[Found]:
    """Everything there is to say, blocks first."""
    found = [*_l1(draft.trigger), *_l2(draft.do), *_l3(draft.because, known), *_l4(draft, known)]
    found += [*_l5(draft), *_l6(draft, known), *_l7(draft)]
    return sorted(dict.fromkeys(found), key=lambda one: one.severity != "block")


def blocks(found: Iterable[Found]) -> bool:
    return any(one.severity == "block" for one in found)


def _either(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)")


_FEELING, _VAGUE, _HEARD = _either(_RAW["feeling"]), _either(_RAW["vague"]), _either([_RAW["heard"]])
_LONG, _GENERAL, _WARN, _STATUS, _TRAIT = (
    _either(_RAW[name]) for name in ("long", "general", "warn", "status", "trait")
)
_VERBS, _STATES, _LONG_VERBS = (frozenset(_RAW[name].split()) for name in ("verbs", "state", "long_verbs"))
_LEAD_IN: Final = re.compile(rf"(?:{_RAW['lead_in']}[\s,]+)+")
_NEXT: Final = re.compile(_RAW["second_act"])
_NO_NAMES, _OPENERS = (frozenset(_RAW[name].split()) for name in ("no_names", "openers"))
_TITLES: Final = re.compile(rf"\b{_RAW['titles']}")
_PERSON: Final = re.compile(rf"([A-ZÀ-Þ][\w’'-]+?)(?:[’']s)? (?:{_RAW['acts_like_a_person']})\b")
_CAPITAL: Final = re.compile(r"\b[A-ZÀ-Þ][\w’'-]*[a-zà-ÿ][\w’'-]*")
_WORD: Final = re.compile(r"[\w’'&-]+")
_DATA: Final = (
    re.compile(r"[^@\s]+@[^@\s]+\.\w+"),
    re.compile(r"\+?\d[\d\s().-]{5,}\d"),
    re.compile(
        r"[$€£¥]\s?\d[\d.,]*\s?[kK]?|\b\d[\d.,]*\s?(?:dollars|bucks|euros?|pounds|USD|EUR|GBP|CAD)\b|\b\d{1,3}(?:[,.]\d{3})+\b|\b\d{2,3}\s?[kK]\b"
    ),
    re.compile(r"https?://\S+|\bwww\.\S+"),
)


def _l1(trigger: str) -> Iterator[Found]:
    plain = comparable(trigger)
    if not plain.strip():
        yield Found("L1", "block", "trigger", "", SAY["L1_missing"])
        return
    feeling, heard = _FEELING.search(plain), _HEARD.search(plain)
    if feeling and not (heard and heard.start() < feeling.start()):
        yield Found("L1", "block", "trigger", trigger[feeling.start() : feeling.end()], SAY["L1_feeling"])
    elif _VAGUE.fullmatch(plain.strip(" .,")):
        yield Found("L1", "block", "trigger", trigger, SAY["L1_vague"])


def _l2(do: str) -> Iterator[Found]:
    plain = comparable(do).strip()
    bare = plain[found.end() :] if (found := _LEAD_IN.match(plain)) else plain
    words = re.findall(r"[a-z'-]+", bare)
    if not words:
        yield Found("L2", "block", "do", "", SAY["L2_missing"])
        return
    if words[0] in _LONG_VERBS:
        yield Found("L2", "block", "do", words[0], SAY["L2_long"])
    elif words[0] in _STATES:
        yield Found("L2", "block", "do", words[0], SAY["L2_state"])
    elif not _is_verb(words[0]):
        yield Found("L2", "block", "do", words[0], SAY["L2_verb"])
    elif (many := _many(bare)) is not None:
        yield Found("L2", "block", "do", many, SAY["L2_many"])
    elif found := _LONG.search(plain):
        yield Found("L2", "block", "do", found.group(), SAY["L2_long"])


def _is_verb(word: str) -> bool:
    return word in _VERBS or word.removeprefix("re-") in _VERBS


def _many(bare: str) -> str | None:
    """The act that is one too many, or None: what begins with a verb after a comma, a "then" or an "and"."""
    acts = re.split(rf"{_NEXT.pattern}|\band\s+", bare)
    later = [act.strip() for act in acts[1:] if act and act.strip()]
    verbs = [act for act in later if _is_verb(re.split(r"[^a-z'-]", act)[0])]
    return verbs[ACTS - 1] if len(verbs) >= ACTS else None


def _l3(because: str, known: Known) -> Iterator[Found]:
    if not because.strip():
        yield Found("L3", "block", "because", "", SAY["L3_missing"])
    elif _GENERAL.fullmatch(comparable(because).strip(" .,")):
        yield Found("L3", "block", "because", because, SAY["L3_general"])
    if not known.rests:
        yield Found("L3", "block", "because", "", SAY["L3_rests"])


def _l4(draft: Draft, known: Known) -> Iterator[Found]:
    if (n := len(_WORD.findall(str(draft)))) > MOST_WORDS:
        yield Found("L4", "block", "because", "", SAY["L4_long"].format(n=n))
    for name in PARTS:
        text = draft.part(name)
        for quote in dict.fromkeys(_names(text, known)):
            yield Found("L4", "block", name, quote, SAY["L4_name"])
        for pattern in _DATA:
            if found := pattern.search(text):
                yield Found("L4", "block", name, found.group(), SAY["L4_data"])
        for span in scan(text):
            yield Found("L4", "block", name, text[span.start : span.end], SAY["L4_private"])
        for found in _TRAIT.finditer(comparable(text)):
            yield Found("L4", "block", name, text[found.start() : found.end()], SAY["L4_trait"])
        if quote := _borrowed(text, known.said):
            yield Found("L4", "block", name, quote, SAY["L4_words"])


def _names(text: str, known: Known) -> Iterator[str]:
    """Names of people around the deal in any spelling of the letters; other words with a capital, unless they are known to
    be a thing. At the start of a part a capital is only a name where it acts like a person."""
    for found in re.finditer(r"[\w’'-]+", text):
        bare = comparable(found.group()).removesuffix("'s").strip("'-")
        if bare in known.names and (found.group()[0].isupper() or (len(bare) > 4 and bare not in _VERBS)):
            yield found.group()
    yield from (found.group() for found in _TITLES.finditer(text))
    for found in _CAPITAL.finditer(text):
        word = comparable(found.group()).removesuffix("'s").strip("'-")
        if word in known.things or word in _NO_NAMES or word.removesuffix("s") in known.things:
            continue
        if _starts(text, found.start()):
            if word not in _OPENERS and _PERSON.match(text, found.start()):
                yield found.group()
        else:
            yield found.group()


def _starts(text: str, at: int) -> bool:
    """Whether a sentence, or a quote, starts there."""
    before = text[:at].rstrip()
    return not before or before[-1] in ".!?:“\"'‘„«("


def _borrowed(text: str, said: Sequence[str]) -> str:
    """The first stretch of `BORROWED` words that a buyer said so; "" if none."""
    theirs = {run for words in said for run in _runs(comparable(words))}
    places = [(found.start(), found.end()) for found in _WORD.finditer(text)]
    for at in range(len(places) - BORROWED + 1):
        start, end = places[at][0], places[at + BORROWED - 1][1]
        if tuple(_WORD.findall(comparable(text[start:end]))) in theirs:
            return text[start:end]
    return ""


def _runs(plain: str) -> Iterator[tuple[str, ...]]:
    words = _WORD.findall(plain)
    return (tuple(words[at : at + BORROWED]) for at in range(len(words) - BORROWED + 1))


ALWAYS = frozenset({"always", "never", "every single time"})


def _l5(draft: Draft) -> Iterator[Found]:
    for name in PARTS:
        text = draft.part(name)
        for found in _WARN.finditer(comparable(text)):
            if name == "because" and found.group() in ALWAYS:
                continue  # "they never saw the total" is what happened, not a vow
            yield Found("L5", "warn", name, text[found.start() : found.end()], SAY["L5"])


def _l6(draft: Draft, known: Known) -> Iterator[Found]:
    """Compared without the because: the same act at the same sign is the same lesson, whatever taught it."""
    mine = f"{draft.trigger} {draft.do}"
    alike = max(((likeness(mine, text), id_) for id_, text in known.others), default=(0.0, 0))
    if mine.strip() and alike[0] > ALIKE:
        yield Found("L6", "warn", "do", "", SAY["L6"], same_as=alike[1])


def _l7(draft: Draft) -> Iterator[Found]:
    for name in PARTS:
        text = draft.part(name)
        for found in _STATUS.finditer(comparable(text)):
            yield Found("L7", "warn", name, text[found.start() : found.end()], SAY["L7"])
