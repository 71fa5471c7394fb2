"""Sorts everyday English words into families of like meaning: ``python -m tools.linting.families``.

A developer's tool; its output, ``gametape/ask/linting/families.txt``, ships and is all that the lint reads. Every whole
word of the vocabulary of all-MiniLM-L6-v2 goes alone through that model (the extra `embed`), the most frequent ones
give 96 principal axes, and k-means on them gives three sizes of family. A common word weighs more, so that everyday
words get finer families. The same model gives the same families on the same machine.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
from sklearn.cluster import MiniBatchKMeans
from tokenizers import Tokenizer

from gametape.reasons.reading.meaning import model_file
from gametape.reasons.reading.weighing import DATA

FAMILIES = Path(__file__).parents[2] / "gametape" / "ask" / "linting" / "families.txt"
SIZES = (60, 250, 900)  # families: large ones join pairs of words, small ones are nearly synonyms
AXES, FREQUENT = 96, 8000
FIRST_WORD = 1996  # the vocabulary is in order of frequency from here on; before it come marks and unused places
AT_ONCE = 256
HEAD = (
    "# Word families, made by tools/linting/families.py from all-MiniLM-L6-v2 (Apache License 2.0; see NOTICE).\n"
    "# word, and its number among {} large, {} middling and {} small families.\n"
)
Numbers = npt.NDArray[np.float32]


def words(tokenizer: Tokenizer) -> list[tuple[str, int]]:
    """Whole words in small letters, each with its rank by frequency, most frequent first."""
    told = [
        (word, number - FIRST_WORD)
        for word, number in tokenizer.get_vocab().items()
        if word.isascii() and word.isalpha() and (len(word) > 1 or word in "ai")
    ]
    return sorted(((word, max(0, rank)) for word, rank in told), key=lambda pair: (pair[1], pair[0]))


def meanings(tokenizer: Tokenizer, told: list[str]) -> Numbers:
    """(words, 384): the mean over a word's own pass through the model, centred, each of length one."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(model_file()), options, providers=["CPUExecutionProvider"])
    tokenizer.no_padding()
    found = []
    for at in range(0, len(told), AT_ONCE):
        ids = np.array([encoded.ids for encoded in tokenizer.encode_batch(told[at : at + AT_ONCE])], dtype=np.int64)
        given = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        found.append(session.run(None, given)[0].mean(axis=1))
    rows = np.vstack(found)
    return _of_length_one(rows - rows.mean(axis=0))


def families(rows: Numbers, ranks: npt.NDArray[np.int64]) -> list[npt.NDArray[np.int32]]:
    """One column of family numbers for each of SIZES."""
    axes = np.linalg.svd(rows[:FREQUENT], full_matrices=False)[2][:AXES]
    places, weights = _of_length_one(rows @ axes.T), 1 / np.sqrt(1 + ranks)
    return [
        MiniBatchKMeans(size, random_state=0, n_init=1, batch_size=4096, max_iter=30)
        .fit(places, sample_weight=weights)
        .labels_
        for size in SIZES
    ]


def _of_length_one(rows: Numbers) -> Numbers:
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True))


def main() -> int:
    tokenizer = Tokenizer.from_file(str(DATA / "tokenizer.json"))
    told = words(tokenizer)
    columns = families(meanings(tokenizer, [word for word, _ in told]), np.array([rank for _, rank in told]))
    lines = sorted(f"{word} {' '.join(map(str, numbers))}" for (word, _), *numbers in zip(told, *columns, strict=True))
    FAMILIES.write_text(HEAD.format(*SIZES) + "\n".join(lines) + "\n", "utf-8")
    sys.stdout.write(f"{len(lines)} words, {FAMILIES.stat().st_size // 1024} KB: {FAMILIES.name}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
