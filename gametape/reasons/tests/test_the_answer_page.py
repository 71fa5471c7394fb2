"""What did I miss? One's own call first, then their words, then what they may mean; and one mask for all that is private."""

import re
import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.urls import reverse

from gametape.ask import answering, asking
from gametape.ask.models import Answer
from gametape.common.clock import now
from gametape.deals.adding import add_deal, book
from gametape.deals.losing import call_it, lose, seal
from gametape.deals.models import Loss
from gametape.deals.vocabulary import MASK
from gametape.people.models import AccessLog, Alert, Membership, Role
from gametape.reasons import finding
from gametape.reasons.models import Finding
from gametape.sending import outbox

WORDS = "Nobody got back to me about the battery. And the other store was two thousand less."
OPEN_LEFT, CHEAPER = "UND.QUESTION_LEFT_OPEN", "PRI.CHEAPER_SAME"
pytestmark = pytest.mark.django_db


@pytest.fixture
def answered(sams_no, dana):
    """`answered(words, **columns)`: Dana asked face to face, and Sam answered on the page."""

    def answer(words=WORDS, **columns):
        ask = asking.asked_in_person(sams_no, by=dana)
        made = answering.send(ask, words=words, submission="one", heard=Answer.Heard.PAGE)
        for version in made.versions.all():
            finding.read(version)
        Answer.objects.filter(pk=made.pk).update(**columns)
        return Answer.objects.get(pk=made.pk)

    return answer


@pytest.fixture
def page_of(signed_in_as):
    """What this person's browser gets of the answer."""
    return lambda answer, who: signed_in_as(who).get(reverse("answer", args=[answer.pk]))


def text_of(response):
    return response.content.decode()


class TestOnesOwnCallComesFirst:
    def test_who_has_not_called_it_is_sent_there_and_comes_back(self, signed_in_as, sams_deal, dana):
        loss = lose(sams_deal, where=Loss.Where.HERE, chip="price", by=dana)
        ask = asking.asked_in_person(loss, by=dana)
        answer = answering.send(ask, words=WORDS, submission="one", heard="page")
        client, address = signed_in_as(dana), reverse("answer", args=[answer.pk])
        sent = client.get(address)
        assert sent.status_code == 303
        assert sent["Location"].startswith(reverse("call", args=[loss.pk]))
        assert "battery" not in text_of(client.get(sent["Location"]))
        back = client.post(sent["Location"], {"sure": "good", "next": address})
        assert back["Location"] == address
        page = text_of(client.get(address))
        assert page.index("Price.") < page.index("Nobody got back")
        assert "stays out of the comparison" in page, "the buyer spoke first"

    def test_nothing_can_be_confirmed_before_it(self, signed_in_as, sams_deal, dana):
        loss = lose(sams_deal, where=Loss.Where.HERE, chip="price", by=dana)
        answer = answering.send(asking.asked_in_person(loss, by=dana), words=WORDS, submission="one", heard="page")
        found = finding.read(answer.versions.get())[0]
        assert signed_in_as(dana).post(reverse("confirm", args=[found.pk])).status_code == 404
        assert signed_in_as(dana).post(reverse("pick", args=[answer.pk]), {"leaf": CHEAPER}).status_code == 404
        assert not Finding.objects.filter(confirmed_at__isnull=False).exists()

    def test_a_sealed_call_stands_above_the_words(self, page_of, answered, dana):
        page = text_of(page_of(answered(), dana))
        assert page.index("Your call, sealed before anyone told you") < page.index("Nobody got back")
        assert "At your best moment: already counting it." in page

    def test_the_manager_sees_no_call(self, page_of, answered, maria):
        page = text_of(page_of(answered(opened_at=now()), maria))
        assert "Nobody got back" in page
        assert "Your call" not in page
        assert "already counting it" not in page


