"""A forwarded thread of e-mail becomes lines, the oldest first: who wrote, and what they wrote anew. Quoted lines and the
lines that mail programs put around them are left out. Mail tells no seconds, so no measure in time is made of it."""

from __future__ import annotations

import email
import html
import re
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage

from gametape.tape.lines import Line, Transcript, as_read

_HEAD = re.compile(
    r"^(?:From|To|Subject|Date|Received|Return-Path|MIME-Version|Message-ID|Delivered-To|X-[\w-]+):", re.IGNORECASE
)
_BEGINS = re.compile(r"^\s*>*\s*(?:-{2,}\s*(?:Forwarded|Original) [Mm]essage\s*-{2,}|Begin forwarded message:)\s*$")
_WROTE = re.compile(
    r"^\s*On .{4,60}?(?:\d{4},?|\d:\d\d(?:\s*[AP]M)?,?|,)\s+(?P<name>[^\d,<>\n]{1,60}?)\s*(?:<[^>]*>)?\s*wrote:\s*$",
    re.IGNORECASE,
)
_FROM = re.compile(r"^\s*>*\s*\*?From:\*?\s*\"?(?P<name>[^<\"\n]{1,60}?)\"?\s*(?:<[^>]*>|\[mailto:[^\]]*\])?\s*$")
_FIELD = re.compile(r"^\s*>*\s*\*?(?:From|Sent|Date|To|Cc|Subject|Reply-To):\*?\s", re.IGNORECASE)
_TAG = re.compile(
    r"<(?:script|style)\b.*?</(?:script|style)>|<br\s*/?>|</(?:p|div|tr|li)>|<[^>]+>", re.IGNORECASE | re.DOTALL
)


def is_mail(text: str) -> bool:
    """At least two lines of a message's head at its very beginning, or a forwarded message inside."""
    head = text.lstrip().split("\n\n", 1)[0].splitlines()
    return sum(bool(_HEAD.match(line)) for line in head) >= 2 or any(
        _BEGINS.match(line) for line in text.splitlines()[:60]
    )


def mail(raw: bytes | str) -> Transcript:
    message = email.message_from_bytes(raw, policy=policy.default) if isinstance(raw, bytes) else None
    if message is not None and message.get("From"):
        assert isinstance(message, EmailMessage)
        sender, text = _sender(str(message["From"])), _body(message)
    else:
        sender, text = None, raw.decode("utf-8", errors="replace") if isinstance(raw, bytes) else raw
    lines = list(_messages(text, sender))
    return Transcript(as_read(reversed(lines)), kind="mail")


def _sender(text: str) -> str | None:
    return re.sub(r"\s*<[^>]*>\s*$", "", text).strip().strip('"') or text.strip("<> ") or None


def _body(message: EmailMessage) -> str:
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    try:
        text = str(part.get_content())
    except (LookupError, KeyError):  # a character set nobody knows
        payload = part.get_payload(decode=True)
        text = payload.decode("utf-8", errors="replace") if isinstance(payload, bytes) else ""
    if part.get_content_type() != "text/html":
        return text
    return html.unescape(
        _TAG.sub(lambda tag: "\n" if tag[0][1:3].lower() in {"br", "/p", "/d", "/t", "/l"} else "", text)
    )


def _messages(text: str, sender: str | None) -> Iterator[Line]:
    """The newest first, as they stand."""
    said: list[str] = []
    depth = 0
    for raw in text.splitlines():
        quoted = len(raw) - len(raw.lstrip("> ")) and raw.lstrip().startswith(">")
        line = raw.lstrip("> ") if quoted else raw
        begun = _WROTE.match(line) or _FROM.match(line)
        if begun or _BEGINS.match(raw):
            yield from _said(sender, said)
            sender, said = (begun["name"].strip() if begun else None), []
            depth += 1
        elif not (depth and _FIELD.match(line)):
            said.append(line)
    yield from _said(sender, said)


def _said(sender: str | None, lines: list[str]) -> Iterator[Line]:
    words = " ".join(" ".join(lines).split())
    if words:
        yield Line(sender, None, None, words)
