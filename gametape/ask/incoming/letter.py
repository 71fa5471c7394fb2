"""What a letter is once it was read. Plain values; nothing here knows a buyer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["words", "empty", "auto", "away", "bulk", "bounce", "delayed", "complaint"]


@dataclass(frozen=True, slots=True)
class Bounce:
    """One recipient a letter of ours did not reach. `status` is the code of RFC 3463, "" where none was said; `said` the
    server's own line, at most 200 code points. Full mailboxes and letters that were too big are not `permanent`."""

    recipient: str
    permanent: bool
    status: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """`kind`: words of a person; empty (nobody's words in it); auto, away, bulk (a machine wrote it); bounce, delayed
    (RFC 3464); complaint (RFC 5965).

    `sender` and `to` are bare addresses in small letters, "" where there is none. `message_id` and `answers` (what it
    replies to, the nearest first) come without their angle brackets. For a report `about` is the Message-ID of the
    letter of ours it tells of, `bounces` and `complained` are whom that was for. `words` are the sender's own, without
    quotes and signature; `original` is the whole text as it came.
    """

    kind: Kind
    sender: str = ""
    name: str = ""
    to: tuple[str, ...] = ()
    subject: str = ""
    message_id: str = ""
    answers: tuple[str, ...] = ()
    words: str = ""
    original: str = ""
    about: str = ""
    bounces: tuple[Bounce, ...] = ()
    complained: tuple[str, ...] = ()
