"""Any transcript becomes lines; what it is shows in its content, never in its name."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from gametape.common.refusal import Refusal
from gametape.tape.lines import Transcript
from gametape.tape.reading.cues import srt, vtt
from gametape.tape.reading.letters import decoded
from gametape.tape.reading.mail import is_mail, mail
from gametape.tape.reading.plain import plain
from gametape.tape.reading.services import from_json
from gametape.tape.reading.timing import TIMING

LARGEST = 20 * 1024**2  # bytes: 24 hours of talk as JSON with words
BRING = "Bring VTT (Zoom, Teams), SRT, text with names, or the JSON of Deepgram, AssemblyAI or OpenAI."
NO_TEXT = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "an office document or an archive"),
    (b"RIFF", "a recording: use `gametape listen`"),
)


def read_file(path: Path) -> Transcript:
    """Raises Refusal for what cannot be read, is no transcript, or holds no words."""
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except OSError as wrong:
        raise Refusal(f"“{path}” cannot be read ({wrong.strerror}): look at its name and folder again.") from wrong
    return read(raw, name=path.name)


def read(raw: bytes, *, name: str = "This") -> Transcript:
    """A transcript from the bytes of its file. Times as they stand, also where they overlap or run backward, with a flag."""
    if len(raw) > LARGEST:
        raise Refusal(f"“{name}” is larger than 20 MB, which no transcript of a call is. {BRING}")
    for magic, what in NO_TEXT:
        if raw.startswith(magic):
            raise Refusal(f"“{name}” is {what}. {BRING}")
    text = decoded(raw)
    if text.count("\0") or text.count("\ufffd") > 0.1 * len(text):
        raise Refusal(f"“{name}” is no text. {BRING}")
    found = _known(raw, text)
    if not any(line.text for line in found.lines):
        raise Refusal(f"“{name}” holds no words. {BRING}")
    return replace(found, flags=(*found.flags, *_flags(found)))


def _known(raw: bytes, text: str) -> Transcript:
    if re.match(r"\s*WEBVTT(?:\s|$)", text):
        return vtt(text)
    if re.match(r"\s*\{", text):
        return from_json(text)
    if any(TIMING.match(line) for line in text.splitlines()[:200]):
        return srt(text)
    return mail(raw) if is_mail(text) else plain(text)


def _flags(found: Transcript) -> list[str]:
    timed = [line for line in found.lines if line.start is not None and line.end is not None]
    backward = sum(1 for line in timed if (line.end or 0) < (line.start or 0))
    unordered = sum(1 for a, b in pairwise(timed) if (b.start or 0) < (a.start or 0))
    flags = []
    if backward:
        flags.append(f"backward: {backward} lines end before they begin; they are read and count as no time.")
    if unordered:
        flags.append(
            f"unordered: {unordered} lines begin before the line above them; they are measured in the order of time."
        )
    if timed and len(timed) < len(found.lines):
        flags.append(f"untimed: {len(found.lines) - len(timed)} lines tell no time.")
    unknown = sum(1 for line in found.lines if line.speaker is None)
    if unknown:
        flags.append(f"unknown: {unknown} lines tell no speaker; their words count for nobody.")
    return flags
