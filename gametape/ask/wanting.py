"""Whether somebody asks for an answer in so many words: the buyer's own "yes, answer me" where there is no box to tick. Pure.

Only a request to us counts, a clause of its own ("Yes, answer me.", "Please call me back tomorrow."). "Nobody ever called me
back" asks for nothing, and a missed yes costs a tap on the page, while a false one would turn the key for them (law 2).
"""

from __future__ import annotations

import re
from typing import Final

from gametape.ask.replies import kind_of
from gametape.common.spans import comparable

READ_AT_MOST: Final = 4_000  # code points
_CLAUSE = re.compile(r"[.!?;:,\n()…]+|\s-+\s|\s(?:and|but|so|y|pero|et|mais|und|aber)\s")
_LEAD = re.compile(
    r"(?:yes|yeah|yep|ok|okay|sure|please|pls|and|so|then|feel free to|(?:can|could|would|will) (?:you|someone|somebody)"
    r"|you (?:can|may)|i(?:'d| would) like (?:you|someone) to|si|claro|por favor|oui|s'il (?:vous|te) plait|svp|ja|bitte|gern|gerne)\s+"
)
_WHEN = r"(?: (?:then|once|please|anytime|any time|today|tomorrow|tonight|soon|hoy|manana|aujourd'hui|demain|heute|morgen|back|when you can|if you can|(?:on |by |at |after |before |this |next )\S+(?: \S+)?|bitte|por favor|svp)){0,3}"
_ASKS = re.compile(
    r"(?:answer (?:me|us)|reply to (?:me|us)|(?:write|text|e-?mail|message) (?:me|us) back|get back to (?:me|us)|(?:call|phone|ring) (?:me|us)(?: back)?"
    r"|give (?:me|us) a (?:call|ring)(?: back)?|(?:i|we)(?:'d| would) (?:like|love|appreciate) (?:an answer|a reply|a call(?: back)?|to hear back(?: from you)?)"
    r"|(?:i|we) want an answer|contestenme|contestame|respondanme|respondeme|llamenme|llameme|llamame|quiero una respuesta|espero (?:su|tu) respuesta"
    r"|repondez[- ]moi|reponds[- ]moi|rappelez[- ]moi|appelez[- ]moi|j'(?:aimerais|attends) (?:une|votre) reponse"
    r"|antworten sie (?:mir|uns)|antworte mir|rufen sie (?:mich|uns) (?:an|zuruck)|(?:ich )?(?:hatte|mochte) gerne? eine antwort)"
    + _WHEN
)


def wants_an_answer(words: str) -> bool:
    """Whether `words`, the buyer's own, ask us to answer or to call. Never where they also say stop, or may."""
    reply = kind_of(words)
    if reply.stops or reply.unsure:
        return False
    return any(_asks(clause.strip(" '*_~-\"")) for clause in _CLAUSE.split(comparable(words[:READ_AT_MOST])))


def _asks(clause: str) -> bool:
    while not (asked := _ASKS.fullmatch(clause)) and (lead := _LEAD.match(clause)):
        clause = clause[lead.end() :]
    return asked is not None
