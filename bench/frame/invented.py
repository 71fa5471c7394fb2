"""A table of deals that nobody had: fifteen mixed columns and how each deal ended, the same for everybody who draws it.

Ten columns of text (2 to 12 values, unevenly spread, two of them with empty cells, one with the text "None") and five of
numbers (money with a long tail, whole days, a percentage, two small counts). 58 % are lost, a little more where
the answer took days, where a competitor was in it, and where no trade-in met a bank's loan.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
from numpy.random import Generator

SEED, PIECE = 27, 250_000
OUTCOME, WON, LOST = "outcome", "Won", "Lost"
TEXTS = {
    "region": ["Lakes", "North", "Plains", "Coast", "Hills", "Delta", "Islands"],
    "source": ["walk-in", "phone", "website", "referral", "show", "advert", "be-back", "chat", "dealer list"],
    "model": ["Meadowlark", "Cedar", "Heron", "Juniper", "Kestrel", "Alder", "Tern", "Osprey", "Linden", "Plover", "Rook", "Wren"],
    "condition": ["new", "used", "demo"],
    "trade_in": ["no", "yes", ""],
    "paying": ["bank loan", "cash", "own bank", "lease", ""],
    "competitor": ["None", "Unknown", "Known"],
    "weekday": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    "season": ["spring", "summer", "autumn", "winter"],
    "first_visit": ["yes", "no"],
}  # fmt: skip


def table(rows: int, dice: Generator) -> pa.Table:
    """`rows` deals: text as dictionaries, numbers as they are; the last column is the outcome."""
    columns: dict[str, pa.Array] = {}
    picked: dict[str, np.ndarray] = {}
    for name, values in TEXTS.items():
        weights = 1 / np.arange(2, len(values) + 2)
        picked[name] = dice.choice(len(values), rows, p=weights / weights.sum()).astype(np.int8)
        columns[name] = pa.DictionaryArray.from_arrays(picked[name], values)
    reply = dice.exponential(2.5, rows).astype(np.int16)
    columns |= {
        "amount": pa.array(np.round(dice.lognormal(10.2, 0.7, rows), 2)),
        "days_to_reply": pa.array(reply),
        "discount_percent": pa.array(np.round(dice.beta(2, 8, rows) * 40, 1)),
        "visits": pa.array(dice.poisson(1.4, rows).astype(np.int16)),
        "bought_before": pa.array(dice.geometric(0.6, rows).astype(np.int16) - 1),
    }
    chance = 0.55 + 0.06 * (reply > 3) + 0.05 * (picked["competitor"] == 2)
    chance += 0.08 * ((picked["trade_in"] == 0) & (picked["paying"] == 0))
    columns[OUTCOME] = pa.DictionaryArray.from_arrays((dice.random(rows) < chance).astype(np.int8), [WON, LOST])
    return pa.table(columns)


def write(path: Path, rows: int) -> None:
    """The table as a CSV file, or as Parquet where the name ends so; drawn in pieces, so that any size fits."""
    dice, writer = np.random.default_rng(SEED), None
    try:
        for start in range(0, rows, PIECE):
            piece = table(min(PIECE, rows - start), dice)
            if writer is None:
                if path.suffix == ".parquet":
                    writer = pa.parquet.ParquetWriter(path, piece.schema)
                else:
                    writer = pa.csv.CSVWriter(path, piece.schema)
            writer.write_table(piece)
    finally:
        if writer is not None:
            writer.close()
