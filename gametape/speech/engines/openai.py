"""`openai:URL`: any service that speaks OpenAI's protocol for transcriptions (POST URL/audio/transcriptions), its own, or a
server in the store. GAMETAPE_STT_KEY is the key (a server of one's own may need none), GAMETAPE_STT_MODEL the model."""

from __future__ import annotations

import os
import uuid
from typing import Any

from gametape.common.refusal import Refusal
from gametape.speech.calling_services import Service, as_wav, words_within
from gametape.speech.lines import Word
from gametape.speech.transcriber import Piece

MODEL = "whisper-1"  # the one whose answer holds the times of words


class OpenAI:
    def __init__(self, service: Service, model: str) -> None:
        self.service = service
        self.told = model
        self.model = f"openai:{service.host}/{model}"
        self.leaves_for = service.leaves_for
        self.settings: dict[str, Any] = {"model": model, "response_format": "verbose_json", "temperature": 0}

    def words(self, piece: Piece) -> list[Word]:
        body, kind = form(self._fields(piece), as_wav(piece.samples))
        headers = {"Content-Type": kind, "Accept": "application/json"}
        if self.service.key:
            headers["Authorization"] = f"Bearer {self.service.key}"
        answer = self.service.answer("/audio/transcriptions", body=body, headers=headers)
        if "text" not in answer:
            raise self.service.strange()
        if not answer.get("words") and str(answer["text"]).strip():
            raise Refusal(
                f"{self.service.host} tells no times of words with the model {self.told}: set GAMETAPE_STT_MODEL to one that"
                " does (whisper-1)."
            )
        rows = answer.get("words") or []
        return words_within(rows, piece, text="word", probability="probability", scale=1.0, service=self.service)

    def _fields(self, piece: Piece) -> list[tuple[str, str]]:
        fields = [
            ("model", self.told),
            ("response_format", "verbose_json"),
            ("timestamp_granularities[]", "word"),
            ("temperature", "0"),
        ]
        if piece.language:
            fields.append(("language", piece.language))
        if piece.prompt and not piece.plainly:
            fields.append(("prompt", piece.prompt))
        return fields


def form(fields: list[tuple[str, str]], sound: bytes) -> tuple[bytes, str]:
    """A multipart body (RFC 7578) and its content type."""
    mark = uuid.uuid4().hex
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields
    ]
    head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="piece.wav"\r\nContent-Type: audio/wav\r\n\r\n'
    return b"".join(
        [*parts, head.encode(), sound, f"\r\n--{mark}--\r\n".encode()]
    ), f"multipart/form-data; boundary={mark}"


def engine(value: str) -> OpenAI:
    service = Service(name="The speech service", address=value, key_setting="GAMETAPE_STT_KEY", key_needed=False)
    return OpenAI(service, os.environ.get("GAMETAPE_STT_MODEL") or MODEL)
