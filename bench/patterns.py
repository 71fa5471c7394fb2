"""How fast patterns are found, beside a peer on the same table in the same run, and how much memory counting takes.

    python bench/patterns.py [--rows 1000000] [--only ibm,invented,memory] [--without-peers]

From strings in a file to adjusted p, every column kept (the peer leaves none out either): reading the file as far as its cells
are found is told apart, and so is the check for columns filled in late, which the peer does not have. The peer is pysubgroup,
depth-first, the twenty best, depth 3, in a process and an environment of its own (bench/peers.txt; made once under bench-out/).
Seconds are those of the processors, user and system, so that whatever else the machine does counts for neither; seconds on the
clock stand beside.
Each is the best of --times rounds, taken by turns.
"""

from __future__ import annotations

import argparse
import gzip
import resource
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

from frame import invented, peers

from gametape.patterns.answering import code
from gametape.patterns.closing import Outcome, closed
from gametape.patterns.coding import Coded
from gametape.patterns.concluding import conclude, counted
from gametape.patterns.counting import count
from gametape.patterns.leaving_out import left_out
from gametape.patterns.plain_text import pieces
from gametape.patterns.reading import read

IBM = Path(__file__).resolve().parents[2] / "shared" / "data" / "deals" / "ibm_win_loss.csv.gz"
IBM_OUTCOME = Outcome("Opportunity Result", frozenset({"Won"}), frozenset({"Loss"}))
OUTCOME = Outcome(invented.OUTCOME, frozenset({invented.WON}), frozenset({invented.LOST}))
STEPS = ("read", "late", "code", "count", "conclude")


class Watch:
    """Seconds of processor and of the clock, by step."""

    def __init__(self) -> None:
        self.processor: dict[str, float] = {}
        self.clock: dict[str, float] = {}

    def __call__(self, step: str, do: Callable[[], Any]) -> Any:
        clock, processor = time.perf_counter(), time.process_time()
        done = do()
        self.clock[step], self.processor[step] = time.perf_counter() - clock, time.process_time() - processor
        return done


def ours(path: Path, outcome: Outcome, without: tuple[str, ...], depth: int) -> tuple[Watch, Coded, Any]:
    """One search, step by step as the command does it; `without` is left out and everything else kept."""
    watch = Watch()
    watch("file", lambda: cells_of(path))
    table = watch("read", lambda: read(path))

    def late() -> tuple[Any, dict[str, str]]:
        deals = closed(table, outcome)
        keep = [name for name in table.names() if name not in (*without, outcome.column)]
        return deals, left_out(deals, leave_out=without, keep=keep)[0]

    deals, why = watch("late", late)
    coded, _ = watch("code", lambda: code(deals, why))
    vectors = watch("count", lambda: counted(coded, depth))
    return watch, coded, watch("conclude", lambda: conclude(vectors))


def cells_of(path: Path) -> int:
    """Reads a file as far as it is known where each cell begins and ends: what is left of reading is strings to codes."""
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        return sum(cells.lengths.size for cells in pieces(file, ord(","), False))


def beside(what: str, path: Path, outcome: Outcome, without: tuple[str, ...], args: argparse.Namespace) -> None:
    """Prints our seconds and the peer's, and how often ours go into theirs."""
    mine, theirs = [], []
    for _ in range(args.times):
        watch, coded, result = ours(path, outcome, without, 3)
        mine.append(watch)
        if not args.without_peers:
            lost = min(outcome.lost)
            theirs.append(
                peers.pysubgroup(path, outcome=outcome.column, lost=lost, depth=3, leave_out=",".join(without))
            )
    best = min(mine, key=lambda watch: sum(watch.processor.values()))
    steps = ", ".join(f"{step} {best.processor[step]:.3f}" for step in STEPS)
    searching = min(sum(w.processor[s] for s in ("code", "count", "conclude")) for w in mine)
    whole = min(sum(w.processor[step] for step in STEPS) for w in mine)
    strings = min(sum(w.processor[step] for step in STEPS) - w.processor["file"] for w in mine)
    on_clock = min(sum(w.clock[step] for step in STEPS) for w in mine)
    print(
        f"{what}: {coded.rows:,} x {len(coded.columns)}, {result.conditions_looked_at:,} conditions, "
        f"{len(result.patterns)} shown; processor seconds: {steps} (of read, {best.processor['file']:.3f} the file to its cells), "
        f"together {whole:.2f}; clock {on_clock:.2f} s; our peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB"
    )
    if theirs:
        peer = min(theirs, key=lambda told: told["make"] + told["search"])
        search, all_of_it = peer["make"] + peer["search"], peer["read"] + peer["make"] + peer["search"]
        print(
            f"  pysubgroup: read {peer['read']:.2f}, conditions {peer['make']:.2f}, search {peer['search']:.2f} s, "
            f"{peer['conditions']} conditions of one column, peak {peer['peak_mb']:,.0f} MB\n"
            f"  from the table as each has read it: {search:.2f} / {searching:.3f} s = {search / searching:.1f} x; "
            f"ours from the cells as text, with late columns looked for: {search:.2f} / {strings:.3f} s = {search / strings:.1f} x; "
            f"from the file: {all_of_it:.2f} / {whole:.3f} s = {all_of_it / whole:.1f} x"
        )


def memory(coded: Coded) -> None:
    """What counting needs on top of the codes that are loaded."""
    tracemalloc.start()
    count(coded.codes, coded.cardinalities, coded.lost, 3)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    print(
        f"counting {coded.rows:,} x {len(coded.columns)}, depth 3: {peak / 1e6:.1f} MB on top of {coded.codes.nbytes / 1e6:.1f} MB "
        f"of codes, {peak / coded.codes.nbytes:.0%}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--only", default="ibm,invented,memory")
    parser.add_argument("--without-peers", action="store_true")
    args = parser.parse_args()
    wanted = args.only.split(",")
    if not IBM.exists():
        print("IBM's table is not here (../shared/data): without it.")
    elif "ibm" in wanted:
        beside("IBM", IBM, IBM_OUTCOME, ("Opportunity Number",), args)
    with tempfile.TemporaryDirectory(prefix="gametape-bench-") as folder:
        path = Path(folder, "deals.csv")
        if {"invented", "memory"} & set(wanted):
            invented.write(path, args.rows)
        if "invented" in wanted:
            beside("invented", path, OUTCOME, (), args)
        if "memory" in wanted:
            memory(ours(path, OUTCOME, (), 1)[1])


if __name__ == "__main__":
    main()
