"""How long a million deals take to come in, how much memory that needs, and how long a buyer waits meanwhile.

    python bench/import_deals.py [--deals 1000000] [--keep]

The row mix, written by the bench itself to a temporary file (seeded): a HubSpot export of 14 columns; 45 % open, 30 %
lost (two thirds of them with one of twelve reasons), 25 % won; 70 % with a phone, 60 % with an e-mail, 20 owners,
10 % with a reason note that holds commas and a line end, 1 % junk; over 700 days, in the order of their numbers, as a
CRM exports them. The database is SQLite in a fresh home, or
GAMETAPE_DATABASE_URL (which is then filled). A second process writes one small row every 200 ms, as a buyer's answer would.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

HEADER = [
    "Record ID", "Deal Name", "Deal Stage", "Pipeline", "Amount", "Create Date", "Close Date", "Deal owner",
    "Closed Lost Reason", "Closed Lost Notes", "Contact First Name", "Contact Last Name", "Contact Phone", "Contact Email",
]  # fmt: skip
STAGES = ["Appointment Scheduled", "Qualified To Buy", "Presentation Scheduled", "Contract Sent"]
REASONS = ["Price", "Bought elsewhere", "No budget", "Timing", "Went quiet", "Feature missing", "Spouse said no",
           "Trade value", "Not in stock", "Kept the old one", "Too far away", "Changed plans"]  # fmt: skip
FIRST = ["Sam", "Alex", "Jo", "Chris", "Pat", "Robin", "Kim", "Lee", "Morgan", "Casey"]
LAST = ["Nguyen", "Garcia", "Miller", "Schmidt", "Dubois", "Rossi", "Novak", "Silva", "Berg", "Okafor"]
MORE = ["Original Source", "Region", "Trade-In", "Number of visits"]
SOURCES = ["Web", "Walk-in", "Referral", "Show", "Phone", "Paper"]
REGIONS = ["North", "South", "East", "West"]
HERE = Path(__file__).resolve().parent.parent


def write_deals(path: Path, many: int, *, more: bool) -> None:
    dice = random.Random(7)
    start = datetime(2024, 1, 1)
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(HEADER + MORE * more)
        for number in range(many):
            day = 700 * number / many + dice.random() * 3  # a CRM numbers its deals as they begin
            writer.writerow(_deal(dice, number, start + timedelta(days=day)) + (_more(dice) if more else []))


def _more(dice: random.Random) -> list[str]:
    return [dice.choice(SOURCES), dice.choice(REGIONS), dice.choice(["yes", "no"]), str(dice.randrange(1, 7))]


def _deal(dice: random.Random, number: int, opened: datetime) -> list[str]:
    fate, closed = dice.random(), opened + timedelta(days=dice.randrange(1, 90))
    stage = dice.choice(STAGES) if fate < 0.45 else "Closed Lost" if fate < 0.75 else "Closed Won"
    lost = stage == "Closed Lost"
    reason = dice.choice(REASONS) if lost and dice.random() < 0.67 else ""
    note = "They said, more than once,\nthat it was fine" if lost and dice.random() < 0.33 else ""
    first = "test" if dice.random() < 0.01 else dice.choice(FIRST)
    last = "lead" if first == "test" else f"{dice.choice(LAST)}{number % 9973}"
    return [
        str(9_000_000_000 + number), f"Meadowlark {dice.randrange(18, 40)} for {last}", stage, "Sales Pipeline",
        f"{dice.randrange(9_000, 90_000)}.{dice.randrange(100):02d}", opened.strftime("%Y-%m-%d %H:%M"),
        closed.strftime("%Y-%m-%d %H:%M") if stage.startswith("Closed") else "", f"Rep {dice.randrange(20)} Jones",
        reason, note, first, last,
        f"({dice.randrange(201, 989)}) {dice.randrange(200, 989)}-{dice.randrange(10_000):04d}" if dice.random() < 0.7 else "",
        f"{first}.{last}@mail{number % 50}.com".lower() if dice.random() < 0.6 else "",
    ]  # fmt: skip


def write_meanwhile(until: Path) -> None:
    """The competing writer: a small row every 200 ms until the file `until` is there; prints its waits as JSON."""
    setup()
    from gametape.people.models import Store, User  # noqa: PLC0415 - Django has to be set up first

    while not Store.objects.exists():
        time.sleep(0.05)
    waits = []
    while not until.exists():
        began = time.perf_counter()
        User.objects.create(name="A buyer's answer")
        waits.append(time.perf_counter() - began)
        time.sleep(0.2)
    print(json.dumps(waits))


def setup() -> None:
    import django  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gametape.project.settings")
    django.setup()


def run(path: Path) -> tuple[float, int, dict]:
    """(seconds, peak resident bytes, the import's own JSON) of `gametape import`, in a process of its own."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, __file__, "--import-file", str(path)], check=True, stdout=subprocess.PIPE, cwd=HERE
    )
    seconds = time.perf_counter() - began
    told = json.loads(done.stdout)
    return seconds, told["peak"], told


