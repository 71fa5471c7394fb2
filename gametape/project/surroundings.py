"""What the environment says, read in one place. Every name here stands in docs/running.md, and a test says so.

With none set it is safe: loopback only, its own secrets made and kept in the data folder, never debug.
"""

from __future__ import annotations

import json
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from gametape.common.refusal import Refusal

NO_ADDRESS = "gametape@localhost"
DEMO = os.environ.get("GAMETAPE_DEMO", "") == "1"


def home() -> Path:
    """The one data folder. The demo lives in a folder of its own inside it, so it never meets real deals."""
    given = os.environ.get("GAMETAPE_HOME")
    base = Path(given).expanduser() if given else Path.home() / ".local" / "share" / "gametape"
    place = base / "demo" if DEMO else base
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    return place.resolve()


def kept_key(path: Path) -> str:
    """The key in `path`; made on first need, readable by its owner only, never overwritten. It is there whole or not at
    all: of two that start at once, one makes it and both read it."""
    if not path.exists():
        part = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(secrets.token_urlsafe(48))
        with suppress(FileExistsError):
            os.link(part, path)
        part.unlink()
    key = path.read_text().strip()
    if not key:
        raise Refusal(
            f"{path} is empty. Put the key of your last backup there; without it, old links and stops are lost."
        )
    return key


def secret_key(folder: Path) -> str:
    return os.environ.get("GAMETAPE_SECRET_KEY") or kept_key(folder / "secret_key")


def suppression_key_file(folder: Path) -> Path:
    path = folder / "suppression_key"
    kept_key(path)
    return path


def public_url() -> str:
    """Where buyers and phones reach it; empty when nobody said."""
    return os.environ.get("GAMETAPE_PUBLIC_URL", "").rstrip("/")


def hosts() -> list[str]:
    """Host names it answers to: loopback, the public address, and what GAMETAPE_HOSTS adds (commas)."""
    more = [name.strip() for name in os.environ.get("GAMETAPE_HOSTS", "").split(",") if name.strip()]
    public = urlsplit(public_url()).hostname
    return ["localhost", "127.0.0.1", "[::1]", *([public] if public else []), *more]


def bind() -> str:
    return os.environ.get("GAMETAPE_BIND", "127.0.0.1:8000")


def database_url() -> str:
    return os.environ.get("GAMETAPE_DATABASE_URL", "")


def smtp_url() -> str:
    """smtp://user:password@host:587 (STARTTLS) or smtps://…:465; empty: alerts stay on the page."""
    return os.environ.get("GAMETAPE_SMTP_URL", "")


def mail_from() -> str:
    return os.environ.get("GAMETAPE_MAIL_FROM", NO_ADDRESS)


SENDERS = {"smtp": "gametape.connectors.smtp.sending.Smtp", "twilio": "gametape.connectors.twilio.sending.Twilio"}
ANYMAIL = "gametape.connectors.anymail.sending.Anymail"


def senders() -> dict[str, str]:
    """{channel: dotted name} of what sends to buyers. Nothing set: everything leaves from the rep's own phone."""
    mail, text = os.environ.get("GAMETAPE_MAIL", ""), os.environ.get("GAMETAPE_SMS", "")
    if mail == "smtp" and not smtp_url():
        raise Refusal("GAMETAPE_MAIL is smtp, so GAMETAPE_SMTP_URL has to say which server. docs/asking.md says how.")
    if mail and mail_from() == NO_ADDRESS:
        raise Refusal("GAMETAPE_MAIL is set, so GAMETAPE_MAIL_FROM has to be an address of the store's own domain.")
    by_mail = ANYMAIL if mail.startswith("anymail.") else SENDERS.get(mail, mail)
    chosen = {"email": by_mail, "sms": SENDERS.get(text, text)}
    wrong = next((name for name in chosen.values() if name and "." not in name), None)
    if wrong:
        raise Refusal(
            f"Nothing that sends is called “{wrong}”. docs/asking.md lists what GAMETAPE_MAIL and _SMS may be."
        )
    return {channel: name for channel, name in chosen.items() if name}


def mail_backend() -> str:
    """The backend of django-anymail, "" where another way was chosen."""
    mail = os.environ.get("GAMETAPE_MAIL", "")
    return mail if mail.startswith("anymail.") else ""


def anymail() -> dict[str, Any]:
    """What the provider needs, as django-anymail names it: {"POSTMARK_SERVER_TOKEN": "..."}."""
    try:
        found = json.loads(os.environ.get("GAMETAPE_ANYMAIL", "") or "{}")
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Refusal('GAMETAPE_ANYMAIL is no JSON object. Write it as {"POSTMARK_SERVER_TOKEN": "..."}.')
    return found


def twilio() -> dict[str, str]:
    """Account, token, and the number or messaging service that texts come from; GAMETAPE_TWILIO_URL is for a test."""
    names = ("GAMETAPE_TWILIO_ACCOUNT", "GAMETAPE_TWILIO_TOKEN", "GAMETAPE_TWILIO_FROM")
    found = {name: os.environ.get(name, "") for name in names}
    return {**found, "GAMETAPE_TWILIO_URL": os.environ.get("GAMETAPE_TWILIO_URL", "") or "https://api.twilio.com"}


def dkim_selector() -> str:
    """The selector of the key that signs the store's mail, as the provider named it; `doctor` looks for it."""
    return os.environ.get("GAMETAPE_DKIM_SELECTOR", "")


def nameserver() -> str:
    """host:port of the name server that `doctor` asks, where it is not the machine's own."""
    return os.environ.get("GAMETAPE_NAMESERVER", "")


def imap_url() -> str:
    """imaps://user:password@host/INBOX: the mailbox that replies come to; empty: none is looked into."""
    return os.environ.get("GAMETAPE_IMAP", "")


def replies_to() -> str:
    """Where answers to a mail from here shall come, an address whose host takes `name+anything`; empty: to GAMETAPE_MAIL_FROM."""
    found = os.environ.get("GAMETAPE_REPLIES_TO", "")
    if found and found.count("@") != 1:
        raise Refusal("GAMETAPE_REPLIES_TO is one address, such as answers@store.example.")
    return found


def twilio_token() -> str:
    """The account's token, which signs what Twilio sends us; empty: nothing is taken from there."""
    return os.environ.get("GAMETAPE_TWILIO_TOKEN", "")


def reader() -> str:
    """Which engine reads answers: rules, embed or openai."""
    return os.environ.get("GAMETAPE_READER", "") or "rules"


def behind_proxy() -> bool:
    """Trust X-Forwarded-Proto and -For, because a proxy of ours sets them."""
    return os.environ.get("GAMETAPE_BEHIND_PROXY", "") == "1"
