"""Fits the small model from the invented answers and prints how well it reads: ``python -m gametape.reasons.reading.fitting``.

A developer's tool: it needs scikit-learn, which the product does not. The same answers give the same file, to the byte.
``--check`` leaves the file alone and only prints the table.
"""

import argparse
import json
import math
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from gametape.deals.vocabulary import LEAVES
from gametape.reasons.reading.examples import DATA, Answer, kept_aside, sentences_to_learn
from gametape.reasons.reading.measuring import Figures, measure
from gametape.reasons.reading.weighing import NOTHING, Model, weigh
from gametape.reasons.reading.wording import features, tokens

CLASSES = (*LEAVES, NOTHING)
STRENGTH = 15.0  # inverse of the ridge; 3 to 15 differ by less than the folds do
EVENNESS = 0.6  # how far class weights go from none (0) to fully balanced (1)
FOLDS = 5
UNIT = 20
LEAST = 0.25  # smaller weights are left out of the file: they cost time and change no figure


def names(words: str) -> set[str]:
    """The distinct features of a text."""
    return {name for name, _, _ in features(tokens(words, 0, len(words)))}


def fit(learned: Sequence[tuple[str, str]], *, sharpness: float = 1.0) -> dict[str, Any]:
    """Multinomial logistic regression on tf-idf shares, class weights between none and balanced."""
    counted = Counter(name for words, _ in learned for name in names(words))
    kept = sorted(name for name, times in counted.items() if times > 1)
    share = {name: _share(name, counted[name], len(learned)) for name in kept}
    column = {name: number for number, name in enumerate(kept)}
    targets = np.array([CLASSES.index(leaf) for _, leaf in learned])
    sizes = np.bincount(targets, minlength=len(CLASSES))
    weights = {number: (sizes.mean() / size) ** EVENNESS for number, size in enumerate(sizes)}
    fitted = LogisticRegression(C=STRENGTH, max_iter=400, class_weight=weights)
    fitted.fit(_matrix([names(words) for words, _ in learned], share, column), targets)
    return _as_json(fitted, kept, share, sharpness)


def _share(name: str, times: int, of: int) -> float:
    """A feature's own weight in the length of a text: rarer is more, and a pair of kinds less than a word."""
    rarity = math.log((1 + of) / (1 + times)) + 1
    return round(rarity * (0.7 if "<" in name or "+" in name else 1.0), 2)


def _matrix(texts: Sequence[set[str]], share: dict[str, float], column: dict[str, int]) -> Any:
    rows, columns, values = [], [], []
    for row, found in enumerate(texts):
        known = sorted(found & column.keys())
        length = math.sqrt(sum(share[name] ** 2 for name in known)) or 1.0
        rows += [row] * len(known)
        columns += [column[name] for name in known]
        values += [share[name] / length for name in known]
    return csr_matrix((values, (rows, columns)), shape=(len(texts), len(column)))


def _as_json(fitted: Any, kept: Sequence[str], share: dict[str, float], sharpness: float) -> dict[str, Any]:
    weights: dict[str, list[int]] = {}
    for name, values in zip(kept, fitted.coef_.T, strict=True):
        pulls = [(index, round(value * UNIT)) for index, value in enumerate(values) if abs(value) >= LEAST]
        pulls = [(index, value) for index, value in pulls if value]
        if pulls:
            weights[name] = [round(share[name] * 100), *(number for entry in pulls for number in entry)]
    intercepts = [round(float(value), 3) for value in fitted.intercept_]
    return {"classes": CLASSES, "intercepts": intercepts, "sharpness": sharpness, "unit": UNIT, "weights": weights}


def cross_validate(learned: Sequence[tuple[str, str]]) -> tuple[float, Figures]:
    """The sharpness under which unseen sentences are likeliest, and the figures on them: every fold read by the others."""
    targets = [CLASSES.index(leaf) for _, leaf in learned]
    unseen: list[tuple[Model, Answer]] = []
    chances, truths = [], []
    for train, test in StratifiedKFold(FOLDS, shuffle=True, random_state=1).split(targets, targets):
        model = Model.from_json(fit([learned[number] for number in train]))
        for number in test:
            words, leaf = learned[number]
            unseen.append((model, Answer(words, () if leaf == NOTHING else ((leaf, (0, len(words))),))))
            chances.append(weigh(model, words, (0, len(words))).chances)
            truths.append(targets[number])
    sharpness = _sharpness(np.log(np.maximum(np.array(chances), 1e-12)), np.array(truths))
    return sharpness, measure([(replace(model, sharpness=sharpness), answer) for model, answer in unseen])


def _sharpness(logs: Any, truths: Any) -> float:
    """One number that makes the chances honest (temperature scaling, Guo et al. 2017), by unseen log-likelihood."""

    def loss(sharpness: float) -> float:
        raised = logs * sharpness
        whole = np.log(np.exp(raised).sum(axis=1))
        return float((whole - raised[np.arange(len(truths)), truths]).mean())

    return round(float(minimize_scalar(loss, bounds=(0.3, 5.0), method="bounded").x), 2)


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit, measure, print, and write ``data/model.json``."""
    parser = argparse.ArgumentParser(prog="python -m gametape.reasons.reading.fitting", description=__doc__)
    parser.add_argument("--check", action="store_true", help="print the table only")
    check = parser.parse_args(arguments).check
    learned = sentences_to_learn()
    sharpness, crossed = cross_validate(learned)
    raw = fit(learned, sharpness=sharpness)
    text = json.dumps(raw, ensure_ascii=False, separators=(",", ":")).replace('],"', '],\n"') + "\n"
    aside = kept_aside()
    model = Model.from_json(raw)
    table = [
        f"{len(learned)} invented sentences, {len(raw['weights'])} features, {len(text.encode()):,} bytes, "
        f"sharpness {sharpness}",
        f"{'':<34}{'cross-validated':>16}{'kept aside':>14}",
        *crossed.beside(measure([(model, answer) for answer in aside])),
    ]
    sys.stdout.write("\n".join(table) + "\n")
    if not check:
        (DATA / "model.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
