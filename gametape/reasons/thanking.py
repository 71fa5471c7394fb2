"""The thank-you that names what was learned: ready to send, asks nothing, sells nothing.

What is private, and what nobody has confirmed, get the same thanks, word for word: it tells nothing (law 7).
"""

from pathlib import Path
from typing import Final

import yaml

from gametape.ask.linting import Draft, lint
from gametape.deals.vocabulary import LEAVES

_WORDS: Final[dict[str, str]] = yaml.safe_load(Path(__file__).with_name("thanks.yaml").read_text(encoding="utf-8"))
_NOTHING_TOLD: Final = "NOTHING_TOLD"
_LONGEST_SAID_BACK = 60


def thank_you(leaf: str | None, quote: str, *, buyer_name: str, rep_name: str, business: str) -> str:
    """The text to send, for the leaf that was confirmed (``None``: none is).

    ``quote``, the buyer's own words, is said back to them where it is short and the whole still passes the lint.
    ``KeyError`` for a leaf that is not in the vocabulary. A missing name is left out, and the sentence still stands.
    """
    told = leaf if leaf is not None and not LEAVES[leaf].private else _NOTHING_TOLD
    names = (buyer_name, rep_name, business)
    plain = _text(_WORDS[told], *names)
    if told == _NOTHING_TOLD or not _can_be_said_back(quote):
        return plain
    said_back = _text(_said_back(_WORDS[told], quote.strip(" .,;:")), *names)
    return said_back if _passes(said_back, sender=rep_name, business=business) else plain


def _text(words: str, buyer_name: str, rep_name: str, business: str) -> str:
    opening = f"{buyer_name}, thank you for" if buyer_name else "Thank you for"
    signed = ", ".join(name for name in (rep_name, business) if name)
    return f"{opening} {words} {signed}".rstrip()


def _said_back(words: str, quote: str) -> str:
    first, rest = words.split(". ", 1)
    return f"{first}. You said “{quote}”, and I heard it. {rest}"


def _can_be_said_back(quote: str) -> bool:
    return 0 < len(quote.strip()) <= _LONGEST_SAID_BACK and "\n" not in quote and "“" not in quote


def _passes(text: str, *, sender: str, business: str) -> bool:
    """No block and no warning by any rule, on the strictest channel; the lint's model has learned from asks, not thanks."""
    report = lint(Draft(text, channel="sms", scope="thank", sender=sender, business=business), meaning=False)
    return all(finding.severity == "hint" for finding in report.findings)
