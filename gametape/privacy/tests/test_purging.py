"""Each kind goes when its days are over, not a day before; what went is written down; a hold keeps it."""

from datetime import date, timedelta

import pytest
import time_machine

from gametape.ask import answering, asking
from gametape.ask.models import Answer, Draft, Words
from gametape.common.clock import now
from gametape.common.refusal import Refusal
from gametape.deals.losing import dump
from gametape.deals.models import Dump
from gametape.people.models import AccessLog, Buyer, Consent, Membership, Suppression
from gametape.privacy import holding, kinds, purging
from gametape.privacy.kinds import KINDS
from gametape.privacy.models import Purge, Round
from gametape.reasons import finding
from gametape.reasons.models import Finding

pytestmark = pytest.mark.django_db
DAY = "2026-06-17T09:00:00Z"


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(DAY, tick=False) as clock:
        yield clock


@pytest.fixture
def answered(sams_no, dana):
    ask = asking.asked_in_person(sams_no, by=dana)
    answer = answering.send(ask, words="Nobody got back to me about the battery.", submission="one", heard="page")
    finding.read(answer.versions.get())
    return answer


def whole_round() -> int:
    gone = 0
    while step := purging.purge_a_little():
        gone += step
    return gone


def aged(days: int):
    return now() - timedelta(days=days)


def one_of(kind, sams_no, dana, days):
    """A row of this kind, so many days old, and how to see whether it is there."""
    at, buyer = aged(days), sams_no.deal.buyer
    if kind == "drafts":
        ask = asking.asked_in_person(sams_no, by=dana)
        Draft.objects.create(ask=ask, visitor="v", text="x", kept_at=at)
        return lambda: Draft.objects.exists()
    if kind == "private_notes":
        dump(sams_no, words="They looked at the clock.", by=dana)
        Dump.objects.update(at=at)
        return lambda: Dump.objects.exists()
    if kind == "access_log":
        AccessLog.objects.create(who=dana, buyer=buyer, store=sams_no.store, what="the deal", at=at)
        return lambda: AccessLog.objects.exists()
    if kind == "consent_proof":
        Consent.objects.all().delete()
        Consent.objects.create(buyer=buyer, basis="inquiry", at=at)
        return lambda: Consent.objects.exists()
    Suppression.objects.create(key_hash="a" * 64, heard_on="sms", at=at)
    return lambda: Suppression.objects.exists()


@pytest.mark.parametrize("kind", ["drafts", "private_notes", "access_log", "consent_proof", "suppression"])
class TestAKind:
    def test_stays_on_its_last_day(self, kind, sams_no, dana):
        there = one_of(kind, sams_no, dana, KINDS[kind].days)
        whole_round()
        assert there()

    def test_goes_the_day_after_and_it_says_so(self, kind, sams_no, dana):
        there = one_of(kind, sams_no, dana, KINDS[kind].days + 1)
        assert whole_round() == 1
        assert not there()
        assert Purge.objects.get(rows=1).kind == kind


class TestWordsOfABuyer:
    def test_go_with_their_quotes_and_the_answer_stays(self, answered, today):
        today.shift(timedelta(days=731))
        whole_round()
        words = Words.objects.get()
        assert (words.text, words.purged_at) == ("", now())
        assert set(Finding.objects.values_list("quote", "evidence_deleted_at")) == {("", now())}
        assert Answer.objects.get().reader == "rep"
        assert Finding.objects.count() >= 1, "the reason is still counted"

    def test_the_next_day_nothing_is_written_over(self, answered, today):
        today.shift(timedelta(days=731))
        whole_round()
        first = Words.objects.get().purged_at
        today.shift(timedelta(days=1))
        assert whole_round() == 0
        assert Words.objects.get().purged_at == first


class TestCredit:
    @pytest.fixture
    def held(self, sams_no, dana):
        ask = asking.asked_in_person(sams_no, by=dana)
        answer = answering.send(ask, words="The bank said no to us.", submission="one", heard="page")
        finding.read(answer.versions.get())
        assert answer.held_for == "credit"
        return answer

    def test_after_ninety_days_nothing_says_any_more_that_it_was_credit(self, held, today):
        today.shift(timedelta(days=90))
        whole_round()
        assert Answer.objects.get().held_for == "credit"
        today.shift(timedelta(days=1))
        whole_round()
        answer = Answer.objects.get()
        assert answer.held_for == "private"
        assert answer.is_private, "the mask never lifts by itself"
        assert Words.objects.get().text == ""
        assert not Finding.objects.filter(leaf__startswith="CRE.").exists()
        assert whole_round() == 0


