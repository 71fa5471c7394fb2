"""Who is forgotten, who is not, what refuses it, and that a killed one is ended."""

from datetime import timedelta

import pytest
import time_machine

from gametape.ask import answering, asking
from gametape.ask.links import DeadLink, ask_behind, link_of
from gametape.ask.models import Draft, Words
from gametape.common.clock import now
from gametape.common.refusal import Refusal
from gametape.deals.adding import add_deal
from gametape.deals.losing import dump, lose, seal
from gametape.deals.models import Deal, Dump, Moment
from gametape.people import consent
from gametape.people.models import Alert, Buyer
from gametape.privacy import compacting, holding, ledger, letting_go, whose
from gametape.privacy.models import Forgetting, Forgotten, Hold
from gametape.reasons import finding
from gametape.reasons.models import Finding
from gametape.sending.models import Message

pytestmark = pytest.mark.django_db
PHONE = "+16085550142"


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    settings.HOME, settings.UPLOADS = tmp_path, tmp_path / "uploads"


@pytest.fixture
def sam(sams_no, dana):
    """Sam answered, the rep kept a note, a second answer was begun."""
    ask = asking.asked_in_person(sams_no, by=dana)
    answer = answering.send(ask, words="Nobody got back to me about the battery.", submission="one", heard="page")
    finding.read(answer.versions.get())
    Draft.objects.create(ask=ask, visitor="v", text="and the rails")
    dump(sams_no, words="Sam looked at the clock.", by=dana)
    Deal.objects.filter(pk=sams_no.deal_id).update(external_id="CRM-1", source="csv")
    return Buyer.objects.get(pk=sams_no.deal.buyer_id)


def test_what_told_of_them_is_gone_and_what_is_counted_stays(sam, sams_no):
    assert Finding.objects.exists(), "something was found in the words"
    link = link_of(sams_no.asks.get())
    act = letting_go.forget([sam])
    sam.refresh_from_db()
    assert ledger.is_empty(sam)
    assert sam.called == "the buyer"
    assert not Draft.objects.exists()
    assert not Dump.objects.exists()
    words = Words.objects.get()
    assert (words.text, words.purged_at.date()) == ("", now().date())
    for found in Finding.objects.all():
        assert found.quote == ""
        assert found.evidence_deleted_at is not None
    sams_no.refresh_from_db()
    assert sams_no.own_call.chip == "price"
    deal = Deal.objects.get(pk=sams_no.deal_id)
    assert (deal.unit, deal.external_id, deal.amount_minor, deal.state) == ("", "", 3_890_000, "lost")
    assert not Moment.objects.exclude(words="").exists()
    assert "Sam" not in " ".join(Alert.objects.values_list("say", flat=True))
    with pytest.raises(DeadLink):
        ask_behind(link)
    assert act.told["ask.words"] == 1
    assert "deals.dump" not in act.told, "how much a rep wrote is nobody's business"


def test_nothing_that_waits_goes_out_any_more(sam, sams_no):
    Message.objects.create(
        store=sams_no.store,
        deal=sams_no.deal,
        loss=sams_no,
        buyer=sam,
        kind="thanks",
        channel="sms",
        words="Thank you, Sam.",
    )
    letting_go.forget([sam])
    message = Message.objects.get(kind="thanks")
    assert (message.state, message.words) == ("dropped", "")
    assert consent.is_suppressed(Buyer.objects.get(pk=sam.pk))


def test_doing_it_twice_changes_no_date(sam):
    with time_machine.travel("2026-06-17T18:00:00Z", tick=False):
        letting_go.forget([sam])
        first = Words.objects.get().purged_at
    with time_machine.travel("2026-06-19T18:00:00Z", tick=False):
        letting_go.forget([Buyer.objects.get(pk=sam.pk)])
    assert Words.objects.get().purged_at == first
    assert Forgotten.objects.filter(what="row").count() == 1


def test_a_killed_one_is_ended_by_the_worker(sam, monkeypatch):
    with monkeypatch.context() as killed:
        killed.setattr(letting_go, "_scrub_all", _dies)
        with pytest.raises(KeyboardInterrupt):
            letting_go.forget([sam])
    assert Buyer.objects.get(pk=sam.pk).first_name == "Sam", "half of it is none of it"
    assert Forgetting.objects.get().rows_at is None
    monkeypatch.setattr(compacting, "compact", lambda: True)
    assert letting_go.go_on() == 1
    assert ledger.is_empty(Buyer.objects.get(pk=sam.pk))
    assert Forgetting.objects.get().done_at is not None
    assert letting_go.go_on() == 0


def _dies(*_):
    raise KeyboardInterrupt


def test_with_many_rows_it_goes_in_chunks_to_the_same_end(sam, monkeypatch):
    monkeypatch.setattr(letting_go, "AT_ONCE", 3)
    act = letting_go.forget([sam])
    assert ledger.is_empty(Buyer.objects.get(pk=sam.pk))
    assert act.told["ask.words"] == 1
    assert not Words.objects.exclude(text="")


def test_while_somebody_reads_the_file_it_is_tried_later(sam, monkeypatch):
    monkeypatch.setattr(compacting, "compact", lambda: False)
    with time_machine.travel("2026-06-17T18:00:00Z", tick=False) as clock:
        letting_go.forget([sam])
        assert letting_go.go_on() == 0
        monkeypatch.setattr(compacting, "compact", lambda: True)
        assert letting_go.go_on() == 0, "it rests a while"
        clock.shift(timedelta(minutes=11))
        assert letting_go.go_on() == 1


