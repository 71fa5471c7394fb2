"""The lint of a lesson: what it stops, what it only points at, and what it lets alone."""

from __future__ import annotations

import pytest

from gametape.lessons.linting import Draft, Known, blocks, lint, tidy
from gametape.lessons.suggesting import BY_LEAF

GOOD = Draft(
    "a buyer asks what is included", "put the one-page sheet in their hand", "part of the offer was not understood"
)
AROUND = Known(
    names=frozenset({"sam", "nguyen", "dana", "brooks", "mark", "sofia"}),
    things=frozenset({"meadowlark", "lakeside"}),
    said=["We loved it. The warranty on top broke it for us, honestly."],
)


def told(**parts: str) -> Draft:
    return Draft(**{"trigger": GOOD.trigger, "do": GOOD.do, "because": GOOD.because} | parts)


def ids(draft: Draft, known: Known = AROUND) -> list[str]:
    return [one.id for one in lint(draft, known)]


AGREED = [
    ("a buyer says 'what's all included?'", "put the one-page out-the-door sheet in their hand and read it with them", "two buyers thought warranty was extra"),
    ("a second decision maker is not here", "record a 60-second walk-through for them before they leave", "three deals died at home"),
    ("I have talked for two minutes", "ask 'what matters most in that for you?'", "at 14:20 he stopped listening"),
    ("they name one thing", "show that first and stop", "one was told two beds and kept being shown one"),
    ("someone who decides is not here", "record a 60-second walk-through for them before they leave", "three deals died at home"),
]  # fmt: skip


@pytest.mark.parametrize("parts", AGREED, ids=[parts[0][:24] for parts in AGREED])
def test_the_examples_of_the_agreement_pass(parts: tuple[str, str, str]) -> None:
    assert lint(Draft(*parts), AROUND) == []


@pytest.mark.parametrize("leaf", sorted(BY_LEAF))
def test_what_we_suggest_passes(leaf: str) -> None:
    row = BY_LEAF[leaf]
    assert lint(Draft(row["when"], row["do"], row["because"]), AROUND) == []


@pytest.mark.parametrize(
    "trigger",
    ["I feel the deal slipping", "they feel rushed", "the buyer seems nervous", "I am stressed", "my gut says no", "I think they are lying",
     "they are not interested", "it happens again", "possible", "every deal", ""],
)  # fmt: skip
def test_a_sign_can_be_seen_or_heard(trigger: str) -> None:
    assert ids(told(trigger=trigger))[:1] == ["L1"]


@pytest.mark.parametrize(
    "trigger",
    ["a buyer says they feel rushed", "they look at the clock", "figures are on the table", "a trade comes up", "it is a Saturday",
     "three messages went without a reply", "they ask about the price", "a walk-in comes with children"],
)  # fmt: skip
def test_what_is_said_about_a_feeling_can_be_heard(trigger: str) -> None:
    assert "L1" not in ids(told(trigger=trigger))


@pytest.mark.parametrize(
    "do",
    ["be more patient", "feel calm", "understand what they need", "the sheet", "better numbers", "quickly", "more listening", "",
     "call them, then send the sheet and book the next step", "write it down, show it, and call the manager",
     "spend an hour with them", "talk for 20 minutes", "study the spec book", "call every day", "take thirty minutes to listen"],
)  # fmt: skip
def test_an_act_is_one_and_short_and_starts_with_a_verb(do: str) -> None:
    assert ids(told(do=do))[:1] == ["L2"]


@pytest.mark.parametrize(
    "do",
    ["show that first and stop", "I'll call the technician", "ask, and wait", "call back within 30 minutes", "send the sheet an hour later",
     "record a 60-second video", "re-check the trade with them", "set the next step two days ahead"],
)  # fmt: skip
def test_a_deadline_is_no_duration_and_show_and_stop_is_one_act(do: str) -> None:
    assert "L2" not in ids(tidy(told(do=do)))


@pytest.mark.parametrize(
    "because", ["", "it works", "it is important", "I should", "buyers like that", "my manager says so"]
)
def test_a_because_says_what_was_seen_or_heard(because: str) -> None:
    assert "L3" in ids(told(because=because))


def test_it_rests_on_something() -> None:
    assert ids(GOOD, Known(rests=False)) == ["L3"]


