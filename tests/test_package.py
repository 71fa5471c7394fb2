"""What is built is whole: the wheel carries every page, style, rule and word that the checkout has, and no test."""

import shutil
import subprocess
import sys
import zipfile

import pytest

from tests.rooms import PRODUCT, ROOT

BUILD = "from setuptools.build_meta import build_wheel; print(build_wheel('dist'))"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> set[str]:
    tree = tmp_path_factory.mktemp("tree")
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(PRODUCT, tree / "gametape", ignore=ignored)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tree)
    built = subprocess.run([sys.executable, "-c", BUILD], cwd=tree, capture_output=True, text=True, timeout=120)
    assert built.returncode == 0, built.stderr
    return set(zipfile.ZipFile(next((tree / "dist").glob("*.whl"))).namelist())


def test_every_file_that_is_not_a_test_is_in_the_wheel(wheel):
    shipped = {
        str(path.relative_to(ROOT))
        for path in PRODUCT.rglob("*")
        if path.is_file() and not {"tests", "__pycache__"} & set(path.parts)
    }
    assert sorted(shipped - wheel) == []


def test_no_test_is_in_the_wheel(wheel):
    assert [name for name in wheel if "/tests/" in name] == []
