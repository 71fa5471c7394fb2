"""A real mail server on loopback: what the product sends goes over SMTP and is read here as the person would get it."""

import asyncio
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class MailSink:
    """Letters in the order they came. `refuse_with = "451 try later"` makes the server refuse from then on."""

    host: str = "127.0.0.1"
    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    refuse_with: str = ""
    slow: float = 0.0  # seconds at most, before it keeps the words and again before it says so
    hang_up: str = ""  # "before" it says that it has the words, or "after" it kept them without saying so

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.refuse_with:
            return self.refuse_with
        if self.hang_up == "before":
            server.transport.abort()
            return "250 nobody hears this"
        await asyncio.sleep(random.uniform(0, self.slow))
        letter = message_from_bytes(envelope.content or b"", policy=policy.default)
        letter["X-Envelope-To"] = ", ".join(envelope.rcpt_tos)
        self.letters.append(letter)
        if self.hang_up == "after":
            server.transport.abort()
        await asyncio.sleep(random.uniform(0, self.slow))
        return "250 kept"

    def to(self, address: str) -> list[EmailMessage]:
        """The letters that were really handed over for this address, whatever their headers say."""
        return [letter for letter in self.letters if address in letter["X-Envelope-To"]]


class _AnyFreePort(Controller):
    """aiosmtpd knocks at the port it was told to take; told to take any, it has to be told which one it got."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def mail_sink(settings: Any) -> Iterator[MailSink]:
    """A running mail server; Django's mail goes to it over SMTP for the length of the test."""
    sink = MailSink()
    controller = _AnyFreePort(sink, hostname=sink.host, port=0)
    controller.start()
    sink.port = controller.port
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = sink.host, sink.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    yield sink
    controller.stop()
