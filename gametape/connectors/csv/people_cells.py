"""Cells that tell of a person: names in one piece or two, numbers in any spelling, addresses."""

from __future__ import annotations

import re
from functools import lru_cache

from gametape.people.phones import e164

_BUSINESS = re.compile(
    r"\b(?:inc|llc|llp|ltd|limited|corp|corporation|co|company|gmbh|ag|kg|plc|s\.?a\.?|s\.?l\.?|sarl|b\.?v\.?|pty|group|"
    r"farms?|holdings|partners|associates|university|county|city of|school|church|hospital|industries|services)\b\.?",
    re.IGNORECASE,
)
_PLAIN_US = re.compile(r"^\s*(?:\+?1[\s.-]*)?\(?([2-9]\d{2})\)?[\s.-]*([2-9]\d{2})[\s.-]*(\d{4})\s*$")
_EMAIL = re.compile(r"[^\s,;<>()\"']+@[^\s,;<>()\"']+\.[a-z]{2,}", re.IGNORECASE)


@lru_cache(maxsize=16384)
def split_name(whole: str) -> tuple[str, str, str]:
    """(first, last, company): 'Lewis, James', 'James T. Lewis', 'Acme Farms LLC'. An address for a name is no name."""
    name = " ".join(whole.split())
    if not name or "@" in name:
        return "", "", ""
    if _BUSINESS.search(name):
        return "", "", name
    last, comma, first = (part.strip() for part in name.partition(","))
    if comma and first and last:
        return first, last, ""
    first, _, last = name.rpartition(" ")
    return (first, last, "") if first else (name, "", "")


@lru_cache(maxsize=65536)
def phone(cell: str, country: str) -> str:
    """E.164 where it can be read, as written where it has digits enough, '' where it is no number."""
    plain = _PLAIN_US.match(cell) if country in ("US", "CA") else None
    if plain and plain[1][1:] != "11" and plain[2][1:] != "11":
        return f"+1{plain[1]}{plain[2]}{plain[3]}"
    if sum(character.isdigit() for character in cell) < 5:
        return ""
    return e164(re.sub(r"\.0$", "", cell.strip()), country=country)[:32]


def email(cell: str) -> str:
    """The first address in the cell, lower case; '' where there is none."""
    found = _EMAIL.search(cell) if "@" in cell else None
    return found[0].lower()[:254] if found else ""


_STATES = (
    "alabama=AL,alaska=AK,arizona=AZ,arkansas=AR,california=CA,colorado=CO,connecticut=CT,delaware=DE,florida=FL,"
    "georgia=GA,hawaii=HI,idaho=ID,illinois=IL,indiana=IN,iowa=IA,kansas=KS,kentucky=KY,louisiana=LA,maine=ME,"
    "maryland=MD,massachusetts=MA,michigan=MI,minnesota=MN,mississippi=MS,missouri=MO,montana=MT,nebraska=NE,"
    "nevada=NV,new hampshire=NH,new jersey=NJ,new mexico=NM,new york=NY,north carolina=NC,north dakota=ND,ohio=OH,"
    "oklahoma=OK,oregon=OR,pennsylvania=PA,rhode island=RI,south carolina=SC,south dakota=SD,tennessee=TN,texas=TX,"
    "utah=UT,vermont=VT,virginia=VA,washington=WA,west virginia=WV,wisconsin=WI,wyoming=WY,district of columbia=DC"
)
_STATE_NAMES = dict(pair.split("=") for pair in _STATES.split(","))
STATES = frozenset(_STATE_NAMES.values())


def state(cell: str) -> str:
    """The two letters of a US state, '' for anything else."""
    plain = cell.strip()
    return plain.upper() if plain.upper() in STATES else _STATE_NAMES.get(plain.lower(), "")
