"""The pages of lessons, as people use them without script: drawing one or none, what came back, changing, sharing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gametape.ask import answering, asking
from gametape.ask.models import Answer
from gametape.common.clock import now
from gametape.deals.adding import add_deal
from gametape.deals.losing import lose, seal
from gametape.deals.models import Loss
from gametape.lessons import drawing, keeping
from gametape.lessons.linting import Draft
from gametape.lessons.models import Evidence, Lesson
from gametape.lessons.resting import Ground
from gametape.people.models import AccessLog, Invitation, Membership, Store, User
from gametape.postmortem.models import Marked, Note, Review
from gametape.reasons import finding
from gametape.reasons.models import Finding

SignIn = Callable[[User], Client]
SENTENCE = {
    "trigger": "a buyer asks what is included",
    "do": "put the one-page sheet in their hand",
    "because": "part of the offer was not understood",
}
DRAFT = Draft(**SENTENCE)
THEIRS = "We loved it. The warranty on top broke it, I thought it was extra."
HOSTILE = ["<script>alert(1)</script>", "'; DROP TABLE lessons; --", "👋🏽 مرحبا", "x" * 100_000, "a\x00b"]


def lost(store: Store, rep: User, name: str = "Kim") -> Loss:
    deal = add_deal(store, rep, first_name=name, unit="Cedar 24", phone=f"+1608555{store.deals.count():04d}")
    loss = lose(deal, where="drove_off", chip="price", by=rep)
    seal(loss.own_call, sure="good")
    return loss


def answered(loss: Loss, words: str = THEIRS, *, reader: str = "rep", opened: bool = True) -> Finding:
    """They answered, and the leaf of their words is confirmed."""
    ask = asking.asked_in_person(loss, by=loss.deal.owner)  # type: ignore[arg-type]
    answer = answering.send(ask, words=words, submission=f"s{loss.pk}", heard="page", reader=reader)
    found = finding.pick(answer, leaf="UND.UNCLEAR_OFFER", quote="The warranty on top broke it", by=loss.deal.owner)  # type: ignore[arg-type]
    if opened:
        Answer.objects.filter(pk=answer.pk).update(opened_at=now())
    return found


def drawn(loss: Loss, by: User, draft: Draft = DRAFT, leaf: str = "") -> Lesson:
    return drawing.draw(loss, draft, on=Ground("no", "no", loss.at), leaf=leaf, by=by)


def page_of(loss: Loss) -> str:
    return reverse("draw", args=[loss.pk])


@pytest.fixture
def browser(dana: User, signed_in_as: SignIn) -> Client:
    return signed_in_as(dana)


class TestDrawing:
    def test_one_is_kept_and_the_next_one_follows(self, browser: Client, sams_no: Loss, dana: User) -> None:
        response = browser.post(page_of(sams_no), SENTENCE | {"act": "keep", "on": "no"})
        assert (response.status_code, response.headers["Location"]) == (303, reverse("next"))
        lesson = Lesson.objects.get(owner=dana)
        assert (
            str(lesson)
            == "When a buyer asks what is included, I put the one-page sheet in their hand, because part of the offer was not understood."
        )
        assert (lesson.get_status_display(), lesson.shared_at) == ("Trying it", None)
        assert lesson.evidence.get().loss == sams_no

    def test_no_lesson_is_as_good_an_end(self, browser: Client, sams_no: Loss) -> None:
        response = browser.post(page_of(sams_no), SENTENCE | {"act": "none"})
        assert (response.status_code, response.headers["Location"]) == (303, reverse("next"))
        assert not Lesson.objects.exists()

    def test_both_go_on_where_the_review_wants_to_go_on_and_nowhere_else(self, browser: Client, sams_no: Loss) -> None:
        onward = f"/losses/{sams_no.pk}/tape/friend/"
        assert browser.post(page_of(sams_no), {"act": "none", "next": onward}).headers["Location"] == onward
        assert browser.post(page_of(sams_no), {"act": "none", "next": "//evil.example/"}).headers[
            "Location"
        ] == reverse("next")

    def test_sent_twice_it_is_one(self, browser: Client, sams_no: Loss) -> None:
        for _ in range(2):
            assert browser.post(page_of(sams_no), SENTENCE | {"act": "keep", "on": "no"}).status_code == 303
        assert Lesson.objects.count() == 1

    def test_a_second_one_from_the_same_no_is_refused_and_nothing_typed_is_lost(
        self, browser: Client, sams_no: Loss, dana: User
    ) -> None:
        drawn(sams_no, dana)
        response = browser.post(
            page_of(sams_no),
            {
                "trigger": "a trade comes up",
                "do": "walk around it with them",
                "because": "the value was a surprise",
                "act": "keep",
                "on": "no",
            },
        )
        assert response.status_code == 409
        page = response.content.decode()
        assert "You drew a lesson from this one already." in page
        assert "walk around it with them" in page
        assert Lesson.objects.count() == 1

    def test_a_block_keeps_nothing_and_everything_typed_is_still_there(self, browser: Client, sams_no: Loss) -> None:
        response = browser.post(page_of(sams_no), SENTENCE | {"do": "be nicer to Sam", "act": "keep", "on": "no"})
        assert response.status_code == 422
        page = response.content.decode()
        assert "That is a way to be." in page
        assert "Leave people out." in page
        assert "be nicer to Sam</textarea>" in page
        assert SENTENCE["because"] in page
        assert not Lesson.objects.exists()

    def test_a_warning_stops_nothing(self, browser: Client, sams_no: Loss) -> None:
        assert (
            browser.post(page_of(sams_no), SENTENCE | {"do": "always ask first", "act": "keep", "on": "no"}).status_code
            == 303
        )

    def test_it_is_looked_over_while_typed(self, browser: Client, sams_no: Loss) -> None:
        response = browser.post(
            page_of(sams_no),
            {"trigger": "I feel it slip", "do": "", "because": "", "act": "check"},
            headers={"HX-Request": "true"},
        )
        assert response.status_code == 200
        page = response.content.decode()
        assert "That is a feeling." in page
        assert "What do you do then?" not in page, "an empty box is not yet wrong"
        assert "<textarea" not in page

    @pytest.mark.parametrize("hostile", HOSTILE, ids=["script", "sql", "emoji", "long", "nul"])
    def test_anything_typed_is_shown_as_text(self, browser: Client, sams_no: Loss, hostile: str) -> None:
        for box in SENTENCE:
            response = browser.post(page_of(sams_no), SENTENCE | {box: hostile, "act": "check"})
            assert response.status_code in (200, 422)
            assert "<script>alert" not in response.content.decode()

    def test_an_unknown_ground_or_act_draws_nothing_wrong(self, browser: Client, sams_no: Loss) -> None:
        assert browser.post(page_of(sams_no), SENTENCE | {"act": "keep", "on": "f999"}).status_code == 422
        assert browser.post(page_of(sams_no), SENTENCE | {"act": "same:999"}).status_code == 404
        assert browser.post(page_of(sams_no), SENTENCE | {"act": "same:²"}).status_code == 404
        assert not Lesson.objects.exists()

    def test_only_for_whom_the_deal_is(
        self, sams_no: Loss, ben: User, maria: User, rita: User, signed_in_as: SignIn
    ) -> None:
        for person in (ben, maria, rita):
            assert signed_in_as(person).get(page_of(sams_no)).status_code == 404
            assert signed_in_as(person).post(page_of(sams_no), SENTENCE).status_code == 404
        assert Client().get(page_of(sams_no)).status_code == 302


class TestWhatStandsReady:
    def test_their_words_as_evidence_and_a_sentence_of_ours(self, browser: Client, sams_no: Loss) -> None:
        answered(sams_no)
        page = browser.get(page_of(sams_no)).content.decode()
        assert "The warranty on top broke it" in page
        assert "a buyer asks what is included</textarea>" in page
        kept = browser.post(page_of(sams_no), SENTENCE | {"act": "keep", "on": f"f{Finding.objects.get().pk}"})
        assert kept.status_code == 303
        lesson = Lesson.objects.get()
        assert (lesson.leaf, lesson.evidence.get().rests) == ("UND.UNCLEAR_OFFER", "words")
        assert "warranty" not in str(lesson)
        assert "leaf:UND.UNCLEAR_OFFER" in lesson.fits["context"]

    def test_their_own_words_stay_out_of_the_sentence(self, browser: Client, sams_no: Loss) -> None:
        answered(sams_no)
        response = browser.post(
            page_of(sams_no), SENTENCE | {"because": "the warranty on top broke it", "act": "keep", "on": "no"}
        )
        assert response.status_code == 422
        assert "Those are the buyer’s own words." in response.content.decode()

    @pytest.mark.parametrize(("reader", "opened"), [("manager", True), ("store", True), ("rep", False)])
    def test_words_one_may_not_read_or_has_not_opened_are_not_here(
        self, browser: Client, sams_no: Loss, reader: str, opened: bool
    ) -> None:
        answered(sams_no, reader=reader, opened=opened)
        page = browser.get(page_of(sams_no)).content.decode()
        assert "warranty" not in page
        assert "a buyer asks what is included" not in page, "the reason would tell what the mask hides"
        assert ("read it first" in page) == (reader == "rep")

    def test_from_the_tape_without_the_buyers_name(self, browser: Client, sams_no: Loss, dana: User) -> None:
        review = Review.objects.create(loss=sams_no, by=dana)
        Marked.objects.create(
            review=review, kind="have_back", rests="memory", at=sams_no.at, saw="Sam looked at the clock. I went on."
        )
        Note.objects.create(review=review, screen="keep", text="Showing Sam the beds first")
        page = browser.get(page_of(sams_no)).content.decode()
        assert "the buyer looked at the clock</textarea>" in page
        assert "showing the buyer the beds first" in page.lower()
        begun = browser.post(page_of(sams_no), {"act": "from:keep"}).content.decode()
        assert "the buyer the beds first</textarea>" in begun

    def test_a_colleagues_look_back_is_not_in_it(self, browser: Client, sams_no: Loss, ben: User) -> None:
        review = Review.objects.create(loss=sams_no, by=ben)
        Marked.objects.create(review=review, kind="turned", rests="memory", at=sams_no.at, saw="They whispered.")
        assert "whispered" not in browser.get(page_of(sams_no)).content.decode()


class TestTheSameAgain:
    def test_a_repeat_is_offered_as_evidence(self, browser: Client, lakeside: Store, sams_no: Loss, dana: User) -> None:
        first = drawn(sams_no, dana)
        again = lost(lakeside, dana)
        response = browser.post(
            page_of(again), SENTENCE | {"trigger": "the buyer asks what's included", "act": "keep", "on": "no"}
        )
        assert response.status_code == 200
        assert "You have this one already." in response.content.decode()
        assert Lesson.objects.count() == 1
        folded = browser.post(page_of(again), SENTENCE | {"act": f"same:{first.pk}", "on": "no"})
        assert (folded.status_code, folded.headers["Location"]) == (303, reverse("next"))
        assert set(first.evidence.values_list("loss", flat=True)) == {sams_no.pk, again.pk}

    def test_who_says_it_is_another_one_keeps_it(
        self, browser: Client, lakeside: Store, sams_no: Loss, dana: User
    ) -> None:
        drawn(sams_no, dana)
        assert browser.post(page_of(lost(lakeside, dana)), SENTENCE | {"act": "anyway", "on": "no"}).status_code == 303
        assert Lesson.objects.count() == 2

    def test_a_shared_one_of_a_colleague_takes_it_and_a_private_one_is_not_seen(
        self, browser: Client, lakeside: Store, sams_no: Loss, ben: User
    ) -> None:
        theirs = drawn(lost(lakeside, ben), ben)
        assert browser.post(page_of(sams_no), SENTENCE | {"act": f"same:{theirs.pk}"}).status_code == 404
        keeping.share(theirs, by=ben)
        assert browser.post(page_of(sams_no), SENTENCE | {"act": f"same:{theirs.pk}", "on": "no"}).status_code == 303
        assert theirs.evidence.count() == 2

    def test_the_same_reason_lost_again_asks_its_owner_alone(
        self, lakeside: Store, sams_no: Loss, dana: User, ben: User, signed_in_as: SignIn
    ) -> None:
        drawn(sams_no, dana, leaf="UND.UNCLEAR_OFFER")
        again, bens = lost(lakeside, dana), lost(lakeside, ben)
        for loss in (again, bens):
            answered(loss)
        assert "It came back" in signed_in_as(dana).get(page_of(again)).content.decode()
        assert "It came back" not in signed_in_as(ben).get(page_of(bens)).content.decode()

    def test_keep_change_or_drop(self, browser: Client, lakeside: Store, sams_no: Loss, dana: User) -> None:
        lesson = drawn(sams_no, dana, leaf="UND.UNCLEAR_OFFER")
        kept, changed, dropped = (lost(lakeside, dana) for _ in range(3))
        assert browser.post(page_of(kept), {"act": f"same:{lesson.pk}"}).headers["Location"] == reverse("next")
        after = browser.post(page_of(changed), {"act": f"change:{lesson.pk}"}).headers["Location"]
        assert after.startswith(reverse("lesson", args=[lesson.pk]))
        assert browser.post(page_of(dropped), {"act": f"drop:{lesson.pk}"}).headers["Location"] == page_of(dropped)
        lesson.refresh_from_db()
        assert (lesson.get_status_display(), lesson.retired_why) == ("Dropped", "It came back, and you dropped it.")
        assert lesson.evidence.count() == 3


class TestChanging:
    def path(self, lesson: Lesson) -> str:
        return reverse("lesson", args=[lesson.pk])

    def test_its_sentence(self, browser: Client, sams_no: Loss, dana: User) -> None:
        lesson = drawn(sams_no, dana)
        response = browser.post(self.path(lesson), SENTENCE | {"because": "two did not understand it", "version": "1"})
        assert (response.status_code, response.headers["Location"]) == (303, reverse("lessons"))
        lesson.refresh_from_db()
        assert (lesson.because, lesson.version) == ("two did not understand it", 2)

    def test_two_edits_cross_and_neither_is_lost(self, browser: Client, sams_no: Loss, dana: User) -> None:
        lesson = drawn(sams_no, dana)
        browser.post(self.path(lesson), SENTENCE | {"because": "two did not understand it", "version": "1"})
        response = browser.post(self.path(lesson), SENTENCE | {"do": "read the sheet with them", "version": "1"})
        assert response.status_code == 409
        page = response.content.decode()
        assert "It was changed elsewhere while you wrote." in page
        assert "read the sheet with them</textarea>" in page
        assert "because two did not understand it." in page
        lesson.refresh_from_db()
        assert lesson.do == SENTENCE["do"]
        assert 'name="version" value="2"' in page, "keeping mine is one tap"
        assert (
            browser.post(self.path(lesson), SENTENCE | {"do": "read the sheet with them", "version": "2"}).status_code
            == 303
        )
        lesson.refresh_from_db()
        assert lesson.do == "read the sheet with them"

    def test_sent_twice_it_is_one_change(self, browser: Client, sams_no: Loss, dana: User) -> None:
        lesson = drawn(sams_no, dana)
        for _ in range(2):
            assert (
                browser.post(self.path(lesson), SENTENCE | {"do": "read it with them", "version": "1"}).status_code
                == 303
            )
        lesson.refresh_from_db()
        assert lesson.version == 2

    def test_another_act_at_another_sign_is_tried_anew_and_a_comma_is_not(self, sams_no: Loss, dana: User) -> None:
        lesson = drawn(sams_no, dana)
        Lesson.objects.filter(pk=lesson.pk).update(shown=40, used=9, status="proven")
        small = keeping.change(
            lesson, Draft("a buyer asks what’s included", DRAFT.do, DRAFT.because), version=1, by=dana
        )
        assert (small.used, small.status) == (9, "proven")
        other = keeping.change(
            lesson, Draft("a trade comes up", "walk around it with them", DRAFT.because), version=2, by=dana
        )
        assert (other.used, other.status) == (0, "tried")
        assert "stage:trade" in other.fits["conditions"]

    def test_a_block_is_refused_here_too(self, browser: Client, sams_no: Loss, dana: User) -> None:
        lesson = drawn(sams_no, dana)
        response = browser.post(self.path(lesson), SENTENCE | {"because": "Sam went home", "version": "1"})
        assert response.status_code == 422
        assert "Sam went home</textarea>" in response.content.decode()

    def test_only_its_owner_changes_shares_or_drops_it(
        self, sams_no: Loss, dana: User, ben: User, maria: User, signed_in_as: SignIn
    ) -> None:
        lesson = keeping.share(drawn(sams_no, dana), by=dana)
        for person in (ben, maria):
            client = signed_in_as(person)
            assert client.get(self.path(lesson)).status_code == 200
            assert "<textarea" not in client.get(self.path(lesson)).content.decode()
            assert client.post(self.path(lesson), SENTENCE | {"version": "1"}).status_code == 404
            assert client.post(reverse("lesson_shared", args=[lesson.pk]), {"act": "take_back"}).status_code == 404
            assert client.post(reverse("lesson_dropped", args=[lesson.pk])).status_code == 404


class TestSharing:
    def share(self, client: Client, lesson: Lesson, act: str = "") -> str:
        response = client.post(reverse("lesson_shared", args=[lesson.pk]), {"act": act})
        return str(list(get_messages(response.wsgi_request))[-1])

    def test_private_until_shared_and_taken_back(
        self,
        browser: Client,
        sams_no: Loss,
        dana: User,
        ben: User,
        maria: User,
        ada: User,
        olga: User,
        signed_in_as: SignIn,
    ) -> None:
        lesson = drawn(sams_no, dana)
        others = [signed_in_as(person) for person in (ben, maria, ada, olga)]

        def reached() -> set[tuple[int, bool]]:
            path, page = reverse("lesson", args=[lesson.pk]), reverse("lessons")
            return {(client.get(path).status_code, DRAFT.do in client.get(page).content.decode()) for client in others}

        assert reached() == {(404, False)}
        assert "The team has it now" in self.share(browser, lesson)
        assert reached() == {(200, True)}
        assert "yours alone again" in self.share(browser, lesson, "take_back")
        assert reached() == {(404, False)}

    def test_without_a_name_and_without_whose_no_it_was(
        self, sams_no: Loss, dana: User, ben: User, signed_in_as: SignIn
    ) -> None:
        answered(sams_no)
        lesson = drawing.draw(
            sams_no, DRAFT, on=Ground("f", "words", sams_no.at, finding=Finding.objects.get()), by=dana
        )
        keeping.share(lesson, by=dana)
        for path in (reverse("lesson", args=[lesson.pk]), reverse("lessons")):
            page = signed_in_as(ben).get(path).content.decode()
            for word in ("Dana", "Sam", "Meadowlark", "broke it"):
                assert word not in page

    def test_f_and_i_and_the_neutral_have_no_lessons_and_a_foreign_store_has_others(
        self, sams_no: Loss, dana: User, frank: User, nia: User, rita: User, mo: User, signed_in_as: SignIn
    ) -> None:
        lesson = keeping.share(drawn(sams_no, dana), by=dana)
        for person in (frank, nia, rita, mo):
            assert signed_in_as(person).get(reverse("lesson", args=[lesson.pk])).status_code == 404
        for person in (frank, nia):
            assert signed_in_as(person).get(reverse("lessons")).status_code == 404
        assert DRAFT.do not in signed_in_as(rita).get(reverse("lessons")).content.decode()

    def test_a_manager_who_looks_is_in_the_owners_log(
        self, sams_no: Loss, dana: User, maria: User, ben: User, signed_in_as: SignIn
    ) -> None:
        keeping.share(drawn(sams_no, dana), by=dana)
        signed_in_as(ben).get(reverse("lessons"))
        assert not AccessLog.objects.filter(whose=dana).exists()
        signed_in_as(maria).get(reverse("lessons"))
        assert AccessLog.objects.get(whose=dana).who == maria

    def test_who_left_took_their_lessons_along(
        self, sams_no: Loss, dana: User, ben: User, signed_in_as: SignIn
    ) -> None:
        keeping.share(drawn(sams_no, dana), by=dana)
        Membership.objects.filter(user=dana).delete()
        assert DRAFT.do not in signed_in_as(ben).get(reverse("lessons")).content.decode()

    def test_a_way_in_by_somebody_elses_link_opens_none_that_was_private(
        self, browser: Client, lakeside: Store, sams_no: Loss, dana: User, olga: User
    ) -> None:
        private = drawn(sams_no, dana)
        Invitation.objects.create(
            token_hash="t", store=lakeside, role="rep", for_user=dana, made_by=olga, expires_at=now() + timedelta(days=1), used_at=now() + timedelta(seconds=1)
        )  # fmt: skip
        assert browser.get(reverse("lesson", args=[private.pk])).status_code == 404
        page = browser.get(reverse("lessons")).content.decode()
        assert "stays closed for a week" in page
        assert DRAFT.do not in page


class TestDropping:
    def test_dropped_and_taken_up_again(self, browser: Client, sams_no: Loss, dana: User) -> None:
        lesson = drawn(sams_no, dana)
        browser.post(reverse("lesson_dropped", args=[lesson.pk]))
        lesson.refresh_from_db()
        assert (lesson.get_status_display(), lesson.retired_why) == ("Dropped", "You dropped it.")
        assert "Dropped" in browser.get(reverse("lessons")).content.decode()
        browser.post(reverse("lesson_dropped", args=[lesson.pk]), {"act": "revive"})
        lesson.refresh_from_db()
        assert lesson.get_status_display() == "Trying it"

    def test_acts_are_posts(self, browser: Client, sams_no: Loss, dana: User) -> None:
        lesson = drawn(sams_no, dana)
        for name in ("lesson_shared", "lesson_dropped"):
            assert browser.get(reverse(name, args=[lesson.pk])).status_code == 405


class TestWhereItIsFrom:
    def test_their_words_while_they_stand_and_since_when_they_are_gone(
        self, browser: Client, sams_no: Loss, dana: User
    ) -> None:
        found = answered(sams_no)
        lesson = drawing.draw(sams_no, DRAFT, on=Ground("f", "words", sams_no.at, finding=found), by=dana)
        path = reverse("lesson", args=[lesson.pk])
        assert "The warranty on top broke it" in browser.get(path).content.decode()
        Finding.objects.filter(pk=found.pk).update(quote="The warranty on top broke us")
        assert "The warranty on top" not in browser.get(path).content.decode(), "letter for letter (law 4)"
        Evidence.objects.update(finding=None, loss=None, deleted_at="2026-06-20T12:00:00Z")
        page = browser.get(path).content.decode()
        assert "Evidence deleted on 20 Jun 2026" in page
        assert DRAFT.do in page

    def test_a_mis_tap_says_so(self, browser: Client, sams_no: Loss, dana: User) -> None:
        lesson = drawn(sams_no, dana)
        Loss.objects.filter(pk=sams_no.pk).update(undone_at=now())
        assert "That no was a mis-tap." in browser.get(reverse("lesson", args=[lesson.pk])).content.decode()

    def test_a_deal_that_went_to_somebody_else_took_its_words_along(
        self, browser: Client, sams_no: Loss, dana: User, ben: User
    ) -> None:
        lesson = drawing.draw(sams_no, DRAFT, on=Ground("f", "words", sams_no.at, finding=answered(sams_no)), by=dana)
        sams_no.deal.owner = ben
        sams_no.deal.save()
        page = browser.get(reverse("lesson", args=[lesson.pk])).content.decode()
        assert "The warranty on top broke it" not in page


class TestTheList:
    def test_status_counts_and_where_from_in_words(self, browser: Client, sams_no: Loss, dana: User) -> None:
        lesson = drawn(sams_no, dana)
        Lesson.objects.filter(pk=lesson.pk).update(shown=9, used=7, helped=5)
        page = " ".join(browser.get(reverse("lessons")).content.decode().split())
        assert "<b>Trying it</b>: used 7, said to help 5. From one no." in page

    def test_it_is_there_when_there_is_nothing(self, browser: Client) -> None:
        page = browser.get(reverse("lessons")).content.decode()
        assert "None yet." in page
        assert "Nobody has shared one yet." in page

    def test_a_year_later_too(self, browser: Client, sams_no: Loss, dana: User) -> None:
        drawn(sams_no, dana)
        with time_machine.travel(now() + timedelta(days=7), tick=False):
            assert browser.get(reverse("lessons")).status_code == 200


def test_a_dozen_of_each_cost_the_queries_of_one(
    lakeside: Store, sams_no: Loss, dana: User, ben: User, maria: User, signed_in_as: SignIn
) -> None:
    again = lost(lakeside, dana)
    answered(again)
    first = keeping.share(
        drawing.draw(sams_no, DRAFT, on=Ground("f", "words", now(), finding=answered(sams_no)), by=dana), by=dana
    )

    def one_more(n: int) -> None:
        keeping.share(drawn(lost(lakeside, ben), ben, Draft(f"item{n} comes up", "show it", "it was missed")), by=ben)
        drawn(
            lost(lakeside, dana),
            dana,
            Draft(f"thing{n} comes up", "show it", "it was missed"),
            leaf="UND.UNCLEAR_OFFER",
        )
        more = lost(lakeside, dana)
        drawing.fold(first, more, on=Ground("f", "words", now(), finding=answered(more)), by=dana)

    def queries() -> dict[str, int]:
        found = {}
        for who, path in [(dana, reverse("lessons")), (dana, reverse("lesson", args=[first.pk])), (dana, page_of(again)),
                          (maria, reverse("lessons")), (maria, reverse("lesson", args=[first.pk]))]:  # fmt: skip
            client = signed_in_as(who)
            client.get(path)
            with CaptureQueriesContext(connection) as caught:
                assert client.get(path).status_code == 200
            found[f"{who} {path}"] = len(caught)
        return found

    one_more(0)
    with_one = queries()
    for n in range(1, 12):
        one_more(n)
    assert queries() == with_one
