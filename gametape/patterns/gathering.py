"""A store's closed deals as a table of texts: what is searched, and what is taken out as CSV, cell for cell the same.

No name, no address, no owner, nobody's words. A word that fewer than ten deals share stands as "another value".
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from gametape.common.clock import local
from gametape.common.counting import MINIMUM_N, Figure
from gametape.deals.models import Deal
from gametape.patterns.as_csv import safe
from gametape.patterns.coding import Raw
from gametape.patterns.looking import as_number
from gametape.patterns.reading import Table, of_texts
from gametape.patterns.withholding import NOBODY
from gametape.people.models import Store

MOST = 100_000  # closed deals, the newest: what is older is another market
MOST_COLUMNS = 40
CHUNK = 2_000
NUMBER, OUTCOME, AMOUNT, UNIT, WEEKDAY = "Deal number", "Outcome", "Amount", "Unit", "Day opened"
OWN = (NUMBER, OUTCOME, AMOUNT, UNIT, WEEKDAY)
LOST, WON = "lost", "won"
ANOTHER = "another value"
UPPER = "Price half"
WEEKEND = "Opened at the weekend"
Deal_ = tuple[Any, ...]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIELDS = ("pk", "state", "amount_minor", "unit", "opened_at", "closed_at", "owner_id", "owner_named", "conditions")


@dataclass(frozen=True, slots=True)
class Gathered:
    """Columns of texts, all of the same length and order: `names[c]` is `cells[c]`. `pks` are the deals, `closed` the days
    since 1970 on which they closed, `people` whose they are, as numbers; these two are never a column."""

    names: tuple[str, ...]
    cells: tuple[list[str], ...]
    pks: list[int]
    closed: list[float]
    people: list[int]
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.pks)

    def column(self, name: str) -> list[str]:
        return self.cells[self.names.index(name)]

    def table(self, only: Sequence[int] | None = None) -> Table:
        rows = range(len(self)) if only is None else only
        columns = tuple(_raw(name, [c[at] for at in rows]) for name, c in zip(self.names, self.cells, strict=True))
        return Table(columns, len(rows))

    def as_csv(self) -> str:
        """With a first line of names, in UTF-8, ended by CR LF; no cell is a formula."""
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(self.names)
        writer.writerows(zip(*self.cells, strict=True))
        return out.getvalue()

    def digest(self) -> str:
        told = [self.names, self.cells, self.pks, self.closed, self.people]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def _raw(name: str, texts: list[str]) -> Raw:
    return of_texts(name, texts)


def of_a_store(store: Store, *, question_for: int = 0) -> Gathered:
    """The newest closed deals, junk left out, by their numbers. With fewer than `question_for` the columns of the one question
    chosen beforehand stand beside them."""
    rows = Deal.objects.filter(store=store, state__in=[Deal.State.WON, Deal.State.LOST], left_out="")
    newest = rows.exclude(closed_at=None).order_by("-closed_at", "-pk").values_list(*_FIELDS)[:MOST]
    deals, notes = _alike(sorted(newest.iterator(chunk_size=CHUNK)))
    named = Counter(name for deal in deals for name in deal[-1])
    columns = [name for name, _ in sorted(named.items(), key=lambda one: (-one[1], one[0]))[:MOST_COLUMNS]]
    cells = {
        NUMBER: [str(number) for number in range(1, len(deals) + 1)],
        OUTCOME: [WON if deal[1] == Deal.State.WON else LOST for deal in deals],
        AMOUNT: [_major(deal[2]) for deal in deals],
        UNIT: _shared([deal[3] for deal in deals]),
        WEEKDAY: [_weekday(deal[4], deal[5], store.zone) for deal in deals],
    }
    for name in columns:
        cells[_own(name)] = _shared([str(deal[-1].get(name, "")) for deal in deals])
    if len(deals) < question_for:
        cells |= _questions(cells)
    used = {name: column for name, column in cells.items() if name in (NUMBER, OUTCOME) or any(column)}
    closed = [round((deal[5] - EPOCH).total_seconds() / 86_400, 5) for deal in deals]
    return Gathered(tuple(used), tuple(used.values()), [deal[0] for deal in deals], closed, _people(deals), notes)


def _alike(deals: list[Deal_]) -> tuple[list[Deal_], tuple[str, ...]]:
    """The deals that came with an export's columns, or those entered by hand, whichever are more. Together, "empty" would
    be the strongest condition of all, and tell where a deal was written down and not why it was lost."""
    exported, by_hand = [deal for deal in deals if deal[-1]], [deal for deal in deals if not deal[-1]]
    if not exported or not by_hand:
        return deals, ()
    if len(exported) >= len(by_hand):
        return exported, (
            f"{len(by_hand):,} closed deals without an export’s columns stand apart and were not searched.",
        )
    return by_hand, (
        f"{len(exported):,} closed deals that came with an export’s columns stand apart and were not searched.",
    )


def _own(name: str) -> str:
    """The name of a column of the export, beside those that are always there."""
    return f"{safe(name)} (export)" if name in (*OWN, UPPER, WEEKEND) else safe(name)


def _major(minor: int | None) -> str:
    if minor is None:
        return ""
    whole, cents = divmod(abs(minor), 100)
    return f"{'-' if minor < 0 else ''}{whole}" + (f".{cents:02d}" if cents else "")


def _weekday(opened: datetime, closed: datetime, zone: str) -> str:
    """Empty where nobody knows when it began: an import then puts it where it ended."""
    return "" if opened == closed else f"{local(opened, zone):%A}"


def _shared(texts: list[str]) -> list[str]:
    """Words that ten deals or more share, as they stand; of a column of numbers each. No cell begins a formula."""
    texts = [" ".join(text.split()) for text in texts]
    many = Counter(text for text in texts if text)
    if many and sum(n for text, n in many.items() if as_number(text) == as_number(text)) >= 0.95 * sum(many.values()):
        return [text if as_number(text) == as_number(text) else "" for text in texts]
    kept = {text: safe(text) for text, n in many.items() if n >= MINIMUM_N[Figure.BUYERS]}
    return [kept.get(text, ANOTHER) if text else "" for text in texts] if kept else [""] * len(texts)


def _questions(cells: dict[str, list[str]]) -> dict[str, list[str]]:
    """What a store is asked while it has too few deals to search, chosen before anybody looked: the dearer half, the weekend."""
    amounts = sorted(float(text) for text in cells[AMOUNT] if text)
    middle = amounts[len(amounts) // 2] if amounts else 0.0
    halves = [("" if not text else "upper" if float(text) > middle else "lower") for text in cells[AMOUNT]]
    days = [("" if not day else "yes" if day in ("Saturday", "Sunday") else "no") for day in cells[WEEKDAY]]
    return {UPPER: halves, WEEKEND: days}


def _people(deals: Iterable[tuple[Any, ...]]) -> list[int]:
    """Whose each deal is: a colleague, or a name that the source gives."""
    place: dict[object, int] = {}
    whose = [deal[6] or deal[7].strip().lower() or None for deal in deals]
    return [NOBODY if one is None else place.setdefault(one, len(place)) for one in whose]
