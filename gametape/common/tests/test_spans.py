"""No claim without its words (law 4): a quote is shown where it stands, letter for letter, or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.common.spans import QuoteGone, Span, comparable, must_match, quote, span_of

SAM = "We loved it 🙂. The warranty on top broke it. C’était trop."

texts = st.text(max_size=200) | st.text(alphabet="aé́ßﬁİ🙂👩‍🌾 ’“–\u00a0\n", max_size=40)


def test_a_quote_is_the_words_at_its_span_counted_in_code_points() -> None:
    start = SAM.index("The warranty")
    assert quote(SAM, Span(start, start + 28)) == "The warranty on top broke it"


@given(text=texts, data=st.data())
def test_every_true_quote_matches_and_gives_its_span_back(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, max(0, len(text) - 1)))
    end = data.draw(st.integers(start, len(text)))
    if start == end:
        return
    said = text[start:end]
    assert must_match(text, said, start) == said
    assert quote(text, span_of(text, said, start)) == said


@given(text=texts, said=texts, start=st.integers(-5, 60))
def test_what_does_not_match_is_refused(text: str, said: str, start: int) -> None:
    if start >= 0 and said and text[start : start + len(said)] == said:
        assert must_match(text, said, start) == said
    else:
        with pytest.raises(QuoteGone, match="Mark them again"):
            must_match(text, said, start)


@pytest.mark.parametrize(
    ("said", "start"),
    [
        ("C'était", SAM.index("C’était")),
        ("The warranty", 0),
        ("the warranty", SAM.index("The warranty")),
        ("", 0),
        ("trop.", -5),
    ],
    ids=["another apostrophe", "another place", "another case", "nothing", "counted from the end"],
)
def test_nothing_is_forgiven(said: str, start: int) -> None:
    with pytest.raises(QuoteGone):
        must_match(SAM, said, start)


def test_an_accent_written_in_two_code_points_is_another_text() -> None:
    with pytest.raises(QuoteGone):
        must_match("caf\u00e9", "cafe\u0301", 0)


def test_a_span_past_the_end_belongs_to_another_version() -> None:
    with pytest.raises(QuoteGone, match="no longer in the text"):
        quote("short", Span(0, 6))


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (3, 3), (5, 2)])
def test_a_span_runs_forward_and_is_never_empty(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="runs forward"):
        Span(start, end)


def test_spans_know_when_they_share_a_letter() -> None:
    assert Span(0, 5).overlaps(Span(4, 6))
    assert not Span(0, 5).overlaps(Span(5, 6))


@given(texts)
def test_making_a_text_comparable_moves_nothing(text: str) -> None:
    plain = comparable(text)
    assert len(plain) == len(text)
    assert comparable(plain) == plain


def test_what_becomes_comparable() -> None:
    assert comparable("NON, C’ÉTAIT “trop” – Straße") == 'non, c\'etait "trop" - straße'
