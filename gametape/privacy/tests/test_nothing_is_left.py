"""After `forget` a search of every byte finds none of what tells who it was: the database, the uploads, the copies a
restore left, a fresh backup."""

import sqlite3
import subprocess
import tarfile
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from gametape.ask.models import Words
from gametape.common.clock import now
from gametape.common.forgetting import TABLES
from gametape.people.models import AccessLog, Buyer, Suppression
from gametape.privacy import letting_go
from gametape.privacy.models import Forgotten, Hold
from gametape.privacy.tests.planting import EMAIL, FIRST, NEEDLES, PHONE, Planter, buyer_at, plant_uploads
from gametape.project import keeping
from gametape.reasons.models import Finding
from tests.frame.cast import works_at

STANDING = "Sam stays here"


@pytest.fixture
def home(transactional_db, settings, tmp_path):
    settings.HOME = tmp_path / "home"
    settings.UPLOADS = settings.HOME / "uploads"
    settings.SUPPRESSION_KEY_FILE = settings.HOME / "suppression_key"
    settings.UPLOADS.mkdir(parents=True)
    for key in ("secret_key", "suppression_key"):
        (settings.HOME / key).write_text(f"the {key} of this home")
    return settings.HOME


@pytest.fixture
def planted(home, lakeside):
    buyer = buyer_at(lakeside)
    tables = Planter(buyer, lakeside, works_at(lakeside, "Dana Brooks", "rep")).plant()
    Hold.objects.update(lifted_at=now())  # planting put one on them, too
    Buyer.objects.create(store=lakeside, first_name=STANDING, phone="+16085550178")
    return buyer, tables


def found_in(raw: bytes) -> list[str]:
    return [needle for needle in NEEDLES if needle.encode() in raw or needle.encode("utf-16-le") in raw]


def database() -> bytes:
    """Every byte of the file and its log; on PostgreSQL every row of every table as text.

    The file is read by a process of its own. Closing it here would drop the locks this process holds on it (POSIX), and the
    next worker that ends takes the log away under us: forty tests later nothing could open the database any more.
    """
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        files = [file for file in (name, f"{name}-wal") if Path(file).exists()]
        return subprocess.run(["cat", *files], capture_output=True, check=True).stdout
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        names = [row[0] for row in cursor.fetchall()]
        raw = b""
        for name in names:
            cursor.execute(f'SELECT t::text FROM "{name}" t')
            raw += "\n".join(row[0] for row in cursor.fetchall()).encode()
    return raw


def test_the_planting_reaches_every_table_of_a_buyer(planted):
    """Without this the search below could pass on rows that never held anything."""
    _, tables = planted
    assert {table.model for table in TABLES.values() if table.buyers} <= set(tables)
    assert set(found_in(database())) == set(NEEDLES)
    for table in TABLES.values():
        free = [*table.blank, *table.scrub]
        if (table.buyers or table.scrub) and any(isinstance(table.blank.get(name, ""), str) for name in free):
            texts = " ".join(str(value) for row in table.model.objects.values() for value in row.values())
            assert FIRST in texts or not any(name in ("quote", "text", "words", "say") for name in free), table.model


def test_no_byte_of_them_is_left(planted, home, tmp_path):
    buyer, _ = planted
    kept, stays = plant_uploads()[:2], home / "uploads" / "cc"
    (home / "database.before-restore").write_bytes(database())
    (home / "uploads.before-restore").mkdir()
    (home / "uploads.before-restore" / "aa").write_text(PHONE)
    Suppression.objects.create(key_hash="f" * 64, heard_on="sms")

    act = letting_go.forget([buyer])
    assert letting_go.finish(act) is True

    assert found_in(database()) == []
    assert STANDING.encode() in database()
    assert [path.exists() for path in kept] == [False, False]
    assert stays.exists(), "a first name alone is nobody's"
    assert not list(home.glob("*.before-restore"))
    keeping.backup(tmp_path / "fresh.gt")
    with tarfile.open(tmp_path / "fresh.gt") as tar:
        inside = {member.name: tar.extractfile(member).read() for member in tar if member.isfile()}
    assert found_in(inside["database"]) == []
    assert all(found_in(raw) == [] for name, raw in inside.items() if name != "uploads/cc")
    if connection.vendor == "sqlite":
        (tmp_path / "database").write_bytes(inside["database"])
        with closing(sqlite3.connect(tmp_path / "database")) as opened:
            assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert Suppression.objects.count() == 1, "do not contact outlives them"


def test_what_was_counted_still_counts_and_says_when_its_words_went(planted):
    buyer, _ = planted
    letting_go.forget([buyer])
    words, found = Words.objects.get(), Finding.objects.get()
    assert words.text == found.quote == found.because == ""
    assert words.purged_at.date() == found.evidence_deleted_at.date() == timezone.now().date()
    assert AccessLog.objects.filter(buyer=buyer).exists(), "who looked stays, without the name"
    assert Forgotten.objects.count() == 4, "the row, two addresses, one record of a CRM"
    assert EMAIL not in str(list(Forgotten.objects.values()))