class TestTheWords:
    def test_the_suggested_ones_are_marked_even_before_the_worker_came(self, page_of, sams_no, dana):
        answer = answering.send(asking.asked_in_person(sams_no, by=dana), words=WORDS, submission="one", heard="page")
        page = text_of(page_of(answer, dana))
        assert "<mark>Nobody got back to me about the battery</mark>" in page
        assert page.count("That’s it<span") == finding.read(answer.versions.get()).__len__() <= 3

    def test_they_are_shown_as_they_were_written_and_nothing_of_it_is_markup(self, page_of, answered, dana):
        page = text_of(page_of(answered("<script>alert(1)</script> it's two feet too long & נהדר 😀"), dana))
        assert "&lt;script&gt;" in page
        assert "<script>alert" not in page
        assert "נהדר 😀" in page

    def test_a_hundred_kilobytes_are_a_page(self, page_of, answered, dana):
        assert page_of(answered("It was too long for our driveway. " * 590), dana).status_code == 200

    def test_opening_it_is_noted_once_and_takes_the_alert_away(self, page_of, answered, dana):
        answer = answered()
        assert Alert.objects.filter(to=dana, seen_at=None).exists()
        page_of(answer, dana)
        first = Answer.objects.get().opened_at
        page_of(answer, dana)
        assert Answer.objects.get().opened_at == first
        assert not Alert.objects.filter(to=dana, seen_at=None, about__startswith="answer:").exists()

    def test_a_manager_waits_a_day_unless_the_rep_opened_it(self, page_of, answered, dana, maria):
        answer = answered()
        waiting = text_of(page_of(answer, maria))
        assert "Nobody got back" not in waiting
        assert "you can read it tomorrow at the latest" in waiting
        page_of(answer, dana)
        assert "Nobody got back" in text_of(page_of(answer, maria))

    def test_her_reading_is_written_down_and_dana_sees_it(self, page_of, answered, signed_in_as, dana, maria):
        page_of(answered(opened_at=now()), maria)
        assert "Maria Keller opened their buyer’s words, Sam" in text_of(signed_in_as(dana).get(reverse("me")))

    def test_a_second_rep_of_the_deal_reads_what_is_theirs(self, page_of, answered, dana, ben):
        answer = answered()
        answer.loss.deal.partner = ben
        answer.loss.deal.save()
        assert "Nobody got back" in text_of(page_of(answer, ben))
        assert not AccessLog.objects.exists()

    def test_for_nobody_else(self, page_of, answered, ben, ada, frank, nia, olga, mo, rita):
        answer = answered(opened_at=now() - timedelta(days=3), first_sent_at=now() - timedelta(days=3))
        assert {page_of(answer, who).status_code for who in (ben, ada, frank, nia, olga, mo, rita)} == {404}

    def test_it_ends_on_the_next_customer_the_coming_one(self, page_of, answered, dana, lakeside):
        missed = add_deal(lakeside, dana, first_name="Gone By", unit="Cedar 19")
        book(missed, at=now() - timedelta(days=2), by=dana)
        coming = add_deal(lakeside, dana, first_name="The Nguyens", unit="Pinecrest 32")
        book(coming, at=now() + timedelta(days=1), by=dana)
        page = text_of(page_of(answered(), dana))
        assert "The Nguyens" in page
        assert "Gone By" not in page


