"""Backup and restore, on the database of the run: all of it comes back, or nothing was changed, and a sentence says so."""

import io
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from django.db import connection

from gametape.common.clock import now
from gametape.common.refusal import Refusal
from gametape.people import consent
from gametape.people.models import Buyer, Store, Suppression
from gametape.privacy import letting_go
from gametape.privacy.models import Forgetting, Forgotten
from gametape.project import copying, keeping
from gametape.project.sealing import FRAME, MAGIC, seal, unseal
from gametape.sending.models import Message
from tests.frame.home import clean_environment
from tests.frame.skips import missing, other_database

SAM, LENA = "+15075550142", "+15075550143"
KEYS = ("secret_key", "suppression_key")


@pytest.fixture(autouse=True)
def client_tools(on_postgres):
    if on_postgres and not (shutil.which("pg_dump") and shutil.which("psql")):
        missing("PostgreSQL's client tools are not installed", get_it="apt install postgresql-client")


@pytest.fixture
def home(transactional_db, settings, tmp_path):
    """A data folder of one's own with both keys, one upload, Lakeside RV and Sam, who said stop."""
    settings.HOME = tmp_path / "home"
    settings.UPLOADS = settings.HOME / "uploads"
    settings.SUPPRESSION_KEY_FILE = settings.HOME / "suppression_key"
    settings.UPLOADS.mkdir(parents=True)
    for key in KEYS:
        (settings.HOME / key).write_text(f"the {key} of this home")
    (settings.UPLOADS / "deals.csv").write_text("name,amount")
    stops(Store.objects.create(name="Lakeside RV"), "Sam", SAM)
    return settings.HOME


def stops(store, name, phone):
    consent.they_said_stop(Buyer.objects.create(store=store, first_name=name, phone=phone), heard_on="sms")


def there():
    """What the installation holds, as far as these tests changed it."""
    stores = sorted(Store.objects.values_list("name", flat=True))
    return stores, sorted(Buyer.objects.values_list("first_name", flat=True)), consent.suppressed_addresses([SAM, LENA])


def run(home, *words, **environment):
    return subprocess.run(
        [sys.executable, "-m", "gametape", *map(str, words)],
        env=clean_environment(home, **environment),
        cwd=home.parent,
        capture_output=True,
        text=True,
        timeout=120,
    )


