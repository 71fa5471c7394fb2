"""Which work is quick and which is long. The import joins here, since the worker module names no connector."""

from __future__ import annotations

from gametape.connectors.csv import going_on
from gametape.project import work

FAST = work.FAST
HEAVY = [going_on.go_on_with_imports]