@pytest.mark.parametrize(
    ("part", "words", "quote"),
    [
        ("trigger", "Sam says no", "Sam"), ("because", "the Nguyens went home", "Nguyens"), ("because", "Dana lost one so", "Dana"),
        ("do", "call Peter at the bank", "Peter"), ("because", "Mrs. Ruiz asked twice", "Mrs. Ruiz"), ("trigger", "Peter asks twice", "Peter"),
        ("because", "sofia asked twice", "sofia"), ("because", "Jean-Luc went home", "Jean-Luc"), ("because", "we lost Müller to it", "Müller"),
    ],
)  # fmt: skip
def test_nobody_is_named(part: str, words: str, quote: str) -> None:
    found = [one for one in lint(told(**{part: words}), AROUND) if one.id == "L4"]
    assert quote in [one.quote for one in found]
    assert blocks(found)


@pytest.mark.parametrize(
    "trigger",
    ["an old man comes in", "a woman asks about towing", "a muslim buyer comes", "two ladies sit down", "a retired couple walks in", "somebody with an accent calls"],
)  # fmt: skip
def test_who_somebody_is_is_no_sign(trigger: str) -> None:
    assert "L4" in ids(told(trigger=trigger))


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("trigger", "A buyer asks about the Meadowlark"), ("trigger", "it is Friday"), ("do", "mark the line on the sheet"), ("because", "the RV was not on power"),
        ("because", "at Lakeside nobody asked"), ("do", "ask F&I for two minutes"), ("trigger", "they say “How soon?”"), ("because", "a buyer said: Too late"),
    ],
)  # fmt: skip
def test_a_thing_is_no_name(part: str, words: str) -> None:
    assert "L4" not in ids(told(**{part: words}))


@pytest.mark.parametrize(
    "because",
    ["their number is 608-555-0142", "sam@mail.example wrote twice", "they wanted $38,900", "38,900 was too much", "they had 40k", "see https://x.example/7",
     "the bank said no", "their mother is in hospital"],
)  # fmt: skip
def test_nothing_of_a_buyer_stands_in_it(because: str) -> None:
    assert "L4" in ids(told(because=because))


def test_five_words_of_theirs_in_a_row_are_a_quote_and_four_are_not() -> None:
    taken = [one for one in lint(told(because="the warranty on top broke it"), AROUND) if one.id == "L4"]
    assert [one.quote for one in taken] == ["the warranty on top broke"]
    assert "L4" not in ids(told(because="the warranty on top was the question"))


def test_forty_words_are_the_most() -> None:
    assert "L4" in ids(told(because="they waited " * 20))


@pytest.mark.parametrize(
    "do", ["always ask first", "try to listen", "make sure to call", "remember to book the next step"]
)
def test_big_words_are_pointed_at_and_stop_nothing(do: str) -> None:
    found = lint(tidy(told(do=do)), AROUND)
    assert [(one.id, one.severity) for one in found] == [("L5", "warn")] * len(found)
    assert found


def test_what_never_happened_is_a_reason_and_what_one_will_never_do_is_a_vow() -> None:
    seen = Draft("they add up on paper", "show the total with everything in it", "they never saw the whole sum")
    assert ids(seen) == []
    vow = Draft("they add up on paper", "never leave a total out", "they went home to do the sum")
    assert ids(vow) == ["L5"]


def test_the_same_lesson_again_is_pointed_at() -> None:
    there = [
        (7, "a buyer asks about the trade walk around it"),
        (9, "a buyer asks what's included put the one-page sheet in their hands"),
    ]
    found = lint(GOOD, Known(others=there))
    assert [(one.id, one.same_as) for one in found] == [("L6", 9)]
    assert not blocks(found)


def test_nothing_is_proven_by_one_loss() -> None:
    assert ids(told(because="it is proven, works every time for them")) == ["L7", "L7"]


def test_what_the_sentence_says_already_is_taken_off() -> None:
    assert tidy(Draft("When A buyer asks.", "I'll show it.", "because they waited.")) == Draft(
        "a buyer asks", "show it", "they waited"
    )


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", "'; DROP TABLE", "👋" * 60, "ما رأيك في السعر", "\u202e" * 9, "a-" * 90]
)
def test_anything_may_be_typed(hostile: str) -> None:
    for part in ("trigger", "do", "because"):
        for one in lint(told(**{part: hostile}), AROUND):
            assert one.quote in hostile or one.part != part


@pytest.mark.timeout(60)  # an instant, or with a pattern that goes back and forth minutes
def test_the_longest_that_fits_is_read_to_its_end() -> None:
    lint(Draft("aaaa bbbb " * 20, "A-a’a " * 33, "x@" * 100), AROUND)
