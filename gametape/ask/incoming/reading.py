"""A letter read: which of the eight kinds it is, and what somebody says in it."""

from __future__ import annotations

import re
from email.message import Message

from gametape.ask.incoming.letter import Letter
from gametape.ask.incoming.machines import machine_behind
from gametape.ask.incoming.own_words import own_words
from gametape.ask.incoming.parts import addresses, header, ids, parsed, text_of
from gametape.ask.incoming.reports import report_in
from gametape.ask.replies import kind_of

REACHED = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")
_AGAIN = re.compile(r"(?i)\s*(?:re|aw|sv|antw|rv|res|tr|fwd?|wg)\s*(?:\[\d+\])?\s*:")
SUBJECT = 200


def read_letter(raw: bytes) -> Letter:
    """`raw` as the server holds it; the first 1,000,000 bytes are read. Never raises, whatever the bytes are."""
    mail = parsed(raw)
    text = text_of(mail)
    senders, written = addresses(mail, "From") or (("", ""),), ids(mail, "Message-ID")
    known = Letter(
        kind="empty",
        sender=senders[0][1],
        name=senders[0][0],
        to=tuple(dict.fromkeys(address for _, address in addresses(mail, *REACHED))),
        subject=header(mail, "Subject")[:SUBJECT],
        message_id=written[0] if written else "",
        answers=_nearest_first(mail),
        original=text,
    )
    if report := report_in(mail, text):
        return _as(known, report.kind, about=report.about, bounces=report.bounces, complained=report.complained)
    words = own_words(text, name=known.name)
    if machine := machine_behind(mail, text, words):
        return _as(known, machine, words=words)
    words = words or _stop_in_the_subject(known.subject)
    return _as(known, "words" if words else "empty", words=words)


def _as(known: Letter, kind: str, **more: object) -> Letter:
    told = {name: getattr(known, name) for name in Letter.__slots__}
    return Letter(**{**told, "kind": kind, **more})


def _nearest_first(mail: Message) -> tuple[str, ...]:
    near, far = ids(mail, "In-Reply-To"), ids(mail, "References")
    return tuple(dict.fromkeys([*near, *reversed(far)]))[:20]


def _stop_in_the_subject(subject: str) -> str:
    """An empty letter with "unsubscribe" above it, as mail programs write it; not the subject of what they answer."""
    return subject if subject and not _AGAIN.match(subject) and kind_of(subject).stops else ""
