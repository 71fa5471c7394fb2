"""What a page costs with a thousand deals in the file and with a million, and the three taps from a no to the question.

    python bench/pages.py [--deals 1000000] [--times 36] [--postgres] [--only WORD]

Two homes are filled with the same mix (see bench/frame/big_file.py) and the same day on top (a_day.py), each in a process
of its own that lives until the end. Every page is asked for by turns, a few requests here and a few there, so that whatever
else this machine does hits both alike; where p95, the second-slowest of some forty, is beyond twice, up to four times as
many are asked for, and all of them counted; through Django's test client, so the whole of the server's work is in it: session,
permission, queries, template. The first requests of a page warm it and are not counted, one counts its queries, the rest
give median and p95 in milliseconds. Only the ratios mean something elsewhere. Both homes are taken away at the end.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent.parent
SMALL = 1_000
TURNS, WARMING, MORE = 6, 2, 4
RATIO, TAP_MS, PAGE_BYTES = 2.0, 100.0, 15 * 1024
HOST = "tape.example"


def setup() -> None:
    import django  # noqa: PLC0415 - the home has to be chosen first

    os.environ["DJANGO_SETTINGS_MODULE"] = "gametape.project.settings"
    django.setup()


def serve(deals: int) -> None:
    """One home: fills it, says so, then answers one line of JSON per line asked, until there are no more."""
    setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.urls import get_resolver  # noqa: PLC0415
    from frame import a_day, big_file  # noqa: PLC0415

    get_resolver().check()  # every view is imported now, not at its first request
    began = time.perf_counter()
    call_command("migrate", verbosity=0)
    people = big_file.fill(deals)
    filled = time.perf_counter()
    day = a_day.Day(people)
    groups = [[page] for page in a_day.pages(day)] + list(a_day.acts(day))
    browser = Browser(people.by_name)
    told = {
        "names": [[page.what for page in group] for group in groups],
        "who": [[page.who for page in g] for g in groups],
    }
    print(json.dumps(told | {"filling": filled - began, "the_day": time.perf_counter() - filled}), flush=True)
    for line in sys.stdin:
        number, times = json.loads(line)
        print(json.dumps(browser.measure(groups[number], times)), flush=True)


class Browser:
    """Asks for pages as the people of the cast; each is signed in once, as on their phone."""

    def __init__(self, people: dict[str, Any]) -> None:
        self.people, self.clients, self.loss = people, {}, "0"

    def measure(self, group: list[Any], times: int) -> list[dict[str, Any]]:
        """Per page of the group: milliseconds of each request, the queries of the last one and its bytes."""
        from django.db import connection  # noqa: PLC0415

        found: list[dict[str, Any]] = [{"ms": []} for _ in group]
        for turn in range(times):
            for page, kept in zip(group, found, strict=True):
                counted: list[str] = []
                counter = (
                    contextlib.nullcontext() if turn < times - 1 else connection.execute_wrapper(_counter(counted))
                )
                with counter:
                    took, size = self.open(page)
                if turn < times - 1:
                    kept["ms"].append(took)
                else:
                    kept |= {"queries": len(counted), "bytes": size}
        return found

    def open(self, page: Any) -> tuple[float, int]:
        client = self._client(page.who)
        path = (page.path if isinstance(page.path, str) else next(page.path)).format(loss=self.loss)
        data = page.data() if page.data else None
        began = time.perf_counter()
        response = client.get(path) if data is None else client.post(path, data)
        took = (time.perf_counter() - began) * 1000
        if response.status_code != page.status:
            raise SystemExit(
                f"{page.what}: {response.status_code} instead of {page.status}\n{response.content[:3000]!r}"
            )
        if met := re.match(r"/losses/(\d+)/", response.headers.get("Location", "")):
            self.loss = met[1]
        headers = sum(len(name) + len(value) + 4 for name, value in response.headers.items())
        return took, len(response.content) + headers

    def _client(self, who: str) -> Any:
        from django.test import Client  # noqa: PLC0415

        if who not in self.clients:
            self.clients[who] = Client(SERVER_NAME=HOST)
            if who:
                self.clients[who].force_login(self.people[who], backend="django.contrib.auth.backends.ModelBackend")
        return self.clients[who]


def _counter(counted: list[str]) -> Any:
    def wrapper(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(("SAVEPOINT", "RELEASE")):
            counted.append(sql)
        return execute(sql, params, many, context)

    return wrapper


class Home:
    """The process that holds one filled home."""

    def __init__(self, deals: int, folder: Path, database: str) -> None:
        surroundings = {k: v for k, v in os.environ.items() if not k.startswith(("GAMETAPE_", "DJANGO_"))}
        surroundings |= {"GAMETAPE_HOME": str(folder), "GAMETAPE_PUBLIC_URL": f"http://{HOST}", "PYTHONPATH": str(HERE)}
        if database:
            surroundings["GAMETAPE_DATABASE_URL"] = database
        self.process = subprocess.Popen(
            [sys.executable, __file__, "--serve", str(deals)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True, env=surroundings, cwd=HERE,
        )  # fmt: skip

    def hear(self) -> Any:
        line = self.process.stdout.readline() if self.process.stdout else ""
        if not line:
            raise SystemExit("A home went away; what it said stands above.")
        return json.loads(line)

    def measure(self, number: int, times: int) -> list[dict[str, Any]]:
        assert self.process.stdin
        print(json.dumps([number, times]), file=self.process.stdin, flush=True)
        return self.hear()

    def close(self) -> None:
        if self.process.stdin:
            self.process.stdin.close()
        self.process.wait(30)


@contextlib.contextmanager
def homes(deals: list[int], *, postgres: bool) -> Iterator[list[Home]]:
    """One filled home per number of deals, and nothing of them afterwards."""
    with contextlib.ExitStack() as stack:
        found = []
        for many in deals:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="gametape-bench-")))
            database = ""
            if postgres:
                from tools.throwaway_postgres import throwaway_postgres  # noqa: PLC0415 - only where it was asked for

                database = stack.enter_context(throwaway_postgres())
            home = Home(many, folder, database)
            stack.callback(home.close)
            found.append(home)
        yield found


def by_turns(pair: list[Home], number: int, times: int) -> list[list[dict[str, Any]]]:
    """[small, large], each a list of what was measured per page: a few requests here, a few there."""
    found: list[list[dict[str, Any]]] = []
    for home in pair:
        home.measure(number, WARMING)
    turns = TURNS
    while turns:
        turns -= 1
        for at, home in enumerate(pair):
            some = home.measure(number, -(-times // TURNS) + 1)
            if len(found) <= at:
                found.append(some)
                continue
            for kept, more in zip(found[at], some, strict=True):
                kept["ms"] += more["ms"]
                kept["queries"] = max(kept["queries"], more["queries"])
        if not turns and len(found[0][0]["ms"]) < times * MORE and any(map(beyond, *found)):
            turns = TURNS
    return found


def beyond(small: dict[str, Any], large: dict[str, Any]) -> bool:
    return quantile(large["ms"], 0.95) > RATIO * quantile(small["ms"], 0.95)


def quantile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def line(what: str, who: str, small: dict[str, Any], large: dict[str, Any]) -> dict[str, Any]:
    half = [quantile(one["ms"], 0.5) for one in (small, large)]
    high = [quantile(one["ms"], 0.95) for one in (small, large)]
    row = {"what": what, "who": who, "queries": (small["queries"], large["queries"]), "p50": half, "p95": high,
           "bytes": max(small["bytes"], large["bytes"])}  # fmt: skip
    ratio, same = high[1] / high[0], small["queries"] == large["queries"]
    wrong = [*([] if same else ["queries differ"]), *([] if ratio <= RATIO else ["p95 beyond 2x"])]
    print(
        f"{what:<29} {who:<7} {small['queries']:>4} {large['queries']:>4}   {half[0]:>7.1f} {half[1]:>7.1f} {half[1] / half[0]:>5.2f}   "
        f"{high[0]:>7.1f} {high[1]:>7.1f} {ratio:>5.2f}   {row['bytes']:>6}  {', '.join(wrong)}",
        flush=True,
    )
    return row | {"wrong": wrong}


def verdict(rows: list[dict[str, Any]], deals: int) -> None:
    def say(what: str, figure: str, reached: bool) -> None:
        print(f"{what}: {figure}; {'reached' if reached else 'NOT reached'}")

    queries = [row["what"] for row in rows if "queries differ" in row["wrong"]]
    slow = [f"{row['what']} ({row['p95'][1] / row['p95'][0]:.1f}x)" for row in rows if "p95 beyond 2x" in row["wrong"]]
    print()
    say(
        f"same number of queries with {SMALL:,} and {deals:,} deals",
        f"{len(rows) - len(queries)} of {len(rows)}",
        not queries,
    )
    say("p95 within 2x", f"{len(rows) - len(slow)} of {len(rows)}{': not ' if slow else ''}{', '.join(slow)}", not slow)
    taps = [row["p95"][1] for row in rows if row["what"].startswith(("tap", "    "))]
    if taps:
        say(
            "the taps from a no to the question, server p95 with the large file, the slowest",
            f"{max(taps):.0f} ms (to reach {TAP_MS:.0f})",
            max(taps) <= TAP_MS,
        )
    pages = [row["bytes"] for row in rows if not row["who"] and row["bytes"] > 1000]
    if pages:
        say(
            "the buyer's pages with their headers, not compressed, the largest",
            f"{max(pages):,} bytes (to reach {PAGE_BYTES:,})",
            max(pages) <= PAGE_BYTES,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--deals", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=36, help="counted requests of each page in each file")
    parser.add_argument("--postgres", action="store_true", help="on a throwaway PostgreSQL instead of SQLite")
    parser.add_argument("--only", default="", help="only pages whose name holds this")
    parser.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended from outside"))  # the homes are taken away then, too
    args, _ = parser.parse_known_args()  # `make bench ARGS=` speaks to every bench
    if args.serve:
        return serve(args.serve)
    sys.path.insert(0, str(HERE))
    with homes([SMALL, args.deals], postgres=args.postgres) as pair:
        told = [home.hear() for home in pair]
        print(
            f"{'PostgreSQL' if args.postgres else 'SQLite'}; filled in {told[0]['filling']:.1f} and {told[1]['filling']:.1f} s; p50 and p95 in ms\n"
        )
        print(
            f"{'page':<29} {'as':<7} {'queries':>9}   {'p50':>15} {'ratio':>5}   {'p95':>15} {'ratio':>5}   {'bytes':>6}"
        )
        rows = []
        for number, (names, who) in enumerate(zip(told[0]["names"], told[0]["who"], strict=True)):
            if args.only and not any(args.only in name for name in names):
                continue
            small, large = by_turns(pair, number, args.times)
            rows += [line(*row) for row in zip(names, who, small, large, strict=True)]
    verdict(rows, args.deals)
    print(
        f"{os.cpu_count()} cores; load of the machine, this bench included, over the last 15 minutes: {os.getloadavg()[2]:.1f}"
    )
    return None


if __name__ == "__main__":
    main()
