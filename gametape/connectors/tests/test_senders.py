"""What the port asks of every sender, over a real connection: taken once, refused for certain, or open.

Each is tried against a server of its kind on loopback: SMTP, Twilio's protocol, and Postmark's by django-anymail."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.utils.module_loading import import_string

from gametape.common.clock import now
from gametape.common.refusal import Refusal
from gametape.project import surroundings
from gametape.sending.port import Letter, LooksUp, SendingFailed

SMTP = "gametape.connectors.smtp.sending.Smtp"
TWILIO = "gametape.connectors.twilio.sending.Twilio"
ANYMAIL = "gametape.connectors.anymail.sending.Anymail"
UNSUBSCRIBE = {"List-Unsubscribe": "<https://tape.example/a/x/stop/>"}


def mail(**changed: Any) -> Letter:
    given = {
        "channel": "email", "to": "sam@mail.example", "subject": "What did I miss?", "sender": "Dana, Lakeside RV",
        "body": "Hi Sam,\n\n.\nWhat did I miss?\n", "mark": "a" * 32, "headers": UNSUBSCRIBE,
    }  # fmt: skip
    return Letter(**{**given, **changed})


def text(**changed: Any) -> Letter:
    given = {"channel": "sms", "to": "+16085550142", "body": "What did I miss?", "mark": "b" * 32}
    return Letter(**{**given, **changed})


def a_closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class TestSmtp:
    @pytest.fixture(autouse=True)
    def from_the_store(self, settings):
        settings.DEFAULT_FROM_EMAIL = "ask@tape.example"

    @pytest.fixture
    def smtp(self):
        return import_string(SMTP)()

    def test_it_is_taken_once_with_the_message_id_that_is_its_own(self, smtp, mail_sink):
        assert smtp.send(mail()) == "kept"
        (letter,) = mail_sink.letters
        assert letter["Message-ID"] == f"<{'a' * 32}@tape.example>"
        assert letter["From"] == '"Dana, Lakeside RV" <ask@tape.example>'
        assert letter["List-Unsubscribe"] == UNSUBSCRIBE["List-Unsubscribe"]
        assert letter.get_content().replace("\r\n", "\n") == mail().body

    @pytest.mark.parametrize(("answer", "permanent"), [("451 later", False), ("550 no such person", True)])
    def test_what_the_server_says_counts(self, smtp, mail_sink, answer, permanent):
        mail_sink.refuse_with = answer
        with pytest.raises(SendingFailed, match=answer) as failed:
            smtp.send(mail())
        assert failed.value.permanent is permanent

    def test_nobody_there_is_nothing_taken(self, smtp, mail_sink, settings):
        settings.EMAIL_PORT = a_closed_port()
        with pytest.raises(SendingFailed) as failed:
            smtp.send(mail())
        assert not failed.value.permanent

    @pytest.mark.parametrize(("when", "kept"), [("before", 0), ("after", 1)])
    def test_silence_after_the_words_left_stays_open(self, smtp, mail_sink, when, kept):
        mail_sink.hang_up = when
        with pytest.raises(OSError):  # anything but SendingFailed, which would say that nothing was taken
            smtp.send(mail())
        assert len(mail_sink.letters) == kept

    @pytest.mark.parametrize("wrong", [{"to": "nobody"}, {"to": "a@b\r\nBcc: c@d"}, {"headers": {"X": "a\nBcc: c@d"}}])
    def test_what_is_no_address_never_reaches_the_server(self, smtp, mail_sink, wrong):
        with pytest.raises(SendingFailed) as failed:
            smtp.send(mail(**wrong))
        assert failed.value.permanent
        assert mail_sink.letters == []


class TestTwilio:
    @pytest.fixture
    def twilio(self, text_sink, settings):
        settings.TWILIO = text_sink.settings
        return import_string(TWILIO)()

    def test_it_is_taken_once_and_found_again(self, twilio, text_sink):
        began = now()
        sid = twilio.send(text())
        assert text_sink.to("+16085550142") == ["What did I miss?"]
        assert isinstance(twilio, LooksUp)
        assert f"Twilio has it: sent, {sid}." == twilio.found(text(), since=began)
        assert twilio.found(text(body="Another"), since=began).startswith("Twilio listed no such text")

    @pytest.mark.parametrize(
        ("status", "code", "permanent", "stopped"),
        [(429, 20429, False, False), (400, 21211, True, False), (400, 21610, True, True), (401, 20003, True, False)],
    )
    def test_what_twilio_says_counts(self, twilio, text_sink, status, code, permanent, stopped):
        text_sink.answer_with = (status, code)
        with pytest.raises(SendingFailed) as failed:
            twilio.send(text())
        assert (failed.value.permanent, failed.value.stopped) == (permanent, stopped)

    def test_a_wrong_token_is_told_to_the_owner(self, text_sink, settings):
        settings.TWILIO = {**text_sink.settings, "GAMETAPE_TWILIO_TOKEN": "wrong"}
        with pytest.raises(SendingFailed, match="GAMETAPE_TWILIO_TOKEN"):
            import_string(TWILIO)().send(text())

    @pytest.mark.parametrize("status", [500, 503])
    def test_a_server_that_broke_leaves_it_open(self, twilio, text_sink, status):
        text_sink.answer_with = (status, 0)
        with pytest.raises(ConnectionError):
            twilio.send(text())

    def test_a_line_that_was_cut_leaves_it_open(self, twilio, text_sink):
        text_sink.hang_up = True
        with pytest.raises(OSError):
            twilio.send(text())
        assert len(text_sink.texts) == 1

    def test_nobody_there_is_nothing_taken(self, text_sink, settings):
        settings.TWILIO = {**text_sink.settings, "GAMETAPE_TWILIO_URL": f"http://127.0.0.1:{a_closed_port()}"}
        with pytest.raises(SendingFailed) as failed:
            import_string(TWILIO)().send(text())
        assert not failed.value.permanent

    def test_what_is_not_set_is_named(self, text_sink, settings):
        settings.TWILIO = {**text_sink.settings, "GAMETAPE_TWILIO_FROM": ""}
        with pytest.raises(Refusal, match="GAMETAPE_TWILIO_FROM"):
            import_string(TWILIO)()


@dataclass
class Postmark:
    """What Postmark's documented endpoint was given; `status` is what it answers."""

    status: int = 200
    hang_up: bool = False
    mails: list[dict[str, Any]] = field(default_factory=list)


