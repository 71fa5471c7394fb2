"""What was heard or read becomes lines: version 0, which stays whatever is edited later."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gametape.common.private_words import redact_numbers
from gametape.common.refusal import Refusal
from gametape.speech.captions import parts
from gametape.speech.lines import Heard, Turn, Word
from gametape.tape.lines import Transcript
from gametape.tape.models import Line, Recording, Side, Speaker
from gametape.tape.turns import BUYER, REP, sides

MOST_LINES = 20_000  # ten hours of talk; more is no call
LONGEST = 20_000  # code points of one line
AT_ONCE = 500


def refuse_too_many(transcript: Transcript) -> None:
    if len(transcript.lines) > MOST_LINES:
        raise Refusal(
            f"It holds {len(transcript.lines):,} lines, which no call has. Bring the part that matters.", field="file"
        )
    if any(len(line.text) > LONGEST for line in transcript.lines):
        raise Refusal(
            f"One line of it is longer than {LONGEST:,} letters. Bring a transcript of one call.", field="file"
        )


def keeps_its_letters(transcript: Transcript) -> bool:
    """Whether nothing had to be taken out, so that its file may stay as it came."""
    return not any(redact_numbers(line.text)[1] for line in transcript.lines)


def transcript(recording: Recording, found: Transcript) -> None:
    """Inside a transaction. A speaker who is called like the rep is the rep; the only other one is then the buyer. Of
    everybody else nobody knows until the rep tells."""
    called = {line.casefold() for line in (recording.by.name, recording.by.first_name)}
    rep = next((name for name in found.speakers if name.strip().casefold() in called), None)
    of = sides(found.speakers, rep=rep)
    known = {REP: Side.REP, BUYER: Side.BUYER}
    speakers = _speakers(recording, [(name, known.get(of[name], Side.UNKNOWN)) for name in found.speakers])
    _lay(
        recording,
        (
            Line(
                speaker=speakers.get((line.speaker or "")[:120]),
                start=line.start,
                end=line.end,
                text=line.text,
                words=_words(line.words),
            )
            for line in found.lines
        ),
    )
    recording.seconds = max((line.end for line in found.lines if line.end is not None), default=None)


def heard(recording: Recording, found: Heard) -> None:
    """Inside a transaction. Two channels that differ are two speakers, unknown until the rep says which is which; a mono
    recording has none."""
    channels = sorted({turn.channel for turn in found.turns if turn.channel is not None})
    speakers = _speakers(recording, [(channel_called(channel), Side.UNKNOWN) for channel in channels])
    _lay(
        recording,
        (
            _line(words, speakers.get(channel_called(turn.channel)) if turn.channel is not None else None)
            for turn, words in _readable(found.turns)
        ),
    )


def channel_called(channel: int | None) -> str:
    return f"Channel {(channel or 0) + 1}"


def _readable(turns: Sequence[Turn]) -> list[tuple[Turn, list[Word]]]:
    """Long turns in parts, in the order in which they begin. Where no channel tells who speaks, a turn may hold two people,
    a question and its answer: there each sentence is a line, so that each can be told."""
    every = [
        (turn, words)
        for turn in turns
        for part in parts(turn.words)
        for words in (_sentences(part) if turn.channel is None else [part])
    ]
    return sorted(every, key=lambda one: (one[1][0].start, one[0].channel or 0))


def _sentences(words: Sequence[Word]) -> list[list[Word]]:
    found: list[list[Word]] = [[]]
    for word in words:
        found[-1].append(word)
        if word.text.endswith((".", "?", "!")):
            found.append([])
    return [sentence for sentence in found if sentence]


def _line(words: Sequence[Word], speaker: Speaker | None) -> Line:
    text = " ".join(word.text for word in words)
    return Line(
        speaker=speaker, start=words[0].start, end=max(word.end for word in words), text=text, words=_words(words)
    )


def _words(words: Iterable[Word]) -> list[list[object]]:
    return [
        [word.text, round(word.start, 2), round(word.end, 2), word.probability and round(word.probability, 2)]
        for word in words
    ]


def _speakers(recording: Recording, named: Iterable[tuple[str, Side]]) -> dict[str, Speaker]:
    """{label: row}. Two names that differ behind the hundred-and-twentieth letter are one voice."""
    rows = {name[:120]: Speaker(recording=recording, label=name[:120], side=side) for name, side in named}
    Speaker.objects.bulk_create(rows.values())
    return rows


def _lay(recording: Recording, lines: Iterable[Line]) -> None:
    """Numbers of cards and social security go before anything is kept, with the words that carried them."""
    rows = []
    for number, line in enumerate(lines):
        line.recording, line.number = recording, number
        clean, taken = redact_numbers(line.text)
        if taken:
            line.text, line.words = clean, []
        rows.append(line)
    Line.objects.bulk_create(rows, batch_size=AT_ONCE)
