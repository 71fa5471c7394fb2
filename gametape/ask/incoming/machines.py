"""Whether a machine wrote it: what RFC 3834 asks such letters to say, and what those say that do not ask."""

from __future__ import annotations

from email.message import Message
from typing import Literal

from gametape.ask.incoming import words
from gametape.ask.incoming.parts import addresses, header
from gametape.ask.replies import kind_of
from gametape.common.spans import comparable

SAYS_SO = ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Response-Suppress", "X-Mailer-Autoresponder")
A_LIST = ("List-Id", "List-Unsubscribe", "Feedback-ID")


def machine_behind(letter: Message, text: str, own: str) -> Literal["auto", "away", "bulk"] | None:
    """auto: an answer without a person; away: somebody who is not there; bulk: a mailing. None: a person. `text` is all
    of it, `own` what is left without quotes."""
    if not _is_automatic(letter) and kind_of(own).status != "AUTO_REPLY":
        return "bulk" if _is_bulk(letter) else None
    told = comparable(f"{header(letter, 'Subject')}\n{text[:4_000]}")
    return "away" if words.AWAY.search(told) else "auto"


def _is_automatic(letter: Message) -> bool:
    submitted = header(letter, "Auto-Submitted").lower().partition(";")[0].strip()
    if submitted and submitted != "no":
        return True
    if any(letter.get(name) is not None for name in SAYS_SO) or "auto_reply" in header(letter, "Precedence").lower():
        return True
    if words.AUTO_SUBJECT.match(comparable(header(letter, "Subject"))):
        return True
    senders = addresses(letter, "From")
    return header(letter, "Return-Path") == "<>" or bool(senders and words.DAEMON.match(senders[0][1]))


def _is_bulk(letter: Message) -> bool:
    mass = header(letter, "Precedence").lower() in ("bulk", "list", "junk")
    senders = addresses(letter, "From")
    nobody = bool(senders and words.NO_REPLY.match(senders[0][1]))
    return mass or nobody or any(letter.get(name) is not None for name in A_LIST)
