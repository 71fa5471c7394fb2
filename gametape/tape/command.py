"""`gametape measure`: what happened in a conversation, from its transcript. No score and no target. Needs no database."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TextIO

from gametape.common.refusal import Refusal
from gametape.tape.measuring import call_of, measures
from gametape.tape.reading.taking import read_file
from gametape.tape.turns import BUYER, REP, sides
from gametape.tape.wording import hidden, in_words, rounded

EPILOG = """\
The transcript is VTT (Zoom, Teams), SRT, text with names, an e-mail thread, or JSON of `gametape listen`, Deepgram, AssemblyAI
or OpenAI (verbose_json). Without --rep the rep is who is called rep, seller, salesperson, agent or dealer. Without --buyer the
buyer is who is called buyer, customer, caller, client or guest, or the only other speaker. Words of anybody else, and of
speakers nobody named, count for nobody.

exit status: 0 done; 2 the transcript cannot be read, or nobody in it is the rep."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `gametape measure`."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = EPILOG
    parser.add_argument("transcript", metavar="TRANSCRIPT", type=Path, help="the file")
    parser.add_argument("--rep", metavar="NAME", help="who the rep is, as the transcript writes it")
    parser.add_argument("--buyer", metavar="NAME", help="who the buyer is, where more than two speak")
    parser.add_argument(
        "--rival", metavar="NAME", action="append", default=[], help="a competitor's name; may be repeated"
    )
    parser.add_argument(
        "--fillers", action="store_true", help="show um and uh, too: hidden otherwise, nothing is known to hang on it"
    )
    parser.add_argument("--json", action="store_true", help="print the result as one JSON object")


def run(args: argparse.Namespace, stdin: TextIO, stdout: TextIO) -> int:
    transcript = read_file(args.transcript)
    of = sides(transcript.speakers, rep=args.rep, buyer=args.buyer)
    _refuse_without(args, transcript.speakers, of)
    call = call_of(transcript, rep=args.rep, buyer=args.buyer)
    found = {
        name: measure for name, measure in measures(call, rivals=args.rival).items() if args.fillers or not hidden(name)
    }
    who = {side: [name for name in of if of[name] == side] for side in (REP, BUYER)}
    if args.json:
        shown = {
            **who,
            "seconds": round(call.seconds, 3),
            "measures": {name: rounded(measure.value) for name, measure in found.items()},
            "counted": {name: measure.counted for name, measure in found.items()},
            "flags": list(transcript.flags),
        }
        print(json.dumps(shown, ensure_ascii=False), file=stdout)
        return 0
    for name, measure in found.items():
        print(in_words(name, measure), file=stdout)
    for flag in transcript.flags:
        print(f"({flag.partition(': ')[2]})", file=stdout)
    return 0


def _refuse_without(args: argparse.Namespace, speakers: tuple[str, ...], of: dict[str, str]) -> None:
    for side, named in ((REP, args.rep), (BUYER, args.buyer)):
        if side in of.values() or (side == BUYER and not named):
            continue
        if not speakers:
            raise Refusal("This transcript names no speakers, so nobody's share can be told: bring one with names.")
        who = f"Nobody in it is called “{named}”" if named else "It does not show who the rep is"
        raise Refusal(f"{who}: give --{side} with one of {', '.join(speakers[:8])}.")