class TestAnymail:
    @pytest.fixture
    def postmark(self, settings) -> Iterator[Postmark]:
        there = Postmark()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                there.mails.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                if there.hang_up:
                    self.close_connection = True
                    return
                told = {"ErrorCode": 0 if there.status == 200 else 1, "MessageID": "1", "Message": "OK"}
                told["To"] = there.mails[-1]["To"]
                content = json.dumps(told).encode()
                self.send_response(there.status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *of_no_interest: Any) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        settings.BUYER_MAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
        settings.ANYMAIL = {
            "POSTMARK_SERVER_TOKEN": "t", "POSTMARK_API_URL": f"http://127.0.0.1:{server.server_address[1]}/",
        }  # fmt: skip
        settings.DEFAULT_FROM_EMAIL = "ask@tape.example"
        yield there
        server.shutdown()
        server.server_close()

    @pytest.fixture
    def anymail(self, postmark):
        return import_string(ANYMAIL)()

    def test_it_is_taken_once_with_its_headers(self, anymail, postmark):
        assert anymail.send(mail()) == "1"
        (given,) = postmark.mails
        headers = {row["Name"]: row["Value"] for row in given["Headers"]}
        assert headers["Message-ID"] == f"<{'a' * 32}@tape.example>"
        assert headers["List-Unsubscribe"] == UNSUBSCRIBE["List-Unsubscribe"]
        assert (given["To"], given["From"]) == ("sam@mail.example", '"Dana, Lakeside RV" <ask@tape.example>')

    @pytest.mark.parametrize(("status", "permanent"), [(429, False), (401, True), (413, True)])
    def test_what_the_provider_says_counts(self, anymail, postmark, status, permanent):
        postmark.status = status
        with pytest.raises(SendingFailed) as failed:
            anymail.send(mail())
        assert failed.value.permanent is permanent

    @pytest.mark.parametrize("how", [{"status": 500}, {"hang_up": True}])
    def test_a_server_that_broke_leaves_it_open(self, anymail, postmark, how):
        for name, value in how.items():
            setattr(postmark, name, value)
        with pytest.raises(Exception) as broke:
            anymail.send(mail())
        assert not isinstance(broke.value, SendingFailed)
        assert len(postmark.mails) == 1

    def test_nobody_there_is_nothing_taken(self, anymail, settings):
        settings.ANYMAIL = {**settings.ANYMAIL, "POSTMARK_API_URL": f"http://127.0.0.1:{a_closed_port()}/"}
        with pytest.raises(SendingFailed) as failed:
            anymail.send(mail())
        assert not failed.value.permanent


class TestChoosing:
    """What the environment names, and what it refuses with the next step."""

    @pytest.fixture(autouse=True)
    def a_real_address(self, monkeypatch):
        monkeypatch.setenv("GAMETAPE_MAIL_FROM", "ask@tape.example")

    def test_with_nothing_set_nothing_is_sent_from_here(self):
        assert surroundings.senders() == {}

    def test_each_is_one_dotted_name(self, monkeypatch):
        monkeypatch.setenv("GAMETAPE_MAIL", "anymail.backends.postmark.EmailBackend")
        monkeypatch.setenv("GAMETAPE_SMS", "twilio")
        assert surroundings.senders() == {"email": ANYMAIL, "sms": TWILIO}
        monkeypatch.setenv("GAMETAPE_SMS", "lakeside.texts.Sender")
        assert surroundings.senders()["sms"] == "lakeside.texts.Sender"

    def test_what_is_missing_is_named(self, monkeypatch):
        monkeypatch.setenv("GAMETAPE_MAIL", "smtp")
        with pytest.raises(Refusal, match="GAMETAPE_SMTP_URL"):
            surroundings.senders()
        monkeypatch.setenv("GAMETAPE_SMTP_URL", "smtp://mail.example")
        assert surroundings.senders() == {"email": SMTP}
        monkeypatch.delenv("GAMETAPE_MAIL_FROM")
        with pytest.raises(Refusal, match="GAMETAPE_MAIL_FROM"):
            surroundings.senders()
        monkeypatch.setenv("GAMETAPE_MAIL_FROM", "ask@tape.example")
        monkeypatch.setenv("GAMETAPE_MAIL", "pigeon")
        with pytest.raises(Refusal, match="pigeon"):
            surroundings.senders()

    def test_what_the_provider_needs_is_an_object(self, monkeypatch):
        monkeypatch.setenv("GAMETAPE_ANYMAIL", '{"POSTMARK_SERVER_TOKEN": "t"}')
        assert surroundings.anymail() == {"POSTMARK_SERVER_TOKEN": "t"}
        monkeypatch.setenv("GAMETAPE_ANYMAIL", "t")
        with pytest.raises(Refusal, match="JSON object"):
            surroundings.anymail()
