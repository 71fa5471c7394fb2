"""Which folder a command lives in: the demo never meets real deals."""

import pytest

from gametape.project.cli import is_demo, main


@pytest.mark.parametrize("words", ["demo", "start", "start --bind 0.0.0.0:8000", "start --no-serve --bind=127.0.0.1:9"])
def test_without_a_file_it_is_the_demo(words):
    assert is_demo(words.split())


@pytest.mark.parametrize(
    "words", ["start deals.csv", "start --bind 0.0.0.0:8000 deals.csv", "start deals.csv --store Lakeside", "serve"]
)
def test_with_a_file_of_ones_own_it_is_not(words):
    assert not is_demo(words.split())


def test_a_command_that_is_not_there_is_a_sentence_and_exit_2(capsys):
    assert main(["rank-reps"]) == 2
    assert "there is no command" in capsys.readouterr().err
