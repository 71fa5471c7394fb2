"""Where the files of a recording lie: one folder each, `uploads/tapes/NUMBER`, so that what goes, goes as a whole.

In it the file by its hash, a copy to play where no browser knows the kind, what came so far of an upload, and while it is
listened to the decoded sound in `work`.
"""

from __future__ import annotations

import contextlib
import fcntl
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.db.models import Model

from gametape.tape.models import Recording, Sound

TAPES, WORK, SOURCE, PLAYED = "tapes", "work", "transcript", "played.wav"


def tapes() -> Path:
    return Path(settings.UPLOADS) / TAPES


def folder(recording: Recording | int) -> Path:
    """Made on first need, readable by this account alone."""
    number = recording if isinstance(recording, int) else recording.pk
    place = tapes() / str(number)
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    return place


def gone(number: int) -> int:
    """How many files went."""
    place = tapes() / str(number)
    files = sum(path.is_file() for path in place.rglob("*")) if place.is_dir() else 0
    shutil.rmtree(place, ignore_errors=True)
    return files


def recordings_go(rows: Iterable[Model]) -> int:
    """Before the rows of recordings go: their folders."""
    return sum(gone(row.pk) for row in rows)


def sounds_go(rows: Iterable[Model]) -> int:
    """Before the rows of sounds go: everything of them that can be heard, not the transcript they became."""
    return sum(sound_goes(row) for row in rows if isinstance(row, Sound))


def sound_goes(sound: Sound) -> int:
    place = tapes() / str(sound.recording_id)
    there = [path for path in (place / sound.file, place / PLAYED) if path.is_file()]
    for path in there:
        path.unlink(missing_ok=True)
    shutil.rmtree(place / WORK, ignore_errors=True)
    return len(there)


def orphans() -> list[int]:
    """Folders whose recording is gone in another way, with its deal or its store."""
    there = [int(path.name) for path in tapes().glob("*") if path.is_dir() and path.name.isdecimal()]
    known = set(Recording.objects.filter(pk__in=there).values_list("pk", flat=True))
    return [number for number in there if number not in known]


@contextlib.contextmanager
def held(recording: Recording) -> Iterator[bool]:
    """Whether nobody else is at this recording's files now. The hold goes with the process, however it ends, so what a
    killed worker had begun is free at once."""
    with (folder(recording) / "hold").open("w") as hold:
        try:
            fcntl.flock(hold, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
