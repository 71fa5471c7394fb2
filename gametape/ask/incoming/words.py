"""The words of letters, read once from ``words.yaml`` and compiled; with the farewells and headers mail-parser-reply
knows, in the languages a buyer may write in and those next door."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

import yaml
from mailparser_reply import EmailMessage
from mailparser_reply.constants import MAIL_LANGUAGES

RAW: Final[dict[str, Any]] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
LANGUAGES: Final = ("en", "es", "fr", "de", "it", "nl", "da", "sv")


def _any(name: str, *more: str) -> re.Pattern[str]:
    lines = [*RAW[name].splitlines(), *more]
    return re.compile("|".join(f"(?:{line})" for line in lines), re.IGNORECASE)


def _farewells() -> list[str]:
    """Theirs without the comma they are written with: ours is looked for behind any of them."""
    known = [line for language in LANGUAGES for line in MAIL_LANGUAGES[language].get("signatures", [])]
    return [line.rstrip(",") for line in known if "/" not in line]


QUOTE_BEGINS: Final = _any("quote_begins")
HEADER_LINE: Final = [re.compile(line) for line in RAW["header_line"].splitlines()]
DEVICE: Final = _any("device")
CLOSING: Final = _any("closing", *_farewells())
DISCLAIMER: Final = _any("disclaimer")
BANNER: Final = _any("banner")
AUTO_SUBJECT: Final = _any("auto_subject")
AWAY: Final = _any("away")
DAEMON: Final = _any("daemon")
NO_REPLY: Final = _any("no_reply")
UNDELIVERED: Final = _any("undelivered")
LATE: Final = _any("late")
FAILED_FOR_GOOD: Final = _any("failed_for_good")
FULL: Final = _any("full")
UNKNOWN: Final = _any("unknown")
COMPLAINS: Final = _any("complains")
LIBRARY_HEADERS: Final[re.Pattern[str]] = EmailMessage(text="", languages=[*LANGUAGES, "david"]).HEADER_REGEX
