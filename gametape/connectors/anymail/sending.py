"""One e-mail by a provider's own interface, through django-anymail.

A provider answers 4xx when it takes nothing. 5xx, a connection that breaks and an answer nobody can read leave it open; so
does whatever a backend raises that this list does not know.
"""

from __future__ import annotations

from email.utils import formataddr
from typing import Any

import requests
from anymail.exceptions import (
    AnymailAPIError,
    AnymailConfigurationError,
    AnymailInvalidAddress,
    AnymailRecipientsRefused,
    AnymailSerializationError,
    AnymailUnsupportedFeature,
)
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError

from gametape.sending.port import Letter, SendingFailed

UNREACHED = "The mail provider did not answer. It is tried again by itself."
LOCKED_OUT = "The mail provider did not let us in. The owner looks at GAMETAPE_ANYMAIL; meanwhile use your own phone."
BEFORE = (AnymailConfigurationError, AnymailUnsupportedFeature, AnymailSerializationError)


class Anymail:
    def send(self, message: Letter) -> str:
        """The provider's own number of the mail."""
        letter = EmailMessage(
            subject=" ".join(message.subject.split()),
            body=message.body,
            from_email=formataddr((message.sender, settings.DEFAULT_FROM_EMAIL)),
            to=[message.to],
            headers={"Message-ID": message.message_id, **message.headers},
        )
        try:
            get_connection(settings.BUYER_MAIL_BACKEND, fail_silently=False).send_messages([letter])
        except (AnymailRecipientsRefused, AnymailInvalidAddress) as error:
            raise SendingFailed("The mail provider does not take that address. Use a text.", permanent=True) from error
        except BEFORE as error:
            raise SendingFailed(f"Mail is not set up rightly: {_short(error)}", permanent=True) from error
        except AnymailAPIError as error:
            if known := nothing_taken(error):
                raise known from error
            raise
        return str(getattr(getattr(letter, "anymail_status", None), "message_id", "") or "")


def nothing_taken(error: AnymailAPIError) -> SendingFailed | None:
    """None where it may have been taken all the same."""
    if isinstance(error, requests.ConnectionError):
        return SendingFailed(UNREACHED, permanent=False) if _never_connected(error) else None
    status = getattr(error, "status_code", None) or 0
    if status == 429:
        return SendingFailed("The mail provider said later. It is tried again by itself.", permanent=False)
    if status in (401, 403):
        return SendingFailed(LOCKED_OUT, permanent=True)
    if 400 <= status < 500:
        return SendingFailed(f"The mail provider did not take it ({status}). Look at the address, or use a text.", True)
    return None


def _never_connected(error: BaseException) -> bool:
    """`requests` calls a refused connection and one that broke in the middle by one name; what is inside tells."""
    cause: Any = error.__cause__
    inner = cause.args[0] if cause is not None and cause.args else None
    return isinstance(inner, MaxRetryError) and isinstance(inner.reason, (NewConnectionError, ConnectTimeoutError))


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:160]
