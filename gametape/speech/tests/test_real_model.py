"""The real model listens to a call that the synthesiser spoke: two runs of the command, as somebody types it."""

import json

import numpy as np
import pytest

from gametape.project.cli import main
from gametape.speech.tests.calls import PROMPT, by_telephone, call, word_errors, write_wav
from gametape.speech.transcriber import RATE


def listened(path, capsys, *options):
    capsys.readouterr()
    assert main(["listen", str(path), "--stt", "bundled:tiny.en", "--rep-channel", "0", "--json", *options]) == 0
    return json.loads(capsys.readouterr().out)


def held_to(found, spoken, *, most):
    assert found["model"].startswith("whisper-tiny.en int8 sha256:1a5afae06a4d")
    assert found["coverage"]["gaps"] == []
    assert found["flags"] == []
    for channel, who in enumerate(("rep", "buyer")):
        turns = [turn for turn in found["turns"] if turn["channel"] == channel]
        assert {turn["speaker"] for turn in turns} == {who}
        said = [line for line in spoken if line.who == who]
        assert word_errors(" ".join(line.text for line in said), " ".join(turn["text"] for turn in turns)) <= most
        for line in said:
            assert min(abs(turn["start"] - line.start) for turn in turns) <= 0.6
            assert min(abs(turn["end"] - line.end) for turn in turns) <= 0.6
        for word in (word for turn in turns for word in turn["words"]):
            assert 0 <= word["probability"] <= 1
            assert any(line.start - 0.6 <= word["start"] <= word["end"] <= line.end + 0.6 for line in said), word


@pytest.mark.slow
def test_a_call_with_a_voice_on_each_channel(tmp_path, capsys):
    samples, spoken = call()
    silence = np.zeros((2, 20 * RATE), dtype=np.float32)
    noise = np.random.default_rng(1).normal(0, 0.0005, (2, samples.shape[1] + 20 * RATE)).astype(np.float32)
    path = write_wav(tmp_path / "call.wav", np.concatenate([samples, silence], axis=1) + noise)
    held_to(listened(path, capsys, "--prompt", PROMPT), spoken, most=0.10)


@pytest.mark.slow
def test_the_same_over_the_telephone(tmp_path, capsys):
    samples, spoken = call()
    path = by_telephone(write_wav(tmp_path / "call.wav", samples), tmp_path / "telephone.wav")
    held_to(listened(path, capsys), spoken, most=0.12)
