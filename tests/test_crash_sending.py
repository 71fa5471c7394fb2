"""The worker is killed with -9 at random while it sends to buyers, over a real mail server and a provider of texts that
keep their own count: nobody gets the same twice, and what is lost shows as unsure, for a person to decide (law 8).

Forty messages and at least five kills in the usual suite; 500 and fifty with GAMETAPE_TEST_LONG=1."""

import os
import random
import time
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection

from gametape.ask import from_here, handing
from gametape.ask.letters import letter_of
from gametape.common.clock import played_at
from gametape.deals.adding import add_deal
from gametape.deals.losing import lose, seal
from gametape.people.consent import note_yes
from gametape.people.models import Role
from gametape.sending import going_out
from gametape.sending.models import Attempt, Message
from tests.mortal import one_life, process
from tests.sending_worker import WEDNESDAY

LONG = bool(os.environ.get("GAMETAPE_TEST_LONG"))
MESSAGES, KILLS = (500, 50) if LONG else (40, 5)
AT_MOST = 900 if LONG else 100  # seconds, on a machine with no time for us
PUBLIC = "https://tape.example"
WORDS = "Hi Sam, Dana at Lakeside RV. Thank you. I respect your decision. What did I miss? No need to reply."


@pytest.fixture
def providers(mail_sink, text_sink, settings) -> dict[str, str]:
    """Both set up here and for the worker."""
    settings.SENDERS = {
        "email": "gametape.connectors.smtp.sending.Smtp",
        "sms": "gametape.connectors.twilio.sending.Twilio",
    }
    settings.PUBLIC_URL, settings.DEFAULT_FROM_EMAIL, settings.TWILIO = PUBLIC, "ask@tape.example", text_sink.settings
    return {
        "GAMETAPE_MAIL": "smtp",
        "GAMETAPE_SMTP_URL": f"smtp://127.0.0.1:{mail_sink.port}",
        "GAMETAPE_MAIL_FROM": "ask@tape.example",
        "GAMETAPE_SMS": "twilio",
        "GAMETAPE_PUBLIC_URL": PUBLIC,
        **text_sink.settings,
    }


def queued(store, rep, *, n: int) -> Message:
    """Sam n drove off yesterday and was written to today: every other one by text, with their yes."""
    channel = "sms" if n % 2 else "email"
    with played_at(WEDNESDAY - timedelta(hours=24)):
        deal = add_deal(
            store, rep, first_name="Sam", unit="Meadowlark 27", phone=f"+1608556{n:04}", email=f"sam{n}@mail.example"
        )
        loss = lose(deal, where="drove_off", chip="price", by=rep)
        seal(loss.own_call, sure="good")
        note_yes(deal.buyer, channel="sms", by=rep)
    with played_at(WEDNESDAY - timedelta(minutes=30)):
        message = handing.keep(loss, kind="ask", by=rep, role=Role.REP, channel=channel, words=WORDS)
        return from_here.send_from_here(message, by=rep)


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.django_db(transaction=True)
def test_killed_while_it_sends_nobody_is_written_to_twice_and_nothing_is_lost_unseen(
    lakeside, dana, providers, mail_sink, text_sink
):
    for n in range(MESSAGES):
        queued(lakeside, dana, n=n)
    mail_sink.slow = text_sink.slow = 0.04  # so that a kill finds it in the middle, too
    kills = lived_through(providers, until_done=lambda: not to_go())
    with played_at(WEDNESDAY + timedelta(hours=1)):
        gone_out = going_out.give_up_on_the_dead(lease=timedelta(0))
    taken = counted(mail_sink, text_sink)
    states = Counter(Message.objects.values_list("state", flat=True))
    doubled = [key for key, times in taken.items() if times > 1]
    lost = [m.pk for m in Message.objects.filter(state="out") if not taken[key_of(m)]]
    unsure = list(Message.objects.filter(state="unsure"))
    arrived = [m for m in unsure if taken[key_of(m)]]
    print(
        f"\n{MESSAGES} messages, {kills} kills, on {connection.vendor}: {sum(taken.values())} taken by the providers, "
        f"{states['out']} known to be out, {len(unsure)} unsure (of them {len(arrived)} had arrived), "
        f"{len(doubled)} doubled, {len(lost)} lost without showing"
    )
    mail_sink.slow = text_sink.slow = 0.0
    assert kills >= KILLS, "it was hardly killed at all, so this shows nothing"
    assert unsure or not LONG, "it was never killed in the middle, so this shows little"
    assert doubled == []
    assert lost == []
    assert set(states) <= {"out", "unsure"}
    assert len(gone_out) == len(unsure)
    decided(unsure, arrived, dana, providers)
    taken = counted(mail_sink, text_sink)
    assert [times for times in taken.values() if times != 1] == []
    assert len(taken) == MESSAGES
    assert Message.objects.exclude(state="out").count() == 0


def lived_through(providers, *, until_done) -> int:
    """Kills the worker again and again until all is done; after enough kills it is left in peace. How many kills."""
    chance, began, kills, longest = random.Random(), time.monotonic(), 0, 0.1
    with process("tests.sending_worker", **providers) as worker:
        while not until_done():
            assert time.monotonic() - began < AT_MOST, "it never got anywhere"
            before = to_go()
            peace = kills >= KILLS * 1.2
            one_life(worker, 0, 100_000, [], seconds=1.0 if peace else chance.uniform(0, longest))
            kills += not peace and to_go() > 0
            longest *= 1.3 if before - to_go() < MESSAGES / KILLS / 4 else 0.7
    return kills


def to_go() -> int:
    return Message.objects.filter(state=Message.State.QUEUED).count()


def key_of(message: Message) -> str:
    return letter_of(message).message_id if message.channel == "email" else message.buyer.phone


def counted(mail_sink, text_sink) -> Counter:
    """How often the providers took each: a mail by its Message-ID, a text by its number."""
    by_mail = Counter(letter["Message-ID"] for letter in mail_sink.letters)
    return by_mail + Counter(text["to"] for text in text_sink.texts)


def decided(unsure, arrived, dana, providers) -> None:
    """Dana says what she finds out, and what did not go out goes once."""
    assert Attempt.objects.filter(outcome="unsure", settled_at=None).count() == len(unsure)
    for message in unsure:
        with played_at(WEDNESDAY - timedelta(seconds=1)):
            from_here.settle(message, by=dana, did_go=message in arrived)
    with process("tests.sending_worker", **providers) as worker:
        while to_go():
            one_life(worker, 0, 100_000, [], seconds=2)
