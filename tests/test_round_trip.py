"""By mail, there and back: the question leaves from here, the buyer's own mail program replies, the words are read, and the
one answer they asked for goes out. A real SMTP server in between; both databases."""

from email.message import EmailMessage

import pytest
import time_machine
from django.urls import reverse

from gametape.ask import from_here, handing, leaving
from gametape.ask.coming_in import hear, key_of_letter
from gametape.ask.incoming.reading import read_letter
from gametape.common.clock import now
from gametape.deals.losing import lose, seal
from gametape.deals.models import Loss
from gametape.people.models import Buyer, Role
from gametape.project import work
from gametape.sending.models import Key, Message

pytestmark = pytest.mark.django_db
TUESDAY, WEDNESDAY, LATER = "2026-06-16T19:00:00Z", "2026-06-17T18:00:00Z", "2026-06-17T20:00:00Z"
QUESTION = (
    "Hi Sam, Dana at Lakeside RV. Thank you for your time. I respect your decision. "
    "Only if you feel like it: what did I miss? No need to reply."
)
SAID = "Nobody could tell us whether it fits under our carport."


@pytest.fixture
def from_here_by_mail(mail_sink, settings):
    settings.SENDERS = {"email": "gametape.connectors.smtp.sending.Smtp"}
    settings.PUBLIC_URL, settings.DEFAULT_FROM_EMAIL = "https://tape.example", "ask@tape.example"
    return mail_sink


def replied_to(letter: EmailMessage, words: str) -> bytes:
    """As a mail program writes it: under the words the question, quoted."""
    reply = EmailMessage()
    reply["From"], reply["To"] = "Sam Reyes <sam@mail.example>", letter["Reply-To"] or letter["From"]
    reply["Subject"], reply["Message-ID"] = f"Re: {letter['Subject']}", "<reply-1@mail.example>"
    # Where answers come to an address of their own, the provider may have put a Message-ID of its own on the question.
    reply["In-Reply-To"] = "<of-the-provider@mail.example>" if letter["Reply-To"] else letter["Message-ID"]
    quoted = "\n".join(f"> {line}" for line in letter.get_content().splitlines())
    reply.set_content(f"{words}\n\nOn Wed, 17 Jun 2026 at 13:00, Dana wrote:\n{quoted}\n")
    return reply.as_bytes()


@pytest.mark.parametrize("replies_to", ["", "answers@tape.example"])
def test_ask_reply_reading_key_and_the_one_answer(
    from_here_by_mail, settings, sams_deal, dana, signed_in_as, replies_to
):
    settings.REPLIES_TO = replies_to
    Buyer.objects.filter(pk=sams_deal.buyer_id).update(email="sam@mail.example")
    with time_machine.travel(TUESDAY, tick=False):
        loss = lose(sams_deal, where=Loss.Where.DROVE_OFF, chip="price", by=dana)
        seal(loss.own_call, sure="counting")
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        loss = Loss.objects.get(pk=loss.pk)
        ask = handing.keep(loss, kind="ask", by=dana, role=Role.REP, channel="email", words=QUESTION)
        clock.move_to(from_here.send_from_here(ask, by=dana).go_at)
        assert leaving.send_due() == 1
        (letter,) = from_here_by_mail.letters

        mail = read_letter(replied_to(letter, f"{SAID}\n\nYes, answer me."))
        hear(mail, channel="email", key=key_of_letter(mail))
        assert work.read_answers() == 1

    with time_machine.travel(LATER, tick=False) as clock:
        page = signed_in_as(dana).get(reverse("answer", args=[loss.answer.pk])).content.decode()
        assert "carport" in page
        assert "wrote:" not in page, "what they quoted are our words, not theirs"
        assert "Question never answered" in page, "read, and suggested under the words"
        assert Key.objects.get(loss=loss).until > now()

        answer = handing.keep(
            Loss.objects.get(pk=loss.pk), kind="answer", by=dana, role=Role.REP, channel="email",
            words="Sam, thank you for telling me. It is 10 feet 4 high, so it fits under 11 feet. Dana at Lakeside RV",
        )  # fmt: skip
        clock.move_to(from_here.send_from_here(answer, by=dana).go_at)
        assert leaving.send_due() == 1
    assert ["10 feet 4" in one.get_content() for one in from_here_by_mail.letters] == [False, True]
    assert Message.objects.filter(loss=loss, kind="answer", state="out").count() == 1
