"""What doctor can see of a mail domain from outside: SPF (RFC 7208), DKIM (RFC 6376) and DMARC (RFC 7489) in the DNS.

Whether a mail is signed only shows on a mail that came: docs/asking.md says how to look at one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import dns.exception
import dns.resolver
from django.conf import settings

PATIENCE = 5.0  # seconds for one question


class NoAnswer(Exception):
    """The name servers did not answer, which is not the same as that there is nothing."""


@dataclass(frozen=True)
class Seen:
    """`fine` is None for what cannot be seen from here."""

    fine: bool | None
    say: str


def look_at(domain: str, *, selector: str) -> Iterator[Seen]:
    """One sentence each; a server that does not answer is said once."""
    try:
        yield _spf(domain)
        yield _dkim(domain, selector)
        yield _dmarc(domain)
    except NoAnswer:
        yield Seen(
            None, f"The name servers of {domain} could not be asked now; SPF, DKIM and DMARC were not looked at."
        )


def _spf(domain: str) -> Seen:
    found = [text for text in texts(domain) if text.lower().split(" ")[0] == "v=spf1"]
    if len(found) > 1:
        return Seen(
            False, f"{domain} has {len(found)} SPF records, and then none counts. Make one of them (docs/asking.md)."
        )
    if not found:
        return Seen(False, f"{domain} has no SPF record: say there which servers may send for it (docs/asking.md).")
    if found[0].lower().endswith("+all"):
        return Seen(False, f"The SPF record of {domain} lets everybody send (+all). End it with ~all or -all.")
    return Seen(True, f"{domain} has an SPF record. Whether it names your provider, the provider’s own check tells.")


def _dkim(domain: str, selector: str) -> Seen:
    if not selector:
        return Seen(None, "DKIM was not looked at: set GAMETAPE_DKIM_SELECTOR to the selector your provider named.")
    name = f"{selector}._domainkey.{domain}"
    keys = [tag(text, "p") for text in texts(name) if tag(text, "p") is not None]
    if not keys:
        return Seen(False, f"There is no DKIM key at {name}. Put the record there that your provider names.")
    if not any(keys):
        return Seen(False, f"The DKIM key at {name} was taken back (it is empty). Put the new one there.")
    return Seen(True, f"There is a DKIM key at {name}.")


def _dmarc(domain: str) -> Seen:
    for name in (domain, parent(domain)):
        found = [text for text in texts(f"_dmarc.{name}") if tag(text, "v") == "DMARC1"] if name else []
        if found:
            policy = tag(found[0], "p") or "none"
            return Seen(True, f"{name} has a DMARC record, policy {policy}.")
    return Seen(
        False, f"{domain} has no DMARC record. Begin with one that only reports: v=DMARC1; p=none; rua=mailto:…"
    )


def parent(domain: str) -> str:
    """The domain above, which may speak for this one; "" where only a top level is left."""
    above = domain.partition(".")[2]
    return above if "." in above else ""


def tag(text: str, name: str) -> str | None:
    """The value of `name` in "v=DMARC1; p=none"; None where it is not there."""
    for part in text.split(";"):
        key, equals, value = part.partition("=")
        if equals and key.strip().lower() == name:
            return "".join(value.split())
    return None


def texts(name: str) -> list[str]:
    """The TXT records at a name, each joined from its pieces; a CNAME is followed. Raises `NoAnswer`."""
    resolver = dns.resolver.Resolver(configure=not settings.NAMESERVER)
    if settings.NAMESERVER:
        host, _colon, port = settings.NAMESERVER.partition(":")
        resolver.nameservers, resolver.port = [host], int(port or 53)
    resolver.lifetime = PATIENCE
    try:
        answer = resolver.resolve(name, "TXT")
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except dns.exception.DNSException as error:
        raise NoAnswer(name) from error
    return [b"".join(row.strings).decode("utf-8", "replace") for row in answer]
