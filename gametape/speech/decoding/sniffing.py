"""What a file is, by its first bytes. Its name says nothing: a phone calls everything .m4a, a mail drops the ending."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gametape.common.refusal import Refusal

HEAD = 4096
GOOD = "Bring audio (wav, mp3, m4a, ogg, opus, flac, amr) or a video with sound."


@dataclass(frozen=True)
class Kind:
    """`container` is the one demuxer that may read it. One that guesses would also open play lists, which name other files
    and addresses to fetch."""

    name: str
    container: str


WAV = Kind("wav", "wav")
SOUNDS: tuple[tuple[int, bytes, Kind], ...] = (
    (0, b"RF64", WAV),
    (0, b"ID3", Kind("mp3", "mp3")),
    (0, b"fLaC", Kind("flac", "flac")),
    (0, b"OggS", Kind("ogg", "ogg")),
    (4, b"ftyp", Kind("m4a or a video", "mov")),
    (0, b"#!AMR", Kind("amr", "amr")),
    (0, b"\x1aE\xdf\xa3", Kind("a video", "matroska")),
    (0, b"caff", Kind("caf", "caf")),
)
TEXT, STRANGE = "text", "no sound that gametape knows"
TRANSCRIPT = "a transcript (use `gametape measure`)"
NO_SOUNDS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF", "a PDF"),
    (0, b"PK\x03\x04", "a ZIP archive or an office document"),
    (0, b"\x1f\x8b", "a compressed archive"),
    (0, b"BZh", "a compressed archive"),
    (0, b"\xfd7zXZ", "a compressed archive"),
    (0, b"(\xb5/\xfd", "a compressed archive"),
    (0, b"7z\xbc\xaf", "a compressed archive"),
    (0, b"Rar!", "a compressed archive"),
    (0, b"\x89PNG", "a picture"),
    (0, b"\xff\xd8\xff", "a picture"),
    (0, b"GIF8", "a picture"),
    (0, b"\xd0\xcf\x11\xe0", "an old office document"),
    (0, b"\x7fELF", "a program"),
    (0, b"MZ", "a program"),
    (0, b"WEBVTT", TRANSCRIPT),
    (0, b"\xef\xbb\xbfWEBVTT", TRANSCRIPT),
    (0, b"#EXTM3U", "a play list"),
)


def kind_of(path: Path) -> Kind:
    """The kind of sound in a file. Raises Refusal for what is none, for an empty file and for one that cannot be read."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except IsADirectoryError:
        raise Refusal(f"“{path.name}” is a folder: name one recording in it.") from None
    except FileNotFoundError:
        raise Refusal(f"There is no file “{path}”: look at its name and folder again.") from None
    except OSError as wrong:
        raise Refusal(f"“{path.name}” cannot be read ({wrong.strerror}): see who may read it.") from wrong
    if not head:
        raise Refusal(f"“{path.name}” is empty (0 bytes): export or copy the recording again.")
    found = _sound(head)
    if found is None:
        raise Refusal(f"“{path.name}” is {other_than_sound(head)}, whatever its name says. {GOOD}")
    return found


def _sound(head: bytes) -> Kind | None:
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return WAV
    if head[:4] == b"FORM" and head[8:12] in {b"AIFF", b"AIFC"}:
        return Kind("aiff", "aiff")
    for at, magic, kind in SOUNDS:
        if head[at : at + len(magic)] == magic:
            return kind
    if len(head) > 3 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:  # a frame of MPEG audio without tags before it
        return _mpeg(head)
    return None


def _mpeg(head: bytes) -> Kind | None:
    if head[1] & 0xF6 == 0xF0:
        return Kind("aac", "aac")
    layer, bitrate, rate = head[1] & 0x06, head[2] >> 4, (head[2] >> 2) & 3
    return Kind("mp3", "mp3") if layer and bitrate not in {0, 15} and rate != 3 else None


def other_than_sound(head: bytes) -> str:
    """What it is instead, as a person would call it."""
    for at, magic, name in NO_SOUNDS:
        if head[at : at + len(magic)] == magic:
            return name
    if not head.strip(b"\0"):
        return "nothing but zeros"
    return TEXT if b"\0" not in head and _is_text(head) else STRANGE


def _is_text(head: bytes) -> bool:
    return sum(byte < 9 or 13 < byte < 32 for byte in head) == 0
