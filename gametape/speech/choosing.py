"""Which engine listens, and the parts that not every installation has.

Each is a closed module, named here by a dotted name and imported when it is asked for: the base install has none of the heavy
ones, and the pages never load them. Only names of this room may stand in these tables.
"""

from __future__ import annotations

import importlib
import os
from importlib.util import find_spec
from typing import Any

from gametape.common.refusal import Refusal
from gametape.speech.transcriber import Transcriber

ENGINES = {
    "none": "gametape.speech.engines.none",
    "bundled": "gametape.speech.engines.bundled",
    "path": "gametape.speech.engines.directory",
    "openai": "gametape.speech.engines.openai",
    "deepgram": "gametape.speech.engines.deepgram",
    "assemblyai": "gametape.speech.engines.assemblyai",
}
WITH_A_VALUE = {
    "path": "a folder with a model: path:/srv/models/small.en",
    "openai": "an address: openai:https://host/v1",
}
PARTS = {
    "speech": (
        "faster_whisper",
        "gametape.speech.detecting_speech.by_model",
        "gametape.speech.detecting_speech.by_energy",
    ),
    "decoder": ("av", "gametape.speech.decoding.libav", "gametape.speech.decoding.no_libav"),
}
SETTING = "GAMETAPE_STT"


def transcriber(choice: str | None = None) -> Transcriber:
    """The engine of `choice` ("bundled", "path:DIR", ...), or of the setting, or `none`. Raises Refusal for another name,
    for a missing value, and for what the engine itself lacks (a package, a key, a folder)."""
    text = (choice or os.environ.get(SETTING) or "none").strip()
    name, _, value = text.partition(":")
    if name not in ENGINES:
        raise Refusal(f"There is no engine “{name}”: {SETTING} is one of {', '.join(ENGINES)}.")
    if name in WITH_A_VALUE and not value:
        raise Refusal(f"“{name}” needs {WITH_A_VALUE[name]}.")
    engine: Transcriber = _load(ENGINES[name]).engine(value)
    return engine


def part(name: str) -> Any:
    """The module of PARTS that this installation can run: the first where its library is there, else the second."""
    library, with_it, without = PARTS[name]
    return _load(with_it if find_spec(library) else without)


def _load(dotted: str) -> Any:
    try:
        return importlib.import_module(dotted)
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] == "gametape":
            raise
        raise Refusal(
            f"This engine needs the package “{missing.name}”, which is not installed. Run"
            " `pip install 'gametape[speech-tiny]'` (English, with a model), or `pip install 'gametape[speech]'` and bring"
            " a model of your own with --stt path:DIR."
        ) from missing
