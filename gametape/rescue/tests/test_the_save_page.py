"""They want an answer: within the minute their words, the play and one message stand on one page, for who may read them."""

import html
import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from gametape.ask import answering
from gametape.ask.models import Answer
from gametape.ask.tests.hostile import HOSTILE, SUNDAY
from gametape.common.clock import now
from gametape.deals.losing import lose
from gametape.deals.models import Moment
from gametape.deals.vocabulary import LEAVES, MASK
from gametape.people.models import AccessLog, Alert
from gametape.reasons import finding
from gametape.rescue import saving
from gametape.rescue.models import Rescue
from gametape.rescue.plays import KIND
from gametape.rescue.tests.conftest import BOUGHT, CHEAPER, CREDIT, PUSHED, WARRANTY
from gametape.sending import outbox
from gametape.sending.models import HandOff, Key, Message

pytestmark = pytest.mark.django_db
REPLY = (
    "Sam, thank you for telling me. The warranty is inside the price. Does that change anything? Dana at Lakeside RV"
)


@pytest.fixture(autouse=True)
def sunday_noon():
    with time_machine.travel(SUNDAY, tick=True):
        yield


def text_of(response):
    return html.unescape(response.content.decode())


class TestWithinTheMinute:
    def test_the_alert_is_there_with_the_key_and_leads_to_the_page(self, wanted, dana, signed_in_as):
        answer = wanted()
        alert = Alert.objects.get(to=dana, about=f"key:{answer.pk}")
        assert alert.at - answer.loss.key.turned_at < timedelta(seconds=60)
        assert alert.path == reverse("save", args=[answer.loss_id])
        shown = text_of(signed_in_as(dana).get(alert.path))
        assert "the warranty was extra on top" in shown
        assert LEAVES["UND.UNCLEAR_OFFER"].play in shown
        assert 'name="words"' in shown

    def test_the_manager_s_alert_leads_there_too_where_the_buyer_chose_them(self, wanted, maria, dana, signed_in_as):
        answer = wanted(reader="manager")
        assert Alert.objects.get(to=maria, about=f"key:{answer.pk}").path == reverse("save", args=[answer.loss_id])
        assert not Alert.objects.filter(to=dana, about=f"key:{answer.pk}").exists()
        assert "warranty" in text_of(signed_in_as(maria).get(reverse("save", args=[answer.loss_id])))

    def test_today_leads_there(self, wanted, dana, signed_in_as):
        answer, browser = wanted(), signed_in_as(dana)
        there = reverse("save", args=[answer.loss_id])
        first = reverse("answer", args=[answer.pk])
        assert first in text_of(browser.get(reverse("today"))), "the own call and their words come first"
        assert there in text_of(browser.get(first))
        assert there in text_of(browser.get(reverse("today"))), "opened, and Sam still waits"


