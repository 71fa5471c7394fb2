"""gametape work"""

from __future__ import annotations

import os
import signal
from argparse import ArgumentParser
from typing import Any

from gametape.project import lanes, work
from gametape.project.telling import Telling


class Command(Telling):
    help = "Only the worker: reads answers, sends alerts; with --heavy, goes on with imports."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--heavy", action="store_true", help="the lane of long work, at lower priority")
        parser.add_argument("--once", action="store_true", help="one round, then stop")
        parser.add_argument(
            "--until-parent-ends", type=int, default=0, metavar="PID", help="stop when this process is gone"
        )

    def tell(self, **options: Any) -> int | None:
        lane = lanes.HEAVY if options["heavy"] else lanes.FAST
        if options["once"]:
            self.stdout.write(f"{work.go_round(lane)} done")
            return 0
        going = {"on": True}
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: going.update(on=False))
        if options["heavy"]:
            os.nice(10)
        parent = options["until_parent_ends"]
        work.run(lane, pause=1.0, alive=lambda: going["on"] and (not parent or os.getppid() == parent))
        return 0
