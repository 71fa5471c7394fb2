"""The process is killed at any point of a save, a review, a lesson, a forgetting, a purge; and two act at once.

Done again, everything is there once: one answer on one phone, one review with every word of it, one lesson a no. What is
to go is gone and counted once. Two who write into one box, change one lesson, or pass a save on while it ends lose nothing
and leave no state that neither of them made. Runs on the database of the run.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.db.models import Sum
from django.test import Client
from django.urls import reverse

from gametape.ask import answering, asking
from gametape.ask.models import Answer, Words
from gametape.common.clock import now, played_at
from gametape.common.refusal import NotYours, Refusal
from gametape.deals.adding import add_deal, book
from gametape.deals.losing import dump, lose, seal
from gametape.deals.models import Deal, Dump, Loss, Moment
from gametape.lessons import drawing, keeping, trying
from gametape.lessons.judging import TrialCounts
from gametape.lessons.linting import Draft
from gametape.lessons.models import Evidence, Lesson
from gametape.lessons.resting import Ground
from gametape.next_one import counting_uses
from gametape.next_one.models import Reminder
from gametape.people.may import Viewer
from gametape.people.models import AccessLog, Alert, Buyer, Store, User
from gametape.postmortem import flow, reviewing, sharing
from gametape.postmortem import keeping as pages
from gametape.postmortem.models import Marked, Note, Review
from gametape.postmortem.writing import Gap, Notes
from gametape.privacy import ledger, letting_go, purging
from gametape.privacy.models import Forgetting, Forgotten, Purge
from gametape.reasons import finding
from gametape.reasons.models import Finding
from gametape.rescue import ending, passing, saving, writing
from gametape.rescue.models import Rescue
from gametape.sending.models import HandOff, Message
from tests.letting_go_worker import EACH
from tests.looking_back_rep import BACK, FIRST, LESSON, PAGES, THEN, own
from tests.mortal import one_life, process

pytestmark = pytest.mark.django_db(transaction=True)
SAID = "We loved it. I thought the warranty was extra on top."
LIVES, SECONDS, AT_MOST = 5, 6, 60
TAPES, BUYERS, OLD = 16, 24, 300
ROUNDS = 2  # of each race


def lived(module: str, ids: list[int], *, at_least: int) -> int:
    """Lets it act on one after the other and be killed again and again; how many it confirmed."""
    chance, began, done, lives, longest = random.Random(), time.monotonic(), 0, 0, 0.4
    with process(module) as child:
        while done < len(ids) and (spent := time.monotonic() - began) < AT_MOST:
            if spent > SECONDS and lives >= LIVES and done >= at_least:
                break
            before, done = done, one_life(child, done, len(ids), ids, seconds=chance.uniform(0, longest))
            longest *= {0: 1.4, 1: 0.8}.get(done - before, 0.5)
            lives += 1
    assert lives >= LIVES, "it was hardly killed at all, so this shows nothing"
    assert done >= at_least, "it never got anywhere"
    print(f"{module}: {lives} lives, {done} done, on {connection.vendor}")
    return done


def wants_an_answer(store: Store, rep: User, name: str, number: int) -> Loss:
    """Lost five hours ago; asked, answered, read, and the key is turned."""
    with played_at(now() - timedelta(hours=5)):
        deal = add_deal(store, rep, first_name=name, unit="Meadowlark 27", phone=f"+1608555{number:04}")
        loss = lose(deal, where="drove_off", chip="price", by=rep)
        seal(loss.own_call, sure="good")
        ask = asking.asked_in_person(loss, by=rep)
        rest = answering.Rest(wants_answer=True)
        answer = answering.send(ask, words=SAID, submission=f"s{loss.pk}", heard="page", reader="rep", rest=rest)
    finding.read(answer.versions.get())
    return loss


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each of them gave, or the refusal it met, all begun in the same moment."""
    ready = Barrier(len(acts))

    def do(act: Callable[[], object]) -> object:
        ready.wait()
        try:
            return act()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(do, acts))