class TestWhatTheyMayMean:
    def test_one_tap_confirms_and_it_stands_alone(self, page_of, answered, signed_in_as, dana):
        answer = answered()
        found = Finding.objects.get(leaf=CHEAPER)
        done = signed_in_as(dana).post(reverse("confirm", args=[found.pk]))
        assert (done.status_code, done["Location"]) == (303, reverse("answer", args=[answer.pk]))
        page = text_of(page_of(answer, dana))
        assert "You confirmed one" in page
        assert "That’s it." in page
        assert "That’s it<span" not in page
        found.refresh_from_db()
        assert found.confirmed_by == dana

    def test_confirming_another_moves_it(self, answered, dana):
        answered()
        finding.confirm(Finding.objects.get(leaf=CHEAPER), by=dana)
        finding.confirm(Finding.objects.get(leaf=OPEN_LEFT), by=dana)
        assert Finding.objects.get(confirmed_at__isnull=False).leaf == OPEN_LEFT

    def test_own_call_buyer_and_confirmed_are_three_facts(self, page_of, answered, dana):
        answer = answered()
        finding.confirm(Finding.objects.get(leaf=OPEN_LEFT), by=dana)
        assert "Not what you thought." in text_of(page_of(answer, dana))
        answer.loss.refresh_from_db()
        assert answer.loss.own_call.chip == "price"
        assert answer.closest == []

    def test_not_that_is_gone_and_comes_back_only_when_picked(self, page_of, answered, signed_in_as, dana):
        answer = answered()
        found = Finding.objects.get(leaf=CHEAPER)
        signed_in_as(dana).post(reverse("put_aside", args=[found.pk]))
        assert found not in finding.shown(answer)
        finding.pick(answer, leaf=CHEAPER, quote=found.quote, by=dana)
        assert finding.shown(answer) == [found]

    def test_a_quote_that_does_not_match_is_not_shown_and_spoils_nothing(self, page_of, answered, dana):
        answer = answered()
        Finding.objects.filter(leaf=CHEAPER).update(quote="And the other store was two thousand more")
        Finding.objects.filter(leaf=OPEN_LEFT).update(end=5)
        page = page_of(answer, dana)
        assert page.status_code == 200
        assert "two thousand more" not in text_of(page)
        assert {row.leaf for row in finding.shown(answer)} & {CHEAPER, OPEN_LEFT} == set()

    def test_nor_can_it_be_confirmed(self, answered, signed_in_as, dana):
        answered()
        found = Finding.objects.get(leaf=CHEAPER)
        Finding.objects.filter(pk=found.pk).update(quote="something else")
        answer = signed_in_as(dana).post(reverse("confirm", args=[found.pk]))
        assert answer.status_code == 422
        assert "Pick from their words again." in text_of(answer)

    def test_once_the_evidence_is_deleted_nothing_rests_on_it(self, answered):
        answer = answered()
        Finding.objects.update(evidence_deleted_at=now())
        assert finding.shown(answer) == []

    def test_picking_another_with_the_words_it_rests_on(self, answered, signed_in_as, dana):
        answer = answered()
        typed = {"leaf": "COM.BETTER_PEOPLE", "quote": "the other store"}
        assert signed_in_as(dana).post(reverse("pick", args=[answer.pk]), typed).status_code == 303
        picked = Finding.objects.get(confirmed_at__isnull=False)
        assert (picked.leaf, picked.quote, picked.reader) == ("COM.BETTER_PEOPLE", "the other store", "person")
        assert WORDS[picked.start : picked.end] == "the other store"

    def test_without_words_it_rests_on_all_of_them(self, answered, dana):
        picked = finding.pick(answered(), leaf=CHEAPER, quote="  ", by=dana)
        assert picked.quote == WORDS

    def test_words_from_an_earlier_version_are_theirs_too(self, answered, dana):
        answer = answered()
        answering.send(answer.ask, words="And it was raining.", submission="two", heard="page")
        picked = finding.pick(answer, leaf=OPEN_LEFT, quote="about the battery", by=dana)
        assert picked.words.n == 1

    @pytest.mark.parametrize(
        ("typed", "says"),
        [
            ({"leaf": CHEAPER, "quote": "They found it cheaper"}, "Those are not the buyer’s words."),
            ({"leaf": CHEAPER, "quote": "nobody got back"}, "Those are not the buyer’s words."),
            ({"leaf": CHEAPER, "quote": "<script>alert(1)</script>"}, "Those are not the buyer’s words."),
            ({"leaf": "LAZY.REP", "quote": ""}, "Pick one of the reasons in the list."),
            ({"leaf": "CRE.NOT_APPROVED", "quote": ""}, "Pick one of the reasons in the list."),
            ({}, "Pick one of the reasons in the list."),
        ],
    )
    def test_foreign_words_and_foreign_reasons_are_refused_beside_their_field(
        self, answered, signed_in_as, dana, typed, says
    ):
        again = signed_in_as(dana).post(reverse("pick", args=[answered().pk]), typed)
        page = text_of(again)
        assert again.status_code == 422
        assert says in page
        assert "<script>alert" not in page
        assert not typed.get("quote") or f'value="{typed["quote"][:5]}' in page.replace("&lt;", "<")
        assert not Finding.objects.filter(confirmed_at__isnull=False).exists()

    def test_a_leaf_nobody_is_shown_cannot_be_confirmed_by_its_number(self, answered, signed_in_as, dana):
        answer = answered("The bank said no. And nobody called me back.", released_at=now())
        hidden = Finding.objects.filter(leaf="CRE.NOT_APPROVED").first()
        assert hidden, "the reader finds it"
        assert signed_in_as(dana).post(reverse("confirm", args=[hidden.pk])).status_code == 404
        assert "CRE" not in text_of(signed_in_as(dana).get(reverse("answer", args=[answer.pk])))

    def test_the_thank_you_that_names_what_was_learned_is_ready(self, page_of, answered, signed_in_as, dana):
        answer = answered()
        finding.confirm(Finding.objects.get(leaf=OPEN_LEFT), by=dana)
        thanks = page_of(answer, dana).context["thanks"]
        assert thanks.startswith("Sam, thank you for")
        assert "Dana, Lakeside RV" in thanks
        client = signed_in_as(dana)
        asked = client.post(reverse("thanks", args=[answer.loss_id]), {"proposed": thanks})
        assert asked.status_code in (200, 303)
        written = client.get(reverse("thanks", args=[answer.loss_id]))
        assert "thank you for" in text_of(written)


