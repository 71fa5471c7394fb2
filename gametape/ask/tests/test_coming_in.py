"""By e-mail or text: an answer on the rep's page, a stop for everyone, a bounce said on the deal, the rest for a person."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from gametape.ask import asking, coming_in, matching, unplaced
from gametape.ask.coming_in import hear, hear_text, key_of_letter
from gametape.ask.forgetting import put_away_what_waits_from
from gametape.ask.incoming.reading import read_letter
from gametape.ask.links import ask_tagged, path_of, tag_of
from gametape.ask.models import Answer, Ask, Incoming, Words
from gametape.ask.seeing_unplaced import waiting_for
from gametape.ask.tests.letters_by_hand import ENDINGS, WORDS, bounce, complaint, letter
from gametape.ask.wanting import wants_an_answer
from gametape.common.clock import now
from gametape.common.erasing import traces
from gametape.common.private_words import REMOVED
from gametape.common.refusal import Refusal
from gametape.deals.adding import add_deal
from gametape.deals.losing import lose, seal
from gametape.deals.models import Moment
from gametape.people.consent import is_suppressed, unreachable_among
from gametape.people.models import Alert, Buyer, Suppression
from gametape.sending import outbox
from gametape.sending.models import Message

SAM = "sam@mail.example"


def comes(raw: bytes, **more) -> Incoming | None:
    mail = read_letter(raw)
    return hear(mail, channel="email", key=key_of_letter(mail), **more)


@pytest.fixture
def asked(sams_no, dana) -> Ask:
    """Dana asked Sam, who is known by number and e-mail address."""
    Buyer.objects.filter(pk=sams_no.deal.buyer_id).update(email=SAM)
    sams_no.deal.buyer.refresh_from_db()
    return asking.asked_in_person(sams_no, by=dana)


@pytest.fixture
def written(asked, dana) -> Message:
    """The same, by a message of ours that has a Message-ID."""
    message = Message.objects.create(
        store=asked.loss.deal.store, deal=asked.loss.deal, loss=asked.loss, buyer=asked.loss.deal.buyer, by=dana, kind="ask",
        channel="email", words="What did I miss?", state="out", mark="ask-1",
    )  # fmt: skip
    Ask.objects.filter(pk=asked.pk).update(message=message)
    return message


def another_no(store, rep, **who):
    deal = add_deal(store, rep, first_name="Sam", unit="Cedar 24", **{"email": SAM, "phone": "+16085550142"} | who)
    loss = lose(deal, where="drove_off", chip="price", by=rep)
    seal(loss.own_call, sure="good")
    return asking.asked_in_person(loss, by=rep)


class TestAnAnswer:
    def test_becomes_their_words_on_the_reps_page_and_the_rep_hears_of_it(self, asked, dana):
        row = comes(letter(WORDS + ENDINGS["gmail"]))
        answer = Answer.objects.get()
        assert (row.state, row.loss, answer.heard, answer.status) == ("placed", asked.loss, "email", "")
        assert answer.versions.get().text == WORDS
        assert "What did I miss?" in row.original
        assert Alert.objects.get(about=f"answer:{answer.pk}").to == dana

    def test_a_text_becomes_the_same(self, asked):
        hear_text(sender="+16085550142", words=WORDS, key="SM1")
        assert Answer.objects.get().heard == "sms"

    def test_it_is_heard_once_however_often_it_comes(self, asked):
        comes(letter())
        assert comes(letter()) is None
        assert comes(letter(Received="from another road")) is None
        hear_text(sender="+16085550142", words="And the smell.", key="SM1")
        assert hear_text(sender="+16085550142", words="And the smell.", key="SM1") is None
        assert Words.objects.count() == 2

    def test_private_words_are_held_before_anybody_reads_them(self, asked, dana, frank):
        comes(letter("The bank said no to us. My card is 4111 1111 1111 1111."))
        answer = Answer.objects.get()
        assert answer.is_private
        assert REMOVED in answer.versions.get().text
        assert "4111" not in Incoming.objects.get().original
        assert not Alert.objects.filter(to=dana, about__startswith="answer:").exists()
        assert Alert.objects.filter(to=frank).exists()

    def test_a_machine_is_none(self, asked):
        for headers in ({"Auto_Submitted": "auto-replied"}, {"Subject": "Out of Office"}, {"List_Id": "<x.y>"}):
            row = comes(
                letter(
                    "Thank you, I will answer when I am back.",
                    Message_ID=f"<{len(headers)}{next(iter(headers))}@x>",
                    **headers,
                )
            )
            assert (row.state, row.words, row.original, row.sender) == ("nothing", "", "", "")
        hear_text(
            sender="+16085550142",
            words="I'm driving with Do Not Disturb turned on. I'll see your message later.",
            key="SM2",
        )
        assert not Answer.objects.exists()
        assert not Alert.objects.exists()

    def test_an_undone_no_takes_no_answer(self, asked):
        type(asked.loss).objects.filter(pk=asked.loss_id).update(undone_at=now())
        assert comes(letter()).state == "waits"


class TestWhoseItIs:
    def test_by_the_address_it_came_to_whoever_writes(self, asked, lakeside, dana):
        other = another_no(lakeside, dana)
        row = comes(letter(From="pat@mail.example", To=f"answers+{tag_of(other)}@lakeside.example"))
        assert row.loss == other.loss

    def test_by_the_link_in_what_it_quotes(self, asked, lakeside, dana):
        other = another_no(lakeside, dana)
        row = comes(
            letter(
                f"{WORDS}\n\nOn Tue, Nov 3, 2026 Dana <d@l.example> wrote:\n> https://tape.example{path_of(other)}\n"
            )
        )
        assert row.loss == other.loss

    def test_by_the_message_it_answers(self, written, lakeside, dana):
        another_no(lakeside, dana)
        row = comes(letter(References="<other@x> <ask-1@lakeside.example>", From="pat@mail.example"))
        assert row.loss == written.loss

    def test_by_the_only_open_question_to_the_sender(self, asked):
        assert matching.match(read_letter(letter())).ask == asked

    def test_two_open_questions_are_one_too_many(self, asked, lakeside, dana):
        another_no(lakeside, dana)
        row = comes(letter())
        assert (row.state, row.why) == ("waits", "several")

    @pytest.mark.parametrize(
        "forged", ["a{}-00000000000000000000", "a{}-", "a-1", "a99999999999-00000000000000000000", "x"]
    )
    def test_an_address_nobody_made_leads_nowhere(self, asked, forged):
        assert ask_tagged(forged.format(asked.pk)) is None
        assert ask_tagged(tag_of(asked)) == asked

    def test_an_altered_link_leads_nowhere(self, asked):
        link = path_of(asked)[:-2] + "AA/"
        assert matching.by_token(read_letter(letter(f"x\n> {link}"))) is None

    def test_a_question_that_is_closed_takes_no_answer_by_address(self, asked):
        Ask.objects.update(closes_at=now() - timedelta(days=1))
        assert comes(letter()).why == "nobody"

    def test_a_colleague_who_passes_one_on_is_not_the_buyer(self, asked, dana):
        row = comes(letter("Please stop texting me.", From=dana.email, To=f"answers+{tag_of(asked)}@lakeside.example"))
        assert (row.state, row.why) == ("waits", "us")
        assert not Suppression.objects.exists()


class TestTheKey:
    @pytest.mark.parametrize(
        "words",
        ["It was the price. Yes, answer me.", "Too heavy. Please call me back tomorrow.", "Could you get back to me?", "Era caro. Por favor, llámame mañana.", "Trop cher. Rappelez-moi.", "Zu teuer. Bitte rufen Sie mich an."],
    )  # fmt: skip
    def test_their_own_yes_turns_it(self, asked, words):
        comes(letter(words))
        assert outbox.key_is_open(asked.loss)

    @pytest.mark.parametrize(
        "words",
        ["It was the price.", "Nobody ever called me back.", "You said you would call me back.", "I told you to call me and you did not.", "Don't call me back.", "He had to get back to me and never did.", "Call me a fool but it was the color.", "Please call me back. On second thought, stop texting me."],
    )  # fmt: skip
    def test_nothing_else_does(self, asked, words):
        assert not wants_an_answer(words)
        comes(letter(words))
        assert not outbox.key_is_open(asked.loss)

    def test_nor_does_a_yes_from_somebody_elses_address(self, asked):
        comes(letter("Yes, answer me.", From="pat@mail.example", To=f"a+{tag_of(asked)}@lakeside.example"))
        assert Answer.objects.get().versions.exists()
        assert not outbox.key_is_open(asked.loss)

    def test_a_second_letter_from_them_may_still_turn_it(self, asked):
        comes(letter())
        comes(letter("Yes, please answer me.", Message_ID="<two@mail.example>"))
        assert outbox.key_is_open(asked.loss)


STOPS = ["STOP", "Please stop texting me.", "Unsubscribe", "No me escriban más", "Ne m'écrivez plus SVP", "Bitte rufen Sie mich nicht mehr an", "Kein Kontakt mehr bitte"]  # fmt: skip


class TestAStop:
    @pytest.mark.parametrize("words", STOPS)
    def test_turns_off_every_channel_of_the_whole_installation(self, asked, hilltop, rita, words):
        elsewhere = another_no(hilltop, rita, phone="", email=SAM).loss.deal.buyer
        comes(letter(f"{words}{ENDINGS['iphone']}"))
        for buyer in (asked.loss.deal.buyer, elsewhere):
            buyer.refresh_from_db()
            assert is_suppressed(buyer)
        fresh = Buyer.objects.create(store=hilltop, phone="+16085550142")
        assert is_suppressed(fresh), "his number, though he wrote by e-mail"

    def test_by_text_from_a_number_nobody_was_asked_by(self, sams_deal):
        row = hear_text(sender=sams_deal.buyer.phone, words="STOP", key="SM1")
        assert is_suppressed(Buyer.objects.get(pk=sams_deal.buyer_id))
        assert (row.state, row.words) == ("nothing", "")

    def test_from_nobody_we_know_is_kept_for_when_we_do(self, lakeside):
        comes(letter("unsubscribe", From="new@mail.example"))
        assert is_suppressed(Buyer.objects.create(store=lakeside, email="new@mail.example"))

    def test_with_a_reason_in_it_is_both(self, asked, dana):
        comes(letter("It was the price. Please stop texting me."))
        assert Answer.objects.get().status == ""
        assert is_suppressed(Buyer.objects.get(pk=asked.loss.deal.buyer_id))
        assert Alert.objects.filter(to=dana, about=f"stop:{asked.loss.deal.buyer_id}").count() == 1

    def test_what_is_quoted_is_no_stop(self, asked):
        comes(
            letter(f"{WORDS}\n\nOn Tue, Nov 3, 2026 Dana <d@l.example> wrote:\n> Reply STOP to hear no more.\n> STOP")
        )
        assert not Suppression.objects.exists()

    def test_where_it_may_be_one_a_person_is_asked_and_nothing_goes_out_meanwhile(self, asked, dana, signed_in_as):
        row = comes(letter("Don't call me before spring."))
        assert (row.state, row.why) == ("waits", "stop")
        page = signed_in_as(dana).get(reverse("unplaced_one", args=[row.pk])).content.decode()
        assert "hear nothing more?" in page
        signed_in_as(dana).post(reverse("unplaced_stop", args=[row.pk]))
        assert is_suppressed(Buyer.objects.get(pk=asked.loss.deal.buyer_id))

    def test_a_wrong_person_is_taken_out(self, asked):
        comes(letter("Sorry, wrong person."))
        buyer = Buyer.objects.get(pk=asked.loss.deal.buyer_id)
        assert buyer.email == ""
        assert not Answer.objects.exists()
        assert "Wrong person" in Moment.objects.order_by("pk").last().words


class TestWhatMachinesReport:
    def test_a_bounce_for_good_is_said_on_the_deal_and_the_address_is_not_offered_again(self, written, dana):
        comes(bounce(SAM))
        buyer = written.loss.deal.buyer
        assert unreachable_among([buyer]) == {buyer.pk}
        assert "takes no mail" in Moment.objects.order_by("pk").last().words
        assert Alert.objects.filter(to=dana, about__startswith="bounced:").count() == 1
        assert not Answer.objects.exists()
        buyer.email = "sam.right@mail.example"
        assert unreachable_among([buyer]) == set()

    def test_a_full_mailbox_is_said_and_the_address_stays_good(self, written):
        comes(bounce(SAM, status="4.2.2"))
        assert unreachable_among([written.loss.deal.buyer]) == set()
        assert "may still be good" in Moment.objects.order_by("pk").last().words

    def test_late_is_nothing(self, written):
        before = Moment.objects.count()
        comes(bounce(SAM, status="4.4.1", action="delayed"))
        assert Moment.objects.count() == before

    def test_a_bounce_about_somebody_we_never_wrote_to_does_nothing(self, sams_deal):
        Buyer.objects.update(email=SAM)
        comes(bounce(SAM, about="nothing@of.ours"))
        assert unreachable_among(Buyer.objects.all()) == set()

    def test_what_takes_no_mail_is_not_handed_to_a_mail_program(self, written, dana):
        comes(bounce(SAM))
        plan = asking.plan_for(written.loss, asking="rep")
        assert "email" not in plan.channels

    def test_a_complaint_stops_everything_and_is_no_answer(self, written, dana):
        comes(complaint(SAM))
        assert is_suppressed(Buyer.objects.get(pk=written.loss.deal.buyer_id))
        assert Suppression.objects.first().heard_on == "spam"
        assert Alert.objects.filter(to=dana, about__startswith="stop:").exists()
        assert not Answer.objects.exists()

    def test_a_complaint_without_an_address_is_told_by_the_message_it_is_about(self, written):
        comes(complaint("redacted@isp.example"))
        assert is_suppressed(Buyer.objects.get(pk=written.loss.deal.buyer_id))


class TestWhatWaits:
    def seen(self, viewer_of, person) -> list[str]:
        return [one.look.value for one in waiting_for(viewer_of(person))]

    def test_two_deals_of_one_rep_are_that_reps_and_after_a_day_the_managers(
        self, asked, lakeside, dana, ben, maria, ada, frank, nia, olga, viewer_of
    ):
        another_no(lakeside, dana)
        comes(letter())
        assert self.seen(viewer_of, dana) == ["words"]
        assert [self.seen(viewer_of, who) for who in (ben, maria, ada, frank, nia, olga)] == [[]] * 6
        with time_machine.travel(now() + timedelta(hours=25), tick=False):
            assert self.seen(viewer_of, maria) == ["words"]
            assert unplaced.tell_managers() == 1
            assert unplaced.tell_managers() == 0

    def test_an_own_call_comes_first(self, asked, lakeside, dana, viewer_of, signed_in_as):
        other = another_no(lakeside, dana)
        type(other.loss.own_call).objects.filter(pk=other.loss.own_call.pk).update(sealed_at=None)
        row = comes(letter())
        assert self.seen(viewer_of, dana) == ["call_first"]
        answer = signed_in_as(dana).get(reverse("unplaced_one", args=[row.pk]))
        assert answer.url.startswith(reverse("call", args=[other.loss_id]))
        assert signed_in_as(dana).post(reverse("unplaced_nothing", args=[row.pk])).status_code == 404

    def test_deals_of_two_reps_are_nobodys_until_they_are_the_managers(
        self, asked, lakeside, ben, dana, maria, viewer_of
    ):
        another_no(lakeside, ben)
        comes(letter())
        assert [self.seen(viewer_of, who) for who in (dana, ben, maria)] == [[], [], []]
        with time_machine.travel(now() + timedelta(hours=25), tick=False):
            assert [self.seen(viewer_of, who) for who in (dana, ben, maria)] == [[], [], ["words"]]

    def test_private_words_are_for_finance_alone(self, asked, lakeside, dana, maria, frank, viewer_of):
        another_no(lakeside, dana)
        comes(letter("The bank said no to us."))
        with time_machine.travel(now() + timedelta(hours=25), tick=False):
            assert [self.seen(viewer_of, who) for who in (dana, maria, frank)] == [[], [], ["words"]]

    def test_from_nobody_we_know_it_is_the_managers(self, lakeside, dana, maria, viewer_of):
        comes(letter(From="pat@mail.example"))
        assert [self.seen(viewer_of, who) for who in (dana, maria)] == [[], ["words"]]

    def test_where_not_even_the_store_is_sure_the_owner_says_which_and_reads_nothing(
        self, lakeside, hilltop, maria, mo, olga, viewer_of, signed_in_as
    ):
        row = comes(letter(From="pat@mail.example"))
        assert [self.seen(viewer_of, who) for who in (maria, mo, olga)] == [[], [], ["which_store"]]
        page = signed_in_as(olga).get(reverse("unplaced_one", args=[row.pk])).content.decode()
        assert "payment" not in page
        assert signed_in_as(olga).post(reverse("unplaced_placed", args=[row.pk])).status_code == 404
        signed_in_as(olga).post(reverse("unplaced_store", args=[row.pk]), {"store": hilltop.pk})
        assert [self.seen(viewer_of, who) for who in (maria, mo, olga)] == [[], ["words"], []]

    def test_it_belongs_to_this_deal(self, asked, lakeside, dana, signed_in_as):
        other = another_no(lakeside, dana)
        row = comes(letter("Too heavy. Yes, answer me."))
        client = signed_in_as(dana)
        assert client.post(reverse("unplaced_placed", args=[row.pk])).status_code == 422
        assert client.post(reverse("unplaced_placed", args=[row.pk]), {"deal": 0}).status_code == 422
        client.post(reverse("unplaced_placed", args=[row.pk]), {"deal": other.loss.deal_id})
        answer = Answer.objects.get()
        assert (answer.loss, answer.heard, answer.wants_answer) == (other.loss, "email", True)
        assert client.post(reverse("unplaced_placed", args=[row.pk]), {"deal": other.loss.deal_id}).status_code == 404

    def test_it_is_nothing(self, lakeside, maria, signed_in_as):
        row = comes(letter(From="pat@mail.example"))
        signed_in_as(maria).post(reverse("unplaced_nothing", args=[row.pk]))
        row.refresh_from_db()
        assert (row.state, row.words, row.original, row.decided_by) == ("nothing", "", "", maria)
        with pytest.raises(Refusal, match="already"):
            unplaced.is_nothing(row, by=maria)

    def test_words_that_come_when_the_answer_is_final_are_not_lost(self, asked, dana, signed_in_as):
        comes(letter())
        with time_machine.travel(now() + timedelta(days=3), tick=False):
            row = comes(letter("One more thing: the brakes.", Message_ID="<late@mail.example>"))
            assert (row.state, row.why) == ("waits", "late")
            client = signed_in_as(dana)
            assert "the brakes" in client.get(reverse("unplaced_one", args=[row.pk])).content.decode()
            client.post(reverse("unplaced_placed", args=[row.pk]), {"deal": asked.loss.deal_id})
        assert Words.objects.count() == 1
        assert Incoming.objects.get(pk=row.pk).words == "One more thing: the brakes."

    def test_hostile_words_are_shown_as_they_are(self, lakeside, maria, signed_in_as):
        row = comes(letter("<script>alert(1)</script> '; DROP TABLE", From="<b>x</b> <pat@mail.example>"))
        page = signed_in_as(maria).get(reverse("unplaced_one", args=[row.pk])).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page

    def test_reading_it_is_noted_for_whose_record_it_is(self, asked, lakeside, dana, maria, signed_in_as):
        another_no(lakeside, dana)
        row = comes(letter())
        with time_machine.travel(now() + timedelta(hours=25), tick=False):
            signed_in_as(maria).get(reverse("unplaced_one", args=[row.pk]))
        assert dana.looked_at.filter(who=maria, what="a reply that waited").exists()

    def test_a_letter_that_breaks_everything_is_noted_and_passed(self, db):
        assert coming_in.hear_unread(key="mail:x").kind == "unread"
        assert coming_in.hear_unread(key="mail:x") is None


def test_who_is_forgotten_leaves_no_reply_that_waits(asked, lakeside, dana):
    another_no(lakeside, dana)
    comes(letter())
    Incoming.objects.update(buyer=None)
    put_away_what_waits_from(
        traces([{"email": SAM.title(), "phone": "", "first_name": "Sam", "last_name": "", "company": ""}])
    )
    assert not Incoming.objects.filter(state="waits").exists()
