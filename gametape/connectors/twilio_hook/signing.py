"""Whether Twilio sent it: its signature over the address it called and every field (their "X-Twilio-Signature"). Pure."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable


def signature(token: str, url: str, fields: Iterable[tuple[str, str]]) -> str:
    """HMAC-SHA1 with the account's token, over the whole address and then each field's name and value, by name."""
    told = url + "".join(f"{name}{value}" for name, value in sorted(set(fields)))
    digest = hmac.new(token.encode(), told.encode("utf-8", "replace"), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def is_signed(token: str, url: str, fields: Iterable[tuple[str, str]], claimed: str) -> bool:
    """Compared in constant time. Without a token nothing is."""
    right = signature(token, url, fields)
    return bool(token) and hmac.compare_digest(right.encode(), claimed.encode("utf-8", "replace"))
