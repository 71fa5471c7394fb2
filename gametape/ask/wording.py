"""The words we offer: templates to words for this channel, this asker and this window, every name filled in.

Nothing here is sent. A person reads the words, changes them if they like, and sends them from their own phone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files

import yaml

from gametape.common.clock import local

LINE = "I know you’ve made your decision, and I respect it. I hope we do business one day. So I just have to ask:"
QUESTION = "what did I miss?"
PROBE = "How did I lose your commitment?"

_SLOT = re.compile(r"\{(buyer|sender|business)\}")
_YESTERDAY = re.compile(r" ?\byesterday\b")
_OPENS_WITH_NAME = re.compile(r"^\{buyer\}, (\w)")


@dataclass(frozen=True, slots=True)
class Template:
    id: str
    channel: str
    scope: str
    asker: str
    window: tuple[str, ...]
    market: str
    text: str
    subject: str = ""
    probe: str = ""
    hope: bool = False


@dataclass(frozen=True, slots=True)
class Names:
    """Who is who in a message. `buyer` is empty where no name is known; `seen` is the day they were here, in words."""

    buyer: str
    sender: str
    business: str
    seen: str = "yesterday"


@dataclass(frozen=True, slots=True)
class Words:
    """A filled template, ready to edit. `template` is its id."""

    template: str
    channel: str
    text: str
    subject: str = ""
    hope: bool = False


@cache
def templates() -> tuple[Template, ...]:
    table = yaml.safe_load(files("gametape.ask").joinpath("wording_templates.yaml").read_text("utf-8"))
    return tuple(Template(**{**row, "window": tuple(row["window"])}) for row in table["templates"])


def offered(
    *, scope: str, asker: str, channel: str, names: Names, window: str = "", market: str = "retail"
) -> list[Words]:
    """The templates that fit, in the order we would try them; none where we have none for this channel.

    `window` is empty for a thank-you and for an answer, which have no window.
    """
    fitting = [
        template
        for template in templates()
        if (template.scope, template.channel) == (scope, channel)
        and template.asker in (asker, "any")
        and template.market in (market, "any")
        and (not window or window in template.window)
    ]
    return [fill(template, names) for template in fitting]


def fill(template: Template, names: Names) -> Words:
    return Words(
        template.id, template.channel, filled(template.text, names), filled(template.subject, names), template.hope
    )


def filled(text: str, names: Names) -> str:
    """`text` with its names and its day. One pass, so that a buyer called "{sender}" stays called so."""
    text = _YESTERDAY.sub(f" {names.seen}" if names.seen else "", text)
    if not names.buyer:
        text = _OPENS_WITH_NAME.sub(lambda found: found[1].upper(), text).replace("{buyer}", "there")
    given = {"buyer": names.buyer, "sender": names.sender, "business": names.business}
    return _SLOT.sub(lambda found: given[found[1]], text)


def day_in_words(seen: datetime, sent: datetime, zone: str) -> str:
    """The day they were here as somebody writing on `sent` would say it: today, yesterday, on Saturday, or nothing."""
    there = local(seen, zone)
    days = (local(sent, zone).date() - there.date()).days
    if days <= 1:
        return "today" if days <= 0 else "yesterday"
    return f"on {there:%A}" if days < 7 else ""


def with_link(words: str, address: str) -> str:
    """The words as they go out: the buyer's link on a line of its own below them, once. No address, no link."""
    words = words.strip()
    return f"{words}\n{address}" if address and address not in words else words
