"""A file comes in parts and goes on after a lost connection. The promise: what this machine said it has, it has; a part
that comes twice stands there once; a part with a hole before it is not taken.

`key` names the file as the browser sees it (name, size, day), so that another file begins anew.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from pathlib import Path
from typing import IO

from django.conf import settings

from gametape.common.refusal import Refusal
from gametape.tape.models import Recording
from gametape.tape.places import folder

PART = 1024**2  # bytes: a second on a slow line, so little is lost with it
LARGEST = 4 * 1024**3  # bytes, as `listen` takes
ROOM_LEFT = 512 * 1024**2  # bytes that stay free on the disk, for the database
CAME, KEY = "came.part", "came.key"


def came(recording: Recording) -> Path:
    return folder(recording) / CAME


def so_far(recording: Recording, *, key: str) -> int:
    """Bytes that are here of that very file."""
    place = folder(recording)
    if not (place / CAME).exists() or not (place / KEY).exists() or (place / KEY).read_text() != key:
        return 0
    return (place / CAME).stat().st_size


def part(recording: Recording, *, key: str, at: int, size: int, body: bytes) -> int:
    """Bytes that are here afterwards. `at` is where this part begins; the caller goes on from what is returned."""
    refuse_unbearable(size)
    place = folder(recording)
    with (place / "came.hold").open("w") as hold:
        fcntl.flock(hold, fcntl.LOCK_EX)
        here = so_far(recording, key=key)
        if at == 0 and here == 0:
            (place / CAME).write_bytes(b"")
            (place / KEY).write_text(key)
        if at != here:
            return here
        with (place / CAME).open("ab") as file:
            file.write(body[: size - here])
            file.flush()
            os.fsync(file.fileno())
            return file.tell()


def refuse_unbearable(size: int) -> None:
    if size > LARGEST:
        raise Refusal("The file is larger than 4 GB. Bring it in parts, or as mp3, m4a or opus.", field="file")
    if shutil.disk_usage(settings.HOME).free < size + ROOM_LEFT:
        raise Refusal(
            "There is too little room on this machine for it. Tell whoever runs it; nothing was kept.", field="file"
        )


def lay_down(recording: Recording, source: IO[bytes], *, size: int) -> Path:
    """A file that came whole, in one form."""
    refuse_unbearable(size)
    path = came(recording)
    with path.open("wb") as file:
        shutil.copyfileobj(source, file, PART)
    return path


def put_away(recording: Recording) -> None:
    for name in (CAME, KEY, "came.hold"):
        (folder(recording) / name).unlink(missing_ok=True)
