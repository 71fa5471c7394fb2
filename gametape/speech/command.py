"""`gametape listen`: a recording becomes who said what, and what could not be heard is named. Needs no database."""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from gametape.common.refusal import Refusal
from gametape.speech.captions import vtt
from gametape.speech.choosing import ENGINES, SETTING, transcriber
from gametape.speech.lines import Heard
from gametape.speech.listening import Asked, clock, listen

EPILOG = f"""\
engines (--stt, or the setting {SETTING}):
  bundled              a model that is installed as a package: bundled:tiny.en (English), bundled:base (many languages)
  path:DIR             a model of your own, in a directory
  openai:URL           a service that speaks OpenAI's protocol; deepgram and assemblyai are those services
  none                 no engine (the default)
With a service the recording leaves this machine; the command says so and where to. docs/tape.md tells more.

exit status: 0 done, also with gaps; 2 the file or the engine cannot be used; 130 stopped by Ctrl-C."""
ASSUMED = "rep-channel-assumed: Nobody said which channel is the rep's; channel 0 was taken. Give --rep-channel 0 or 1 to be sure."
EVERY = 2.0  # seconds between two lines of progress where nobody looks at a terminal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `gametape listen`."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = EPILOG
    parser.add_argument("file", metavar="FILE", type=Path, help="audio, or a video with sound")
    parser.add_argument(
        "--rep-channel",
        type=int,
        choices=(0, 1),
        help="which of two channels is the rep's (0 unless said, with a flag)",
    )
    parser.add_argument("--prompt", metavar="TEXT", help="a natural sentence with the words to expect")
    parser.add_argument("--language", default="en", metavar="CODE", help="en unless said; auto: what the engine hears")
    parser.add_argument("--stt", metavar="ENGINE", help=f"one of {', '.join(ENGINES)}")
    parser.add_argument(
        "--work", metavar="FOLDER", type=Path, help="keeps what was heard; a stopped run goes on from there"
    )
    out = parser.add_mutually_exclusive_group()
    out.add_argument("--json", action="store_true", help="print the result as one JSON object")
    out.add_argument("--vtt", metavar="FILE", type=Path, help="write a WebVTT file")


def run(args: argparse.Namespace, stdin: TextIO, stdout: TextIO) -> int:
    """Listen to a file. Returns the exit status told in the help."""
    _refuse_early(args)
    engine = transcriber(args.stt)
    if engine.leaves_for:
        sys.stderr.write(f"The recording is sent to {engine.leaves_for}.\n")
    asked = Asked(
        rep_channel=args.rep_channel if args.rep_channel is not None else 0,
        prompt=args.prompt,
        language=None if args.language == "auto" else args.language,
    )
    with work_folder(args.work) as folder:
        heard = listen(args.file, folder, engine, asked, told=Progress())
    flags = heard.flags
    if args.rep_channel is None and any(turn.channel is not None for turn in heard.turns):
        flags = (*flags, ASSUMED)
    _show(args, heard, flags, stdout)
    return 0


def _refuse_early(args: argparse.Namespace) -> None:
    """What would be a pity to learn after ten minutes of listening."""
    if args.vtt and (args.vtt.is_dir() or not args.vtt.absolute().parent.is_dir()):
        raise Refusal(f"“{args.vtt}” cannot be written: name a file in a folder that is there.")


def _show(args: argparse.Namespace, heard: Heard, flags: tuple[str, ...], stdout: TextIO) -> None:
    if args.json:
        print(json.dumps({**heard.as_dict(), "flags": list(flags)}, ensure_ascii=False), file=stdout)
        return
    if args.vtt:
        try:
            args.vtt.write_text(vtt(heard.turns), encoding="utf-8")
        except OSError as wrong:
            raise Refusal(f"“{args.vtt}” cannot be written ({wrong.strerror}): name another file.") from wrong
        print(f"Wrote {args.vtt}.", file=stdout)
    else:
        for turn in heard.turns:
            print(f"[{clock(turn.start)}] {turn.speaker}: {turn.text}", file=stdout)
    for flag in flags:
        print(f"({flag.partition(': ')[2]})", file=stdout)
    if not heard.turns:
        print("(Nobody speaks in this recording, or nobody could be heard.)", file=stdout)


@contextlib.contextmanager
def work_folder(named: Path | None) -> Iterator[Path]:
    """The named folder, made when it is not there; else one that is gone afterwards."""
    if named is None:
        with tempfile.TemporaryDirectory(prefix="gametape-listen-") as folder:
            yield Path(folder)
        return
    try:
        named.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as wrong:
        raise Refusal(f"“{named}” cannot be used as a folder ({wrong.strerror}): name another for --work.") from wrong
    yield named


class Progress:
    """Says on standard error what is done now: in place on a terminal, else a line now and then."""

    def __init__(self) -> None:
        self.last = -EVERY
        self.terminal = sys.stderr.isatty()

    def __call__(self, what: str, share: float) -> None:
        if not self.terminal and time.monotonic() - self.last < EVERY:
            return
        self.last = time.monotonic()
        end = "\r" if self.terminal else "\n"
        sys.stderr.write(f"{share:4.0%} {what}{end}")
        sys.stderr.flush()
