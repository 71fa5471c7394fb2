"""The fundamentals as a do-confirm checklist: do it, then tick it. The ticks are kept nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

MOST = 9  # a longer list is skipped (Gawande, The Checklist Manifesto: five to nine, a minute to ninety seconds)


@dataclass(frozen=True, slots=True)
class Pause:
    """A place to stop, and what is done by then."""

    name: str
    items: tuple[str, ...]


def _read() -> tuple[Pause, ...]:
    rows = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
    return tuple(Pause(row["pause"], tuple(row["items"])) for row in rows)


PAUSES: Final = _read()