class TestTheyWantAnAnswer:
    @pytest.fixture
    def wanted(self, answered):
        return answering.add_the_rest(answered(), closest=[], wants_answer=True)

    def test_it_can_be_answered_once_while_the_key_is_open(self, page_of, wanted, dana):
        page = text_of(page_of(wanted, dana))
        assert "They want an answer" in page
        assert reverse("save", args=[wanted.loss_id]) in page

    def test_after_its_time_only_thanks_are_left(self, page_of, wanted, dana):
        with time_machine.travel(now() + timedelta(days=9)):
            page = text_of(page_of(wanted, dana))
        assert "The time for it has passed." in page
        assert reverse("save", args=[wanted.loss_id]) not in page

    def test_once_it_went_out_the_page_says_so_and_offers_no_second(self, page_of, wanted, dana):
        back = outbox.keep(wanted.loss, kind="answer", channel="sms", by=dana, words="It is included. Dana")
        outbox.hand_off(back, by=dana, channel="sms")
        outbox.went_out(back, by=dana)
        page = text_of(page_of(wanted, dana))
        assert "They wanted an answer, and have it" in page
        assert reverse("save", args=[wanted.loss_id]) not in page

    def test_who_did_not_ask_for_one_is_not_offered_one(self, page_of, answered, dana):
        assert "They want an answer" not in text_of(page_of(answered(), dana))


PRIVATE = {
    "credit": {"held_for": "credit"},
    "health or money": {"held_for": "private"},
    "only the manager": {"reader": Answer.Reader.MANAGER},
    "the store, without a name": {"reader": Answer.Reader.STORE},
    "both": {"held_for": "private", "reader": Answer.Reader.MANAGER},
    "held, and an answer is wanted": {"held_for": "private", "wants_answer": True},
    "for the manager, and an answer is wanted": {"reader": Answer.Reader.MANAGER, "wants_answer": True},
}


