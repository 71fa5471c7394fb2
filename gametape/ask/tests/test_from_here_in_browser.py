"""The pages of what leaves from here, in a real browser: axe on each, nothing wider than the screen."""

from datetime import timedelta

import pytest
from django.urls import reverse

from gametape.ask import asking
from gametape.common.clock import now
from gametape.deals.models import Loss
from gametape.people.models import Buyer
from gametape.sending.models import Attempt, Message
from tests.frame.browser import on_a_phone_and_a_desk

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
WORDS = (
    "Hi Sam,\n\nThank you for the time you spent with us. You've decided to go another way and I respect that.\n\n"
    "Only if you're willing: what was it that I missed?\n\nNo need to answer at all.\n\nDana, Lakeside RV"
)


@pytest.fixture
def yesterdays_no(sams_no, settings):
    settings.SENDERS = {
        "email": "gametape.connectors.smtp.sending.Smtp",
        "sms": "gametape.connectors.twilio.sending.Twilio",
    }
    settings.PUBLIC_URL = "https://tape.example"
    Loss.objects.filter(pk=sams_no.pk).update(at=now() - timedelta(days=1))
    Buyer.objects.update(email="sam@mail.example")
    return sams_no


@on_a_phone_and_a_desk
def test_every_page_of_it_is_clean(page, sign_in, axe, dana, yesterdays_no):
    sign_in(page, dana)
    walk = [reverse("ask", args=[yesterdays_no.pk]) + way for way in ("?channel=email", "?channel=sms")]
    for path in [*walk, reverse("may_text", args=[yesterdays_no.pk])]:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
        axe()
    message = asking.write(yesterdays_no, by=dana, role="rep", channel="email", words=WORDS).message
    Attempt.objects.create(message=message, n=1, sender="smtp", looked="Twilio has it: sent, SM1.")
    for state in ("queued", "sending", "unsure", "waiting", "out"):
        why = "Held for 10 minutes, for second thoughts." if state == "queued" else "It may have arrived, or not."
        changed = {"state": state, "via": "product", "mark": "a" * 32, "go_at": now(), "why": why, "out_at": now()}
        Message.objects.filter(pk=message.pk).update(**changed)
        for name in ("message", "veto"):
            page.goto(reverse(name, args=[message.pk]))
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (state, name)
            axe()
        if state == "unsure":
            page.goto(reverse("today"))
            axe()
