"""What opens the phone's own apps with the words in place: sms:, tel: and mailto: addresses. Pure.

Every character of the words and of the address is percent-encoded, so that nothing a person wrote can add a recipient,
a header or a second address.
"""

from __future__ import annotations

import re
from urllib.parse import quote

_DIALLED = re.compile(r"[\d+]")


def opener(channel: str, *, phone: str = "", email: str = "", subject: str = "", body: str = "") -> str:
    """The address that opens the words by `channel` ("sms", "phone", "email"); "" where it has nobody to go to."""
    made = {"sms": lambda: text(phone, body), "phone": lambda: call(phone), "email": lambda: mail(email, subject, body)}
    return made[channel]() if channel in made else ""


def text(phone: str, body: str) -> str:
    """`?&body=` is read by both families of phones: one starts the body at "?", the other at "&"."""
    return f"sms:{_number(phone)}?&body={_encoded(body)}" if _number(phone) else ""


def call(phone: str) -> str:
    return f"tel:{_number(phone)}" if _number(phone) else ""


def mail(email: str, subject: str, body: str) -> str:
    """RFC 6068: line breaks in the body are %0D%0A."""
    if "@" not in email:
        return ""
    words = _encoded(body.replace("\r\n", "\n").replace("\n", "\r\n"))
    one_line = _encoded(" ".join(subject.split()))
    return f"mailto:{quote(email.strip(), safe='@+')}?subject={one_line}&body={words}"


def _number(phone: str) -> str:
    """The digits of a number, with its plus; "" for what has too few to be one."""
    kept = "".join(_DIALLED.findall(phone))
    digits = kept.replace("+", "")
    return ("+" if kept.startswith("+") else "") + digits if len(digits) >= 3 else ""


def _encoded(words: str) -> str:
    return quote(words, safe="")