class TestTheRound:
    def test_is_made_once_a_day(self, sams_no, dana, today):
        whole_round()
        assert Round.objects.get().day == date(2026, 6, 17)
        one_of("drafts", sams_no, dana, 31)
        assert whole_round() == 0, "tomorrow"
        today.shift(timedelta(days=1))
        assert whole_round() == 1
        assert Round.objects.count() == 2
        assert not Round.objects.filter(finished_at=None).exists()

    def test_goes_by_small_steps_and_on_after_a_kill(self, sams_no, dana, monkeypatch):
        monkeypatch.setattr(purging, "CHUNK", 2)
        for _ in range(5):
            AccessLog.objects.create(who=dana, store=sams_no.store, what="x", at=aged(800))
        assert purging.purge_a_little() == 2
        assert AccessLog.objects.count() == 3
        monkeypatch.setattr(purging, "note", _dies)
        with pytest.raises(KeyboardInterrupt):
            purging.purge_a_little()
        assert AccessLog.objects.count() == 3, "what is not written down did not go"
        monkeypatch.undo()
        assert whole_round() == 3
        assert sum(Purge.objects.values_list("rows", flat=True)) == 5

    def test_what_is_told_counts_and_of_private_notes_it_does_not(self, sams_no, dana, lakeside, hilltop):
        one_of("access_log", sams_no, dana, 800)
        one_of("private_notes", sams_no, dana, 200)
        whole_round()
        lines = {line.say: line.n for _, some in purging.went([lakeside.pk]) for line in some}
        assert lines == {KINDS["access_log"].say: 1, KINDS["private_notes"].say: None}
        assert purging.went([hilltop.pk])[0][1] == []


def _dies(*_):
    raise KeyboardInterrupt


class TestALegalHold:
    def test_keeps_what_tells_of_that_buyer_and_of_no_other(self, answered, sams_no, dana, ada, today):
        holding.hold([sams_no.deal.buyer], why="Case 12", by=ada)
        lena = Buyer.objects.create(store=sams_no.store, first_name="Lena")
        Consent.objects.create(buyer=lena, basis="inquiry", at=now())
        today.shift(timedelta(days=2000))
        whole_round()
        assert Words.objects.get().text != ""
        assert Consent.objects.filter(buyer=sams_no.deal.buyer).exists()
        assert not Consent.objects.filter(buyer=lena).exists()
        holding.lift([sams_no.deal.buyer], by=ada)
        today.shift(timedelta(days=1))
        whole_round()
        assert Words.objects.get().text == ""


class TestAChoice:
    def test_is_the_stores_own(self, sams_no, dana, lakeside, hilltop, olga):
        there = one_of("private_notes", sams_no, dana, 40)
        kinds.choose(hilltop, "private_notes", 30, by=olga)
        assert whole_round() == 0
        kinds.choose(lakeside, "private_notes", 30, by=olga)
        Round.objects.all().delete()
        assert whole_round() == 1
        assert not there()

    @pytest.mark.parametrize(
        ("kind", "days"), [("private_notes", 181), ("private_notes", 29), ("suppression", 1826), ("access_log", None)]
    )
    def test_stays_within_its_limits(self, lakeside, olga, kind, days):
        with pytest.raises(Refusal, match="between"):
            kinds.choose(lakeside, kind, days, by=olga)

    def test_of_what_belongs_to_no_store_the_longest_counts(self, lakeside, hilltop, olga):
        kinds.choose(hilltop, "suppression", 4000, by=olga)
        assert kinds.days_everywhere()["suppression"] == 4000


class TestWhoLeft:
    def test_takes_what_was_theirs_alone_with_them(self, sams_no, dana, ben, hilltop):
        dump(sams_no, words="They looked at the clock.", by=dana)
        dump(sams_no, words="Mine stays.", by=ben)
        whole_round()
        assert Dump.objects.count() == 2
        Membership.objects.filter(user=dana).delete()
        Membership.objects.create(user=dana, store=hilltop, role="rep")
        Round.objects.all().delete()
        assert whole_round() == 1
        assert [row.words for row in Dump.objects.all()] == ["Mine stays."]
        assert [line.n for _, some in purging.went([sams_no.store_id]) for line in some] == [None]

    def test_who_only_changed_their_role_keeps_it(self, sams_no, dana):
        dump(sams_no, words="x", by=dana)
        Membership.objects.filter(user=dana).update(role="manager")
        assert whole_round() == 0

    def test_the_codes_of_the_days_are_the_agreed_ones(self):
        assert {code: kind.days for code, kind in KINDS.items()} == {
            "buyer_answer_identified": 730, "private_notes": 180, "drafts": 30, "credit_marker": 90,
            "access_log": 730, "consent_proof": 1827, "suppression": 1827, "recorded_sound": 90, "transcripts": 180,
        }  # fmt: skip
