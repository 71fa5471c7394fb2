"""A thank-you names what was learned, asks nothing, and tells nothing of what is private."""

import pytest

from gametape.ask.linting import Draft, lint
from gametape.deals.vocabulary import LEAVES
from gametape.reasons.thanking import thank_you

NAMES = {"buyer_name": "Sam", "rep_name": "Dana", "business": "Lakeside RV"}
OPEN = [leaf for leaf, one in LEAVES.items() if not one.private]
PRIVATE = [leaf for leaf, one in LEAVES.items() if one.private]


def stopped(text, channel):
    subject = "Thank you for telling me" if channel == "email" else None
    draft = Draft(text, channel=channel, scope="thank", sender="Dana", business="Lakeside RV", subject=subject)
    by_rule = [finding for finding in lint(draft, meaning=False).findings if finding.severity != "hint"]
    return by_rule + [finding for finding in lint(draft).findings if finding.severity == "block"]


@pytest.mark.parametrize("channel", ["sms", "email"])
@pytest.mark.parametrize("leaf", [None, *LEAVES])
def test_every_thank_you_passes_the_lint_and_asks_nothing(leaf, channel):
    text = thank_you(leaf, "", **NAMES)
    assert not stopped(text, channel)
    assert "?" not in text
    assert len(text) <= 320


def test_each_leaf_that_is_not_private_has_words_of_its_own():
    texts = {thank_you(leaf, "", **NAMES) for leaf in OPEN}
    assert len(texts) == len(OPEN) == 37
    assert thank_you(None, "", **NAMES) not in texts


@pytest.mark.parametrize("leaf", PRIVATE)
def test_a_private_leaf_gets_the_thanks_of_one_that_nobody_confirmed_and_no_quote(leaf):
    assert thank_you(leaf, "the bank said no", **NAMES) == thank_you(None, "", **NAMES)


def test_short_words_are_said_back():
    text = thank_you("FIT.WRONG_UNIT", "It's too long for where we camp.", **NAMES)
    assert "You said “It's too long for where we camp”, and I heard it." in text
    assert not stopped(text, "sms")


@pytest.mark.parametrize(
    "quote",
    ["they took $2,000 off", "my husband hated it", "WHY!!", "x" * 61, "one\ntwo", "", "  "],
)
def test_words_that_should_not_go_out_again_are_not_said_back(quote):
    assert thank_you("FIT.WRONG_UNIT", quote, **NAMES) == thank_you("FIT.WRONG_UNIT", "", **NAMES)


def test_a_buyer_without_a_name_is_thanked_all_the_same():
    text = thank_you("EXP.SLOW", "", buyer_name="", rep_name="Dana", business="")
    assert text.startswith("Thank you for telling me.")
    assert text.endswith("Dana")
