"""Whether it is an answer at all, and whether they want to hear from us. Pure.

What the rules of `gametape.ask.replies` are sure of stands, a stop in any wording above all. A small linear model hears
what no list holds, sooner where a pattern says that it looks like it (`data/no_answer.yaml`): a lost answer costs the
lesson. A pattern of a stop needs no model: whoever said stop must never be written to.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache
from typing import Final

import yaml

from gametape.ask.replies import kind_of
from gametape.common.spans import comparable
from gametape.reasons.reading.weighing import ANSWERS, DATA, Model, weigh
from gametape.reasons.reading.wording import Token

SURE: Final = 0.6
SURE_IF_IT_LOOKS_LIKE_IT: Final = 0.15
A_STOP: Final = 0.5
A_STOP_IF_A_PERSON_SHOULD_LOOK: Final = 0.15
TELLS_NO_REASON: Final = 0.3  # from this chance on that the words tell no reason, nothing speaks for an answer
WORDS_OF_A_SHORT_REPLY: Final = 30  # what goes on longer than this tells something, whatever it looks like
OPT_OUT: Final = "OPT_OUT"
AUTO_REPLY: Final = "AUTO_REPLY"
_PATTERNS: Final = {
    code: re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
    for code, patterns in yaml.safe_load((DATA / "no_answer.yaml").read_text(encoding="utf-8")).items()
}

_CALL_ME = re.compile(
    r"\b(?:(?:please |pls |just |can you |could you |you can |feel free to )(?:call|text|ring|email|e-mail|message|write|contact)\b(?! (?:anymore|off|it))"
    r"|(?<!not )(?<!n't )(?<!nt )(?:call|text|ring|email|phone|message) me\b|give (?:me|us) a (?:call|ring|shout)|get back to (?:me|us)\b"
    r"|let (?:me|us) know (?:if|when|whether)|keep (?:me|us) (?:posted|in mind|updated)|reach out (?:when|if|in|after)|happy to (?:talk|chat|hear)"
    r"|ll[aá]m[ea](?:me|nme|nos|nnos)\b|escr[ií]b[ea](?:n)?me\b|av[ií]s[ea](?:n)?(?:me|nos)\b|(?:me|nos) (?:puede[ns]?|pueden) (?:llamar|escribir|avisar)"
    r"|(?:r?appelez|recontactez|[ée]crivez|tenez|pr[ée]venez)[- ](?:moi|nous)|(?:vous pouvez|n'h[ée]sitez pas [àa]) (?:me|nous) (?:r?appeler|[ée]crire|recontacter)"
    r"|(?:rufen|melden|schreiben) sie (?:mich|mir|sich)\b(?!.{0,20}(?:nicht|nie))|(?:ruf|meld|schreib) (?:mich|mir|dich)\b(?!.{0,20}(?:nicht|nie))"
    r"|(?:gerne?|bitte) (?:\w+ ){0,3}(?:anrufen|melden|zur[üu]ckrufen)\b)",
    re.IGNORECASE,
)
_DO_NOT = re.compile(
    r"\b(?:no need to (?:call|write|reply|follow|get back|respond|contact)|(?:please )?(?:do not|don['’]?t|dont) (?:bother|call|text|ring|contact|follow up|reply|write)\b"
    r"|no (?:follow[- ]?ups?|calls?|reply needed)|not looking for a (?:call|reply)|no hace falta que (?:me )?(?:llam|escrib|contest)\w+|no (?:me|nos) (?:llam|escrib|contact)\w+"
    r"|(?:inutile|pas la peine) de (?:me |nous )?(?:r?appeler|recontacter|r[ée]pondre|[ée]crire)|ne (?:me |nous )?(?:r?appelez|recontactez|contactez) (?:pas|plus)"
    r"|(?:bitte )?(?:kein(?:e|en)?) (?:r[üu]ckruf|anrufe?|antwort)\b|(?:nicht|brauchen sie nicht) (?:mehr )?(?:anrufen|zur[üu]ckrufen|melden))",
    re.IGNORECASE,
)


def status_of(text: str, words: Sequence[Token], nothing: float) -> str | None:
    """A code of ``reply_status``, or None for an answer; ``words`` are the tokens of the text, ``nothing`` the chance
    that they tell no reason, as the reader of reasons sees it: what tells a reason is an answer, whatever its form."""
    kind, looks = kind_of(text), _looks_like(text)
    if kind.stops or OPT_OUT in looks:
        return OPT_OUT
    silent = min(1.0, nothing / TELLS_NO_REASON)
    if kind.status == AUTO_REPLY or (kind.status and silent >= 0.5):
        return kind.status
    model = _model()
    chances = {
        code: chance * (1.0 if code == AUTO_REPLY else silent)
        for code, chance in zip(model.classes, weigh(model, words), strict=True)
        if code != ANSWERS
    }
    if chances.pop(OPT_OUT) >= (A_STOP_IF_A_PERSON_SHOULD_LOOK if kind.unsure else A_STOP):
        return OPT_OUT
    likeliest = max(chances, key=chances.__getitem__)
    enough = SURE_IF_IT_LOOKS_LIKE_IT if likeliest in looks else SURE
    return likeliest if chances[likeliest] >= enough else None


def _looks_like(text: str) -> set[str]:
    """What the patterns take it for; in a long reply only what a machine wrote and a stop."""
    said = comparable(text)
    codes = _PATTERNS if len(said.split()) <= WORDS_OF_A_SHORT_REPLY else (OPT_OUT, AUTO_REPLY)
    return {code for code in codes if _PATTERNS[code].search(said)}


def wants_contact(text: str, status: str | None) -> bool | None:
    """Whether the words ask us to be in touch, or not to be; None where they say neither."""
    if status == OPT_OUT or _DO_NOT.search(text):
        return False
    return True if _CALL_ME.search(text) else None


@cache
def _model() -> Model:
    return Model.from_json(json.loads((DATA / "status.json").read_text(encoding="utf-8")))
