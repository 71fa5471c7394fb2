"""A provider of texts on loopback that speaks Twilio's documented protocol and keeps its own count of what it took."""

import base64
import json
import random
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

ACCOUNT, TOKEN, NUMBER = "AC" + "0" * 32, "a token", "+16085550100"


@dataclass
class TextSink:
    """Texts in the order they were taken. `answer_with` refuses: (status, Twilio's code). `hang_up` keeps the text and says
    nothing, as when the line is cut."""

    port: int = 0
    texts: list[dict[str, str]] = field(default_factory=list)
    answer_with: tuple[int, int] | None = None
    hang_up: bool = False
    slow: float = 0.0  # seconds at most, before it keeps the text and again before it says so
    secret: str = base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def settings(self) -> dict[str, str]:
        return {
            "GAMETAPE_TWILIO_ACCOUNT": ACCOUNT,
            "GAMETAPE_TWILIO_TOKEN": TOKEN,
            "GAMETAPE_TWILIO_FROM": NUMBER,
            "GAMETAPE_TWILIO_URL": self.url,
        }

    def to(self, number: str) -> list[str]:
        return [text["body"] for text in self.texts if text["to"] == number]


class _Handler(BaseHTTPRequestHandler):
    sink: TextSink

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        if not self._let_in():
            return
        if self.sink.answer_with:
            status, code = self.sink.answer_with
            self._say(status, {"code": code, "message": "no", "status": status})
            return
        time.sleep(random.uniform(0, self.sink.slow))
        sid = f"SM{len(self.sink.texts):032}"
        whence = (form.get("From") or form.get("MessagingServiceSid"))[0]
        self.sink.texts.append({"sid": sid, "to": form["To"][0], "from": whence, "body": form["Body"][0]})
        if self.sink.hang_up:
            self.close_connection = True
            return
        time.sleep(random.uniform(0, self.sink.slow))
        self._say(201, {"sid": sid, "status": "queued"})

    def do_GET(self) -> None:
        if self._let_in():
            to = parse_qs(urlsplit(self.path).query)["To"][0]
            same = [{**text, "status": "sent"} for text in self.sink.texts if text["to"] == to]
            self._say(200, {"messages": same})

    def _let_in(self) -> bool:
        if self.headers["Authorization"] == f"Basic {self.sink.secret}" and f"/{ACCOUNT}/Messages.json" in self.path:
            return True
        self._say(401, {"code": 20003, "message": "Authenticate"})
        return False

    def _say(self, status: int, told: dict[str, Any]) -> None:
        content = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *of_no_interest: Any) -> None:
        pass


@pytest.fixture
def text_sink() -> Iterator[TextSink]:
    sink = TextSink()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"sink": sink}))
    server.handle_error = lambda *who: None  # whoever was killed in the middle of a sentence
    sink.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield sink
    server.shutdown()
    server.server_close()
