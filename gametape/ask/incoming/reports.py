"""What machines write about our letters: that one did not arrive (RFC 3464, and what stands for it in the wild), that it
is late, that somebody called it spam (RFC 5965)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import Message
from typing import Final, Literal

from gametape.ask.incoming import words
from gametape.ask.incoming.letter import Bounce
from gametape.ask.incoming.parts import addresses, body_of, decoded, header, ids, leaves, parsed, tidy

FAILED: Final = ("failed", "failure")
MOST: Final = 50
"""Recipients one report is believed about; ours have one."""
SAID: Final = 200
_ADDRESS = re.compile(r"[\w.+=#~&'/-]{1,80}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?<![\d.])([45])\d\d[ -]")
_LINE_OF_RECIPIENT = re.compile(r"(?im)^(?:original|final)-recipient:(.{1,300})$")
_LINE_OF_STATUS = re.compile(r"(?im)^status:(.{1,60})$")
FULL: Final = ("2.2", "3.4")
"""A full mailbox, a letter too big for it: said with a permanent code, and gone next week."""


@dataclass(frozen=True, slots=True)
class Report:
    kind: Literal["bounce", "delayed", "complaint", "auto"]
    about: str = ""
    bounces: tuple[Bounce, ...] = ()
    complained: tuple[str, ...] = ()


def report_in(letter: Message, text: str) -> Report | None:
    """The report this letter is, None where it is none. `text` is what a person would read of it."""
    parts = {part.get_content_type(): part for part in leaves(letter)}
    if "message/feedback-report" in parts:
        return _complaint(letter, parts["message/feedback-report"])
    if "message/delivery-status" in parts:
        return _delivery(
            letter, [part for part in leaves(letter) if part.get_content_type() == "message/delivery-status"]
        )
    if "message/disposition-notification" in parts:
        return Report("auto", _about(letter))
    return _in_the_wild(letter, text)


# -- RFC 5965 ---------------------------------------------------------------------------------------------------------


def _complaint(letter: Message, part: Message) -> Report:
    """What is about signatures or "not spam" is no complaint of a person."""
    fields = _fields(part)
    kind = decoded(str(fields[0].get("Feedback-Type", ""))).lower() if fields else ""
    if not words.COMPLAINS.fullmatch(kind):
        return Report("auto", _about(letter))
    named = [found for field in fields for raw in field.get_all("Original-Rcpt-To", []) for found in _in(str(raw))]
    ours = _ours(letter)
    named += [address for _, address in addresses(ours, "To")] if ours is not None and not named else []
    return Report("complaint", _about(letter), complained=tuple(dict.fromkeys(named))[:MOST])


# -- RFC 3464 ---------------------------------------------------------------------------------------------------------


def _delivery(letter: Message, parts: list[Message]) -> Report:
    bounces, actions = [], []
    for fields in (one for part in parts for one in _fields(part)[:MOST]):
        whom = _in(str(fields.get("Original-Recipient", ""))) or _in(str(fields.get("Final-Recipient", "")))
        action = str(fields.get("Action", "")).strip().lower()
        if not whom and not action:
            continue
        actions.append(action)
        said = decoded(str(fields.get("Diagnostic-Code", "")))
        status = _status(str(fields.get("Status", "")), said)
        if whom and (action in FAILED or (not action and status[:1] in ("4", "5"))):
            bounces.append(Bounce(whom[0], _is_permanent(status, said), status, said[:SAID]))
    if bounces or any(action in FAILED for action in actions):
        return Report("bounce", _about(letter), tuple(bounces[:MOST]))
    return Report("delayed" if "delayed" in actions else "auto", _about(letter))


def _fields(part: Message) -> list[Message]:
    """The groups of fields of a report. Some servers break it into groups, some do not, some encode it."""
    inner = part.get_payload()
    groups = inner if isinstance(inner, list) else []
    text = "\n\n".join(str(one) for one in groups if isinstance(one, Message)) if groups else body_of(part)
    blocks = [block for block in re.split(r"\n\s*\n", tidy(text)) if ":" in block]
    return [parsed(block.encode("utf-8", "replace") + b"\n\n") for block in blocks[:MOST]]


def _in(raw: str) -> list[str]:
    return [found.lower().strip("'") for found in _ADDRESS.findall(raw[:2_000])]


def _status(stated: str, said: str) -> str:
    """The code of RFC 3463. Where the report only says "5.0.0", the server's own line knows more."""
    codes = [match for text in (stated, said) if (match := _STATUS.search(text[:2_000]))]
    best = next((code for code in codes if code.group(2, 3) != ("0", "0")), codes[0] if codes else None)
    return ".".join(best.groups()) if best else ""


def _is_permanent(status: str, said: str) -> bool:
    if status:
        return status.startswith("5") and status[2:] not in FULL and not words.FULL.search(said)
    if words.FULL.search(said):
        return False
    code = _REPLY.search(said)
    return (code is not None and code.group(1) == "5") or bool(words.UNKNOWN.search(said))


# -- the letter it is about ---------------------------------------------------------------------------------------------


def _ours(letter: Message) -> Message | None:
    """The letter of ours that was sent back, whole or its headers."""
    for part in leaves(letter):
        inner = part.get_payload()
        if part.get_content_type() == "message/rfc822" and isinstance(inner, list) and inner:
            return inner[0] if isinstance(inner[0], Message) else None
        if part.get_content_type() in ("text/rfc822-headers", "message/rfc822"):
            return parsed(body_of(part).encode("utf-8", "replace") + b"\n\n")
    return None


def _about(letter: Message) -> str:
    ours = _ours(letter)
    found = (ids(ours, "Message-ID") if ours is not None else ()) or ids(letter, "In-Reply-To", "References")
    return found[0] if found else ""


# -- what is none by the book -----------------------------------------------------------------------------------------


def _in_the_wild(letter: Message, text: str) -> Report | None:
    """Bounces that came before the standard or never heard of it: a mail system speaks, and says that it failed."""
    named = [found for raw in letter.get_all("X-Failed-Recipients", []) for found in _in(str(raw))]
    senders = addresses(letter, "From") or (("", ""),)
    daemon = bool(words.DAEMON.match(senders[0][1])) or header(letter, "Return-Path") == "<>"
    if not (named or (daemon and words.UNDELIVERED.search(f"{header(letter, 'Subject')}\n{text[:4_000]}"))):
        return None
    ours = _ours(letter)
    if words.LATE.search(text[:4_000]) and not words.FAILED_FOR_GOOD.search(text[:4_000]):
        return Report("delayed", _about(letter))
    if not named and ours is not None:
        named = [address for _, address in addresses(ours, "To")]
    mine = {address for _, address in addresses(letter, "To", "From", "Delivered-To")}
    named = named or [found for found in _in_lines(text) if found not in mine]
    stated = _LINE_OF_STATUS.search(text[:20_000])
    status = _status(stated.group(1) if stated else "", text[:4_000])
    permanent = _is_permanent(status, text[:4_000])
    failed = tuple(Bounce(address, permanent, status) for address in dict.fromkeys(named))
    return Report("bounce", _about(letter) or _id_in(text), failed[:MOST])


def _in_lines(text: str) -> list[str]:
    """Whom a report is about: a line of its own says so, else the first address in it; the letter itself comes behind."""
    line = _LINE_OF_RECIPIENT.search(text[:20_000])
    return _in(line.group(1) if line else text)[:1]


def _id_in(text: str) -> str:
    found = re.search(r"(?im)^\s*message-id:\s*<([!-;=?-~]{1,200})>", text[:20_000])
    return found.group(1) if found else ""