@pytest.fixture
def sams_loss(lakeside: Store, dana: User) -> Loss:
    return wants_an_answer(lakeside, dana, "Sam", 142)


class TestKilledWhileLookingBack:
    @pytest.mark.slow
    def test_nothing_is_lost_nothing_doubled_and_nothing_half_there(self, lakeside: Store, dana: User) -> None:
        losses = [wants_an_answer(lakeside, dana, f"Lee{n}", n).pk for n in range(TAPES)]
        done = lived("tests.looking_back_rep", losses, at_least=2)
        for number, pk in enumerate(losses[:done]):
            loss = Loss.objects.get(pk=pk)
            the_save_is_there_once(loss, number)
            the_review_is_there_once(loss, dana, number)
            the_lesson_is_there_once(loss, number)
        for pk in losses[done:]:
            nothing_is_half_done(Loss.objects.get(pk=pk))
        assert not Lesson.objects.filter(evidence=None).exists(), "a lesson that rests on nothing"
        folded = sum(number % 3 == 1 for number in range(done))
        assert Lesson.objects.count() - (done - folded) in (0, 1)


def the_save_is_there_once(loss: Loss, number: int) -> None:
    row = Rescue.objects.get(loss=loss)
    assert row.outcome == ("meeting" if number % 2 else "be_back")
    message = Message.objects.get(loss=loss, kind="answer")
    assert (message.state, message.words) == ("out", f"{BACK} {number}")
    assert HandOff.objects.filter(message=message).count() == 1
    assert loss.deal.state == Deal.State.OPEN
    kinds = list(loss.deal.moments.values_list("kind", flat=True))
    once = [Moment.Kind.MESSAGE, Moment.Kind.REOPENED, *([Moment.Kind.APPOINTMENT] if number % 2 else [])]
    assert [kinds.count(kind) for kind in once] == [1] * len(once)


def the_review_is_there_once(loss: Loss, rep: User, number: int) -> None:
    review = Review.objects.get(loss=loss)
    assert (review.by, review.leaf) == (rep, "UND.UNCLEAR_OFFER")
    assert review.viewed_at is not None
    assert review.finished_at is not None
    notes = {name: text for page, typed in PAGES.items() if page != "tape" for name, text in own(typed, number).items()}
    assert dict(review.notes.values_list("screen", "text")) == {k: v for k, v in notes.items() if k != "leaf"}
    assert Marked.objects.get(review=review).saw == f"She folded the sheet. {number}"
    assert review.notes.get(screen="keep").shared_at is not None


def the_lesson_is_there_once(loss: Loss, number: int) -> None:
    lesson = Evidence.objects.get(loss=loss).lesson
    assert (lesson.do, lesson.version) == (THEN, 2)
    assert lesson.shared_at is not None
    first = lesson.evidence.order_by("pk").first()
    assert first
    assert (first.loss_id != loss.pk) == (number % 3 == 1), "folded where it was folded, and nowhere else"


def nothing_is_half_done(loss: Loss) -> None:
    """What was killed is whole or not there."""
    row, message = Rescue.objects.filter(loss=loss).first(), Message.objects.filter(loss=loss, kind="answer").first()
    ended = bool(row and row.outcome)
    assert (loss.deal.state == Deal.State.OPEN) == ended == (loss.reopened_at is not None)
    handed = HandOff.objects.filter(message=message).count() if message else 0
    assert handed == bool(message and message.state in ("handed", "out"))
    said = loss.deal.moments.filter(kind=Moment.Kind.MESSAGE).count()
    assert said == bool(message and message.state == "out")
    gap = Note.objects.filter(review__loss=loss, screen__in=["in_hands", "not_in_hands"]).count()
    leaf = Review.objects.filter(loss=loss).exclude(leaf="").count()
    assert gap == 2 * leaf, "a page is kept whole"
    assert Review.objects.filter(loss=loss).count() <= 1
    for evidence in Evidence.objects.filter(loss=loss):
        assert (evidence.lesson.do, evidence.lesson.version) in {(FIRST, 1), (THEN, 2)}


