"""Private things stay private (law 7): what is caught, what is left alone, and which numbers are never kept."""

from __future__ import annotations

import csv
import gzip
import json
from collections import Counter
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from gametape.common.private_numbers import passes_iban, passes_luhn
from gametape.common.private_words import REMOVED, PrivateSpan, redact_numbers, scan, speaks_of_somebody

ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT / "../shared/data"
needs_data = pytest.mark.skipif(not DATA.exists(), reason="needs ../shared/data, which a clone does not have")

MASKED = {"CREDIT", "CIR.PERSONAL", "CIR.MONEY_CHANGED", "TER.OWES_MORE"}
LEAVES = [
    (reason["code"], leaf["code"], example)
    for reason in yaml.safe_load((ROOT / "gametape/deals/reasons.yaml").read_text(encoding="utf-8"))["reasons"]
    for leaf in reason["leaves"]
    for example in leaf["examples"]
]
BEHIND_THE_MASK = [example for reason, leaf, example in LEAVES if {reason, leaf} & MASKED]
OPEN = [example for reason, leaf, example in LEAVES if not {reason, leaf} & MASKED]

PRIVATE: dict[str, list[str]] = {
    "credit": [
        "the bank said no",
        "could not get financed",
        "couldn't get financed",
        "my credit union does better",
        "upside down on the loan",
        "we got turned down",
        "Turned down by the bank",
        "My credit isn't great",
        "bad credit",
        "We didn't qualify",
        "couldn't get approved",
        "they wouldn't approve us for the loan",
        "I'm in a chapter 13",
        "need a cosigner",
        "the interest rate was 14 percent",
        "The financing fell through",
        "el banco dijo que no",
        "no nos aprobaron",
        "mi crédito",
        "La banque a refusé",
        "notre prêt",
        "die Bank hat nein gesagt",
        "Kredit abgelehnt",
        "Schufa",
        "my score was too low",
        "they ran my credit twice",
        "we still owe 12k on the truck",
        "lender wanted more money down",
        "too much debt",
        "bankruptcy",
        "negative equity",
        "I couldn't show proof of income",
    ],
    "health": [
        "My wife has cancer",
        "dad had a stroke",
        "mom passed away",
        "I am pregnant",
        "health issues",
        "Mein Mann ist krank",
        "ma femme est malade",
        "mi esposa está enferma",
        "Wife got sick",
    ],
    "money": [
        "lost my job",
        "I got laid off",
        "perdí mi trabajo",
    ],
    "personal": [
        "we're getting divorced",
        "family emergency",
        "personal reasons",
        "we are relocating to Texas",
        "raisons personnelles",
        "aus persönlichen Gründen",
        "Wir ziehen um",
        "asuntos familiares",
        "I'm going through a divorce",
    ],
    "protected": [
        "they ignored me because I'm black",
        "It was racist",
    ],
}

HARMLESS = [
    "credit where credit is due",
    "I have to give you credit, you were honest",
    "the price",
    "payment was too high",
    "I lost interest in the boat",
    "interest in the boat",
    "my bank holiday",
    "the score of the game",
    "down payment",
    "Finance wanted three quotes.",
    "To his credit he never pushed",
    "The finance guy was nice",
    "Do you take credit cards",
    "I'm sick of waiting",
    "two-stroke engine",
    "the river bank",
    "they gave us a loaner",
    "The board didn't approve it",
    "budget was ten thousand",
    "We moved on",
    "we decided to move forward with the other one",
    "We're moving in a different direction",
    "my husband didn't like it",
    "wife said no",
    "The white one was nicer",
    "too old for that mileage",
    "It was broken",
    "The engine broke down",
    "we were broke down on the highway",
    "rust cancer on the frame",
    "the rate of rain",
    "trade value was low",
    "bill of sale was wrong",
    "monthly payment",
    "I don't want to be paying for it in twelve years",
    "She moved to another department",
    "It was too long to store at home",
    "the interior looked depressing",
    "You only talked to my husband and it's my money.",
    "no interest from my wife",
    "I saw no interest from your side",
    "score",
    "the paperwork table",
    "4 hours of our time",
    "We bought a house boat elsewhere",
    "Our baby seat doesn't fit",
    "the kids were bored",
    "my dad thinks it's a bad idea",
    "The old one will do another year.",
    "The health of the battery",
    "It doesn't get better than that",
    "They approved of the layout",
    "We went with the other bank of seats",
    "My hours are long so evening calls are best",
    "the family loved it",
    "My family liked it",
    "move it around the lot",
    "I owe you an answer",
    "I owe Dana a coffee",
    "financing options were explained well",
]

