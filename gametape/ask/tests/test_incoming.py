"""A letter comes in: what it is, and what somebody says in it. Invented letters, then real ones where they are at hand."""

from __future__ import annotations

import os
import random
from collections import Counter
from pathlib import Path
from time import monotonic, process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gametape.ask.incoming.html_text import text_of_html
from gametape.ask.incoming.letter import Letter
from gametape.ask.incoming.own_words import READ_AT_MOST, own_words
from gametape.ask.incoming.parts import MOST_BYTES, MOST_TEXT
from gametape.ask.incoming.reading import read_letter
from gametape.ask.tests.letters_by_hand import ENDINGS, STAYS, WORDS, bounce, complaint, letter

DATA = Path(__file__).resolve().parents[3] / "../shared/data/mail"
needs_data = pytest.mark.skipif(not DATA.exists(), reason="needs ../shared/data, which a clone does not have")
SECONDS = 60 if os.environ.get("GAMETAPE_TEST_LONG") == "1" else 0.5


class TestOwnWords:
    @pytest.mark.parametrize("ending", ENDINGS)
    def test_quotes_and_signatures_go(self, ending):
        assert own_words(WORDS + ENDINGS[ending], name="Sam Miller") == WORDS

    @pytest.mark.parametrize("words", STAYS)
    def test_what_only_looks_like_one_stays(self, words):
        assert own_words(words, name="Sam Miller") == words

    @pytest.mark.parametrize("ending", ["gmail", "regards", "es", "fr", "de", "iphone"])
    def test_it_is_the_same_with_the_line_ends_of_mail(self, ending):
        assert read_letter(letter(f"{WORDS}{ENDINGS[ending]}")).words == WORDS

    def test_an_answer_between_the_lines_is_theirs(self):
        text = "See below.\n\nOn Tue, Nov 3, 2026, Dana <d@l.example> wrote:\n> What did I miss?\n\nThe bunks.\n\n> How did I lose you?\n\nThe price."
        assert own_words(text) == "See below.\n\nThe bunks.\n\nThe price."

    def test_a_thank_you_alone_is_what_was_said(self):
        assert own_words("Thanks,\nSam", name="Sam") == "Thanks,"
        assert own_words("Sam", name="Sam") == "Sam"

    def test_nothing_but_a_quotation_is_nothing(self):
        assert own_words("> What did I miss?\n> Dana") == ""

    def test_a_filters_banner_goes(self):
        assert own_words(f"[EXTERNAL EMAIL]\n\n{WORDS}") == WORDS

    def test_what_stays_stands_in_the_text_letter_for_letter(self):
        for ending in ENDINGS.values():
            for line in own_words(WORDS + ending).splitlines():
                assert line in WORDS + ending

    @pytest.mark.parametrize(
        "text",
        ["On a " * 5000, "From: a\n" * 3000, ("On " + "a wrote " * 30 + "\n") * 80, ("Am " + "x " * 120 + "schrieb\n") * 80, "\n" * 20000, "> " * 10000, "From:\nSent:\n" * 2000],
    )  # fmt: skip
    def test_it_is_quick_on_what_was_made_to_be_slow(self, text):
        began = process_time()
        assert len(own_words(text)) <= READ_AT_MOST
        assert process_time() - began < 1


class TestWhatItIs:
    def test_a_reply(self):
        mail = read_letter(
            letter(In_Reply_To="<ask-1@lakeside.example>", References="<old@x> <ask-1@lakeside.example>")
        )
        assert (mail.kind, mail.words, mail.sender, mail.name) == ("words", WORDS, "sam@mail.example", "Sam Miller")
        assert mail.answers == ("ask-1@lakeside.example", "old@x")
        assert mail.to == ("answers@lakeside.example",)

    def test_the_whole_text_is_kept_beside_the_words(self):
        mail = read_letter(letter(WORDS + ENDINGS["gmail"]))
        assert "What did I miss?" in mail.original
        assert "What did I miss?" not in mail.words

    def test_html_alone_is_read_as_a_person_sees_it(self):
        page = f"<style>p{{}}</style><div>{WORDS}</div><div>Tom &amp; I.</div><br><div class=x>On Tue, Nov 3, 2026 at 10:02 Dana &lt;d@l.example&gt; wrote:</div><blockquote>What did I miss?</blockquote>"
        assert read_letter(letter("", html=page)).words == f"{WORDS}\nTom & I."

    @pytest.mark.parametrize(
        ("headers", "kind"),
        [
            ({"Auto-Submitted": "auto-replied"}, "auto"), ({"Auto-Submitted": "auto-generated; x=y"}, "auto"),
            ({"X-Autoreply": "yes"}, "auto"), ({"X-Auto-Response-Suppress": "All"}, "auto"), ({"Precedence": "auto_reply"}, "auto"),
            ({"Subject": "Automatic reply: What did I miss?"}, "auto"), ({"Subject": "Out of Office: back Monday"}, "away"),
            ({"Subject": "Respuesta automática: ¿Qué me faltó?"}, "auto"), ({"Subject": "Fuera de la oficina"}, "away"),
            ({"Subject": "Réponse automatique : votre message"}, "auto"), ({"Subject": "Absence du bureau"}, "away"),
            ({"Subject": "Automatische Antwort: Ihre Frage"}, "auto"), ({"Subject": "Abwesenheitsnotiz"}, "away"),
            ({"Return-Path": "<>"}, "auto"), ({"From": "MAILER-DAEMON@mx.example"}, "auto"),
            ({"List-Unsubscribe": "<mailto:x@y.example>"}, "bulk"), ({"Precedence": "bulk"}, "bulk"), ({"From": "no-reply@shop.example"}, "bulk"),
            ({"Auto-Submitted": "no"}, "words"),
        ],
    )  # fmt: skip
    def test_a_machine_is_told_by_its_headers(self, headers, kind):
        assert read_letter(letter(**{name.replace("-", "_"): value for name, value in headers.items()})).kind == kind

    @pytest.mark.parametrize(
        "text",
        ["I am out of the office until Monday and will respond when I return.", "Estoy fuera de la oficina hasta el lunes.", "Je suis absent du bureau jusqu'à lundi.", "Ich bin bis Montag nicht im Büro."],
    )  # fmt: skip
    def test_or_by_what_it_says(self, text):
        assert read_letter(letter(text)).kind == "away"

    def test_somebody_who_tells_of_an_office_is_no_machine(self):
        assert read_letter(letter("Your man was out when we came, so we left.")).kind == "words"

    def test_a_letter_without_words_is_empty(self):
        assert read_letter(letter("\n")).kind == "empty"

    def test_a_stop_may_stand_in_the_subject_of_an_empty_letter(self):
        assert read_letter(letter("\n", Subject="unsubscribe")).words == "unsubscribe"
        assert read_letter(letter("\n", Subject="Re: unsubscribe")).kind == "empty"


