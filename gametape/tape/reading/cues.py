"""WebVTT (Zoom, Teams and others) and SRT: blocks with a timing line. Read forgivingly, and so that nothing is lost.

A cue without an end, with its end before its start, out of order or over another one is kept as it stands; what cannot be
a cue is kept as a note. Nothing of it stops the reading.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator

from gametape.tape.lines import BARE, COLON, VOICE, Cue, Line, Note, Transcript, as_read
from gametape.tape.reading.timing import TIMING, named, seconds

Plain = Callable[[str], str]  # what a format writes with a sign for it, as it is
_VOICE = re.compile(r"<v(?P<loud>(?:\.[^\s>]*)?)[ \t]+(?P<name>[^>]*)>")
_TAG = re.compile(r"</?(?:v|c|b|i|u|s|ruby|rt|lang|font)(?:[.\s][^>]*)?>|<\d[\d:.]*>", re.IGNORECASE)
_SPACE = re.compile(r"\s+")


def vtt(text: str) -> Transcript:
    return Transcript(as_read(_parts(_blocks(text), html.unescape)), kind="vtt")


def srt(text: str) -> Transcript:
    """SRT reserves no characters: "&amp;" is what somebody said."""
    return Transcript(as_read(_parts(_blocks(text), str)), kind="srt")


def _blocks(text: str) -> Iterator[list[str]]:
    """Lines between empty lines."""
    block: list[str] = []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if line.strip():
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _parts(blocks: Iterator[list[str]], plain: Plain) -> Iterator[Line | Note]:
    for block in blocks:
        at = next((n for n, line in enumerate(block) if TIMING.match(line)), None)
        if at is None or block[0].startswith(("NOTE", "STYLE", "REGION")):
            yield Note("\n".join(block))
            continue
        if at > 1:  # more before the timing than a name: it is kept, too
            yield Note("\n".join(block[: at - 1]))
        yield from _cues(block[max(0, at - 1) :], plain)


def _cues(block: list[str], plain: Plain) -> Iterator[Line]:
    """The cues of one block; more than one where the empty line between was forgotten."""
    starts = [n for n, line in enumerate(block) if TIMING.match(line)]
    for place, at in enumerate(starts):
        until = starts[place + 1] if place + 1 < len(starts) else len(block)
        named_next = place + 1 < len(starts) and until - 1 > at and block[until - 1].strip().isdigit()
        first = block[at - 1] if at and (place == 0 or block[at - 1].strip().isdigit()) else ""
        payload = "\n".join(block[at + 1 : until - 1 if named_next else until])
        yield from _lines(name=first, timing=block[at], payload=payload, plain=plain)


def _lines(*, name: str, timing: str, payload: str, plain: Plain) -> Iterator[Line]:
    found = TIMING.match(timing)
    assert found
    start, end, settings = seconds(found[1]), seconds(found[2]), found[3].strip()
    voices = list(_VOICE.finditer(payload))
    if len(voices) > 1:
        for at, voice in enumerate(voices):
            until = voices[at + 1].start() if at + 1 < len(voices) else len(payload)
            cue = Cue(timing, payload[voice.start() : until].strip(), name if at == 0 else "", settings, VOICE)
            yield Line(_name(voice["name"]), start, end, words_of(payload[voice.end() : until], plain), cue=cue)
        return
    if voices:
        speaker, text, form = _name(voices[0]["name"]), words_of(payload, plain), VOICE
    else:
        told = named(words_of(payload, plain))
        speaker, text, form = (told[0], told[1].strip(), COLON) if told else (None, words_of(payload, plain), BARE)
    yield Line(speaker, start, end, text, cue=Cue(timing, payload, name, settings, form))


def _name(raw: str) -> str | None:
    return _SPACE.sub(" ", html.unescape(raw)).strip() or None


def words_of(payload: str, plain: Plain) -> str:
    """The words of a cue: without tags, on one line."""
    return _SPACE.sub(" ", plain(_TAG.sub("", payload))).strip()
