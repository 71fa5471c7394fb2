"""A result as CSV: one line a pattern, with the figures of all deals and those of the half that was not searched."""

from __future__ import annotations

import csv
import io

from gametape.patterns.results import Effect, Pattern, Result

COLUMNS = [
    "kind", "conditions", "n", "lost", "rate", "elsewhere", "difference", "low", "high", "p", "p_adjusted",
    "held_out_n", "held_out_lost", "held_out_rate", "held_out_elsewhere", "held_out_difference", "held_out_low",
    "held_out_high", "conditions_looked_at", "method", "sentence", "caveat",
]  # fmt: skip


def as_csv(result: Result) -> str:
    """With a first line of names, in UTF-8, ended by CR LF as RFC 4180 has it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for kind, patterns in (("pattern", result.patterns), ("exploratory", result.exploratory)):
        writer.writerows(_line(kind, pattern, result) for pattern in patterns)
    return out.getvalue()


def _line(kind: str, pattern: Pattern, result: Result) -> list[object]:
    return [
        kind,
        safe(pattern.title),
        *_figures(pattern.effect),
        pattern.p,
        pattern.p_adjusted,
        *(_figures(pattern.held_out) if pattern.held_out else [""] * 7),
        result.conditions_looked_at,
        pattern.headline.method,
        pattern.sentence,
        pattern.caveat,
    ]


def _figures(effect: Effect) -> list[object]:
    return [effect.n, effect.lost, effect.rate, effect.elsewhere, effect.difference, *effect.interval]


def safe(text: str) -> str:
    """A cell that a spreadsheet does not take for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
