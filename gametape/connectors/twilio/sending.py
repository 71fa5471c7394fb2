"""One text by Twilio's Messages resource, and what Twilio says of it afterwards.

Twilio knows no idempotency key for a message, so nothing is posted a second time on a guess: an answer of 4xx is its own
word that nothing was taken, 5xx and silence leave it open. The look-up lists what went to this number since the attempt
began and compares the words, to the letter.
"""

from __future__ import annotations

import base64
import http.client
import json
import ssl
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings

from gametape.common.clock import local, now
from gametape.common.refusal import Refusal
from gametape.sending.port import Letter, SendingFailed

TIMEOUT = 20.0  # seconds
LARGEST = 4 * 1024**2  # bytes of an answer
SAID_STOP = 21610  # https://www.twilio.com/docs/api/errors: the person sent STOP to this number
A_LITTLE = timedelta(minutes=2)  # their clock and ours
UNREACHED = "Twilio did not answer. It is tried again by itself."


class Twilio:
    def __init__(self) -> None:
        given = settings.TWILIO
        missing = [name for name, value in given.items() if not value]
        if missing:
            raise Refusal(f"Texts by Twilio need {', '.join(sorted(missing))}. docs/asking.md says what they are.")
        self.account, self.given = given["GAMETAPE_TWILIO_ACCOUNT"], given
        self.path = f"/2010-04-01/Accounts/{self.account}/Messages.json"

    def send(self, message: Letter) -> str:
        """Twilio's own number of the text, its sid."""
        ours = self.given["GAMETAPE_TWILIO_FROM"]
        whence = {"MessagingServiceSid": ours} if ours.startswith("MG") else {"From": ours}
        connection = self._connected()
        try:
            status, told = self._asked(
                connection, "POST", self.path, {"To": message.to, "Body": message.body, **whence}
            )
        finally:
            connection.close()
        if 200 <= status < 300:
            return str(told.get("sid", ""))
        raise refused(status, told)

    def found(self, message: Letter, *, since: datetime) -> str:
        query = {"To": message.to, "DateSent>": f"{since - A_LITTLE:%Y-%m-%d}", "PageSize": "1000"}
        connection = self._connected()
        try:
            status, told = self._asked(connection, "GET", f"{self.path}?{urlencode(query)}")
        except (OSError, http.client.HTTPException) as error:
            raise SendingFailed("Twilio could not be asked whether it has it.", permanent=False) from error
        finally:
            connection.close()
        if status != 200:
            raise SendingFailed(f"Twilio did not say whether it has it ({status}).", permanent=False)
        same = [row for row in told.get("messages", []) if row.get("body") == message.body]
        if same:
            return f"Twilio has it: {same[0].get('status') or 'taken'}, {same[0].get('sid', '')}."
        return f"Twilio listed no such text when it was asked at {local(now(), 'UTC'):%H:%M} UTC."

    def _connected(self) -> http.client.HTTPConnection:
        """Before the first byte of a request: what fails here sent nothing."""
        url = urlsplit(self.given["GAMETAPE_TWILIO_URL"])
        host, safe = url.hostname or "", url.scheme == "https"
        connection: http.client.HTTPConnection
        if safe:
            connection = http.client.HTTPSConnection(
                host, url.port, timeout=TIMEOUT, context=ssl.create_default_context()
            )
        else:
            connection = http.client.HTTPConnection(host, url.port, timeout=TIMEOUT)
        try:
            connection.connect()
        except OSError as error:
            raise SendingFailed(UNREACHED, permanent=False) from error
        return connection

    def _asked(
        self, connection: http.client.HTTPConnection, method: str, path: str, form: Mapping[str, str] | None = None
    ) -> tuple[int, dict[str, Any]]:
        secret = f"{self.account}:{self.given['GAMETAPE_TWILIO_TOKEN']}".encode()
        headers = {"Authorization": f"Basic {base64.b64encode(secret).decode()}", "Accept": "application/json"}
        body = urlencode(form).encode() if form else None
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body=body, headers=headers)
        answer = connection.getresponse()
        return answer.status, as_told(answer.read(LARGEST))


def as_told(content: bytes) -> dict[str, Any]:
    """The JSON object of an answer; what is none tells nothing, and the status counts."""
    try:
        told = json.loads(content or b"{}")
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def refused(status: int, told: Mapping[str, Any]) -> Exception:
    """4xx is Twilio's word that nothing was taken; 429 that it may be tried again. 5xx says nothing of the kind."""
    words = " ".join(str(told.get("message", "")).split())[:120]
    if told.get("code") == SAID_STOP:
        return SendingFailed("They said stop to this number, and that holds for everyone here.", True, stopped=True)
    if status == 429:
        return SendingFailed("Twilio said later. It is tried again by itself.", False)
    if status in (401, 403):
        return SendingFailed(
            "Twilio did not let us in. The owner looks at GAMETAPE_TWILIO_TOKEN; use your phone.", True
        )
    if 400 <= status < 500:
        return SendingFailed(f"Twilio did not take it ({words or status}). Look at the number, or use an e-mail.", True)
    return ConnectionError(f"Twilio answered {status}: it may have taken the text, or not")
