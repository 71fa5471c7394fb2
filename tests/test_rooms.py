"""A room knows only the rooms to its left: by import, by foreign key, by template. Each walk is shown to be able to fail."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from gametape.speech import choosing
from tests.rooms import (
    PRODUCT,
    RANKS,
    ROOT,
    foreign_keys_that_point_right,
    imports_that_go_around,
    may_know,
    over_the_product,
    product_files,
    room_of,
    signals_in,
    tag_rooms,
    template_breaches,
    too_long,
)


@pytest.fixture
def registry():
    """A register of models of its own: what is declared inside is in no other."""
    with isolate_apps("gametape.people", "gametape.reasons", "django.contrib.contenttypes") as apart:
        yield apart


class TestTheOrder:
    def test_it_is_the_one_agreed_on(self):
        assert [sorted(room for room in RANKS if RANKS[room] == place) for place in range(11)] == [
            ["common"],
            ["people"],
            ["deals"],
            ["sending", "speech"],
            ["ask", "tape", "win_probability"],
            ["reasons"],
            ["postmortem", "rescue"],
            ["lessons", "patterns"],
            ["next_one"],
            ["connectors", "desk", "privacy"],
            ["project"],
        ]

    def test_every_folder_of_the_package_is_a_room_with_a_place(self):
        assert {path.parent.name for path in PRODUCT.glob("*/__init__.py")} - {"gametape"} == set(RANKS)

    def test_neighbours_in_a_bracket_do_not_know_each_other(self):
        assert not may_know("desk", "connectors")
        assert not may_know("connectors", "desk")
        assert not may_know("rescue", "postmortem")
        assert not may_know("privacy", "desk")
        assert may_know("project", "desk")


class TestImports:
    def test_the_contract_is_kept(self):
        result = _lint_imports(ROOT)
        assert result.returncode == 0, result.stdout

    @pytest.mark.parametrize(
        ("room", "wrong"),
        [
            ("people", "gametape.deals.models"),
            ("desk", "gametape.connectors.csv"),
            ("common", "gametape.people.models"),
        ],
    )
    def test_an_import_to_the_right_breaks_it(self, tmp_path, room, wrong):
        house = _small_house(tmp_path)
        (house / "gametape" / room / "wrong.py").write_text(f"import {wrong}\n")
        result = _lint_imports(house)
        assert result.returncode == 1
        assert f"gametape.{room} is not allowed to import" in result.stdout

    def test_a_room_without_a_place_breaks_it(self, tmp_path):
        house = _small_house(tmp_path)
        (house / "gametape" / "helpers").mkdir()
        (house / "gametape" / "helpers" / "__init__.py").touch()
        result = _lint_imports(house)
        assert result.returncode != 0
        assert "helpers" in result.stdout

    def test_no_import_goes_around_it(self):
        """By name only `project` may: it is the rightmost room and knows all the others anyway. And `speech` its own engines,
        which the next test holds to the room; and the port of `sending` what the owner's settings name, which is all it
        knows of a sender (the table of names stands in `project`)."""
        found = over_the_product(imports_that_go_around, product_files())
        by_name = ("gametape/project/", "gametape/speech/choosing.py", "gametape/sending/port.py")
        assert [b for b in found if not (b.startswith(by_name) and "by name" in b)] == []

    def test_the_engines_that_speech_imports_by_name_lie_in_its_own_room(self):
        named = [*choosing.ENGINES.values(), *(name for _, *names in choosing.PARTS.values() for name in names)]
        assert len(named) > 6
        assert [name for name in named if not name.startswith("gametape.speech.")] == []

    def test_an_import_inside_a_function_is_found(self):
        source = "def lose(deal):\n    if deal:\n        from gametape.reasons import models\n"
        assert imports_that_go_around(source) == ["source:3 imports inside lose()."]

    @pytest.mark.parametrize("way", ["importlib.import_module", "import_string", "__import__", "apps.get_model"])
    def test_an_import_by_name_is_found(self, way):
        assert imports_that_go_around(f"x = {way}('gametape.reasons.models')") != []

    def test_an_engine_of_the_same_room_may_be_named_where_it_is_asked_for(self):
        source = "x = importlib.import_module('gametape.win_probability.boosting')"
        assert imports_that_go_around(source, name="gametape/win_probability/estimating.py") == []
        assert imports_that_go_around(source, name="gametape/desk/today.py") != []
        assert imports_that_go_around("importlib.import_module(chosen)", name="gametape/desk/today.py") != []

    def test_there_are_no_signals(self):
        assert over_the_product(signals_in, product_files()) == []

    @pytest.mark.parametrize(
        "line",
        [
            "from django.db.models.signals import post_save",
            "from django.db.models import signals",
            "from django.dispatch import receiver",
            "import django.dispatch",
            "from allauth.account.signals import user_logged_in",
        ],
    )
    def test_a_signal_is_found(self, line):
        assert signals_in(line) != []


class TestForeignKeys:
    def test_none_points_right(self):
        assert foreign_keys_that_point_right(apps) == []

    def test_there_is_something_to_walk(self):
        keys = [f for m in apps.get_models() if room_of(m.__module__) for f in m._meta.get_fields() if f.many_to_one]
        assert len(keys) > 20

    @pytest.mark.parametrize("kind", [models.ForeignKey, models.OneToOneField])
    def test_a_key_to_the_right_is_found(self, registry, kind):
        _fake("gametape.reasons", "Finding")
        _fake("gametape.people", "Buyer", why=kind("reasons.Finding", models.CASCADE))
        assert foreign_keys_that_point_right(registry) == [
            "gametape.people.models.Buyer.why points from people to reasons (Finding)."
        ]

    def test_many_to_many_and_its_table_are_found(self, registry):
        _fake("gametape.reasons", "Finding")
        _fake("gametape.people", "Buyer", whys=models.ManyToManyField("reasons.Finding"))
        found = foreign_keys_that_point_right(registry)
        assert sorted(breach.split()[0] for breach in found) == [
            "gametape.people.models.Buyer.whys",
            "gametape.people.models.Buyer_whys.finding",
        ]

    def test_a_key_by_a_string_that_nobody_answers_to_is_found(self, registry):
        _fake("gametape.people", "Buyer", why=models.ForeignKey("reasons.Nothing", models.CASCADE))
        assert "which nobody knows" in foreign_keys_that_point_right(registry)[0]

    def test_a_generic_key_is_found(self, registry):
        content_type = type(
            "ContentType", (models.Model,), {"__module__": "x", "Meta": type("Meta", (), {"app_label": "contenttypes"})}
        )
        _fake("gametape.people", "Buyer", kind=models.ForeignKey(content_type, models.CASCADE))
        assert "a key to every room" in foreign_keys_that_point_right(registry)[0]

    def test_a_key_to_the_left_is_fine(self, registry):
        _fake("gametape.people", "Buyer")
        _fake("gametape.reasons", "Finding", buyer=models.ForeignKey("people.Buyer", models.CASCADE))
        assert foreign_keys_that_point_right(registry) == []


class TestTemplates:
    def test_a_page_takes_in_nothing_from_the_right_and_names_its_links(self):
        tags, found = tag_rooms(), []
        for path in product_files("**/templates/**/*.*"):
            room = path.relative_to(PRODUCT).parts[0]
            found += template_breaches(path.read_text(), room=room, name=str(path.relative_to(ROOT)), tag_rooms=tags)
        assert found == []

    @pytest.mark.parametrize(
        "text",
        [
            '{% include "desk/today.html" %}',
            "{% extends 'project/inner.html' %}",
            '{% include "nav.html" %}',
            "{% load i18n findings %}",
            "{% load said from findings %}",
            '<a href="/losses/7/ask/">Ask</a>',
            '<form method="post" action="/losses/">',
        ],
    )
    def test_a_breach_is_found(self, text):
        assert template_breaches(text, room="deals", name="deals/no.html", tag_rooms={"findings": "reasons"})

    @pytest.mark.parametrize(
        "text",
        [
            '{% extends "base.html" %}{% include "people/told.html" %}{% load told %}',
            "<a href=\"{% url 'today' %}\">Today</a>",
            '<a href="https://example.org/">out</a>',
        ],
    )
    def test_what_is_to_the_left_and_links_by_name_are_fine(self, text):
        assert template_breaches(text, room="deals", name="deals/no.html", tag_rooms={"told": "people"}) == []


class TestSize:
    def test_no_module_and_no_function_outgrows_its_reader(self):
        assert over_the_product(too_long, product_files()) == []

    def test_a_long_module_is_found_and_a_long_table_is_not(self):
        assert too_long("x()\n" * 301, name="gametape/deals/losing.py") != []
        assert too_long("TABLE = [\n" + "    1,\n" * 400 + "]\n", name="gametape/deals/losing.py") == []

    def test_a_long_function_is_found_and_a_view_has_less_room(self):
        function = "def lose():\n" + "    x()\n" * 31
        assert too_long(function, name="gametape/deals/losing.py") == []
        assert too_long(function, name="gametape/deals/views.py") != []
        assert too_long(function, name="gametape/deals/views/no.py") != []
        assert too_long("def lose():\n" + "    x()\n" * 61, name="gametape/deals/losing.py") != []


def _lint_imports(house: Path) -> "subprocess.CompletedProcess[str]":
    command = Path(sys.executable).with_name("lint-imports")
    return subprocess.run([command, "--no-cache"], cwd=house, capture_output=True, text=True, timeout=120)


def _small_house(tmp_path: Path) -> Path:
    """Every room, empty but for the modules that the breaches name, under the contract of this repository."""
    for room in RANKS:
        folder = tmp_path / "gametape" / room
        folder.mkdir(parents=True)
        (folder / "__init__.py").touch()
        (folder / "models.py").touch()
    (tmp_path / "gametape" / "__init__.py").touch()
    (tmp_path / "gametape" / "connectors" / "csv").mkdir()
    (tmp_path / "gametape" / "connectors" / "csv" / "__init__.py").touch()
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
    assert _lint_imports(tmp_path).returncode == 0
    return tmp_path


def _fake(room: str, name: str, **fields: models.Field) -> None:
    """A model that believes it lives in that room."""
    meta = type("Meta", (), {"app_label": room.rpartition(".")[2]})
    type(name, (models.Model,), {"__module__": f"{room}.models", "Meta": meta, **fields})
