"""The picture of a recording: how loud it is over time, and who spoke when. Plain values in, figures for an SVG out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LEAST_BAR = 0.25  # percent of the width, so that a "yes" is seen on a phone
STEPS = (10, 30, 60, 120, 300, 600, 1200, 1800, 3600)  # seconds between two figures below the picture
MOST_FIGURES = 5


@dataclass(frozen=True)
class Bar:
    """Percent of the width."""

    x: float
    width: float


def wave(peaks: Sequence[int], *, height: float = 40.0) -> str:
    """An SVG path around the middle line, in a box as wide as there are peaks and `height` high."""
    middle = height / 2
    return "".join(f"M{n + 0.5} {middle - tall:.1f}V{middle + tall:.1f}" for n, tall in _tall(peaks, middle))


def _tall(peaks: Sequence[int], middle: float) -> Iterable[tuple[int, float]]:
    return ((n, max(0.4, peak / 100 * middle)) for n, peak in enumerate(peaks))


def bars(spoken: Iterable[tuple[float, float]], *, seconds: float) -> list[Bar]:
    """Where one voice speaks; stretches less than a bar apart are drawn as one, so that three hours are no thousand."""
    joined: list[list[float]] = []
    for start, end in sorted((start / seconds * 100, max(start, end) / seconds * 100) for start, end in spoken):
        if joined and start - joined[-1][1] < LEAST_BAR:
            joined[-1][1] = max(joined[-1][1], end)
        else:
            joined.append([start, end])
    return [Bar(round(min(a, 100), 2), round(max(LEAST_BAR, min(b, 100) - a), 2)) for a, b in joined]


def figures(seconds: float) -> list[tuple[float, str]]:
    """(percent, "10:00") for the axis, the end always among them."""
    step = next((step for step in STEPS if seconds / step <= MOST_FIGURES), STEPS[-1])
    inner = [n * step for n in range(int(seconds // step) + 1) if seconds - n * step > step / 3]
    return [(round(at / seconds * 100, 2), clock(at)) for at in inner] + [(100.0, clock(seconds))]


def clock(seconds: float | None) -> str:
    """2:03, or 1:02:03."""
    if seconds is None:
        return ""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
