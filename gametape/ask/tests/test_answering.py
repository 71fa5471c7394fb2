"""What a sending does: kept once, scanned first, told to whoever may read it, and nothing more than the buyer said."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from django.db import connection

from gametape.ask import answering, asking, visiting
from gametape.ask.answering import Rest
from gametape.ask.models import Answer, Ask, Draft, Words
from gametape.common.clock import now
from gametape.common.refusal import Refusal
from gametape.deals.losing import lose
from gametape.deals.models import Deal, Moment
from gametape.people.models import Alert, Suppression
from gametape.sending import outbox
from gametape.sending.models import Key, Message

MINE, ANOTHERS = "sams-own-phone-1", "not-sams-phone-2"


@pytest.fixture
def sams_ask(sams_no, dana) -> Ask:
    return asking.asked_in_person(sams_no, by=dana)


def sends(ask: Ask, words: str, *, by: str = MINE, form: str = "1", **more) -> Answer:
    submission = visiting.submission_of(by, form, words)
    return answering.send(ask, words=words, submission=submission, heard="page", visitor=by, **more)


def texts(answer: Answer) -> list[str]:
    return [words.text for words in answer.versions.order_by("n")]


def alerted() -> set[str]:
    return set(Alert.objects.values_list("to__name", flat=True))


class TestWords:
    def test_they_are_kept_as_they_were_written(self, sams_ask):
        answer = sends(sams_ask, "  We loved it.\r\nThe warranty broke it. 🚐 <b>מחיר</b> ")
        assert texts(answer) == ["We loved it.\nThe warranty broke it. 🚐 <b>מחיר</b>"]

    @pytest.mark.parametrize("nothing", ["", "   ", "\n\r\n\t", "\x00\x00"])
    def test_nothing_is_refused_and_leaves_no_trace(self, sams_ask, nothing):
        with pytest.raises(Refusal) as refusal:
            sends(sams_ask, nothing)
        assert refusal.value.field == "words"
        assert not Answer.objects.exists()

    def test_a_hundred_kilobytes_are_kept_and_a_library_is_refused(self, sams_ask):
        assert len(texts(sends(sams_ask, "word " * 20_000))[0]) == 99_999
        with pytest.raises(Refusal, match="longer than we can keep"):
            sends(sams_ask, "x" * 200_001)

    def test_what_no_database_holds_is_taken_out(self, sams_ask):
        assert texts(sends(sams_ask, "no\x00 half \ud83d here")) == ["no half ? here"]

    def test_the_first_words_make_a_moment_and_a_day_to_add(self, sams_ask):
        answer = sends(sams_ask, "Too long a wait.")
        assert answer.final_at - answer.first_sent_at == timedelta(days=1)
        assert Moment.objects.filter(deal=sams_ask.loss.deal, kind=Moment.Kind.ANSWERED).count() == 1

    def test_more_words_the_same_day_are_another_version_and_the_first_stays(self, sams_ask):
        sends(sams_ask, "Too long a wait.")
        answer = sends(sams_ask, "And nobody called.")
        assert texts(answer) == ["Too long a wait.", "And nobody called."]
        assert Moment.objects.filter(kind=Moment.Kind.ANSWERED).count() == 1

    def test_a_day_later_they_are_final(self, sams_ask):
        answer = sends(sams_ask, "Too long a wait.")
        with time_machine.travel(answer.final_at, tick=False), pytest.raises(Refusal, match="final"):
            sends(sams_ask, "And nobody called.")
        assert texts(answer) == ["Too long a wait."]

    def test_a_machine_that_adds_for_ever_is_stopped(self, sams_ask):
        for n in range(answering.MOST_VERSIONS):
            sends(sams_ask, f"more {n}")
        with pytest.raises(Refusal, match="as often as this page can take"):
            sends(sams_ask, "one more")


class TestOnce:
    def test_the_same_form_again_adds_nothing_and_tells_nobody_twice(self, sams_ask):
        sends(sams_ask, "Too long a wait.")
        alerts = Alert.objects.count()
        answer = sends(sams_ask, "Too long a wait.")
        assert texts(answer) == ["Too long a wait."]
        assert Alert.objects.count() == alerts

    def test_the_same_form_again_after_the_day_is_no_refusal(self, sams_ask):
        answer = sends(sams_ask, "Too long a wait.")
        with time_machine.travel(answer.final_at + timedelta(hours=3), tick=False):
            assert texts(sends(sams_ask, "Too long a wait.")) == ["Too long a wait."]

    def test_the_same_form_with_other_words_loses_no_edit(self, sams_ask):
        sends(sams_ask, "Too long a wait.")
        assert len(texts(sends(sams_ask, "Too long a wait, and cold."))) == 2


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def both(self, ask: Ask, forms: list[tuple[str, str]]) -> list[Answer]:
        gate = Barrier(len(forms))

        def one(form: str, words: str) -> Answer:
            try:
                gate.wait(10)
                return sends(Ask.objects.get(pk=ask.pk), words, form=form)
            finally:
                connection.close()

        with ThreadPoolExecutor(len(forms)) as threads:
            return list(threads.map(lambda args: one(*args), forms))

    def test_two_sends_of_one_form_are_one(self, sams_ask):
        self.both(sams_ask, [("1", "Too long a wait.")] * 4)
        assert Words.objects.count() == 1
        assert Moment.objects.filter(kind=Moment.Kind.ANSWERED).count() == 1
        assert Alert.objects.filter(about__startswith="answer:").count() == 1

    def test_two_sends_of_two_forms_are_two_versions_of_one_answer(self, sams_ask):
        self.both(sams_ask, [(str(n), f"thought {n}") for n in range(4)])
        answer = Answer.objects.get()
        assert sorted(texts(answer)) == [f"thought {n}" for n in range(4)]
        assert list(answer.versions.order_by("n").values_list("n", flat=True)) == [1, 2, 3, 4]


class TestAsked:
    def handed(self, loss, dana) -> Ask:
        message = outbox.keep(loss, kind="ask", channel="sms", words="What did I miss?", by=dana)
        outbox.hand_off(message, by=dana, channel="sms")
        return Ask.objects.create(
            loss=loss, window="W1", asker=dana, asker_role="rep", channel="sms", message=message,
            closes_at=now() + timedelta(days=30),
        )  # fmt: skip

    def test_who_answers_was_asked_even_if_nobody_said_that_it_went_out(self, sams_no, dana):
        ask = self.handed(sams_no, dana)
        sends(ask, "Too long a wait.")
        ask.refresh_from_db()
        assert ask.asked_at is not None
        assert ask.message.state == Message.State.OUT
        told = Moment.objects.filter(deal=sams_no.deal, kind__in=["asked", "answered"]).order_by("at", "id")
        assert [moment.kind for moment in told] == ["asked", "answered"]

    def test_who_reached_the_page_by_its_code_was_asked_too(self, sams_no, dana):
        ask = Ask.objects.create(
            loss=sams_no,
            window="W0",
            asker=dana,
            asker_role="rep",
            channel="door",
            closes_at=now() + timedelta(days=30),
        )
        sends(ask, "Too long a wait.")
        ask.refresh_from_db()
        assert ask.asked_at is not None

    def test_what_still_waited_does_not_go_out(self, sams_ask, sams_no, dana):
        reminder = outbox.keep(sams_no, kind="reminder", channel="sms", words="Once more", by=dana)
        sends(sams_ask, "Too long a wait.")
        reminder.refresh_from_db()
        assert reminder.state == Message.State.DROPPED

    def test_the_buyer_who_speaks_before_the_call_keeps_it_out_of_the_comparison(self, sams_deal, dana):
        loss = lose(sams_deal, where="here", chip="price", by=dana)
        sends(asking.asked_in_person(loss, by=dana), "Too long a wait.")
        loss.own_call.refresh_from_db()
        assert loss.own_call.after_buyer


class TestWhoIsTold:
    def test_the_rep_and_no_manager(self, sams_ask, maria, frank):
        sends(sams_ask, "Too long a wait.", reader="rep")
        assert alerted() == {"Dana Brooks"}

    def test_only_the_manager_when_it_was_meant_for_them(self, sams_ask, maria, frank):
        sends(sams_ask, "Dana was rude.", reader="manager")
        assert alerted() == {"Maria Keller"}

    def test_nobody_at_once_when_no_name_belongs_to_it_or_the_hour_would_tell_whose_it_is(self, sams_ask, maria):
        sends(sams_ask, "The place was cold.", reader="store")
        assert alerted() == set()

    def test_private_words_go_to_finance_and_the_rep_hears_what_they_hear_of_a_limited_one(
        self, sams_ask, maria, frank
    ):
        answer = sends(sams_ask, "My credit score was too low and the bank declined us.", reader="rep")
        assert answer.is_private
        assert answer.held_for == "credit"
        assert alerted() == {"Frank Hale"}

    def test_a_tick_for_credit_holds_it_before_anybody_is_told(self, sams_ask, maria, frank):
        answer = sends(sams_ask, "It did not work out.", rest=Rest(closest=("CREDIT",)))
        assert answer.held_for == "credit"
        assert alerted() == {"Frank Hale"}

    def test_new_private_words_hold_a_released_answer_again(self, sams_ask, frank):
        answer = sends(sams_ask, "The bank declined us because of my credit score.")
        Answer.objects.filter(pk=answer.pk).update(released_at=now())
        assert sends(sams_ask, "My credit score, I mean.").is_private

    def test_no_alert_carries_a_word_of_the_buyer(self, sams_ask, maria):
        sends(sams_ask, "Xylophone", rest=Rest(wants_answer=True))
        assert not any("Xylophone" in alert.say for alert in Alert.objects.all())

    def test_more_words_are_told_once_more(self, sams_ask):
        sends(sams_ask, "Too long a wait.")
        sends(sams_ask, "And cold.")
        assert Alert.objects.filter(to__name="Dana Brooks").count() == 2

    def test_the_second_voice_who_asked_is_told_too(self, sams_no, dana, nia):
        ask = asking.asked_in_person(sams_no, by=nia, role="neutral")
        sends(ask, "Too long a wait.")
        assert alerted() == {"Dana Brooks", "Nia Cole"}


class TestTheKey:
    def test_it_is_not_turned_unless_the_buyer_turns_it(self, sams_ask):
        answer = sends(sams_ask, "Please call me about the price.")
        assert not answer.wants_answer
        assert not outbox.key_is_open(sams_ask.loss)

    def test_yes_turns_it_and_no_takes_it_back(self, sams_ask):
        answer = sends(sams_ask, "Too long a wait.", rest=Rest(wants_answer=True))
        assert outbox.key_is_open(sams_ask.loss)
        assert Alert.objects.filter(about=f"key:{answer.pk}").exists()
        answering.add_the_rest(answer, closest=[], wants_answer=False)
        assert not outbox.key_is_open(sams_ask.loss)

    def test_saying_yes_again_does_not_make_it_longer(self, sams_ask):
        answer = sends(sams_ask, "Too long a wait.", rest=Rest(wants_answer=True))
        until = Key.objects.get().until
        answering.add_the_rest(answer, closest=["PRICE"], wants_answer=True)
        assert Key.objects.get().until == until

    def test_who_wants_an_answer_without_a_name_is_read_by_the_manager(self, sams_ask, maria):
        answer = sends(sams_ask, "It was cold.", reader="store", rest=Rest(wants_answer=True))
        assert answer.reader == "manager"
        assert alerted() == {"Maria Keller"}

    def test_where_no_manager_is_nobody_could_answer_without_a_name(self, sams_ask):
        with pytest.raises(Refusal) as refusal:
            sends(sams_ask, "It was cold.", reader="store", rest=Rest(wants_answer=True))
        assert refusal.value.field == "key"

    def test_who_said_stop_is_not_answered_by_a_key(self, sams_ask):
        answer = sends(sams_ask, "Too long a wait.")
        answering.stop(sams_ask, heard_on="page")
        with pytest.raises(Refusal, match="not to contact you"):
            answering.add_the_rest(answer, closest=[], wants_answer=True)


class TestSomebodyElseWithTheLink:
    """The rep knows the link as well as the buyer does."""

    @pytest.fixture
    def limited(self, sams_ask, maria) -> Answer:
        return sends(sams_ask, "Dana was rude.", reader="manager")

    def test_can_add_words_but_widens_nothing_and_turns_no_key(self, sams_ask, limited):
        answer = sends(sams_ask, "x", by=ANOTHERS, reader="rep", rest=Rest(wants_answer=True, closest=("PRICE",)))
        assert (answer.reader, answer.wants_answer, answer.closest) == ("manager", False, [])
        assert not outbox.key_is_open(sams_ask.loss)

    def test_is_not_its_holder_after_adding_words_either(self, sams_ask, limited):
        answer = sends(sams_ask, "x", by=ANOTHERS)
        assert not visiting.holds(ANOTHERS, visiting.spoken(answer))
        assert visiting.holds(MINE, visiting.spoken(answer))

    def test_can_narrow_who_reads_it(self, sams_ask, maria):
        sends(sams_ask, "Too long a wait.", reader="rep")
        assert sends(sams_ask, "And rude.", by=ANOTHERS, reader="manager").reader == "manager"

    def test_a_form_sent_again_narrows_and_never_widens(self, sams_ask, limited):
        assert sends(sams_ask, "Dana was rude.", reader="rep").reader == "manager"

    def test_removes_no_draft_but_their_own(self, sams_ask):
        Draft.objects.create(ask=sams_ask, visitor=MINE, text="still thinking")
        Draft.objects.create(ask=sams_ask, visitor=ANOTHERS, text="x")
        sends(sams_ask, "Too long a wait.", by=ANOTHERS)
        assert [draft.visitor for draft in Draft.objects.all()] == [MINE]


class TestToldBefore:
    """The rep took down what they were told, and then the buyer opens the link."""

    def test_the_buyers_own_words_begin_their_own_day_and_their_own_choice(self, sams_ask, dana, maria):
        told = answering.send(sams_ask, words="Too dear.", submission="t1", heard="told", told_to=dana)
        with time_machine.travel(told.final_at + timedelta(hours=1), tick=False):
            answer = sends(sams_ask, "Dana was rude.", reader="manager")
            assert answering.may_add(answer)
        assert answer.reader == "manager"
        assert [words.heard for words in answer.versions.order_by("n")] == ["told", "page"]


class TestTicks:
    def test_two_at_most_and_no_more(self, sams_ask):
        with pytest.raises(Refusal, match="Two at most"):
            sends(sams_ask, "x", rest=Rest(closest=("PRICE", "FIT", "STOCK")))
        assert not Answer.objects.exists()

    def test_foreign_codes_are_no_ticks(self, sams_ask):
        assert sends(sams_ask, "x", rest=Rest(closest=("PRICE", "<script>", "S.NOT_LOST"))).closest == ["PRICE"]

    def test_rather_not_say_is_taken_at_its_word(self, sams_ask):
        answer = sends(sams_ask, "x", rest=Rest(closest=("PRICE",), rather_not_say=True))
        assert (answer.closest, answer.rather_not_say) == ([], True)

    def test_you_did_nothing_wrong_is_a_possible_answer(self, sams_ask):
        assert sends(sams_ask, "x", rest=Rest(nothing_wrong=True)).nothing_wrong


class TestNumbers:
    @pytest.mark.parametrize("number", ["4111 1111 1111 1111", "078-05-1120"])
    def test_a_card_or_social_security_number_is_never_stored(self, sams_ask, number):
        answer = sends(sams_ask, f"Mine is {number}, charge it.")
        assert answer.numbers_removed == 1
        assert number not in texts(answer)[0]
        assert "charge it" in texts(answer)[0]


class TestStop:
    def waiting(self, loss, dana) -> Message:
        return outbox.keep(loss, kind="thanks", channel="sms", words="Thank you", by=dana)

    @pytest.mark.parametrize(
        "words",
        ["STOP", "Please stop texting me.", "No me escriban más", "Ne m’écrivez plus", "Schreiben Sie mir nicht mehr"],
    )
    def test_it_is_heard_in_four_languages(self, sams_ask, sams_no, dana, words):
        message = self.waiting(sams_no, dana)
        sends(sams_ask, words)
        message.refresh_from_db()
        assert message.state == Message.State.DROPPED
        assert Suppression.objects.count() == 1

    def test_it_wins_over_a_key_turned_on_the_same_page(self, sams_ask):
        answer = sends(sams_ask, "It was the price. Please stop texting me.", rest=Rest(wants_answer=True))
        assert not answer.wants_answer
        assert not outbox.key_is_open(sams_ask.loss)

    def test_it_takes_back_a_key_that_was_turned(self, sams_ask):
        answer = sends(sams_ask, "Too long a wait.", rest=Rest(wants_answer=True))
        answering.stop(sams_ask, heard_on="page")
        answer.refresh_from_db()
        assert not answer.wants_answer
        assert not outbox.key_is_open(sams_ask.loss)

    def test_a_reason_said_with_it_is_still_an_answer(self, sams_ask):
        assert sends(sams_ask, "It was the price. Please stop texting me.").status == Answer.Status.ANSWER

    def test_saying_it_twice_changes_nothing(self, sams_ask):
        answering.stop(sams_ask, heard_on="page")
        answering.stop(sams_ask, heard_on="page")
        assert Suppression.objects.count() == 1
        assert Alert.objects.filter(about__startswith="stop:").count() == 1

    def test_a_deal_without_a_buyer_has_nobody_to_stop(self, sams_ask):
        Deal.objects.update(buyer=None)
        answering.stop(Ask.objects.get(), heard_on="page")
        assert not Suppression.objects.exists()


def test_thanks_after_an_answer_takes_nothing_back(sams_ask):
    sends(sams_ask, "The warranty on top broke it.")
    assert sends(sams_ask, "Thanks anyway.").status == Answer.Status.ANSWER