class TestNoWayAroundWhoReads:
    def test_ones_own_call_comes_first(self, sams_deal, dana, answered, page):
        answer = answered(lose(sams_deal, where="drove_off", chip="price", by=dana))
        sent = page(dana, answer)
        assert sent.status_code == 303
        assert (
            sent["Location"] == f"{reverse('call', args=[answer.loss_id])}?next=%2Flosses%2F{answer.loss_id}%2Fsave%2F"
        )

    @pytest.mark.parametrize(
        ("words", "reader"), [(CREDIT, "rep"), (WARRANTY, "manager"), (WARRANTY, "store"), (CREDIT, "manager")]
    )
    def test_behind_the_mask_there_is_one_page_whatever_it_hides(
        self, wanted, dana, maria, page, signed_in_as, words, reader
    ):
        answer = wanted(words, reader=reader)
        shown = page(dana, answer)
        body = text_of(shown)
        assert shown.status_code == 200
        assert MASK in body
        for hidden in ("warranty", "bank", "want an answer", "Good until", 'name="words"', "Pass it", KIND):
            assert hidden not in body
        for act, data in [
            ("save", {"words": REPLY, "do": "copy"}), ("save_passed", {"to": "manager"}), ("save_outcome", {"outcome": "left"})
        ]:  # fmt: skip
            assert signed_in_as(dana).post(reverse(act, args=[answer.loss_id]), data).status_code == 404
        assert not Message.objects.exists()

    def test_the_masks_are_the_same_page_letter_for_letter(self, a_no, answered, dana, page):
        bodies = []
        for words, reader in [(CREDIT, "rep"), (WARRANTY, "manager"), ("My mother died.", "rep")]:
            answer = answered(a_no("Lee"), words, reader=reader)
            body = text_of(page(dana, answer))
            bodies.append(re.sub(r'csrf\w*"[^>]*|"x-csrftoken": "\w+"|/deals/\d+/', "", body))
        assert len(set(bodies)) == 1

    def test_a_colleague_and_a_foreign_store_find_nothing(self, wanted, ben, rita, mo, olga, ada, page):
        answer = wanted()
        assert {page(who, answer).status_code for who in (ben, rita, mo, olga, ada)} == {404}

    def test_the_manager_waits_a_day_for_what_the_rep_has_not_opened(self, wanted, maria, page):
        answer = wanted()
        assert "warranty" not in text_of(page(maria, answer))
        with time_machine.travel(now() + timedelta(hours=25)):
            assert "warranty" in text_of(page(maria, answer))
        assert AccessLog.objects.filter(who=maria, what="their buyer’s words").exists()

    def test_held_words_and_their_play_are_f_and_i_s(self, wanted, frank, maria, page):
        answer = wanted(CREDIT)
        body = text_of(page(frank, answer))
        assert "The bank said no" in body
        assert LEAVES["CRE.NOT_APPROVED"].play in body
        assert AccessLog.objects.filter(who=frank, what="a held answer").exists()
        assert MASK in text_of(page(maria, answer))

    def test_a_private_leaf_in_words_one_can_read_shows_the_kind_play_and_no_name(self, wanted, dana, page):
        answer = wanted("The budget moved.")
        finding.Finding.objects.all().delete()
        version = answer.versions.get()
        finding.Finding.objects.create(
            loss=answer.loss, words=version, leaf="CIR.MONEY_CHANGED", start=0, end=3, quote="The", reader="reading-1"
        )
        body = text_of(page(dana, answer))
        assert KIND in body
        assert LEAVES["CIR.MONEY_CHANGED"].label not in body

    def test_words_that_were_deleted_say_so_and_since_when(self, wanted, dana, page, signed_in_as):
        answer = wanted()
        page(dana, answer)  # opened, as it was before they were forgotten
        answer.versions.update(text="", purged_at=now())
        for address in (reverse("save", args=[answer.loss_id]), reverse("answer", args=[answer.pk])):
            shown = text_of(signed_in_as(dana).get(address))
            assert "Evidence deleted on 14 Jun 2026." in shown
            assert "<blockquote" not in shown
        assert "Which comes closest?" not in shown, "no new claim rests on words that are gone"

    def test_signed_out_is_sent_to_sign_in(self, wanted, client):
        assert client.get(reverse("save", args=[wanted().loss_id]))["Location"].startswith("/account/login/")


class TestOneMessage:
    def write(self, browser, answer, **data):
        return browser.post(
            reverse("save", args=[answer.loss_id]), {"words": REPLY, "channel": "sms", "do": "sms"} | data
        )

    def test_it_is_handed_over_once_and_asked_about(self, wanted, dana, signed_in_as):
        answer, browser = wanted(), signed_in_as(dana)
        sent = self.write(browser, answer)
        message = Message.objects.get()
        assert sent["Location"] == reverse("message", args=[message.pk])
        assert (message.kind, message.state) == ("answer", "handed")
        assert self.write(browser, answer)["Location"] == reverse("message", args=[message.pk]), "the same tap again"
        assert HandOff.objects.count() == 1
        browser.post(reverse("went_out", args=[message.pk]))
        assert self.write(browser, answer, words="And another thing. Dana at Lakeside RV").status_code == 404
        assert "They have your answer" in text_of(browser.get(reverse("save", args=[answer.loss_id])))
        assert Moment.objects.filter(kind="message", words="The answer they asked for").exists()

    def test_no_answer_leaves_without_the_key(self, wanted, dana, signed_in_as):
        """Law 2: what the buyer did not ask for is neither kept nor handed over."""
        answer = wanted(wants=False)
        browser = signed_in_as(dana)
        assert 'name="words"' not in text_of(browser.get(reverse("save", args=[answer.loss_id])))
        assert self.write(browser, answer).status_code == 404
        answering.add_the_rest(answer, closest=[], wants_answer=True)
        outbox.take_key_back(answer.loss)
        assert self.write(browser, answer).status_code == 404
        assert not Message.objects.exists()

    def test_after_its_time_only_thanks_are_left(self, wanted, dana, signed_in_as):
        answer, browser = wanted(), signed_in_as(dana)
        Key.objects.update(until=now() - timedelta(minutes=1))
        body = text_of(browser.get(reverse("save", args=[answer.loss_id])))
        assert "The time for an answer has passed." in body
        assert reverse("thanks", args=[answer.loss_id]) in body
        assert self.write(browser, answer).status_code == 404

    def test_the_lint_of_a_save_keeps_back_what_must_change_and_what_was_typed_stays(self, wanted, dana, signed_in_as):
        answer = wanted()
        pushy = "Sam, this is your last chance at that price. Dana at Lakeside RV"
        sent = self.write(signed_in_as(dana), answer, words=pushy)
        assert sent.status_code == 422
        body = text_of(sent)
        assert "then it can go out" in body
        assert pushy in body
        assert "warranty was extra" in body, "the words and the play are still there"
        assert Message.objects.get().state == Message.State.WAITING

    def test_keeping_it_ends_on_the_next_one(self, wanted, dana, signed_in_as):
        answer = wanted()
        kept = self.write(signed_in_as(dana), answer, do="keep")
        assert (kept.status_code, kept["Location"]) == (303, reverse("next"))
        assert Message.objects.get().words == REPLY

    def test_at_night_it_waits_for_the_morning_and_the_key_lasts(self, sams_no, answered, dana, signed_in_as):
        with time_machine.travel("2026-06-15T04:30:00Z"):  # Sunday 23:30 at Lakeside
            answer, browser = answered(sams_no, after=now() - sams_no.at), signed_in_as(dana)
            assert "Best sent" in text_of(browser.get(reverse("save", args=[answer.loss_id])))
            assert self.write(browser, answer).status_code == 422
            self.write(browser, answer, do="keep")
        with time_machine.travel("2026-06-18T13:01:00Z"):  # Thursday 8:01, 80 hours on
            assert self.write(signed_in_as(dana), answer)["Location"] == reverse(
                "message", args=[Message.objects.get().pk]
            )

    @pytest.mark.parametrize("typed", [*HOSTILE, "x" * 100_000])
    def test_whatever_is_typed(self, wanted, dana, signed_in_as, typed):
        answer = wanted()
        sent = self.write(signed_in_as(dana), answer, words=typed, channel=typed[:50], subject=typed, do=typed[:50])
        assert sent.status_code in (303, 422)
        assert "<script>alert" not in sent.content.decode()

    def test_another_way_keeps_the_words(self, wanted, dana, signed_in_as):
        answer = wanted()
        answer.loss.deal.buyer.email = "sam@mail.example"
        answer.loss.deal.buyer.save()
        sent = self.write(signed_in_as(dana), answer, do="to:email")
        assert sent["Location"].endswith("?channel=email")
        assert REPLY in text_of(signed_in_as(dana).get(sent["Location"]))


