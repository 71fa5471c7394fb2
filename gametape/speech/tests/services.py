"""Servers on loopback that speak the protocols of the speech services, as their documentation describes them."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

KEY = "key-of-the-store"
SAID = (("Good", 0.5, 0.9), ("morning,", 0.9, 1.3), ("Sam.", 1.4, 1.8))


@dataclass
class Service:
    """`fault` is how the next requests go wrong; `seen` what was asked."""

    fault: str = ""
    words: tuple[tuple[str, float, float], ...] = SAID
    seen: list[dict[str, Any]] = field(default_factory=list)
    address: str = ""
    asked_for_status: int = 0


FAULTS = {"key": 401, "often": 429, "large": 413, "credit": 402, "broken": 503, "odd": 418}


class _Handler(BaseHTTPRequestHandler):
    service: Service

    def log_message(self, *args: Any) -> None:
        """Nothing on the test's output."""

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers["Content-Length"])))

    def _answer(self, body: bytes) -> None:
        service, parts = self.service, urlsplit(self.path)
        service.seen.append(
            {"path": parts.path, "query": parse_qs(parts.query), "headers": dict(self.headers), "body": body}
        )
        if service.fault == "late":
            time.sleep(1.5)
        if service.fault == "elsewhere":
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.1:9/elsewhere")
            self.end_headers()
        elif service.fault in FAULTS:
            self._send(
                FAULTS[service.fault], self.refused(service.fault), retry_after="7" if service.fault == "often" else ""
            )
        elif service.fault == "page":
            self._send(200, b"<html>It works!</html>")
        elif service.fault == "shape":
            self._send(
                200, json.dumps({"text": 3, "words": [{"when": 1}], "results": [], "status": "completed"}).encode()
            )
        elif not self.key_is_right():
            self._send(401, self.refused("key"))
        else:
            self._send(200, json.dumps(self.result(parts.path)).encode())

    def _send(self, code: int, body: bytes, *, retry_after: str = "") -> None:
        self.send_response(code)
        if retry_after:
            self.send_header("Retry-After", retry_after)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.wfile.write(body)

    def refused(self, fault: str) -> bytes:
        raise NotImplementedError

    def key_is_right(self) -> bool:
        raise NotImplementedError

    def result(self, path: str) -> dict[str, Any]:
        raise NotImplementedError


class OpenAI(_Handler):
    def refused(self, fault: str) -> bytes:
        return json.dumps({"error": {"message": f"{fault}, you sent {KEY}", "type": "invalid_request_error"}}).encode()

    def key_is_right(self) -> bool:
        return self.headers.get("Authorization") == f"Bearer {KEY}"

    def result(self, path: str) -> dict[str, Any]:
        assert path == "/v1/audio/transcriptions"
        rows = [{"word": text.strip(",."), "start": start, "end": end} for text, start, end in self.service.words]
        return {
            "task": "transcribe",
            "language": "english",
            "duration": 3.0,
            "text": " ".join(r["word"] for r in rows),
            "words": rows,
        }


class Deepgram(_Handler):
    def refused(self, fault: str) -> bytes:
        return json.dumps(
            {"err_code": fault.upper(), "err_msg": f"{fault}, you sent {KEY}", "request_id": "1"}
        ).encode()

    def key_is_right(self) -> bool:
        return self.headers.get("Authorization") == f"Token {KEY}"

    def result(self, path: str) -> dict[str, Any]:
        assert path == "/v1/listen"
        rows = [
            {"word": text.strip(",.").lower(), "punctuated_word": text, "start": start, "end": end, "confidence": 0.97}
            for text, start, end in self.service.words
        ]
        transcript = " ".join(row["punctuated_word"] for row in rows)
        alternatives = [{"transcript": transcript, "confidence": 0.98, "words": rows}]
        return {"metadata": {"channels": 1}, "results": {"channels": [{"alternatives": alternatives}]}}


class AssemblyAI(_Handler):
    def refused(self, fault: str) -> bytes:
        return json.dumps({"error": f"{fault}, you sent {KEY}"}).encode()

    def key_is_right(self) -> bool:
        return self.headers.get("Authorization") == KEY

    def result(self, path: str) -> dict[str, Any]:
        if path == "/v2/upload":
            return {"upload_url": self.service.address + "/stored/1"}
        if path == "/v2/transcript":
            return {"id": "job 1", "status": "queued"}
        assert path == "/v2/transcript/job%201"
        self.service.asked_for_status += 1
        if self.service.asked_for_status == 1:
            return {"id": "job 1", "status": "processing"}
        if self.service.fault == "failed":
            return {"id": "job 1", "status": "error", "error": "Transcoding failed."}
        rows = [
            {"text": text, "start": int(start * 1000), "end": int(end * 1000), "confidence": 0.97}
            for text, start, end in self.service.words
        ]
        return {"id": "job 1", "status": "completed", "text": " ".join(r["text"] for r in rows), "words": rows}


@contextlib.contextmanager
def served(handler: type[_Handler], **told: Any) -> Iterator[Service]:
    service = Service(**told)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (handler,), {"service": service}))
    service.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()


def fields(seen: dict[str, Any]) -> dict[str, bytes]:
    """The fields of a multipart body."""
    head = f"Content-Type: {seen['headers']['Content-Type']}\r\n\r\n".encode()
    message = BytesParser().parsebytes(head + seen["body"])
    return {
        str(part.get_param("name", header="Content-Disposition")): part.get_payload(decode=True)
        for part in message.get_payload()
    }