class TestOneMask:
    """Whatever it is, the rep meets the same page, byte for byte, on every page of theirs."""

    @pytest.fixture
    def pages(self, answered, signed_in_as, maria, frank, dana, sams_no):
        answer = answered("It was too long for where we camp.")
        Alert.objects.all().delete()
        tapped_by = {"manager": maria, "finance": frank}

        def as_dana_sees_it(columns):
            clean = {"held_for": "", "reader": "rep", "wants_answer": False, "opened_at": None}
            Answer.objects.filter(pk=answer.pk).update(**{**clean, **columns})
            for who, page in [(maria, reverse("monday")), (maria, reverse("answer", args=[answer.pk]))]:
                signed_in_as(who).get(page)
            signed_in_as(tapped_by["finance"]).get(reverse("held_answer", args=[answer.pk]))
            client = signed_in_as(dana)
            addresses = [
                reverse("answer", args=[answer.pk]),
                reverse("deal", args=[sams_no.deal_id]),
                reverse("today"),
                reverse("deals"),
                reverse("me"),
                reverse("ask", args=[sams_no.pk]),
                reverse("thanks", args=[sams_no.pk]),
                reverse("answer_back", args=[sams_no.pk]),
                reverse("no"),
            ]
            return {address: self.without_csrf(client.get(address)) for address in addresses}

        return as_dana_sees_it

    def without_csrf(self, response):
        page = re.sub(rb'csrfmiddlewaretoken" value="[^"]+"', b"", response.content)
        page = re.sub(rb'x-csrftoken": "[^"]+"', b"", page)
        page = re.sub(rb'name="once" value="[^"]+"', b"", page)
        return response.status_code, page

    def test_the_same_words_and_the_same_behaviour_on_every_page(self, pages):
        with time_machine.travel(now() + timedelta(minutes=5), tick=False):
            first, *others = [(kind, pages(columns)) for kind, columns in PRIVATE.items()]
        for kind, seen in others:
            for address, page in seen.items():
                assert page == first[1][address], f"{address} tells {kind} from {first[0]}"

    def test_and_it_is_the_mask(self, page_of, answered, dana):
        for columns in PRIVATE.values():
            page = text_of(page_of(answered(**columns), dana))
            assert MASK in page
            assert "battery" not in page
            assert "They want an answer" not in page
            Answer.objects.update(held_for="", reader="rep", wants_answer=False)

    def test_an_own_call_that_is_not_sealed_is_not_called_sealed(self, page_of, sams_deal, dana):
        loss = lose(sams_deal, where=Loss.Where.HERE, chip="price", by=dana)
        answer = answering.send(
            asking.asked_in_person(loss, by=dana), words=WORDS, submission="1", heard="page", reader="manager"
        )
        assert "sealed before anyone told you" not in text_of(page_of(answer, dana))

    def test_the_log_on_danas_page_does_not_tell_who_opened_what_is_masked(self, pages, signed_in_as, dana):
        for columns in PRIVATE.values():
            pages(columns)
        assert "opened" not in text_of(signed_in_as(dana).get(reverse("me"))).split("Who looked at your records")[1]
        assert AccessLog.objects.filter(whose=None, buyer__first_name="Sam").exists(), "it is written down all the same"


class TestOneMaskForTheManagerToo:
    """Words without a name stand on Monday; a page of a deal must not tell which deal they came from."""

    HIDDEN = {
        "credit": {"held_for": "credit"},
        "health or money": {"held_for": "private"},
        "the store, without a name": {"reader": Answer.Reader.STORE},
    }

    @pytest.mark.parametrize("later", [timedelta(minutes=5), timedelta(hours=25)])
    def test_whatever_is_hidden_is_the_same_page_on_the_first_day_and_after(
        self, answered, signed_in_as, maria, sams_no, later
    ):
        answer = answered("It was too long for where we camp.")
        addresses = [reverse("answer", args=[answer.pk]), reverse("deal", args=[sams_no.deal_id])]
        seen = {}
        with time_machine.travel(now() + later, tick=False):
            for kind, columns in self.HIDDEN.items():
                Answer.objects.filter(pk=answer.pk).update(**{"held_for": "", "reader": "rep", **columns})
                pages = [signed_in_as(maria).get(address) for address in addresses]
                seen[kind] = [TestOneMask().without_csrf(page) for page in pages]
                assert all(MASK in page.content.decode() for page in pages)
        first, *others = seen.values()
        assert all(other == first for other in others)


class TestWhoSaidIt:
    def test_each_text_says_whose_hand_it_came_from(self, sams_no, page_of, dana, maria):
        """Dana took the first down; then the buyer wrote; then a manager pasted a text."""
        ask = asking.asked_in_person(sams_no, by=dana)
        answer = answering.send(ask, words="Too long, he said.", submission="one", heard="told", told_to=dana)
        answering.send(ask, words="And the smell.", submission="two", heard="page", visitor="x" * 16)
        answering.send(ask, words="He texted as well.", submission="three", heard="pasted", told_to=maria)
        page = text_of(page_of(answer, dana))
        hands = [
            "Sam, as told to Dana",
            "Too long",
            "Sam, in their own words",
            "the smell",
            "Sam, as told to one of us",
        ]
        places = [page.index(said) for said in hands]
        assert places == sorted(places)


