"""Fit the small model and judge it by voices it never heard: `python -m gametape.ask.linting.fitting`.

Prints, with whole voices held out, how many honest messages are kept and bad ones caught by the rules alone, the model
alone and both; then, for the messages kept aside, the same once. `--write` stores the weights. Needs scikit-learn, which
nothing else here does. Deterministic: the folds are dealt by name and the solver has no chance in it.
"""

import argparse
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from scipy import sparse
from scipy.special import logsumexp
from sklearn.linear_model import LogisticRegression

from gametape.ask.linting import checking
from gametape.ask.linting.features import features
from gametape.ask.linting.findings import Draft
from gametape.ask.linting.kinds import FLAWS, PLAIN
from gametape.ask.linting.labelled import FITTED_ON, KEPT_ASIDE, Message, Segment, messages
from gametape.ask.linting.meaning import FEWEST, total_of
from gametape.ask.linting.reading import Reading, clauses, read, stretches

WEIGHTS = Path(__file__).with_name("weights.json")
SOURCES = (FITTED_ON, *(Path(__file__).with_name(name) for name in ("concepts.yaml", "families.txt", "features.py")))
FOLDS = 5
SEEN_AT_LEAST = 2  # a feature of one sentence only says nothing of the next
STRENGTH = 100.0  # inverse of the penalty; 30 does almost as well, 3 clearly worse on voices from another hand
SECOND_OPINION = 1.0  # how much "any flaw" adds to the classes' own log-odds; 0.5 to 2 differ little
SMALLEST = 1.0  # weights below this are left out of the file: a third of its size, and the same verdicts but for one in a hundred
BLOCK_AT = 2.5  # log-odds; chosen on messages of other hands than wrote the set: see docs/why/the-lint.md
ASKED_BELOW = 1.5  # log-odds under the block where a verdict is still put to the writer
VIRTUE_AT = 0.6


@dataclass(frozen=True)
class Sentences:
    """The labelled sentences as the model sees them: features, class and voice of each."""

    seen: list[frozenset[str]]
    classes: np.ndarray
    voices: np.ndarray


@dataclass(frozen=True)
class Fitted:
    """Two regressions over the same columns: which class a sentence is, and whether it carries a flaw at all."""

    columns: dict[str, int]
    classes: LogisticRegression
    any_flaw: LogisticRegression

    def scores(self, seen: list[frozenset[str]]) -> np.ndarray:
        """Log-odds of any flaw, one per sentence, as meaning.score counts them."""
        rows = matrix(seen, self.columns)
        logs = self.classes.predict_log_proba(rows)
        flawed = np.array([name in FLAWS for name in self.classes.classes_])
        odds = logsumexp(logs[:, flawed], axis=1) - logsumexp(logs[:, ~flawed], axis=1)
        return np.asarray(odds + SECOND_OPINION * self.any_flaw.decision_function(rows))


def checksum() -> str:
    """Of everything the weights were made from: a test holds it against the stored one."""
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in SOURCES)).hexdigest()


def names(text: str) -> frozenset[str]:
    return frozenset(name for name, _, _ in features(text))


def main_class(segment: Segment) -> str:
    flaws = sorted(segment.labels & set(FLAWS))
    return (flaws or sorted(segment.labels) or [PLAIN])[0]


def sentences_of(found: list[Message]) -> Sentences:
    rows = [(message, segment) for message in found for segment in message.segments if not segment.skipped]
    return Sentences(
        [names(read(segment.text, sender=message.sender, business=message.business).text) for message, segment in rows],
        np.array([main_class(segment) for _, segment in rows]),
        np.array([message.voice for message, _ in rows]),
    )


def matrix(seen: list[frozenset[str]], columns: dict[str, int]) -> sparse.csr_matrix:
    """Rows of length one at most, over all features, known or not: unknown words and very short sentences mean little
    confidence."""
    at = [[columns[name] for name in sorted(row) if name in columns] for row in seen]
    values = [1 / np.sqrt(max(FEWEST, len(row))) for row, known in zip(seen, at, strict=True) for _ in known]
    ends = np.concatenate([[0], np.cumsum([len(known) for known in at])])
    return sparse.csr_matrix(
        (values, [place for known in at for place in known], ends), shape=(len(seen), len(columns))
    )


def fit(told: Sentences, keep: np.ndarray) -> Fitted:
    seen = [row for row, kept in zip(told.seen, keep, strict=True) if kept]
    counted = Counter(name for row in seen for name in row)
    columns = {
        name: at for at, name in enumerate(sorted(name for name, count in counted.items() if count >= SEEN_AT_LEAST))
    }
    rows, classes = matrix(seen, columns), told.classes[keep]
    any_flaw = LogisticRegression(C=STRENGTH, max_iter=500, class_weight="balanced", solver="liblinear", random_state=0)
    return Fitted(
        columns,
        LogisticRegression(C=STRENGTH, max_iter=150, tol=1e-3).fit(rows, classes),
        any_flaw.fit(rows, np.isin(classes, list(FLAWS))),
    )


