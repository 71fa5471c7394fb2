"""Rows that are no deal: tests, placeholders, numbers nobody has. They stay out of every number and are counted beside."""

from __future__ import annotations

import re
from functools import lru_cache

_WORDS = re.compile(
    r"^(?:test|testing|tester|tests?\d*|test (?:lead|deal|opp\w*|customer|contact|user|account|order|client|record)s?|x{2,}|z{3,}|asdf\w*|qwer\w*|sdf\w*|dfgh\w*|"
    r"abc|abc123|aaa+|foo|bar|foo ?bar|lorem ipsum.*|dummy\b.*|sample|fake\b.*|spam\b.*|junk\b.*|delete\b.*|do not (?:use|call this)\b.*|donotuse|"
    r"mickey mouse|donald duck|john q public|joe blow|no name|noname|n a|none|null|undefined|unknown unknown|prueba|testkunde|essai)$"
)
_INSIDE = re.compile(
    r"\b(?:test lead|test deal|test customer|test record|testing (?:lead|opp\w*|order|deal)|bad contact|bad lead|bad number|bad phone|bad email|wrong number|"
    r"junk lead|spam lead|fake lead|do not use|duplicate (?:lead|deal|record|entry|customer)|please delete|to be deleted)\b"
)
_EMAIL = re.compile(
    r"^(?:test|asdf\w*|none|no|na|noemail|no ?mail|spam|fake|a|abc|x+|foo)\d*@|@(?:test|none|noemail|nomail|no|fake|asdf|spam)\.|@test$|@example\.(?:com|org|net)$"
)


# Searched in small letters: told to ignore case, the same search takes five times as long, twice a row.
_MAY_BE = re.compile(
    r"test|x{2}|z{3}|asdf|qwer|sdf|fgh|abc|aaa|foo|bar|lorem|dummy|sample|fake|spam|junk|delete|do.?not|mickey|donald|"
    r"public|blow|no.?name|none|null|undefined|unknown|prueba|essai|bad|wrong|duplicate"
)
_SHORT = 3  # letters; "n/a", "-na" and their like are looked at whole


@lru_cache(maxsize=65536)
def junk_name(name: str) -> str:
    """Why a name is nobody's, '' where it may be somebody's."""
    if len(name) > _SHORT and not _MAY_BE.search(name.lower()):
        return ""
    plain = " ".join(re.sub(r"[^\w]+", " ", name.lower()).split())
    if plain and (_WORDS.match(plain) or _INSIDE.search(plain)):
        return f"junk: called {name.strip()[:40]!r}"
    return ""


def junk_reason(words: str) -> str:
    small = words.lower()
    if not _MAY_BE.search(small) and "bogus" not in small:
        return ""
    plain = " ".join(re.sub(r"[^\w]+", " ", small).split())
    if _INSIDE.search(plain) or plain in ("test", "spam", "junk", "duplicate", "bad contact", "fake", "bogus", "bad"):
        return f"junk: {words.strip()[:40]}"
    return ""


def junk_email(email: str) -> str:
    return f"junk: e-mail {email.strip()[:40]}" if _EMAIL.search(email.strip().lower()) else ""


_NOBODYS = re.compile(r"^\+?1?(?:(\d)\1{6,}|1234567890|0123456789|1234567|5551234567|5555551234)$")


def junk_phone(number: str) -> str:
    """Numbers nobody has: one digit over and over, 555-555-5555, 123-456-7890."""
    plain = number if number[:1] == "+" else re.sub(r"\D", "", number)
    return f"junk: number {number.strip()[:20]}" if _NOBODYS.match(plain) else ""