def import_file(path: Path) -> None:
    setup()
    from gametape.connectors.csv import importing  # noqa: PLC0415
    from gametape.people.models import Store  # noqa: PLC0415

    store = Store.objects.first() or Store.objects.create(name="Bench")
    began = time.perf_counter()
    seen = importing.look(path, store)
    looked = time.perf_counter() - began
    told = importing.carry_on(importing.begin(seen, store), seen).as_json()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    mine, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = {"writer_cpu": mine.ru_utime + mine.ru_stime, "shaper_cpu": others.ru_utime + others.ru_stime}
    kept = {name: told[name] for name in ("created", "updated", "unchanged", "left_out_count", "junk")}
    print(json.dumps(kept | cpu | {"peak": peak, "looking": looked}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--deals", type=int, default=1_000_000)
    parser.add_argument("--again", action="store_true", help="import the same file a second time")
    parser.add_argument("--alone", action="store_true", help="without the competing writer")
    parser.add_argument("--conditions", action="store_true", help="four columns more, that are kept as conditions")
    parser.add_argument("--import-file", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--write-meanwhile", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.import_file:
        return import_file(args.import_file)
    if args.write_meanwhile:
        return write_meanwhile(args.write_meanwhile)
    with tempfile.TemporaryDirectory(prefix="gametape-bench-") as folder:
        os.environ["GAMETAPE_HOME"] = str(Path(folder, "home"))
        Path(folder, "home").mkdir()
        bench(Path(folder), args)
    return None


def bench(folder: Path, args: argparse.Namespace) -> None:
    deals = folder / "deals.csv"
    write_deals(deals, args.deals, more=args.conditions)
    size = deals.stat().st_size / 1024**2
    migrate = [sys.executable, "-m", "django", "migrate", "-v0"]
    subprocess.run(
        migrate, check=True, cwd=HERE, env={"DJANGO_SETTINGS_MODULE": "gametape.project.settings", **os.environ}
    )
    for turn in ["first"] + ["again"] * args.again:
        over = folder / f"{turn}.done"
        writer = None if args.alone else subprocess.Popen(
            [sys.executable, __file__, "--write-meanwhile", str(over)], stdout=subprocess.PIPE, cwd=HERE
        )  # fmt: skip
        seconds, peak, told = run(deals)
        over.touch()
        waits = sorted(json.loads(writer.communicate()[0])) if writer else []
        p95 = (
            f"{waits[int(len(waits) * 0.95)] * 1000:.0f} ms, longest {waits[-1] * 1000:.0f} ms, {len(waits)} writes"
            if waits
            else "not measured"
        )
        print(
            f"import {turn}: {args.deals:,} rows, {size:.0f} MB, {seconds:.1f} s ({told['looking']:.1f} s of them looking), "
            f"{args.deals / seconds:,.0f} rows/s, CPU {told['writer_cpu']:.1f} s writing beside {told['shaper_cpu']:.1f} s shaping, "
            f"peak {peak / 1024**2:.0f} MB; a small write meanwhile p95 {p95}; "
            f"{ {name: told[name] for name in ('created', 'unchanged', 'left_out_count', 'junk')} }"
        )


if __name__ == "__main__":
    main()
