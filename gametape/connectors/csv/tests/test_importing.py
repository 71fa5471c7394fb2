"""A file into a store: at the terminal, on the page, in the worker, killed in between, undone."""

import gzip
import io
import json
import os
import random
import signal
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import IO

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from gametape.common.clock import now
from gametape.common.refusal import Refusal
from gametape.connectors.csv import bringing, command, cutting, going_on, importing
from gametape.connectors.csv.models import BroughtFile, RememberedColumns
from gametape.deals.arrivals import CHUNK
from gametape.deals.models import Batch, Deal, Loss, Moment
from gametape.deals.vocabulary import MASK
from gametape.people.models import Buyer, Store, User

DATA = Path(__file__).resolve().parents[4].parent / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="needs ../shared/data, which is not part of the project")
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(
        *rows: str,
        header: str = "Deal ID,Deal Name,Stage,Amount,Create Date,Close Date,Deal owner,Closed Lost Reason,First Name,Phone,Email",
        name: str = "deals.csv",
    ) -> Path:
        path = tmp_path / name
        path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        return path

    return write


SAM = '1,Meadowlark 27,Closed Lost,"$38,900.00",3/1/2026,3/14/2026,Dana Brooks,Price,Sam,312-555-0142,sam@lake.example'
MAI = '2,Kestrel 19,Closed Won,"$21,000.00",3/2/2026,3/20/2026,Rosa Diaz,,Mai,,mai@lake.example'
JO = "3,Heron 30,Proposal,9000,3/3/2026,,Rosa Diaz,,Jo,,"


def run(*words: object) -> dict:
    """What `gametape import ... --json` prints, with its exit code."""
    parser = ArgumentParser()
    command.add_arguments(parser)
    out = io.StringIO()
    code = command.run(parser.parse_args([*map(str, words), "--json"]), out)
    return json.loads(out.getvalue()) | {"code": code}


def counts(told: dict) -> tuple[int, int, int, int]:
    return told["created"], told["updated"], told["unchanged"], len(told["left_out"])


def test_a_file_comes_in_with_its_rep_its_no_sale_and_its_reason(lakeside: Store, dana: User, write: Write) -> None:
    told = run(write(SAM, MAI, JO))
    assert (counts(told), told["code"]) == ((3, 0, 0, 0), 0)
    sam = Deal.objects.get(external_id="1")
    assert (sam.owner, sam.amount_minor, sam.unit, sam.buyer.phone) == (dana, 3890000, "Meadowlark 27", "+13125550142")
    assert sam.losses.get().recorded == "Price"
    assert {deal.external_id: deal.state for deal in Deal.objects.all()} == {"1": "lost", "2": "won", "3": "open"}


def test_the_promised_keys_are_there(lakeside: Store, write: Write) -> None:
    told = run(
        write(
            SAM + ",720",
            header="Deal ID,Deal Name,Stage,Amount,Create Date,Close Date,Deal owner,Closed Lost Reason,First Name,Phone,Email,Credit Score",
        )
    )
    assert told["dropped_columns"] == [
        {"column": "Credit Score", "why": "credit and money matters of a buyer are not kept here"}
    ]
    assert told["mapping"]["Closed Lost Reason"] == "reason"
    assert {"created", "updated", "unchanged", "left_out", "dropped_columns", "mapping"} <= set(told)


def test_a_preview_counts_the_same_and_writes_nothing(lakeside: Store, write: Write) -> None:
    path = write(SAM, MAI, JO, "4,test,Closed Lost,1,3/1/2026,3/2/2026,,,test,,test@test.com")
    seen = run(path, "--preview")
    assert (Deal.objects.count(), Buyer.objects.count(), Batch.objects.count()) == (0, 0, 0)
    assert counts(seen) == counts(run(path)) == (3, 0, 0, 1)
    assert counts(run(path, "--preview")) == (0, 0, 3, 1)


@pytest.mark.django_db
def test_before_there_is_a_store_a_preview_makes_none_and_an_import_makes_one(write: Write) -> None:
    path = write(SAM)
    assert counts(run(path, "--preview")) == (1, 0, 0, 0)
    assert Store.objects.count() == 0
    run(path)
    assert [store.name for store in Store.objects.all()] == ["Our store"]


def test_the_same_file_twice_changes_nothing_and_an_edited_one_updates(lakeside: Store, write: Write) -> None:
    run(write(SAM, MAI, JO))
    assert counts(run(write(SAM, MAI, JO))) == (0, 0, 3, 0)
    assert counts(
        run(write(SAM, MAI, JO.replace("Proposal,9000,3/3/2026,", "Closed Lost,9000,3/3/2026,3/30/2026")))
    ) == (0, 1, 2, 0)
    assert (Deal.objects.count(), Loss.objects.count()) == (3, 2)


