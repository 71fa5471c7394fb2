"""What somebody typed into a form, made fit to keep: no control characters, no surprise in length, nothing cut in silence."""

from __future__ import annotations

import re
from collections.abc import Mapping

from gametape.common.refusal import Refusal

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SPACES = re.compile(r"\s+")


def line(data: Mapping[str, str], name: str, *, longest: int) -> str:
    """The field `name` on one line, "" where it is absent; refused where it is longer than `longest` code points."""
    typed = _SPACES.sub(" ", _CONTROL.sub("", data.get(name, ""))).strip()
    return _refuse_too_long(typed, name, longest)


def text(data: Mapping[str, str], name: str, *, longest: int) -> str:
    """The field `name` as written, paragraphs kept; PostgreSQL would refuse a NUL, so control characters go."""
    typed = _CONTROL.sub("", data.get(name, "").replace("\r\n", "\n")).strip()
    return _refuse_too_long(typed, name, longest)


def number(given: str | None) -> int | None:
    """The number of a row as a form sends it, else None: "²" is a digit and no number, and five thousand nines are a
    number that no row has."""
    return int(given) if given and given.isdecimal() and len(given) < 19 else None


def _refuse_too_long(typed: str, name: str, longest: int) -> str:
    if len(typed) > longest:
        raise Refusal(f"That is longer than this box keeps ({longest:,} characters). Shorten it a little.", field=name)
    return typed
