"""Sixty seconds: one line that breathes, the event by its name, one thing that is still true, a line to a good friend."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from gametape.ask import answering, asking
from gametape.ask.models import Answer, Words
from gametape.common.clock import now, played_at
from gametape.deals.losing import reopen, win
from gametape.next_one.models import ToAFriend
from gametape.next_one.still_true import still_true
from gametape.people.models import Membership

pytestmark = pytest.mark.django_db
KIND = "You were the only one who asked what we needed."


def body(response):
    return response.content.decode()


@pytest.fixture
def danas(signed_in_as, dana):
    return signed_in_as(dana)


@pytest.fixture
def walt(a_no):
    return a_no("Walt", hours=2)


@pytest.fixture
def said(a_no, dana):
    """`said("You were great.", by="Priya")`: an answer of two days ago, opened by Dana."""

    def answered(words, *, by="Priya", **columns):
        loss = a_no(by, hours=72)
        with played_at(now() - timedelta(hours=48)):
            ask = asking.asked_in_person(loss, by=dana)
            answer = answering.send(ask, words=words, submission=f"s{loss.pk}", heard="page")
        Answer.objects.filter(pk=answer.pk).update(**({"opened_at": now() - timedelta(hours=30)} | columns))
        return answer

    return answered


class TestOneThingThatIsStillTrue:
    def test_kind_words_letter_for_letter_and_whose(self, danas, walt, said):
        said(f"It was two feet too long. {KIND}")
        page = body(danas.get(reverse("reset_after", args=[walt.pk])))
        assert KIND in page
        assert "Priya" in page
        assert "who passed, and wrote this" in page
        assert "two feet" not in page

    def test_a_buyer_who_bought_is_said_to_have(self, danas, walt, said, dana):
        win(said(KIND).loss.deal, by=dana)
        assert "who bought" in body(danas.get(reverse("reset_after", args=[walt.pk])))

    @pytest.mark.parametrize(
        "columns",
        [{"opened_at": None}, {"reader": "manager"}, {"reader": "store"}, {"held_for": "private"}],
        ids=["not opened", "the manager's", "without a name", "held"],
    )
    def test_words_this_rep_may_not_read_here_are_not_replayed(self, viewer_of, dana, walt, said, columns):
        said(KIND, **columns)
        found = still_true(viewer_of(dana), but=walt)
        assert found is None or found.kind != "said"

    def test_words_that_were_purged_are_gone(self, viewer_of, dana, walt, said):
        said(KIND)
        Words.objects.update(purged_at=now())
        assert still_true(viewer_of(dana), but=walt) is None

    def test_a_colleagues_buyer_is_not_mine(self, viewer_of, ben, said):
        said(KIND)
        assert still_true(viewer_of(ben)) is None

    def test_the_no_one_comes_from_is_not_held_up_against_itself(self, viewer_of, dana, said):
        answer = said(KIND)
        assert still_true(viewer_of(dana), but=answer.loss) is None
        assert still_true(viewer_of(dana)).quote == KIND

    def test_another_day_another_ones(self, viewer_of, dana, said):
        said("You were great with the kids.", by="Tom")
        said(KIND)
        quotes = set()
        for days in (0, 1):
            with time_machine.travel(now() + timedelta(days=days), tick=False):
                quotes.add(still_true(viewer_of(dana)).quote)
        assert len(quotes) == 2

    def test_without_kind_words_what_came_back_then_what_was_won(self, viewer_of, danas, dana, nguyens, walt, said):
        win(nguyens, by=dana)
        assert still_true(viewer_of(dana), but=walt).kind == "won"
        assert "bought, from you" in body(danas.get(reverse("reset")))
        answer = said("The price was more than we wanted.")
        reopen(answer.loss.deal, by=dana)
        win(answer.loss.deal, by=dana)
        assert still_true(viewer_of(dana), but=walt).kind == "came_back"
        assert "They came back, and bought." in body(danas.get(reverse("reset")))

    def test_where_there_is_nothing_nothing_is_claimed(self, danas, walt):
        assert "still true" not in body(danas.get(reverse("reset_after", args=[walt.pk])))


class TestThePage:
    def test_names_the_event_and_ends_on_the_next_customer(self, danas, walt, nguyens):
        page = body(danas.get(reverse("reset_after", args=[walt.pk])))
        assert "Walt passed" in page
        assert "Cedar 19" in page
        assert "Wednesday" in page
        assert "That is an event. It has a date. It is over." in page
        assert page.index("Walt passed") < page.index("Linh") < page.rindex("Go get ’em.")

    @pytest.mark.parametrize("words", ["<script>alert(1)</script>", "'; DROP TABLE", "y" * 9_999, "🚐 سام", "a\x00b"])
    def test_whatever_is_written_is_kept_as_text_for_its_writer(self, danas, walt, words):
        address = reverse("reset_after", args=[walt.pk])
        for _ in range(2):
            assert danas.post(address, {"words": words}).headers["Location"] == reverse("next")
        assert ToAFriend.objects.get().words == words.replace("\x00", "")
        assert "<script>alert" not in body(danas.get(address))

    def test_too_much_comes_back_whole(self, danas, walt):
        page = danas.post(reverse("reset_after", args=[walt.pk]), {"words": "é" * 10_001})
        assert page.status_code == 422
        assert "é" * 10_001 in body(page)

    def test_empty_keeps_nothing_and_takes_away_what_was_kept(self, danas, walt):
        address = reverse("reset_after", args=[walt.pk])
        danas.post(address, {"words": "It happens. Call the next one."})
        assert ToAFriend.objects.count() == 1
        danas.post(address, {"words": " "})
        assert not ToAFriend.objects.exists()

    def test_a_number_of_a_card_is_not_kept(self, danas):
        danas.post(reverse("reset"), {"words": "Her card was 4111 1111 1111 1111, forget it."})
        assert "4111" not in ToAFriend.objects.get().words

    def test_what_was_once_said_to_a_friend_is_said_back(self, danas, walt, a_no):
        danas.post(reverse("reset_after", args=[walt.pk]), {"words": "It happens. Call the next one."})
        other = a_no("Tom", hours=1)
        assert "It happens. Call the next one." in body(danas.get(reverse("reset_after", args=[other.pk])))

    def test_a_second_rep_on_the_deal_reads_none_of_it(self, danas, walt, ben, signed_in_as):
        walt.deal.partner = ben
        walt.deal.save()
        danas.post(reverse("reset_after", args=[walt.pk]), {"words": "Mine alone."})
        for address in (reverse("reset_after", args=[walt.pk]), reverse("reset")):
            assert "Mine alone." not in body(signed_in_as(ben).get(address))

    def test_is_the_reps_alone(self, signed_in_as, danas, walt, dana, ben, maria, olga):
        danas.post(reverse("reset_after", args=[walt.pk]), {"words": "Mine alone."})
        for person in (ben, maria, olga):
            assert signed_in_as(person).get(reverse("reset_after", args=[walt.pk])).status_code == 404
        Membership.objects.filter(user=dana).delete()
        assert danas.get(reverse("reset")).status_code == 404
