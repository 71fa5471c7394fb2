"""What a line holds: a question, money, somebody else's offer, an objection, a next step. Patterns from call_words.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from gametape.tape.turns import WORDS

_SENTENCE = re.compile(r"[^.!?]*(?:[.!?]+|$)")
_LEAD = r"^(?:(?:and|so|but|well|okay|ok|now|then|oh|um+|uh+|alright|all right|great|right|yes|yeah|sure|hi|hello|thanks)[,\s]+)*"


def _any(patterns: Iterable[str], *, starts: bool = False) -> re.Pattern[str]:
    return re.compile((_LEAD if starts else "") + "(?:" + "|".join(patterns) + ")", re.IGNORECASE)


OPEN = _any(WORDS["open_question"], starts=True)
OPEN_OF_THE_FORMULA = _any(WORDS["open_of_the_formula"], starts=True)
PRICE, PAYMENT, RIVAL, OBJECTION = (_any(WORDS[name]) for name in ("price", "payment", "rival", "objection"))
FILLER = re.compile(r"\b(?:" + "|".join(WORDS["filler"]) + r")\b", re.IGNORECASE)
STEP = {name: _any(patterns) for name, patterns in WORDS["next_step"].items()}


def sentences(text: str) -> list[str]:
    """Split after marks; "$8.50" and "a.m." are no ends."""
    marked = re.sub(r"(?<=\d)\.(?=\d)|(?<=\b[a-z])\.(?=[a-z]\b)", "\u2024", text)
    return [part.strip().replace("\u2024", ".") for part in _SENTENCE.findall(marked) if part.strip(" .!?")]


def questions(text: str) -> list[str]:
    """Sentences that end in a question mark, or begin like an open question although the mark is missing ("what is your offer")."""
    return [part for part in sentences(text) if part.endswith("?") or (OPEN.match(part) and not part.endswith("!"))]


def is_open(question: str) -> bool:
    """Begins with what, how, tell me or walk me; the last clause counts ("If I may ask, what holds you back?")."""
    return any(OPEN_OF_THE_FORMULA.match(part.strip()) for part in question.split(","))


def rival(text: str, *, names: Sequence[str] = ()) -> bool:
    """Somebody else's offer, in general words or by one of the names."""
    return bool(RIVAL.search(text)) or any(re.search(rf"\b{re.escape(name)}\b", text, re.IGNORECASE) for name in names)


def offers_a_step(text: str) -> bool:
    """An action, a day or time, and who does it."""
    return all(STEP[part].search(text) for part in ("action", "when", "owner"))


def agrees(text: str) -> bool:
    """Says yes, before any no."""
    yes, no = STEP["agreed"].search(text), STEP["refused"].search(text)
    return yes is not None and (no is None or yes.start() < no.start())


KINDS = ("question", "price", "payment", "competitor", "objection", "next_step")


def kinds_in(text: str) -> tuple[str, ...]:
    """Those of KINDS that a line holds, so that somebody can go from one to the next. Where to look, never a verdict."""
    found = (
        bool(questions(text)),
        bool(PRICE.search(text)),
        bool(PAYMENT.search(text)),
        rival(text),
        bool(OBJECTION.search(text)),
        offers_a_step(text),
    )
    return tuple(kind for kind, there in zip(KINDS, found, strict=True) if there)
