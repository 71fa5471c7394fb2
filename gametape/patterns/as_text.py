"""A result for a person at a terminal."""

from __future__ import annotations

from gametape.patterns.printing import opening
from gametape.patterns.results import Effect, Pattern, Result


def as_text(result: Result) -> str:
    """Plain text, one paragraph a pattern, every figure with its n and its interval."""
    parts = [opening(result)]
    parts += [_pattern(number, pattern) for number, pattern in enumerate(result.patterns, start=1)]
    if result.exploratory:
        parts.append("Exploratory: worth a question, not a finding.")
        parts += [f"  - {pattern.title}\n    {pattern.sentence}" for pattern in result.exploratory]
    if result.left_out:
        parts.append("Not looked at:\n" + "\n".join(f"  - {one.column}: {one.why}" for one in result.left_out))
    parts += result.notes
    if result.method:
        parts.append(f"How: {result.method}.")
    return "\n\n".join(parts) + "\n"


def _pattern(number: int, pattern: Pattern) -> str:
    lines = [f"{number}. {pattern.title}", f"   {pattern.sentence}", f"   {_interval(pattern.headline)}"]
    if pattern.like:
        lines.append(f"   Much the same deals: {'; '.join(pattern.like)}.")
    return "\n".join(lines)


def _interval(effect: Effect) -> str:
    low, high = (round(100 * end) for end in effect.interval)
    return f"{round(100 * effect.difference)} points more, {low} to {high} ({effect.method})."
