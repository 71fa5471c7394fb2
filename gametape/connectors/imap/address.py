"""Where the mailbox is: `imaps://user:password@host/INBOX`. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from gametape.common.refusal import Refusal

LIKE = "GAMETAPE_IMAP has to look like imaps://user:password@host/INBOX. In the password write @ as %40 and / as %2F."
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Address:
    host: str
    port: int
    encrypted: bool
    user: str
    password: str = field(repr=False)
    folder: str

    def __str__(self) -> str:
        return f"{self.user}@{self.host}/{self.folder}"


def parsed(url: str) -> Address:
    """The parts of the setting, or a `Refusal` that shows how it has to look. Without TLS only on this very machine."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Refusal(LIKE) from None
    folder = unquote(parts.path.strip("/")) or "INBOX"
    if parts.scheme not in ("imaps", "imap") or not parts.hostname or not parts.username or not folder.isascii():
        raise Refusal(LIKE)
    encrypted = parts.scheme == "imaps"
    if not encrypted and parts.hostname not in LOOPBACK:
        raise Refusal("GAMETAPE_IMAP would send the password for everyone to read. Write imaps:// instead of imap://.")
    user, password = unquote(parts.username), unquote(parts.password or "")
    return Address(parts.hostname, port or (993 if encrypted else 143), encrypted, user, password, folder)