class TestKilledWhileLettingGo:
    @pytest.mark.slow
    def test_who_was_forgotten_is_and_who_was_not_is_whole(self, lakeside: Store, dana: User) -> None:
        losses = [self.told_of(wants_an_answer(lakeside, dana, f"Lee{n}", n), dana) for n in range(BUYERS)]
        buyers = [loss.deal.buyer_id for loss in losses]
        old = [AccessLog(who=dana, store=lakeside, what="x", at=now() - timedelta(days=800)) for _ in range(OLD)]
        AccessLog.objects.bulk_create(old)
        done = lived("tests.letting_go_worker", buyers, at_least=4)
        for number, loss in enumerate(losses[:done]):
            is_gone(loss, counted=number % 2 == 0)
        for loss in losses[done + 1 :]:
            is_whole(loss)
        assert what_went() == OLD - old_rows()
        assert what_went() >= done * EACH
        the_worker_ends_it(losses[: done + 1])

    def told_of(self, loss: Loss, rep: User) -> Loss:
        """The buyer stands in a note, a draft of a message, a review and a lesson's ground, too."""
        dump(loss, words="Looked at the clock.", by=rep)
        review = Review.objects.create(loss=loss, by=rep)
        Note.objects.create(review=review, screen="plan", text="Figures first.")
        ground = Ground("f", Evidence.Rests.WORDS, now(), finding=Finding.objects.filter(loss=loss).first())
        drawing.draw(loss, Draft(*(f"{LESSON['trigger']} {loss.pk}", FIRST, LESSON["because"])), on=ground, by=rep)
        deal = loss.deal
        Message.objects.create(store=deal.store, deal=deal, loss=loss, buyer=deal.buyer, by=rep, kind="thanks", channel="sms", words="Thank you.")  # fmt: skip
        return loss


def what_went() -> int:
    return Purge.objects.filter(kind="access_log").aggregate(n=Sum("rows"))["n"] or 0


def old_rows() -> int:
    return AccessLog.objects.filter(what="x").count()


def is_gone(loss: Loss, *, counted: bool) -> None:
    buyer = Buyer.objects.get(pk=Deal.objects.get(pk=loss.deal_id).buyer_id)
    assert ledger.is_empty(buyer)
    acts = [act for act in Forgetting.objects.all() if act.buyers == [buyer.pk]]
    assert all(act.rows_at for act in acts)
    if counted:  # beyond so many rows each chunk goes by itself, and a kill in between takes its count along
        assert sum(act.told.get("ask.words", 0) for act in acts) == 1
    for words in Words.objects.filter(answer__loss=loss):
        assert (words.text, bool(words.purged_at)) == ("", True)
    assert not Finding.objects.filter(loss=loss).exclude(quote="", evidence_deleted_at__isnull=False).exists()
    assert not Dump.objects.filter(loss=loss).exists()
    assert not Note.objects.filter(review__loss=loss).exists()
    assert not Evidence.objects.filter(loss=loss).exists()
    assert Message.objects.get(loss=loss, kind="thanks").state == Message.State.DROPPED


def is_whole(loss: Loss) -> None:
    assert Words.objects.get(answer__loss=loss).text == SAID
    assert Dump.objects.filter(loss=loss).exists()
    assert Note.objects.get(review__loss=loss).text == "Figures first."
    assert Evidence.objects.get(loss=loss).finding is not None
    assert Message.objects.get(loss=loss, kind="thanks").words == "Thank you."
    assert not ledger.is_empty(Buyer.objects.get(pk=loss.deal.buyer_id))


