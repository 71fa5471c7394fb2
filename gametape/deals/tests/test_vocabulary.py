"""The vocabulary's codes are written into rows, so they are written here a second time, by hand."""

import copy
from pathlib import Path

import pytest
import yaml

from gametape.deals import vocabulary
from gametape.deals.vocabulary import CHIPS, LEAVES, MASK, REASONS, REPLY_STATUSES, STATUSES, is_private, reason_of

FROZEN = {
    "UNDERSTANDING": "UND.UNCLEAR_OFFER UND.QUESTION_LEFT_OPEN UND.NOT_SHOWN UND.NEXT_STEP_UNCLEAR",
    "EXPERIENCE": "EXP.PRESSURE EXP.NOT_HEARD EXP.DISRESPECT EXP.SLOW EXP.BROKEN_PROMISE EXP.KNOWLEDGE",
    "PRICE": "PRI.OVER_BUDGET PRI.VALUE_NOT_SEEN PRI.CHEAPER_SAME PRI.FEES_SURPRISE",
    "TERMS": "TER.PAYMENT TER.TRADE TER.OWES_MORE TER.CONTRACT",
    "CREDIT": "CRE.NOT_APPROVED CRE.RATE CRE.DOCUMENTS",
    "FIT": "FIT.WRONG_UNIT FIT.FEATURE FIT.CONDITION FIT.TASTE",
    "STOCK": "STO.NOT_IN_STOCK STO.LEAD_TIME STO.DISTANCE",
    "COMPETITOR": "COM.RELATIONSHIP COM.BETTER_OFFER COM.BETTER_PEOPLE COM.ALREADY_BOUGHT",
    "DECIDER": "DEC.PARTNER DEC.COMMITTEE DEC.CHAMPION_LOST",
    "INDECISION": "IND.STILL_SHOPPING IND.AFRAID IND.OVERLOAD IND.STATUS_QUO",
    "CIRCUMSTANCE": "CIR.MONEY_CHANGED CIR.PERSONAL CIR.NEED_GONE CIR.BAD_TIMING",
}


@pytest.fixture
def raw():
    return yaml.safe_load(Path(vocabulary.__file__).with_name("reasons.yaml").read_text(encoding="utf-8"))


def test_reasons_and_leaves_are_the_frozen_ones_in_their_order():
    assert {code: " ".join(leaf.code for leaf in reason.leaves) for code, reason in REASONS.items()} == FROZEN
    assert list(LEAVES) == " ".join(FROZEN.values()).split()


def test_statuses_are_the_frozen_ones_and_none_of_them_is_a_reason():
    assert list(STATUSES) == ["S.NO_ANSWER", "S.PREFER_NOT_TO_SAY", "S.CANT_TELL", "S.NOT_LOST", "S.NOT_ASKED"]
    assert list(REPLY_STATUSES) == ["NO_REASON", "OPT_OUT", "NOT_THE_BUYER", "QUESTION_BACK", "AUTO_REPLY"]
    assert not {*STATUSES, *REPLY_STATUSES} & {*REASONS, *LEAVES}


def test_nine_chips_reach_every_reason_a_rep_can_know_and_no_idea_is_one_of_them():
    assert len(CHIPS) == 9
    assert CHIPS["no_idea"].codes == ()
    assert {code for chip in CHIPS.values() for code in chip.codes} == set(REASONS) - {"CREDIT"}


def test_one_mask_covers_credit_health_and_changed_money():
    assert {code for code in LEAVES if is_private(code)} == {
        "TER.OWES_MORE", "CRE.NOT_APPROVED", "CRE.RATE", "CRE.DOCUMENTS", "CIR.MONEY_CHANGED", "CIR.PERSONAL",
    }  # fmt: skip
    assert MASK == "Private - nothing you could have done"
    assert is_private("CREDIT")
    assert not is_private("TERMS")


def test_finance_reads_the_credit_leaves_and_no_other_private_one():
    assert {code for code, leaf in LEAVES.items() if leaf.for_finance} == {
        "TER.OWES_MORE", "CRE.NOT_APPROVED", "CRE.RATE", "CRE.DOCUMENTS",
    }  # fmt: skip


def test_a_leaf_knows_its_reason_and_a_reason_is_its_own():
    assert reason_of("UND.NOT_SHOWN") is REASONS["UNDERSTANDING"]
    assert reason_of("STOCK") is REASONS["STOCK"]
    with pytest.raises(KeyError):
        reason_of("S.CANT_TELL")


def test_every_reason_has_a_line_of_its_own_for_the_buyer_who_never_reads_the_stores():
    assert len({reason.buyer for reason in REASONS.values()}) == 11
    assert REASONS["EXPERIENCE"].buyer == "How I was treated, or how long it took"
    assert REASONS["CREDIT"].buyer == "Paying for it could not be arranged"


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda raw: raw["rep_chips"][0]["codes"].append("PRIZE"), "PRIZE"),
        (lambda raw: raw["private_mask"]["covers"].append("CIR.HEALTH"), "CIR.HEALTH"),
        (lambda raw: raw["private_mask"]["covers"].remove("CREDIT"), "CRE.NOT_APPROVED"),
        (lambda raw: raw["reasons"].append(copy.deepcopy(raw["reasons"][0])), "UNDERSTANDING stands twice"),
        (lambda raw: raw["reasons"][2]["leaves"][1].update(code="PRI.OVER_BUDGET"), "PRI.OVER_BUDGET stands twice"),
        (lambda raw: raw["reasons"][0]["leaves"][0].update(recover="surely"), "surely"),
        (lambda raw: raw["reasons"][0]["leaves"][0].update(fix_by="dana"), "dana"),
    ],
)
def test_a_spoiled_vocabulary_is_refused_by_name(raw, spoil, says):
    spoil(raw)
    with pytest.raises(ValueError, match=says):
        vocabulary.read_vocabulary(raw)
