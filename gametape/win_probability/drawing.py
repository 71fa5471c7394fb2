"""The line as a picture: plain values in, SVG out, all words already in the reader's language. Rules: look/README.

One step for each dot, not clock time. The colours are the style sheet's, so that light, dark and print are the same SVG.
Every dot can be read by hover or by keyboard without a script, and `desc` says the whole shape with its figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

ROOM = 26  # dots that have room for a rim on a phone; with more of them they are smaller
FLOOR = 100.0
LEFT, RIGHT = 10.0, 97.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A moment, or the end of a silence. Chances in 0..1; None is no chance: then `kind` is no, after or bought.

    `turn` is the number of the turn that ends here, 0 none. `when` is told with the moment, `day`
    stands below where it is new.
    """

    when: str
    day: str
    words: str
    chance: float | None = None
    low: float = 0.0
    high: float = 0.0
    kind: str = ""
    turn: int = 0
    label: str = ""


def percent(chance: float) -> str:
    return f"{round(100 * chance)}%"


def draw(dots: Sequence[Dot], *, name: str, title: str, desc: str) -> str:
    """The whole picture, 308 pixels high. `name` makes its ids its own on the page."""
    xs = _places(len(dots))
    run = [(x, dot) for x, dot in zip(xs, dots, strict=True) if dot.chance is not None]
    parts = [
        f'<svg class="line" width="100%" height="308" role="group" aria-labelledby="{escape(name)}-t" aria-describedby="{escape(name)}-d">',
        f'<title id="{escape(name)}-t">{escape(title)}</title><desc id="{escape(name)}-d">{escape(desc)}</desc>',
        '<svg y="34" width="100%" height="240">',
        "".join(f'<line class="axis" x1="0" x2="100%" y1="{y}%" y2="{y}%"/>' for y in (0, 50, 100)),
        '<text x="0" y="0" dy="-6">100%</text><text x="0" y="50%" dy="-6">50%</text>',
        _paths(run, _no(xs, dots)),
        "".join(_dot(x, dot, nth, small=len(dots) > ROOM) for nth, (x, dot) in enumerate(zip(xs, dots, strict=True))),
        "".join(_figures(run)),
        "</svg>",
        "".join(_days(xs, dots)),
        "</svg>",
    ]
    return "".join(parts)


def spark(chances: Sequence[float], *, label: str, lost: bool) -> str:
    """96 by 40: run, floor, a dot while open, a ring for the no."""
    step = 88 / max(1, len(chances) - 1)
    points = [(3 + step * n, 36 - 32 * chance) for n, chance in enumerate(chances)]
    (x, y), line = points[-1], " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    end = (
        f'<line class="now" x1="{x:.1f}" x2="{x:.1f}" y1="{y:.1f}" y2="36"/><circle class="ring no" cx="{x:.1f}" cy="36" r="3"/>'
        if lost
        else f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="4"/>'
    )
    return (
        f'<svg class="spark" width="96" height="40" role="img" aria-label="{escape(label)}">'
        f'<line class="axis" x1="0" x2="96" y1="36" y2="36"/><polyline class="run" points="{line}"/>{end}</svg>'
    )


def calibration(
    bins: Sequence[tuple[float, float, float, float]], *, title: str, desc: str, axes: tuple[str, str]
) -> str:
    """Said against happened, 0 to 100 both: (said, happened, low, high), each in 0..1, and the diagonal they should be on."""
    marks = "".join(
        f'<line class="now" x1="{100 * said:.1f}%" x2="{100 * said:.1f}%" y1="{100 - 100 * high:.1f}%" y2="{100 - 100 * low:.1f}%"/>'
        f'<circle class="dot" cx="{100 * said:.1f}%" cy="{100 - 100 * happened:.1f}%" r="5.5"/>'
        for said, happened, low, high in bins
    )
    across, up = (escape(words) for words in axes)
    return (
        '<svg width="100%" height="308" role="img" aria-labelledby="cal-t cal-d">'
        f'<title id="cal-t">{escape(title)}</title><desc id="cal-d">{escape(desc)}</desc>'
        f'<text x="0" y="12">{up}</text><svg y="26" width="100%" height="240">'
        + "".join(f'<line class="axis" x1="0" x2="100%" y1="{y}%" y2="{y}%"/>' for y in (0, 50, 100))
        + f'<line class="now" x1="0" y1="100%" x2="100%" y2="0" stroke-dasharray="1 5"/>{marks}</svg>'
        f'<text x="0" y="284">0%</text><text x="100%" y="284" text-anchor="end">100%</text>'
        f'<text x="50%" y="304" text-anchor="middle">{across}</text></svg>'
    )


