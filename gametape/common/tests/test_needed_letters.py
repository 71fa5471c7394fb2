"""What a pattern cannot do without, so that most texts need no search."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.common.needed_letters import needed_letters


@pytest.mark.parametrize(
    ("pattern", "needed"),
    [
        (r"\bbankrupt\w*", "bankrupt"),
        (r"(?:my|our) credit", "\\ credit"),
        (r"divorc|separated", "divorc|separated"),
        (r"turned(?: us)? down", "turned"),
        (r"(?:ab)+c?", "ab"),
        (r"bank|the bank", "bank"),
    ],
)
def test_the_letters_of_a_pattern(pattern: str, needed: str) -> None:
    found = needed_letters(pattern)
    assert found is not None
    assert found.pattern == needed


@pytest.mark.parametrize("pattern", [r"\d{4}", r"a?b?", r"(?:x|\w)", r"(?:ab)*"])
def test_where_nothing_is_needed_nothing_is_said(pattern: str) -> None:
    assert needed_letters(pattern) is None


SOME = st.sampled_from(
    ["ab", "b(?:c|da)", "(?:ab|ba)+", "c?", "[ab]", "a{0,2}b", "(?:a|bc)(?:d|ca)?", r"\bab", "(?=a)a"]
)


@given(st.lists(SOME, min_size=1, max_size=4), st.text("abcd ", max_size=12))
def test_whatever_the_pattern_finds_holds_what_it_needs(parts: list[str], text: str) -> None:
    pattern = "".join(parts)
    found = needed_letters(pattern)
    if re.search(pattern, text) and found is not None:
        assert found.search(text), pattern
