"""Backup and restore: the database, the two keys and the uploads, in one file; encrypted when a passphrase is given.

The file is a gzipped tar, or, with a passphrase, `GTB1`, 16 bytes of salt, and the tar in frames of AES-256-GCM under a
key made by scrypt (n=2**15, r=8, p=1; RFC 7914). Each frame is 4 bytes of length, 12 of nonce, then the sealed bytes;
the frame's number and whether it is the last are bound into it, so a cut or shuffled file is refused.
SQLite is copied by its own online backup, so a running server is no matter. PostgreSQL is dumped by pg_dump.
"""

from __future__ import annotations

import os
import sqlite3
import struct
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.conf import settings
from django.db import connection, connections

from gametape.common.refusal import Refusal

MAGIC = b"GTB1"
FRAME = 1 << 20
KEYS = ("secret_key", "suppression_key")


def backup(target: Path, *, passphrase: str = "") -> int:
    """Writes the backup beside `target` first and moves it there when whole. Returns its size in bytes."""
    with tempfile.TemporaryDirectory(dir=settings.HOME) as folder:
        plain = Path(folder) / "backup.tar.gz"
        dump = Path(folder) / "database"
        copy_database(dump)
        with tarfile.open(plain, "w:gz", compresslevel=5) as tar:
            tar.add(dump, arcname="database")
            for name in KEYS:
                if (settings.HOME / name).exists():
                    tar.add(settings.HOME / name, arcname=name)
            if settings.UPLOADS.exists():
                tar.add(settings.UPLOADS, arcname="uploads")
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
            while chunk := source.read(FRAME):
                out.write(chunk)
            os.fsync(out.fileno())
        part.replace(target)
    except OSError as error:
        raise Refusal(f"The backup could not be written to {target}: {error.strerror}. Name another place.") from None
    return target.stat().st_size


def copy_database(target: Path) -> None:
    """A consistent copy of the database in one file."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with sqlite3.connect(target) as copy:
            connection.connection.backup(copy)
        copy.close()
        return
    _postgres("pg_dump", "--format=custom", "--no-owner", f"--file={target}", f"--dbname={_url()}")


def restore(source: Path, *, passphrase: str = "") -> None:
    """Puts a backup back over what is here. Everything is read and checked before the first byte is replaced."""
    with tempfile.TemporaryDirectory(dir=settings.HOME) as folder:
        plain = Path(folder) / "backup.tar.gz"
        with source.open("rb") as given:
            if given.read(4) == MAGIC:
                if not passphrase:
                    raise Refusal(
                        "This backup is encrypted. Set GAMETAPE_BACKUP_PASSPHRASE to its passphrase and run it again."
                    )
                with plain.open("wb") as out:
                    unseal(given, out, passphrase)
            else:
                given.seek(0)
                plain.write_bytes(given.read())
        _unpack(plain, Path(folder) / "in")
        put_back_database(Path(folder) / "in" / "database")
        for name in (*KEYS, "uploads"):
            found = Path(folder) / "in" / name
            if found.exists():
                _replace(found, settings.HOME / name)


def _unpack(archive: Path, into: Path) -> None:
    try:
        with tarfile.open(archive) as tar:
            tar.extractall(into, filter="data")
    except (tarfile.TarError, EOFError, OSError) as error:
        raise Refusal(
            f"This is no whole backup of gametape ({error}). Nothing was changed; try another file."
        ) from None
    if not (into / "database").exists():
        raise Refusal("This archive holds no database of gametape. Nothing was changed; try another file.")


def _replace(found: Path, target: Path) -> None:
    aside = target.with_name(target.name + ".before-restore")
    if target.exists():
        target.replace(aside)
    found.replace(target)


def put_back_database(dump: Path) -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with sqlite3.connect(dump) as source:
            if source.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                raise Refusal("The database in this backup is damaged. Nothing was changed; try another file.")
            source.backup(connection.connection)
        source.close()
        connections.close_all()
        return
    _postgres(
        "pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", f"--dbname={_url()}", str(dump)
    )


def _url() -> str:
    return str(connection.settings_dict.get("URL") or os.environ.get("GAMETAPE_DATABASE_URL", ""))


def _postgres(*command: str) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
    except FileNotFoundError:
        raise Refusal(f"{command[0]} is not installed. Install PostgreSQL’s client tools and run it again.") from None
    except subprocess.CalledProcessError as error:
        raise Refusal(f"{command[0]} refused: {error.stderr.strip().splitlines()[-1]}") from None


def seal(source: IO[bytes], out: IO[bytes], passphrase: str) -> None:
    """Encrypts a stream in frames."""
    salt = os.urandom(16)
    cipher = AESGCM(_key(passphrase, salt))
    out.write(MAGIC + salt)
    frame, number = source.read(FRAME), 0
    while True:
        following = source.read(FRAME)
        nonce = os.urandom(12)
        sealed = cipher.encrypt(nonce, frame, _bound(number, last=not following))
        out.write(struct.pack(">I", len(sealed)) + nonce + sealed)
        if not following:
            return
        frame, number = following, number + 1


def unseal(source: IO[bytes], out: IO[bytes], passphrase: str) -> None:
    """Decrypts what `seal` wrote; `source` stands after the magic."""
    cipher = AESGCM(_key(passphrase, source.read(16)))
    frames = list(_frames(source))
    for number, (nonce, sealed) in enumerate(frames):
        try:
            out.write(cipher.decrypt(nonce, sealed, _bound(number, last=number == len(frames) - 1)))
        except InvalidTag:
            raise Refusal("The passphrase is wrong, or the backup is damaged. Nothing was changed.") from None
    if not frames:
        raise Refusal("This backup is cut short. Nothing was changed; try another file.")


def _frames(source: IO[bytes]) -> Iterator[tuple[bytes, bytes]]:
    while head := source.read(16):
        if len(head) < 16:
            raise Refusal("This backup is cut short. Nothing was changed; try another file.")
        size = struct.unpack(">I", head[:4])[0]
        sealed = source.read(min(size, FRAME + 16))
        if len(sealed) != size:
            raise Refusal("This backup is cut short. Nothing was changed; try another file.")
        yield head[4:], sealed


def _bound(number: int, *, last: bool) -> bytes:
    return struct.pack(">I?", number, last)


def _key(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(passphrase.encode())
