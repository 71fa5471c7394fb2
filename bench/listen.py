"""What listening costs and how well it hears: overhead, real-time factor, memory, errors, who spoke.

    python bench/listen.py [--minutes 7] [--pairs 3] [--prompt TEXT] [--skip-long] [--only-calls] [--engine bundled]

The calls are made here by two synthesised voices (flite) with sales words, one on each channel: read speech, clean, without
overlap. Real calls are harder; how much, nobody measured with this. "Bare" is faster-whisper as its own documentation shows it,
with the same settings: each channel of the decoded file, beam 5, its voice detector on, no text from before, times of words.
Each run is a process of its own, model loading included, and the two take turns, so that a machine that is busy is busy for both.

DER is the standard one (NIST: missed, false and confused speech over all speech, no collar), over the recordings that have an
.rttm beside them in ../shared/data/calls. A mono recording has one speaker as far as anybody here knows: the figure is what not
knowing costs, and why nobody's words are given to a speaker there.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from gametape.speech.decoding import plain_wav  # noqa: E402
from gametape.speech.tests.calls import (  # noqa: E402
    LINES,
    PROMPT,
    Spoken,
    by_telephone,
    call,
    word_errors,
    write_wav,
)
from gametape.speech.transcriber import RATE  # noqa: E402
from gametape.speech.weights import BUNDLES, directory, installed  # noqa: E402

CALLS = ROOT.parent / "shared" / "data" / "calls"
RTTM = {
    "sample": "sample",
    "dev00": "debug.development",
    "trn01": "debug.train",
    "speechbrain_dialog": "speechbrain_dialog",
}
CPU: list[float] = []  # of each process, in order; tells more than its time where others use the machine
BARE = """
import sys
from faster_whisper import WhisperModel, decode_audio
model = WhisperModel(sys.argv[1], device="cpu", compute_type="int8", cpu_threads=int(sys.argv[3]))
for channel in decode_audio(sys.argv[2], split_stereo=True):
    segments, _ = model.transcribe(channel, language="en", beam_size=5, vad_filter=True, word_timestamps=True,
        condition_on_previous_text=False, initial_prompt=sys.argv[4] or None)
    print(" ".join(segment.text for segment in segments))
