"""The small model: fitted on what lies beside it, explained by words that stand in the text, quick."""

import json
import subprocess
import sys
import time
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gametape.ask.linting import Draft, lint
from gametape.ask.linting.features import features, tokens
from gametape.ask.linting.findings import CHANNELS, SCOPES
from gametape.ask.linting.kinds import FLAWS
from gametape.ask.linting.labelled import FITTED_ON, KEPT_ASIDE, messages
from gametape.ask.linting.reading import clauses, plain, read, sentences

WEIGHTS = files("gametape.ask.linting").joinpath("weights.json")
WHOLE = [message for path in (FITTED_ON, KEPT_ASIDE) for message in messages(path) if message.channel][::6]


def _lint(message):
    return lint(Draft(message.text, channel=message.channel, sender=message.sender, business=message.business))


def test_the_weights_were_made_from_the_set_and_the_features_that_lie_beside_them():
    made_from = subprocess.run(
        [sys.executable, "-c", "from gametape.ask.linting.fitting import checksum; print(checksum())"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    assert json.loads(WEIGHTS.read_text("utf-8"))["made_from"] == made_from


def test_the_weights_stay_small_and_are_no_code():
    assert len(WEIGHTS.read_bytes()) < 1_200_000
    assert set(json.loads(WEIGHTS.read_text("utf-8"))) == {
        "made_from",
        "block_at",
        "ask_at",
        "virtue_at",
        "classes",
        "bias",
        "weights",
    }


def test_both_sets_say_that_they_are_invented():
    assert all(path.read_text("utf-8").startswith("# INVENTED.") for path in (FITTED_ON, KEPT_ASIDE))


def test_no_voice_is_in_both_sets():
    assert not {message.voice for message in messages(FITTED_ON)} & {message.voice for message in messages(KEPT_ASIDE)}


@pytest.mark.parametrize("honest", [True, False])
def test_on_messages_it_never_saw_it_keeps_the_honest_and_catches_the_bad(honest):
    """A floor under the figures of docs/why/the-lint.md, not a second report of them."""
    aside = [message for message in messages(KEPT_ASIDE) if message.honest == honest]
    right = sum(_lint(message).ok == honest for message in aside)
    assert len(aside) >= 60
    assert right / len(aside) >= (0.9 if honest else 0.7)


def test_every_quote_stands_in_the_text_character_for_character():
    for message in WHOLE:
        for finding in _lint(message).findings:
            if finding.start is None:
                assert finding.quote == ""
            else:
                assert finding.quote == message.text[finding.start : finding.end] != ""


@settings(max_examples=150, deadline=None)
@given(
    text=st.text(max_size=200)
    | st.lists(
        st.sampled_from(
            [
                "I\u2019m",
                "hurt",
                "\U0001f622",
                "what",
                "did",
                "i",
                "miss?",
                "\u0130stanbul",
                "My manager",
                "$500",
                "\n\n",
                "\u00a0",
                "stop by",
                "\u2026",
                "price",
                "WHY",
                "you",
                "e\u0301",
            ]
        ),
        max_size=30,
    ).map(" ".join),
    channel=st.sampled_from(CHANNELS),
    scope=st.sampled_from(SCOPES),
)
def test_any_text_gets_a_report_whose_spans_are_its_own(text, channel, scope):
    report = lint(Draft(text, channel=channel, scope=scope, sender="Dana", business="Lakeside RV", subject=text[:60]))
    assert all(
        finding.quote == (text[finding.start : finding.end] if finding.start is not None else "")
        for finding in report.findings
    )
    assert report.ok == all(finding.severity != "block" for finding in report.findings)


@given(text=st.text(max_size=100))
def test_making_a_text_plain_moves_nothing(text):
    assert len(plain(text)) == len(text) == len(read(text, sender="Dana", business="x y").text)


@given(
    text=st.text(max_size=100)
    | st.lists(st.sampled_from(["hi sam", ",", " - ", "; ", ": ", "what did I miss?", " "])).map("".join)
)
def test_a_clause_is_a_true_part_of_its_sentence(text):
    for sentence in sentences(text):
        for clause in clauses(sentence):
            assert text[clause.start : clause.end] == clause.text != sentence.text
            assert sentence.start <= clause.start < clause.end <= sentence.end


def test_a_kind_sentence_does_not_hide_the_clause_that_ends_it():
    kind = "Thank you so much for the afternoon, I truly enjoyed it and I respect the choice you made"
    sold = f"{kind}, though somebody else is putting a deposit on it tonight. What did I miss? Dana, Lakeside RV"
    report = lint(Draft(sold, channel="email", sender="Dana", business="Lakeside RV"), meaning=True)
    assert lint(
        Draft(f"{kind}. What did I miss? Dana, Lakeside RV", channel="email", sender="Dana", business="Lakeside RV")
    ).ok
    assert not report.ok


def test_words_of_like_meaning_share_a_family_and_keep_their_place():
    hauled, towed = (
        {name for name, _, _ in features(word) if name.startswith("k large")} for word in ("hauled", "towed")
    )
    assert hauled == towed != set()
    assert {(start, end) for name, start, end in features("he towed it") if name.startswith("k large")} == {(3, 8)}


def test_slang_is_read_as_what_it_stands_for_and_keeps_its_place():
    text = "u shoulda told me"
    assert [token.word for token in tokens(text)] == ["you", "should", "have", "told", "me"]
    assert all(0 <= start < end <= len(text) for _, start, end in features(text))


def test_a_block_by_meaning_quotes_words_and_asks_the_writer_when_it_is_not_sure():
    judged = [
        finding
        for message in WHOLE
        for finding in _lint(message).findings
        if finding.say in {kind.say for kind in FLAWS.values()} | {kind.ask for kind in FLAWS.values()}
    ]
    assert len(judged) > 100
    assert all(finding.quote for finding in judged)
    assert {finding.say.endswith("?") for finding in judged if finding.severity == "warn"} == {True}
    assert {finding.say.endswith("?") for finding in judged if finding.severity == "block"} == {False}


def test_meaning_blocks_an_ask_and_only_questions_an_answer():
    text = "Before you go, my sales manager is upset with me and I stayed late three nights for you."
    blocks = {
        scope: [
            finding.severity
            for finding in lint(Draft(text, channel="sms", scope=scope, sender="", business="")).findings
            if finding.say in {kind.say for kind in FLAWS.values()}
        ]
        for scope in ("thank", "save")
    }
    assert blocks == {"thank": [], "save": []}


def test_it_is_quick_enough_to_run_while_somebody_types():
    drafts = [
        Draft(message.text, channel=message.channel, sender=message.sender, business=message.business)
        for message in WHOLE[:100]
    ]
    lint(drafts[0])
    started = time.process_time()
    for draft in drafts:
        lint(draft)
    assert (time.process_time() - started) / len(drafts) < 0.02
