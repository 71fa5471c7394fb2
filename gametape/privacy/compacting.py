"""What a database keeps of bytes that were deleted, and the copies a restore left: they go, too.

SQLite overwrites deleted content (`secure_delete`, see settings); rewriting the file leaves out what earlier versions of
it left between the rows, and the write-ahead log is cut to nothing. On PostgreSQL dead rows are given free; a dump never
holds them, the pages of the server do until they are written over.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from django.conf import settings
from django.db import OperationalError, connection

ASIDE = ".before-restore"


def put_away_copies() -> int:
    """What a restore laid aside holds everybody, those included. How many went."""
    found = sorted(Path(settings.HOME).glob(f"*{ASIDE}"))
    for path in found:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    return len(found)


def compact() -> bool:
    """False where others were at work in the file, so that it is to be tried again."""
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            cursor.execute("VACUUM")
            return True
        try:
            cursor.execute("VACUUM")
        except OperationalError:
            return False
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy, _, _ = cursor.fetchone()
        return not busy
