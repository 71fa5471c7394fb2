"""JSON: of `gametape listen` and our own writer, Deepgram, AssemblyAI and OpenAI's verbose_json (which whisper programs write, too)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any

from gametape.common.refusal import Refusal
from gametape.speech.lines import UNKNOWN, Word
from gametape.tape.lines import Line, Transcript, as_read
from gametape.tape.reading.timing import named

KNOWN = "Deepgram, AssemblyAI, OpenAI (verbose_json) or `gametape listen --json`"
PAUSE = 1.0  # seconds: where words come without lines, a line ends at such a pause
Row = dict[str, Any]


def from_json(text: str) -> Transcript:
    """Raises Refusal for JSON of another shape, and for text that only begins like JSON."""
    try:
        found = json.loads(text)
    except RecursionError as wrong:
        raise Refusal(f"This JSON is nested too deeply to be a transcript: bring the one of {KNOWN}.") from wrong
    except ValueError as wrong:
        raise Refusal(f"This begins like JSON and is not ({wrong}): export the transcript again.") from wrong
    for fits, kind, lines in SHAPES:
        try:
            if isinstance(found, dict) and fits(found):
                return Transcript(as_read(list(lines(found))), kind=kind)
        except (KeyError, IndexError, TypeError, ValueError, AttributeError) as wrong:
            raise Refusal(
                f"This looks like JSON of {kind}, and something in it is missing or odd: export it again."
            ) from wrong
    raise Refusal(f"This JSON is of a kind that gametape does not know: bring the one of {KNOWN}, or VTT, SRT or text.")


def _own(found: Row) -> Iterator[Line]:
    for row in found["turns"] if "turns" in found else found["lines"]:
        speaker = row.get("speaker")
        words = tuple(_word(word, text="text", sure="probability") for word in row.get("words") or ())
        known = None if speaker in {None, "", UNKNOWN} else str(speaker)
        yield Line(known, _time(row.get("start")), _time(row.get("end")), str(row["text"]), words)


def _deepgram(found: Row) -> Iterator[Line]:
    results = found["results"]
    many = len(results["channels"]) > 1
    said = [
        (
            _voice(n if many else word.get("speaker")),
            _word(word, text="punctuated_word", other="word", sure="confidence"),
        )
        for n, channel in enumerate(results["channels"])
        for word in channel["alternatives"][0]["words"]
    ]
    yield from _from_words(said)


def _assemblyai(found: Row) -> Iterator[Line]:
    rows = found.get("utterances")
    if rows:
        for row in rows:
            words = tuple(_word(word, text="text", sure="confidence", scale=1e-3) for word in row.get("words") or ())
            speaker = _voice(row.get("speaker", row.get("channel")))
            yield Line(speaker, _time(row["start"], 1e-3), _time(row["end"], 1e-3), str(row["text"]), words)
        return
    said = [
        (_voice(word.get("speaker")), _word(word, text="text", sure="confidence", scale=1e-3))
        for word in found["words"] or ()
    ]
    yield from _from_words(said)


def _openai(found: Row) -> Iterator[Line]:
    if not found.get("segments"):
        yield from _from_words(
            [(None, _word(word, text="word", sure="probability")) for word in found.get("words") or ()]
        )
        return
    for row in found["segments"]:
        words = tuple(_word(word, text="word", sure="probability") for word in row.get("words") or ())
        told = named(str(row["text"]))
        speaker = row.get("speaker")
        text = told[1] if told and not speaker else str(row["text"])
        yield Line(
            _voice(speaker) or (told[0] if told else None), _time(row["start"]), _time(row["end"]), text.strip(), words
        )


def _from_words(said: list[tuple[str | None, Word]]) -> Iterator[Line]:
    """Lines from words: the same speaker, up to a pause. Words of several channels come one channel after the other."""
    for speaker, group in groupby(sorted(said, key=lambda pair: pair[1].start), key=lambda pair: pair[0]):
        held: list[Word] = []
        for _, word in group:
            if held and word.start - held[-1].end >= PAUSE:
                yield _line(speaker, held)
                held = []
            held.append(word)
        yield _line(speaker, held)


def _line(speaker: str | None, words: list[Word]) -> Line:
    return Line(speaker, words[0].start, max(word.end for word in words), " ".join(w.text for w in words), tuple(words))


def _word(row: Row, *, text: str, sure: str, other: str = "", scale: float = 1.0) -> Word:
    said = row.get(text) if row.get(text) is not None else row[other]
    probability = row.get(sure)
    return Word(
        str(said).strip(),
        float(row["start"]) * scale,
        float(row["end"]) * scale,
        None if probability is None else float(probability),
    )


def _time(value: Any, scale: float = 1.0) -> float | None:
    return None if value is None else float(value) * scale


def _voice(value: Any) -> str | None:
    """The label a machine gave a voice. It is not a name: who it is, somebody who was there has to say."""
    if value is None or value == "":
        return None
    text = str(value)
    return f"Speaker {text}" if len(text) <= 2 else text


Shape = tuple[Callable[[Row], bool], str, Callable[[Row], Iterator[Line]]]
SHAPES: tuple[Shape, ...] = (
    (lambda found: isinstance(found.get("turns", found.get("lines")), list), "gametape", _own),
    (lambda found: isinstance(found.get("results"), dict) and "channels" in found["results"], "Deepgram", _deepgram),
    (lambda found: "audio_url" in found or "utterances" in found, "AssemblyAI", _assemblyai),
    (lambda found: "segments" in found or ("text" in found and "words" in found), "OpenAI", _openai),
)