class TestALegalHold:
    def test_refuses_and_the_rows_stay(self, sam, ada):
        holding.hold([sam], why="Case 12, by their lawyer", by=ada)
        with pytest.raises(Refusal, match="legal hold on this person since"):
            letting_go.forget([sam])
        assert Buyer.objects.get(pk=sam.pk).first_name == "Sam"
        assert not Forgotten.objects.exists()

    def test_lifted_it_is_a_row_that_stays_and_forgetting_goes(self, sam, ada):
        holding.hold([sam], why="Case 12", by=ada)
        holding.hold([sam], why="Again", by=ada)
        assert holding.lift([sam], by=ada) == 1
        letting_go.forget([sam])
        hold = Hold.objects.get()
        assert (hold.why, hold.lifted_by) == ("", ada)

    def test_says_why(self, sam, ada):
        with pytest.raises(Refusal, match="Say why"):
            holding.hold([sam], why="", by=ada)


class TestWhoIsOnePerson:
    def test_the_same_number_and_no_other_name(self, sam, lakeside, hilltop):
        again = Buyer.objects.create(store=hilltop, last_name="Reed", phone=PHONE)
        lena = Buyer.objects.create(store=lakeside, first_name="Lena", phone=PHONE)
        assert whose.one_person(sam, Buyer.objects.all()) == [sam, again]
        assert whose.others_there(sam, Buyer.objects.all()) == [lena]

    def test_who_shares_the_number_stays_here_and_is_not_forgotten_by_the_ledger(self, sam, lakeside):
        lena = Buyer.objects.create(store=lakeside, first_name="Lena", phone=PHONE, email="lena@mail.example")
        letting_go.forget([sam])
        lena.refresh_from_db()
        assert lena.phone == PHONE
        assert set(Forgotten.objects.values_list("what", flat=True)) == {"row", "record"}
        assert not list(ledger.come_back())

    @pytest.mark.parametrize("spelled", ["(608) 555-0142", "608.555.0142", "+1 608 555 0142", PHONE, " 6085550142 "])
    def test_found_by_a_number_in_any_spelling(self, sam, spelled):
        assert whose.at(spelled, Buyer.objects.all()) == [sam]

    @pytest.mark.parametrize("nobody", ["", "   ", "608", "sam", "Sam@", "%", "\x00"])
    def test_a_part_of_it_finds_nobody(self, sam, nobody):
        assert whose.at(nobody.replace("\x00", ""), Buyer.objects.all()) == []


class TestComingBack:
    def test_a_new_import_makes_a_fresh_buyer_and_nothing_old(self, sam, lakeside, dana):
        letting_go.forget([sam])
        deal = add_deal(lakeside, dana, first_name="Sam", unit="Cedar 24", phone=PHONE)
        assert deal.buyer_id != sam.pk
        assert [(one.unit, one.buyer_id) for one in Deal.objects.filter(buyer=deal.buyer)] == [
            ("Cedar 24", deal.buyer_id)
        ]
        assert letting_go.again() == 0, "who came again since is a new person to us"

    def test_rows_from_before_are_forgotten_again(self, sam, lakeside):
        """What a restored backup brings: the row as it stood, and one more with the same address."""
        letting_go.forget([sam])
        Buyer.objects.filter(pk=sam.pk).update(first_name="Sam", phone=PHONE)
        twin = Buyer.objects.create(store=lakeside, first_name="S.", phone=PHONE, created_at=sam.created_at)
        assert letting_go.again() == 2
        assert all(ledger.is_empty(one) for one in Buyer.objects.filter(pk__in=[sam.pk, twin.pk]))
        assert letting_go.again() == 0

    def test_a_deal_of_the_crm_leads_to_them_when_the_number_was_another(self, sam, sams_no):
        letting_go.forget([sam])
        other = Buyer.objects.create(
            store=sam.store, first_name="Sam", phone="+16085550999", created_at=now() - timedelta(days=9)
        )
        Deal.objects.create(store=sam.store, buyer=other, source="csv", external_id="CRM-1")
        assert letting_go.again() == 1
        assert ledger.is_empty(Buyer.objects.get(pk=other.pk))

    def test_the_later_date_of_two_ledgers_counts(self, sam):
        letting_go.forget([sam])
        kept = ledger.rows()
        early = [{**row, "at": "2020-01-01T00:00:00+00:00"} for row in kept]
        ledger.carry_over(early)
        assert ledger.rows() == kept
        Forgotten.objects.all().delete()
        ledger.carry_over(kept)
        assert sorted(map(str, ledger.rows())) == sorted(map(str, kept))


def test_a_seal_is_no_word_of_theirs(sams_deal, dana):
    """The rep's own call of another deal of the same rep is untouched."""
    other = add_deal(sams_deal.store, dana, first_name="Lena", unit="Cedar", phone="+16085550143")
    loss = lose(other, where="drove_off", chip="price", by=dana)
    seal(loss.own_call, sure="good")
    dump(loss, words="Lena was in a hurry.", by=dana)
    letting_go.forget([sams_deal.buyer])
    assert Dump.objects.get().words == "Lena was in a hurry."
    assert Deal.objects.get(pk=other.pk).unit == "Cedar"