def _places(n: int) -> list[float]:
    return [LEFT + (RIGHT - LEFT) * k / max(1, n - 1) for k in range(n)]


def _y(chance: float) -> float:
    return FLOOR - 100 * chance


def _no(xs: Sequence[float], dots: Sequence[Dot]) -> float | None:
    return next((x for x, dot in zip(xs, dots, strict=True) if dot.kind == "no"), None)


def _paths(run: Sequence[tuple[float, Dot]], no: float | None) -> str:
    if not run:
        return ""
    line = [(x, _y(dot.chance or 0)) for x, dot in run]
    band = [(x, _y(dot.high)) for x, dot in run] + [(x, _y(dot.low)) for x, dot in reversed(run)]
    paths = [f'<path class="band" d="{_d(band)}Z"/>', f'<path class="run" d="{_d(line)}"/>']
    if no is not None:
        paths.append(f'<path class="gone" d="{_d([line[-1], (no, FLOOR)])}"/>')
    paths += [f'<path class="turned" d="{_d(line[n - 1 : n + 1])}"/>' for n in range(1, len(run)) if run[n][1].turn]
    return f'<svg viewBox="0 0 100 100" width="100%" height="100%" preserveAspectRatio="none">{"".join(paths)}</svg>'


def _d(points: Sequence[tuple[float, float]]) -> str:
    return "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def _dot(x: float, dot: Dot, nth: int, *, small: bool) -> str:
    y = _y(dot.chance) if dot.chance is not None else 0.0 if dot.kind == "bought" else FLOOR
    shape = {"no": "ring no", "after": "ring", "bought": "dot"}.get(dot.kind, "dot turned" if dot.turn else "dot")
    chance = "" if dot.chance is None else f": {percent(dot.chance)} ({round(100 * dot.low)} to {percent(dot.high)})"
    said = escape(f"{dot.when}, {dot.words}{chance}")
    short = escape(f"{dot.when}, {dot.words[:34]}{'…' if len(dot.words) > 34 else ''}{chance}")
    radius = 3 if small and dot.chance is not None and not dot.turn else 5.5
    tag = ""
    if dot.label:
        above = -32 if dot.kind == "after" and nth % 2 else -14  # neighbours by turns, so that their words do not meet
        place = 'dy="26"' if dot.kind == "bought" else f'dy="{above}"'
        look = "roomy" if dot.kind == "after" else "strong"
        anchor = "end" if x > 90 else "middle"
        tag = (
            f'<text class="{look}" x="{x:.1f}%" y="{y:.1f}%" {place} text-anchor="{anchor}">{escape(dot.label)}</text>'
        )
    return (
        f'{tag}<g class="moment" tabindex="0" role="img" aria-label="{said}"><circle class="near" cx="{x:.1f}%" cy="{y:.1f}%" r="12"/>'
        f'<circle class="{shape}" cx="{x:.1f}%" cy="{y:.1f}%" r="{radius}"/><text class="read" x="100%" y="0" dy="-20" text-anchor="end">{short}</text></g>'
    )


def _figures(run: Sequence[tuple[float, Dot]]) -> list[str]:
    """The two figures of each turn in bold, and its number beside the slope."""
    told = []
    for n in range(1, len(run)):
        (x0, before), (x, dot) = run[n - 1], run[n]
        if not dot.turn or before.chance is None or dot.chance is None:
            continue
        fell = dot.chance < before.chance
        told.append(_bold(x0, _y(before.chance), -14 if fell else 24, percent(before.chance)))
        told.append(_bold(x, _y(dot.chance), 24 if fell else -14, percent(dot.chance)))
        middle = (_y(before.chance) + _y(dot.chance)) / 2
        told.append(
            f'<text class="strong" x="{(x0 + x) / 2:.1f}%" y="{middle:.1f}%" dx="8" dy="{-4 if fell else 12}">{dot.turn}</text>'
        )
    return told


def _bold(x: float, y: float, dy: int, words: str) -> str:
    return f'<text class="strong" x="{x:.1f}%" y="{y:.1f}%" dy="{dy}" text-anchor="middle">{words}</text>'


def _days(xs: Sequence[float], dots: Sequence[Dot]) -> list[str]:
    """Days that are new, as far as they have room on a phone."""
    told, last, said = [], -20.0, ""
    for x, dot in zip(xs, dots, strict=True):
        if dot.day == said or x - last < 19:
            continue
        last, said = x, dot.day
        anchor = "start" if x < 6 else "end" if x > 94 else "middle"
        told.append(f'<text x="{x:.1f}%" y="300" text-anchor="{anchor}">{escape(dot.day)}</text>')
    return told
