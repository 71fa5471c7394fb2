"""A buyer's browser presses Send, and our process is killed at any point. Sent again, it is there once: not lost, not
doubled, no half of it without the other half. Runs on the database of the run, SQLite's file or a PostgreSQL server."""

import os
import random
import time
from collections import Counter

import pytest
from django.db import connection

from gametape.ask import asking
from gametape.ask.models import Answer, Words
from gametape.common.private_words import REMOVED
from gametape.deals.adding import add_deal
from gametape.deals.losing import lose, seal
from gametape.deals.models import Moment
from gametape.people.models import Alert
from gametape.sending import outbox
from tests.mortal import one_life, process
from tests.sending_buyer import CARD, EACH, thought

ASKS = 20 if os.environ.get("GAMETAPE_TEST_LONG") else 6
LIVES = 5
SECONDS = 12
AT_MOST = 60  # on a machine with no time for us


@pytest.fixture
def asks(lakeside, dana) -> list[int]:
    made = []
    for n in range(ASKS):
        deal = add_deal(lakeside, dana, first_name=f"Sam {n}", unit="Meadowlark 27", phone=f"+1608555{n:04}")
        loss = lose(deal, where="drove_off", chip="price", by=dana)
        seal(loss.own_call, sure="good")
        made.append(asking.asked_in_person(loss, by=dana).pk)
    return made


@pytest.fixture
def buyer():
    with process("tests.sending_buyer") as child:
        yield child


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_killed_while_sending_nothing_is_lost_and_nothing_doubled(asks, buyer):
    last, confirmed, lives, longest = ASKS * EACH, 0, 0, 0.1
    chance, began = random.Random(), time.monotonic()
    while confirmed < last and (spent := time.monotonic() - began) < AT_MOST:
        if spent > SECONDS and lives >= LIVES and confirmed >= EACH:
            break
        before, confirmed = confirmed, one_life(buyer, confirmed, last, asks, seconds=chance.uniform(0, longest))
        # A busy machine sends nothing in a tenth of a second, an idle one everything in three.
        longest *= 1.3 if confirmed - before < 2 else 0.8
        lives += 1
    assert lives >= LIVES, "it was hardly killed at all, so this shows nothing"
    assert confirmed >= EACH, "it never got anywhere"
    kept = Counter(Words.objects.values_list("text", flat=True))
    assert [n for n in range(confirmed) if kept[as_kept(n)] != 1] == []
    assert max(kept.values()) == 1
    assert len(kept) - confirmed in (0, 1), "at most the one sending that was killed before it could say so"
    for answer in Answer.objects.select_related("loss__deal", "loss__key"):
        each_answer_is_whole(answer)
    print(f"{lives} lives, {confirmed} sendings confirmed, {len(kept)} kept, on {connection.vendor}")


def as_kept(number: int) -> str:
    return thought(number).replace(CARD, REMOVED)


def each_answer_is_whole(answer: Answer) -> None:
    numbers = list(answer.versions.order_by("n").values_list("n", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert answer.numbers_removed == len(numbers), "words without the rest of their sending"
    assert Moment.objects.filter(deal=answer.loss.deal, kind=Moment.Kind.ANSWERED).count() == 1
    assert Alert.objects.filter(about=f"answer:{answer.pk}").count() == 1
    assert Alert.objects.filter(about__startswith=f"answer:{answer.pk}:").count() == len(numbers) - 1
    assert answer.closest == ["EXPERIENCE"]
    assert outbox.key_is_open(answer.loss) == answer.wants_answer
