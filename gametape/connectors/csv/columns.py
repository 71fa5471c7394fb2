"""A file's columns as its first rows show them, and what was recognised in them: plain values."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from gametape.connectors.csv.dropping import is_private_reason, redact
from gametape.connectors.csv.names import plain_name
from gametape.deals.vocabulary import MASK

SAMPLE_ROWS = 2000
EXAMPLES = 3


def _shown(value: str) -> str:
    return MASK if is_private_reason(value) else redact(value)[0]


@dataclass
class Column:
    """What a column's first rows say: a few distinct examples, and how many cells are filled."""

    name: str
    values: list[str] = field(default_factory=list)

    @property
    def plain(self) -> str:
        return plain_name(self.name)

    @property
    def examples(self) -> list[str]:
        """As they may be shown: a reason that is private is masked here as it will be when it is in."""
        return [_shown(value)[:60] for value in list(dict.fromkeys(self.values))[:EXAMPLES]]

    def share(self, test: Callable[[str], object]) -> float:
        """Share of distinct filled cells that pass; 1.0 where there is none, since nothing speaks against it."""
        distinct = list(dict.fromkeys(self.values))[:400]
        return sum(1 for value in distinct if test(value)) / len(distinct) if distinct else 1.0


@dataclass
class Recognised:
    """`mapping` is column -> field, `kind` deals or contacts, `crm` the family the names belong to."""

    mapping: dict[str, str]
    kind: str
    crm: str
    notes: list[str] = field(default_factory=list)
    name_is_buyer: bool = False

    def columns(self, wanted: str) -> list[str]:
        return [column for column, field_ in self.mapping.items() if field_ == wanted]


def columns_of(header: list[str], rows: Iterable[tuple[int, list[str]]]) -> list[Column]:
    columns = [Column(name) for name in header]
    for seen, (_, cells) in enumerate(rows):
        if seen >= SAMPLE_ROWS:
            break
        for column, cell in zip(columns, cells, strict=False):
            cell = cell.strip()
            if cell and cell.lower() not in ("select", "n/a", "null", "none", "-", "--"):
                column.values.append(cell)
    return columns