CARD = "4111 1111 1111 1111"
NUMBERS = [
    CARD,
    "4111111111111111",
    "4111-1111-1111-1111",
    "5500 0000 0000 0004",
    "2223 0031 2200 3222",
    "3400 000000 00009",
    "6011 0000 0000 0004",
    "3530 1113 3330 0000",
    "４１１１ １１１１ １１１１ １１１１",
    "123-45-6789",
    "123 45 6789",
    "DE89 3704 0044 0532 0130 00",
    "DE89370400440532013000",
    "gb82west12345698765432",
    "FR14 2004 1010 0505 0001 3M02 606",
]
LEFT = [
    "206-555-0142",
    "+49 1511 1234567",
    "+1 (206) 555-0142",
    "2065550142 2065550143",
    "VIN 1FTFW1ET5DFC10312",
    "stock 4111111111111112",
    "it was 38,900 and we had 28900",
    "12/27/2026 14:05",
    "000-12-3456",
    "98101-1234",
    "DE89 3704 0044 0532 0130 01",
    "unit 12345678901234567890123",
    "flight UA936 4hrs ago is better off",
]


@pytest.mark.parametrize("words", BEHIND_THE_MASK)
def test_what_stands_behind_the_mask_is_caught(words: str) -> None:
    assert scan(words)


@pytest.mark.parametrize("words", OPEN)
def test_what_a_rep_may_learn_from_is_left_alone(words: str) -> None:
    assert scan(words) == ()


def test_the_vocabulary_gave_us_something_to_test_on() -> None:
    assert len(BEHIND_THE_MASK) >= 18
    assert len(OPEN) >= 90


@pytest.mark.parametrize(("kind", "words"), [(kind, words) for kind, texts in PRIVATE.items() for words in texts])
def test_private_words_are_caught_and_named(kind: str, words: str) -> None:
    assert {span.kind for span in scan(words)} == {kind}


@pytest.mark.parametrize("words", HARMLESS)
def test_words_that_only_look_private_are_left_alone(words: str) -> None:
    assert scan(words) == ()


def test_a_span_is_the_words_themselves_counted_in_code_points() -> None:
    text = "We loved it 🙂, but the bank said no. Sorry!"
    (span,) = scan(text)
    assert text[span.start : span.end] == "the bank said no"
    assert span.kind == "credit"


def test_curly_apostrophes_capitals_and_accents_hide_nothing() -> None:
    assert scan("WE COULDN’T GET THE FINANCING.")
    assert scan("MI CRÉDITO")


def test_a_number_that_is_still_there_is_found() -> None:
    assert scan(f"card {CARD}") == (PrivateSpan(5, 24, "number"),)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_that_must_never_be_kept_is_removed(number: str) -> None:
    assert redact_numbers(f"here: {number}, thanks") == (f"here: {REMOVED}, thanks", 1)


@pytest.mark.parametrize("text", LEFT)
def test_other_numbers_stay(text: str) -> None:
    assert redact_numbers(text) == (text, 0)


@pytest.mark.parametrize(
    "text", ["my SSN is 123456789", "ssn:123456789", "Social Security number 123 45 6789", "social #123456789"]
)
def test_a_social_security_number_that_is_called_one_needs_no_dashes(text: str) -> None:
    redacted, count = redact_numbers(text)
    assert count == 1
    assert "6789" not in redacted


def test_a_card_between_other_digits_is_found() -> None:
    assert redact_numbers(f"{CARD} 12/27 123") == (f"{REMOVED} 12/27 123", 1)
    assert redact_numbers(f"{CARD} 12 27 123") == (f"{REMOVED} 12 27 123", 1)
    assert redact_numbers(f"{CARD} {CARD}") == (f"{REMOVED} {REMOVED}", 2)


