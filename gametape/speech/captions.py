"""WebVTT of what was heard, for any player. The room `tape` writes the other formats, and edited transcripts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from gametape.speech.lines import Turn, Word

LONGEST = 8.0  # seconds after which a cue ends with the sentence
AT_LAST = 15.0  # ... or without


def stamp(seconds: float, *, point: str = ".") -> str:
    """Hours, minutes, seconds and milliseconds as WebVTT writes them; SRT has a comma as its point."""
    thousandths = max(0, round(seconds * 1000))
    minutes, thousandths = divmod(thousandths, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{thousandths // 1000:02d}{point}{thousandths % 1000:03d}"


def escaped(text: str) -> str:
    """The three characters that WebVTT reserves."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def vtt(turns: Iterable[Turn]) -> str:
    cues = [
        f"{stamp(words[0].start)} --> {stamp(max(word.end for word in words))}\n"
        f"<v {escaped(turn.speaker)}>{escaped(' '.join(word.text for word in words))}</v>\n"
        for turn in turns
        for words in parts(turn.words)
    ]
    return "WEBVTT\n\n" + "\n".join(cues)


def parts(words: Sequence[Word]) -> Iterator[list[Word]]:
    """A long turn in readable parts: at the end of a sentence where there is one."""
    held: list[Word] = []
    for word in words:
        held.append(word)
        lasts = word.end - held[0].start
        if (lasts >= LONGEST and word.text.endswith((".", "?", "!"))) or lasts >= AT_LAST:
            yield held
            held = []
    if held:
        yield held
