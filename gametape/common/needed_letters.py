"""Which letters a pattern cannot do without: a set of strings of which every match holds at least one.

A text without any of them needs no search. Long patterns over short texts, a million times, cost ten times as much as
looking for these. Read from the parsed pattern, so that it is right for whatever is written there, not only for today's.
"""

from __future__ import annotations

import re
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

Needed = frozenset[str] | None
REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)


def needed_letters(pattern: str) -> re.Pattern[str] | None:
    """A pattern that finds one of the strings; None where a match may do without any, so that nothing can be said."""
    found = _of_sequence(list(parser.parse(pattern)))
    if not found:
        return None
    # "bank" is in "the bank": the shorter one finds both.
    least = [one for one in found if not any(other != one and other in one for other in found)]
    return re.compile("|".join(re.escape(one) for one in sorted(least)))


def _of_sequence(items: list[tuple[Any, Any]]) -> Needed:
    """The best of its parts: letters in a row are one string; what may be absent gives none."""
    offers: list[Needed] = []
    run = ""
    for kind, told in items:
        if kind is op.LITERAL:
            run += chr(told)
            continue
        offers += [frozenset({run})] if run else []
        run = ""
        offers.append(_of_part(kind, told))
    offers += [frozenset({run})] if run else []
    return max(filter(None, offers), key=_worth, default=None)


def _worth(strings: frozenset[str]) -> tuple[int, int]:
    """Long strings are rarer than short ones, and few are found sooner than many."""
    return min(len(one) for one in strings), -len(strings)


def _of_part(kind: Any, told: Any) -> Needed:
    if kind is op.SUBPATTERN:
        return _of_sequence(list(told[-1]))
    if kind is op.ATOMIC_GROUP:
        return _of_sequence(list(told))
    if kind in REPEATS:
        least, _, again = told
        return _of_sequence(list(again)) if least else None
    if kind is op.BRANCH:
        ways = [_of_sequence(list(way)) for way in told[1]]
        return frozenset().union(*ways) if all(ways) else None  # type: ignore[arg-type]
    return None
