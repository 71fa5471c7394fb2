"""What stands around the model: windows, times, loops. No model is loaded."""

from itertools import pairwise
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.speech.engines.whisper import FASTEST, placed, snapped, spoiled, whole_words, windows
from gametape.speech.lines import Stretch, Word

STRETCHES = st.lists(st.tuples(st.floats(0.3, 5), st.floats(0.2, 70)), min_size=1, max_size=12)


def in_a_row(pairs):
    at, out = 0.0, []
    for pause, seconds in pairs:
        out.append(Stretch(at + pause, at + pause + seconds))
        at += pause + seconds
    return out


@given(STRETCHES)
def test_windows_hold_all_the_speech_in_order_and_none_is_too_long(pairs):
    speech = in_a_row(pairs)
    packed = windows(speech)
    assert sum(part.seconds for window in packed for part in window) == pytest.approx(
        sum(part.seconds for part in speech)
    )
    assert all(sum(part.seconds for part in window) <= 28.001 for window in packed)
    flat = [part for window in packed for part in window]
    assert all(a.end <= b.start + 1e-9 for a, b in pairwise(flat))


@given(STRETCHES, st.floats(0, 1), st.floats(0, 3))
def test_a_word_is_put_back_into_a_stretch_of_its_window(pairs, share, lasts):
    for window in windows(in_a_row(pairs)):
        at = share * sum(part.seconds for part in window)
        word = placed(Word("word", at, at + lasts), window)
        assert word.start <= word.end
        assert any(part.start - 1e-6 <= word.start and word.end <= part.end + 1e-6 for part in window)


def segment(text, sure=-0.2, words=()):
    return SimpleNamespace(text=text, avg_logprob=sure, words=words)


def test_a_loop_and_a_flood_are_found_and_talk_is_not():
    assert spoiled([segment("and I'll see you in the next video, " * 8)], 28)
    assert spoiled([segment(" ".join(f"word{n}" for n in range(int(FASTEST * 10) + 5)))], 10)
    assert not spoiled(
        [segment("We are worried about the tow rating of our truck, and the monthly payment seems high.")], 6
    )
    assert not spoiled([], 5)


def test_what_the_model_splits_off_without_a_space_belongs_to_the_word_before():
    said = [
        SimpleNamespace(word=word, start=n, end=n + 1, probability=0.9 - n / 10)
        for n, word in enumerate([" weighs", " 6", ",000", " pounds", " "])
    ]
    found = whole_words([segment("", words=said)])
    assert [word.text for word in found] == ["weighs", "6,000", "pounds"]
    assert (found[1].start, found[1].end, round(found[1].probability, 1)) == (1, 3, 0.7)
    assert len(whole_words([segment("", words=said)], spaced=False)) == 4


def test_the_first_and_last_word_of_a_stretch_begin_and_end_with_the_voice():
    speech = [Stretch(1.0, 4.0), Stretch(9.0, 11.0)]
    words = [Word("a", 1.6, 2.0), Word("b", 2.0, 3.5), Word("c", 10.5, 10.8)]
    assert [(word.start, word.end) for word in snapped(words, speech)] == [(1.2, 2.0), (2.0, 3.8), (10.5, 10.8)]
