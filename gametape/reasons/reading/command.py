"""`gametape read`: is it an answer, in which language, and which reasons under which words. Loads no web framework."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from typing import Any, TextIO

from gametape.common.refusal import Refusal
from gametape.deals.vocabulary import LEAVES, REASONS, REPLY_STATUSES
from gametape.reasons.reading.engines import ENGINES, engine
from gametape.reasons.reading.reader import Heard, Reader

DESCRIPTION = """\
Reads a buyer's answer on standard input and suggests at most three reasons, each with the words that carry it.

  echo "We loved it. The warranty on top broke it." | gametape read

It decides nothing: a person confirms. English, Spanish, French and German."""
EPILOG = """\
With --jsonl every line of standard input is one answer, {"id": 7, "text": "..."}, and every line gets one result:
  {"id", "status", "language", "suggestions": [{"reason", "score", "quote", "start", "end"}], "wants_contact"}
"status" is null for an answer, else NO_REASON, OPT_OUT, NOT_THE_BUYER, QUESTION_BACK or AUTO_REPLY, and then there are no
suggestions. "start" and "end" are code points of the text. "reason" is a leaf, or one of the eleven reasons where the
leaf is not clear. A line that cannot be read gets {"id", "line", "error"} and the run goes on.

exit status: 0 everything was read; 2 something could not be."""
UNREADABLE = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `gametape read`."""
    parser.description, parser.epilog = DESCRIPTION, EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--jsonl", action="store_true", help="one answer a line in, one result a line out")
    parser.add_argument("--json", action="store_true", help="the result as JSON")
    parser.add_argument(
        "--engine",
        choices=ENGINES,
        default="rules",
        help="rules: the base install; embed: by meaning, needs the extra [embed]; openai: an endpoint you have set",
    )


def run(args: argparse.Namespace, stdin: TextIO, stdout: TextIO) -> int:
    """0 everything was read, 2 something could not be; `Refusal` when the engine is not to be had."""
    reader = engine(args.engine)
    if args.jsonl:
        code = 0
        for result in _each_line(reader, stdin):
            code = UNREADABLE if "error" in result else code
            stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
        return code
    heard = reader.read(stdin.read())
    stdout.write((json.dumps(heard.as_json(""), ensure_ascii=False) if args.json else told(heard)) + "\n")
    return 0


def _each_line(reader: Reader, lines: TextIO) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            given = json.loads(line)
        except ValueError:
            yield {"id": None, "line": number, "error": "This line is no JSON. Write one object a line."}
            continue
        if not isinstance(given, dict) or not isinstance(given.get("text"), str):
            who = given.get("id") if isinstance(given, dict) else None
            yield {"id": who, "line": number, "error": 'Write {"id": ..., "text": "..."} with the answer as text.'}
            continue
        try:
            yield reader.read(given["text"]).as_json(given.get("id"))
        except Refusal as refusal:
            yield {"id": given.get("id"), "line": number, "error": refusal.say}


def told(heard: Heard) -> str:
    """For a person: the status, or each reason under its words."""
    if heard.status:
        return f"This is not an answer: {REPLY_STATUSES[heard.status].label}"
    if not heard.suggestions:
        return "These words do not tell why, so nothing is suggested."
    return "\n".join(
        f"{one.score:.2f}  {(LEAVES.get(one.code) or REASONS[one.code]).label} ({one.code})\n      “{one.quote}”"
        for one in heard.suggestions
    )
