"""Backup and restore: the database, the two keys and the uploads, in one file; encrypted when a passphrase is given.

The file is a gzipped tar, sealed (`sealing`) where there is a passphrase. A restore reads and checks everything before it
changes anything, lays what was here aside under names that end in `.before-restore`, and leaves a note while it is at it:
cut off in the middle, nothing else starts until it was run again to its end.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError

from gametape.common.refusal import Refusal
from gametape.people.models import Suppression
from gametape.privacy import ledger, letting_go
from gametape.privacy.compacting import ASIDE
from gametape.project import copying
from gametape.project.sealing import FRAME, MAGIC, seal, unseal
from gametape.sending import going_out

KEYS = ("secret_key", "suppression_key")
Kept = dict[str, list[dict[str, Any]]]


def note() -> Path:
    """There while a restore is under way, and after one that was cut off."""
    return Path(settings.HOME) / "restore.unfinished"


def backup(target: Path, *, passphrase: str = "") -> int:
    """Writes the backup beside `target` first and moves it there when whole. Returns its size in bytes."""
    with tempfile.TemporaryDirectory(dir=settings.HOME) as folder:
        plain, dump = Path(folder) / "backup.tar.gz", Path(folder) / "database"
        copying.copy(dump)
        with tarfile.open(plain, "w:gz", compresslevel=5) as tar:
            tar.add(dump, arcname="database")
            for path in (*(settings.HOME / name for name in KEYS), settings.UPLOADS):
                if path.exists():
                    tar.add(path, arcname=path.name)
        ready = plain
        if passphrase:
            ready = Path(folder) / "sealed"
            with plain.open("rb") as source, ready.open("wb") as out:
                seal(source, out, passphrase)
        return _move(ready, target)


def _move(ready: Path, target: Path) -> int:
    part = target.with_name(target.name + ".part")
    try:
        with ready.open("rb") as source, open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            shutil.copyfileobj(source, out, FRAME)
            out.flush()
            os.fsync(out.fileno())
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise Refusal(f"The backup could not be written to {target}: {error.strerror}. Name another place.") from None
    return target.stat().st_size


def restore(source: Path, *, passphrase: str = "") -> None:
    """Puts a backup back over what is here. Who said stop since it was made stays on the list, and who was forgotten
    since is forgotten again, where list and ledger are this installation's own."""
    with tempfile.TemporaryDirectory(dir=settings.HOME) as folder:
        came = Path(folder) / "in"
        _unpack(_opened(source, Path(folder), passphrase), came)
        copying.check(came / "database")
        once_more = note().exists()
        kept = _begin(same_list=_same_key(came))
        try:
            copying.put_back(came / "database")
        except Refusal:
            note().unlink()
            raise
        for name in (*KEYS, "uploads"):
            _replace(came / name, settings.HOME / name, keep=not once_more)
    call_command("migrate", verbosity=0, interactive=False)
    Suppression.objects.bulk_create([Suppression(**stop) for stop in kept["stops"]], ignore_conflicts=True)
    ledger.carry_over(kept["forgotten"])
    letting_go.again()
    going_out.doubt_what_waits()
    note().unlink()


def _opened(source: Path, folder: Path, passphrase: str) -> Path:
    """The archive in the plain, in `folder`."""
    plain = folder / "backup.tar.gz"
    with source.open("rb") as given, plain.open("wb") as out:
        if given.read(len(MAGIC)) != MAGIC:
            given.seek(0)
            shutil.copyfileobj(given, out, FRAME)
        elif passphrase:
            unseal(given, out, passphrase)
        else:
            raise Refusal(
                "This backup is encrypted. Set GAMETAPE_BACKUP_PASSPHRASE to its passphrase and run it again."
            )
    return plain


def _unpack(archive: Path, into: Path) -> None:
    try:
        with gzip.open(archive) as whole:
            while whole.read(FRAME):
                pass  # to its checksum, which an archive cut or changed near its end would not come to
        with tarfile.open(archive) as tar:
            _put_down(tar, into)
    except (tarfile.TarError, EOFError, OSError, zlib.error):
        raise Refusal("This is no whole backup of gametape. Nothing was changed; try another file.") from None
    if not (into / "database").is_file():
        raise Refusal("This archive holds no database of gametape. Nothing was changed; try another file.")


def _put_down(tar: tarfile.TarFile, into: Path) -> None:
    """Plain files and folders inside `into`, nothing else: no link, no device, no way out. The library's own filter is
    missing before Python 3.11.4, which is what Debian 12 has."""
    for member in tar:
        target = (into / member.name).resolve()
        if not target.is_relative_to(into.resolve()) or not (member.isdir() or member.isreg()):
            raise tarfile.TarError(f"{member.name} has no place in a backup")
        if member.isdir():
            target.mkdir(parents=True, exist_ok=True)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        source = tar.extractfile(member)
        if source is None:
            raise tarfile.TarError(f"{member.name} cannot be read")
        with source, target.open("wb") as out:
            shutil.copyfileobj(source, out, FRAME)


def _same_key(came: Path) -> bool:
    theirs = came / "suppression_key"
    return theirs.exists() and theirs.read_bytes() == Path(settings.SUPPRESSION_KEY_FILE).read_bytes()


def _begin(*, same_list: bool) -> Kept:
    """Lays aside what is here, and writes the note with those who said stop and those who were forgotten. Run again after
    it was cut off, the first note counts: what is here by then is neither the old nor the new."""
    if note().exists():
        return dict(json.loads(note().read_text()))
    copying.copy(settings.HOME / f"database{ASIDE}")
    for name in KEYS:
        if (settings.HOME / name).exists():
            shutil.copy2(settings.HOME / name, settings.HOME / f"{name}{ASIDE}")
    kept: Kept = (
        {"stops": _told(_stops), "forgotten": _told(ledger.rows)} if same_list else {"stops": [], "forgotten": []}
    )
    part = note().with_suffix(".part")
    part.write_text(json.dumps(kept))
    part.replace(note())
    return kept


def _told(rows: Callable[[], list[dict[str, Any]]]) -> list[dict[str, Any]]:
    try:
        return rows()
    except DatabaseError:
        return []  # an installation that was never started has no list, an old one no ledger


def _stops() -> list[dict[str, Any]]:
    rows = Suppression.objects.values("key_hash", "heard_on", "at")
    return [{**row, "at": row["at"].isoformat()} for row in rows]


def _replace(found: Path, target: Path, *, keep: bool) -> None:
    """A key is replaced by the backup's; the uploads are, or there are none. `keep` lays those that are here aside."""
    if target.is_dir():
        aside = target.with_name(target.name + ASIDE)
        shutil.rmtree(aside if keep else target, ignore_errors=True)
        if keep:
            target.replace(aside)
    if found.exists():
        found.replace(target)
