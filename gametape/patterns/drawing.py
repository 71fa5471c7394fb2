"""A figure and how far it can be trusted, as SVG: a dot on a hairline, and a line where the true figure may lie.

Positions are percentages, so that dots and letters keep their size at any width; colours are `currentColor` under the classes
of the look, so that a page, a file in the dark and a sheet of paper each draw it in their own. Whatever is drawn is said in
`<title>` and `<desc>`, and stands as text beside the picture too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from math import ceil, floor

from gametape.patterns.results import Effect

HEIGHT = 48
LINE = 14
"""Where the hairline lies, in units from the top; below it stand the ends of the scale."""


@dataclass(frozen=True, slots=True)
class Scale:
    """What lies at the two ends, as shares from -1 to 1, with what to write at `low`, at `middle` and at `high`."""

    low: float
    high: float
    middle: float
    names: tuple[str, str, str]

    def place(self, value: float) -> str:
        """Where a value lies, from 0 to 100 %; what lies outside is put at the end."""
        share = (value - self.low) / (self.high - self.low)
        return f"{100 * min(max(share, 0.0), 1.0):.2f}%"


def differences(effects: Iterable[Effect]) -> Scale:
    """One scale for several differences, in whole tens of points and with "as elsewhere" on it: drawn alike, they can be
    compared by eye."""
    ends = [end for effect in effects for end in (*effect.interval, effect.difference)]
    low = floor(round(10 * min([0.0, *ends]), 9)) / 10
    high = max(ceil(round(10 * max([0.1, *ends]), 9)) / 10, -low / 2)
    return Scale(low, high, 0.0, (signed(low) if low < 0 else "", "as elsewhere", f"{signed(high)} points"))


def signed(share: float) -> str:
    points = round(100 * share)
    return f"{'−' if points < 0 else '+' if points else ''}{abs(points)}"


def in_words(effect: Effect) -> str:
    """What the picture of a difference says: "18 points more than elsewhere; it may be anything from 5 to 30"."""
    points = round(100 * effect.difference)
    low, high = (f"{'−' if round(100 * end) < 0 else ''}{abs(round(100 * end))}" for end in effect.interval)
    unit = "point" if abs(points) == 1 else "points"
    return f"{abs(points)} {unit} {'fewer' if points < 0 else 'more'} than elsewhere; it may be anything from {low} to {high}"


def dot_and_interval(
    value: float,
    interval: tuple[float, float],
    scale: Scale,
    *,
    title: str,
    desc: str,
    width: str = "100%",
    style: str = "",
) -> str:
    """The picture of one figure, as SVG of its own: `value` the dot, `interval` the line. `title` and `desc` are what a screen
    reader says. For paper, give a `width` without unit and a `style` of its own; on a page it is that of the page."""
    low, high, dot, middle = (scale.place(where) for where in (*interval, value, scale.middle))
    ends = f'y1="{LINE}" y2="{LINE}"'
    tick = f'y1="{LINE - 8}" y2="{LINE + 8}"'
    hair, line = 'stroke="currentColor" stroke-opacity=".35"', 'stroke="currentColor" stroke-width="2.5"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{HEIGHT}" role="img">{_style(style)}'
        f"<title>{escape(title)}</title><desc>{escape(desc)}</desc>"
        f'<line class="axis" x1="0" x2="100%" {ends} {hair}/>'
        f'<line class="axis" x1="{middle}" x2="{middle}" {tick} {hair}/>'
        f'<line class="run" x1="{low}" x2="{high}" {ends} {line} stroke-linecap="round"/>'
        f'<circle class="dot" cx="{dot}" cy="{LINE}" r="6" fill="currentColor"/>'
        f"{''.join(_label(*one) for one in _labels(scale))}</svg>"
    )


def _style(style: str) -> str:
    return f"<style>{style}</style>" if style else ""


def _labels(scale: Scale) -> list[tuple[str, str, str]]:
    """(where, anchor, text) of what stands at the ends and in the middle."""
    at = (scale.middle - scale.low) / (scale.high - scale.low)
    low, middle, high = scale.names
    found = [("0", "start", low), (scale.place(scale.middle), "start" if at < 0.25 else "middle", middle)]
    return [one for one in (*found, ("100%", "end", high)) if one[2]]


def _label(where: str, anchor: str, text: str) -> str:
    return (
        f'<text x="{where}" y="{HEIGHT - 8}" text-anchor="{anchor}" font-size="12" fill="currentColor">'
        f"{escape(text)}</text>"
    )
