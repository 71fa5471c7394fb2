"""An endpoint of one's own is asked only where an owner set it, and believed only as far as its quotes stand in the text."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from gametape.common.refusal import Refusal
from gametape.reasons.reading import engine

TEXT = "Nice boat. The trailer was not in the price, and nobody told us."
GOOD = {"status": None, "suggestions": [{"reason": "UND.UNCLEAR_OFFER", "score": 0.8, "quote": "The trailer was not in the price"}]}  # fmt: skip


class Endpoint(BaseHTTPRequestHandler):
    """Says what the test told it to say, and keeps what it was asked."""

    def do_POST(self):
        self.server.asked.append(
            (self.path, dict(self.headers), json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        )
        status, body = self.server.says
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture
def server():
    running = HTTPServer(("127.0.0.1", 0), Endpoint)
    running.asked = []
    running.says = said(GOOD)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield running
    running.shutdown()
    running.server_close()
    thread.join()


def said(told, *, status=200):
    content = told if isinstance(told, str) else json.dumps(told)
    return status, json.dumps({"choices": [{"message": {"content": content}}]}).encode()


def reader(server):
    surroundings = {
        "GAMETAPE_READER_URL": f"http://127.0.0.1:{server.server_port}/v1/",
        "GAMETAPE_READER_CHAT_MODEL": "some-model",
        "GAMETAPE_READER_KEY": "k-1",
    }
    return engine("openai", surroundings)


def test_it_is_off_until_it_is_set():
    with pytest.raises(Refusal, match="GAMETAPE_READER_URL"):
        engine("openai", {})


def test_it_asks_with_a_schema_and_suggests_what_stands_in_the_text(server):
    heard = reader(server).read(TEXT, closest=["UNDERSTANDING"])
    (one,) = heard.suggestions
    assert (one.code, one.quote, one.score) == ("UND.UNCLEAR_OFFER", "The trailer was not in the price", 0.8)
    assert TEXT[one.start : one.end] == one.quote
    path, headers, asked = server.asked[0]
    assert path == "/v1/chat/completions"
    assert headers["Authorization"] == "Bearer k-1"
    assert asked["response_format"]["json_schema"]["strict"] is True
    assert asked["messages"][-1]["content"] == TEXT


def test_wrong_quotes_unknown_codes_and_nonsense_are_thrown_away(server):
    wrong = [
        {"reason": "PRI.OVER_BUDGET", "score": 0.9, "quote": "It was too expensive"},
        {"reason": "PRI.MAGIC", "score": 0.9, "quote": "Nice boat"},
        {"reason": "FIT.TASTE", "score": 0.9, "quote": " "},
        {"reason": "FIT.TASTE", "score": "high", "quote": "Nice boat"},
        "nonsense",
    ]
    server.says = said({"status": None, "suggestions": [*wrong, *GOOD["suggestions"]]})
    assert [one.code for one in reader(server).read(TEXT).suggestions] == ["UND.UNCLEAR_OFFER"]


def test_a_status_comes_without_suggestions(server):
    server.says = said({"status": "NO_REASON", "suggestions": GOOD["suggestions"]})
    heard = reader(server).read(TEXT)
    assert (heard.status, heard.suggestions) == ("NO_REASON", ())


def test_a_stop_and_private_words_are_never_sent(server):
    assert reader(server).read("Please stop texting me.").status == "OPT_OUT"
    assert reader(server).read("The bank declined our loan.").suggestions
    assert server.asked == []


@pytest.mark.parametrize(
    ("says", "told"),
    [
        ((429, b"{}"), "too much to do"),
        ((401, b"{}"), "GAMETAPE_READER_KEY"),
        ((500, b"oops"), r"says no \(500\)"),
        ((200, b"no json"), "in a way that can be read"),
        ((200, b"[]"), "schema"),
        (said("not json either"), "schema"),
    ],
)
def test_what_fails_is_said_in_a_sentence_with_the_next_step(server, says, told):
    server.says = says
    with pytest.raises(Refusal, match=told):
        reader(server).read(TEXT)


def test_nobody_listening_is_a_refusal_too():
    where = {"GAMETAPE_READER_URL": "http://127.0.0.1:9/v1", "GAMETAPE_READER_CHAT_MODEL": "m"}
    with pytest.raises(Refusal, match="GAMETAPE_READER_URL"):
        engine("openai", where).read(TEXT)
