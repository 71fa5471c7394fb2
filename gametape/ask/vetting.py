"""Looking a message over before it goes: the lint, told what the message is for, and its refusal in words."""

from __future__ import annotations

from collections.abc import Mapping

from gametape.ask.linting import Draft, Report, lint
from gametape.common.refusal import Refusal

LONGEST = 4000  # code points; the lint is quick on a letter, not on a book
SCOPES = {"ask": "ask", "reminder": "remind", "thanks": "thank", "answer": "save", "changed": "thank"}
AS_LINTED = {"copy": "form", "door": "form"}


def look_over(
    body: str, *, kind: str, channel: str, subject: str, sender: str, business: str,
    headers: Mapping[str, str] | None = None,
) -> Report:  # fmt: skip
    """What there is to say about `body`, the words with their link as they would go out by the person's own phone; with
    `headers`, the whole message as the product would send it."""
    draft = Draft(
        body,
        channel=AS_LINTED.get(channel, channel),
        scope=SCOPES[kind],
        sender=sender,
        business=business,
        subject=subject if channel == "email" else None,
        via="own" if headers is None else "product",
        assembled=headers is not None,
        headers=headers,
    )
    return lint(draft)


def refuse_blocked(report: Report) -> None:
    """A block finding keeps a message back; the refusal names its words and what to do about them."""
    first = next((finding for finding in report.findings if finding.severity == "block"), None)
    if first is None:
        return
    where = f"Change “{_short(first.quote)}” first" if first.quote else "Something is to be changed first"
    raise Refusal(f"{where}, then it can go out. {first.say}", field="words")


def _short(quote: str) -> str:
    one_line = " ".join(quote.split())
    return one_line if len(one_line) <= 80 else f"{one_line[:79]}…"
