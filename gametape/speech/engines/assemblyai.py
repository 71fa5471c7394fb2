"""`assemblyai`: AssemblyAI's service for recordings: the sound is uploaded (POST /v2/upload), a transcript ordered
(POST /v2/transcript) and asked for until it is there (GET). GAMETAPE_STT_KEY is the key, GAMETAPE_STT_MODEL the model
(universal unless said); `assemblyai:https://host` another address of it, such as the European one."""

from __future__ import annotations

import json
import os
import time
from typing import Any
from urllib.parse import quote

from gametape.common.refusal import Refusal
from gametape.speech.calling_services import Service, as_wav, words_within
from gametape.speech.lines import Word
from gametape.speech.transcriber import Piece

ADDRESS = "https://api.assemblyai.com"
MODEL = "universal"
SLOWEST = 5.0  # seconds between two looks
FIRST = 0.5


class AssemblyAI:
    """Takes no sentence as a prompt with this model, and its lists of single words are left alone."""

    def __init__(self, service: Service, model: str) -> None:
        self.service = service
        self.model = f"assemblyai:{model}"
        self.leaves_for = service.leaves_for
        self.settings: dict[str, Any] = {"speech_model": model, "punctuate": True, "format_text": True}

    def words(self, piece: Piece) -> list[Word]:
        uploaded = self._post("/v2/upload", as_wav(piece.samples), "application/octet-stream").get("upload_url")
        if not isinstance(uploaded, str):
            raise self.service.strange()
        language = {"language_code": piece.language} if piece.language else {"language_detection": True}
        order = {"audio_url": uploaded, **self.settings, **language}
        ordered = self._post("/v2/transcript", json.dumps(order).encode(), "application/json")
        done = self._done(ordered)
        rows = done.get("words") or []
        return words_within(rows, piece, text="text", probability="confidence", scale=1e-3, service=self.service)

    def _post(self, path: str, body: bytes, kind: str) -> dict[str, Any]:
        return self.service.answer(path, body=body, headers={"Authorization": self.service.key, "Content-Type": kind})

    def _done(self, job: dict[str, Any]) -> dict[str, Any]:
        until, wait = time.monotonic() + self.service.timeout, FIRST
        while job.get("status") in {"queued", "processing"} and isinstance(job.get("id"), str):
            if time.monotonic() > until:
                raise Refusal(f"AssemblyAI was not done after {self.service.timeout:g} seconds: listen again later.")
            time.sleep(wait)
            wait = min(2 * wait, SLOWEST)
            path = "/v2/transcript/" + quote(job["id"], safe="")
            job = self.service.answer(path, body=None, headers={"Authorization": self.service.key})
        if job.get("status") == "error":
            raise Refusal(
                f"AssemblyAI could not transcribe it: “{str(job.get('error'))[:200]}”. See the sound, then try again."
            )
        if job.get("status") != "completed":
            raise self.service.strange()
        return job


def engine(value: str) -> AssemblyAI:
    service = Service(name="AssemblyAI", address=value or ADDRESS, key_setting="GAMETAPE_STT_KEY")
    return AssemblyAI(service, os.environ.get("GAMETAPE_STT_MODEL") or MODEL)
