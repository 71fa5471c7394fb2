"""Which engine reads: a name, a module, and what it needs. One is imported when it is asked for, and not before."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Final

from gametape.common.refusal import Refusal
from gametape.reasons.reading.by_chat import Endpoint
from gametape.reasons.reading.reader import Reader

ENGINES: Final[dict[str, Callable[[], ModuleType]]] = {
    "rules": lambda: importlib.import_module("gametape.reasons.reading.by_rules"),
    "embed": lambda: importlib.import_module("gametape.reasons.reading.by_embedding"),
    "openai": lambda: importlib.import_module("gametape.reasons.reading.by_chat"),
}


def engine(name: str, surroundings: Mapping[str, str] = os.environ) -> Reader:
    """The engine of that name, ready to read; a `Refusal` says what it lacks."""
    if name not in ENGINES:
        raise Refusal(f"There is no reader “{name}”. Choose one of {', '.join(ENGINES)}.")
    try:
        module = ENGINES[name]()
    except ImportError as error:
        raise Refusal(
            f"The reader “{name}” needs {error.name}, which is not installed. "
            "Install it with pip install 'gametape[embed]', or read by rules."
        ) from error
    if name == "embed":
        found: Reader = module.reader(surroundings.get("GAMETAPE_READER_MODEL", ""))
    elif name == "openai":
        found = module.reader(Endpoint.of(surroundings))
    else:
        found = module.reader()
    return found
