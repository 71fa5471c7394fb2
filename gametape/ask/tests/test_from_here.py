"""Sending from here: held, taken back, left by itself at its hour, at most once, and what is hard for the product alone."""

import html
import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from gametape.ask import answering, asking, from_here, handing, hearing, leaving
from gametape.ask.letters import letter_of
from gametape.ask.models import Answer, Ask
from gametape.ask.tests.hostile import HOSTILE
from gametape.common.clock import now
from gametape.common.refusal import Refusal
from gametape.deals.losing import lose, seal
from gametape.deals.models import Loss, Moment
from gametape.people.consent import is_suppressed, note_checked, note_inquiry, note_yes, they_said_stop
from gametape.people.models import Alert, Buyer, Consent, Role
from gametape.sending import going_out
from gametape.sending.models import Attempt, Key, Message
from gametape.sending.naming import message_named

pytestmark = pytest.mark.django_db
TUESDAY, WEDNESDAY = "2026-06-16T19:00:00Z", "2026-06-17T18:00:00Z"  # 14:00 and 13:00 at Lakeside RV
NIGHT = "2026-06-18T03:00:00Z"
HONEST = (
    "Hi Sam, Dana at Lakeside RV. Thank you for your time. I respect your decision. "
    "Only if you feel like it: what did I miss? No need to reply."
)


@pytest.fixture
def providers(mail_sink, text_sink, settings):
    settings.SENDERS = {
        "email": "gametape.connectors.smtp.sending.Smtp",
        "sms": "gametape.connectors.twilio.sending.Twilio",
    }
    settings.PUBLIC_URL, settings.DEFAULT_FROM_EMAIL = "https://tape.example", "ask@tape.example"
    settings.TWILIO = text_sink.settings


@pytest.fixture
def no(sams_deal, dana) -> Loss:
    """Sam drove off on Tuesday at two; there is a number and an address."""
    Buyer.objects.filter(pk=sams_deal.buyer_id).update(email="sam@mail.example")
    sams_deal.buyer.refresh_from_db()
    with time_machine.travel(TUESDAY, tick=False):
        loss = lose(sams_deal, where=Loss.Where.DROVE_OFF, chip="price", by=dana)
        seal(loss.own_call, sure="counting")
    return loss


