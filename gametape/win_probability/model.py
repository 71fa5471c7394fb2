"""A fitted model and its file: JSON with LightGBM's own text inside, never a pickle."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from gametape.common.refusal import Refusal
from gametape.win_probability.deciding import Deciding
from gametape.win_probability.encoding import Encoding
from gametape.win_probability.log import Floats, Ints, Log
from gametape.win_probability.members import Members
from gametape.win_probability.workload import Workload

VERSION: Final = 1
FILE: Final = "model.json"


@dataclass(frozen=True)
class Model:
    """What fitting found.

    `kind` is "base rate", "logistic regression" or "gradient boosting"; `n_cases` and `n_won` count closed deals.
    `slope` says how much of the members' movement to believe, `base` is the log-odds of an average point, `spread` the mean
    variance of the members, `movement` the variance of their mean. `known` maps the hash of a deal's id to the members that learned from it, as bits.
    `recent` is the workload still to be counted after `until`, the log's last second. `facts` are for the model page:
    see `fitting.facts`.
    """

    kind: str
    n_cases: int
    n_won: int
    seed: int
    encoding: Encoding
    deciding: Deciding
    members: Members
    slope: float
    base: float
    spread: float
    movement: float
    known: dict[str, int]
    recent: Workload
    until: float
    facts: dict[str, Any]

    @property
    def tells(self) -> bool:
        """Whether the chances beat the base rate out of sample. Where not, a page says so and draws no line."""
        return bool(self.facts["tells"])

    @property
    def version(self) -> str:
        """Eight signs that change with anything the model learned."""
        return hashlib.blake2b(self.to_json().encode(), digest_size=4).hexdigest()

    def unseen(self, log: Log) -> Ints:
        """Shape (members, deals): 1 where a member may be asked about a deal. All may, about a deal none of them knows."""
        bits = np.array([self.known.get(fingerprint(one), 0) for one in log.ids], dtype=np.int64)
        return 1 - (bits[None, :] >> np.arange(len(self.members.learned))[:, None] & 1)

    def around(self, log_workload: Workload) -> Workload:
        """`log_workload` with what was still open when the model's own log ended, where the other begins after it."""
        begins = log_workload.opened[0] if len(log_workload.opened) else np.inf
        return log_workload.joined(self.recent) if begins > self.until else log_workload

    def to_json(self) -> str:
        plain = {
            "version": VERSION,
            "kind": self.kind,
            "n_cases": self.n_cases,
            "n_won": self.n_won,
            "seed": self.seed,
            "encoding": self.encoding.plain(),
            "deciding": self.deciding.counts,
            "members": self.members.plain(),
            "slope": self.slope,
            "base": self.base,
            "spread": self.spread,
            "movement": self.movement,
            "known": self.known,
            "recent": [column.tolist() for column in self.recent.columns()],
            "until": self.until,
            "facts": self.facts,
        }
        return json.dumps(plain, ensure_ascii=False, sort_keys=True)

    @staticmethod
    def from_json(text: str) -> Model:
        """Refuses what is no model of this version."""
        try:
            plain = json.loads(text)
        except ValueError:
            plain = None
        if not isinstance(plain, dict) or "version" not in plain:
            raise Refusal("This is no model of gametape, or it is damaged: fit it anew.")
        if plain["version"] != VERSION:
            raise Refusal(f"The model is of version {plain['version']}, this gametape reads {VERSION}: fit it anew.")
        try:
            return _revived(plain)
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise Refusal("The model is damaged: fit it anew.") from error

    def save(self, folder: Path) -> None:
        """Writes the model into `folder`, which is made when it is not there; an older one stays until the new is whole."""
        folder.mkdir(parents=True, exist_ok=True)
        whole = folder / f"{FILE}.new"
        whole.write_text(self.to_json(), encoding="utf-8")
        whole.replace(folder / FILE)

    @staticmethod
    def load(folder: Path) -> Model:
        """Refuses a folder without a model, with a damaged one, or with one of another version."""
        try:
            text = (folder / FILE).read_text(encoding="utf-8")
        except OSError as error:
            raise Refusal(f"There is no model in {folder}: make one with gametape win-probability fit.") from error
        except UnicodeDecodeError as error:
            raise Refusal("The model is damaged: fit it anew.") from error
        return Model.from_json(text)


def fingerprint(case_id: str) -> str:
    return hashlib.blake2b(case_id.encode(), digest_size=6).hexdigest()


def _revived(plain: dict[str, Any]) -> Model:
    plain = {name: value for name, value in plain.items() if name != "version"}
    columns: list[Floats] = [np.array(column, dtype=float) for column in plain["recent"]]
    revived = {
        "encoding": Encoding.revived(plain["encoding"]),
        "deciding": Deciding({name: (int(n), int(won)) for name, (n, won) in plain["deciding"].items()}),
        "members": Members.revived(plain["members"]),
        "recent": Workload(*columns),
    }
    return Model(**(plain | revived))