def test_gzip_and_a_workbook_are_read_too(lakeside: Store, write: Write, tmp_path: Path) -> None:
    packed = tmp_path / "deals.csv.gz"
    packed.write_bytes(gzip.compress(write(SAM, MAI).read_bytes()))
    assert counts(run(packed)) == (2, 0, 0, 0)


def test_junk_stays_out_of_every_number_and_is_said(lakeside: Store, write: Write) -> None:
    rows = (
        "4,Owl,Junk Lead,1,3/1/2026,,,,Ann,,",
        "5,Tern,Closed Lost,1,3/1/2026,3/4/2026,,,asdf,,",
        "6,Wren,Closed Lost,1,3/1/2026,3/4/2026,,,Bob,555-555-5555,",
    )
    told = run(write(SAM, *rows))
    assert (told["created"], told["junk"]) == (1, 3)
    assert {one["row"]: one["why"] for one in told["left_out"]} == {
        3: "junk: Junk Lead",
        4: "junk: called 'asdf'",
        5: "junk: number +15555555555",
    }
    assert Deal.objects.filter(left_out="").count() == 1


def test_a_private_reason_stands_behind_the_mask_before_it_is_written(lakeside: Store, write: Write) -> None:
    run(write(SAM.replace("Price", "Credit declined by bank")))
    assert Loss.objects.get().recorded == MASK


def test_a_private_stage_does_too(lakeside: Store, write: Write) -> None:
    run(write(SAM.replace("Closed Lost", "Lost - bad credit")))
    assert (Deal.objects.get().stage, Deal.objects.get().state) == (MASK, "lost")


def test_a_card_number_in_a_reason_is_cut_out(lakeside: Store, write: Write) -> None:
    told = run(write(SAM.replace("Price", "Paid with 4111 1111 1111 1111 elsewhere")))
    assert (Loss.objects.get().recorded, told["redacted"]) == ("Paid with [card number removed] elsewhere", 1)


def test_unknown_stages_stay_open_and_are_named(lakeside: Store, write: Write) -> None:
    told = run(write(SAM.replace("Closed Lost", "Phase Q").replace(",Price,", ",,")))
    assert Deal.objects.get().state == "open"
    assert any("'Phase Q' (1)" in note for note in told["notes"])


def test_a_formula_stays_words(lakeside: Store, write: Write) -> None:
    run(write(SAM.replace("Meadowlark 27", "=HYPERLINK(1)")))
    assert Deal.objects.get().unit == "=HYPERLINK(1)"


@pytest.mark.parametrize(
    ("country", "dates", "closed"),
    [
        ("US", "4/3/2026,5/4/2026", "05-04"),
        ("DE", "4/3/2026,5/4/2026", "04-05"),
        ("US", "14/3/2026,15/4/2026", "04-15"),
        ("DE", "2026-03-04,2026-04-05 10:00", "04-05"),
        ("US", "3 Mar 2026,5 Apr 2026", "04-05"),
        ("US", "46085,46117", "04-05"),
    ],
)
def test_five_forms_of_dates_and_two_locales(
    lakeside: Store, write: Write, country: str, dates: str, closed: str
) -> None:
    Store.objects.update(country=country)
    run(write(SAM.replace("3/1/2026,3/14/2026", dates)))
    assert Loss.objects.get().at.strftime("%m-%d") == closed


def test_rows_without_a_number_that_look_alike_are_told_apart_and_copies_are_not(lakeside: Store, write: Write) -> None:
    header = "Deal Name,Stage,Amount,Company"
    path = write("Kestrel,Closed Lost,5,Acme", "Kestrel,Closed Won,9,Acme", "Kestrel,Closed Lost,5,Acme", header=header)
    assert counts(run(path)) == (2, 0, 0, 1)
    assert counts(run(path)) == (0, 0, 2, 1)


def test_a_correction_is_remembered_for_the_next_file_of_this_form(lakeside: Store, write: Write) -> None:
    header = "Deal ID,Deal Name,Feeling"
    path = write("1,Kestrel,yes", "2,Owl,no", header=header)
    assert counts(run(path, "--map", "Feeling=won")) == (2, 0, 0, 0)
    assert RememberedColumns.objects.get().mapping == {"Feeling": "won"}
    assert run(write("3,Tern,yes", header=header))["mapping"]["Feeling"] == "won"
    assert Deal.objects.get(external_id="3").state == "won"