class TestRoundTrip:
    @pytest.mark.slow
    def test_by_the_command_into_an_empty_home_elsewhere(self, home, tmp_path, own_database, settings):
        keeping.backup(tmp_path / "kept.gt", passphrase="a fine long passphrase")
        words = {**own_database, "GAMETAPE_BACKUP_PASSPHRASE": "a fine long passphrase"}
        back = run(tmp_path / "new", "restore", tmp_path / "kept.gt", "--yes", **words)
        assert back.returncode == 0, back.stderr
        again = run(tmp_path / "new", "backup", tmp_path / "again.gt", **own_database)
        assert "not encrypted" in again.stdout
        with tarfile.open(tmp_path / "again.gt") as tar:
            assert {"database", "secret_key", "suppression_key", "uploads", "uploads/deals.csv"} <= set(tar.getnames())
        for key in KEYS:
            assert (tmp_path / "new" / key).read_bytes() == (home / key).read_bytes(), "the keys travel"
        assert "Lakeside RV" in run(tmp_path / "new", "doctor", **own_database).stdout

    @pytest.mark.parametrize("passphrase", ["", "a fine long passphrase"])
    def test_over_what_is_here_which_is_gone_then_but_no_stop_is(self, home, tmp_path, passphrase):
        size = keeping.backup(tmp_path / "kept.gt", passphrase=passphrase)
        assert size == (tmp_path / "kept.gt").stat().st_size
        assert (tmp_path / "kept.gt").stat().st_mode & 0o077 == 0
        stops(Store.objects.create(name="Opened since"), "Lena", LENA)
        (home / "uploads" / "later.csv").write_text("x")
        keeping.restore(tmp_path / "kept.gt", passphrase=passphrase)
        assert there() == (["Lakeside RV"], ["Sam"], {SAM, LENA})
        assert sorted(path.name for path in (home / "uploads").iterdir()) == ["deals.csv"]
        assert (home / "uploads.before-restore" / "later.csv").exists()
        assert (home / "database.before-restore").stat().st_size > 1000
        assert not keeping.note().exists()

    def test_who_was_forgotten_since_is_forgotten_again(self, home, tmp_path):
        """The backup is from before: it brings the row back, and the ledger of this installation takes it away."""
        keeping.backup(tmp_path / "kept.gt")
        letting_go.forget(list(Buyer.objects.filter(first_name="Sam")))
        keeping.restore(tmp_path / "kept.gt")
        assert list(Buyer.objects.values_list("first_name", "phone")) == [("", "")]
        assert consent.suppressed_addresses([SAM]) == {SAM}, "and their stop stands"
        assert Forgotten.objects.count() == 2
        assert not Forgetting.objects.exclude(rows_at__isnull=False).exists()

    def test_into_an_empty_home_the_ledger_of_the_backup_counts(self, home, tmp_path):
        letting_go.forget(list(Buyer.objects.filter(first_name="Sam")))
        Buyer.objects.filter(first_name="").update(first_name="Sam", phone=SAM)  # as if it had been cut off half way
        keeping.backup(tmp_path / "kept.gt")
        (home / "suppression_key").write_text("the key of an empty home")
        keeping.restore(tmp_path / "kept.gt")
        assert list(Buyer.objects.values_list("first_name", "phone")) == [("", "")]

    def test_who_came_again_after_it_stays(self, home, tmp_path):
        letting_go.forget(list(Buyer.objects.filter(first_name="Sam")))
        Buyer.objects.create(store=Store.objects.get(), first_name="Sam", phone=SAM)
        keeping.backup(tmp_path / "kept.gt")
        keeping.restore(tmp_path / "kept.gt")
        assert sorted(Buyer.objects.values_list("first_name", flat=True)) == ["", "Sam"]

    def test_the_list_of_another_installation_is_not_mixed_in(self, home, tmp_path):
        keeping.backup(tmp_path / "kept.gt")
        (home / "suppression_key").write_text("another key")
        stops(Store.objects.create(name="Elsewhere"), "Lena", LENA)
        keeping.restore(tmp_path / "kept.gt")
        assert Suppression.objects.count() == 1, "hashes under another key mean nothing here"
        assert (home / "suppression_key").read_text() == "the suppression_key of this home"

    def test_what_waited_to_leave_from_here_is_unsure_afterwards(self, home, tmp_path, sams_no, dana):
        """It may have left since the backup was made: a person decides, and the worker sends none of them by itself."""
        for state, kind in (("queued", "ask"), ("sending", "thanks"), ("waiting", "answer")):
            Message.objects.create(
                store=sams_no.store, deal=sams_no.deal, loss=sams_no, buyer=sams_no.deal.buyer, by=dana, kind=kind,
                channel="email", words="What did I miss?", state=state, mark=kind, go_at=now(),
            )  # fmt: skip
        keeping.backup(tmp_path / "kept.gt")
        Message.objects.update(state="out")
        keeping.restore(tmp_path / "kept.gt")
        states = dict(Message.objects.values_list("kind", "state"))
        assert states == {"ask": "unsure", "thanks": "unsure", "answer": "waiting"}

    def test_restored_twice_it_is_the_same(self, home, tmp_path):
        keeping.backup(tmp_path / "kept.gt")
        for _ in range(2):
            keeping.restore(tmp_path / "kept.gt")
            assert there() == (["Lakeside RV"], ["Sam"], {SAM})

    def test_rows_can_be_added_afterwards(self, home, tmp_path):
        keeping.backup(tmp_path / "kept.gt")
        keeping.restore(tmp_path / "kept.gt")
        Store.objects.create(name="Opened later")
        assert Store.objects.count() == 2

    def test_a_backup_from_before_a_migration_runs_it_again(self, home, tmp_path):
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE app = 'axes'")
            for table in [name for name in copying.ours_in_the_database() if name.startswith("axes_")]:
                cursor.execute(f"DROP TABLE {table}" + (" CASCADE" if connection.vendor == "postgresql" else ""))
        keeping.backup(tmp_path / "kept.gt")
        keeping.restore(tmp_path / "kept.gt")
        keeping.backup(tmp_path / "newer.gt")
        keeping.restore(tmp_path / "kept.gt")
        assert any(name.startswith("axes_") for name in copying.ours_in_the_database())


