"""What the worker asks for every second is found by an index of its own, however much is done already."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gametape.ask import answering, asking, due, handing
from gametape.ask.models import Words
from gametape.common.clock import now
from gametape.people.models import Alert
from gametape.project import work
from gametape.reasons import finding
from gametape.sending.models import Message
from tests.frame.skips import other_database

pytestmark = pytest.mark.django_db


def plan_of(act) -> str:
    """How the database goes about the first query of this work. PostgreSQL would walk a table of three rows."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        with CaptureQueriesContext(connection) as asked:
            act()
        first = next(one["sql"] for one in asked if one["sql"].startswith("SELECT"))
        cursor.execute(("EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN ") + first)
        return "\n".join(str(row) for row in cursor.fetchall())


@pytest.mark.parametrize(
    ("act", "index"),
    [
        (lambda: list(finding.unread()[:20]), "words_nobody_read"),
        (due.tell_those_due, "messages_that_wait"),
        (work.mail_alerts, "alerts_to_mail"),
    ],
)
def test_it_goes_along_its_index(settings, act, index):
    settings.MAIL_IS_SET_UP = True
    if act is due.tell_those_due and connection.vendor == "postgresql":
        other_database(
            "of five joins over empty tables PostgreSQL begins with any; with 200,000 rows it made no difference"
        )
    assert index in plan_of(act)


def test_words_are_unread_until_they_were_read_and_a_new_version_is_unread_again(sams_no, dana):
    ask = asking.asked_in_person(sams_no, by=dana)
    answer = answering.send(ask, words="The rails are too low.", submission="1", heard="page")
    assert [words.text for words in finding.unread()] == ["The rails are too low."]
    assert work.read_answers() == 1
    assert not finding.unread()
    answering.send(ask, words="And the price.", submission="2", heard="page")
    assert [words.n for words in finding.unread()] == [2]
    Words.objects.filter(answer=answer).update(purged_at=now())
    assert not finding.unread()


def test_a_reading_that_breaks_off_leaves_them_unread(sams_no, dana, monkeypatch):
    ask = asking.asked_in_person(sams_no, by=dana)
    answering.send(ask, words="The rails are too low.", submission="1", heard="page")

    def breaks(name):
        raise OSError("no disk")

    monkeypatch.setattr(finding, "engine", breaks)
    assert work.read_answers() == 0
    assert finding.unread().count() == 1


def test_who_was_told_that_the_hour_has_come_is_not_asked_about_again(sams_no, dana):
    message = handing.keep(
        sams_no, kind="ask", by=dana, role="rep", channel="copy", words="What did I miss? Dana at Lakeside RV"
    )
    Message.objects.filter(pk=message.pk).update(not_before=now())
    assert due.tell_those_due() == 1
    with CaptureQueriesContext(connection) as asked:
        assert due.tell_those_due() == 0
    assert len(asked) == 1
    assert Alert.objects.filter(about=due.due_key(message)).count() == 1
