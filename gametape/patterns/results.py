"""What comes out: plain frozen values that carry their n, interval, method and caveat.

`Result.as_dict()` is the JSON of the command, as it stands. Shares are from 0 to 1, differences from -1 to 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

CAVEAT = "An association, not a cause."


@dataclass(frozen=True, slots=True)
class Condition:
    """`column` `op` `value`. Ops: "=" with a value as it stands in the file; "<=", ">" and "between" (above the first,
    up to the second) with numbers, or dates as text; "missing" and "rare" (any of the values too few of a kind), None."""

    column: str
    op: str
    value: str | float | tuple[str | float, str | float] | None

    def __str__(self) -> str:
        match self.op, self.value:
            case "missing", _:
                return f"{self.column} is empty"
            case "rare", _:
                return f"{self.column} is one of the rare values"
            case "between", (low, high):
                return f"{self.column} above {shown(low)}, up to {shown(high)}"
            case "<=", value:
                return f"{self.column} up to {shown(value)}"
            case ">", value:
                return f"{self.column} above {shown(value)}"
        return f"{self.column} = {shown(self.value)}"


@dataclass(frozen=True, slots=True)
class Effect:
    """How much more was lost inside than elsewhere, with its interval and how that was made."""

    n: int
    lost: int
    rate: float
    elsewhere: float
    elsewhere_n: int
    difference: float
    interval: tuple[float, float]
    method: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """A condition under which more is lost. `effect` is of all the deals; `held_out` of the half that was not searched,
    the figures to quote, where there is one. `like` names conditions that hold nearly the same deals."""

    conditions: tuple[Condition, ...]
    effect: Effect
    p: float
    p_adjusted: float
    held_out: Effect | None
    sentence: str
    like: tuple[str, ...] = ()
    caveat: str = CAVEAT

    @property
    def headline(self) -> Effect:
        """The effect to draw and to quote."""
        return self.held_out or self.effect

    @property
    def title(self) -> str:
        return " and ".join(map(str, self.conditions))

    def as_dict(self) -> dict[str, Any]:
        """With n, lost, rate, elsewhere, difference, interval and method on top, of all the deals."""
        return {
            "conditions": [asdict(condition) for condition in self.conditions],
            **asdict(self.effect),
            "p": self.p,
            "p_adjusted": self.p_adjusted,
            "held_out": None if self.held_out is None else asdict(self.held_out),
            "sentence": self.sentence,
            "like": list(self.like),
            "caveat": self.caveat,
        }


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A column that was not looked at, and why, in words."""

    column: str
    why: str


@dataclass(frozen=True, slots=True)
class Result:
    """What one table says. `smallest_gap` is the least difference of shares that any condition looked at could have
    shown as more than luck; None where none could. `notes` are whole sentences for the reader."""

    n: int
    lost: int
    conditions_looked_at: int
    smallest_gap: float | None
    left_out: tuple[LeftOut, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    exploratory: tuple[Pattern, ...] = ()
    method: str = ""
    notes: tuple[str, ...] = field(default=())
    caveat: str = CAVEAT

    @property
    def rate(self) -> float:
        return self.lost / self.n

    def as_dict(self) -> dict[str, Any]:
        return {
            "n": self.n,
            "lost": self.lost,
            "rate": self.rate,
            "conditions_looked_at": self.conditions_looked_at,
            "smallest_gap": self.smallest_gap,
            "left_out": [asdict(column) for column in self.left_out],
            "patterns": [pattern.as_dict() for pattern in self.patterns],
            "exploratory": [pattern.as_dict() for pattern in self.exploratory],
            "method": self.method,
            "notes": list(self.notes),
            "caveat": self.caveat,
        }


def from_dict(told: Mapping[str, Any]) -> Result:
    """The result that `as_dict` wrote."""
    return Result(
        told["n"],
        told["lost"],
        told["conditions_looked_at"],
        told["smallest_gap"],
        tuple(LeftOut(**one) for one in told["left_out"]),
        tuple(map(pattern_from, told["patterns"])),
        tuple(map(pattern_from, told["exploratory"])),
        told["method"],
        tuple(told["notes"]),
        told["caveat"],
    )


def pattern_from(told: Mapping[str, Any]) -> Pattern:
    conditions = tuple(
        Condition(one["column"], one["op"], tuple(one["value"]) if isinstance(one["value"], list) else one["value"])
        for one in told["conditions"]
    )
    out = told["held_out"]
    return Pattern(
        conditions,
        _effect(told),
        told["p"],
        told["p_adjusted"],
        None if out is None else _effect(out),
        told["sentence"],
        tuple(told["like"]),
        told["caveat"],
    )


def _effect(told: Mapping[str, Any]) -> Effect:
    names = [field.name for field in fields(Effect)]
    return Effect(**{name: told[name] for name in names} | {"interval": tuple(told["interval"])})


def shown(value: object) -> str:
    """A value for people: whole numbers with thousands apart, no trailing zeros."""
    if isinstance(value, float | int):
        return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.6g}"
    return str(value)
