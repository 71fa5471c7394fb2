"""A screen lent to a customer: the browser's session stays whose it is, and shows nothing but the customer's page.

The loan is a fact of the session, so it holds for every tab of that browser and goes when the session goes. It begins
with a path, the only one that is shown meanwhile, and ends when whoever lent it shows that they are back: by their
password or passkey where they have one, else by four digits they chose when they handed the screen over.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Mapping, MutableMapping
from typing import Any

from gametape.common.clock import now
from gametape.common.refusal import Refusal
from gametape.people import ways_in
from gametape.people.models import User

LENT = "lent"
_DIGITS = re.compile(r"[0-9]{4}\Z")
Session = MutableMapping[str, Any]


def needs_digits(user: User) -> bool:
    """Whoever came in by a link alone has neither a password nor a passkey to show."""
    return not (ways_in.has_password(user) or ways_in.has_passkey(user))


def lend(session: Session, user: User, *, path: str, digits: str = "") -> None:
    """From here on this browser shows `path` and what lies under it. Digits are asked of whoever has nothing else."""
    asked = needs_digits(user)
    if asked and not _DIGITS.match(digits):
        raise Refusal("Choose four digits that bring you back. The customer does not know them.", field="digits")
    session[LENT] = {
        "path": path,
        "digits": digits if asked else "",
        "at": now().timestamp(),
        "loan": f"screen:{secrets.token_hex(8)}",
    }


def path_lent(session: Mapping[str, Any]) -> str:
    """The path of the customer's page while the screen is lent, else ""."""
    return session[LENT]["path"] if LENT in session else ""


def loan_of(session: Mapping[str, Any]) -> str:
    """The loan's own name, under which wrong tries are counted: a new loan starts at none."""
    return session[LENT]["loan"] if LENT in session else ""


def is_by_digits(session: Mapping[str, Any]) -> bool:
    return bool(LENT in session and session[LENT]["digits"])


def digits_are_right(session: Mapping[str, Any], typed: str) -> bool:
    return is_by_digits(session) and hmac.compare_digest(session[LENT]["digits"].encode(), typed.strip().encode())


def came_back_by_passkey(session: Mapping[str, Any]) -> bool:
    """Whether they showed a way in of their own since the loan began. A sign-in from before it counts for nothing."""
    shown = session.get("account_authentication_methods", [])
    return LENT in session and any(one.get("reauthenticated") and one["at"] > session[LENT]["at"] for one in shown)


def give_back(session: Session) -> None:
    session.pop(LENT, None)
