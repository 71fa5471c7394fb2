"""The peers' own environment: made once under bench-out/ from the pinned bench/peers.txt, anew when that changes."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PINS = HERE.parent / "peers.txt"
PLACE = HERE.parent.parent / "bench-out" / "peers"


def python() -> Path:
    """The peers' Python. Raises CalledProcessError, with what the installer said, where it cannot be made."""
    stamp, wanted = PLACE / "made-from", hashlib.sha256(PINS.read_bytes()).hexdigest()
    inside = PLACE / "bin" / "python"
    if stamp.exists() and stamp.read_text() == wanted:
        return inside
    shutil.rmtree(PLACE, ignore_errors=True)
    print(f"Making the peers' environment in {PLACE.relative_to(HERE.parent.parent)} ...", file=sys.stderr)
    subprocess.run([sys.executable, "-m", "venv", PLACE], check=True)
    pip = [inside, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    subprocess.run([*pip, "--require-hashes", "-r", PINS], check=True)
    stamp.write_text(wanted)
    return inside


def pysubgroup(table: Path, *, outcome: str, lost: str, depth: int, leave_out: str = "") -> dict[str, Any]:
    """What `peer.py` tells of one search."""
    words = [python(), HERE / "peer.py", table, outcome, lost, str(depth), leave_out]
    done = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told