class TestReports:
    @pytest.mark.parametrize(
        ("status", "permanent"),
        [("5.1.1", True), ("5.0.0", True), ("5.7.1", True), ("4.2.2", False), ("4.4.7", False), ("5.2.2", False)],
    )
    def test_a_bounce_says_whom_which_letter_and_whether_for_good(self, status, permanent):
        mail = read_letter(bounce(status=status))
        assert mail.kind == "bounce"
        assert mail.about == "ask-1@lakeside.example"
        assert [(one.recipient, one.permanent) for one in mail.bounces] == [("sam@mail.example", permanent)]

    def test_late_is_not_failed_and_delivered_is_no_bounce(self):
        assert read_letter(bounce(status="4.4.1", action="delayed")).kind == "delayed"
        assert read_letter(bounce(status="2.0.0", action="delivered")).kind == "auto"

    def test_a_complaint(self):
        mail = read_letter(complaint())
        assert (mail.kind, mail.complained, mail.about) == (
            "complaint",
            ("sam@mail.example",),
            "ask-1@lakeside.example",
        )

    @pytest.mark.parametrize("kind", ["auth-failure", "not-spam", "dmarc"])
    def test_what_is_no_persons_complaint_is_none(self, kind):
        assert read_letter(complaint(kind=kind)).kind == "auto"

    def test_a_bounce_that_never_heard_of_the_standard(self):
        text = "Your message\n\n  To: sam@mail.example\n\ndid not reach the following recipient(s):\n\nsam@mail.example on Thu\n    The recipient name is not recognized\n"
        mail = read_letter(letter(text, From="System Administrator <postmaster@x.example>", Subject="Undeliverable: x"))
        assert mail.kind == "bounce"
        assert [(one.recipient, one.permanent) for one in mail.bounces] == [("sam@mail.example", True)]

    def test_a_buyer_who_speaks_of_undelivered_mail_is_a_buyer(self):
        assert (
            read_letter(letter("Your message could not be delivered to me in time.", Subject="Re: x")).kind != "bounce"
        )


REAL = {
    "arf-01": "complaint", "arf-14": "complaint", "arf-19": "auto", "arf-20": "auto",
    "is-not-bounce-01": "words", "is-not-bounce-02": "words", "lhost-gmail-17": "delayed",
    "rfc3834-01": "away", "rfc3834-02": "away", "rfc3834-03": "auto", "rfc3834-04": "away",
    "lhost-amazonses-09": "auto", "lhost-amazonses-10": "auto", "lhost-amazonses-11": "bulk",
}  # fmt: skip
"""The other lhost-* are bounces. The three of Amazon are notes in JSON to a person, never an answer."""
TEMPORARY = (
    "exchange2007-02",
    "exchange2007-03",
    "exchange2007-05",
    "gmail-15",
    "gmail-16",
    "postfix-49",
    "postfix-50",
)


