"""From bytes to headers and texts. Whatever comes, something comes back: broken letters are read as far as they go."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from typing import Final

from gametape.ask.incoming.html_text import text_of_html

MOST_BYTES: Final = 1_000_000
"""Of a letter; what a person writes stands in the first of them, attachments come behind."""
MOST_TEXT: Final = 200_000  # code points
MOST_PARTS: Final = 100
MOST_ADDRESSES: Final = 20
LONGEST_HEADER: Final = 8_000
_ID = re.compile(r"<([!-;=?-~]{1,200})>")  # printable, without brackets: no database takes a NUL
_ADDRESS = re.compile(
    r"(?:\"([^\"]{0,120})\"|([^<>,;\"]{0,120}))\s*<\s*([^<>\s@]{1,64}@[^<>\s@]{1,190})\s*>"
    r"|([^\s<>,;:()\"@]{1,64}@[^\s<>,;:()\"@]{1,190})"
)
_SPACE = re.compile(r"\s+")


def parsed(raw: bytes) -> Message:
    """The letter as a tree. One nested so deeply that it cannot be walked is read as its headers alone."""
    raw = raw[:MOST_BYTES]
    try:
        return message_from_bytes(raw)
    except RecursionError:
        head = raw.replace(b"\r\n", b"\n").split(b"\n\n", 1)[0]
        return message_from_bytes(re.sub(rb"(?im)^content-type:", b"X-Was-Type:", head) + b"\n\n")


def header(letter: Message, name: str) -> str:
    """One header as text on one line, "" where there is none."""
    raw = letter.get(name)
    return decoded(str(raw)) if raw is not None else ""


def decoded(raw: str) -> str:
    """A header's own encodings undone (RFC 2047); what cannot be is left as it stands."""
    raw = raw[:LONGEST_HEADER]
    try:
        pieces = decode_header(raw)
    except (HeaderParseError, ValueError):
        pieces = [(raw, None)]
    text = "".join(piece if isinstance(piece, str) else as_text(piece, charset) for piece, charset in pieces)
    return _SPACE.sub(" ", text.encode("utf-8", "replace").decode()).replace("\x00", "").strip()


def as_text(raw: bytes, charset: str | None) -> str:
    """Bytes in the character set they claim, else in the one they most likely are in."""
    for name in (charset, "utf-8", "cp1252"):
        try:
            return raw.decode(name) if name else raw.decode("utf-8")
        except (LookupError, UnicodeError, ValueError):
            continue
    return raw.decode("latin-1")


def addresses(letter: Message, *names: str) -> tuple[tuple[str, str], ...]:
    """((name, address in small letters), ...) of these headers; what is no address is left out.

    Not by `email.utils`, which goes a level deeper at every bracket until Python itself gives up."""
    raws = [decoded(str(raw)) for name in names for raw in letter.get_all(name, [])[:MOST_ADDRESSES]]
    found = [match for raw in raws for match in _ADDRESS.findall(raw)[:MOST_ADDRESSES]]
    return tuple(((quoted or bare).strip(" '"), (full or plain).lower()) for quoted, bare, full, plain in found)


def ids(letter: Message, *names: str) -> tuple[str, ...]:
    """Message-IDs in these headers, without their brackets, in order, each once."""
    raws = [str(raw)[:LONGEST_HEADER] for name in names for raw in letter.get_all(name, [])]
    return tuple(dict.fromkeys(found for raw in raws for found in _ID.findall(raw)))


def leaves(letter: Message) -> Iterator[Message]:
    """The parts that hold something, in order; a letter inside the letter is one of them and is not walked into."""
    waiting, seen = [letter], 0
    while waiting and seen < MOST_PARTS:
        part, seen = waiting.pop(0), seen + 1
        inner = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inner, list):
            waiting = [one for one in inner[:MOST_PARTS] if isinstance(one, Message)] + waiting
        else:
            yield part


def text_of(letter: Message) -> str:
    """What can be read of a letter: its plain text, else its HTML as text. Attachments are not read."""
    plain: list[str] = []
    rich: list[str] = []
    for part in leaves(letter):
        if part.get_content_disposition() == "attachment":
            continue
        if part.get_content_type() == "text/plain":
            plain.append(body_of(part))
        elif part.get_content_type() == "text/html":
            rich.append(body_of(part))
    text = "\n".join(plain)
    if not text.strip() and rich:
        text = text_of_html("\n".join(rich)[:MOST_TEXT])
    return tidy(text)


def body_of(part: Message) -> str:
    """One part's own text. A part that is a tree itself has none."""
    raw = part.get_payload(decode=True)
    return as_text(raw, part.get_content_charset())[:MOST_TEXT] if isinstance(raw, bytes) else ""


def tidy(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")[:MOST_TEXT]
    return text.encode("utf-8", "replace").decode().strip()
