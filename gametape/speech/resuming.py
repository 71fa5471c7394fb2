"""What was heard is kept piece by piece in a work folder: a run that is killed loses the piece it was at, nothing more."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gametape.common.refusal import Refusal
from gametape.speech.lines import Stretch, Word


@dataclass(frozen=True)
class Kept:
    """One piece, listened to. Times are those of the recording."""

    speech: tuple[Stretch, ...]
    words: tuple[Word, ...]
    gaps: tuple[Stretch, ...]


class Work:
    """The pieces in one folder that belong to one recording, engine and settings. Of others nothing is taken."""

    def __init__(self, folder: Path, *, key: dict[str, Any]) -> None:
        self.folder = folder
        self.mark = hashlib.sha256(json.dumps(key, sort_keys=True, default=str).encode()).hexdigest()[:16]

    def find(self, channel: int, piece: Stretch) -> Kept | None:
        try:
            kept = json.loads(self._path(channel, piece).read_text(encoding="utf-8"))
            return Kept(
                tuple(Stretch(*stretch) for stretch in kept["speech"]),
                tuple(Word(*word) for word in kept["words"]),
                tuple(Stretch(*stretch) for stretch in kept["gaps"]),
            )
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError):
            return None  # half a file, from a disk that ran full: the piece is listened to again

    def keep(self, channel: int, piece: Stretch, kept: Kept) -> None:
        """In one step: a kill leaves the whole piece or none of it."""
        shown = {
            "speech": [(part.start, part.end) for part in kept.speech],
            "words": [(word.text, word.start, word.end, word.probability) for word in kept.words],
            "gaps": [(gap.start, gap.end) for gap in kept.gaps],
        }
        path = self._path(channel, piece)
        half = path.with_suffix(".half")
        with half.open("w", encoding="utf-8") as file:
            json.dump(shown, file)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)

    def _path(self, channel: int, piece: Stretch) -> Path:
        return self.folder / f"piece-{self.mark}-{channel}-{round(piece.start * 1000):09d}.json"


@contextlib.contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Nobody else works in the folder meanwhile. The lock goes with the process, however it ends."""
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refusal(f"Another run is listening in {folder}: wait for it, or name another folder.") from None
        yield
