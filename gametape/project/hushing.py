"""What a log line must not keep: the buyer's link and the way in, which let whoever reads them act as somebody else."""

from __future__ import annotations

import logging
import re

_SECRET = re.compile(r"(/(?:a|join)/)[^/\s?\"']+")


class Hushed(logging.Filter):
    """Django writes down the path of every refused request, and the secret stands in it."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        if _SECRET.search(said):
            record.msg, record.args = _SECRET.sub(r"\1…", said), None
        return True