def test_a_dropped_column_does_not_come_in_by_being_mapped(lakeside: Store, write: Write) -> None:
    header = "Deal ID,Deal Name,Stage,Credit Score"
    told = run(write("1,Kestrel,Closed Lost,720", header=header), "--map", "Credit Score=product")
    assert "Credit Score" not in told["mapping"]
    assert Deal.objects.get().unit == "Kestrel"


def test_several_stores_have_to_be_named(lakeside: Store, hilltop: Store, write: Write) -> None:
    with pytest.raises(Refusal, match="Say which store"):
        run(write(SAM))
    run(write(SAM), "--store", "hilltop marine")
    assert Deal.objects.get().store == hilltop


def test_contacts_give_a_buyer_their_number(lakeside: Store, write: Write) -> None:
    run(write("1,Kestrel,Closed Lost,Ann,Kirk,Acme", header="Deal ID,Deal Name,Stage,First Name,Last Name,Company"))
    told = run(
        write(
            "Ann,Kirk,Acme,312-555-0142",
            "Bo,Lee,Birch,312-555-0143",
            "Cy,Roe,,",
            header="First Name,Last Name,Company,Phone",
            name="contacts.csv",
        )
    )
    assert (told["kind"], counts(told)) == ("contacts", (1, 1, 0, 1))
    assert Deal.objects.get().buyer.phone == "+13125550142"


def test_do_not_call_in_the_crm_is_a_stop(lakeside: Store, write: Write) -> None:
    run(
        write(
            SAM + ",Yes",
            header="Deal ID,Deal Name,Stage,Amount,Create Date,Close Date,Deal owner,Closed Lost Reason,First Name,Phone,Email,Do Not Call",
        )
    )
    assert Buyer.objects.get().stopped_at is not None


def test_start_tells_in_one_line_what_is_there(lakeside: Store, write: Write) -> None:
    day = (now() - timedelta(days=2)).strftime("%m/%d/%Y")
    fresh = SAM.replace("3/1/2026,3/14/2026", f"{day},{day}")
    nowhere = fresh.replace("1,Meadow", "7,Meadow").replace("312-555-0142,sam@lake.example", ",")
    said = command.start_summary(lakeside, write(fresh, nowhere, MAI))
    assert (
        said
        == "3 deals, 2 no-sales in 60 days, 1 still askable, 1 without phone or e-mail, 0 columns dropped; 2 owners found: invite them"
    )


def test_what_is_no_list_of_deals_writes_nothing(lakeside: Store, write: Write) -> None:
    with pytest.raises(Refusal, match="a list of products"):
        run(write("GTX,G,5", header="product,series,sales_price"))
    assert Batch.objects.count() == 0


# -- stopped, killed, two at once -----------------------------------------------------------------------------------------


@pytest.fixture
def many(write: Write) -> Path:
    """Five chunks and a bit, a third of them lost."""
    stages = ("Closed Lost", "Closed Won", "Proposal")
    rows = [
        f"{n},Unit {n},{stages[n % 3]},{n},3/1/2026,3/4/2026,Rep {n % 5},,B{n},," for n in range(1, CHUNK * 5 + 100)
    ]
    return write(*rows)


def everything() -> tuple[int, int, int, int]:
    return Deal.objects.count(), Loss.objects.count(), Buyer.objects.count(), Moment.objects.count()


WHOLE = (CHUNK * 5 + 99, 1699, CHUNK * 5 + 99, (CHUNK * 5 + 99) + 1699 + 1700)