class TestHeld:
    @pytest.fixture
    def held(self, answered):
        return answered("The bank said no. I'd rather not go into it.")

    def test_f_and_i_reads_it_with_the_private_words_marked(self, held, signed_in_as, frank):
        client = signed_in_as(frank)
        assert reverse("held_answer", args=[held.pk]) in text_of(client.get(reverse("held")))
        page = text_of(client.get(reverse("held_answer", args=[held.pk])))
        assert "<mark>" in page
        assert "rather not go into it" in page
        assert MASK in page

    def test_and_confirms_the_leaf_that_nobody_else_sees(self, held, signed_in_as, frank, dana, page_of):
        found = Finding.objects.get(leaf="CRE.NOT_APPROVED")
        done = signed_in_as(frank).post(reverse("confirm", args=[found.pk]))
        assert done["Location"] == reverse("held_answer", args=[held.pk])
        assert signed_in_as(dana).post(reverse("confirm", args=[found.pk])).status_code == 404
        assert MASK in text_of(page_of(held, dana))

    def test_a_false_alarm_is_released_to_whom_the_buyer_chose_who_hears_of_it(
        self, held, signed_in_as, frank, dana, page_of
    ):
        Alert.objects.all().delete()
        client = signed_in_as(frank)
        assert client.post(reverse("release", args=[held.pk])).status_code == 303
        assert "rather not go into it" in text_of(page_of(held, dana))
        assert Alert.objects.get(to=dana).say == "Sam answered."
        assert client.get(reverse("held_answer", args=[held.pk])).status_code == 404, "it is not F&I's any more"

    def test_nobody_else_reads_or_releases(self, held, signed_in_as, dana, maria, ada, nia, olga, hilltop, rita):
        Membership.objects.create(user=rita, store=hilltop, role=Role.FINANCE)
        for who in (dana, maria, ada, nia, olga, rita):
            client = signed_in_as(who)
            assert client.get(reverse("held_answer", args=[held.pk])).status_code == 404
            assert client.post(reverse("release", args=[held.pk])).status_code == 404
        held.refresh_from_db()
        assert held.is_private

    def test_what_was_released_is_held_again_when_something_private_is_added(
        self, held, signed_in_as, frank, dana, page_of
    ):
        signed_in_as(frank).post(reverse("release", args=[held.pk]))
        answering.send(held.ask, words="My cancer came back.", submission="two", heard="page")
        assert MASK in text_of(page_of(held, dana))


@pytest.mark.django_db(transaction=True)
def test_two_who_confirm_at_once_leave_one_confirmed(sams_no, dana, maria):
    answer = answering.send(asking.asked_in_person(sams_no, by=dana), words=WORDS, submission="one", heard="page")
    rows = finding.read(answer.versions.get())
    ready, failed = threading.Barrier(2), []

    def confirm(row, who):
        ready.wait()
        try:
            for _ in range(5):
                finding.confirm(Finding.objects.get(pk=row.pk), by=who)
        except Exception as error:  # noqa: BLE001 - the thread hands it to the test
            failed.append(error)
        finally:
            connection.close()

    both = [threading.Thread(target=confirm, args=pair) for pair in [(rows[0], dana), (rows[1], maria)]]
    [one.start() for one in both]
    [one.join() for one in both]
    assert failed == []
    assert Finding.objects.filter(confirmed_at__isnull=False).count() == 1


def test_a_call_made_after_the_words_were_opened_by_nobody_is_still_ones_own(sams_deal, dana):
    """Called again before it is sealed, the second tap counts."""
    loss = lose(sams_deal, where=Loss.Where.HERE, chip="price", by=dana)
    call_it(loss, chip="no_idea", by=dana)
    sealed = seal(call_it(loss, chip="no_idea", by=dana), sure="coin")
    assert (sealed.chip, sealed.after_buyer) == ("no_idea", False)
