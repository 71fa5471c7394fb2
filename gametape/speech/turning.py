"""From words to turns: whoever speaks goes on until somebody else does, or until they pause."""

from __future__ import annotations

from collections.abc import Sequence

from gametape.speech.lines import BUYER, REP, UNKNOWN, Turn, Word

PAUSE = 1.0  # seconds; a turn is the same speaker with shorter pauses (domain/call_metrics.yaml)


def speaker_of(channel: int, *, rep_channel: int | None, channels: int) -> str:
    """The channel is the speaker where there are two and somebody said which is the rep's; otherwise nobody knows."""
    if channels != 2 or rep_channel is None:
        return UNKNOWN
    return REP if channel == rep_channel else BUYER


def turns_of(words: Sequence[Word], *, speaker: str, channel: int | None) -> list[Turn]:
    """The turns of one channel."""
    turns: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word.start, word.end)):
        if turns and word.start - max(said.end for said in turns[-1][-20:]) < PAUSE:
            turns[-1].append(word)
        else:
            turns.append([word])
    return [Turn(speaker, channel, tuple(turn)) for turn in turns]


def in_order(channels: Sequence[Sequence[Turn]]) -> tuple[Turn, ...]:
    """All turns as they began. Where two speak at once both stand, each with its own times."""
    every = [turn for turns in channels for turn in turns]
    return tuple(sorted(every, key=lambda turn: (turn.start, turn.channel or 0)))
