"""Lines become a file again: WebVTT, SRT, text, JSON. What nobody edited is written as it was read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace

from gametape.speech.captions import escaped, stamp
from gametape.tape.lines import BARE, COLON, VOICE, Cue, Line, Note, Transcript
from gametape.tape.reading.timing import TIMING, named, seconds

WITHOUT_TIMES = 3.0  # seconds that a line lasts in a format that must have times


def vtt(transcript: Transcript) -> str:
    """WebVTT. A transcript that came as WebVTT keeps its comments, styles, names of cues and places on the screen."""
    parts = list(_parts(transcript, point=".", tag=True))
    if not parts or not parts[0].startswith("WEBVTT"):
        parts.insert(0, "WEBVTT")
    return "\n\n".join(parts) + "\n"


def srt(transcript: Transcript) -> str:
    """SRT: numbered anew, the speaker before a colon."""
    spoken = replace(transcript, parts=tuple(transcript.lines))
    return "\n\n".join(f"{n}\n{block}" for n, block in enumerate(_parts(spoken, point=",", tag=False), start=1)) + "\n"


def txt(transcript: Transcript) -> str:
    return "".join(
        f"{'' if line.start is None else f'[{stamp(line.start)[:8]}] '}{line.speaker or 'Unknown'}: {line.text}\n"
        for line in transcript.lines
    )


def as_json(transcript: Transcript) -> str:
    rows = [
        {
            "speaker": line.speaker,
            "start": line.start,
            "end": line.end,
            "text": line.text,
            "words": [word.as_dict() for word in line.words],
        }
        for line in transcript.lines
    ]
    return json.dumps({"lines": rows}, ensure_ascii=False, indent=1) + "\n"


WRITERS: dict[str, Callable[[Transcript], str]] = {"vtt": vtt, "srt": srt, "txt": txt, "json": as_json}


def _parts(transcript: Transcript, *, point: str, tag: bool) -> Iterator[str]:
    at = 0.0
    same = transcript.kind == "vtt" and tag
    for part in transcript.parts:
        if isinstance(part, Note):
            yield part.text
            continue
        line = _timed(part, at)
        at = line.end or at
        cue = line.cue if same else None
        head = [cue.name] if cue and cue.name else []
        yield "\n".join([*head, _timing(line, cue, point), _payload(line, cue, tag=tag)])


def _timed(line: Line, at: float) -> Line:
    start = at if line.start is None else line.start
    return replace(line, start=start, end=start + WITHOUT_TIMES if line.end is None else line.end)


def _timing(line: Line, cue: Cue | None, point: str) -> str:
    """As it was where the times are the same, so that a format of time that only one program writes goes back to it."""
    start, end = line.start or 0.0, line.end or 0.0
    found = TIMING.match(cue.timing) if cue else None
    if cue and found and (seconds(found[1]), seconds(found[2])) == (start, end):
        return cue.timing
    settings = f" {cue.settings}" if cue and cue.settings else ""
    return f"{stamp(start, point=point)} --> {stamp(end, point=point)}{settings}"


def _payload(line: Line, cue: Cue | None, *, tag: bool) -> str:
    if cue and line.was is not None and (line.was[0], line.was[3]) == (line.speaker, line.text):
        return cue.payload
    said = " ".join(line.text.split())
    text = escaped(said) if tag else said
    form = cue.form if cue and cue.form != BARE else (VOICE if tag else COLON)
    if form == COLON and tag and line.speaker and named(f"{line.speaker}: {line.text}") != (line.speaker, line.text):
        form = VOICE  # a name that nobody would take for one before a colon
    if not line.speaker:
        return text
    return (
        f"<v {escaped(line.speaker)}>{text}</v>"
        if form == VOICE
        else f"{escaped(line.speaker) if tag else line.speaker}: {text}"
    )
