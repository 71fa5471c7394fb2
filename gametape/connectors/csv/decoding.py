"""Bytes to lines of text, in bounded memory.

A file says nothing about its encoding that can be trusted, so it is looked at: a byte order mark, the places of the
NUL bytes (UTF-16 without a mark), else UTF-8 in which every byte that is none is read as Windows-1252. That last rule
also reads the files that two programs wrote into.
"""

from __future__ import annotations

import codecs
import gzip
import io
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

from gametape.common.refusal import Refusal

SAMPLE = 64 * 1024
LONGEST_LINE = 2 * 1024 * 1024  # characters; a row of 200 columns of notes fits, a file without line ends does not
LARGEST_UNPACKED = 20 * 1024**3
GZIP = b"\x1f\x8b"
WORKBOOK = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_FOREIGN = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"SQLite format 3", "a database"),
    (b"<!DOCTYPE", "a web page"),
    (b"<html", "a web page"),
)
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\f\x1a\x0b"))


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return "".join(_one_byte(byte) for byte in wrong), error.end


def _one_byte(byte: int) -> str:
    raw = bytes([byte])
    try:
        return raw.decode("cp1252")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


codecs.register_error("gametape.windows-1252", _as_windows_1252)


def open_bytes(path: Path) -> IO[bytes]:
    """The plain bytes of a file, unpacked where it is gzipped (by its first bytes, whatever its name)."""
    raw = path.open("rb")
    packed = raw.read(2) == GZIP
    raw.seek(0)
    return cast("IO[bytes]", gzip.GzipFile(fileobj=raw)) if packed else raw


def sample_of(path: Path) -> bytes:
    """The first 64 KiB, unpacked. A file that is no table at all is refused here."""
    try:
        with open_bytes(path) as raw:
            sample = raw.read(SAMPLE)
    except FileNotFoundError:
        raise Refusal(f"There is no file {path}. Check the name and try again.") from None
    except IsADirectoryError:
        raise Refusal(f"{path} is a folder. Name one CSV or XLSX file in it.") from None
    except (OSError, EOFError) as broken:
        raise Refusal(f"The file cannot be read ({broken}). Export it again.") from None
    if not sample.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise Refusal(
            "The file is empty. Export the deals again, as CSV or XLSX, with the column names in the first row."
        )
    return sample


def encoding_of(sample: bytes) -> str:
    """A codec name for `sample`. Refuses what is not text."""
    for start, what in _FOREIGN:
        if sample.lower().startswith(start.lower()):
            raise Refusal(f"This is {what}, not a table. Export the deals as CSV or XLSX and import that.")
    for mark, encoding in _MARKS:
        if sample.startswith(mark):
            return encoding
    wide = _utf16_by_its_zeros(sample)
    if not wide and _looks_binary(sample):
        raise Refusal(
            "This is not text: it looks like a program's own file. Export the deals as CSV or XLSX and import that."
        )
    return wide or "utf-8"


def _utf16_by_its_zeros(sample: bytes) -> str:
    even, odd = sample[0::2], sample[1::2]
    zeros_even, zeros_odd = even.count(0) / len(even), odd.count(0) / max(1, len(odd))
    if zeros_odd > 0.4 and zeros_even < 0.1:
        return "utf-16-le"
    if zeros_even > 0.4 and zeros_odd < 0.1:
        return "utf-16-be"
    return ""


def _looks_binary(sample: bytes) -> bool:
    odd_ones = len(sample) - len(sample.translate(None, _CONTROL))
    return (odd_ones - sample.count(0)) / len(sample) > 0.02 or sample.count(0) / len(sample) > 0.3


def errors_of(encoding: str) -> str:
    return "gametape.windows-1252" if encoding == "utf-8" else "replace"


def lines_of(raw: IO[bytes], encoding: str) -> Iterator[str]:
    """Lines with their ends, one at a time, without NULs. Never holds more than one line of bounded length."""
    text = io.TextIOWrapper(raw, encoding=encoding, errors=errors_of(encoding), newline="")
    first, size = True, 0
    while line := text.readline(LONGEST_LINE):
        size += len(line)
        if len(line) >= LONGEST_LINE or size > LARGEST_UNPACKED:
            raise Refusal(TOO_LONG if len(line) >= LONGEST_LINE else TOO_MUCH)
        if first:
            line, first = line.removeprefix("\ufeff"), False
        yield line.replace("\x00", "") if "\x00" in line else line


TOO_LONG = (
    "A line of this file is longer than two million characters, so it is not a table with one deal a row. "
    "Export it again as CSV and import that."
)
TOO_MUCH = (
    "Unpacked, this file is larger than 20 GB. Export it in parts, by year for example, and import one after the other."
)