class TestWhatStandsBeside:
    def test_the_confirmed_reason_is_the_play(self, wanted, dana, page):
        answer = wanted()
        finding.pick(answer, leaf="IND.AFRAID", quote="We loved it", by=dana)
        body = text_of(page(dana, answer))
        assert LEAVES["IND.AFRAID"].play in body
        assert "nobody has confirmed it" not in body

    def test_what_is_decided_elsewhere_gets_a_kind_word(self, wanted, dana, page):
        body = text_of(page(dana, wanted(BOUGHT)))
        assert "Being kind is the whole play" in body

    @pytest.mark.parametrize("words", [PUSHED, CHEAPER])
    def test_what_a_manager_answers_better_says_so(self, wanted, dana, maria, page, words):
        body = text_of(page(dana, wanted(words)))
        assert "Pass it to the manager" in body
        assert ('name="words"' in body) is (words == CHEAPER), "how they were treated is a different person's to answer"

    def test_where_there_is_no_manager_it_is_ones_own(self, wanted, dana, page):
        body = text_of(page(dana, wanted(PUSHED)))
        assert 'name="words"' in body
        assert "Pass it" not in body

    def test_it_ends_on_the_next_one(self, wanted, dana, page):
        assert reverse("next") in text_of(page(dana, wanted()))


class TestTheKeysTime:
    def test_a_longer_window_keeps_the_key_open_that_long(self, wanted):
        answer = wanted("Three years locked in was too long for us.")  # TER.CONTRACT, 336 hours
        before = Key.objects.get().until
        assert saving.begin_those_read() == 1
        key = Key.objects.get()
        assert key.until > before
        assert key.until >= answer.loss.at + timedelta(hours=336)
        assert saving.begin_those_read() == 0, "once"
        assert Rescue.objects.count() == 1

    def test_a_shorter_one_takes_nothing_away(self, wanted):
        wanted("Nobody actually asked me if I wanted it.")  # UND.NEXT_STEP_UNCLEAR, 48 hours
        before = Key.objects.get().until
        saving.begin_those_read()
        assert Key.objects.get().until == before >= Key.objects.get().turned_at + timedelta(hours=72)

    def test_one_who_wants_no_answer_has_no_save(self, wanted, dana, page):
        page(dana, wanted(wants=False))
        assert saving.begin_those_read() == 0
        assert not Rescue.objects.exists()


def test_an_answer_that_is_not_there_is_not_there(sams_no, dana, signed_in_as):
    assert signed_in_as(dana).get(reverse("save", args=[sams_no.pk])).status_code == 404
    assert signed_in_as(dana).get(reverse("save", args=[999_999])).status_code == 404
    assert not Answer.objects.exists()