"""


def timed(command: list[str]) -> tuple[float, float, str]:
    """Seconds, peak memory of it in MB, and what it printed. The seconds of its processors are kept in CPU."""
    begun = time.monotonic()
    with tempfile.TemporaryFile("w+") as out:
        child = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            raise SystemExit(f"{' '.join(command[:4])} ended with {child.returncode}")
        CPU.append(used.ru_utime + used.ru_stime)
        out.seek(0)
        return time.monotonic() - begun, used.ru_maxrss / 1024, out.read()


def listened(path: Path, engine: str, prompt: str) -> tuple[float, float, dict]:
    told = ["--prompt", prompt] if prompt else []
    command = [
        sys.executable,
        "-m",
        "gametape",
        "listen",
        str(path),
        "--stt",
        engine,
        "--rep-channel",
        "0",
        "--json",
        *told,
    ]
    seconds, memory, out = timed(command)
    return seconds, memory, json.loads(out)


def long_call(minutes: float) -> tuple[np.ndarray, list[Spoken]]:
    once, spoken = call(LINES)
    times = max(1, round(minutes * 60 * RATE / once.shape[1]))
    length = once.shape[1] / RATE
    every = [Spoken(s.who, s.start + n * length, s.end + n * length, s.text) for n in range(times) for s in spoken]
    return np.tile(once, times), every


def hearing(found: dict, spoken: list[Spoken]) -> str:
    parts = []
    for channel, who in enumerate(("rep", "buyer")):
        heard = " ".join(turn["text"] for turn in found["turns"] if turn["channel"] == channel)
        parts.append(f"{who} {word_errors(' '.join(s.text for s in spoken if s.who == who), heard):.1%}")
    starts = [min(abs(t["start"] - s.start) for t in found["turns"] if t["speaker"] == s.who) for s in spoken]
    ends = [min(abs(t["end"] - s.end) for t in found["turns"] if t["speaker"] == s.who) for s in spoken]
    return f"WER {', '.join(parts)}; furthest turn edge {max(starts + ends):.2f} s; gaps {found['coverage']['gaps']}"


def who_spoke(engine: str) -> None:
    if not CALLS.exists():
        print("who spoke: no ../shared/data/calls here")
        return
    sides = {0: "Auto_Repairs_40_UTC_agent.wav", 1: "Auto_Repairs_40_UTC_caller.wav"}
    with tempfile.TemporaryDirectory() as folder:
        both = Path(folder) / "both.wav"
        two = [_raw(CALLS / name) for name in sides.values()]
        write_wav(both, np.stack(two))
        found = listened(both, engine, "")[2]
        print(
            f"DER of auto_repairs_40, two channels: {der(reference('auto_repairs_40', 'auto_repairs_40'), heard_of(found)):.1%}"
        )
    for path in sorted(CALLS.glob("*.wav")):
        seconds, _, found = listened(path, engine, "")
        name = path.stem.replace("_mono_mix", "")
        truth = reference(RTTM.get(name, name), name)
        rate = f"DER {der(truth, heard_of(found)):.1%} (one speaker as far as is known)" if truth else "no .rttm"
        print(
            f"  {path.name}: {found['seconds']:.0f} s in {seconds:.1f} s, {found['coverage']['words']} words, {rate}",
            flush=True,
        )


def _raw(path: Path) -> np.ndarray:
    form = plain_wav.form_of(path)
    assert form
    return np.concatenate([block[0] for block in plain_wav.blocks(path, form)])


def reference(file: str, name: str) -> list[tuple[str, float, float]]:
    path = CALLS / f"{file}.rttm"
    if not path.exists():
        return []
    rows = [line.split() for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("SPEAKER")]
    return [(row[7], float(row[3]), float(row[3]) + float(row[4])) for row in rows if row[1] == name]


def heard_of(found: dict) -> list[tuple[str, float, float]]:
    return [(f"{t['speaker']}{t['channel']}", t["start"], t["end"]) for t in found["turns"]]


def der(truth: list[tuple[str, float, float]], heard: list[tuple[str, float, float]], *, step: float = 0.01) -> float:
    """Missed + false + confused speech over all speech of the reference, speakers matched as is best for the guess."""
    end = max(b for _, _, b in [*truth, *heard])
    names, guesses = sorted({n for n, *_ in truth}), sorted({n for n, *_ in heard})
    said, told = (_grid(rows, of, end, step) for rows, of in ((truth, names), (heard, guesses)))
    speech = said.sum()
    best = 0.0
    size = max(len(names), len(guesses))
    padded = [*range(len(guesses)), *([-1] * (size - len(guesses)))]
    together = said.astype(int) @ told.astype(int).T
    for order in set(itertools.permutations(padded, len(names))):
        best = max(best, sum(together[n, g] for n, g in enumerate(order) if g >= 0))
    each = np.maximum(said.sum(axis=0), told.sum(axis=0)).sum()
    return float(each - best) / float(speech)


def _grid(rows: list[tuple[str, float, float]], names: list[str], end: float, step: float) -> np.ndarray:
    grid = np.zeros((len(names), int(end / step) + 2), dtype=bool)
    for name, start, stop in rows:
        grid[names.index(name), round(start / step) : round(stop / step)] = True
    return grid


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=7.0)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--prompt", default=PROMPT)
    parser.add_argument("--engine", default="bundled:tiny.en")
    parser.add_argument("--only-calls", action="store_true", help="only the shared recordings")
    parser.add_argument("--skip-long", action="store_true", help="only the short calls and the shared recordings")
    args = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before")
    if args.only_calls:
        return who_spoke(args.engine)
    with tempfile.TemporaryDirectory() as folder:
        short, spoken = call(LINES)
        path = write_wav(Path(folder) / "short.wav", short)
        for what, file in (("16 kHz", path), ("8 kHz mu-law", by_telephone(path, Path(folder) / "telephone.wav"))):
            for prompt in ("", args.prompt):
                print(
                    f"{what}, {'with' if prompt else 'without'} a prompt: {hearing(listened(file, args.engine, prompt)[2], spoken)}"
                )
        if not args.skip_long:
            long(args, Path(folder))
    who_spoke(args.engine)
    print(
        f"load {os.getloadavg()[0]:.1f} after; this process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"
    )


def long(args: argparse.Namespace, folder: Path) -> None:
    samples, spoken = long_call(args.minutes)
    path = write_wav(folder / "long.wav", samples)
    minutes = samples.shape[1] / RATE / 60
    model = BUNDLES["tiny.en"]
    bare = [sys.executable, "-c", BARE, str(directory(model, installed(model) or [], cache=folder)), str(path)]
    ratios, memories, factors = [], [], []
    for _ in range(args.pairs):
        ours, memory, found = listened(path, args.engine, args.prompt)
        theirs, theirs_memory, _ = timed([*bare, str(os.cpu_count()), args.prompt])
        ratios.append(ours / theirs)
        memories.append((memory, theirs_memory))
        factors.append(ours / 60 / minutes)
        print(
            f"  {minutes:.1f} minutes: listen {ours:.1f} s ({CPU[-2]:.1f} s of processor), bare {theirs:.1f} s ({CPU[-1]:.1f} s),"
            f" ratio {ratios[-1]:.2f}",
            flush=True,
        )
    print(f"overhead, median of {args.pairs} pairs: {statistics.median(ratios):.3f} (to reach: 1.05)")
    print(f"real-time factor, whole process: {statistics.median(factors):.3f}, best {min(factors):.3f} (to reach: 0.1)")
    print(
        f"peak memory: {max(m for m, _ in memories):.0f} MB, bare {max(m for _, m in memories):.0f} MB (to reach: 1100)"
    )
    print(f"{minutes:.1f} minutes: {hearing(found, spoken)}")


if __name__ == "__main__":
    main()
