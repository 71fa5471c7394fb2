"""What a measure is called, and how its value is read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from gametape.tape.measuring import Measure

SHOWN: dict[str, dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "call_metrics.yaml").read_text(encoding="utf-8")
)["measures"]


def hidden(name: str) -> bool:
    return bool(SHOWN[name].get("hidden"))


def rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def in_words(name: str, measure: Measure) -> str:
    """One line for a person: what it is, the value, and what was counted."""
    counted = ", ".join(f"{what.replace('_', ' ')} {plainly(number)}" for what, number in measure.counted.items())
    return f"{SHOWN[name]['say']}: {value_in_words(measure.value, SHOWN[name]['unit'])}" + (
        f"  ({counted})" if counted else ""
    )


def value_in_words(value: float | None, unit: str) -> str:
    """As a person reads it: 65%, 0.4 seconds, yes."""
    if value is None:
        return "cannot be told from this"
    if unit == "share":
        return f"{value:.0%}"
    if unit == "yes or no":
        return "yes" if value else "no"
    return f"{value:.0f}" if unit == "count" else f"{value:.1f} {unit}"


def plainly(number: Any) -> str:
    return f"{number:g}" if isinstance(number, float) else str(number)
