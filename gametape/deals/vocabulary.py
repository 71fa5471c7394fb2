"""The words for why a deal was lost, read once from ``reasons.yaml`` and checked while reading.

Eleven reasons, their leaves, the floor's nine chips, and the statuses that are no reason at all. Codes are stored in
rows for ever, so a code that is missing, doubled or misspelled stops the program at start rather than a page later.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeVar

import yaml

T = TypeVar("T")

_RECOVER = {"likely", "maybe", "rare", "never"}
_FIX_BY = {"rep", "manager", "company", "buyer", "nobody"}
_SENSITIVITY = {"none", "personal", "credit"}


@dataclass(frozen=True, slots=True)
class Leaf:
    """One thing a rep can do something about, or honestly cannot.

    ``window_h`` is in hours after the no: ``None`` means only when something happens, 0 means never.
    """

    code: str
    reason: str
    label: str
    definition: str
    recover: str
    fix_by: str
    window_h: int | None
    sens: str
    play: str
    examples: tuple[str, ...]
    private: bool

    @property
    def for_finance(self) -> bool:
        """Credit leaves are read by the F&I role, and by nobody else."""
        return self.sens == "credit"


@dataclass(frozen=True, slots=True)
class Reason:
    """One of the eleven: ``label`` is what the store reads, ``buyer`` the line that a buyer ticks."""

    code: str
    label: str
    buyer: str
    definition: str
    leaves: tuple[Leaf, ...]


@dataclass(frozen=True, slots=True)
class Chip:
    """A rep's own call in floor words. ``codes`` are reasons; none of them means "No idea"."""

    key: str
    label: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Status:
    """What stands where a reason would, and is never counted as one."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All of ``reasons.yaml``, indexed by code."""

    reasons: Mapping[str, Reason]
    leaves: Mapping[str, Leaf]
    chips: Mapping[str, Chip]
    statuses: Mapping[str, Status]
    reply_statuses: Mapping[str, Status]
    mask: str


def read_vocabulary(raw: Mapping[str, Any]) -> Vocabulary:
    """Build the vocabulary from parsed YAML; ``ValueError`` says which code is wrong and how."""
    covered = set(raw["private_mask"]["covers"])
    reasons = _by("code", [_reason(entry, covered) for entry in raw["reasons"]])
    leaves = _by("code", [leaf for reason in reasons.values() for leaf in reason.leaves])
    chips = _by("key", [Chip(c["key"], c["label"], tuple(c["codes"])) for c in raw["rep_chips"]])
    _refuse_unknown("private_mask", covered, {*reasons, *leaves})
    for chip in chips.values():
        _refuse_unknown(f"chip {chip.key}", chip.codes, reasons)
    return Vocabulary(
        reasons=reasons,
        leaves=leaves,
        chips=chips,
        statuses=_by("code", [Status(**entry) for entry in raw["status_codes"]]),
        reply_statuses=_by("code", [Status(**entry) for entry in raw["reply_status"]]),
        mask=raw["private_mask"]["label"],
    )


def _reason(entry: Mapping[str, Any], covered: set[str]) -> Reason:
    code = entry["code"]
    leaves = tuple(_leaf(leaf, code, private=code in covered or leaf["code"] in covered) for leaf in entry["leaves"])
    return Reason(code, entry["label"], entry["buyer"], entry["definition"], leaves)


def _leaf(entry: Mapping[str, Any], reason: str, *, private: bool) -> Leaf:
    leaf = Leaf(**{**entry, "examples": tuple(entry["examples"])}, reason=reason, private=private)
    _refuse_unknown(f"recover of {leaf.code}", [leaf.recover], _RECOVER)
    _refuse_unknown(f"fix_by of {leaf.code}", [leaf.fix_by], _FIX_BY)
    _refuse_unknown(f"sens of {leaf.code}", [leaf.sens], _SENSITIVITY)
    if leaf.for_finance and not private:
        raise ValueError(f"{leaf.code} is a credit leaf, so private_mask has to cover it.")
    return leaf


def _by(attribute: str, entries: list[T]) -> Mapping[str, T]:
    found: dict[str, T] = {}
    for entry in entries:
        code = getattr(entry, attribute)
        if code in found:
            raise ValueError(f"{code} stands twice in reasons.yaml.")
        found[code] = entry
    return MappingProxyType(found)


def _refuse_unknown(where: str, given: Iterable[str], known: Iterable[str]) -> None:
    if unknown := sorted(set(given) - set(known)):
        raise ValueError(f"{where} in reasons.yaml names {', '.join(unknown)}, which does not exist.")


VOCABULARY: Final = read_vocabulary(
    yaml.safe_load(Path(__file__).with_name("reasons.yaml").read_text(encoding="utf-8"))
)
REASONS: Final = VOCABULARY.reasons
LEAVES: Final = VOCABULARY.leaves
CHIPS: Final = VOCABULARY.chips
STATUSES: Final = VOCABULARY.statuses
REPLY_STATUSES: Final = VOCABULARY.reply_statuses
MASK: Final = VOCABULARY.mask


def reason_of(code: str) -> Reason:
    """The reason that a leaf code belongs to, or the reason itself; ``KeyError`` for any other code."""
    return REASONS[LEAVES[code].reason if code in LEAVES else code]


def is_private(code: str) -> bool:
    """Whether a leaf, or every leaf of a reason, stands behind the mask; ``KeyError`` for any other code."""
    return LEAVES[code].private if code in LEAVES else all(leaf.private for leaf in REASONS[code].leaves)
