"""The guided review as `flow.yaml` tells it: which screens, in which order, what each asks. Read once, checked while read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml


@dataclass(frozen=True, slots=True)
class Box:
    """One field for words. `may_share` is False for what stays its owner's for good."""

    name: str
    label: str
    outsider: str
    may_share: bool

    def called(self, name: str = "") -> str:
        return self.outsider.format(name=name) if name else self.label


@dataclass(frozen=True, slots=True)
class Screen:
    """One page. `seconds` is what it is meant to take; `outsider` asks the same of somebody called {name}."""

    id: str
    seconds: int
    ask: str
    outsider: str
    aside: str
    boxes: tuple[Box, ...]

    def asks(self, name: str = "") -> str:
        return self.outsider.format(name=name) if name else self.ask


@dataclass(frozen=True, slots=True)
class Part:
    """One of several on a page: a kind of moment, a part of the walk in memory, a fundamental."""

    id: str
    label: str
    ask: str
    outsider: str
    b2b: str

    def asks(self, name: str = "") -> str:
        return self.outsider.format(name=name) if name else self.ask

    def called(self, *, b2b: bool) -> str:
        return self.b2b if b2b else self.label


def _box(raw: Mapping[str, Any], ask: str) -> Box:
    label = raw.get("label", ask)
    return Box(raw["name"], label, raw.get("outsider", label), {"share": True, "mine": False}[raw["kind"]])


def _screen(raw: Mapping[str, Any]) -> Screen:
    boxes = tuple(_box(box, raw["ask"]) for box in raw.get("boxes", []))
    return Screen(raw["id"], raw["seconds"], raw["ask"], raw.get("outsider", raw["ask"]), raw["aside"], boxes)


def _parts(raw: list[Mapping[str, Any]]) -> tuple[Part, ...]:
    return tuple(
        Part(p["id"], p["label"], p.get("ask", ""), p.get("outsider", p.get("ask", "")), p.get("b2b", p["label"]))
        for p in raw
    )


_RAW: Final[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("flow.yaml").read_text(encoding="utf-8"))
SCREENS: Final[dict[str, Screen]] = {raw["id"]: _screen(raw) for raw in _RAW["screens"]}
PATHS: Final[dict[str, tuple[str, ...]]] = {path: tuple(ids) for path, ids in _RAW["paths"].items()}
MARKS: Final = _parts(_RAW["marks"])
MEMORY: Final = _parts(_RAW["memory"])
STEPS: Final = _parts(_RAW["steps"])
BOXES: Final[dict[str, Box]] = {box.name: box for screen in SCREENS.values() for box in screen.boxes}
GATE: Final[dict[str, Any]] = _RAW["gate"]
SETTLE: Final[dict[str, str]] = _RAW["settle"]["answers"]
SETTLE_ASK: Final[str] = _RAW["settle"]["ask"]
RESTED: Final[str] = _RAW["settle"]["rested"]
FRIEND, LESSON, NOT_TODAY = "friend", "lesson", "not_today"
ASIDE: Final = {"memory": "steps", "steps": "tape"}  # off the way, for whoever has no recording; they lead back to it

if unknown := {screen for path in PATHS.values() for screen in path} - set(SCREENS):
    raise ValueError(f"flow.yaml leads to {', '.join(sorted(unknown))}, which it does not tell.")


def after(screen: str, path: str) -> str:
    """What comes next: a screen, or "lesson" at the end of the path. A screen off the path leads back to it."""
    if screen in ASIDE:
        return ASIDE[screen]
    way = PATHS[path]
    if screen not in way:
        return LESSON
    at = way.index(screen) + 1
    return way[at] if at < len(way) else LESSON


def before(screen: str, path: str) -> str:
    """The screen before, "" at the beginning."""
    way = ("", *PATHS[path], FRIEND)
    if screen in ASIDE:
        return "tape"
    return way[way.index(screen) - 1] if screen in way else ""


def place(screen: str, path: str) -> tuple[int, int]:
    """Which of how many, counting the settling before and the lesson and the friend after; (0, 0) off the way."""
    way = ("settle", *PATHS[path], LESSON, FRIEND)
    return (way.index(screen) + 1, len(way)) if screen in way else (0, 0)
