"""The worker is killed at any point while it reads a mailbox: every letter is heard, each once, with all that follows."""

import random
import time
from collections import Counter

import pytest
from django.db import connection

from gametape.ask import asking
from gametape.ask.links import tag_of
from gametape.ask.models import Answer, Incoming, Words
from gametape.ask.tests.letters_by_hand import bounce, letter
from gametape.connectors.imap.address import parsed
from gametape.connectors.imap.polling import look
from gametape.deals.adding import add_deal
from gametape.deals.losing import lose, seal
from gametape.deals.models import Moment
from gametape.people.models import Alert
from tests.frame.length import times
from tests.mortal import one_life, process

ASKS, LIVES = times(12, nightly=60), times(4, nightly=30)
AT_MOST = times(30, nightly=300)  # seconds, on a machine with no time for us


@pytest.fixture
def full(mailbox_server, lakeside, maria, dana):
    """To each of Dana's questions an answer, with a machine's letter and one from nobody we know between them."""
    for n in range(ASKS):
        deal = add_deal(lakeside, dana, first_name=f"Sam {n}", unit="Meadowlark 27", phone=f"+1608555{n:04}")
        loss = lose(deal, where="drove_off", chip="price", by=dana)
        seal(loss.own_call, sure="good")
        tag = tag_of(asking.asked_in_person(loss, by=dana))
        mailbox_server.put(letter(f"Thought {n}.", To=f"a+{tag}@lakeside.example", Message_ID=f"<{n}@x>"))
        mailbox_server.put(letter(f"Stranger {n}.", From=f"pat{n}@mail.example", Message_ID=f"<s{n}@x>"))
        mailbox_server.put(bounce(f"nobody{n}@mail.example"))
    return mailbox_server


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_killed_while_it_reads_nothing_is_lost_and_nothing_heard_twice(full):
    chance, began, lives, heard, longest = random.Random(), time.monotonic(), 0, 0, 0.3
    with process("tests.hearing_mailbox") as worker:
        while (lives < LIVES or heard < 2 * ASKS) and time.monotonic() - began < AT_MOST:
            one_life(worker, 0, 10_000, [full.port], seconds=chance.uniform(0, longest))
            before, heard = heard, Incoming.objects.count()
            # A busy machine hears nothing in a tenth of a second, an idle one everything in three.
            longest *= 0.8 if heard > before + 2 else 1.3
            lives += 1
    assert lives >= LIVES, "it was hardly killed at all, so this shows nothing"
    assert heard >= 3, "it never got anywhere"
    while look(parsed(full.url))[1]:
        pass
    assert Incoming.objects.count() == 3 * ASKS
    said = Counter(Words.objects.values_list("text", flat=True))
    assert said == Counter(f"Thought {n}." for n in range(ASKS))
    waits = Counter(Incoming.objects.filter(state="waits").values_list("words", flat=True))
    assert waits == Counter(f"Stranger {n}." for n in range(ASKS))
    assert Alert.objects.filter(about__startswith="unplaced:").count() == ASKS
    assert Alert.objects.filter(about__startswith="answer:").count() == Answer.objects.count() == ASKS
    assert Moment.objects.filter(kind=Moment.Kind.ANSWERED).count() == ASKS
    print(f"{lives} lives, {heard} of {3 * ASKS} letters heard in them, on {connection.vendor}")
