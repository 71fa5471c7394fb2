"""From rows to the matching: what a deal tells, whose lessons come into question, and what the kept ones cost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gametape.common.clock import now
from gametape.common.forgetting import TABLES, Decision
from gametape.deals.adding import add_deal, book, note_moment
from gametape.deals.models import Deal, Loss
from gametape.lessons import drawing, fitting, keeping
from gametape.lessons.fitting import facts_of, here_because
from gametape.lessons.linting import Draft
from gametape.lessons.models import Evidence, Lesson
from gametape.lessons.resting import Ground
from gametape.lessons.tests.test_the_pages import answered, lost
from gametape.people.may import Viewer
from gametape.people.models import Store, User

ABSENT = Draft("someone who decides is not here", "record a 60-second walk-through for them", "it was decided at home")
TRADE = Draft("a trade comes up", "walk around it with them", "the value was a surprise")


def drawn(loss: Loss, by: User, draft: Draft, leaf: str = "") -> Lesson:
    return drawing.draw(loss, draft, on=Ground("no", "no", loss.at), leaf=leaf, by=by)


@pytest.fixture
def nguyens(lakeside: Store, dana: User) -> Deal:
    """Tomorrow 10:30, first visit; his father has a say and stays at home."""
    deal = add_deal(
        lakeside,
        dana,
        first_name="Linh",
        last_name="Nguyen",
        unit="Pinecrest 32",
        phone="+16085550177",
        kind="call",
        amount_minor=4_100_000,
    )
    note_moment(deal, kind="note", words="They come with two kids; his father has a say and stays at home.", by=dana)
    book(deal, at=now() + timedelta(days=1), what="first look and figures", by=dana)
    deal.refresh_from_db()
    return deal


def fit(viewer: Viewer, deal: Deal, **how: list[int]) -> list[int]:
    return [one.lesson.pk for one in fitting.fitting(viewer, deal, **how)]  # type: ignore[arg-type]


class TestWhatADealTells:
    def test_its_unit_stage_visit_and_notes(self, nguyens: Deal, dana: User) -> None:
        told = facts_of(Viewer(dana), nguyens).features
        assert {"absent", "visit:first", "stage:figures", "stage:showing", "unit:pinecrest"} <= told
        assert not {one for one in told if "nguyen" in one or "linh" in one or "father" in one}

    def test_who_was_here_before_comes_back(self, sams_deal: Deal, dana: User) -> None:
        assert "visit:back" in facts_of(Viewer(dana), sams_deal).features

    def test_quiet_days_count_from_the_last_moment(self, sams_deal: Deal, dana: User) -> None:
        with time_machine.travel(now() + timedelta(days=6), tick=False):
            facts = facts_of(Viewer(dana), sams_deal)
        assert "quiet" in facts.features
        assert facts.said["quiet"] == "it has been quiet for 6 days"

    def test_what_ones_own_deals_like_it_were_lost_over(self, lakeside: Store, dana: User, ben: User) -> None:
        answered(lost(lakeside, dana))
        like_it = add_deal(lakeside, dana, first_name="Kim", unit="Cedar 24")
        other = add_deal(lakeside, dana, first_name="Kim", unit="Heron 20")
        bens = add_deal(lakeside, ben, first_name="Kim", unit="Cedar 24")
        assert "leaf:UND.UNCLEAR_OFFER" in facts_of(Viewer(dana), like_it).features
        assert "leaf:UND.UNCLEAR_OFFER" not in facts_of(Viewer(dana), other).features
        assert "leaf:UND.UNCLEAR_OFFER" not in facts_of(Viewer(ben), bens).features, "a colleague's answers are theirs"

    @pytest.mark.parametrize("reader", ["manager", "store"])
    def test_what_a_buyer_kept_from_the_rep_tells_nothing(self, lakeside: Store, dana: User, reader: str) -> None:
        answered(lost(lakeside, dana), reader=reader)
        like_it = add_deal(lakeside, dana, first_name="Kim", unit="Cedar 24")
        assert not {one for one in facts_of(Viewer(dana), like_it).features if one.startswith("leaf:")}


class TestWhatFits:
    def test_the_card_says_why_in_the_words_of_the_deal(
        self, nguyens: Deal, sams_no: Loss, lakeside: Store, dana: User
    ) -> None:
        wanted = drawn(sams_no, dana, ABSENT)
        drawn(lost(lakeside, dana), dana, TRADE)
        (found,) = fitting.fitting(Viewer(dana), nguyens)
        assert (found.lesson, found.mine) == (wanted, True)
        assert here_because(found.why) == "Here because the father stays at home."

    def test_own_ones_and_what_was_shared_and_nobody_elses(
        self, nguyens: Deal, lakeside: Store, dana: User, ben: User
    ) -> None:
        bens = drawn(lost(lakeside, ben), ben, ABSENT)
        assert fit(Viewer(dana), nguyens) == []
        keeping.share(bens, by=ben)
        assert fit(Viewer(dana), nguyens) == [bens.pk]
        keeping.take_back(bens, by=ben)
        assert fit(Viewer(dana), nguyens) == []

    def test_one_at_a_store_is_none_at_another(self, nguyens: Deal, hilltop: Store, dana: User, rita: User) -> None:
        keeping.share(drawn(lost(hilltop, rita), rita, ABSENT), by=rita)
        assert fit(Viewer(dana), nguyens) == []

    def test_a_dropped_one_fits_nothing_until_it_is_taken_up_again(
        self, nguyens: Deal, sams_no: Loss, dana: User
    ) -> None:
        lesson = keeping.share(drawn(sams_no, dana, ABSENT), by=dana)
        keeping.drop(lesson, by=dana)
        assert fit(Viewer(dana), nguyens) == []
        keeping.revive(lesson, by=dana)
        assert fit(Viewer(dana), nguyens) == [lesson.pk]

    def test_a_shared_one_of_ones_own_comes_once(self, nguyens: Deal, sams_no: Loss, dana: User) -> None:
        lesson = keeping.share(drawn(sams_no, dana, ABSENT), by=dana)
        assert fit(Viewer(dana), nguyens) == [lesson.pk]


class TestWhatIsKept:
    def test_sorted_once_until_a_lesson_changes_or_the_day_is_over(
        self, nguyens: Deal, lakeside: Store, ben: User, dana: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        lesson = keeping.share(drawn(lost(lakeside, ben), ben, ABSENT), by=ben)
        sorted_: list[bool] = []
        really: Callable = fitting._facts
        monkeypatch.setattr(
            fitting, "_facts", lambda rows, *, mine=False: (sorted_.append(mine), really(rows, mine=mine))[1]
        )

        def shared_sorted() -> int:
            before = sorted_.count(False)
            fit(Viewer(dana), nguyens)
            return sorted_.count(False) - before

        assert [shared_sorted(), shared_sorted()] == [1, 0]
        keeping.change(lesson, Draft(TRADE.trigger, TRADE.do, TRADE.because), version=1, by=ben)
        assert [shared_sorted(), shared_sorted()] == [1, 0]
        with time_machine.travel(now() + timedelta(days=1), tick=False):
            assert [shared_sorted(), shared_sorted()] == [1, 0]

    def test_private_ones_are_never_among_what_is_kept(self, nguyens: Deal, sams_no: Loss, dana: User) -> None:
        drawn(sams_no, dana, ABSENT)
        fit(Viewer(dana), nguyens)
        assert list(fitting._kept[nguyens.store_id][1].lessons) == []

    def test_thirty_lessons_cost_the_queries_of_one(
        self, nguyens: Deal, lakeside: Store, dana: User, ben: User
    ) -> None:
        def queries() -> int:
            fit(Viewer(dana), nguyens)
            viewer, deal = Viewer(dana), Deal.objects.select_related("store", "buyer").get(pk=nguyens.pk)
            with CaptureQueriesContext(connection) as caught:
                fitting.fitting(viewer, deal)
            return len(caught)

        keeping.share(drawn(lost(lakeside, ben), ben, ABSENT), by=ben)
        drawn(lost(lakeside, dana), dana, ABSENT)
        with_one = queries()
        for _ in range(15):
            keeping.share(drawn(lost(lakeside, ben), ben, ABSENT), by=ben)
            drawn(lost(lakeside, dana), dana, ABSENT)
        assert queries() == with_one


class TestForgetting:
    def test_every_table_of_the_room_says_what_becomes_of_it(self) -> None:
        assert TABLES[Lesson].decision is Decision.NOT_THEIRS
        assert TABLES[Evidence].decision is Decision.BLANK

    def test_what_it_pointed_at_goes_and_it_says_since_when(self, sams_no: Loss, dana: User) -> None:
        lesson = drawing.draw(sams_no, ABSENT, on=Ground("f", "words", sams_no.at, finding=answered(sams_no)), by=dana)
        row = Evidence.objects.get()
        for column, value in TABLES[Evidence].blank.items():
            setattr(row, column, value() if callable(value) else value)
        row.save()
        assert (row.finding, row.loss, row.marked) == (None, None, None)
        assert row.deleted_at is not None
        lesson.refresh_from_db()
        assert str(lesson).startswith("When someone who decides")
