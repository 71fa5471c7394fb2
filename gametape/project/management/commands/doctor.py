"""gametape doctor"""

from __future__ import annotations

from typing import Any

from gametape.project.examining import examine
from gametape.project.telling import Telling

SIGN = {True: "fine", False: "MEND", None: "note"}


class Command(Telling):
    mends = True
    help = "Look whether everything is as it should be; exit code 1 when something should be mended."

    def tell(self, **options: Any) -> int | None:
        findings = list(examine())
        for finding in findings:
            self.stdout.write(f"{SIGN[finding.fine]}  {finding.say}")
        return 1 if any(finding.fine is False for finding in findings) else 0
