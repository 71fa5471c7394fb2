"""A question goes out by mail over SMTP, Sam answers by mail, and the rest follows by itself: his words on Dana's page after
her own call, what they may mean, the key he turned, the one answer that opens."""

from __future__ import annotations

from email.message import EmailMessage
from email.utils import parseaddr

import pytest
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from gametape.ask import asking, handing
from gametape.ask.links import address_of, tag_of
from gametape.ask.models import Answer, Incoming
from gametape.connectors.imap import polling
from gametape.people.models import Alert, Buyer
from gametape.project import lanes
from gametape.project.work import go_round
from gametape.reasons.models import Finding
from gametape.sending import outbox
from gametape.sending.models import Message

SAM = "sam@mail.example"
SAID = "We loved it. The warranty on top broke it. Yes, answer me."


@pytest.fixture
def store_that_hears(mailbox_server, mail_sink, settings, monkeypatch):
    settings.IMAP, settings.PUBLIC_URL = mailbox_server.url, "https://tape.example"
    monkeypatch.setattr(polling, "PACE", polling.Pace())
    return mailbox_server


def reply(letter: EmailMessage, said: str) -> bytes:
    """What a mail program makes of it: above the quotation, with a signature nobody wrote."""
    back = EmailMessage()
    back["From"], back["To"], back["Subject"] = f"Sam Miller <{SAM}>", letter["Reply-To"], f"Re: {letter['Subject']}"
    back["Message-ID"], back["In-Reply-To"] = "<reply-1@mail.example>", letter["Message-ID"]
    quoted = "".join(f"> {line}\n" for line in letter.get_content().splitlines())
    back.set_content(
        f"{said}\n\nSent from my iPhone\n\n> On Nov 3, 2026, Dana <dana@lakeside.example> wrote:\n>\n{quoted}"
    )
    return bytes(back)


@pytest.mark.django_db(transaction=True)
def test_from_the_question_to_the_one_answer(store_that_hears, mail_sink, sams_no, dana, ben, signed_in_as):
    Buyer.objects.filter(pk=sams_no.deal.buyer_id).update(email=SAM)
    ask = asking.asked_in_person(sams_no, by=dana)
    words = f"What did I miss?\n\n{address_of(ask)}\nReply STOP to hear no more."
    EmailMultiAlternatives(
        "What did I miss?",
        words,
        "answers@lakeside.example",
        [SAM],
        reply_to=[f"answers+{tag_of(ask)}@lakeside.example"],
    ).send()
    (went_out,) = mail_sink.to(SAM)
    assert parseaddr(went_out["Reply-To"])[1].startswith("answers+a")

    store_that_hears.put(reply(went_out, SAID))
    go_round(lanes.FAST)
    answer = Answer.objects.get()
    assert answer.versions.get().text == SAID
    assert Incoming.objects.get().state == "placed"
    assert Finding.objects.filter(loss=sams_no).exists()
    assert Alert.objects.filter(to=dana, about=f"answer:{answer.pk}").exists()

    page = signed_in_as(dana).get(reverse("answer", args=[answer.pk])).content.decode()
    assert "broke it" in page
    assert "in their own words" in page
    assert "iPhone" not in page
    assert "Reply STOP" not in page
    assert signed_in_as(ben).get(reverse("answer", args=[answer.pk])).status_code == 404

    assert outbox.key_is_open(sams_no)
    message = handing.keep(
        sams_no, kind="answer", by=dana, role="rep", channel="copy", words="Thank you. It was included. Dana at Lakeside RV"
    )  # fmt: skip
    assert message.kind == Message.Kind.ANSWER

    stop = reply(went_out, "Thanks. Please stop writing now.").replace(b"reply-1", b"reply-2")
    store_that_hears.put(stop)
    polling.PACE.at = 0
    go_round(lanes.FAST)
    message.refresh_from_db()
    assert message.state == Message.State.DROPPED
    assert not outbox.key_is_open(sams_no)
