"""Bytes to text: what the byte order mark says, else UTF-8, else UTF-16 by its zeros, else the old Windows letters."""

from __future__ import annotations

import codecs

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
MANY_ZEROS = 0.3  # of every second byte: Latin letters in UTF-16


def decoded(raw: bytes) -> str:
    """Never fails: what is no letter in the old Windows set becomes the sign for that."""
    for mark, encoding in MARKS:
        if raw.startswith(mark):
            return raw[len(mark) :].decode(encoding, errors="replace")
    if b"\0" in raw[:2000]:
        odd, even = raw[1:2000:2], raw[0:2000:2]
        if odd.count(0) > MANY_ZEROS * len(odd):
            return raw.decode("utf-16-le", errors="replace")
        if even.count(0) > MANY_ZEROS * len(even):
            return raw.decode("utf-16-be", errors="replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")
