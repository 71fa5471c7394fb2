"""How well answers are read, and how fast: every figure of docs/reading.md, on answers that no model learned from.

    .venv/bin/python bench/reading.py [--engine rules embed] [--file ANSWERS.jsonl] [--tfidf]

The answers are invented, by another hand than most of those that are learned from (`tools/reading/kept_aside.jsonl`), and
nobody looked at single ones while the readers were built; the few
that somebody else happened to write in the same words ("too far") are left out. `--file` takes one's own, one JSON object a line:
{"id", "text", "language", "status", "reasons", "quote", "voice"}. Time is the processor's, one thread, after loading.
`--tfidf` compares with plain TF-IDF on a real set, ../shared/data/text/airline_reasons.csv.gz, where it is there.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import os
import sys
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gametape.project.settings")
ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from gametape.reasons.reading import engine  # noqa: E402
from gametape.reasons.reading.weighing import DATA  # noqa: E402
from tools.reading.examples import from_jsonl, voices  # noqa: E402
from tools.reading.measuring import confusion, figures, read_all  # noqa: E402

AT_LEAST = {
    "top level, first": {"embed": 0.70, "rules": 0.45},
    "top level, among three": {"embed": 0.90, "rules": 0.70},
    "leaf, among three": {"embed": 0.65, "rules": 0.40},
    "most confident 60 %, right at top level": {"embed": 0.85, "rules": 0.70},
    "no answer: precision": {"embed": 0.9, "rules": 0.9},
    "no answer: recall": {"embed": 0.8, "rules": 0.8},
    "opt-out: recall": {"embed": 1.0, "rules": 1.0},
    "quote overlaps, of the right ones": {"embed": 0.8, "rules": 0.7},
}
MS = {"embed": 20.0, "rules": 2.0}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", nargs="+", default=["rules", "embed"], choices=["rules", "embed"])
    parser.add_argument("--file", type=Path, default=ROOT / "tools" / "reading" / "kept_aside.jsonl")
    parser.add_argument("--write", action="store_true", help="write down what the page says of its own measured error")
    parser.add_argument("--tfidf", action="store_true", help="compare with TF-IDF on the airline set")
    asked = parser.parse_args()
    if asked.tfidf:
        compare_with_tfidf()
        return
    learned = {one.words.strip(" .").casefold() for one in voices()}
    told = [one for one in from_jsonl(asked.file) if one.words.strip(" .").casefold() not in learned]
    measured = {}
    for name in asked.engine:
        reader = engine(name)
        reader.read("Warm up. It was too far for us.")
        read = read_all(reader.read, told)
        found = figures(read)
        print(f"\n{name} ({reader.name}), {len(told)} answers kept aside, {len({one.voice for one in told})} voices")
        print("\n".join(found.lines()))
        for figure, least in AT_LEAST.items():
            print(
                f"  {'reached' if found[figure] >= least[name] else 'MISSED '}  {figure}: {found[figure]:.3f}, at least {least[name]}"
            )
        print(
            f"  {'reached' if found.ms[0] <= MS[name] else 'MISSED '}  {found.ms[0]:.2f} ms an answer, at most {MS[name]}"
        )
        for language in ("en", "es", "fr", "de"):
            some = figures([one for one in read if one.told.language == language])
            print(
                f"  {language}: first {some['top level, first']:.2f}, among three {some['top level, among three']:.2f}"
            )
        print("\n".join(confusion(read)))
        right, of = found.shares["top level, first"]
        measured[reader.name] = {"right": right, "n": of}
    if asked.write:
        (DATA / "measured.json").write_text(json.dumps(measured) + "\n", encoding="utf-8")


def compare_with_tfidf() -> None:
    """Real complaints with one of ten labels: words in pairs against words as features, five folds."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415
    from sklearn.model_selection import cross_val_score  # noqa: PLC0415
    from sklearn.pipeline import make_pipeline  # noqa: PLC0415

    from gametape.reasons.reading.wording import features, tokens  # noqa: PLC0415

    path = ROOT.parent / "shared" / "data" / "text" / "airline_reasons.csv.gz"
    if not path.is_file():
        print("../shared/data/text/airline_reasons.csv.gz is not here, so there is nothing to compare on.")
        return
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    text, label = next(iter(rows[0])), list(rows[0])[-1]
    for key in rows[0]:
        text = key if "text" in key else text
        label = key if "reason" in key and "conf" not in key else label
    rows = [row for row in rows if row[label]][:6000]
    texts, labels = [row[text] for row in rows], [row[label] for row in rows]

    def ours(said: str) -> list[str]:
        return [name for name, _, _ in features(tokens(said, 0, len(said)))]

    for name, analyzer in (("TF-IDF over words", "word"), ("our features", ours)):
        made = make_pipeline(TfidfVectorizer(analyzer=analyzer, min_df=2), LogisticRegression(C=5, max_iter=200))
        scores = cross_val_score(made, texts, labels, cv=5)
        print(f"{name:<20} {scores.mean():.3f} right, {len(texts)} real texts, {len(set(labels))} labels, five folds")


if __name__ == "__main__":
    main()
