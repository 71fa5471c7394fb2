"""Who sent which words, without a cookie.

The rep wrote the message, so the rep knows the buyer's link as well as the buyer does. The link alone therefore shows
no words, no reader and no key; it takes new words and nothing else once an answer is there. Each opening of the page
makes a random key of its own; it travels in the form and, after Send, in the address the buyer is led to (`mine`),
and the buyer's own device may remember it. Whoever sent first holds the answer: they see it and change their mind.
"""

from __future__ import annotations

import hashlib
import re
import secrets

from gametape.ask.models import Answer, Words

_KEY = re.compile(r"[A-Za-z0-9_-]{16}\Z")
BUYERS_OWN = (Answer.Heard.PAGE, Answer.Heard.DOOR, Answer.Heard.EMAIL, Answer.Heard.SMS)


def new_visitor() -> str:
    """96 random bits, 16 characters."""
    return secrets.token_urlsafe(12)


def as_visitor(claimed: str) -> str:
    """The key if it has the shape of one, else ""."""
    return claimed if _KEY.match(claimed) else ""


def submission_of(visitor: str, form: str, words: str) -> str:
    """`visitor.digest`: the same form with the same words is one sending, however often it arrives. A form sent again
    from the back button with other words is another one, so that no edit is lost."""
    digest = hashlib.sha256(f"{form}\n{words}".encode(errors="replace")).hexdigest()[:22]
    return f"{visitor or 'door'}.{digest}"


def spoken(answer: Answer | None) -> list[Words]:
    """The versions that came from the buyer's own hand, in order; what a rep took down or pasted is not among them."""
    return list(answer.versions.filter(heard__in=BUYERS_OWN).order_by("n")) if answer else []


def sent_by(visitor: str, versions: list[Words]) -> list[Words]:
    return [words for words in versions if visitor and words.submission.startswith(f"{visitor}.")]


def holds(visitor: str, versions: list[Words]) -> bool:
    """Whether this key sent the first of the buyer's own words. What was sent at the door nobody holds: that screen
    went back to the rep."""
    return bool(versions) and bool(sent_by(visitor, versions[:1]))
