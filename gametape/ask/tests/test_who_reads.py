"""The table of who reads a buyer's words, row by row, as the pledge promises it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.ask.who_reads import AnswerFacts, ReaderFacts, Reading, reading

SENT = datetime(2026, 6, 14, 21, 40, tzinfo=UTC)
SOON, NEXT_DAY = SENT + timedelta(hours=3), SENT + timedelta(hours=25)


def an_answer(**changed: object) -> AnswerFacts:
    plain = {
        "reader": "rep",
        "held": "",
        "urgent": False,
        "sent_at": SENT,
        "opened_at": None,
        "asker_opened_at": None,
        "asked_by_second_voice": False,
        "sealed": True,
    }
    return AnswerFacts(**(plain | changed))  # type: ignore[arg-type]


def somebody(*roles: str, theirs: bool = False, asked: bool = False) -> ReaderFacts:
    return ReaderFacts(roles=frozenset(roles), deal_is_theirs=theirs, asked_it=asked)


DANA = somebody("rep", theirs=True, asked=True)
BEN = somebody("rep")
MARIA = somebody("manager")
ADA = somebody("admin")
OLGA = somebody("owner")
FRANK = somebody("finance")
NIA = somebody("neutral")
NIA_WHO_ASKED = somebody("neutral", asked=True)
MARIA_WHO_ASKED = somebody("manager", asked=True)
MARIA_WHO_SELLS = somebody("manager", "rep", theirs=True)

TABLE = [
    ("the rep reads what is theirs at once", an_answer(), DANA, SOON, Reading.WORDS),
    ("their own call comes first", an_answer(sealed=False), DANA, SOON, Reading.CALL_FIRST),
    ("their own call comes first, even days later", an_answer(sealed=False), DANA, NEXT_DAY, Reading.CALL_FIRST),
    ("a colleague has nothing", an_answer(), BEN, NEXT_DAY, Reading.NOTHING),
    ("the manager waits while the rep is alone with it", an_answer(), MARIA, SOON, Reading.NOT_YET),
    ("the manager reads after a day", an_answer(), MARIA, NEXT_DAY, Reading.WORDS),
    ("the manager reads once the rep opened it", an_answer(opened_at=SENT), MARIA, SOON, Reading.WORDS),
    ("the manager reads a complaint at once", an_answer(urgent=True), MARIA, SOON, Reading.WORDS),
    ("limited to the manager: the manager reads at once", an_answer(reader="manager"), MARIA, SOON, Reading.WORDS),
    ("limited to the manager: the rep sees the mask", an_answer(reader="manager"), DANA, NEXT_DAY, Reading.MASK),
    ("limited to the manager: an admin has nothing", an_answer(reader="manager"), ADA, NEXT_DAY, Reading.NOTHING),
    (
        "without a name: the manager reads it nameless, later",
        an_answer(reader="store"),
        MARIA,
        NEXT_DAY,
        Reading.NAMELESS,
    ),
    ("without a name: not at once, or the hour tells", an_answer(reader="store"), MARIA, SOON, Reading.NOT_YET),
    ("without a name: the rep sees the mask", an_answer(reader="store"), DANA, NEXT_DAY, Reading.MASK),
    ("held: the rep sees the same mask", an_answer(held="credit"), DANA, NEXT_DAY, Reading.MASK),
    ("held: the mask stands before the own call", an_answer(held="credit", sealed=False), DANA, SOON, Reading.MASK),
    ("held: the manager sees the mask", an_answer(held="credit"), MARIA, NEXT_DAY, Reading.MASK),
    ("held for health: the very same mask", an_answer(held="private"), MARIA, NEXT_DAY, Reading.MASK),
    (
        "held: even where the buyer wrote to the manager",
        an_answer(held="credit", reader="manager"),
        MARIA,
        SOON,
        Reading.MASK,
    ),
    ("held: F&I reads it", an_answer(held="credit"), FRANK, SOON, Reading.WORDS),
    ("not held: F&I has nothing", an_answer(), FRANK, NEXT_DAY, Reading.NOTHING),
    ("a CRM admin reads words without names", an_answer(), ADA, NEXT_DAY, Reading.NAMELESS),
    ("a CRM admin waits like the manager", an_answer(), ADA, SOON, Reading.NOT_YET),
    ("the owner sees what an admin sees", an_answer(), OLGA, NEXT_DAY, Reading.NAMELESS),
    ("held: the owner has nothing", an_answer(held="private"), OLGA, NEXT_DAY, Reading.NOTHING),
    ("a neutral who did not ask has nothing", an_answer(), NIA, NEXT_DAY, Reading.NOTHING),
    (
        "a neutral reads the answer to their own ask",
        an_answer(asked_by_second_voice=True),
        NIA_WHO_ASKED,
        SOON,
        Reading.WORDS,
    ),
    ("a second voice reads it first", an_answer(asked_by_second_voice=True), MARIA_WHO_ASKED, SOON, Reading.WORDS),
    (
        "and the rep after them",
        an_answer(asked_by_second_voice=True),
        somebody("rep", theirs=True),
        SOON,
        Reading.NOT_YET,
    ),
    ("or after a day", an_answer(asked_by_second_voice=True), somebody("rep", theirs=True), NEXT_DAY, Reading.WORDS),
    ("a manager who sells calls it first", an_answer(sealed=False), MARIA_WHO_SELLS, NEXT_DAY, Reading.CALL_FIRST),
]


@pytest.mark.parametrize(("tells", "answer", "who", "at", "gets"), TABLE, ids=[row[0] for row in TABLE])
def test_who_reads(tells: str, answer: AnswerFacts, who: ReaderFacts, at: datetime, gets: Reading) -> None:
    assert reading(answer, who, now=at) is gets


roles = st.frozensets(st.sampled_from(["rep", "manager", "admin", "finance", "neutral", "owner"]), max_size=4)
answers = st.builds(
    an_answer,
    reader=st.sampled_from(["rep", "manager", "store"]),
    held=st.sampled_from(["", "credit", "private"]),
    urgent=st.booleans(),
    sealed=st.booleans(),
    opened_at=st.sampled_from([None, SENT]),
    asked_by_second_voice=st.booleans(),
)


@given(answers, roles, st.booleans(), st.booleans(), st.integers(0, 60))
def test_held_words_are_read_by_f_and_i_alone(
    answer: AnswerFacts, held_roles: frozenset[str], theirs: bool, asked: bool, hours: int
) -> None:
    gets = reading(
        answer, ReaderFacts(roles=held_roles, deal_is_theirs=theirs, asked_it=asked), now=SENT + timedelta(hours=hours)
    )
    if answer.held and "finance" not in held_roles:
        assert gets not in (Reading.WORDS, Reading.NAMELESS)


@given(answers, roles, st.booleans(), st.integers(0, 60))
def test_nobody_reads_their_own_deals_answer_before_their_call(
    answer: AnswerFacts, held_roles: frozenset[str], asked: bool, hours: int
) -> None:
    who = ReaderFacts(roles=held_roles | {"rep"}, deal_is_theirs=True, asked_it=asked)
    if not answer.sealed:
        assert reading(answer, who, now=SENT + timedelta(hours=hours)) in (Reading.CALL_FIRST, Reading.MASK)


@given(answers, st.integers(0, 60))
def test_the_mask_of_a_rep_never_tells_what_it_hides(answer: AnswerFacts, hours: int) -> None:
    at = SENT + timedelta(hours=hours)
    private = [
        an_answer(held="credit"),
        an_answer(held="private"),
        an_answer(reader="manager"),
        an_answer(reader="store"),
    ]
    assert {reading(one, DANA, now=at) for one in private} == {Reading.MASK}
