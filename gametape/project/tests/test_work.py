"""The worker: what was sent is read, whoever should know is told, once, whatever fails or dies in between."""

import itertools
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
import time_machine
from django.core.mail.backends.smtp import EmailBackend
from django.db import connection
from django.urls import reverse

from gametape.ask import answering, asking
from gametape.ask.models import Words
from gametape.common.clock import now
from gametape.people.alerting import alert
from gametape.people.models import Alert
from gametape.project import lanes, work
from gametape.reasons import finding
from gametape.reasons.models import Finding, Read
from tests.frame.home import clean_environment

pytestmark = pytest.mark.django_db


@pytest.fixture
def answered(sams_no, dana):
    ask = asking.asked_in_person(sams_no, by=dana)
    return answering.send(ask, words="Nobody got back to me about the battery.", submission="one", heard="page")


@pytest.fixture
def mail(mail_sink, settings):
    settings.MAIL_IS_SET_UP = True
    settings.PUBLIC_URL = "https://lakeside.example"
    return mail_sink


def tell(person, about="x", say="Sam answered."):
    alert([person], store=person.memberships.get().store, about=about, say=say, link_name="answer", link_pk=7)


class TestReading:
    def test_what_a_buyer_sent_is_read_once(self, answered):
        assert work.read_answers() == 1
        assert Finding.objects.filter(loss=answered.loss, leaf="UND.QUESTION_LEFT_OPEN").count() == 1
        assert work.read_answers() == 0

    def test_one_that_cannot_be_read_keeps_no_other_waiting(self, answered, monkeypatch):
        answering.send(answered.ask, words="And it was too long.", submission="two", heard="page")
        first = answered.versions.get(n=1)
        really = finding.read

        def read(words):
            if words.pk == first.pk:
                raise ValueError("a text that breaks the reader")
            return really(words)

        monkeypatch.setattr(finding, "read", read)
        assert work.read_answers() == 1
        assert list(finding.unread()) == [first]

    def test_words_that_are_gone_are_not_read(self, answered):
        Words.objects.update(purged_at=now())
        assert work.read_answers() == 0


class TestAlertsByMail:
    def test_one_letter_with_the_way_there_and_no_word_of_the_buyer(self, mail, dana, answered):
        work.mail_alerts()
        letter = mail.to(dana.email)[0]
        assert letter["Subject"] == "Sam answered."
        assert reverse("answer", args=[answered.pk]) in letter.get_content()
        assert "https://lakeside.example/answers/" in letter.get_content()
        assert "battery" not in letter.as_string()

    def test_an_alert_is_mailed_once_however_often_the_worker_comes_round(self, mail, dana):
        tell(dana)
        assert [work.mail_alerts() for _ in range(4)] == [1, 0, 0, 0]
        tell(dana)
        work.mail_alerts()
        assert len(mail.letters) == 1

    def test_without_mail_set_up_it_stays_on_the_page(self, mail_sink, settings, dana):
        assert settings.MAIL_IS_SET_UP is False
        tell(dana)
        assert work.mail_alerts() == 0
        assert Alert.objects.get().mail_claimed_at is None

    def test_not_what_was_seen_is_old_or_is_for_somebody_who_left_or_has_no_address(
        self, mail, dana, ben, maria, nia, olga
    ):
        for person in (dana, ben, maria, nia, olga):
            tell(person)
        Alert.objects.filter(to=dana).update(seen_at=now())
        Alert.objects.filter(to=ben).update(at=now() - timedelta(days=2))
        maria.is_active = False
        maria.save()
        nia.email = None
        nia.save()
        work.mail_alerts()
        assert [letter["To"] for letter in mail.letters] == [olga.email]

    def test_a_claim_whose_worker_died_is_taken_over_when_its_lease_has_run_out(self, mail, dana):
        tell(dana)
        Alert.objects.update(mail_claimed_at=now())
        with time_machine.travel(now() + timedelta(minutes=4)):
            assert work.mail_alerts() == 0
        with time_machine.travel(now() + timedelta(minutes=6)):
            assert work.mail_alerts() == 1
        assert len(mail.letters) == 1

    def test_a_server_that_refuses_is_asked_again_soon_and_then_ever_more_rarely(self, mail, dana, monkeypatch):
        tries = []
        monkeypatch.setattr(
            EmailBackend,
            "send_messages",
            lambda self, letters: tries.append(now()) or (_ for _ in ()).throw(OSError("no")),
        )
        with time_machine.travel(now(), tick=False) as clock:
            tell(dana)
            for _ in range(6 * 60):
                work.mail_alerts()
                clock.shift(timedelta(seconds=10))
        gaps = [(after - before).total_seconds() for before, after in itertools.pairwise(tries)]
        assert gaps[0] <= 40
        assert sorted(gaps) == gaps
        assert 5 <= len(tries) <= 10, "in the first hour"

    def test_it_goes_out_once_the_server_is_back(self, mail, dana):
        mail.refuse_with = "451 try later"
        tell(dana)
        assert work.mail_alerts() == 0
        mail.refuse_with = ""
        with time_machine.travel(now() + timedelta(seconds=45)):
            assert work.mail_alerts() == 1

    def test_one_address_that_is_refused_keeps_no_other_waiting(self, mail, dana, ben, monkeypatch):
        really = EmailBackend.send_messages

        def picky(self, letters):
            if letters[0].to == [dana.email]:
                raise OSError("550 no such person")
            return really(self, letters)

        monkeypatch.setattr(EmailBackend, "send_messages", picky)
        tell(dana)
        tell(ben)
        assert work.mail_alerts() == 1
        assert len(mail.to(ben.email)) == 1

    def test_a_name_with_a_line_break_in_it_is_no_second_header(self, mail, dana):
        tell(dana, say="Sam\nBcc: everybody@example.com answered.")
        assert work.mail_alerts() == 1
        assert mail.letters[0]["Bcc"] is None
        assert mail.letters[0]["X-Envelope-To"] == dana.email


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_send_one_letter_each(mail, dana, ben, maria, nia):
    for person in (dana, ben, maria, nia):
        for n in range(3):
            tell(person, about=f"x{n}", say=f"Buyer {n} answered.")
    ready = threading.Barrier(4)

    def go():
        ready.wait()
        work.mail_alerts()
        connection.close()

    workers = [threading.Thread(target=go) for _ in range(4)]
    [worker.start() for worker in workers]
    [worker.join() for worker in workers]
    sent = sorted((letter["To"], letter["Subject"]) for letter in mail.letters)
    assert len(sent) == len(set(sent)) == 12


