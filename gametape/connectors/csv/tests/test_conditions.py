"""What an import keeps of the export's own other columns, and what it never does."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from gametape.connectors.csv import importing
from gametape.connectors.csv.conditions import Candidates, may_be_kept, written
from gametape.deals import taking_back
from gametape.deals.models import Deal
from gametape.people.models import Store

ROWS = 60
SOURCES = ["Web", "Walk-in", "Referral"]


def kept(**columns: list[str]) -> dict[str, bool]:
    """Which of these columns are kept; each is filled again and again to sixty rows."""
    header = list(columns)
    candidates = Candidates(header, {}, ())
    for row in range(ROWS):
        candidates.feed([columns[name][row % len(columns[name])] for name in header])
    found = {one.name for one in candidates.settled()}
    return {name: name in found for name in header}


def export(path: Path, *, stage: str = "Closed Lost", **more: str) -> Path:
    """Sixty deals with two columns of their own, a person in each of some others."""
    names = [
        "Deal ID",
        "Deal Name",
        "Stage",
        "Close Date",
        "Deal owner",
        "Lead Source",
        "Trade-In",
        "BDC",
        "Zip",
        "Notes",
    ]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*names, *more])
    for n in range(ROWS):
        told = [
            f"D{n}",
            f"Meadowlark {n}",
            stage,
            "2026-05-01",
            f"Rep {n % 3}",
            SOURCES[n % 3],
            "yes" if n % 2 else "no",
        ]
        writer.writerow([*told, f"Lee {n % 3}", f"0{2134 + n % 4}", f"called twice, {n}", *more.values()])
    path.write_text(out.getvalue(), encoding="utf-8")
    return path


def take_in(path: Path, store: Store) -> None:
    seen = importing.look(path, store)
    importing.carry_on(importing.begin(seen, store), seen)


class TestWhichColumns:
    @pytest.mark.parametrize(
        "name", ["Lead Source", "Region", "Product Family", "Trade-In", "Number of visits", "Deal Type"]
    )
    def test_what_a_deal_was_like_may_be_kept(self, name: str) -> None:
        assert may_be_kept(name)

    @pytest.mark.parametrize(
        "name",
        ["Owner", "Sales Rep", "BDC", "Buyer Name", "E-Mail", "Mobile", "Street", "City", "Zip Code", "Country", "Gender", "Occupation",
         "Credit Score", "Financing", "Notes", "Comments", "Order Number", "Assigned To", "Account"],
    )  # fmt: skip
    def test_what_names_somebody_may_not(self, name: str) -> None:
        assert not may_be_kept(name)

    def test_few_words_that_several_deals_share_are_kept_and_so_are_measures(self) -> None:
        assert kept(source=SOURCES, visits=["1", "2", "5"], price=["$38,900", "$12,000.50"]) == {
            "source": True, "visits": True, "price": True,
        }  # fmt: skip

    def test_words_that_are_each_deals_own_are_names_or_sentences(self) -> None:
        names = [f"Sam {chr(65 + n % 26)}{n}" for n in range(ROWS)]
        assert kept(referred=names, told=["They said, more than once, that it was fine by them"] * ROWS) == {
            "referred": False, "told": False,
        }  # fmt: skip

    def test_numbers_that_count_rows_reach_telephones_or_postcodes_are_not(self) -> None:
        rows, phones = [str(7000 + n) for n in range(ROWS)], ["6085550142", "6085550143"]
        mails = ["sam@mail.example", "lee@mail.example"]
        assert kept(a=rows, b=phones, c=["02134", "10011"], d=["K1A 0B1", "M5V 2T6"], e=mails, f=["2026-05-01", "2026-05-02"]) == dict.fromkeys(
            "abcdef", False
        )  # fmt: skip

    def test_a_column_of_the_stores_own_people_is_known_by_the_owners(self) -> None:
        candidates = Candidates(["Owner", "Team"], {"Owner": "owner"}, ())
        for n in range(ROWS):
            candidates.feed([f"Dana {n % 3}", f"Dana {n % 3}"])
        assert candidates.settled() == []

    def test_a_value_that_only_one_deal_has_is_not_kept_nor_one_that_speaks_of_somebody(self) -> None:
        candidates = Candidates(["Source"], {}, ())
        for value in [*SOURCES * 20, "Aunt Olga of Springfield", "bad credit", "bad credit"]:
            candidates.feed([value])
        found = candidates.settled()
        assert written(found, ["Web"]) == '{"Source": "Web"}'
        assert written(found, ["Aunt Olga of Springfield"]) == written(found, ["bad credit"]) == ""

    def test_what_is_written_is_json_whatever_stands_in_it(self) -> None:
        candidates = Candidates(['Where "from"'], {}, ())
        for _ in range(30):
            candidates.feed(['a "fair"\\'])
            candidates.feed(["b"])
        assert json.loads(written(candidates.settled(), ['a "fair"\\'])) == {'Where "from"': 'a "fair"\\'}


@pytest.mark.django_db
class TestAnImport:
    def test_keeps_them_with_the_deal(self, lakeside: Store, tmp_path: Path) -> None:
        take_in(export(tmp_path / "deals.csv"), lakeside)
        assert Deal.objects.get(external_id="D1").conditions == {"Lead Source": "Walk-in", "Trade-In": "yes"}
        assert Deal.objects.filter(conditions={}).count() == 0

    def test_what_is_said_after_the_close_replaces_nothing_and_fills_what_is_missing(
        self, lakeside: Store, tmp_path: Path
    ) -> None:
        take_in(export(tmp_path / "deals.csv"), lakeside)
        told = export(tmp_path / "again.csv").read_text().replace("Walk-in", "Edited")
        (tmp_path / "again.csv").write_text(told)
        take_in(tmp_path / "again.csv", lakeside)
        assert Deal.objects.get(external_id="D1").conditions["Lead Source"] == "Walk-in"

    def test_while_it_is_open_the_newest_counts_and_at_the_close_it_is_settled(
        self, lakeside: Store, tmp_path: Path
    ) -> None:
        take_in(export(tmp_path / "one.csv", stage="Negotiation"), lakeside)
        rows = export(tmp_path / "two.csv", stage="Negotiation").read_text().replace("Walk-in", "Show")
        (tmp_path / "two.csv").write_text(rows)
        take_in(tmp_path / "two.csv", lakeside)
        assert Deal.objects.get(external_id="D1").conditions["Lead Source"] == "Show"
        take_in(export(tmp_path / "three.csv"), lakeside)
        assert Deal.objects.get(external_id="D1").conditions["Lead Source"] == "Show"

    def test_an_undo_puts_back_what_was_there(self, lakeside: Store, tmp_path: Path) -> None:
        take_in(export(tmp_path / "one.csv", stage="Negotiation"), lakeside)
        rows = export(tmp_path / "two.csv", stage="Negotiation").read_text().replace("Walk-in", "Show")
        (tmp_path / "two.csv").write_text(rows)
        seen = importing.look(tmp_path / "two.csv", lakeside)
        batch = importing.begin(seen, lakeside)
        importing.carry_on(batch, seen)
        taking_back.undo(batch)
        assert Deal.objects.get(external_id="D1").conditions["Lead Source"] == "Walk-in"

    def test_a_column_that_somebody_leaves_out_stays_out_and_so_after_a_kill(
        self, lakeside: Store, tmp_path: Path
    ) -> None:
        path = export(tmp_path / "deals.csv")
        seen = importing.look(path, lakeside, given={"Trade-In": "", "Lead Source": "condition", "BDC": "condition"})
        assert [one.name for one in seen.conditions] == ["Lead Source"]
        batch = importing.begin(seen, lakeside)
        assert [one.name for one in importing.survey_again(batch).conditions] == ["Lead Source"]
