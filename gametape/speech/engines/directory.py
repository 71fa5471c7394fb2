"""`path:DIR`: a model of one's own, in the format of CTranslate2. The first choice: it depends on nobody's package."""

from __future__ import annotations

from pathlib import Path

from gametape.common.refusal import Refusal
from gametape.speech.engines.whisper import Whisper
from gametape.speech.weights import WEIGHTS, sha256

NEEDED = (WEIGHTS, "config.json", "tokenizer.json")  # without the last one faster-whisper would ask the network for it


def engine(value: str) -> Whisper:
    folder = Path(value).expanduser()
    lacking = [name for name in NEEDED if not (folder / name).is_file()]
    if not folder.is_dir():
        raise Refusal(f"“{value}” is no directory: name the one that holds the model (docs/tape.md says which files).")
    if lacking:
        raise Refusal(f"“{value}” lacks {', '.join(lacking)}: copy all files of the model there (docs/tape.md).")
    return Whisper(folder, model=f"{folder.resolve().name} int8 sha256:{sha256(folder / WEIGHTS)}")
