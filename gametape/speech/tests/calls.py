"""Calls that the tests make: two voices of a speech synthesiser, each on its own channel, with sales words. Nobody's voice."""

from __future__ import annotations

import re
import shutil
import subprocess
import wave
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from gametape.speech.transcriber import RATE, Samples
from tests.frame.skips import missing

LINES = (
    ("rep", "Good morning, thanks for calling about the travel trailer."),
    ("buyer", "Hello. We looked at it on Saturday, and my wife really liked the kitchen."),
    ("rep", "I remember. What would you like to know before you decide?"),
    ("buyer", "We are worried about the weight, and the monthly payment seems high."),
    ("rep", "That is fair. Your truck can tow it, and the warranty covers seven years."),
    ("buyer", "I did not know that. Please send me the numbers before we drive over."),
)
VOICES = {"rep": "slt", "buyer": "rms"}
PAUSE = 0.6
PROMPT = "Hello, this is Dana at Lakeside. We talk about the travel trailer, the payment and the warranty."


@dataclass(frozen=True)
class Spoken:
    who: str
    start: float
    end: float
    text: str


def synthesiser() -> None:
    """Skips where the machine has no voices."""
    for program in ("flite", "sox"):
        if not shutil.which(program):
            missing(program, get_it="tools/components.sh, or apt install flite sox")


@cache
def voice(name: str, text: str) -> Samples:
    """Somebody says it: mono, RATE a second."""
    synthesiser()
    said = subprocess.run(["flite", "-voice", name, "-t", text, "-o", "/dev/stdout"], capture_output=True, check=True)
    sound = ["sox", "-t", "wav", "-", "-t", "raw", "-r", str(RATE), "-e", "signed", "-b", "16", "-c", "1", "-"]
    raw = subprocess.run(sound, input=said.stdout, capture_output=True, check=True).stdout
    return np.frombuffer(raw, dtype="<i2").astype(np.float32) / 32768


def call(lines: tuple[tuple[str, str], ...] = LINES) -> tuple[np.ndarray, list[Spoken]]:
    """Samples (2, n), the rep on channel 0, and who said what from when to when."""
    at, spoken, placed = 0.5, [], []
    for who, text in lines:
        sound = voice(VOICES[who], text)
        heard = np.flatnonzero(np.abs(sound) > 0.01)
        spoken.append(Spoken(who, at + heard[0] / RATE, at + heard[-1] / RATE, text))
        placed.append((round(at * RATE), 0 if who == "rep" else 1, sound))
        at += len(sound) / RATE + PAUSE
    channels = np.zeros((2, round(at * RATE)), dtype=np.float32)
    for first, channel, sound in placed:
        channels[channel, first : first + len(sound)] += sound[: channels.shape[1] - first]
    return channels, spoken


def write_wav(path: Path, channels: np.ndarray, *, rate: int = RATE) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(len(channels))
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((np.clip(channels.T, -1, 1) * 32767).astype("<i2").tobytes())
    return path


def by_telephone(path: Path, out: Path) -> Path:
    """The same at 8 kHz in mu-law."""
    synthesiser()
    subprocess.run(["sox", path, "-r", "8000", "-e", "mu-law", out], check=True, capture_output=True)
    return out


ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def words(text: str) -> list[str]:
    """Words as they are compared: lower case, without marks, numbers in words."""
    plain = re.sub(r"(?<=\d),(?=\d)", "", text.lower().replace("’", "'"))
    return [
        word
        for found in re.findall(r"[a-z']+|\d+", plain)
        for word in (number(int(found)) if found.isdigit() else [found])
    ]


def number(n: int) -> list[str]:
    if n < 20:
        return [ONES[n]]
    if n < 100:
        return [TENS[n // 10], *([ONES[n % 10]] if n % 10 else [])]
    for size, name in ((1000, "thousand"), (100, "hundred")):
        if n >= size:
            return [*number(n // size), name, *(number(n % size) if n % size else [])]
    return []


def word_errors(said: str, heard: str) -> float:
    """Substituted, missing and invented words for each word said (Levenshtein over words)."""
    one, other = words(said), words(heard)
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        before, row[0] = row[0], i
        for j, b in enumerate(other, start=1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1] / len(one)