def message_scores(fitted: Fitted, found: list[Message]) -> np.ndarray:
    """The worst sentence of each message, its stretches and clauses weighed as meaning.worst does."""
    split = [[(stretches(sentence), clauses(sentence)) for sentence in _read(message).sentences] for message in found]
    parts = [part.text for rows in split for whole, alone in rows for part in (*whole, *alone)]
    scores = iter(fitted.scores([names(text) for text in parts]).tolist())
    return np.array([max(_worst(scores, len(whole), len(alone)) for whole, alone in rows) for rows in split])


def _worst(scores: Iterator[float], whole: int, alone: int) -> float:
    gravest = max(islice(scores, whole))
    return total_of(gravest, max(islice(scores, alone), default=gravest))


def _read(message: Message) -> Reading:
    return read(message.text, sender=message.sender, business=message.business)


def held_out(told: Sentences, found: list[Message]) -> np.ndarray:
    """Scores of messages whose whole voice the model has not heard."""
    voices = sorted(set(told.voices))
    scores = np.zeros(len(found))
    for fold in range(FOLDS):
        away = voices[fold::FOLDS]
        there = [at for at, message in enumerate(found) if message.voice in away]
        if there:
            scores[there] = message_scores(fit(told, ~np.isin(told.voices, away)), [found[at] for at in there])
    return scores


def stopped_by_rules(message: Message) -> bool:
    return not checking.lint(draft(message), meaning=False).ok


def draft(message: Message) -> Draft:
    return Draft(message.text, channel=message.channel, sender=message.sender, business=message.business)


def table(honest: np.ndarray, ruled: np.ndarray, judged: np.ndarray) -> str:
    """Kept honest and caught bad messages, for rules, model and both."""
    lines = [f"{'':14}honest kept      bad caught"]
    for name, stopped in (("rules alone", ruled), ("model alone", judged), ("both", ruled | judged)):
        kept, caught = int((~stopped[honest]).sum()), int(stopped[~honest].sum())
        lines.append(
            f"{name:14}{kept:4} of {honest.sum():3} ({kept / honest.sum():4.0%})  {caught:4} of {(~honest).sum():3} ({caught / (~honest).sum():4.0%})"
        )
    return "\n".join(lines)


def stored(fitted: Fitted) -> dict:
    """The weights as plain numbers; the column after the classes is "any flaw", already scaled by SECOND_OPINION."""
    weights = np.vstack([fitted.classes.coef_, SECOND_OPINION * fitted.any_flaw.coef_]).T
    bias = [*fitted.classes.intercept_, *(SECOND_OPINION * fitted.any_flaw.intercept_)]
    rows = {
        name: [
            part
            for kind, weight in enumerate(weights[at])
            if abs(weight) >= SMALLEST
            for part in (kind, round(100 * float(weight)))
        ]
        for name, at in fitted.columns.items()
    }
    return {
        "made_from": checksum(),
        "block_at": BLOCK_AT,
        "ask_at": BLOCK_AT - ASKED_BELOW,
        "virtue_at": VIRTUE_AT,
        "classes": [str(name) for name in fitted.classes.classes_],
        "bias": [round(float(part), 4) for part in bias],
        "weights": {name: row for name, row in rows.items() if row},
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="store the weights that this set gives")
    write = parser.parse_args().write
    found = messages(FITTED_ON)
    told, whole = sentences_of(found), [message for message in found if message.channel]
    honest, ruled = (
        np.array([message.honest for message in whole]),
        np.array([stopped_by_rules(message) for message in whole]),
    )
    scores = held_out(told, whole)
    sys.stdout.write(
        f"{len(told.seen)} labelled sentences, {len(whole)} messages, {len(set(told.voices))} voices; whole voices held out:\n{table(honest, ruled, scores > BLOCK_AT)}\n"
    )
    if write:
        WEIGHTS.write_text(
            json.dumps(
                stored(fit(told, np.ones(len(told.seen), bool))),
                ensure_ascii=False,
                separators=(",", ":"),
                sort_keys=True,
            )
            + "\n",
            "utf-8",
        )
        sys.stdout.write(f"{WEIGHTS.name}: {WEIGHTS.stat().st_size // 1024} KB\n")
        checking.forget()
    if KEPT_ASIDE.exists() and WEIGHTS.exists():
        aside = messages(KEPT_ASIDE)
        honest, ruled = (
            np.array([message.honest for message in aside]),
            np.array([stopped_by_rules(message) for message in aside]),
        )
        both = np.array([not checking.lint(draft(message)).ok for message in aside])
        alone = np.array([checking.stopped_by_meaning(draft(message)) for message in aside])
        sys.stdout.write(
            f"kept aside, never fitted on:\n{table(honest, ruled, alone)}\nas shipped: {int((~both[honest]).sum())} kept, {int(both[~honest].sum())} caught\n"
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
