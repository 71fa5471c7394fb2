"""What goes into the lint and what comes out: plain values, no database, no request."""

from collections.abc import Mapping
from dataclasses import dataclass, field

CHANNELS = ("sms", "email", "phone", "person", "form")
SCOPES = ("ask", "remind", "thank", "save")
VIAS = ("own", "product")
SPOKEN = ("phone", "person")
SEVERITIES = ("block", "warn", "hint")


@dataclass(frozen=True)
class Draft:
    """A message somebody is about to send.

    `sender` and `business` are the names as the store writes them. `via` says who sends: the rep's own phone or mail
    ("own") or the product. `assembled` is true when footer and `headers` are already part of it.
    Raises ValueError, in a whole sentence, for a channel, scope or via that does not exist.
    """

    text: str
    channel: str = field(kw_only=True)
    scope: str = field(default="ask", kw_only=True)
    via: str = field(default="own", kw_only=True)
    sender: str = field(kw_only=True)
    business: str = field(kw_only=True)
    subject: str | None = field(default=None, kw_only=True)
    assembled: bool = field(default=False, kw_only=True)
    headers: Mapping[str, str] | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        for name, value, known in (
            ("channel", self.channel, CHANNELS),
            ("scope", self.scope, SCOPES),
            ("via", self.via, VIAS),
        ):
            if value not in known:
                raise ValueError(f"{name} is {value!r}: use one of {', '.join(known)}.")


@dataclass(frozen=True)
class Finding:
    """One thing to look at. `quote` is `text[start:end]` in code points; "" with no span where words are missing."""

    id: str
    severity: str
    quote: str
    say: str
    start: int | None = None
    end: int | None = None

    def as_dict(self) -> dict[str, str]:
        return {"id": self.id, "severity": self.severity, "quote": self.quote, "say": self.say}


@dataclass(frozen=True)
class Report:
    """All findings, blocks first, and which of thanks, decision, ownership, freedom the text already says."""

    findings: tuple[Finding, ...]
    said: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """It may go out: warnings and hints are shown and stop nothing."""
        return all(finding.severity != "block" for finding in self.findings)

    def as_dict(self) -> dict:
        return {"ok": self.ok, "findings": [finding.as_dict() for finding in self.findings]}
