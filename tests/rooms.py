"""The agreement on rooms, read from the one place where it stands (pyproject.toml), and the walks that hold it.

Each walk takes what it judges - models, a source text, a template - and returns sentences, one for each breach. So a test can
hand it the product and expect none, and hand it a breach and expect that one.
"""

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.apps.registry import Apps
from django.db import models

ROOT = Path(__file__).resolve().parents[1]
PRODUCT = ROOT / "gametape"

LONGEST_MODULE = 300
LONGEST_FUNCTION = 60
LONGEST_VIEW = 30


def ranks() -> dict[str, int]:
    """Room to its place, 0 leftmost. Rooms of one bracket share a place."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    return {room.strip(): place for place, layer in enumerate(reversed(layers)) for room in re.split(r"[|:]", layer)}


RANKS = ranks()


def may_know(room: str, other: str) -> bool:
    """A room knows itself and what is to its left, never its neighbour in a bracket."""
    return room == other or RANKS[other] < RANKS[room]


def room_of(dotted: str) -> str | None:
    """The room a dotted module name lies in; None outside of gametape."""
    parts = dotted.split(".")
    return parts[1] if parts[0] == "gametape" and len(parts) > 1 else None


def product_files(pattern: str = "**/*.py") -> Iterator[Path]:
    """What is shipped: neither tests nor migrations, whose business it is to know everything."""
    for path in sorted(PRODUCT.glob(pattern)):
        if not {"tests", "migrations", "__pycache__"} & set(path.relative_to(PRODUCT).parts):
            yield path


def foreign_keys_that_point_right(registry: Apps) -> list[str]:
    """Every foreign key, one-to-one, many-to-many and its in-between table, given as a class or as a string."""
    breaches = []
    for model in registry.get_models(include_auto_created=True):
        here = room_of(model.__module__)
        if here is None:
            continue
        for field in model._meta.get_fields(include_hidden=True):
            if not isinstance(field, models.ForeignObject | models.ManyToManyField):
                continue
            target = field.remote_field.model
            where = f"{model.__module__}.{model.__name__}.{field.name}"
            if isinstance(target, str):
                breaches.append(f"{where} points to {target!r}, which nobody knows.")
                continue
            there = room_of(target.__module__)
            if there is not None and not may_know(here, there):
                breaches.append(f"{where} points from {here} to {there} ({target.__name__}).")
            if target._meta.label == "contenttypes.ContentType":
                breaches.append(f"{where} points to anything: a generic key is a key to every room.")
    return breaches


_GO_AROUND = {"import_module", "import_string", "__import__", "get_model"}


def imports_that_go_around(source: str, *, name: str = "source") -> list[str]:
    """Imports inside a function, and imports by name: the two ways to know a room without saying so at the top."""
    breaches = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            breaches += [
                f"{name}:{inner.lineno} imports inside {node.name}()."
                for inner in ast.walk(node)
                if isinstance(inner, ast.Import | ast.ImportFrom)
            ]
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in _GO_AROUND and not _names_own_room(node, name):
                breaches.append(f"{name}:{node.lineno} imports by name with {called}().")
    return breaches


def _names_own_room(call: ast.Call, name: str) -> bool:
    """A heavy engine is imported when it is asked for: a module of the same room, its name written out in the call."""
    literal = call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else None
    parts = Path(name).parts
    return isinstance(literal, str) and len(parts) > 1 and room_of(literal) == parts[1] and parts[0] == "gametape"


def signals_in(source: str, *, name: str = "source") -> list[str]:
    """A signal is a call to the right that nobody sees at the place where it happens."""
    breaches = []
    for node in ast.walk(ast.parse(source)):
        names: list[str] = []
        if isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        if any(re.search(r"\bsignals\b|^django\.dispatch\b", imported) for imported in names):
            breaches.append(f"{name}:{node.lineno} uses signals ({', '.join(names)}).")
    return breaches


# The frame around every page hangs in `project` and is named by all: it wires (header, doors), and knows no room's rows.
PAGE_FRAME = "base.html"
_TAKEN_IN = re.compile(r"""\{%\s*(?:extends|include)\s+["']([^"']+)["']""")
_LOADED = re.compile(r"\{%\s*load\s+([^%]+?)\s*%\}")
_HARD_LINK = re.compile(r"""\b(?:href|action|formaction|src|hx-(?:get|post|put|delete))\s*=\s*["']/(?!/)[^"']+""")


def template_breaches(text: str, *, room: str, name: str, tag_rooms: dict[str, str]) -> list[str]:
    """What a room's template takes in from a room it may not know, and addresses written out instead of named.

    `tag_rooms`: library of template tags to the room it lies in. Links to the right are free, by the URL's name.
    """
    breaches = []
    for taken in _TAKEN_IN.findall(text):
        owner = taken.split("/")[0] if "/" in taken else "project"
        if owner in RANKS and not may_know(room, owner) and taken != PAGE_FRAME:
            breaches.append(f"{name} takes in {taken} of {owner}.")
    for libraries in _LOADED.findall(text):
        for library in libraries.partition(" from ")[2].split() or libraries.split():
            owner = tag_rooms.get(library, room)
            if not may_know(room, owner):
                breaches.append(f"{name} loads {library} of {owner}.")
    breaches += [f"{name} writes an address out, use its name: {link.strip()}" for link in _HARD_LINK.findall(text)]
    return breaches


def tag_rooms() -> dict[str, str]:
    return {path.stem: path.relative_to(PRODUCT).parts[0] for path in product_files("*/templatetags/*.py")}


def _lines_of_data(tree: ast.Module) -> int:
    """Lines of tables: what is assigned at the top of a module and is a literal through and through."""
    tables = [node for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign)]
    return sum((node.end_lineno or node.lineno) - node.lineno + 1 for node in tables)


def too_long(source: str, *, name: str) -> list[str]:
    """Modules over 300 lines (tables not counted), functions over 60, views over 30."""
    tree = ast.parse(source)
    breaches = []
    length = source.count("\n") - _lines_of_data(tree)
    if length > LONGEST_MODULE:
        breaches.append(f"{name} has {length} lines beside its tables; {LONGEST_MODULE} are a room's limit.")
    views = Path(name).stem == "views" or "views" in Path(name).parts
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            limit = LONGEST_VIEW if views else LONGEST_FUNCTION
            if lines > limit:
                breaches.append(f"{name}:{node.lineno} {node.name}() has {lines} lines; {limit} are the limit here.")
    return breaches


def over_the_product(walk, paths: Iterable[Path]) -> list[str]:
    return [breach for path in paths for breach in walk(path.read_text(), name=str(path.relative_to(ROOT)))]
