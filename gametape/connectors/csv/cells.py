"""Cells going out. A spreadsheet runs a cell that begins with =, +, - or @ as a formula, whoever wrote it."""

from __future__ import annotations

import re

_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_PLAIN_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*")


def safe_cell(value: object) -> str:
    """`value` for a CSV that a person opens: what would run as a formula gets an apostrophe, plain numbers stay."""
    text = "" if value is None else str(value)
    if text.lstrip(" ").startswith(_RUNS) and not _PLAIN_NUMBER.fullmatch(text):
        return "'" + text
    return text
