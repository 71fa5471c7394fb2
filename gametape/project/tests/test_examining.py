"""What `doctor` finds, each with its next step; and what it says where there is nothing to examine yet."""

import pytest
from django.db import DatabaseError
from django.db.migrations.executor import MigrationExecutor

from gametape.people.models import Membership, Role, Store
from gametape.project import examining
from tests.frame.cast import works_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(settings, tmp_path):
    """`found()`: what doctor says that is to be mended, and everything else, as two lists of sentences."""
    settings.HOME = tmp_path
    settings.PUBLIC_URL = "https://tape.lakeside.example"

    def examine():
        findings = list(examining.examine())
        return [one.say for one in findings if one.fine is False], [
            one.say for one in findings if one.fine is not False
        ]

    return examine


@pytest.fixture
def well(lakeside, olga, frank):
    """A store that lacks nothing."""


def test_all_is_well(found, well):
    mend, rest = found()
    assert mend == []
    assert any("every migration is there" in say for say in rest)
    assert any("Links go to https://tape.lakeside.example." in say for say in rest)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("", "GAMETAPE_PUBLIC_URL is not set, so messages carry no link"),
        ("http://127.0.0.1:8000", "nobody but this machine can open such links"),
        ("http://localhost:8000", "nobody but this machine can open such links"),
        ("https://lake.localhost", "nobody but this machine can open such links"),
        ("http://[::1]:8000", "nobody but this machine can open such links"),
        ("http://0.0.0.0:8000", "nobody but this machine can open such links"),
        ("http://192.168.1.20:8000", "is not https"),
    ],
)
def test_an_address_that_buyers_cannot_use(found, well, settings, url, says):
    settings.PUBLIC_URL = url
    (mend,) = found()[0]
    assert says in mend


def test_a_key_that_others_can_read(found, well, tmp_path):
    (tmp_path / "secret_key").write_text("x")
    (tmp_path / "secret_key").chmod(0o644)
    assert found()[0] == [f"secret_key can be read by others. Run chmod 600 {tmp_path / 'secret_key'}."]
    (tmp_path / "secret_key").chmod(0o600)
    assert found()[0] == []


def test_little_room(found, well, monkeypatch):
    monkeypatch.setattr(examining.shutil, "disk_usage", lambda path: type("Usage", (), {"free": 200 << 20}))
    assert "make room before the next import or backup" in found()[0][0]


def test_a_restore_that_was_cut_off(found, well, tmp_path):
    (tmp_path / "restore.unfinished").write_text("[]")
    assert "Run `gametape restore FILE --yes` again" in found()[0][0]


def test_migrations_to_run_and_then_nothing_is_asked_of_the_tables(found, well, monkeypatch):
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda self, targets: [("deals", "0002")])
    monkeypatch.setattr(Store.objects, "exists", lambda: pytest.fail("there may be no such table"))
    assert "1 migrations to run; `gametape serve` runs them." in found()[0][0]


def test_a_database_that_does_not_answer(found, monkeypatch):
    def refuse(connection):
        raise DatabaseError("connection refused\nis it running?")

    monkeypatch.setattr(examining, "MigrationExecutor", refuse)
    (mend,) = found()[0]
    assert mend.startswith("The database does not answer: connection refused is it running?.")


def test_a_store_without_an_owner(found, lakeside, frank):
    assert found()[0] == ["Lakeside RV has no owner. `gametape invite owner` prints a way in."]


def test_an_owner_who_left_is_none(found, well, olga):
    olga.is_active = False
    olga.save()
    assert "has no owner" in found()[0][0]


def test_what_is_good_to_know_and_is_no_fault(found, well, lakeside):
    Membership.objects.filter(role=Role.FINANCE).delete()
    Store.objects.update(address="")
    mend, rest = found()
    assert mend == []
    told = " ".join(rest)
    assert "has nobody for F&I" in told
    assert "has no postal address" in told
    assert "No mail is set up (GAMETAPE_SMTP_URL)" in told


def test_no_store_yet(found):
    mend, rest = found()
    assert mend == []
    assert any("`gametape start deals.csv` makes one" in say for say in rest)


def test_where_letters_go_without_the_password(found, well, settings, monkeypatch):
    settings.MAIL_IS_SET_UP = True
    monkeypatch.setenv("GAMETAPE_SMTP_URL", "smtp://us:secret@mail.example:587")
    told = " ".join(found()[1])
    assert "mail.example:587" in told
    assert "secret" not in told.replace("secret_key", "")


def test_every_store_is_looked_at(found, well, hilltop):
    works_at(hilltop, "Otto Lind", Role.FINANCE)
    assert found()[0] == ["Hilltop Marine has no owner. `gametape invite owner` prints a way in."]


class TestTheMailbox:
    def test_that_opens(self, found, well, settings, mailbox_server):
        settings.IMAP = mailbox_server.url
        mend, rest = found()
        assert mend == []
        assert "Replies are heard from the mailbox answers@lakeside@127.0.0.1/INBOX." in rest

    @pytest.mark.parametrize("url", ["imap://a:secret@127.0.0.1:1/INBOX", "mail.example"])
    def test_that_does_not(self, found, well, settings, url):
        settings.IMAP = url
        mend, _rest = found()
        assert [say for say in mend if "GAMETAPE_IMAP" in say]
        assert "secret" not in "".join(mend)
