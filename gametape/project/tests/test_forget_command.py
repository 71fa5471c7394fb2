"""`gametape forget`: by number or address, with a dry run, a copy, and a sentence for every wrong turn."""

import io
import json

import pytest
from django.core.management import call_command

from gametape.ask import answering, asking
from gametape.deals.losing import dump
from gametape.people.models import Alert, Buyer
from gametape.privacy import holding, ledger

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "Nobody got back to me about the battery."


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    settings.HOME, settings.UPLOADS = tmp_path, tmp_path / "uploads"


@pytest.fixture
def sam(sams_no, dana):
    ask = asking.asked_in_person(sams_no, by=dana)
    answering.send(ask, words=WORDS, submission="one", heard="page")
    dump(sams_no, words="They looked at the clock.", by=dana)
    return Buyer.objects.get(pk=sams_no.deal.buyer_id)


def run(*words):
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("forget", *words, stdout=out, stderr=err)
    except SystemExit as stopped:
        return stopped.code, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_forgets_and_says_what_stood_there(sam):
    code, said, _ = run("(608) 555-0142", "--yes")
    assert code == 0
    assert said.startswith("Forgotten. What stood here:")
    assert "Their own words" in said
    assert ledger.is_empty(Buyer.objects.get(pk=sam.pk))


def test_a_dry_run_changes_nothing_and_counts_nothing_of_the_reps(sam):
    code, said, _ = run("608 555 0142", "--dry-run", "--json")
    told = json.loads(said)
    assert (code, told["forgotten"], told["people"], told["stores"]) == (0, False, 1, ["Lakeside RV"])
    assert {one["what"]: one["rows"] for one in told["kept"]}[
        "Their own words. They go, and the page says on which day."
    ] == 1
    assert [one["rows"] for one in told["kept"] if "private notes right after" in one["what"]] == [None]
    assert Buyer.objects.get(pk=sam.pk).first_name == "Sam"


def test_at_every_store(sam, hilltop):
    other = Buyer.objects.create(store=hilltop, last_name="Reed", phone=sam.phone)
    run(sam.phone, "--yes")
    assert all(ledger.is_empty(one) for one in Buyer.objects.filter(pk__in=[sam.pk, other.pk]))


def test_a_copy_for_the_buyer_holds_their_words_and_no_notes_of_the_rep(sam, olga, tmp_path):
    target = tmp_path / "sam.json"
    code, _, _ = run(sam.phone, "--copy", str(target))
    copy = target.read_text()
    assert code == 0
    assert WORDS in copy
    assert "looked at the clock" not in copy
    assert json.loads(copy)["rows"]["people.buyer"][0]["first_name"] == "Sam"
    assert target.stat().st_mode & 0o077 == 0
    assert Alert.objects.filter(to=olga, say__startswith="Somebody at the machine took a copy").exists()
    assert run(sam.phone, "--copy", str(target))[0] == 1, "an existing file is never overwritten"
    assert Buyer.objects.get(pk=sam.pk).first_name == "Sam"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["608-555-0100", "--yes"], "Nobody is kept under 608-555-0100"),
        (["", "--yes"], "Nobody is kept under"),
        (["'; DROP TABLE people_buyer; --", "--yes"], "Nobody is kept under"),
        (["(608) 555-0142"], "cannot be undone"),
        (["(608) 555-0142", "--yes", "--name", "Lena"], "Nobody is kept under"),
        (["(608) 555-0142", "--copy", "/nowhere/at/all"], "could not be written"),
    ],
)
def test_a_wrong_turn_is_a_sentence_and_changes_nothing(sam, words, said):
    code, _, refused = run(*words)
    assert code == 1
    assert said in refused
    assert Buyer.objects.get(pk=sam.pk).first_name == "Sam"


def test_of_several_who_share_a_number_one_is_named(sam, lakeside):
    lena = Buyer.objects.create(store=lakeside, first_name="Lena", last_name="Hall", phone=sam.phone)
    code, _, refused = run(sam.phone, "--yes")
    assert code == 1
    assert "Lena Hall" in refused
    assert "Sam" in refused
    assert run(sam.phone, "--yes", "--name", "lena")[0] == 0
    assert ledger.is_empty(Buyer.objects.get(pk=lena.pk))
    assert Buyer.objects.get(pk=sam.pk).first_name == "Sam"


def test_a_legal_hold_refuses(sam, ada):
    holding.hold([sam], why="Case 12", by=ada)
    code, _, refused = run(sam.phone, "--yes")
    assert code == 1
    assert "legal hold" in refused
