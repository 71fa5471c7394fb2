"""What a CRM has in its cells about a buyer's own life does not come in, and is not shown on the way (law 7)."""

import io
import json
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from gametape.connectors.csv import bringing, command
from gametape.deals.models import Batch, Deal
from gametape.deals.vocabulary import MASK
from gametape.people.models import Store, User

HEADER = "Deal ID,Deal Name,Stage,Create Date,Close Date,Closed Lost Reason,Next Step,First Name"
ROWS = [
    "1,Meadowlark 27,Proposal,3/1/2026,,,Call after her surgery,Sam",
    "2,Kestrel 19 - bank said no,Proposal,3/2/2026,,,Walk-through,Mai",
    "3,Wheelchair van,Closed Lost,3/3/2026,3/9/2026,Bad credit,,Jo",
    "4,Heron 30,Lost - got divorced,3/4/2026,,,Send the brochure,Kim",
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "deals.csv"
    path.write_text("\n".join([HEADER, *ROWS]) + "\n", encoding="utf-8")
    return path


def run(*words: object) -> dict:
    parser = ArgumentParser()
    command.add_arguments(parser)
    out = io.StringIO()
    command.run(parser.parse_args([*map(str, words), "--json"]), out)
    return json.loads(out.getvalue())


def test_a_private_unit_or_next_step_is_left_empty_and_its_row_is_named(lakeside: Store, file: Path) -> None:
    told = run(file)
    about = {deal.external_id: (deal.unit, deal.next_what) for deal in Deal.objects.all()}
    assert about["1"] == ("Meadowlark 27", "")
    assert about["2"] == ("", "Walk-through")
    assert about["3"][0] == "Wheelchair van"
    assert about["4"] == ("Heron 30", "Send the brochure")
    assert [(one["row"], one["why"].partition(" spoke")[0]) for one in told["left_out"]] == [
        (2, "the next step"),
        (3, "what it is about"),
    ]
    assert (told["created"], told["left_out_count"]) == (4, 0)
    assert "surgery" not in json.dumps([told, list(Batch.objects.values("counts", "left_out", "choices"))], default=str)


def test_the_same_file_again_finds_the_same_deals(lakeside: Store, tmp_path: Path) -> None:
    path = tmp_path / "without_numbers.csv"
    rows = [row.partition(",")[2] for row in ROWS]
    path.write_text("\n".join([HEADER.partition(",")[2], *rows]) + "\n", encoding="utf-8")
    assert run(path)["created"] == 4
    again = run(path)
    assert (again["created"], again["updated"]) == (0, 0)


def test_the_page_where_columns_are_corrected_shows_none_of_it(
    signed_in_as: Callable[[User], Client], lakeside: Store, ada: User, file: Path
) -> None:
    brought = bringing.bring(lakeside, ada, SimpleUploadedFile("deals.csv", file.read_bytes()))
    page = signed_in_as(ada).get(reverse("import_file", args=[brought.pk])).content.decode()
    for private in ("surgery", "bank said no", "Bad credit", "divorced"):
        assert private not in page
        assert private not in json.dumps(brought.told)
    assert MASK in page
    assert "Meadowlark 27" in page
    assert "the next step spoke of" in page


def test_a_stage_that_nobody_knows_is_named_unless_it_is_private(lakeside: Store, file: Path) -> None:
    (note,) = [note for note in run(file, "--preview")["notes"] if "Nobody here knows" in note] or [""]
    assert "divorced" not in note
