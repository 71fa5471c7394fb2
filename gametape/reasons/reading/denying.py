"""Clauses that say what it was *not*, and praise: they name a topic and tell no reason, so nothing may rest on them.

"It wasn't the price, it was the three hours" is read from its second half. "Not only the price" is no denial.
"""

import re

from gametape.reasons.reading.splitting import Span

_TOPIC = (
    r"(?:(?:the|your|our|my|any|his|her|their|a)\s+)?(?:monthly\s+|asking\s+|trade(?:-|\s)?in\s+|interest\s+|sales\s*|loan\s+)?"
    r"(?:price|pricing|cost|money|total|figures?|fees?|numbers?|trade|offer|value|payments?|rates?|interest|terms|contract|quote|"
    r"warranty|delivery|distance|drive|wait|size|layout|floor\s?plan|colou?r|product|unit|boat|camper|trailer|truck|tractor|"
    r"machine|car|software|tool|demo|salesman|person|salesperson|rep|guy|service|staff|team|store|dealership|people|"
    r"timing|you|you\s+guys|him|her|dana|financing|credit|loan|bank|wife|husband|boss|board|family|anything\s+you\s+(?:did|said)|"
    r"anyone|anybody|competition|competitors?|budget)"
)
_BE = r"(?:is|was|were|are)"
_GOOD = r"(?:fine|fair|good|great|ok|okay|right|perfect|reasonable|excellent|lovely|nice|wonderful|fantastic|awesome|clear|no\s+problem)"
_OPENING = r"(?:(?:and|but|so|well|honestly|no|first|look|actually|really|hi|sorry)[,\s]+){0,3}"
_ONLY = r"(?:(?:really|about|because\s+of|down\s+to|so\s+much|even|at\s+all|a\s+(?:matter|question)\s+of|due\s+to|that\s+much)\s+){0,3}"
_TAIL = r"(?:\s+(?:itself|at\s+all|either|really|for\s+us|for\s+me|though|(?:that|which|who)\s.{0,60}))?"
_IS_NOT = r"(?:(?:is|was|were|are)\s+(?:really\s+)?not|(?:is|was|were|are)n['’]?t)"
_IT_IS_NOT = rf"(?:(?:it|that|this|the\s+reason)\s+{_IS_NOT}|(?:it|that)['’]s\s+not|not)"
_DENIAL = re.compile(
    rf"{_OPENING}(?:"
    rf"{_IT_IS_NOT}\s+{_ONLY}{_TOPIC}{_TAIL}"  # it wasn't the price
    rf"|{_IT_IS_NOT}\s+(?:that|because|as\s+if|like)\s+(?:we|i|you|your|the|it)\s.{{1,160}}"  # not that we couldn't
    rf"|{_TOPIC}\s+{_IS_NOT}\s+(?:really\s+)?(?:the|an|a|my|our)\s+"
    r"(?:problem|issue|reason|question|concern|factor|deal\s?breaker).{0,40}"
    rf"|{_TOPIC}\s+(?:{_BE}\s+|seemed\s+|looked\s+)?(?:really\s+|very\s+|more\s+than\s+|all\s+|pretty\s+){{0,2}}"
    rf"{_GOOD}(?:\s+enough)?{_TAIL}"  # the price was fair
    r")",
    re.IGNORECASE | re.DOTALL,
)
_NOTHING = re.compile(
    r"\bnothing\s+(?:at\s+all\s+)?(?:to\s+do\s+with|wrong\s+with|against|bad\s+about)\b"
    r"|\bno\s+(?:complaints?|problems?|issues?|quarrel|objections?)\s+(?:about|with|on|at)\b"
    r"|\b(?:do\s+not|don['’]?t)\s+blame\b",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"(?:(?:pero|y|la verdad|bueno|mais|et|bon|aber|und|nein)[,\s]+){0,2}(?:"
    # no fue el precio; el precio estaba bien; nada que reprochar
    r"(?:no|ni)\s+(?:es|fue|era|ha\s+sido)\s+(?:por\s+|que\s+)?(?:el|la|los|las|su|sus|tu|vuestr[oa]|cuesti[oó]n|un\s+problema)\b.{0,40}"
    r"|(?:el|la|los|las|su)\s+\w+(?:\s+de\s+\w+)?\s+(?:es|era|estaba|estuvo|fue|me\s+parec\w+)\s+(?:muy\s+)?"
    r"(?:bien|buen[oa]s?|just[oa]s?|correct[oa]|perfect[oa]|excelente|razonable)"
    r"|nada\s+que\s+(?:reprochar|objetar|decir).{0,30}|no\s+tengo\s+(?:ninguna\s+)?queja.{0,40}"
    # ce n'est pas le prix; rien à redire
    r"|ce\s+n['’](?:est|était)\s+(?:pas|ni)\s+(?:le|la|les|une?|votre|vous|moins).{0,40}|pas\s+un\s+problème\s+d.{0,30}"
    r"|(?:.{0,25}[,\s])?rien\s+(?:à\s+(?:re)?dire|contre).{0,30}|(?:le|la|les)\s+\w+\s+(?:est|était|sont|étaient)\s+(?:très\s+)?"
    r"(?:bien|bon(?:ne)?s?|correcte?s?|honnêtes?|justes?|parfaite?s?)"
    # am Preis lag es nicht; der Preis war in Ordnung
    r"|(?:an|am|bei|beim)\s+.{2,30}\s+lag\s+es\s+nicht|nicht\s+(?:der|die|das|am|an)\s+.{2,30}|nichts\s+gegen\s+.{2,40}"
    r"|es\s+(?:ist|war|lag)\s+nicht\s+(?:der|die|das|am|an)\s+.{2,30}|(?:der|die|das)\s+\w+\s+(?:ist|war)\s+(?:sehr\s+)?"
    r"(?:gut|fair|nett|super|prima|toll|in\s+ordnung|okay|ok|wunderbar))",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST_DENIAL = 240


def denies(text: str, clause: Span) -> bool:
    """Whether a clause only says what it was not, or praises; a long clause says more than that."""
    start, end = clause
    if end - start > _LONGEST_DENIAL:
        return False
    words = text[start:end]
    return bool(_NOTHING.search(words) or _DENIAL.fullmatch(words) or _ELSEWHERE.fullmatch(words))
