"""Counts n and lost for every cell of every combination of up to three columns, in NumPy.

One pass over the rows counts a block of several columns at once, and the pairs and triples within it are sums over that
small table: 15 columns have 455 triples, but some fifty blocks of five hold them all. The rows go by in pieces, so that on
top of the loaded codes there is never more than a piece, a block's table and the vector.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from math import prod

import numpy as np
from numpy.typing import NDArray

from gametape.patterns.coding import Codes
from gametape.patterns.layout import Counts, Layout

PIECE = 1 << 16
"""Rows at a time: the combined codes of a piece are 512 KB."""
BLOCK = 1 << 13
"""Cells of a block's table at most, unless one combination alone has more."""
MANY = 40
"""From so many columns on a block takes in only the next few columns: weighing all of them takes longer than counting."""


def count(codes: Codes, cardinalities: Sequence[int], lost: NDArray[np.bool_], depth: int) -> Counts:
    """The vector of `Layout(cardinalities, depth)`: (2, cells), n and lost. `codes` is (columns, rows), `lost` (rows,)."""
    won, gone = tallied(codes, lost.astype(np.uint8), 2, Layout(cardinalities, depth))
    return np.stack([won + gone, gone])


def count_halves(
    codes: Codes, cardinalities: Sequence[int], lost: NDArray[np.bool_], first: NDArray[np.bool_], depth: int
) -> tuple[Counts, Counts]:
    """The vectors of the rows that are marked as the first half and of the others, in one pass and without a copy of them."""
    labels = lost.astype(np.uint8)
    labels[~first] += 2
    won, gone, others_won, others_gone = tallied(codes, labels, 4, Layout(cardinalities, depth))
    return np.stack([won + gone, gone]), np.stack([others_won + others_gone, others_gone])


def tallied(codes: Codes, labels: NDArray[np.uint8], kinds: int, layout: Layout) -> Counts:
    """How many rows of each label, of which there are `kinds`, fall in each cell: (kinds, cells)."""
    counts = np.zeros((kinds, layout.size), np.int64)
    for block, wanted in blocks(layout):
        tables = {block: counted(codes, labels, kinds, block, layout.shape(block))}
        for combination in wanted:
            layout.table(counts, combination)[:] = summed(tables, block, combination)
    return counts


def summed(tables: dict[tuple[int, ...], Counts], block: tuple[int, ...], combination: tuple[int, ...]) -> Counts:
    """The table of some columns of a block, summed over the others one by one; what is on the way is kept for the next."""
    if combination not in tables:
        away = max(set(block) - set(combination))
        wider = tuple(sorted((*combination, away)))
        tables[combination] = np.add.reduce(summed(tables, block, wider), axis=1 + wider.index(away))
    return tables[combination]


def counted(
    codes: Codes, labels: NDArray[np.uint8], kinds: int, block: tuple[int, ...], shape: tuple[int, ...]
) -> Counts:
    """The table of one block of columns: (kinds, k1, k2, ...)."""
    cells = kinds * prod(shape)
    table = np.zeros(cells, np.int64)
    narrow = np.uint16 if cells <= 1 << 16 else np.intp  # four times as many rows in a register
    for start in range(0, len(labels), PIECE):
        rows = slice(start, start + PIECE)
        combined: NDArray[np.integer] = labels[rows].astype(narrow)
        for column, cardinality in zip(block, shape, strict=True):
            np.multiply(combined, cardinality, out=combined)
            np.add(combined, codes[column, rows], out=combined, casting="unsafe")
        table += np.bincount(combined, minlength=cells)
    return table.reshape(kinds, *shape)


def blocks(layout: Layout, *, most: int = BLOCK) -> Iterator[tuple[tuple[int, ...], list[tuple[int, ...]]]]:
    """Blocks of columns of up to `most` cells, and with each the combinations it is the first to hold. Together they hold every
    one, once."""
    left = {_bits(combination) for combination in layout.combinations()}
    for seed in combinations(range(len(layout.cardinalities)), layout.depth):
        if _bits(seed) not in left:
            continue
        block = _grown(seed, layout, left, most)
        wanted = [
            inside
            for size in range(1, layout.depth + 1)
            for inside in combinations(block, size)
            if _bits(inside) in left
        ]
        left.difference_update(map(_bits, wanted))
        yield block, wanted


def _bits(combination: Iterable[int]) -> int:
    return sum(1 << column for column in combination)


def _grown(seed: tuple[int, ...], layout: Layout, left: set[int], most: int) -> tuple[int, ...]:
    """The block around a combination: takes in the column that brings the most combinations still wanted, while it fits."""
    block, columns = list(seed), len(layout.cardinalities)
    cells = prod(layout.shape(seed))
    near = sorted(
        {c for one in seed for c in range(one + 1, one + 4) if c < columns} if columns > MANY else range(columns)
    )
    while True:
        best, brings = -1, 0
        rests = [_bits(rest) for rest in combinations(block, layout.depth - 1)]
        for column in near:
            if column in block or cells * layout.cardinalities[column] > most:
                continue
            bit = 1 << column
            new = len([rest for rest in rests if rest | bit in left])
            if new > brings:
                best, brings = column, new
        if best < 0:
            return tuple(sorted(block))
        block.append(best)
        cells *= layout.cardinalities[best]