def test_ctrl_c_keeps_what_is_in_and_the_same_command_goes_on(
    lakeside: Store, many: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = importing._take_in

    def stop_in_the_third(arrival, some):
        if some[0][0] > CHUNK * 2 + 5:
            raise KeyboardInterrupt
        whole(arrival, some)

    monkeypatch.setattr(importing, "_take_in", stop_in_the_third)
    told = run(many)
    assert (told["code"], told["finished"], told["created"]) == (130, False, CHUNK * 2)
    assert not going_on.unfinished().exists()
    monkeypatch.setattr(importing, "_take_in", whole)
    assert run(many)["created"] == CHUNK * 5 + 99
    assert (everything(), Batch.objects.count()) == (WHOLE, 1)


def test_the_worker_goes_on_with_what_nobody_holds(lakeside: Store, many: Path) -> None:
    seen = importing.look(many, lakeside)
    batch = importing.begin(seen, lakeside)
    importing.carry_on(batch, seen, until=now())
    assert going_on.go_on_with_imports() == 0, "somebody has the lease"
    Batch.objects.update(leased_until=None)
    assert going_on.go_on_with_imports() == 1
    assert everything() == WHOLE
    assert going_on.go_on_with_imports() == 0


def test_a_file_that_changed_in_between_stops_the_import_with_a_sentence(lakeside: Store, many: Path) -> None:
    seen = importing.look(many, lakeside)
    importing.carry_on(importing.begin(seen, lakeside), seen, until=now())
    many.write_text("Deal ID,Deal Name,Stage\n1,x,Won\n")
    Batch.objects.update(leased_until=None)
    assert going_on.go_on_with_imports() == 0
    assert "has changed since this import began" in Batch.objects.get().choices["stopped"]
    assert not going_on.unfinished().exists()


def test_a_long_file_shaped_by_another_process_comes_in_the_same(
    lakeside: Store, many: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "WORTH_A_PROCESS", CHUNK)
    with many.open("a") as more:
        more.write("7,Twice,Won\n" + "8,too,many,cells,in,this,row,for,it,to,be,read\n")
    told = run(many)
    assert (everything(), [one["why"][:8] for one in told["left_out"]]) == (WHOLE, ["the same", "12 cells"])


def dying_after(reads: int, whole: Callable[[IO[bytes], int], bytes]) -> Callable[[IO[bytes], int], bytes]:
    """A pipe that ends, as one does whose process was killed, after so many reads."""
    left = iter(range(reads))
    return lambda answers, size: b"" if next(left, None) is None else whole(answers, size)


def test_when_the_other_process_dies_the_import_says_so_and_can_go_on(
    lakeside: Store, many: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "WORTH_A_PROCESS", CHUNK)
    seen = importing.look(many, lakeside)
    batch = importing.begin(seen, lakeside)
    monkeypatch.setattr(cutting, "_exactly", dying_after(3, cutting._exactly))
    with pytest.raises(Refusal, match="goes on where it stopped"):
        importing.carry_on(batch, seen)
    monkeypatch.undo()
    assert run(many)["created"] == CHUNK * 5 + 99


IMPORT = """
import os, sys, django
django.setup()
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[2]
connection.settings_dict.setdefault("TEST", {})
from gametape.connectors.csv import importing
from gametape.people.models import Store
store = Store.objects.get()
seen = importing.look(sys.argv[1], store)
importing.carry_on(importing.begin(seen, store), seen)
"""


def another_process(path: Path) -> subprocess.Popen:
    surroundings = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    return subprocess.Popen(
        [sys.executable, "-c", IMPORT, str(path), str(connection.settings_dict["NAME"])],
        env=surroundings,
        stderr=subprocess.PIPE,
    )


def wait_for_rows(least: int) -> None:
    late = time.monotonic() + 60
    while Deal.objects.count() < least and time.monotonic() < late:
        time.sleep(0.01)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_killed_at_random_points_it_goes_on_and_doubles_nothing(lakeside: Store, many: Path) -> None:
    dice = random.Random(3)
    for least in (1, CHUNK + 1):
        running = another_process(many)
        wait_for_rows(least)
        time.sleep(dice.random() / 5)
        running.send_signal(signal.SIGKILL)
        running.wait()
        Batch.objects.update(leased_until=None)
    told = run(many)
    assert (everything(), told["created"]) == (WHOLE, CHUNK * 5 + 99)
    assert Batch.objects.get().finished_at is not None


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_lose_and_double_nothing(lakeside: Store, many: Path, tmp_path: Path) -> None:
    """The same deals in two files that differ in one row, so that neither is taken for the other's continuation."""
    other = tmp_path / "other.csv"
    other.write_text(many.read_text() + "999999,Unit X,Proposal,1,3/1/2026,,Rep 1,,Zed,,\n")
    both = [another_process(many), another_process(other)]
    said = [one.communicate(timeout=120)[1].decode()[-400:] for one in both]
    assert [one.returncode for one in both] == [0, 0], said
    assert Deal.objects.count() == CHUNK * 5 + 100
    assert Loss.objects.count() == WHOLE[1]


# -- the pages ------------------------------------------------------------------------------------------------------------


def bring(browser: Client, path: Path) -> BroughtFile:
    answer = browser.post(reverse("imports"), {"file": SimpleUploadedFile(path.name, path.read_bytes())})
    assert answer.status_code == 302, answer.content.decode()[-800:]
    return BroughtFile.objects.get()


def test_the_admin_brings_looks_corrects_imports_and_undoes(
    lakeside: Store, ada: User, dana: User, signed_in_as: Callable[[User], Client], write: Write
) -> None:
    browser = signed_in_as(ada)
    brought = bring(browser, write(SAM, MAI, JO))
    page = browser.get(reverse("import_file", args=[brought.pk])).content.decode()
    assert "3 rows of deals" in page
    assert "Meadowlark 27" in page
    rows = bringing.columns_shown(brought)
    chosen = {row["key"]: row["field"] for row in rows} | {row["key"]: "" for row in rows if row["field"] == "amount"}
    browser.post(reverse("import_file", args=[brought.pk]), chosen | {"kind": "deals"})
    assert RememberedColumns.objects.get().mapping["Amount"] == ""
    answer = browser.post(reverse("import_begin", args=[brought.pk]), follow=True)
    assert "Imported" in answer.content.decode()
    assert (Deal.objects.count(), Deal.objects.exclude(amount_minor=None).count()) == (3, 0)
    assert not [one for one in Path(settings.UPLOADS).iterdir() if one.is_file()], (
        "the upload goes when its rows are in"
    )
    batch = Batch.objects.get()
    assert (batch.by, batch.file_name) == (ada, "deals.csv")
    page = browser.post(reverse("import_undo", args=[batch.pk]), follow=True).content.decode()
    assert "3 rows were taken back" in page
    assert (Deal.objects.count(), Buyer.objects.count()) == (0, 0)


def test_what_is_no_list_is_refused_on_the_page_and_not_kept(
    lakeside: Store, ada: User, signed_in_as: Callable[[User], Client]
) -> None:
    answer = signed_in_as(ada).post(reverse("imports"), {"file": SimpleUploadedFile("x.csv", b"%PDF-1.7 hello")})
    assert answer.status_code == 422
    assert "This is a PDF, not a table" in answer.content.decode()
    assert not [one for one in Path(settings.UPLOADS).iterdir() if one.is_file()]
    assert signed_in_as(ada).post(reverse("imports")).status_code == 422


def test_a_file_can_be_put_away(
    lakeside: Store, ada: User, signed_in_as: Callable[[User], Client], write: Write
) -> None:
    browser = signed_in_as(ada)
    brought = bring(browser, write(SAM))
    assert "deals.csv" in browser.get(reverse("imports")).content.decode()
    browser.post(reverse("import_put_away", args=[brought.pk]))
    assert (
        BroughtFile.objects.count(),
        [one for one in Path(settings.UPLOADS).iterdir() if one.is_file()],
        Deal.objects.count(),
    ) == (0, [], 0)


def test_hostile_cells_are_words_on_the_page(
    lakeside: Store, ada: User, signed_in_as: Callable[[User], Client], write: Write
) -> None:
    browser = signed_in_as(ada)
    brought = bring(browser, write(SAM.replace("Meadowlark 27", "<script>alert(1)</script>"), name="<b>deals.csv"))
    page = browser.get(reverse("import_file", args=[brought.pk])).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


# -- real exports ---------------------------------------------------------------------------------------------------------


@needs_data
@pytest.mark.parametrize(
    ("file", "expected"),
    [
        (
            "deals/maven_crm/sales_pipeline.csv",
            {"created": 8800, "left_out_count": 0, "won": 4238, "lost": 2473, "open": 2089},
        ),
        ("crm/zoho/Potentials.csv.gz", {"created": 3632, "left_out_count": 0, "won": 1425, "lost": 485, "open": 1722}),
        ("deals/ibm_win_loss.csv.gz", {"created": 54383, "left_out_count": 137}),
        ("deals/x_education_leads.csv.gz", {"created": 9240, "won": 3561, "lost": 0}),
        ("crm/salesforce_api/sf_opportunity_data.csv", {"created": 0, "left_out_count": 10}),
        ("crm/hubspot_api/deal_data.csv", {"created": 44, "open": 44}),
        ("crm/zoho/Leads.csv.gz", {"kind": "contacts", "junk": 389}),
    ],
)
def test_real_exports_come_in_and_come_in_once(lakeside: Store, file: str, expected: dict) -> None:
    told = run(DATA / file)
    states = {state: Deal.objects.filter(state=state, left_out="").count() for state in ("won", "lost", "open")}
    assert {name: (told | states)[name] for name in expected} == expected
    again = run(DATA / file)
    assert (again["created"], again["updated"]) == (0, 0)