class TestRefused:
    """Each is a sentence, and the data are as they were."""

    @pytest.fixture
    def refused(self, home):
        before = there()

        def refuse(source, says, passphrase=""):
            with pytest.raises(Refusal) as told:
                keeping.restore(source, passphrase=passphrase)
            assert says in told.value.say
            assert "\n" not in told.value.say
            assert there() == before
            assert (home / "secret_key").read_text() == "the secret_key of this home"
            assert not keeping.note().exists()
            assert [path for path in home.iterdir() if path.name.startswith("tmp")] == []

        return refuse

    def given(self, tmp_path, content):
        (tmp_path / "given.gt").write_bytes(content)
        return tmp_path / "given.gt"

    def test_an_encrypted_one_with_the_wrong_words_or_none(self, refused, tmp_path):
        keeping.backup(tmp_path / "sealed.gt", passphrase="right")
        refused(tmp_path / "sealed.gt", "The passphrase is wrong", passphrase="wrong")
        refused(tmp_path / "sealed.gt", "This backup is encrypted.")

    def test_an_encrypted_one_that_was_cut_or_changed(self, refused, tmp_path):
        keeping.backup(tmp_path / "sealed.gt", passphrase="right")
        sealed = (tmp_path / "sealed.gt").read_bytes()
        for cut in (5, 30, len(sealed) // 2, len(sealed) - 1):
            refused(self.given(tmp_path, sealed[:cut]), "Nothing was changed", passphrase="right")
        changed = bytearray(sealed)
        changed[len(sealed) // 2] ^= 1
        refused(self.given(tmp_path, bytes(changed)), "damaged", passphrase="right")

    def test_a_plain_one_that_was_cut_or_changed(self, refused, tmp_path):
        keeping.backup(tmp_path / "plain.gt")
        plain = (tmp_path / "plain.gt").read_bytes()
        for cut in (0, 10, len(plain) // 2, len(plain) - 20):
            refused(self.given(tmp_path, plain[:cut]), "Nothing was changed")
        half = len(plain) // 2
        refused(self.given(tmp_path, plain[:half] + b"\xff" * 40 + plain[half + 40 :]), "Nothing was changed")

    def test_a_file_that_is_something_else(self, refused, tmp_path):
        refused(self.given(tmp_path, b"name,amount\nSam,1\n" * 100), "This is no whole backup of gametape.")

    def archive(self, tmp_path, **members):
        with tarfile.open(tmp_path / "foreign.tar.gz", "w:gz") as tar:
            for name, content in members.items():
                info = tarfile.TarInfo(name)
                info.size = len(content)
                tar.addfile(info, io.BytesIO(content))
        return tmp_path / "foreign.tar.gz"

    def test_a_foreign_archive(self, refused, tmp_path):
        refused(self.archive(tmp_path, letter=b"hello"), "holds no database of gametape")
        refused(self.archive(tmp_path, database=b"not a database at all"), "damaged")
        refused(self.archive(tmp_path, database=b"SQLite format 3\0" + b"\xff" * 5000), "Nothing was changed")
        refused(self.archive(tmp_path, **{"../outside": b"x", "database": b"x"}), "no whole backup")
        assert not (tmp_path / "outside").exists()

    def test_a_database_of_somebody_else(self, refused, tmp_path, on_postgres):
        with sqlite3.connect(tmp_path / "other") as theirs:
            theirs.execute("CREATE TABLE songs (name)")
        theirs.close()
        says = "This backup is of a sqlite database" if on_postgres else "not gametape’s"
        refused(self.archive(tmp_path, database=(tmp_path / "other").read_bytes()), says)

    def test_a_dump_of_the_other_kind(self, refused, tmp_path, on_postgres):
        if on_postgres:
            other_database("a PostgreSQL dump met by SQLite")
        refused(
            self.archive(tmp_path, database=b"PGDMP\x01\x0e" + b"\0" * 100), "This backup is of a postgresql database"
        )

    def test_one_of_a_newer_gametape(self, refused, tmp_path):
        def as_the_future(statement):
            with connection.cursor() as cursor:
                cursor.execute(statement)

        as_the_future("INSERT INTO django_migrations (app, name, applied) VALUES ('deals', '9999_x', '2031-01-01')")
        keeping.backup(tmp_path / "future.gt")
        as_the_future("DELETE FROM django_migrations WHERE name = '9999_x'")
        refused(tmp_path / "future.gt", "made by a newer gametape")

    def test_a_lock_on_the_file(self, refused, tmp_path, on_postgres, monkeypatch):
        if on_postgres:
            other_database("a lock of SQLite's file")
        keeping.backup(tmp_path / "kept.gt")
        connection.ensure_connection()
        connection.connection.execute("PRAGMA busy_timeout = 200")
        with sqlite3.connect(connection.settings_dict["NAME"]) as busy:
            busy.execute("BEGIN IMMEDIATE")
            keeping.backup(tmp_path / "meanwhile.gt")
            monkeypatch.setattr(copying, "WAIT_SECONDS", 1)
            with pytest.raises(Refusal, match="Stop `gametape serve` first"):
                keeping.restore(tmp_path / "kept.gt")
            busy.rollback()
        busy.close()
        assert there() == (["Lakeside RV"], ["Sam"], {SAM})
        assert not keeping.note().exists()


class TestTheCommands:
    def test_a_backup_never_replaces_one_and_names_a_place_it_cannot_write(self, home, tmp_path):
        (tmp_path / "kept.gt").write_bytes(b"the one from last week")
        told = run(tmp_path / "any", "backup", tmp_path / "kept.gt")
        assert (told.returncode, told.stdout) == (1, "")
        assert "is there already" in told.stderr
        assert (tmp_path / "kept.gt").read_bytes() == b"the one from last week"
        with pytest.raises(Refusal, match="Name another place"):
            keeping.backup(tmp_path / "nowhere" / "kept.gt")

    def test_a_restore_wants_a_file_and_a_yes(self, tmp_path):
        assert "There is no file" in run(tmp_path / "any", "restore", "nowhere.gt", "--yes").stderr
        (tmp_path / "any.gt").write_bytes(b"x")
        told = run(tmp_path / "any", "restore", tmp_path / "any.gt")
        assert told.returncode == 1
        assert "run it again with --yes" in told.stderr

    @pytest.mark.parametrize("words", [["work", "--once"], ["serve"], ["import", "x.csv"], ["backup", "b.gt"]])
    def test_after_one_that_was_cut_off_nothing_else_begins(self, tmp_path, words):
        (tmp_path / "any").mkdir()
        (tmp_path / "any" / "restore.unfinished").write_text("[]")
        told = run(tmp_path / "any", *words)
        assert told.returncode == 1
        assert "A restore was cut off half way." in told.stderr


class TestCutOff:
    def test_run_again_it_ends_and_what_was_laid_aside_is_still_the_old(self, home, tmp_path, monkeypatch):
        keeping.backup(tmp_path / "kept.gt")
        (home / "secret_key").write_text("a newer key")
        stops(Store.objects.create(name="Opened since"), "Lena", LENA)
        (home / "uploads" / "later.csv").write_text("x")
        really = keeping._replace

        def killed_at_the_uploads(found: Path, target: Path, **more: bool) -> None:
            if target.name == "uploads":
                really(found, target, **more)
                raise KeyboardInterrupt
            really(found, target, **more)

        monkeypatch.setattr(keeping, "_replace", killed_at_the_uploads)
        with pytest.raises(KeyboardInterrupt):
            keeping.restore(tmp_path / "kept.gt")
        assert keeping.note().exists()
        monkeypatch.setattr(keeping, "_replace", really)
        keeping.restore(tmp_path / "kept.gt")
        assert there() == (["Lakeside RV"], ["Sam"], {SAM, LENA}), "no stop is lost on the way"
        assert not keeping.note().exists()
        assert (home / "secret_key.before-restore").read_text() == "a newer key"
        assert (home / "uploads.before-restore" / "later.csv").exists()


class TestSealing:
    @pytest.mark.parametrize("size", [0, 1, FRAME - 1, FRAME, FRAME + 1, 3 * FRAME])
    def test_what_was_sealed_is_unsealed(self, size):
        content = os.urandom(size)
        sealed, out = io.BytesIO(), io.BytesIO()
        seal(io.BytesIO(content), sealed, "words")
        assert size < 8 or content[:64] not in sealed.getvalue()
        unseal(io.BytesIO(sealed.getvalue()[len(MAGIC) :]), out, "words")
        assert out.getvalue() == content

    def test_frames_that_are_left_out_or_shuffled_are_refused(self):
        sealed = io.BytesIO()
        seal(io.BytesIO(os.urandom(3 * FRAME)), sealed, "words")
        body = sealed.getvalue()[len(MAGIC) :]
        salt, frames = body[:16], body[16:]
        one = 16 + FRAME + 16
        parts = [frames[:one], frames[one : 2 * one], frames[2 * one :]]
        for wrong in (parts[:2], parts[1:], [parts[1], parts[0], parts[2]], [*parts, parts[2]], []):
            with pytest.raises(Refusal, match="Nothing was changed"):
                unseal(io.BytesIO(salt + b"".join(wrong)), io.BytesIO(), "words")
