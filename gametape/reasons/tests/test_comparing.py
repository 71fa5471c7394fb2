"""Own call, buyer, reviewed: three facts side by side, and a comparison only where there is one."""

import pytest

from gametape.common.counting import Funnel, TooFew
from gametape.deals.vocabulary import LEAVES, MASK
from gametape.reasons.comparing import Agreement, Verdict, agreement, cohens_kappa, compare


def test_danas_call_was_price_and_sam_had_not_understood_the_offer():
    seen = compare("price", "UND.UNCLEAR_OFFER")
    assert seen.verdict is Verdict.DIFFER
    assert (seen.own, seen.buyer, seen.reviewed) == ("Price", "Offer not understood", None)
    assert seen.say == "Not what you thought. Your call: Price. Their words: Offer not understood."


@pytest.mark.parametrize(
    ("chip", "leaf"),
    [
        ("price", "PRI.FEES_SURPRISE"),
        ("payment_or_trade", "TER.TRADE"),
        ("not_ready", "CIR.BAD_TIMING"),
        ("something_i_did", "EXP.SLOW"),
        ("something_i_did", "UNDERSTANDING"),
    ],
)
def test_a_call_agrees_when_its_chip_covers_the_reason(chip, leaf):
    assert compare(chip, leaf).verdict is Verdict.AGREE


def test_a_call_made_after_the_buyer_spoke_stays_out():
    seen = compare("price", "PRI.OVER_BUDGET", after_buyer=True)
    assert seen.verdict is Verdict.NOT_COMPARED
    assert "spoke first" in seen.say


def test_no_idea_is_an_answer_and_never_a_wrong_one():
    seen = compare("no_idea", "STO.DISTANCE")
    assert seen.verdict is Verdict.NOT_COMPARED
    assert seen.say == "You had no idea, and said so. Now you know: Too far away."


def test_without_a_confirmed_leaf_there_is_nothing_to_compare():
    assert compare("price", None).verdict is Verdict.NOT_COMPARED


@pytest.mark.parametrize("leaf", [leaf for leaf, one in LEAVES.items() if one.private] + ["CREDIT"])
@pytest.mark.parametrize("chip", ["price", "no_idea"])
def test_every_private_leaf_reads_the_same_and_is_never_compared(chip, leaf):
    seen = compare(chip, leaf)
    assert seen == compare(chip, "CRE.NOT_APPROVED")
    assert (seen.verdict, seen.buyer, seen.say) == (Verdict.NOT_COMPARED, MASK, MASK)


def test_a_review_is_a_third_fact_and_changes_neither_of_the_others():
    before, after = compare("price", "FIT.TASTE"), compare("price", "FIT.TASTE", "UND.NOT_SHOWN")
    assert (after.own, after.buyer, after.verdict) == (before.own, before.buyer, before.verdict)
    assert after.reviewed == "Did not see or try what mattered"
    assert after.say == before.say + " After looking at the tape: Did not see or try what mattered."


def test_codes_that_do_not_exist_are_refused():
    for chip, leaf in (("prize", "PRI.OVER_BUDGET"), ("price", "PRI.NONE")):
        with pytest.raises(KeyError):
            compare(chip, leaf)


def test_kappa_of_a_worked_table():
    """Fleiss, Levin and Paik (2003), table 18.1: kappa .676, standard error .088 under the alternative."""
    table = {
        ("a", "a"): 75, ("a", "b"): 1, ("a", "c"): 4,
        ("b", "a"): 5, ("b", "b"): 4, ("b", "c"): 1,
        ("c", "a"): 0, ("c", "b"): 0, ("c", "c"): 10,
    }  # fmt: skip
    kappa, interval = cohens_kappa(table)
    assert kappa == pytest.approx(0.676, abs=0.001)
    assert (interval.high - interval.low) / 2 / 1.96 == pytest.approx(0.088, abs=0.001)


def test_kappa_is_one_for_always_zero_for_chance_and_zero_where_there_is_only_one_answer():
    assert cohens_kappa({("a", "a"): 20, ("b", "b"): 20})[0] == pytest.approx(1)
    assert cohens_kappa({(x, y): 10 for x in "ab" for y in "ab"})[0] == pytest.approx(0)
    assert cohens_kappa({("a", "a"): 40})[0] == 0


def test_agreement_counts_pairs_and_leaves_out_no_idea_and_private_ones():
    pairs = [("price", "PRI.OVER_BUDGET")] * 12 + [("price", "UND.UNCLEAR_OFFER")] * 18
    left_out = [("no_idea", "PRI.OVER_BUDGET")] * 5 + [("price", "CRE.RATE")] * 5
    found = agreement(pairs + left_out)
    assert isinstance(found, Agreement)
    assert (found.n, found.gap.k, found.gap.n) == (30, 18, 30)
    assert [(own, buyer, share.k) for own, buyer, share in found.swaps] == [("price", "something_i_did", 18)]
    assert found.gaps["price"].points == pytest.approx(60)
    assert found.gaps["something_i_did"].points == pytest.approx(-60)
    assert "no_idea" not in found.gaps
    assert found.interval.low <= found.kappa <= found.interval.high


def test_agreement_says_nothing_below_thirty_pairs():
    found = agreement([("price", "PRI.OVER_BUDGET")] * 29 + [("no_idea", "PRI.OVER_BUDGET")] * 50)
    assert isinstance(found, TooFew)
    assert (found.n, found.needed) == (29, 30)


def test_the_two_swaps_that_happen_most_and_none_of_fewer_than_five_buyers():
    pairs = (
        [("price", "UND.UNCLEAR_OFFER")] * 9
        + [("not_ready", "PRI.OVER_BUDGET")] * 4
        + [("price", "PRI.OVER_BUDGET")] * 17
    )
    found = agreement(pairs, funnel=Funnel(90, 70, 50, 35))
    assert [(own, buyer, share.k) for own, buyer, share in found.swaps] == [("price", "something_i_did", 9)]
    assert "90 lost, 70 could be asked, 50 asked, 35 answered" in str(found.gap)
    assert "from 30 pairs" in found.beyond_chance
