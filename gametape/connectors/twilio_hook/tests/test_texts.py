"""A text comes in by Twilio's call: signed, heard once, whatever it holds."""

from __future__ import annotations

import os
import random
from time import monotonic

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from gametape.ask import asking
from gametape.ask.models import Answer, Incoming
from gametape.connectors.twilio_hook.signing import is_signed, signature
from gametape.people.consent import is_suppressed

SECONDS = 60 if os.environ.get("GAMETAPE_TEST_LONG") == "1" else 0.5
TOKEN, URL = "12345", "https://tape.example/hooks/twilio/"
SAM = "+16085550142"


@pytest.fixture(autouse=True)
def configured(settings):
    settings.TWILIO_TOKEN, settings.PUBLIC_URL = TOKEN, "https://tape.example"


def texts(words: str, *, sid: str = "SM1", sender: str = SAM, claimed: str | None = None):
    fields = {"MessageSid": sid, "From": sender, "To": "+16085550100", "Body": words}
    signed = signature(TOKEN, URL, fields.items()) if claimed is None else claimed
    client = Client(enforce_csrf_checks=True)
    return client.post(reverse("text_came"), fields, headers={"X-Twilio-Signature": signed})


@pytest.fixture
def asked(sams_no, dana):
    return asking.asked_in_person(sams_no, by=dana)


class TestATextThatComes:
    def test_is_an_answer(self, asked):
        answer = texts("It was the payment.")
        assert answer.status_code == 200
        assert answer.content.decode().endswith("<Response></Response>")
        assert Answer.objects.get().heard == "sms"

    def test_is_heard_once_however_often_they_call(self, asked):
        for _ in range(3):
            assert texts("It was the payment.").status_code == 200
        assert Incoming.objects.count() == 1
        assert Answer.objects.get().versions.count() == 1

    @pytest.mark.parametrize("words", ["STOP", "Alto", "no me escriban más", "Arrêtez", "Nicht mehr schreiben!"])
    def test_a_stop_in_any_language(self, asked, words):
        texts(words)
        asked.loss.deal.buyer.refresh_from_db()
        assert is_suppressed(asked.loss.deal.buyer)

    @pytest.mark.parametrize("claimed", ["", "x", "ÄÖ", signature("another", URL, [])])
    def test_without_twilios_signature_is_refused(self, asked, claimed):
        assert texts("It was the payment.", claimed=claimed).status_code == 403
        assert not Incoming.objects.exists()

    def test_is_not_taken_where_no_token_is_set(self, asked, settings):
        settings.TWILIO_TOKEN = ""
        assert texts("x").status_code == 404

    def test_without_a_number_of_its_own_is_refused(self, asked):
        assert texts("x", sid="").status_code == 422
        assert texts("x", sid="S" * 65).status_code == 422

    def test_whatever_it_holds(self, asked):
        chance, began, count = random.Random(5), monotonic(), 0
        pieces = [
            "STOP",
            "\x00",
            "\ud83d",
            "😀",
            "payment",
            " and then" * 50,
            "'; DROP",
            "<script>",
            "\n\n",
            "ı",
            "stop " * 200,
            "4111 1111 1111 1111",
            "\u202e",
            "x" * 5000,
        ]
        while monotonic() - began < SECONDS:
            words = (
                "".join(chance.choice(pieces) for _ in range(chance.randint(0, 6))).encode("utf-8", "replace").decode()
            )
            assert (
                texts(words, sid=f"SM{count}", sender=chance.choice([SAM, "", "SHORT", "+1", "9" * 400])).status_code
                == 200
            )
            count += 1
        assert count > 3
        print(f"{count} texts in {SECONDS} s")


class TestTheSignature:
    def test_is_the_one_of_their_documentation(self):
        fields = {"CallSid": "CA1234567890ABCDE", "Caller": "+14158675310", "Digits": "1234", "From": "+14158675310", "To": "+18005551212"}  # fmt: skip
        told = signature("12345", "https://example.com/myapp.php?foo=1&bar=2", fields.items())
        assert told == "L/OH5YylLD5NRKLltdqwSvS0BnU="

    @given(st.dictionaries(st.text(max_size=9), st.text(max_size=30), max_size=5), st.text(max_size=40))
    @settings(max_examples=25)
    def test_fits_nothing_else(self, fields, claimed):
        right = signature(TOKEN, URL, fields.items())
        assert is_signed(TOKEN, URL, fields.items(), right)
        assert is_signed(TOKEN, URL, fields.items(), claimed) is (claimed == right)
        assert not is_signed("", URL, fields.items(), signature("", URL, fields.items()))