@pytest.fixture
def wednesday():
    with time_machine.travel(WEDNESDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def danas(signed_in_as, dana) -> Client:
    return signed_in_as(dana)


def written(loss, by, *, channel="email", words=HONEST, role=Role.REP, kind="ask") -> Message:
    return handing.keep(loss, kind=kind, by=by, role=role, channel=channel, words=words)


def queued(loss, by, **how) -> Message:
    return from_here.send_from_here(written(loss, by, **how), by=by)


def answered(loss, by, *, wants_answer=False) -> Answer:
    ask = asking.asked_in_person(loss, by=by)
    rest = answering.Rest(wants_answer=wants_answer)
    return answering.send(ask, words="The wait was long.", submission="s", heard="page", rest=rest)


def page(response) -> str:
    return html.unescape(response.content.decode())


class TestOnItsWay:
    def test_it_is_held_then_leaves_once_and_counts_from_there(self, no, dana, wednesday, providers, mail_sink):
        message = queued(no, dana)
        assert message.go_at == now() + timedelta(minutes=10)
        assert leaving.send_due() == 0
        wednesday.shift(timedelta(minutes=10))
        assert leaving.send_due() == 1
        assert leaving.send_due() == 0
        (letter,) = mail_sink.letters
        message.refresh_from_db()
        ask = Ask.objects.get(message=message)
        assert (message.state, message.via, message.out_at, ask.asked_at) == ("out", "product", now(), now())
        assert letter["Message-ID"] == letter_of(message).message_id
        assert message_named([letter["Message-ID"].strip("<>")]) == message
        assert no.deal.moments.filter(kind=Moment.Kind.ASKED).count() == 1

    def test_it_waits_for_their_hour_and_says_why(self, no, dana, providers):
        with time_machine.travel(NIGHT, tick=False):
            message = queued(no, dana)
            assert message.go_at.isoformat() == "2026-06-18T15:00:00+00:00"  # ten in the morning there
            assert "22:00 on a Wednesday" in message.why

    def test_an_hour_that_passed_while_it_was_held_is_seen(self, no, dana, wednesday, providers, mail_sink):
        message = queued(no, dana)
        with time_machine.travel(NIGHT, tick=False):
            assert leaving.send_due() == 0
        message.refresh_from_db()
        assert (message.state, mail_sink.letters) == ("queued", [])
        assert message.go_at.isoformat() == "2026-06-18T15:00:00+00:00"

    def test_the_attempt_is_committed_before_the_first_byte_leaves(self, no, dana, wednesday, providers, monkeypatch):
        seen = []
        message = queued(no, dana)
        wednesday.shift(timedelta(minutes=10))
        send = going_out.carried

        def look(letter, sender):
            message.refresh_from_db()
            seen.append((message.state, message.attempts.get().ended_at))
            return send(letter, sender)

        monkeypatch.setattr(going_out, "carried", look)
        leaving.send_due()
        assert seen == [("sending", None)]

    def test_later_is_tried_again_with_longer_pauses_and_the_same_id(self, no, dana, wednesday, providers, mail_sink):
        message = queued(no, dana)
        mail_sink.refuse_with = "451 try later"
        wednesday.shift(timedelta(minutes=10))
        for wait in (1, 2, 4):
            assert leaving.send_due() == 0
            message.refresh_from_db()
            assert (message.state, message.go_at - now()) == ("queued", timedelta(minutes=wait))
            assert "said later" in message.why
            wednesday.shift(timedelta(minutes=wait))
        mail_sink.refuse_with = ""
        assert leaving.send_due() == 1
        assert [a.outcome for a in message.attempts.order_by("n")] == ["later"] * 3 + ["accepted"]
        assert len(mail_sink.letters) == 1

    def test_a_day_of_later_goes_back_to_a_person(self, no, dana, wednesday, providers, mail_sink):
        message = queued(no, dana)
        mail_sink.refuse_with = "451 try later"
        Message.objects.filter(pk=message.pk).update(queued_at=now() - timedelta(hours=25), go_at=now())
        leaving.send_due()
        message.refresh_from_db()
        assert (message.state, message.via) == ("waiting", "own")
        assert Alert.objects.filter(to=dana, about__startswith="not-out:").count() == 1

    def test_a_refusal_for_good_is_told_with_the_next_step(self, no, dana, wednesday, providers, mail_sink, danas):
        message = queued(no, dana)
        mail_sink.refuse_with = "550 no such person"
        wednesday.shift(timedelta(minutes=10))
        leaving.send_due()
        said = page(danas.get(reverse("message", args=[message.pk])))
        assert "It did not go out from here." in said
        assert "550 no such person" in said
        assert "or use a text" in said
        assert "it did not go out" in page(danas.get(reverse("today")))

    @pytest.mark.parametrize("when", ["before", "after"])
    def test_silence_after_the_words_is_never_sent_again(self, no, dana, wednesday, providers, mail_sink, when):
        message = queued(no, dana)
        mail_sink.hang_up = when
        wednesday.shift(timedelta(minutes=10))
        assert leaving.send_due() == 0
        mail_sink.hang_up = ""
        for _ in range(3):
            wednesday.shift(timedelta(hours=20))
            leaving.send_due()
        message.refresh_from_db()
        assert (message.state, len(mail_sink.letters)) == ("unsure", int(when == "after"))

    def test_an_attempt_whose_process_died_becomes_unsure_and_shows(
        self, no, dana, wednesday, providers, mail_sink, danas
    ):
        message = queued(no, dana)
        wednesday.shift(timedelta(minutes=10))
        going_out.begin(going_out.claim(message.pk))
        leaving.send_due()
        message.refresh_from_db()
        assert message.state == "sending"
        wednesday.shift(going_out.LEASE + timedelta(seconds=1))
        leaving.send_due()
        leaving.send_due()
        assert mail_sink.letters == []
        assert "Nobody knows whether it went out to Sam." in page(danas.get(reverse("today")))
        assert Alert.objects.filter(to=dana, about__startswith="unsure:").count() == 1

    def test_what_was_given_up_as_dead_and_went_out_after_all_is_out(self, no, dana, wednesday, providers):
        message = queued(no, dana)
        wednesday.shift(timedelta(minutes=10))
        attempt = going_out.begin(going_out.claim(message.pk))
        going_out.give_up_on_the_dead(lease=timedelta(seconds=-1))
        leaving.ended(attempt, going_out.Outcome(Attempt.Outcome.ACCEPTED), letter_of(message))
        message.refresh_from_db()
        assert message.state == "out"


class TestUnsure:
    @pytest.fixture
    def unsure(self, no, dana, wednesday, providers, mail_sink) -> Message:
        message = queued(no, dana)
        mail_sink.hang_up = "before"
        wednesday.shift(timedelta(minutes=10))
        leaving.send_due()
        mail_sink.hang_up = ""
        message.refresh_from_db()
        return message

    def test_it_went_out(self, unsure, danas, mail_sink):
        where = reverse("unsure", args=[unsure.pk])
        assert "It may have arrived, or not." in page(danas.get(where))
        assert danas.post(where, {"did": "out"}).status_code == 303
        danas.post(where, {"did": "not"})  # the second tap is too late
        leaving.send_due()
        unsure.refresh_from_db()
        assert (unsure.state, unsure.ask.asked_at) == ("out", now())
        assert mail_sink.letters == []

    def test_it_did_not_and_goes_once_with_the_same_id(self, unsure, danas, dana, mail_sink):
        for _ in range(2):
            danas.post(reverse("unsure", args=[unsure.pk]), {"did": "not"})
        assert leaving.send_due() == 1
        assert leaving.send_due() == 0
        assert [letter["Message-ID"] for letter in mail_sink.letters] == [f"<{unsure.mark}@tape.example>"]
        first = unsure.attempts.get(n=1)
        assert (first.settled_by, first.did_go) == (dana, False)

    def test_it_is_not_sent_to_who_said_stop_meanwhile(self, unsure, danas, mail_sink):
        they_said_stop(unsure.buyer, heard_on="sms")
        danas.post(reverse("unsure", args=[unsure.pk]), {"did": "not"})
        leaving.send_due()
        unsure.refresh_from_db()
        assert (unsure.state, mail_sink.letters) == ("waiting", [])

    def test_neither_phone_nor_anybody_else_takes_it_meanwhile(self, unsure, dana, maria, danas):
        with pytest.raises(Refusal, match="Take it back first, or say whether it went out"):
            handing.hand_over(unsure, by=dana, channel="email")
        assert danas.get(reverse("ask", args=[unsure.loss_id])).status_code == 303
        assert danas.get(reverse("message", args=[unsure.pk])).headers["Location"].endswith("/unsure/")

    def test_a_reply_proves_that_it_went_out(self, unsure, dana):
        hearing.pasted(unsure.loss, words="The wait was long.", submission="s", by=dana, role=Role.REP)
        unsure.refresh_from_db()
        assert unsure.state == "out"

    def test_it_counts_as_asked_until_somebody_knows(self, unsure):
        counted = asking.plan_for(unsure.loss, asking=Role.REP).because
        assert any("They heard from us" in reason.say for reason in counted)

    def test_who_has_left_leaves_it_to_who_manages(self, unsure, dana, maria, signed_in_as):
        where = reverse("unsure", args=[unsure.pk])
        assert signed_in_as(maria).get(where).status_code == 404
        type(dana).objects.filter(pk=dana.pk).update(is_active=False)
        assert signed_in_as(maria).get(where).status_code == 200

    def test_what_twilio_says_of_it_stands_beside_the_choice(self, no, dana, wednesday, providers, text_sink, danas):
        note_yes(no.deal.buyer, channel="sms", by=dana)
        message = queued(no, dana, channel="sms")
        text_sink.hang_up = True
        wednesday.shift(timedelta(minutes=10))
        leaving.send_due()
        assert "Twilio has it: sent, SM" in page(danas.get(reverse("unsure", args=[message.pk])))


class TestHardForTheProduct:
    def test_a_text_needs_their_yes(self, no, dana, wednesday, providers):
        with pytest.raises(Refusal, match="gave no consent to be texted"):
            queued(no, dana, channel="sms")
        note_yes(no.deal.buyer, channel="sms", by=dana)
        assert queued(no, dana, channel="sms").state == "queued"

    def test_a_visit_counts_only_with_a_look_into_the_list_and_not_in_wisconsin(
        self, no, dana, wednesday, providers, lakeside
    ):
        Consent.objects.all().delete()
        note_inquiry(no.deal.buyer, by=dana)
        note_checked(no.deal.buyer, by=dana)
        with pytest.raises(Refusal):
            queued(no, dana, channel="sms")  # Lakeside is in WI
        type(lakeside).objects.filter(pk=lakeside.pk).update(state="MN")
        Buyer.objects.filter(pk=no.deal.buyer_id).update(phone="+16125550142")
        there = Loss.objects.get(pk=no.pk)
        assert queued(there, dana, channel="sms").state == "queued"
        Consent.objects.filter(basis="checked").update(at=now() - timedelta(days=32))
        assert from_here.offered(Loss.objects.get(pk=no.pk), kind="ask", channel="sms", role="rep").texting

    def test_a_thank_you_by_text_needs_it_too(self, no, dana, wednesday, providers):
        answered(no, dana)
        thanks = written(no, dana, channel="sms", kind="thanks", words="Sam, thank you for telling me. Dana")
        with pytest.raises(Refusal, match="gave no consent"):
            from_here.send_from_here(thanks, by=dana)

    def test_consent_taken_away_while_it_is_held_keeps_it_back(self, no, dana, wednesday, providers, text_sink):
        note_yes(no.deal.buyer, channel="sms", by=dana)
        message = queued(no, dana, channel="sms")
        Consent.objects.update(withdrawn_at=now())
        wednesday.shift(timedelta(minutes=10))
        leaving.send_due()
        message.refresh_from_db()
        assert (message.state, text_sink.texts) == ("waiting", [])

    def test_a_stop_while_it_is_held_keeps_it_back_for_good(self, no, dana, wednesday, providers, mail_sink):
        message = queued(no, dana)
        ask = Ask.objects.get(message=message)
        answering.stop(ask, heard_on="page")
        wednesday.shift(timedelta(minutes=10))
        leaving.send_due()
        message.refresh_from_db()
        assert (message.state, mail_sink.letters) == ("dropped", [])

    def test_the_list_itself_is_asked_when_it_leaves(self, no, dana, wednesday, providers, mail_sink):
        message = queued(no, dana)
        they_said_stop(no.deal.buyer, heard_on="import")  # whoever noted it did not look at what waits
        wednesday.shift(timedelta(minutes=10))
        leaving.send_due()
        message.refresh_from_db()
        assert (message.state, mail_sink.letters) == ("waiting", [])

    def test_an_answer_needs_the_buyers_key_when_it_leaves(self, no, dana, wednesday, providers, mail_sink):
        answered(no, dana, wants_answer=True)
        words = "Hi Sam,\n\nThank you for telling me, and for asking back.\n\nDana, Lakeside RV"
        message = queued(no, dana, kind="answer", words=words)
        Key.objects.update(until=now() + timedelta(minutes=5))
        wednesday.shift(timedelta(minutes=10))
        leaving.send_due()
        message.refresh_from_db()
        assert (message.state, mail_sink.letters) == ("waiting", [])
        assert "They did not ask for an answer" in message.why

    def test_what_twilio_calls_a_stop_is_one(self, no, dana, wednesday, providers, text_sink):
        note_yes(no.deal.buyer, channel="sms", by=dana)
        queued(no, dana, channel="sms")
        text_sink.answer_with = (400, 21610)
        wednesday.shift(timedelta(minutes=10))
        leaving.send_due()
        assert is_suppressed(Buyer.objects.get(pk=no.deal.buyer_id))

    @pytest.mark.parametrize(
        ("setting", "said"),
        [("http", "https address"), ("address", "postal address"), ("senders", "Nothing is set up")],
    )
    def test_what_an_honest_letter_needs_is_named(
        self, no, dana, wednesday, providers, settings, lakeside, setting, said
    ):
        if setting == "http":
            settings.PUBLIC_URL = "http://tape.example"
        elif setting == "address":
            type(lakeside).objects.update(address="")
        else:
            settings.SENDERS = {}
        with pytest.raises(Refusal, match=said):
            queued(Loss.objects.get(pk=no.pk), dana)

    def test_the_whole_letter_is_linted(self, no, dana, wednesday, providers):
        message = written(no, dana, words="Hi Sam, Dana at Lakeside RV. I respect your decision. Was it the price?")
        with pytest.raises(Refusal, match="then it can go out"):
            from_here.send_from_here(message, by=dana)
        assert Message.objects.get().state == "waiting"


class TestTheLetter:
    @pytest.fixture
    def letter(self, no, dana, wednesday, providers, mail_sink):
        queued(no, dana)
        wednesday.shift(timedelta(minutes=10))
        leaving.send_due()
        return mail_sink.letters[0]

    def test_it_says_who_we_are_and_how_to_end_it(self, letter):
        body = letter.get_content()
        assert letter["Subject"] == "What did I miss?"
        assert "Lakeside RV, 1200 Shore Road, Hartwell" in body
        links = re.findall(r"https://tape\.example(/a/\S+)", body)
        assert len(links) == 2  # the one to the open box, and the way out
        assert "Unsubscribe" in body
        assert letter["List-Unsubscribe"] == f"<https://tape.example{links[1]}>"
        assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    def test_the_link_opens_at_the_open_box_and_names_no_reason(self, letter):
        link = re.search(r"https://tape\.example(/a/\S+)", letter.get_content())[1]
        box = page(Client().get(link))
        assert "<textarea" in box
        for reason in ("price", "payment", "credit"):
            assert reason not in letter.get_content().lower()

    def test_a_scanner_that_opens_every_link_stops_nobody_and_one_press_does(self, letter, no):
        way_out = letter["List-Unsubscribe"][len("<https://tape.example") : -1]
        for verb in ("get", "head"):
            assert getattr(Client(), verb)(way_out).status_code == 200
        assert not is_suppressed(Buyer.objects.get(pk=no.deal.buyer_id))
        strict = Client(enforce_csrf_checks=True)
        done = strict.post(way_out, {"List-Unsubscribe": "One-Click"})
        assert (done.status_code, strict.cookies.output()) == (200, "")
        assert is_suppressed(Buyer.objects.get(pk=no.deal.buyer_id))

    def test_a_text_carries_the_stop_and_the_link(self, no, dana, wednesday, providers, text_sink):
        note_yes(no.deal.buyer, channel="sms", by=dana)
        queued(no, dana, channel="sms")
        wednesday.shift(timedelta(minutes=10))
        leaving.send_due()
        (text,) = text_sink.to("+16085550142")
        assert text.endswith("Reply STOP to opt out.")
        assert text.count("https://tape.example/a/") == 1


class TestConfirmingAStop:
    @pytest.fixture
    def asked_by_mail(self, no, dana, wednesday, providers, mail_sink) -> Loss:
        queued(no, dana)
        wednesday.shift(timedelta(minutes=10))
        leaving.send_due()
        mail_sink.letters.clear()
        return no

    def test_one_word_within_five_minutes_and_never_again(self, asked_by_mail, dana, mail_sink):
        for _ in range(2):
            hearing.stop(asked_by_mail, by=dana)
            leaving.send_due()
        (letter,) = mail_sink.letters
        assert "You will get no more messages from us." in letter.get_content()
        assert "?" not in letter.get_content()

    def test_later_than_that_it_stays_silent(self, asked_by_mail, dana, mail_sink, wednesday):
        hearing.stop(asked_by_mail, by=dana)
        wednesday.shift(timedelta(minutes=6))
        leaving.send_due()
        assert mail_sink.letters == []
        assert Message.objects.get(kind="stop").state == "dropped"

    def test_on_their_page_the_page_says_so(self, asked_by_mail, mail_sink):
        answering.stop(Ask.objects.get(), heard_on="page")
        assert not Message.objects.filter(kind="stop").exists()

    def test_who_was_never_written_to_from_here_hears_nothing_from_here(self, no, dana, wednesday, providers):
        hearing.stop(no, by=dana)
        assert not Message.objects.filter(kind="stop").exists()

    def test_a_confirmation_that_was_cut_off_is_not_sent_again(self, asked_by_mail, dana, mail_sink, wednesday):
        hearing.stop(asked_by_mail, by=dana)
        mail_sink.hang_up = "before"
        leaving.send_due()
        mail_sink.hang_up = ""
        leaving.send_due()
        assert (mail_sink.letters, Message.objects.get(kind="stop").state) == ([], "dropped")


class TestOnThePage:
    def test_with_nothing_set_up_the_page_is_as_it_was(self, no, wednesday, danas):
        said = page(danas.get(reverse("ask", args=[no.pk])))
        assert "from here" not in said.lower().replace("nothing more from you", "")

    def test_it_is_offered_beside_ones_own_phone_held_and_taken_back(self, no, wednesday, providers, danas, mail_sink):
        where = reverse("ask", args=[no.pk])
        said = page(danas.get(f"{where}?channel=email"))
        assert "Send it from here" in said
        assert "Held for 10 minutes" in said
        assert "Open the e-mail" in said
        form = {"words": HONEST, "channel": "email", "subject": "What did I miss?", "do": "here"}
        to = danas.post(where, form)
        message = Message.objects.get()
        assert (to.status_code, to.headers["Location"]) == (303, reverse("message", args=[message.pk]))
        held = page(danas.get(to.headers["Location"]))
        for part in ("Today, 13:10: it goes out", "sam@mail.example", "1200 Shore Road", "Unsubscribe", "Take it back"):
            assert part in held, part
        danas.post(reverse("veto", args=[message.pk]), {"reason": "They just called."})
        wednesday.shift(timedelta(minutes=20))
        leaving.send_due()
        message.refresh_from_db()
        assert (message.state, message.via, message.vetoes.get().reason) == ("waiting", "own", "They just called.")
        assert mail_sink.letters == []
        assert danas.post(where, form).status_code == 303  # and it can still go

    def test_the_same_tap_again_is_one(self, no, wednesday, providers, danas, mail_sink):
        form = {"words": HONEST, "channel": "email", "do": "here"}
        for _ in range(3):
            assert danas.post(reverse("ask", args=[no.pk]), form).status_code == 303
        wednesday.shift(timedelta(minutes=20))
        leaving.send_due()
        assert (Message.objects.count(), len(mail_sink.letters)) == (1, 1)

    def test_why_not_from_here_and_what_a_text_may_rest_on(self, no, wednesday, providers, danas, dana):
        where = reverse("ask", args=[no.pk])
        said = page(danas.get(f"{where}?channel=sms"))
        assert "gave no consent to be texted" in said
        assert reverse("may_text", args=[no.pk]) in said
        assert danas.post(reverse("may_text", args=[no.pk]), {"said": "perhaps"}).status_code == 422
        assert danas.post(reverse("may_text", args=[no.pk]), {"said": "yes"}).status_code == 303
        noted = Consent.objects.get(basis="explicit")
        assert (noted.channel, noted.by, noted.at) == ("sms", dana, now())
        assert "Send it from here" in page(danas.get(f"{where}?channel=sms"))

    def test_a_refusal_keeps_everything_typed(self, no, wednesday, providers, danas):
        form = {"words": f"Was it the price? {HOSTILE[0]}", "channel": "email", "do": "here"}
        again = danas.post(reverse("ask", args=[no.pk]), form)
        assert again.status_code == 422
        assert HOSTILE[0] in page(again)
        assert HOSTILE[0] not in again.content.decode()

    def test_a_save_leaves_from_here_too(self, no, dana, wednesday, providers, danas, mail_sink):
        answered(no, dana, wants_answer=True)
        where = reverse("save", args=[no.pk])
        Answer.objects.update(opened_at=now())
        assert "Send it from here" in page(danas.get(f"{where}?channel=email"))
        words = "Hi Sam,\n\nThank you for telling me, and for asking back.\n\nDana, Lakeside RV"
        assert danas.post(where, {"words": words, "channel": "email", "do": "here"}).status_code == 303
        wednesday.shift(timedelta(minutes=10))
        assert leaving.send_due() == 1
        assert "asking back" in mail_sink.letters[0].get_content()

    def test_the_store_says_how_long_it_is_held(self, no, dana, wednesday, providers, olga, signed_in_as, lakeside):
        form = {
            f"s{lakeside.pk}-{name}": value
            for name, value in {
                "name": "Lakeside RV", "zone": "America/Chicago", "state": "WI", "address": lakeside.address,
                "hold_minutes": "0",
            }.items()
        }  # fmt: skip
        olgas = signed_in_as(olga)
        assert (
            olgas.post(
                reverse("store", args=[lakeside.pk]), {**form, f"s{lakeside.pk}-hold_minutes": "999"}
            ).status_code
            == 422
        )
        assert olgas.post(reverse("store", args=[lakeside.pk]), form).status_code == 303
        assert queued(Loss.objects.get(pk=no.pk), dana).go_at == now()


class TestVeto:
    @pytest.fixture
    def marias(self, no, dana, maria, wednesday, providers) -> Message:
        """Dana left it to another; Maria asks from here."""
        asking.leave_to_another(no, by=dana)
        wednesday.move_to("2026-06-18T20:00:00Z")
        words = (
            "Hi Sam,\n\nI look after the team at Lakeside RV. You chose not to go ahead and I accept that. "
            "This is not a sales note.\n\nIf you're open to it, tell me straight: what did we miss?\n\n"
            "No need to answer. Thank you either way.\n\nMaria, Lakeside RV"
        )
        return queued(Loss.objects.get(pk=no.pk), maria, role=Role.MANAGER, words=words)

    def test_who_sold_to_them_may_hold_it_back_with_a_reason(
        self, marias, danas, maria, signed_in_as, mail_sink, wednesday
    ):
        where = reverse("veto", args=[marias.pk])
        assert "Maria writes to Sam from here" in page(danas.get(reverse("today")))
        assert marias.words not in page(danas.get(where))  # what a colleague writes is theirs until it went out
        assert danas.post(where, {"reason": " "}).status_code == 422
        danas.post(where, {"reason": HOSTILE[0]})
        wednesday.shift(timedelta(minutes=20))
        leaving.send_due()
        marias.refresh_from_db()
        assert (marias.state, mail_sink.letters) == ("dropped", [])
        told = signed_in_as(maria).get(reverse("message", args=[marias.pk]))
        assert f"Dana held it back: {HOSTILE[0]}" in page(told)
        assert HOSTILE[0] not in told.content.decode()

    def test_too_late_is_said(self, marias, danas, wednesday):
        wednesday.shift(timedelta(minutes=20))
        leaving.send_due()
        late = danas.post(reverse("veto", args=[marias.pk]), {"reason": "No."})
        assert late.status_code == 422
        assert "too late to take it back" in page(late)

    def test_a_colleague_and_a_foreign_store_find_nothing(self, marias, ben, rita, mo, signed_in_as):
        for somebody in (ben, rita, mo):
            for name in ("veto", "unsure", "message"):
                assert signed_in_as(somebody).get(reverse(name, args=[marias.pk])).status_code == 404
            assert signed_in_as(somebody).get(reverse("may_text", args=[marias.loss_id])).status_code == 404
        assert Client().get(reverse("veto", args=[marias.pk])).status_code == 302

    def test_what_answers_words_kept_from_the_seller_is_not_told_to_them(
        self, no, dana, maria, wednesday, providers, danas
    ):
        asking.asked_in_person(no, by=dana)
        answering.send(Ask.objects.get(), words="Dana was late.", submission="s", heard="page", reader="manager")
        thanks = queued(no, maria, role=Role.MANAGER, kind="thanks", words="Sam, thank you for telling me. Maria")
        assert not Alert.objects.filter(to=dana, about__startswith="going:").exists()
        assert danas.get(reverse("veto", args=[thanks.pk])).status_code == 404
