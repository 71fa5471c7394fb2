"""The play of every leaf: its words, whose it is, and that what nobody can mend sells nothing."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gametape.common.clock import now
from gametape.deals.vocabulary import LEAVES
from gametape.people.models import Role
from gametape.rescue.plays import KIND, UNREAD, play_for, urgency, whose


@pytest.mark.parametrize("code", LEAVES)
def test_every_leaf_has_a_play_for_a_rep_and_for_f_and_i(code):
    leaf, rep, finance = LEAVES[code], play_for(code), play_for(code, for_finance=True)
    assert finance.words == leaf.play
    assert finance.leaf == leaf
    if leaf.private:
        assert (rep.words, rep.leaf, rep.kind, rep.whose) == (KIND, None, True, Role.REP)
    else:
        assert (rep.words, rep.leaf) == (leaf.play, leaf)


def test_what_is_private_has_one_play_so_that_it_does_not_tell_that_it_was_credit():
    assert len({play_for(code) for code, leaf in LEAVES.items() if leaf.private}) == 1


@pytest.mark.parametrize(
    "code", [code for code, leaf in LEAVES.items() if leaf.fix_by == "nobody" or leaf.window_h == 0]
)
def test_what_nobody_can_mend_gets_the_kind_play(code):
    assert play_for(code).kind
    assert play_for(code, for_finance=True).kind


@pytest.mark.parametrize(
    ("code", "role"),
    [
        ("UND.UNCLEAR_OFFER", Role.REP), ("EXP.PRESSURE", Role.MANAGER), ("EXP.DISRESPECT", Role.MANAGER),
        ("PRI.CHEAPER_SAME", Role.MANAGER), ("TER.TRADE", Role.MANAGER), ("TER.CONTRACT", Role.REP),
        ("CRE.RATE", Role.FINANCE), ("CRE.DOCUMENTS", Role.FINANCE), ("CRE.NOT_APPROVED", Role.FINANCE),
        ("TER.OWES_MORE", Role.FINANCE), ("STO.NOT_IN_STOCK", Role.REP), ("COM.ALREADY_BOUGHT", Role.REP),
        ("IND.STATUS_QUO", Role.REP),
    ],
)  # fmt: skip
def test_whose_it_is(code, role):
    assert whose(LEAVES[code]) == role


def test_credit_goes_to_f_and_i_and_to_nobody_else():
    assert {code for code, leaf in LEAVES.items() if whose(leaf) == Role.FINANCE} == {
        code for code, leaf in LEAVES.items() if leaf.sens == "credit"
    }


def test_words_that_told_no_reason_still_have_a_play_and_an_unknown_code_has_none():
    assert play_for(None).words == UNREAD
    with pytest.raises(KeyError):
        play_for("NO.SUCH")


@given(codes=st.lists(st.none() | st.sampled_from(sorted(LEAVES)), min_size=2, max_size=8), hours=st.integers(1, 400))
def test_the_likelier_is_always_first_and_a_private_one_is_told_by_no_place_of_its_own(codes, hours):
    no_at, until = now(), now() + timedelta(hours=hours)
    ranked = sorted(codes, key=lambda code: urgency(code, no_at=no_at, until=until))
    order = ["likely", "maybe", "rare", "never"]

    def recover(code):
        return "maybe" if code is None else "rare" if LEAVES[code].private else LEAVES[code].recover

    assert [order.index(recover(code)) for code in ranked] == sorted(order.index(recover(code)) for code in codes)
    private = [code for code in codes if code and LEAVES[code].private]
    assert len({urgency(code, no_at=no_at, until=until) for code in private}) <= 1


def test_of_two_alike_the_one_whose_window_ends_first_is_first():
    at = now()
    soon = urgency("UND.NEXT_STEP_UNCLEAR", no_at=at, until=at + timedelta(days=9))
    later = urgency("IND.AFRAID", no_at=at, until=at + timedelta(days=4))
    assert soon < later, "the window ranks, not the key"
