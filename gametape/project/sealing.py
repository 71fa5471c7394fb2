"""A file under a passphrase.

`GTB1`, 16 bytes of salt, and the content in frames of AES-256-GCM under a key made by scrypt (n=2**15, r=8, p=1; RFC
7914). Each frame is 4 bytes of length, 12 of nonce, then the sealed bytes; the frame's number and whether it is the last
are bound into it, so a cut or shuffled file is refused. One frame is in memory at a time.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from gametape.common.refusal import Refusal

MAGIC = b"GTB1"
FRAME = 1 << 20
CUT = "This backup is cut short. Nothing was changed; try another file."


def seal(source: IO[bytes], out: IO[bytes], passphrase: str) -> None:
    """Encrypts a stream in frames; an empty one is one empty frame."""
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
    frames = _frames(source)
    frame, number = next(frames, None), 0
    if frame is None:
        raise Refusal(CUT)
    while frame is not None:
        following = next(frames, None)
        try:
            out.write(cipher.decrypt(*frame, _bound(number, last=following is None)))
        except InvalidTag:
            raise Refusal("The passphrase is wrong, or the backup is damaged. Nothing was changed.") from None
        frame, number = following, number + 1


def _frames(source: IO[bytes]) -> Iterator[tuple[bytes, bytes]]:
    while head := source.read(16):
        if len(head) < 16:
            raise Refusal(CUT)
        size = struct.unpack(">I", head[:4])[0]
        sealed = source.read(min(size, FRAME + 16))
        if len(sealed) != size:
            raise Refusal(CUT)
        yield head[4:], sealed


def _bound(number: int, *, last: bool) -> bytes:
    return struct.pack(">I?", number, last)


def _key(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt.ljust(16, b"\0"), length=32, n=2**15, r=8, p=1).derive(passphrase.encode())