@given(st.text(max_size=60), st.sampled_from(NUMBERS), st.text(max_size=60))
def test_removing_twice_is_removing_once(before: str, number: str, after: str) -> None:
    once, _ = redact_numbers(f"{before} {number} {after}")
    assert redact_numbers(once) == (once, 0)


@given(st.integers(4 * 10**14, 5 * 10**14 - 1))
def test_every_number_with_a_true_check_digit_is_a_card_and_no_other(stem: int) -> None:
    valid = [digit for digit in range(10) if passes_luhn(f"{stem}{digit}")]
    assert len(valid) == 1
    for digit in range(10):
        assert redact_numbers(f"{stem}{digit}")[1] == (digit in valid)


def test_check_digits_against_published_examples() -> None:
    assert passes_luhn("79927398713")
    assert not passes_luhn("79927398710")
    assert passes_iban("GB82 WEST 1234 5698 7654 32")
    assert not passes_iban("GB82 WEST 1234 5698 7654 33")


@given(st.text(max_size=300))
def test_spans_are_in_order_and_inside_the_text(text: str) -> None:
    spans = scan(text)
    assert list(spans) == sorted(spans)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)


@pytest.mark.parametrize(
    "text", ["a" * 100_000, "4" * 100_000, "4 " * 50_000, "my credit " * 10_000, "we are so " * 10_000]
)
def test_a_hundred_kilobytes_are_read_in_bounded_time(text: str) -> None:
    scan(text)
    redact_numbers(text)


def flagged(texts: list[str]) -> Counter[str]:
    return Counter(kind for text in texts for kind in {span.kind for span in scan(text)} | {"texts"})


def column(name: str, header: str) -> list[str]:
    with gzip.open(DATA / "text" / name, "rt", encoding="utf-8", errors="replace") as file:
        return [row[header] for row in csv.DictReader(file)]


@needs_data
def test_ten_thousand_tweets_about_flights_raise_next_to_no_false_credit() -> None:
    counted = flagged(column("airline_reasons.csv.gz", "text"))
    assert counted["texts"] > 10_000
    # Read one by one: none of the 14 speaks of the writer's own credit; 69 of the 72 of health are about somebody's.
    assert counted["credit"] <= 14
    assert counted["health"] <= 72
    assert counted["personal"] + counted["money"] + counted["protected"] <= 15
    assert counted["number"] == 0


@needs_data
def test_complaints_about_loans_are_heard_as_credit() -> None:
    counted = flagged(column("cfpb_small_loans.csv.gz", "Consumer complaint narrative")[::4])
    assert counted["credit"] / counted["texts"] >= 0.8


@needs_data
def test_people_bargaining_over_adverts_raise_few() -> None:
    with gzip.open(DATA / "dialogues/craigslist_bargain_validation.json.gz", "rt", encoding="utf-8") as file:
        events = [event for dialogue in json.load(file) for event in dialogue["events"]]
    counted = flagged([event["data"] for event in events if event["action"] == "message"])
    assert counted["texts"] > 4_000
    assert sum(counted.values()) - counted["texts"] <= 40


@pytest.mark.parametrize("words", [words for texts in PRIVATE.values() for words in texts] + BEHIND_THE_MASK)
def test_a_name_that_says_something_private_is_found_as_the_scan_finds_it(words: str) -> None:
    """The short way leaves out searches that cannot find anything; it leaves out none that can."""
    assert speaks_of_somebody(words) == any(span.kind != "number" for span in scan(words))


@given(st.text(max_size=40), st.sampled_from(BEHIND_THE_MASK), st.text(max_size=40))
def test_it_does_wherever_the_words_stand(before: str, words: str, after: str) -> None:
    text = f"{before} {words} {after}"
    assert speaks_of_somebody(text) == any(span.kind != "number" for span in scan(text))


@pytest.mark.parametrize(
    "name",
    ["Wheelchair van", "Credit Union CRM", "Cancer Center expansion", "Handicap ramp", "Dialysis centers, 40 seats"],
)
def test_a_thing_named_for_its_use_is_a_thing(name: str) -> None:
    assert not speaks_of_somebody(name)


@pytest.mark.parametrize(
    "name", ["Bad credit, call the bank", "my credit union said no", "he has cancer", "call after surgery"]
)
def test_and_a_person_is_a_person(name: str) -> None:
    assert speaks_of_somebody(name)
