"""A file in chunks of shaped rows, made here or, for a long file, in another process beside the one that writes.

Shaping a row costs as much as writing it. With two processors the two go side by side; the other process needs neither
Django nor the database, gets the survey on its standard input and answers with pickles, a chunk each.
"""

from __future__ import annotations

import gc
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from itertools import islice
from operator import attrgetter
from pathlib import Path
from select import select
from typing import IO, Any

from gametape.common.refusal import Refusal
from gametape.connectors.csv.reading import Table
from gametape.connectors.csv.shaping import LeftOut, Shaper, Ways
from gametape.connectors.csv.surveying import Survey
from gametape.deals.arrivals import CHUNK, ArrivingContact, ArrivingDeal, ArrivingPerson, Tally

AHEAD = 1024 * 1024  # bytes in the pipe: some six chunks that wait for the writer
TOGETHER = 10  # chunks that are handed over at once, where so many wait
Piece = tuple[int, list[ArrivingDeal | ArrivingContact], Tally]


def pieces(seen: Survey, ways: Ways, *, start: int = 0, size: int = CHUNK) -> Iterator[Piece]:
    """(next row, shaped rows, what was left out of them), a chunk at a time, from row `start` on."""
    shape = Shaper(seen, ways)
    walk = _shaped(seen.table, shape, start)
    said = redacted = 0
    upto = start
    while chunk := list(islice(walk, size)):
        tally, upto = Tally(), chunk[-1][0] + 1
        said = _say_broken(seen.table, said, start, upto, tally)
        for row, made in chunk:
            if isinstance(made, LeftOut):
                tally.leave_out(row, made.why)
                tally.junk += made.why.startswith("junk")
        tally.redacted, redacted = shape.redacted - redacted, shape.redacted
        _say_emptied(shape.emptied, start, tally)
        yield upto, [made for _, made in chunk if not isinstance(made, LeftOut)], tally
    rest = Tally()
    _say_broken(seen.table, said, start, 1 << 62, rest)
    if rest.left_out:
        yield max(row for row, _ in seen.table.broken) + 1, [], rest


def _shaped(table: Table, shape: Shaper, start: int) -> Iterator[tuple[int, Any]]:
    for row, cells in table.rows():
        made = shape(row, cells)
        if row >= start:
            yield row, made


def _say_emptied(emptied: list[tuple[int, str]], start: int, tally: Tally) -> None:
    """What was left empty in this chunk; rows before `start` were told by whoever took them in."""
    for row, why in emptied:
        if row >= start:
            tally.say(row, why)
    emptied.clear()


def _say_broken(table: Table, said: int, start: int, upto: int, tally: Tally) -> int:
    """Rows that could not be read, up to this chunk; how many are said by now."""
    while said < len(table.broken) and table.broken[said][0] < upto:
        row, why = table.broken[said]
        if row >= start:
            tally.leave_out(row, why)
        said += 1
    return said


def pieces_one_by_one(seen: Survey, ways: Ways, *, start: int = 0) -> Iterator[list[Piece]]:
    """`pieces` as `pieces_from_apart` hands them over: made here there is never more than one ready."""
    return ([piece] for piece in pieces(seen, ways, start=start))


def pieces_from_apart(seen: Survey, ways: Ways, *, start: int = 0) -> Iterator[list[Piece]]:
    """The same pieces, shaped by a process of its own: those that are ready. Ended with the caller, whatever ends it."""
    command = [sys.executable, "-m", "gametape.connectors.csv.cutting"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, pipesize=AHEAD) as apart:
        assert apart.stdin is not None
        assert apart.stdout is not None
        try:
            pickle.dump((_bare(seen), ways, start), apart.stdin)
            apart.stdin.close()
            with open(apart.stdout.fileno(), "rb", buffering=0, closefd=False) as answers:
                yield from _those_ready(_read(answers), lambda: bool(select([answers], [], [], 0)[0]))
        finally:
            apart.kill()


def _bare(seen: Survey) -> Survey:
    """The survey with a table that another process can open: a workbook's sheet by the name of its CSV."""
    table = seen.table
    path = Path(table.sheet.name) if table.sheet else table.path
    return replace(seen, table=replace(table, path=path, sheet=None, broken=[]))


def _those_ready(read: Iterator[Piece], another: Callable[[], bool]) -> Iterator[list[Piece]]:
    """The next piece, waited for, and with it those that are there by then."""
    for piece in read:
        some = [piece]
        while len(some) < TOGETHER and another() and (following := next(read, None)):
            some.append(following)
        yield some


def _read(answers: IO[bytes]) -> Iterator[Piece]:
    while block := _exactly(answers, int.from_bytes(_exactly(answers, 8), "little")):
        piece = pickle.loads(block)
        if piece is None:
            return
        upto, rows, tally = piece
        yield upto, [_whole(row) for row in rows], tally
    raise Refusal("Reading the file was cut off. Import it again: it goes on where it stopped.")


def _exactly(answers: IO[bytes], size: int) -> bytes:
    """So many bytes of a pipe, or b"" where it ends before. Unbuffered, so that a look at the pipe tells what is in it."""
    told = bytearray()
    while len(told) < size:
        block = answers.read(size - len(told))
        if not block:
            return b""
        told += block
    return bytes(told)


def serve(asked: IO[bytes], answers: IO[bytes]) -> None:
    """The other side: reads (survey, ways, start), writes each piece with its length before it, then None."""
    seen, ways, start = pickle.load(asked)
    for upto, rows, tally in pieces(seen, ways, start=start):
        _send(answers, (upto, [_flat(row) for row in rows], tally))
    _send(answers, None)


def _send(answers: IO[bytes], piece: Any) -> None:
    block = pickle.dumps(piece, pickle.HIGHEST_PROTOCOL)
    answers.write(len(block).to_bytes(8, "little") + block)
    answers.flush()


_person = attrgetter(*(one.name for one in fields(ArrivingPerson)))
_deal = attrgetter(*(one.name for one in fields(ArrivingDeal)))
_WHO = [one.name for one in fields(ArrivingDeal)].index("who")


def _flat(row: ArrivingDeal | ArrivingContact) -> tuple[Any, ...]:
    """As tuples a row pickles and unpickles three times as fast as the object does."""
    if isinstance(row, ArrivingContact):
        return (row.row, _person(row.who))
    told = _deal(row)
    return (*told[:_WHO], _person(row.who), *told[_WHO + 1 :])


def _whole(told: tuple[Any, ...]) -> ArrivingDeal | ArrivingContact:
    if len(told) == 2:
        return ArrivingContact(told[0], ArrivingPerson(*told[1]))
    parts = list(told)
    parts[_WHO] = ArrivingPerson(*told[_WHO])
    return ArrivingDeal(*parts)


if __name__ == "__main__":
    gc.disable()  # rows are plain values without cycles, and this process lives for one file
    serve(sys.stdin.buffer, sys.stdout.buffer)
