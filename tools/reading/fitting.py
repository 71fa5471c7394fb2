"""Fits the readers of answers and prints how well they read voices they never heard: ``python -m tools.reading.fitting``.

A developer's tool. It writes ``model.json`` (words to leaves), ``status.json`` (is it an answer), and, where the extra
`embed` is installed, ``head.json`` (meanings to leaves). The same answers give the same files on the same machine.
``--check`` leaves the files alone and prints; ``--quick`` writes without measuring.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from gametape.deals.vocabulary import REPLY_STATUSES
from gametape.reasons.reading import by_embedding, by_rules, sorting
from gametape.reasons.reading.heading import Head
from gametape.reasons.reading.meaning import Meaning
from gametape.reasons.reading.telling_language import language_of
from gametape.reasons.reading.weighing import ANSWERS, DATA, NOTHING, Model
from tools.reading.examples import Invented, sentences_to_learn, voices
from tools.reading.learning import CLASSES, Learned, class_weights, fit_words, runs_to_learn, sentences
from tools.reading.measuring import Read, confusion, figures, read_all

FOLDS = 4
HEAD_STRENGTH = 0.3  # inverse of the ridge, on numbers four times as large as they come
HEAD_SCALE = 4.0
STATUS_CLASSES = (*REPLY_STATUSES, ANSWERS)
_meanings: dict[tuple[str, tuple[tuple[int, int], ...]], Any] = {}


def fold_of(voice: str) -> int:
    """A voice is held out whole, so that a figure is about somebody the model never heard."""
    return int(hashlib.md5(voice.encode(), usedforsecurity=False).hexdigest(), 16) % FOLDS


def fit_status(told: Sequence[Invented]) -> dict[str, Any]:
    """Whether it is an answer. The sentences of the first set that tell a reason are answers, too."""
    learned = [Learned(one.words, ((0, len(one.words)),), one.status or ANSWERS) for one in told]
    learned += [
        Learned(words, ((0, len(words)),), ANSWERS, 0.5) for words, leaf in sentences_to_learn() if leaf != NOTHING
    ]
    return fit_words(learned, STATUS_CLASSES, strength=30.0, evenness=0.3)


def fit_leaves(told: Sequence[Invented]) -> dict[str, Any]:
    return fit_words(sentences() + [run for one in told for run in runs_to_learn(one)], CLASSES)


def fit_head(told: Sequence[Invented], meaning: Meaning) -> Head:
    """Logistic regression over meanings, evened out as the words are."""
    learned = sentences() + [run for one in told for run in runs_to_learn(one)]
    rows = np.stack([meaning_of(one, meaning) for one in learned])
    centre = rows.mean(axis=0)
    targets = np.array([CLASSES.index(one.told) for one in learned])
    weights = class_weights(targets, np.array([one.weight for one in learned]), len(CLASSES), evenness=0.6)
    fitted = LogisticRegression(C=HEAD_STRENGTH, max_iter=200, tol=1e-3)
    fitted.fit((rows - centre) * HEAD_SCALE, targets, sample_weight=weights)
    return Head.from_json(
        Head(
            CLASSES, centre, (fitted.coef_.T * HEAD_SCALE).astype(np.float32), fitted.intercept_.astype(np.float32)
        ).as_json()
    )


def meaning_of(one: Learned, meaning: Meaning) -> Any:
    """Kept for the folds: they share most of it."""
    if (one.text, one.run) not in _meanings:
        _meanings[one.text, one.run] = meaning.of(one.text, language_of(one.text), [one.run])[0]
    return _meanings[one.text, one.run]


@contextmanager
def shipping(words: Model, status: Model) -> Iterator[None]:
    """These models in the place of those that ship."""
    kept = by_rules.shipped, sorting._model
    by_rules.shipped = lambda: words  # type: ignore[assignment]
    sorting._model = lambda: status  # type: ignore[assignment]
    try:
        yield
    finally:
        by_rules.shipped, sorting._model = kept


def cross_validate(told: Sequence[Invented], meaning: Meaning) -> dict[str, list[Read]]:
    """Every voice read by models that heard the others, by engine."""
    unheard: dict[str, list[Read]] = {"rules": [], "embed": []}
    for number in range(FOLDS):
        heard = [one for one in told if fold_of(one.voice) != number]
        rest = [one for one in told if fold_of(one.voice) == number]
        head = fit_head(heard, meaning)
        with shipping(Model.from_json(fit_leaves(heard)), Model.from_json(fit_status(heard))):
            unheard["rules"] += read_all(by_rules.reader().read, rest)
            unheard["embed"] += read_all(by_embedding.ByEmbedding(meaning, head).read, rest)
    return unheard


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.reading.fitting", description=__doc__)
    parser.add_argument("--check", action="store_true", help="print the tables only")
    parser.add_argument("--quick", action="store_true", help="write without measuring")
    asked = parser.parse_args(arguments)
    told, meaning = voices(), Meaning()
    if not asked.quick:
        _print(told, cross_validate(told, meaning))
    if not asked.check:
        _write("model.json", fit_leaves(told))
        _write("status.json", fit_status(told))
        _write("head.json", fit_head(told, meaning).as_json())


def _print(told: Sequence[Invented], unheard: dict[str, list[Read]]) -> None:
    print(f"{len(told)} invented answers in {len({one.voice for one in told})} voices, {FOLDS} folds by voice")
    for engine, read in unheard.items():
        print("\n".join([f"\n{engine}: voices it never heard", *figures(read).lines(), *confusion(read)]))
    sys.stdout.flush()


def _write(name: str, raw: dict[str, Any]) -> None:
    text = json.dumps(raw, ensure_ascii=False, separators=(",", ":")).replace("],", "],\n") + "\n"
    (DATA / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
