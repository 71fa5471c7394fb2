"""`gametape lint`: judge one message from standard input, or one a line with --jsonl. Loads no web framework."""

import argparse
import json
import sys
from collections.abc import Iterator
from typing import Any, TextIO

from gametape.ask.linting.checking import lint
from gametape.ask.linting.findings import CHANNELS, SCOPES, VIAS, Draft, Report

HELP = "judge an outgoing message: may it go out, and which words stand in the way"
DESCRIPTION = """\
Reads a message on standard input and says whether it may go out.

  echo "Hi Sam, Dana at Lakeside RV. What did I miss?" | gametape lint --channel sms --sender Dana --business "Lakeside RV"

A finding is a block (it may not go out), a warning (shown, stops nothing) or a hint, with the words it is about."""
EPILOG = """\
With --jsonl every line of standard input is one message:
  {"id": 7, "channel": "sms", "text": "...", "sender": "Dana", "business": "Lakeside RV", "subject": null}
"scope" and "via" may be added ("ask" and "own" unless given; channel "in person" means person). Every line gets one
result line with its "id": {"id", "ok", "findings": [{"id", "severity", "quote", "say"}]}. A line that cannot be read
gets {"id", "line", "ok": false, "error"} and the run goes on.

exit status: 0 it may go out; 1 a block rule fired (with --jsonl: for one message or more); 2 something could not be read."""
LONGEST = 20_000  # code points: no message is; the patterns grow faster than the text
_TOO_LONG = "That is longer than a message can be (20,000 characters): lint the words that go to one person."
_CHANNEL_SPELLINGS = {
    "in person": "person",
    "in_person": "person",
    "in-person": "person",
    "text": "sms",
    "e-mail": "email",
    "call": "phone",
    "web": "form",
}
UNREADABLE = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `gametape lint`, for the dispatcher's sub-parser or a parser of its own."""
    parser.description, parser.epilog = DESCRIPTION, EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument(
        "--channel", type=channel_named, metavar="CHANNEL", help=f"how it goes out: {', '.join(CHANNELS)}"
    )
    parser.add_argument(
        "--scope",
        choices=SCOPES,
        default="ask",
        help="what it is: the first ask, the one reminder, a thank-you, the answer a buyer asked for (default: ask)",
    )
    parser.add_argument(
        "--via",
        choices=VIAS,
        default="own",
        help="sent by the rep's own phone or mail, or by the product (default: own)",
    )
    parser.add_argument("--sender", metavar="NAME", help="who writes, as the store writes the name")
    parser.add_argument("--business", metavar="NAME", help="which business, as the store writes the name")
    parser.add_argument("--subject", metavar="S", help="the subject line of an e-mail")
    parser.add_argument("--json", action="store_true", help="print the result as one JSON object")
    parser.add_argument(
        "--jsonl", action="store_true", help="read one JSON message a line, print one JSON result a line"
    )


def channel_named(name: str) -> str:
    """One of the five channels, however it is spelled. Raises ArgumentTypeError with the five."""
    channel = _CHANNEL_SPELLINGS.get(name.strip().casefold(), name.strip().casefold())
    if channel not in CHANNELS:
        raise argparse.ArgumentTypeError(f"{name!r} is no channel: use one of {', '.join(CHANNELS)}.")
    return channel


def run(args: argparse.Namespace, stdin: TextIO, stdout: TextIO) -> int:
    """Lint what stands on `stdin`. Returns the exit status told in the help."""
    return _lines(stdin, stdout) if args.jsonl else _single(args, stdin, stdout)


def _single(args: argparse.Namespace, stdin: TextIO, stdout: TextIO) -> int:
    missing = [f"--{name}" for name in ("channel", "sender", "business") if not getattr(args, name)]
    if missing:
        return _refuse(
            args,
            stdout,
            f"Say {' and '.join(missing)} too: the rules depend on it. `gametape lint --help` shows an example.",
        )
    try:
        text = stdin.read()
    except UnicodeDecodeError:
        return _refuse(args, stdout, "The text is not UTF-8: save it as UTF-8 and try again.")
    if len(text) > LONGEST:
        return _refuse(args, stdout, _TOO_LONG)
    if not text.strip():
        return _refuse(args, stdout, "There is no text on standard input: pipe the message into the command.")
    report = lint(
        Draft(
            text.rstrip("\n"),
            channel=args.channel,
            scope=args.scope,
            via=args.via,
            sender=args.sender,
            business=args.business,
            subject=args.subject,
        )
    )
    print(json.dumps(report.as_dict(), ensure_ascii=False) if args.json else in_words(report), file=stdout)
    return 0 if report.ok else 1


