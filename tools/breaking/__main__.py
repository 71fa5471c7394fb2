"""`make break`, `make break ARGS="--only 'one open loss'"`, `make break ARGS="--law 3"`. Exit 1 when a guard was not missed."""

import argparse
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from tools.breaking.guards import DoesNotApply, Guard, laws_without_a_guard, read_guards
from tools.breaking.trying import Result, files_of_the_tree, green_before, try_without


def main() -> int:
    parser = argparse.ArgumentParser(prog="make break", description=__doc__)
    parser.add_argument("--only", action="append", help="part of a guard's name")
    parser.add_argument("--law", type=int, action="append")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--list", action="store_true", help="only name them")
    wanted = parser.parse_args()
    try:
        everything = read_guards()
    except DoesNotApply as why:
        print(f"guards.yaml: {why}")
        return 1
    guards = [guard for guard in everything if _is_wanted(guard, wanted)]
    if wanted.list:
        print("\n".join(f"{guard.holds:<14} {guard.name}" for guard in guards))
        return 0
    bare = laws_without_a_guard(everything)
    began = time.monotonic()
    results = take_each_out(guards, jobs=wanted.jobs)
    stood = [result for result in results if result.trouble]
    print(
        f"{len(results) - len(stood)} guards missed when taken out, {len(stood)} not, in {time.monotonic() - began:.0f} s"
    )
    if bare:
        print(f"No guard is listed for law {', '.join(map(str, bare))}.")
    return 1 if stood or bare or not results else 0


def take_each_out(guards: list[Guard], *, jobs: int) -> list[Result]:
    files = files_of_the_tree()
    trouble = green_before(guards, files)
    if trouble:
        print(f"These are not green with every guard in place, so their red would show nothing:\n{trouble}")
        return [Result(guard, 0, "not tried") for guard in guards]
    results = []
    with ThreadPoolExecutor(jobs) as pool:
        for result in pool.map(lambda guard: try_without(guard, files), guards):
            print(line(result), flush=True)
            results.append(result)
    return results


def line(result: Result) -> str:
    said = f"NOT RED: {result.trouble}" if result.trouble else f"red in {result.seconds:.0f} s"
    return f"{result.guard.holds:<14} {result.guard.name:<48} {said}"


def _is_wanted(guard: Guard, wanted: argparse.Namespace) -> bool:
    if wanted.law and guard.law not in wanted.law:
        return False
    return not wanted.only or any(part in guard.name for part in wanted.only)


if __name__ == "__main__":
    sys.exit(main())
