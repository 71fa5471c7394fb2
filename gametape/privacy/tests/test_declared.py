"""Every table of the installation says what becomes of it, and says it right."""

import pytest
from django.apps import apps
from django.db import models

from gametape.common.forgetting import TABLES, Decision, Table, declare
from gametape.deals.models import Deal, Moment
from gametape.people.models import Consent, Store
from gametape.privacy import tables
from gametape.privacy.kinds import KINDS
from tests.rooms import ROOT


def everything() -> list[type[models.Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if not model._meta.label.startswith("tests.")]


def test_no_table_is_undeclared():
    assert tables.undeclared(everything()) == []


def test_no_declaration_is_of_a_table_that_is_gone():
    assert set(TABLES) <= set(everything())


@pytest.mark.parametrize("table", TABLES.values(), ids=tables.label)
def test_it_leads_where_it_says_and_every_text_is_decided_about(table):
    assert tables.mistakes(table) == []
    assert table.why.endswith(".")
    assert not table.kind or table.kind in KINDS


def test_every_kind_is_of_some_table():
    assert set(KINDS) - {"credit_marker"} == {table.kind for table in TABLES.values()} - {""}


def test_a_room_with_tables_has_its_declarations_in_a_file_of_its_own():
    for config in apps.get_app_configs():
        if config.name.startswith("gametape.") and list(config.get_models()):
            assert (ROOT / config.name.replace(".", "/") / "forgetting.py").exists(), config.name


class TestWhatIsWrongIsFound:
    def test_an_undeclared_table(self):
        kept = TABLES.pop(Moment)
        try:
            assert tables.undeclared(everything()) == ["deals.Moment"]
        finally:
            TABLES[Moment] = kept

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"buyer": "deal__customer"}, "no way 'deal__customer'"),
            ({"store": "shop"}, "no way 'shop'"),
            ({"blank": {"word": ""}}, "no column 'word'"),
            ({"blank": {}}, "words: nobody said"),
            ({"decision": Decision.KEEP}, "kept, and yet blanked"),
            ({"kind": "drafts"}, "a kind needs"),
            ({"kind": "drafts", "dated": "whenever"}, "no way 'whenever'"),
        ],
    )
    def test_a_wrong_declaration(self, wrong, said):
        right = {
            "model": Moment,
            "decision": Decision.BLANK,
            "why": "x.",
            "buyer": "deal__buyer",
            "blank": {"words": ""},
        }
        assert tables.mistakes(Table(**right)) == []
        assert any(said in one for one in tables.mistakes(Table(**right | wrong)))

    def test_two_declarations_of_one_table(self):
        with pytest.raises(ValueError, match="twice"):
            declare(Table(model=Deal, decision=Decision.DELETE, why="x."))


@pytest.mark.django_db
def test_several_ways_to_a_buyer_are_any_of_them(sams_deal):
    way = Table(model=Consent, decision=Decision.KEEP, why="x.", buyer="buyer, buyer__deals__buyer")
    assert [one.pk for one in tables.rows_of(way, [sams_deal.buyer_id])]
    assert not tables.rows_of(Table(model=Store, decision=Decision.NOT_THEIRS, why="x."), [sams_deal.buyer_id])
