"""A mailbox is looked into: nothing twice, nothing lost, nothing changed there."""

from __future__ import annotations

import pytest

from gametape.ask.incoming import reading
from gametape.ask.models import Incoming
from gametape.ask.tests.letters_by_hand import letter
from gametape.common.refusal import Refusal
from gametape.connectors.imap import polling
from gametape.connectors.imap.address import parsed
from gametape.connectors.imap.mailbox import MOST_BYTES
from gametape.connectors.imap.models import Mailbox
from gametape.connectors.imap.polling import EVERY, Pace, hear_mailbox, look


def a_letter(n: int) -> bytes:
    return letter(f"Thought {n}.", From=f"pat{n}@mail.example", Message_ID=f"<{n}@mail.example>")


@pytest.fixture
def mailbox(mailbox_server, settings, lakeside, monkeypatch):
    settings.IMAP = mailbox_server.url
    monkeypatch.setattr(polling, "PACE", Pace())
    return mailbox_server


class TestLooking:
    def test_each_letter_is_heard_once_in_its_order(self, mailbox):
        for n in range(3):
            mailbox.put(a_letter(n))
        address = parsed(mailbox.url)
        assert look(address) == (3, False)
        assert look(address) == (0, False)
        mailbox.put(a_letter(3))
        assert look(address) == (1, False)
        assert list(Incoming.objects.order_by("pk").values_list("words", flat=True)) == [
            f"Thought {n}." for n in range(4)
        ]

    def test_nothing_is_changed_there(self, mailbox):
        mailbox.put(a_letter(0))
        hear_mailbox()
        words = [command.split()[0].upper() for command in mailbox.commands]
        assert "EXAMINE" in words
        assert not {"SELECT", "STORE", "EXPUNGE", "COPY", "MOVE", "DELETE"} & set(words)
        assert all("PEEK" in command for command in mailbox.commands if "FETCH" in command)
        assert any(f"<0.{MOST_BYTES}>" in command for command in mailbox.commands)

    def test_a_letter_that_comes_again_under_another_number_is_known(self, mailbox):
        mailbox.put(a_letter(0))
        mailbox.put(a_letter(0))
        assert look(parsed(mailbox.url)) == (1, False)
        assert Mailbox.objects.get().last_uid == 2

    def test_numbers_that_begin_anew_hear_nothing_twice_and_lose_nothing(self, mailbox):
        for n in range(3):
            mailbox.put(a_letter(n))
        look(parsed(mailbox.url))
        mailbox.validity, mailbox.letters = 8, {1: mailbox.letters[2], 2: mailbox.put(a_letter(9)) and a_letter(9)}
        assert look(parsed(mailbox.url)) == (1, False)
        assert Incoming.objects.count() == 4

    def test_a_little_at_a_time(self, mailbox):
        for n in range(5):
            mailbox.put(a_letter(n))
        assert look(parsed(mailbox.url), most=2) == (2, True)
        assert look(parsed(mailbox.url), most=9) == (3, False)

    def test_a_letter_that_went_between_two_commands_is_passed_by(self, mailbox, monkeypatch):
        mailbox.put(a_letter(0))
        mailbox.put(a_letter(1))
        monkeypatch.setattr("gametape.connectors.imap.mailbox.Look.numbers_after", lambda box, last: [1, 2, 3])
        assert look(parsed(mailbox.url)) == (2, False)
        assert Mailbox.objects.get().last_uid == 3

    def test_one_that_breaks_everything_does_not_keep_the_others(self, mailbox, monkeypatch):
        for n in range(3):
            mailbox.put(a_letter(n))
        hear = polling.hear
        monkeypatch.setattr(
            polling, "hear", lambda one, **more: 1 / 0 if "Thought 1" in one.words else hear(one, **more)
        )
        assert look(parsed(mailbox.url)) == (3, False)
        assert sorted(Incoming.objects.values_list("kind", flat=True)) == ["unread", "words", "words"]

    def test_the_parser_sees_the_letter_as_it_is(self, mailbox):
        mailbox.put(a_letter(0))
        with polling.opened(parsed(mailbox.url)) as box:
            assert reading.read_letter(box.letter(1) or b"").sender == "pat0@mail.example"


class TestWhenItDoesNotWork:
    @pytest.mark.parametrize("broken", ["refuses", "hangs_up"])
    def test_it_is_asked_again_later_and_nothing_is_lost(self, mailbox, broken, monkeypatch):
        mailbox.put(a_letter(0))
        setattr(mailbox, broken, True)
        assert hear_mailbox() == 0
        asked = len(mailbox.commands)
        setattr(mailbox, broken, False)
        assert hear_mailbox() == 0, "not yet"
        assert len(mailbox.commands) == asked
        polling.PACE.at = 0
        assert hear_mailbox() == 1

    def test_nobody_there(self, mailbox, settings):
        settings.IMAP = "imap://a:b@127.0.0.1:1/INBOX"
        assert hear_mailbox() == 0

    def test_the_password_stands_in_no_line_of_the_log(self, mailbox, caplog):
        mailbox.refuses = True
        hear_mailbox()
        assert caplog.records
        assert "secret" not in caplog.text
        assert "secret" not in repr(parsed(mailbox.url))

    def test_the_pauses_grow_and_a_good_look_ends_them(self):
        pace = Pace()
        for _ in range(9):
            pace.failed()
        assert pace.pause == polling.AT_MOST
        pace.looked(more=False)
        assert pace.pause == EVERY
        pace.looked(more=True)
        assert pace.is_due()

    def test_without_the_setting_nothing_is_asked(self, mailbox, settings):
        settings.IMAP = ""
        assert hear_mailbox() == 0
        assert mailbox.commands == []


class TestTheSetting:
    def test_its_parts(self):
        address = parsed("imaps://sam%40x.example:p%40ss%2Fw@mail.example/INBOX")
        assert (address.user, address.password, address.port, address.folder) == (
            "sam@x.example",
            "p@ss/w",
            993,
            "INBOX",
        )
        assert parsed("imaps://a:b@mail.example").folder == "INBOX"

    @pytest.mark.parametrize("wrong", ["mail.example", "imaps://mail.example", "https://a:b@mail.example", "imaps://a:b@mail.example:port/", "imaps://a:b@mail.example/Antwörten"])  # fmt: skip
    def test_what_is_none_says_how_it_has_to_look(self, wrong):
        with pytest.raises(Refusal, match="has to look like"):
            parsed(wrong)

    def test_no_password_goes_over_a_wire_for_everyone_to_read(self):
        with pytest.raises(Refusal, match="imaps://"):
            parsed("imap://a:b@mail.example/INBOX")
