"""`deepgram`: Deepgram's service for recordings (POST /v1/listen). GAMETAPE_STT_KEY is the key, GAMETAPE_STT_MODEL the model
(nova-3 unless said); `deepgram:https://host` another address of it, such as the European one or one's own."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import urlencode

from gametape.speech.calling_services import Service, as_wav, words_within
from gametape.speech.lines import Word
from gametape.speech.transcriber import Piece

ADDRESS = "https://api.deepgram.com"
MODEL = "nova-3"


class Deepgram:
    """Takes no sentence as a prompt, and its lists of single words are left alone: they did harm elsewhere."""

    def __init__(self, service: Service, model: str) -> None:
        self.service = service
        self.told = model
        self.model = f"deepgram:{model}"
        self.leaves_for = service.leaves_for
        # Their terms allow training with what is sent unless one opts out; nobody on the call agreed to that.
        self.settings: dict[str, Any] = {"model": model, "punctuate": "true", "mip_opt_out": "true"}

    def words(self, piece: Piece) -> list[Word]:
        language = {"language": piece.language} if piece.language else {"detect_language": "true"}
        answer = self.service.answer(
            "/v1/listen?" + urlencode({**self.settings, **language}),
            body=as_wav(piece.samples),
            headers={"Authorization": f"Token {self.service.key}", "Content-Type": "audio/wav"},
        )
        try:
            rows = answer["results"]["channels"][0]["alternatives"][0]["words"]
            shown = [{**row, "shown": row.get("punctuated_word") or row["word"]} for row in rows]
        except (KeyError, IndexError, TypeError, AttributeError) as wrong:
            raise self.service.strange() from wrong
        return words_within(shown, piece, text="shown", probability="confidence", scale=1.0, service=self.service)


def engine(value: str) -> Deepgram:
    service = Service(name="Deepgram", address=value or ADDRESS, key_setting="GAMETAPE_STT_KEY")
    return Deepgram(service, os.environ.get("GAMETAPE_STT_MODEL") or MODEL)
