"""Stage and status words of many CRMs as one of four: open, won, lost, junk; None where nobody can say.

Words, not lists of pipelines: 'Closed - Lost to Competition', 'closedlost' and '6 - Lost (price)' share a word. What is
not known stays open and is named in the preview, because an open deal taken for a no-sale would be asked why.
"""

from __future__ import annotations

import re
from functools import lru_cache

from gametape.connectors.csv.names import plain_name

OPEN, WON, LOST, JUNK = "open", "won", "lost", "junk"

_JUNK = re.compile(
    r"\b(?:junk|spam|test|testing|bogus|fake|duplicates?|dupe|bad (?:lead|contact|number|phone|email|info|data)|"
    r"wrong number|invalid|bad|do not use|delete|not a lead|basura|duplicado|indesirable|doublon|dublette)\b"
)
_NOT_WON = re.compile(
    r"\b(?:not|un|non|nicht|no|pas) ?(?:sold|won|purchased|delivered|vendu|vendido|verkauft|interested|interes\w+|qualified)\b|"
    r"\bno (?:sale|deal|decision|purchase|budget|venta)\b|\bunsold\b|\bsold (?:elsewhere|to another|by other|to other)\b|"
    r"\bbought (?:elsewhere|other|from)\b|\bpurchased elsewhere\b|\b(?:won|sold) by (?:competitor|competition)\b"
)
_LOST = re.compile(
    r"\b(?:lost|loss|lose|dead|closedlost|disqualified|unqualified|declined?|rejected|cancell?ed|abandoned|withdrawn|"
    r"churned|expired|inactive|bad credit|dropped|refused|no go|nogo|walked|terminated|"
    r"perdid[oa]s?|perdue?s?|verloren|abgelehnt|abgesagt|rechazad[oa]|cancelad[oa]|refuse|annulee?|storniert|"
    r"verloren|abandonne|abandonad[oa]|descartad[oa]|no vendido|nicht gewonnen)\b"
)
_WON = re.compile(
    r"\b(?:won|win|sold|closedwon|delivered|purchased|bought|funded|signed|booked|converted to sale|accepted|customer|"
    r"ganad[oa]s?|vendid[oa]s?|entregad[oa]|gagnee?s?|vendue?s?|livree?|signee?|gewonnen|verkauft|ausgeliefert|"
    r"unterschrieben|firmad[oa]|abgeschlossen gewonnen|paid|won deal|completed sale|cerrad[oa] ganad[oa])\b"
)
_STILL_OPEN = re.compile(
    r"\b(?:to be (?:delivered|signed|sold)|ready (?:to|for)|pending (?:signature|sale)|not yet|probable|likely|"
    r"(?:lost|dead) (?:contact|touch)|unsent|win back|winback|at risk|verbal|customer (?:contacted|visit|review|meeting|call))\b"
)
_OPEN = re.compile(
    r"\b(?:open|new|active|working|work|prospect\w*|qualif\w*|contacted|contact(?:ed)?|negotiat\w*|propos\w*|quot\w*|demo\w*|"
    r"appointment\w*|appt|meeting|discovery|needs|analysis|presentation|evaluat\w*|review|offer|pending|in progress|follow ?up|"
    r"hot|warm|cold|engag\w*|trial|interested|nurtur\w*|lead|initial|attempt\w*|scheduled|visit\w*|showroom|be back|beback|"
    r"test drive|write up|writeup|desk\w*|finance|f i|deposit|order\w*|sent|validat\w*|identif\w*|"
    r"reach\w*|decision maker|id decision|perception|value prop\w*|opportunity|waiting|hold|deliver\w*|sign\w*|commit\w*|"
    r"stalled|verbal|\w+scheduled|decisionmaker\w*|contractsent|research\w*|assigned|unassigned|development|developing|solution|budget|draft\w*|confirm\w*|"
    r"unsold|abiert[oa]|nuev[oa]|en curso|ouverte?|en cours|nouveau|offen|neu|laufend|in bearbeitung|"
    r"negociacion|verhandlung|angebot|propuesta|oferta|offre|prospeccion|qualifizier\w*|calificacion|cualificacion)\b"
)


@lru_cache(maxsize=16384)
def meaning(words: str) -> str | None:
    """`open`, `won`, `lost`, `junk`, or None where the words say none of them."""
    plain = plain_name(words)
    plain = re.sub(r"\bclosed ?(won|lost)\b", r"\1", plain)
    if not plain:
        return None
    if _JUNK.search(plain) and not re.search(r"\btest drive\b|\btest ride\b", plain):
        return JUNK
    if re.search(r"\bunsold\b", plain):
        return OPEN if "follow" in plain or "showroom" in plain else LOST
    if _STILL_OPEN.search(plain):
        return OPEN
    if _NOT_WON.search(plain) or _LOST.search(plain):
        return LOST
    if _WON.search(plain):
        return WON
    return OPEN if _OPEN.search(plain) else None


_YES = frozenset(str.split("true t yes y 1 1.0 x si oui ja vrai wahr verdadero"))
_NO = frozenset(str.split("false f no n 0 0.0 non nein faux falsch falso"))


def flag(cell: str) -> bool | None:
    """A yes-or-no cell; None where it is neither."""
    plain = cell.strip().lower().replace("í", "i")
    return True if plain in _YES else False if plain in _NO else None
