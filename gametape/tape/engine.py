"""Which engine turns sound into words here, as far as a page may ask: none is loaded for it."""

from __future__ import annotations

import os

from gametape.common.refusal import Refusal
from gametape.speech import choosing

SERVICES = ("openai", "deepgram", "assemblyai")


def name() -> str:
    """The word before the colon of GAMETAPE_STT."""
    return (os.environ.get(choosing.SETTING) or "none").strip().partition(":")[0]


def here() -> bool:
    """Whether the sound is turned into words on this machine, so that nobody needs to be asked."""
    return name() != "none" and goes_to() is None


def goes_to() -> str | None:
    """The host that the sound would be sent to; None where it stays here, or where no engine is set. What is not set up
    right goes nowhere: the worker says what is wrong with it."""
    if name() not in SERVICES:
        return None
    try:
        return choosing.transcriber().leaves_for
    except Refusal:
        return None


def wrong() -> str:
    """What is not set up right with a service, a whole sentence; "" where nothing is."""
    if name() not in SERVICES:
        return ""
    try:
        choosing.transcriber()
    except Refusal as refused:
        return refused.say
    return ""