class TestTheRound:
    def test_one_that_fails_does_not_stop_the_others_and_is_written_down(self, caplog):
        did = []

        def breaks():
            raise RuntimeError("broken")

        def works():
            did.append("it")
            return 1

        assert work.go_round([breaks, works, breaks, works]) == 2
        assert did == ["it", "it"]
        assert caplog.text.count("breaks did not finish; it is tried again") == 2

    def test_it_rests_only_when_there_was_nothing_to_do(self, monkeypatch):
        done, rests, rounds = [3, 2, 0, 1, 0], [], []
        monkeypatch.setattr(time, "sleep", rests.append)
        work.run([lambda: rounds.append(1) or done[len(rounds) - 1]], pause=0.5, alive=lambda: len(rounds) < 5)
        assert len(rounds) == 5
        assert rests == [0.5, 0.5]

    def test_quick_work_is_in_the_fast_lane_and_imports_in_the_heavy_one(self):
        assert [piece.__name__ for piece in lanes.FAST] == [
            "hear_mailbox", "read_answers", "begin_those_read", "send_due", "tell_those_due", "reopen_late", "mail_alerts", "tell_managers",
        ]  # fmt: skip
        assert [piece.__name__ for piece in lanes.HEAVY] == [
            "go_on", "go_on_with_imports", "hear_a_little", "put_away_what_nobody_has", "refit_a_little", "draw_a_little",
            "search_a_little", "count_a_little", "drop_unused", "tell_who_is_watched", "purge_a_little",
        ]  # fmt: skip


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_leaves_nothing_undone_and_nothing_doubled(sams_no, dana, tmp_path):
    """kill -9 at whatever point it has come to, several times; then one that may finish."""
    ask = asking.asked_in_person(sams_no, by=dana)
    answer = answering.send(ask, words="It was too long.", submission="s0", heard="page")
    for n in range(1, 6):
        answering.send(ask, words=f"Nobody got back to me about thing {n}.", submission=f"s{n}", heard="page")
    environment = clean_environment(tmp_path / "home")
    settings = connection.settings_dict
    url = (
        f"sqlite:///{settings['NAME']}"
        if connection.vendor == "sqlite"
        else f"postgres://{settings['USER']}@{settings['HOST']}:{settings['PORT']}/{settings['NAME']}"
    )
    begun = []
    for patience in (1.2, 1.5, 1.8, None):
        process = subprocess.Popen(
            [sys.executable, "-m", "gametape", "work", *([] if patience else ["--once"])],
            env={**environment, "GAMETAPE_DATABASE_URL": url},
            stdout=subprocess.DEVNULL,
        )
        begun.append(process.pid)
        if patience:
            time.sleep(patience)
            os.kill(process.pid, signal.SIGKILL)
        process.wait(timeout=60)
    assert process.returncode == 0
    assert Read.objects.count() == answer.versions.count() == 6
    spans = list(Finding.objects.values_list("words", "leaf", "start", "end"))
    assert len(spans) == len(set(spans)) >= 5