def the_worker_ends_it(losses: list[Loss]) -> None:
    """Whatever was killed is known by its row, and the next worker goes on."""
    Forgetting.objects.update(tried_at=None)
    letting_go.go_on()
    while purging.purge_a_little():
        pass
    for act in Forgetting.objects.all():
        assert act.rows_at
        assert act.done_at
    assert (old_rows(), what_went()) == (0, OLD)
    begun = sum(act.buyers == [loss.deal.buyer_id] for loss in losses[-1:] for act in Forgetting.objects.all())
    for loss in losses if begun else losses[:-1]:
        is_gone(loss, counted=False)
    hashes = Forgotten.objects.filter(what="row")
    assert hashes.count() == len(losses) - (not begun)


class TestTwoPhonesOneReview:
    def phones(self, loss: Loss, rep: User, screen: str) -> tuple[Review, Notes]:
        review = reviewing.begin(loss, by=rep, path="ten")
        return review, (Gap if screen == "gap" else Notes)(flow.SCREENS[screen])

    @pytest.mark.parametrize("n", range(ROUNDS))
    def test_in_one_box_the_second_is_shown_both_texts(self, sams_loss: Loss, dana: User, n: int) -> None:
        review, sheet = self.phones(sams_loss, dana, "plan")
        shown = pages.marks_of(sheet.read(review))
        one, two = {"plan": "From the phone."}, {"plan": "From the desk."}
        told = at_once(
            lambda: pages.keep(review, sheet, one, made_from=shown),
            lambda: pages.keep(review, sheet, two, made_from=shown),
        )
        stands = Note.objects.get(review=review).text
        first, crossed = (told[0], told[1]) if stands == one["plan"] else (told[1], told[0])
        assert first == {"plan"}
        assert isinstance(crossed, pages.Crossed), "what the other one typed would be lost without a word"
        assert crossed.theirs == {"plan": stands}

    @pytest.mark.parametrize("n", range(ROUNDS))
    def test_in_two_boxes_both_stay(self, sams_loss: Loss, dana: User, n: int) -> None:
        review, sheet = self.phones(sams_loss, dana, "gap")
        shown = pages.marks_of(sheet.read(review))
        empty = {"in_hands": "", "not_in_hands": "", "leaf": ""}
        told = at_once(
            lambda: pages.keep(review, sheet, {**empty, "in_hands": "The order."}, made_from=shown),
            lambda: pages.keep(review, sheet, {**empty, "not_in_hands": "The weather."}, made_from=shown),
        )
        assert told == [{"in_hands"}, {"not_in_hands"}]
        assert set(Note.objects.values_list("text", flat=True)) == {"The order.", "The weather."}

    @pytest.mark.parametrize("n", range(ROUNDS))
    def test_begun_on_both_it_is_one(self, sams_loss: Loss, dana: User, n: int) -> None:
        at_once(*[lambda: reviewing.begin(sams_loss, by=dana, path="ten")] * 3)
        assert Review.objects.count() == 1

    def test_settling_on_one_takes_nothing_back_that_the_other_kept(
        self, sams_loss: Loss, dana: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The page is kept after the other device read the row and before it wrote it."""
        review, sheet = self.phones(sams_loss, dana, "gap")
        held = reviewing._held

        def then_the_other_keeps(loss: Loss, by: User) -> Review:
            row = held(loss, by)
            pages.keep(review, sheet, {"leaf": "UND.UNCLEAR_OFFER"}, made_from="")
            return row

        monkeypatch.setattr(reviewing, "_held", then_the_other_keeps)
        reviewing.begin(sams_loss, by=dana, path="two")
        review.refresh_from_db()
        assert (review.leaf, review.path) == ("UND.UNCLEAR_OFFER", "two")

    def test_what_is_shared_is_what_stands_there_not_what_the_page_showed(self, sams_loss: Loss, dana: User) -> None:
        review, sheet = self.phones(sams_loss, dana, "keep")
        pages.keep(review, sheet, {"keep": "The walk-through."}, made_from="")
        shown = Note.objects.get()
        pages.keep(review, sheet, {"keep": "Sam loved it."}, made_from=pages.marks_of(sheet.read(review)))
        with pytest.raises(Refusal, match="buyer’s name"):
            sharing.share(shown, nameless=False)
        assert Note.objects.get().shared_at is None
        pages.keep(review, sheet, {"keep": ""}, made_from=pages.marks_of(sheet.read(review)))
        with pytest.raises(NotYours):
            sharing.share(shown, nameless=False)


class TestTwoPlacesOneLesson:
    @pytest.fixture
    def lesson(self, sams_loss: Loss, dana: User) -> Lesson:
        return drawing.draw(sams_loss, self.draft(FIRST), on=self.no(), by=dana)

    def draft(self, do: str) -> Draft:
        return Draft(LESSON["trigger"], do, LESSON["because"])

    def no(self) -> Ground:
        return Ground("no", Evidence.Rests.NO, now())

    @pytest.mark.parametrize("n", range(ROUNDS))
    def test_the_second_edit_is_shown_the_first(self, lesson: Lesson, dana: User, n: int) -> None:
        told = at_once(
            *[lambda do=do: keeping.change(lesson, self.draft(do), version=1, by=dana) for do in (THEN, "stop and ask")]
        )
        stands = Lesson.objects.get()
        assert stands.version == 2
        crossed = [one for one in told if isinstance(one, keeping.ChangedMeanwhile)]
        assert [one.now_is.do for one in crossed] == [stands.do]

    @pytest.mark.parametrize("n", range(ROUNDS))
    def test_counted_and_shared_while_it_is_changed_all_three_stand(self, lesson: Lesson, dana: User, n: int) -> None:
        counted = TrialCounts(shown=4, used=2, helped=1)
        told = at_once(
            lambda: keeping.change(lesson, Draft(LESSON["trigger"], FIRST, "it said so"), version=1, by=dana),
            lambda: trying.judge(lesson, counted),
            lambda: keeping.share(lesson, by=dana),
        )
        assert not [one for one in told if isinstance(one, Refusal)]
        stands = Lesson.objects.get()
        assert (stands.because, stands.version, stands.shown, stands.used) == ("it said so", 2, 4, 2)
        assert stands.shared_at is not None

    @pytest.mark.parametrize("n", range(ROUNDS))
    def test_drawn_in_two_tabs_it_is_one(self, sams_loss: Loss, dana: User, n: int) -> None:
        told = at_once(
            *[lambda do=do: drawing.draw(sams_loss, self.draft(do), on=self.no(), by=dana) for do in (FIRST, THEN)]
        )
        stands = Lesson.objects.get()
        assert stands.evidence.count() == 1
        assert [one.lesson for one in told if isinstance(one, drawing.DrawnAlready)] == [stands]

    @pytest.mark.parametrize("n", range(ROUNDS))
    def test_folded_and_drawn_at_once_the_no_teaches_one_thing(
        self, lesson: Lesson, lakeside: Store, dana: User, n: int
    ) -> None:
        other = wants_an_answer(lakeside, dana, "Lee", 143)
        told = at_once(
            lambda: drawing.fold(lesson, other, on=self.no(), by=dana),
            lambda: drawing.draw(other, self.draft(THEN), on=self.no(), by=dana),
        )
        assert Evidence.objects.filter(loss=other).count() == 1
        assert sum(isinstance(one, drawing.DrawnAlready) for one in told) == 1
        assert not Lesson.objects.filter(evidence=None).exists()


class TestALessonEditedWhileItIsShown:
    def test_the_card_says_it_as_it_is_now_and_its_tap_still_counts_where_it_is_the_same_act(
        self, sams_loss: Loss, dana: User, lakeside: Store, signed_in_as: Callable[[User], Client]
    ) -> None:
        lesson = self.shown(sams_loss, dana, lakeside)
        row, danas = Reminder.objects.get(), signed_in_as(dana)
        card = reverse("card", args=[row.deal_id])
        assert FIRST in danas.get(card).content.decode()
        keeping.change(lesson, Draft(LESSON["trigger"], f"{FIRST} slowly", LESSON["because"]), version=1, by=dana)
        assert danas.post(reverse("lesson_used", args=[row.pk]), {"used": "helped"}).status_code == 303
        assert f"{FIRST} slowly" in danas.get(card).content.decode()
        assert Reminder.objects.count() == 1
        told = counting_uses.count(lesson)
        assert (told.used, told.helped, told.version) == (1, 1, 2)

    def test_changed_to_another_act_the_old_card_counts_nothing_for_it(
        self, sams_loss: Loss, dana: User, lakeside: Store, signed_in_as: Callable[[User], Client]
    ) -> None:
        lesson = self.shown(sams_loss, dana, lakeside)
        another = Draft("the father stays at home", "call him from the lot", "he decides")
        keeping.change(lesson, another, version=1, by=dana)
        row = Reminder.objects.get()
        assert signed_in_as(dana).post(reverse("lesson_used", args=[row.pk]), {"used": "used"}).status_code == 303
        told = counting_uses.count(lesson)
        assert (told.shown, told.used, told.do) == (0, 0, "call him from the lot")

    @pytest.mark.parametrize("n", range(ROUNDS))
    def test_opened_changed_and_dropped_at_once_nothing_is_doubled(
        self, sams_loss: Loss, dana: User, lakeside: Store, signed_in_as: Callable[[User], Client], n: int
    ) -> None:
        lesson = self.shown(sams_loss, dana, lakeside)
        card, danas = reverse("card", args=[Reminder.objects.get().deal_id]), [signed_in_as(dana) for _ in range(2)]
        Reminder.objects.all().delete()
        told = at_once(
            *[lambda browser=browser: browser.get(card).status_code for browser in danas],
            lambda: keeping.change(lesson, Draft(LESSON["trigger"], THEN, LESSON["because"]), version=1, by=dana),
            lambda: keeping.drop(lesson, by=dana),
        )
        assert told[:2] == [200, 200]
        assert Reminder.objects.filter(lesson=lesson).count() <= 1
        stands = Lesson.objects.get()
        assert (stands.do, stands.version) == (THEN, 2)
        assert (stands.status == Lesson.Status.RETIRED) == (stands.retired_at is not None)

    def shown(self, loss: Loss, rep: User, store: Store) -> Lesson:
        ground = Ground("no", Evidence.Rests.NO, now())
        draft = Draft(LESSON["trigger"], FIRST, LESSON["because"])
        lesson = drawing.draw(loss, draft, on=ground, by=rep)
        deal = add_deal(store, rep, first_name="Linh", unit="Pinecrest 32")
        book(deal, at=now() + timedelta(days=1), what="first visit, and figures", by=rep)
        Reminder.objects.create(lesson=lesson, user=rep, deal=deal, why="it is a first visit")
        return lesson


class TestTwoWhoHaveASave:
    """Both pages were opened while the rep had it; then both are acted on."""

    def tabs(self, loss: Loss, rep: User) -> Any:
        return [saving.open_save(Viewer(rep), loss.pk) for _ in range(2)]

    @pytest.mark.parametrize("to", ["manager", "finance"])
    @pytest.mark.parametrize("outcome", ["answered", "be_back", "left"])
    def test_passed_on_and_ended_at_once_it_ended_before_it_went_or_not_at_all(
        self, sams_loss: Loss, dana: User, maria: User, frank: User, to: str, outcome: str
    ) -> None:
        one, two = self.tabs(sams_loss, dana)
        told = at_once(
            lambda: passing.pass_on(one, to=to, by=dana),
            lambda: ending.end(two, outcome, by=dana),
        )
        row = Rescue.objects.get()
        assert row.passed_to == to
        assert bool(row.outcome) == (not isinstance(told[1], NotYours))
        assert (Deal.objects.get(pk=sams_loss.deal_id).state == "open") == (row.outcome == "be_back")
        if row.outcome:
            assert row.outcome_at
            assert row.passed_at
            assert row.outcome_at <= row.passed_at

    @pytest.mark.parametrize("outcome", ["answered", "be_back", "bought", "left"])
    def test_who_passed_it_on_ends_it_from_no_other_tab(
        self, sams_loss: Loss, dana: User, maria: User, frank: User, outcome: str
    ) -> None:
        one, two = self.tabs(sams_loss, dana)
        passing.pass_on(one, to="finance", by=dana)
        with pytest.raises(NotYours):
            ending.end(two, outcome, by=dana)
        assert Rescue.objects.get().outcome == ""
        assert Deal.objects.get(pk=sams_loss.deal_id).state == "lost"

    @pytest.mark.parametrize("n", range(ROUNDS))
    def test_to_two_at_once_one_has_it_and_only_that_one_hears_of_it(
        self, sams_loss: Loss, dana: User, maria: User, frank: User, n: int
    ) -> None:
        one, two = self.tabs(sams_loss, dana)
        told = at_once(
            lambda: passing.pass_on(one, to="manager", by=dana),
            lambda: passing.pass_on(two, to="finance", by=dana),
        )
        assert sum(isinstance(each, Refusal) for each in told) == 1
        to = Rescue.objects.get().passed_to
        assert Answer.objects.get().is_private == (to == "finance")
        assert Alert.objects.filter(about__startswith="passed:").exists() == (to == "manager")

    @pytest.mark.parametrize("n", range(ROUNDS))
    def test_the_same_passing_on_twice_is_one(self, sams_loss: Loss, dana: User, maria: User, n: int) -> None:
        told = at_once(
            *[lambda tab=tab: passing.pass_on(tab, to="manager", by=dana) for tab in self.tabs(sams_loss, dana)]
        )
        assert not [each for each in told if isinstance(each, Refusal) and not isinstance(each, NotYours)]
        assert Alert.objects.filter(about__startswith="passed:").count() == 1

    def test_words_begun_before_it_was_passed_on_do_not_stand_in_the_way(
        self, sams_loss: Loss, dana: User, maria: User
    ) -> None:
        one, two = self.tabs(sams_loss, dana)
        passing.pass_on(one, to="manager", by=dana)
        with pytest.raises(NotYours):
            writing.write(Viewer(dana), two, {"words": BACK, "channel": "sms"}, do="keep")
        assert not Message.objects.filter(kind="answer").exists()
        theirs = saving.open_save(Viewer(maria), sams_loss.pk)
        words = "Thank you for telling us. The warranty is inside the price. Maria at Lakeside RV"
        message, _ = writing.write(Viewer(maria), theirs, {"words": words, "channel": "sms"}, do="keep")
        assert message.by == maria


class TestForgottenTwiceAtOnce:
    @pytest.mark.parametrize("n", range(ROUNDS))
    def test_by_two_people_and_the_worker_it_is_one_and_counted_once(
        self, sams_loss: Loss, olga: User, ada: User, n: int
    ) -> None:
        buyer = sams_loss.deal.buyer
        assert buyer
        at_once(
            lambda: letting_go.forget([buyer], by=olga),
            lambda: letting_go.forget([buyer], by=ada),
        )
        told = [act.told for act in Forgetting.objects.all() if act.told]
        assert [one["ask.words"] for one in told if "ask.words" in one] == [1]
        assert ledger.is_empty(Buyer.objects.get(pk=buyer.pk))
        assert Forgotten.objects.filter(what="row").count() == 1

    def test_the_worker_s_second_look_takes_no_count_away(self, sams_loss: Loss) -> None:
        buyer = sams_loss.deal.buyer
        assert buyer
        page = letting_go._begin([buyer], at=now())
        worker = Forgetting.objects.get(pk=page.pk)
        letting_go._rows(page)
        first = Forgetting.objects.get()
        letting_go._rows(worker)
        again = Forgetting.objects.get()
        assert (again.told, again.rows_at) == (first.told, first.rows_at)
        assert again.told["ask.words"] == 1
