"""HTML as the text a person sees in it. A quotation (blockquote) comes out with ">" before its lines, as in plain mail.

Written out, for the parser of the standard library takes the square of what is broken on purpose: 90 s for 100 KB of
"<a ". Here no pattern crosses a "<", so all of it is one walk.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Final

LONGEST: Final = 100_000
"""Code points that are read. Behind them stands somebody's newsletter."""
DEEPEST: Final = 8
BREAKS: Final = frozenset(["br", "p", "div", "li", "tr", "table", "ul", "ol", "hr", "blockquote", "h1", "h2", "h3"])
UNSEEN: Final = frozenset(["script", "style", "head", "title"])
_PIECES = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})[^<>]*>|<[!?][^<>]*>|([^<]+|<)")
_BLANKS = re.compile(r"\n{3,}")
_SPACE = re.compile(r"\s+")


@dataclass
class _Seen:
    lines: list[str] = field(default_factory=lambda: [""])
    quoted: int = 0
    unseen: str = ""

    def tag(self, name: str, *, closes: bool) -> None:
        if name in UNSEEN:
            self.unseen = "" if closes else self.unseen or name
        if name == "blockquote":
            self.quoted = max(0, self.quoted - 1) if closes else min(self.quoted + 1, DEEPEST)
        if name in BREAKS:
            self.new_line()

    def text(self, piece: str) -> None:
        if not self.unseen:
            self.lines[-1] += _SPACE.sub(" ", piece)

    def new_line(self) -> None:
        if self.lines[-1].strip(" >"):
            self.lines.append("")
        self.lines[-1] = ">" * self.quoted + (" " if self.quoted else "")


def text_of_html(html: str) -> str:
    """The visible text, a line for each block. Broken HTML gives what could be read of it."""
    page = _Seen()
    for closing, tag, text in _PIECES.findall(_without_comments(html[:LONGEST])):
        if tag:
            page.tag(tag.lower(), closes=bool(closing))
        elif text:
            page.text(unescape(text))
    lines = (line.replace("\u00a0", " ").rstrip() for line in page.lines)
    return _BLANKS.sub("\n\n", "\n".join(line if line.startswith(">") else line.strip() for line in lines)).strip()


def _without_comments(html: str) -> str:
    """One that never ends hides the rest, as in a browser."""
    kept, at = [], 0
    while (start := html.find("<!--", at)) >= 0:
        kept.append(html[at:start])
        end = html.find("-->", start)
        if end < 0:
            return "".join(kept)
        at = end + 3
    return "".join([*kept, html[at:]])