@needs_data
class TestOnRealLetters:
    @pytest.mark.parametrize("path", sorted(DATA.glob("sisimai/*.eml")), ids=lambda path: path.stem)
    def test_each_is_told_for_what_it_is(self, path):
        mail = read_letter(path.read_bytes())
        assert mail.kind == REAL.get(path.stem, "bounce")
        if mail.kind == "bounce":
            assert all("@" in one.recipient for one in mail.bounces)
            assert mail.bounces
            assert mail.bounces[0].permanent is not path.stem.endswith(TEMPORARY)

    def test_no_machine_is_ever_taken_for_a_buyer(self):
        kinds = Counter(read_letter(path.read_bytes()).kind for path in DATA.glob("sisimai/*.eml"))
        assert kinds["words"] == 2, kinds

    @pytest.mark.parametrize("folder", ["crisp_email_reply_parser", "github_email_reply_parser"])
    def test_replies_lose_their_quotes(self, folder):
        """Headers in the four languages and those next door; those in Danish, Finnish, Portuguese and Russian stay."""
        left = []
        for path in sorted(DATA.glob(f"{folder}/*.txt")):
            words = own_words(path.read_text(encoding="utf-8", errors="replace").replace("\r\n", "\n"))
            if any(
                mark in words for mark in ("wrote:", "schrieb", "a écrit", "escribió", "\nFrom:", "Sent from my iP")
            ):
                left.append(path.stem)
        # In the first two it is the sentence itself that speaks of such a line; the third wraps a header over five lines.
        assert set(left) <= {
            "email_tricky_2_url_with_wrote",
            "email_tricky_8_sent_from_in_content",
            "email_outlook_split_line_from",
        }

    def test_broken_letters_are_read_as_far_as_they_go(self):
        for path in DATA.glob("mikel_mail/*.eml"):
            assert isinstance(read_letter(path.read_bytes()), Letter)


def nested(depth: int) -> bytes:
    raw = b"plain"
    for n in range(depth):
        raw = b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) + raw + b"\n--b%d--\n" % n
    return raw


class TestWhateverComes:
    @given(st.binary(max_size=800))
    @settings(max_examples=60)
    def test_any_bytes_give_a_letter(self, raw):
        whole(read_letter(raw))

    @given(st.text(max_size=200))
    @settings(max_examples=60)
    def test_any_text_gives_words(self, text):
        assert len(own_words(text)) <= len(text)
        text_of_html(text)

    @pytest.mark.parametrize(
        "raw",
        [
            b"", b"\x00" * 1000, nested(400), nested(1200), b"Content-Type: message/rfc822\n\n" * 5000, b"From: " + b"(" * 300_000 + b"\n\nhi",
            b"Subject: " + b"=?utf-8?q?" * 20_000, b"References: " + b"<a@b> " * 100_000, b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 15_000,
            b"Content-Type: text/plain; charset=no-such\n\n\xff\xfe", b"Content-Type: text/plain; charset=utf-16\n\n\xff", b"Content-Transfer-Encoding: base64\n\n!!!",
            b"Content-Type: text/html\n\n" + b"<a " * 60_000, b"Content-Type: text/html\n\n" + b"<!--" * 60_000, b"From: a@b\n\n" + b"x" * 3_000_000,
            letter(WORDS * 20_000), letter("\ud800x".encode("utf-8", "replace").decode()),
        ],
        ids=range(17),
    )  # fmt: skip
    def test_what_was_made_to_hurt_is_read_in_a_moment(self, raw):
        began = process_time()
        whole(read_letter(raw))
        assert process_time() - began < 3

    def test_no_nul_comes_through_a_message_id(self):
        mail = read_letter(letter().replace(b"<reply-1@", b"<reply\x00-1@"))
        assert mail.message_id == ""

    def test_letters_with_bytes_changed_at_random(self):
        chance, began, seeds = random.Random(5), monotonic(), [letter(WORDS + end) for end in ENDINGS.values()]
        seeds += [bounce(), complaint(), *(path.read_bytes()[:30_000] for path in sorted(DATA.glob("*/*.eml")))]
        count = 0
        while monotonic() - began < SECONDS:
            whole(read_letter(changed(chance.choice(seeds), chance)))
            count += 1
        assert count > 5
        print(f"{count} letters in {SECONDS} s")


def changed(raw: bytes, chance: random.Random) -> bytes:
    out = bytearray(raw)
    for _ in range(chance.randint(1, 30)):
        at = chance.randrange(len(out) + 1)
        out[at : at + chance.choice([0, 1, 1, 20])] = chance.choice(
            [b"\x00", b"\xff", b"\n\n", b"--", b"<", b'"', b"=?", b"Content-Type: multipart/mixed\n", bytes([chance.randrange(256)]), raw[at : at + 60] * 3]
        )  # fmt: skip
    return bytes(out)


def whole(mail: Letter) -> None:
    """What may be kept in any database: bounded, and text."""
    assert len(mail.original) <= MOST_TEXT < MOST_BYTES
    assert len(mail.words) <= READ_AT_MOST
    for text in (
        mail.words,
        mail.original,
        mail.subject,
        mail.sender,
        mail.name,
        mail.message_id,
        mail.about,
        *mail.to,
        *mail.answers,
    ):
        text.encode()
        assert "\x00" not in text
    assert max(map(len, [mail.sender, mail.name, mail.message_id, mail.about, *mail.to, *mail.answers])) <= 255
    assert len(mail.bounces) <= 50
