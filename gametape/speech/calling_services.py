"""What the engines of services share: sound as a WAV, one request, and refusals that say what to do.

The key is read from the environment and stands in no message. A redirect is not followed: sound goes to the host that was named.
"""

from __future__ import annotations

import io
import json
import os
import socket
import urllib.error
import urllib.request
import wave
from collections.abc import Mapping
from email.message import Message
from http.client import HTTPException
from typing import Any, NoReturn
from urllib.parse import urlsplit

import numpy as np

from gametape.common.refusal import Refusal
from gametape.speech.lines import Word
from gametape.speech.transcriber import RATE, Piece, Samples

TIMEOUT = 600.0  # seconds; a piece of ten minutes takes a service a minute or two
LARGEST_ANSWER = 64 * 1024**2  # bytes
HERE = {"localhost", "127.0.0.1", "::1"}


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


class Service:
    """One address and its key. `name` is what people call it, `key_setting` where the key is read from."""

    def __init__(self, *, name: str, address: str, key_setting: str, key_needed: bool = True) -> None:
        self.name, self.key_setting = name, key_setting
        self.address = _sound_address(name, address)
        self.key = os.environ.get(key_setting, "").strip()
        if key_needed and not self.key:
            raise Refusal(f"{name} needs a key: set {key_setting} to the one from your account there.")
        self.timeout = TIMEOUT
        self._opener = urllib.request.build_opener(_Stay)

    @property
    def host(self) -> str:
        return urlsplit(self.address).hostname or ""

    @property
    def leaves_for(self) -> str | None:
        return None if self.host in HERE else self.host

    def answer(self, path: str, *, body: bytes | None, headers: Mapping[str, str]) -> dict[str, Any]:
        """The JSON object of the answer. POST with a body, GET without. Raises Refusal for everything else that comes."""
        request = urllib.request.Request(self.address + path, data=body, headers=dict(headers))
        try:
            with self._opener.open(request, timeout=self.timeout) as answer:
                return self._read(answer.read(LARGEST_ANSWER + 1))
        except urllib.error.HTTPError as wrong:
            with wrong:
                self._refuse(wrong.code, wrong.headers, wrong.read(2000))
        except TimeoutError:
            self._late()
        except (urllib.error.URLError, HTTPException, OSError) as wrong:
            if isinstance(getattr(wrong, "reason", None), socket.timeout | TimeoutError):
                self._late()
            raise Refusal(
                f"{self.name} at {self.host} cannot be reached ({getattr(wrong, 'reason', None) or wrong}): see that this"
                " machine is online and the address is right, then listen again."
            ) from wrong

    def _late(self) -> NoReturn:
        raise Refusal(
            f"{self.name} did not answer within {self.timeout:g} seconds. What was heard before is kept where --work names a"
            " folder: listen again."
        )

    def _read(self, raw: bytes) -> dict[str, Any]:
        try:
            if len(raw) > LARGEST_ANSWER:
                raise ValueError("too large")
            found = json.loads(raw)
            if not isinstance(found, dict):
                raise TypeError("no object")
        except (ValueError, TypeError, RecursionError) as wrong:
            raise self.strange() from wrong
        return found

    def strange(self) -> Refusal:
        return Refusal(
            f"{self.name} at {self.host} answered something that is no transcript: see that the address is the one of its"
            " speech service."
        )

    def _refuse(self, code: int, headers: Message, body: bytes) -> NoReturn:
        told = _told(body).replace(self.key, "…") if self.key else _told(body)
        says = f" It says: “{told}”." if told else ""
        if code in {401, 403}:
            raise Refusal(f"{self.name} does not take the key in {self.key_setting}: set it to a valid one.{says}")
        if code == 402:
            raise Refusal(f"{self.name} says that the account is out of credit: top it up, then listen again.{says}")
        if code == 413:
            raise Refusal(f"{self.name} finds the piece too large: see what your plan there allows.{says}")
        if code == 429:
            after = headers.get("Retry-After", "")
            wait = f"in {after} seconds" if after.isdigit() else "in a few minutes"
            raise Refusal(f"{self.name} is asked too often, or the quota is used up: listen again {wait}.{says}")
        if code >= 500:
            raise Refusal(f"{self.name} has a fault of its own ({code}): listen again in a few minutes.{says}")
        raise Refusal(f"{self.name} refused the request ({code}): see the address and the settings.{says}")


def _sound_address(name: str, address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
        raise Refusal(f"“{address}” is no address for {name}: write it like https://host/v1, without a key in it.")
    if parts.scheme == "http" and parts.hostname not in HERE:
        raise Refusal(f"“{address}” would send a recording in the open: use https, or a service on this machine.")
    return address.rstrip("/")


def _told(body: bytes) -> str:
    """What the service says of the fault, in one short line; empty where it is a web page or says nothing."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    for name in ("error", "err_msg", "message", "detail"):
        said = found.get(name) if isinstance(found, dict) else None
        if isinstance(said, dict):
            said = said.get("message")
        if isinstance(said, str):
            return " ".join(said.split())[:200].rstrip(".")
    return ""


def as_wav(samples: Samples) -> bytes:
    held = io.BytesIO()
    with wave.open(held, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return held.getvalue()


def words_within(rows: Any, piece: Piece, *, text: str, probability: str, scale: float, service: Service) -> list[Word]:
    """Words from a service's list of objects with start and end (times `scale` give seconds), kept within the piece."""
    try:
        return [
            Word(
                str(row[text]).strip(),
                min(max(float(row["start"]) * scale, 0.0), piece.seconds),
                min(max(float(row["end"]) * scale, 0.0), piece.seconds),
                None if row.get(probability) is None else float(row[probability]),
            )
            for row in rows
            if str(row[text]).strip()
        ]
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        raise service.strange() from wrong