def _refuse(args: argparse.Namespace, stdout: TextIO, say: str) -> int:
    print(json.dumps({"ok": False, "error": say, "findings": []}) if args.json else say, file=stdout)
    return UNREADABLE


def in_words(report: Report) -> str:
    """The report for a person at a terminal."""
    lines = ["It may go out." if report.ok else "It may not go out yet."]
    lines += [
        f"  {found.severity:5} {found.id}  {found.say}"
        + (f"\n             \u201c{found.quote}\u201d" if found.quote else "")
        for found in report.findings
    ]
    return "\n".join(lines)


def _lines(stdin: TextIO, stdout: TextIO) -> int:
    status = 0
    for number, line in enumerate(_readable(stdin), start=1):
        if line is not None and not line.strip():
            continue
        result = _line(number, line)
        status = max(status, UNREADABLE if "error" in result else int(not result["ok"]))
        print(json.dumps(result, ensure_ascii=False), file=stdout)
    return status


def _readable(stdin: TextIO) -> Iterator[str | None]:
    """Lines of `stdin`, None for one that is not UTF-8: one bad line must not end the run."""
    raw = getattr(stdin, "buffer", None)
    if raw is None:
        yield from stdin
        return
    for line in raw:
        try:
            yield line.decode("utf-8-sig")
        except UnicodeDecodeError:
            yield None


def _line(number: int, line: str | None) -> dict[str, Any]:
    """The result of one line; what cannot be judged says why, with its line number and its id where it has one."""
    row: Any = None
    try:
        if line is None:
            raise ValueError(f"Line {number} is not UTF-8: save the file as UTF-8.")
        if len(line) > 2 * LONGEST:
            raise ValueError(_TOO_LONG)
        row = json.loads(line)
        return {"id": row.get("id") if isinstance(row, dict) else None, **lint(drafted(row)).as_dict()}
    except json.JSONDecodeError as wrong:
        say = f"Line {number} is not JSON ({wrong.msg} at column {wrong.colno}): write one JSON object a line."
    except RecursionError:
        say = f"Line {number} is nested too deeply: write one flat JSON object a line."
    except ValueError as wrong:
        say = str(wrong) if str(wrong).startswith("Line ") else f"Line {number}: {wrong}"
    return {
        "id": row.get("id") if isinstance(row, dict) else None,
        "line": number,
        "ok": False,
        "error": say,
        "findings": [],
    }


def drafted(row: Any) -> Draft:
    """A draft from one JSON message. Raises ValueError with a whole sentence that names the field."""
    if not isinstance(row, dict):
        raise ValueError("A message is a JSON object with channel, text, sender and business.")
    for name in ("channel", "text"):
        if not isinstance(row.get(name), str) or not row[name].strip():
            raise ValueError(f"\u201c{name}\u201d is missing or is no text: every message needs it.")
    for name in ("sender", "business", "subject", "scope", "via"):
        if not isinstance(row.get(name), str | None):
            raise ValueError(f"\u201c{name}\u201d must be text.")
    try:
        channel = channel_named(row["channel"])
    except argparse.ArgumentTypeError as wrong:
        raise ValueError(str(wrong)) from wrong
    return Draft(
        row["text"],
        channel=channel,
        scope=row.get("scope") or "ask",
        via=row.get("via") or "own",
        sender=row.get("sender") or "",
        business=row.get("business") or "",
        subject=row.get("subject"),
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="gametape lint")
    add_arguments(parser)
    return run(parser.parse_args(), sys.stdin, sys.stdout)


if __name__ == "__main__":
    raise SystemExit(main())
