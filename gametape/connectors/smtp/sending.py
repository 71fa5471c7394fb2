"""One e-mail over SMTP, step by step, so that it is known on which side of "taken" a failure lies (RFC 5321).

Until the server has answered 354 to DATA it holds nothing of ours: whatever breaks before is nothing accepted. A code it
says in answer to the words is its word too. Only silence after the words left leaves it open.
"""

from __future__ import annotations

import re
import smtplib
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from django.conf import settings

from gametape.common.clock import now
from gametape.sending.port import Letter, SendingFailed

TIMEOUT = 20.0  # seconds, for each step
LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)
LOCKED_OUT = "The mail server did not let us in. The owner looks at GAMETAPE_SMTP_URL; meanwhile use your own phone."
UNREACHED = "The mail server did not answer. It is tried again by itself."


class Smtp:
    def send(self, message: Letter) -> str:
        """Returns what the server said when it took it, which often holds its queue number."""
        content = written(message)
        with nothing_taken_yet():
            server = connected()
        with closing(server):
            with nothing_taken_yet():
                said(server.mail(settings.DEFAULT_FROM_EMAIL))
                said(server.rcpt(message.to))
                said(server.docmd("DATA"), wanted=(354,))
            taken = self._the_words(server, content)
            with suppress(OSError):  # taken is taken: a goodbye that fails changes nothing
                server.quit()
            return taken

    def _the_words(self, server: smtplib.SMTP, content: bytes) -> str:
        server.send(LEADING_DOT.sub(b"..", content) + b".\r\n")
        code, answer = server.getreply()
        if code != 250:
            raise failed(code, _words(answer))
        return _words(answer)


@contextmanager
def nothing_taken_yet() -> Iterator[None]:
    """What breaks in here broke before the server had a word of the message."""
    try:
        yield
    except smtplib.SMTPAuthenticationError as error:
        raise SendingFailed(LOCKED_OUT, permanent=True) from error
    except smtplib.SMTPResponseException as answer:
        raise failed(answer.smtp_code, _words(answer.smtp_error)) from answer
    except OSError as error:  # what smtplib raises is one, too
        raise SendingFailed(UNREACHED, permanent=False) from error


def connected() -> smtplib.SMTP:
    kind = smtplib.SMTP_SSL if settings.EMAIL_USE_SSL else smtplib.SMTP
    server = kind(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=TIMEOUT)
    server.ehlo_or_helo_if_needed()
    if settings.EMAIL_USE_TLS:
        server.starttls()
        server.ehlo_or_helo_if_needed()
    if settings.EMAIL_HOST_USER:
        server.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
    return server


def said(answer: tuple[int, bytes], *, wanted: tuple[int, ...] = (250, 251)) -> None:
    if answer[0] not in wanted:
        raise smtplib.SMTPResponseException(*answer)


def failed(code: int, words: str) -> SendingFailed:
    """4xx is "later", everything else "no" (RFC 5321, 4.2.1)."""
    if 400 <= code < 500:
        return SendingFailed(f"The mail server said later ({code} {words}). It is tried again by itself.", False)
    return SendingFailed(f"The mail server did not take it ({code} {words}). Look at the address, or use a text.", True)


def written(message: Letter) -> bytes:
    """The bytes as they leave, ending in a line end."""
    try:
        return composed(message).as_bytes()
    except (ValueError, IndexError, MessageError) as error:  # what is no address, or a line break where none may be
        raise SendingFailed("That is no address mail can go to. Look at it, or use a text.", permanent=True) from error


def composed(message: Letter) -> EmailMessage:
    """As it leaves: plain text, from the person at the store's own address, with the Message-ID that is its own for good."""
    letter = EmailMessage(policy=SMTP)
    letter["From"] = Address(message.sender, addr_spec=settings.DEFAULT_FROM_EMAIL)
    letter["To"] = Address(addr_spec=message.to)
    letter["Subject"] = " ".join(message.subject.split())
    letter["Date"] = format_datetime(now())
    letter["Message-ID"] = message.message_id
    for name, value in message.headers.items():
        letter[name] = value
    letter.set_content(message.body)
    return letter


def _words(answer: bytes | str) -> str:
    plain = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer)
    return " ".join(plain.split())[:120]
